"""What every reader of a format is."""

from typing import Protocol

from corpus.settings import ReadSettings
from models import Document, Source


class Reader(Protocol):
    """Reads the bytes of one format."""

    def __call__(self, data: bytes, source: Source, settings: ReadSettings) -> Document:
        """The document.

        Raises:
            DocumentError: the file is empty, locked, damaged, too large or holds no text.
        """
        ...
