"""What every reader of a format is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from corpus.settings import ReadSettings
from models import Document, Source

#: So begins the message about a page of which nothing was read.
UNREADABLE = "cannot be read"


class Reader(Protocol):
    """Reads the bytes of one format."""

    def __call__(self, data: bytes, source: Source, settings: ReadSettings) -> Document:
        """The document.

        Raises:
            DocumentError: the file is empty, locked, damaged, too large or holds no text.
        """
        ...


@dataclass(frozen=True, slots=True)
class PageWatch:
    """What the process outside and the reader of a paged format tell each other.

    Attributes:
        tell: called with the number of each page before it is read, and with 0 after the last; the number is negative
            while another process reads other pages.
        lost: pages not to read, with the reason.
        processes: how many may read a long document; 2 are used at most.
    """

    tell: Callable[[int], None] = lambda page_no: None
    lost: Mapping[int, str] = field(default_factory=dict)
    processes: int = 1
