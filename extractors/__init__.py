"""Finds what a document says: practices, sections, figures, entities and topics."""

from typing import TYPE_CHECKING

from models import Annotations, Document
from models.trained.encoder import Encoder

if TYPE_CHECKING:
    from extractors.extractor import Extractor as Extractor
    from extractors.registry import build_extractors as build_extractors
    from extractors.registry import run as run

__all__ = ["Extractor", "build_extractors", "extract_all", "run"]

_MODULES = {
    "Extractor": "extractors.extractor",
    "build_extractors": "extractors.registry",
    "run": "extractors.registry",
}


def __getattr__(name: str) -> object:
    """Loads the extractors when they are asked for: a search needs the lists of this package and none of them."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)


def extract_all(document: Document, *, encoder: Encoder) -> Annotations:
    """All annotations of one document.

    For many documents build the extractors once with `build_extractors` and call `run` for each.

    Raises:
        ModelError: trained weights are missing, damaged, or not made for this encoder.
    """
    from extractors.registry import build_extractors, run

    return run(document, build_extractors(encoder))
