"""Reads documents: bytes in, `Document` out, whose text never changes afterwards."""

from typing import TYPE_CHECKING

from corpus.settings import ReadSettings

if TYPE_CHECKING:
    from corpus.markdown_view import front_matter as front_matter
    from corpus.markdown_view import to_markdown as to_markdown
    from corpus.reading import read as read

__all__ = ["ReadSettings", "front_matter", "read", "to_markdown"]

_MODULES = {"front_matter": "corpus.markdown_view", "read": "corpus.reading", "to_markdown": "corpus.markdown_view"}


def __getattr__(name: str) -> object:
    """Loads the readers of all formats when they are asked for: a search needs none of them."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)
