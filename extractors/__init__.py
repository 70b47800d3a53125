"""Finds what a document says: practices, sections, figures, entities and topics."""

from extractors.extractor import Extractor
from extractors.registry import build_extractors, run
from models import Annotations, Document
from models.trained.encoder import Encoder

__all__ = ["Extractor", "build_extractors", "extract_all", "run"]


def extract_all(document: Document, *, encoder: Encoder) -> Annotations:
    """All annotations of one document.

    For many documents build the extractors once with `build_extractors` and call `run` for each.

    Raises:
        ModelError: trained weights are missing, damaged, or not made for this encoder.
    """
    return run(document, build_extractors(encoder))
