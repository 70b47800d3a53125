"""Cutting a practice's sections into passages: what is embedded and searched."""

from collections.abc import Iterator

from models import Document, Passage, Section, Span
from models.text import joined, sentences


def content_spans(document: Document, span: Span) -> tuple[Span, ...]:
    """Contents of the blocks inside `span`, in order: no running headers, contents lists or repeated blocks."""
    return tuple(
        Span(max(block.content.start, span.start), min(block.content.end, span.end))
        for block in document.body()
        if block.repeats is None and block.content.overlaps(span)
    )


def passages(
    document: Document, practice_id: str, sections: tuple[Section, ...], max_characters: int
) -> tuple[Passage, ...]:
    """Passages of at most `max_characters` that never cross a section; a longer sentence stays whole."""
    found = []
    for section in sections:
        for span in _runs(document, section.span, max_characters):
            found.append(
                Passage(
                    passage_id=f"{practice_id}-{span.start}-{span.end}",
                    practice_id=practice_id,
                    doc_id=document.doc_id,
                    span=span,
                    label=section.label.value,
                    text=joined(span.of(document.text)),
                    page_no=document.page_no(span),
                )
            )
    return tuple(found)


def _runs(document: Document, span: Span, max_characters: int) -> Iterator[Span]:
    """Neighbouring sentences joined while they fit; a repeated block between two of them ends the run."""
    run: Span | None = None
    previous_end = 0
    for block in document.body():
        if not block.content.overlaps(span):
            continue
        if block.repeats is not None:
            if run:
                yield run
            run = None
            continue
        inside = Span(max(block.content.start, span.start), min(block.content.end, span.end))
        for sentence in sentences(document.text, inside):
            if run and sentence.end - run.start <= max_characters and sentence.start >= previous_end:
                run = Span(run.start, sentence.end)
            else:
                if run:
                    yield run
                run = sentence
            previous_end = sentence.end
    if run:
        yield run
