"""The text of a document cut into pieces, each with its section and with what was found there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from models import (
    Annotations,
    Block,
    BlockKind,
    Document,
    Entity,
    EntityKind,
    Figure,
    Section,
    SectionLabel,
    Span,
)
from pipeline.contacts import LEFT_OUT, contact_sections, personal_spans

#: Stands where a contact section was left out.
CONTACT_LEFT_OUT = "[contact details left out]"
_SPACE = re.compile(r"\s+")
#: Control characters would reach the terminal; marks for the writing direction would turn the page round.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class MarkKind(StrEnum):
    """What a marked piece of text is."""

    FIGURE = "figure"
    ENTITY = "entity"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Mark:
    """`number` counts figures and entities apart, from 1, in the order of the text."""

    kind: MarkKind
    span: Span
    number: int = 0
    found: Figure | Entity | None = None
    text: str = LEFT_OUT


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text inside one section, with its mark if it has one."""

    text: str
    label: SectionLabel | None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block as it is shown; `label` is that of its first piece."""

    index: int
    block: Block
    page_no: int
    segments: tuple[Segment, ...]

    @property
    def label(self) -> SectionLabel | None:
        return self.segments[0].label if self.segments else None


def marks_of(document: Document, annotations: Annotations, contacts: bool) -> tuple[Mark, ...]:
    """Every figure and entity, and what is left out, without overlaps and in order; persons only with `contacts`."""
    left_out: list[Mark] = []
    if not contacts:
        left_out += [Mark(MarkKind.LEFT_OUT, span) for span in personal_spans(document, annotations)]
        contact = contact_sections(document, annotations)
        left_out += [Mark(MarkKind.LEFT_OUT, span, text=CONTACT_LEFT_OUT) for span in contact]
    hidden = _without_overlaps(left_out)
    figures = [f for f in annotations.figures if not _is_inside(f.span, hidden)]
    entities = [
        e
        for e in annotations.entities
        if (contacts or e.kind is not EntityKind.PERSON) and not _is_inside(e.span, hidden)
    ]
    found = [Mark(MarkKind.FIGURE, f.span, n, f) for n, f in enumerate(figures, start=1)]
    found += [Mark(MarkKind.ENTITY, e.span, n, e) for n, e in enumerate(entities, start=1)]
    return _without_overlaps([*hidden, *found])


def paragraphs(document: Document, sections: Sequence[Section], marks: Sequence[Mark], scope: Span) -> list[Paragraph]:
    """The blocks that `scope` touches, running headers and repeated blocks among them.

    Of several blocks that one mark leaves out only the first is there.
    """
    found: list[Paragraph] = []
    for index, block in enumerate(document.blocks):
        if block.content.overlaps(scope):
            segments = tuple(_segments(document, block, sections, marks))
            is_hidden = (
                len(segments) == 1 and segments[0].mark is not None and len(segments[0].mark.span) > len(block.content)
            )
            if not (is_hidden and found and found[-1].segments[-1].mark is segments[0].mark):
                found.append(Paragraph(index, block, document.page_no(block.span), segments))
    return found


def shown(text: str, kind: BlockKind | None = None) -> str:
    """Wrapped lines joined, but in tables; characters that would change the screen made visible."""
    safe = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)
    return safe if kind is BlockKind.TABLE else _SPACE.sub(" ", safe)


def _segments(
    document: Document, block: Block, sections: Sequence[Section], marks: Sequence[Mark]
) -> Iterator[Segment]:
    inside = [m for m in marks if m.span.overlaps(block.content)]
    position = block.content.start
    for mark in inside:
        start = max(mark.span.start, block.content.start)
        yield from _plain(document, Span(position, start), block.kind, sections)
        position = min(mark.span.end, block.content.end)
        text = mark.text if mark.kind is MarkKind.LEFT_OUT else document.text[start:position]
        yield Segment(shown(text, block.kind), _label_at(sections, start), mark)
    yield from _plain(document, Span(position, block.content.end), block.kind, sections)


def _plain(document: Document, span: Span, kind: BlockKind, sections: Sequence[Section]) -> Iterator[Segment]:
    """Text without marks, cut where a section begins or ends."""
    cuts = {span.start, span.end}
    for section in sections:
        cuts |= {at for at in (section.span.start, section.span.end) if span.start < at < span.end}
    places = sorted(cuts)
    for start, end in pairwise(places):
        yield Segment(shown(document.text[start:end], kind), _label_at(sections, start))


def _label_at(sections: Iterable[Section], place: int) -> SectionLabel | None:
    return next((s.label for s in sections if s.span.start <= place < s.span.end), None)


def _is_inside(span: Span, marks: Iterable[Mark]) -> bool:
    return any(mark.span.overlaps(span) for mark in marks)


def _without_overlaps(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """What is left out goes first, then the longer one of two that overlap."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.kind is not MarkKind.LEFT_OUT, -len(m.span), m.span.start)):
        if len(mark.span) and not _is_inside(mark.span, kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda m: m.span.start))
