"""Reads documents: bytes in, `Document` out, whose text never changes afterwards."""

from corpus.markdown_view import to_markdown
from corpus.reading import read
from corpus.settings import ReadSettings

__all__ = ["ReadSettings", "read", "to_markdown"]
