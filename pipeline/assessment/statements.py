"""The sentences of a practice, each with its section and its figures."""

from collections.abc import Iterator
from dataclasses import dataclass

from models import BlockKind, Document, Figure, GoodPractice, SectionLabel, Span
from models.text import joined, sentences
from pipeline.contacts import around


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it stands and as it reads; `score` is that of its section."""

    span: Span
    text: str
    label: SectionLabel
    figures: tuple[Figure, ...]
    score: float


def statements(practice: GoodPractice, document: Document, personal: tuple[Span, ...]) -> tuple[Statement, ...]:
    """In the order of the text; headings, repeated blocks and contact sections give none."""
    blocks = [
        block
        for block in document.body()
        if block.repeats is None and block.kind not in (BlockKind.HEADING, BlockKind.CAPTION)
    ]
    found: list[Statement] = []
    for section in practice.sections:
        if section.label is SectionLabel.CONTACT:
            continue
        for block in blocks:
            if section.span.overlaps(block.content):
                inside = Span(max(section.span.start, block.content.start), min(section.span.end, block.content.end))
                for span in _parts(document, inside, block.kind, personal):
                    figures = tuple(f for f in practice.figures if span.contains(f.span))
                    text = joined(span.of(document.text))
                    found.append(Statement(span, text, section.label, figures, section.score))
    return tuple(found)


def _parts(document: Document, inside: Span, kind: BlockKind, personal: tuple[Span, ...]) -> Iterator[Span]:
    """Sentences, in tables rows, without what is personal."""
    if kind is BlockKind.TABLE:
        start = inside.start
        for row in inside.of(document.text).splitlines(keepends=True):
            yield from around(document.text, Span(start, start + len(row)), personal)
            start += len(row)
    else:
        for sentence in sentences(document.text, inside):
            yield from around(document.text, sentence, personal)
