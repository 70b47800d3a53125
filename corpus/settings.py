"""Limits and choices for reading a document."""

from dataclasses import dataclass, fields
from typing import ClassVar

from models import SettingsError


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Limits for each document, which is hostile until proved otherwise.

    Attributes:
        max_characters: of the text; finding practices in it takes some 70 seconds of a processor for each million.
        max_output_mib: size of a read document on its way back from the reading process.
        timeout_s: wall time for a document; when most of it is used up, the pages that are left stay unread.
        page_timeout_s: wall time for one page, and never more than half of `timeout_s`.
        cpu_s: seconds of a processor for a document.
        max_lost_pages: pages that may hang or crash the reading process, each given up for the others, before the
            rest of the document is given up.
        processes: how many share the pages of a long PDF; more than 2 change nothing.
        ocr: whether pages without a text layer are recognised, where the extra `ocr` is installed.

    Raises:
        SettingsError: a limit is not positive.
    """

    max_bytes: int = 200_000_000
    max_pages: int = 2_000
    max_characters: int = 6_000_000
    max_output_mib: int = 256
    timeout_s: float = 300.0
    page_timeout_s: float = 90.0
    cpu_s: int = 300
    memory_mib: int = 2_048
    max_lost_pages: int = 3
    processes: int = 2
    ocr: bool = True

    #: What changes a document that is read in full; the others are limits.
    CHOICES: ClassVar[frozenset[str]] = frozenset({"ocr"})

    def __post_init__(self) -> None:
        for limit in self.limits():
            if getattr(self, limit) <= 0:
                raise SettingsError(f"read.{limit} must be above 0, got {getattr(self, limit)}")

    @classmethod
    def limits(cls) -> tuple[str, ...]:
        """Names of the settings that only decide how much is read, not what is made of it."""
        return tuple(field.name for field in fields(cls) if field.name not in cls.CHOICES)
