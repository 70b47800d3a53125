"""Reads documents: bytes in, `Document` out, whose text never changes afterwards."""

from corpus.markdown_view import front_matter, to_markdown
from corpus.reading import read
from corpus.settings import ReadSettings

__all__ = ["ReadSettings", "front_matter", "read", "to_markdown"]
