"""What one practice offers to the fillers of its form."""

import re
from collections.abc import Iterator

from models import (
    Annotations,
    Block,
    Derived,
    Document,
    DocumentProperty,
    Entity,
    EntityKind,
    Figure,
    FigureKind,
    PracticeBoundary,
    Section,
    SectionLabel,
    Span,
    Value,
)
from models.text import joined, strip, unmarked
from pipeline.contacts import LEFT_OUT, around
from pipeline.records.words import words
from pipeline.segment import as_read

_HEADING_MARKS = 8

#: The values of a field, or the reason why there are none.
Filled = tuple[tuple[Value, ...], str | None]


class Evidence:
    """A practice's part of a document with its annotations, repeated blocks and contact sections left out.

    `personal` is where persons' names and addresses stand: no value covers them.
    """

    def __init__(
        self,
        document: Document,
        annotations: Annotations,
        boundary: PracticeBoundary,
        personal: tuple[Span, ...] = (),
    ) -> None:
        self.document = document
        self.personal = personal
        self.boundary = boundary
        self.annotations = annotations
        self._repeated = tuple(b.span for b in document.blocks if b.repeats is not None)
        self._contact = tuple(s.span for s in annotations.sections if s.label is SectionLabel.CONTACT)

    def entities(self, *kinds: EntityKind) -> tuple[Entity, ...]:
        """Mentions of these kinds, in the order of the text, each repeated block once."""
        return tuple(e for e in self.annotations.entities if e.kind in kinds and not self._is_repeated(e.span))

    def dates(self) -> tuple[Figure, ...]:
        """Dates and periods, in the order of the text."""
        return tuple(f for f in self.annotations.figures if f.kind is FigureKind.DATE and not self._is_repeated(f.span))

    def is_personal(self, span: Span) -> bool:
        return any(one.overlaps(span) for one in self.personal)

    def is_contact(self, span: Span) -> bool:
        return any(contact.contains(span) for contact in self._contact)

    def label_at(self, span: Span) -> SectionLabel | None:
        """Label of the section in which the span starts."""
        for section in self.annotations.sections:
            if section.span.start <= span.start < section.span.end:
                return section.label
        return None

    def words(self, name: str, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
        """The words of `words.toml` for the document's language."""
        return words(name, self.document.language, before, after)

    def line(self, span: Span) -> Span:
        """The line of the text in which the span starts."""
        text = self.document.text
        end = text.find("\n", span.end)
        return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)

    def section_contents(self, label: SectionLabel) -> Iterator[tuple[Span, float, str]]:
        """(span, score, extractor) of each run of unrepeated content under that label, headings left out.

        A person's name ends a run as a repeated block does.
        """
        for section in self.annotations.sections:
            if section.label is label:
                for run in self._runs(section):
                    for part in around(self.document.text, run, self.personal):
                        yield part, section.score, section.extractor

    def blocks(self, label: SectionLabel) -> Iterator[tuple[Block, Span, float, str]]:
        """(block, its span inside the section, score, extractor) of unrepeated content under that label."""
        for section in self.annotations.sections:
            if section.label is label:
                for block, span in self._contents(section):
                    if block.repeats is None:
                        yield block, span, section.score, section.extractor

    def value(self, span: Span, score: float, extractor: str, display: str | None = None) -> Value:
        """A value that stands in the text."""
        text = span.of(self.document.text)
        if display and self.document.source.media_type == "text/markdown":
            display = unmarked(display)
        return Value(
            text=text,
            origin=span,
            doc_id=self.document.doc_id,
            score=score,
            extractor=extractor,
            display=display or as_read(self.document, span) + self._left_out(span),
            page_no=self.document.page_no(span),
            boxes=self.document.boxes(span),
        )

    def _left_out(self, span: Span) -> str:
        """Says that a name follows the span in the text, where one does."""
        gap = self.document.text[span.end : span.end + 2]
        follows = any(0 <= one.start - span.end <= len(gap) - len(gap.lstrip()) for one in self.personal)
        return f" {LEFT_OUT}" if follows else ""

    def derived(self, display: str, rule: str, spans: tuple[Span, ...], score: float) -> Value:
        """A value inferred by a named rule from what stands at `spans`."""
        return Value(
            text=display,
            origin=Derived(rule, spans),
            doc_id=self.document.doc_id,
            score=score,
            extractor=rule,
            display=display,
            page_no=self.document.page_no(spans[0]) if spans else None,
            boxes=tuple(box for span in spans for box in self.document.boxes(span)),
        )

    def property_value(self, name: str, text: str, score: float, extractor: str) -> Value:
        """A value that came with the document, not from its text."""
        return Value(text, DocumentProperty(name), self.document.doc_id, score, extractor, joined(text))

    def _is_repeated(self, span: Span) -> bool:
        return any(repeated.contains(span) for repeated in self._repeated)

    def _runs(self, section: Section) -> Iterator[Span]:
        """Neighbouring contents joined; a repeated block between two of them ends the run."""
        run: Span | None = None
        for block, content in self._contents(section):
            if block.repeats is None:
                run = Span(run.start, content.end) if run else content
            elif run:
                yield run
                run = None
        if run:
            yield run

    def _contents(self, section: Section) -> Iterator[tuple[Block, Span]]:
        """Blocks of a section without its heading, whether that is a block or the first words of one."""
        text = self.document.text
        start = section.span.start
        if section.heading:
            # Marks such as "## " or "**" may stand before the heading.
            found = text.find(section.heading, start, start + len(section.heading) + _HEADING_MARKS)
            if found >= 0:
                rest = text[found + len(section.heading) : section.span.end]
                start = section.span.end - len(rest.lstrip(" \t\r\n:–—-.=#*_"))
        for block in self.document.body():
            first, last = max(block.content.start, start), min(block.content.end, section.span.end)
            if first < last and len(strip(text, Span(first, last))):
                yield block, Span(first, last)
