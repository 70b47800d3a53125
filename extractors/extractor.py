"""What every extractor is."""

from typing import Protocol

from models import Annotations, Document


class Extractor(Protocol):
    """Adds one kind of annotation to a document.

    Attributes:
        name: name and version ("figures/1"), written beside every value.
        requires: fields of `Annotations` that must be filled before.
        provides: fields of `Annotations` that this one fills.
    """

    name: str
    requires: frozenset[str]
    provides: frozenset[str]

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        """A copy of `annotations` with the provided fields filled; nothing else changes."""
        ...
