"""What is explained: one document, whole or the part of one practice, with what was found in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from goodpractice.catalogue import Catalogue
from goodpractice.explain.marked import Mark, Paragraph, marks_of, paragraphs
from models import Assessment, Document, GoodPractice, Span, Value
from models.practice import Derived
from pipeline.template import Template, load_template


@dataclass(frozen=True, slots=True)
class Explained:
    """A document, or the part of it that describes one practice.

    Attributes:
        practices: the practices whose fields are shown beside the text.
        assessments: one for each practice.
        scope: the part of the text that is shown.
        marks: figures, entities and what is left out, in the order of the text.
    """

    document: Document
    practices: tuple[GoodPractice, ...]
    template: Template
    scope: Span
    assessments: tuple[Assessment, ...]
    marks: tuple[Mark, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def name(self) -> str:
        """The file's name, without its folders."""
        return self.document.source.uri.rpartition("/")[2]

    @property
    def title(self) -> str:
        one = self.practices[0].title if len(self.practices) == 1 else None
        return one or self.document.title or self.name

    def block_of(self, span: Span) -> int | None:
        """Index of the shown block in which the span starts; None when it is not shown."""
        for paragraph in self.paragraphs:
            if paragraph.block.content.overlaps(span):
                return paragraph.index
        return None


def explain(catalogue: Catalogue, wanted: str, contacts: bool = False) -> list[Explained]:
    """One for each document of a practice (its id or the beginning of it), or one for a document's id.

    Without `contacts` names of persons, addresses and contact sections are left out.

    Raises:
        StoreError: nothing has that id, or more than one practice begins with it.
    """
    if wanted.startswith("doc-"):
        document = catalogue.document(catalogue.doc_id(wanted))
        practices = catalogue.practices_of(document.doc_id)
        return [_explained(catalogue, document, practices, Span(0, len(document.text)), contacts)]
    practice = catalogue.get(wanted)
    return [
        _explained(catalogue, catalogue.document(source.doc_id), [practice], source.span, contacts)
        for source in practice.sources
    ]


def _explained(
    catalogue: Catalogue, document: Document, practices: Sequence[GoodPractice], scope: Span, contacts: bool
) -> Explained:
    annotations = catalogue.annotations(document.doc_id)
    marks = tuple(m for m in marks_of(document, annotations, contacts) if m.span.overlaps(scope))
    shown = paragraphs(document, annotations.sections, marks, scope)
    template = load_template(practices[0].template if practices else catalogue.settings.extract.template)
    assessments = tuple(catalogue.assessment(practice) for practice in practices)
    return Explained(document, tuple(practices), template, scope, assessments, marks, tuple(shown))


def places(value: Value, doc_id: str) -> tuple[Span, ...]:
    """Where a value of that document stands, or what it was derived from; empty when it is from elsewhere."""
    if value.doc_id != doc_id:
        return ()
    if isinstance(value.origin, Span):
        return (value.origin,)
    return value.origin.spans if isinstance(value.origin, Derived) else ()
