"""Limits and choices for reading a document."""

from dataclasses import dataclass

from models import SettingsError


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Limits for each document, which is hostile until proved otherwise.

    Attributes:
        ocr: whether pages without a text layer are recognised, where the extra `ocr` is installed.

    Raises:
        SettingsError: a limit is not positive.
    """

    max_bytes: int = 200_000_000
    max_pages: int = 2_000
    max_characters: int = 20_000_000
    timeout_s: float = 300.0
    memory_mib: int = 2_048
    ocr: bool = True

    def __post_init__(self) -> None:
        for name in ("max_bytes", "max_pages", "max_characters", "timeout_s", "memory_mib"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"read.{name} must be above 0, got {getattr(self, name)}")
