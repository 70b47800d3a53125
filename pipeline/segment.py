"""Cutting a practice's sections into passages: what is embedded and searched."""

from collections.abc import Iterator, Sequence

from models import BlockKind, Document, GoodPractice, Passage, SectionLabel, Span
from models.text import joined, sentences, unmarked
from pipeline.contacts import around


def passages_of(
    document: Document, practices: Sequence[GoodPractice], max_characters: int, personal: Sequence[Span] = ()
) -> tuple[Passage, ...]:
    """Passages of at most `max_characters` that never cross a section; a longer sentence stays whole.

    Contact sections give none, and a name or address in `personal` ends a passage: people are not searched for.
    """
    return tuple(
        Passage(
            passage_id=f"{practice.practice_id}-{span.start}-{span.end}",
            practice_id=practice.practice_id,
            doc_id=document.doc_id,
            span=span,
            label=section.label.value,
            text=as_read(document, span),
            page_no=document.page_no(span),
        )
        for practice in practices
        for section in practice.sections
        if section.label is not SectionLabel.CONTACT
        for run in _runs(document, section.span, max_characters)
        for span in around(document.text, run, personal)
    )


def as_read(document: Document, span: Span) -> str:
    """The span as people read it: one line a block, wrapped lines joined, list items marked, cells set apart."""
    lines = []
    is_marked = document.source.media_type == "text/markdown"
    for block in document.body():
        if block.content.overlaps(span):
            text = document.text[max(block.content.start, span.start) : min(block.content.end, span.end)]
            text = unmarked(text) if is_marked else text
            if block.kind is BlockKind.TABLE:
                lines += [joined(row.replace("\t", " | ")) for row in text.splitlines() if row.strip()]
            else:
                mark = "• " if block.kind is BlockKind.LIST_ITEM and block.content.start >= span.start else ""
                lines.append(mark + joined(text))
    return "\n".join(lines)


def embedded_texts(practices: Sequence[GoodPractice], passages: Sequence[Passage]) -> list[str]:
    """What the encoder sees of each passage."""
    titles = {practice.practice_id: practice.title for practice in practices}
    return [embedded_text(titles[p.practice_id], p.text) for p in passages]


def embedded_text(title: str, text: str) -> str:
    """The practice's title says what a short passage is about."""
    return f"{title}. {joined(text)}"


def _runs(document: Document, span: Span, max_characters: int) -> Iterator[Span]:
    """Neighbouring sentences joined while they fit; a repeated block between two of them ends the run.

    A heading goes with what follows it; alone it says too little to be found by.
    """
    run: Span | None = None
    heading: Span | None = None
    for block in document.body():
        if not block.content.overlaps(span):
            continue
        inside = Span(max(block.content.start, span.start), min(block.content.end, span.end))
        if block.repeats is not None:
            if run:
                yield run
            run = heading = None
        elif block.kind is BlockKind.HEADING:
            heading = heading or inside
        else:
            for sentence in sentences(document.text, inside):
                start = heading.start if heading else sentence.start
                heading = None
                if run and sentence.end - run.start <= max_characters:
                    run = Span(run.start, sentence.end)
                else:
                    if run:
                        yield run
                    run = Span(start, sentence.end)
    if run:
        yield run
