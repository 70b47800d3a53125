"""Blocks before the text is joined, for formats whose text we build ourselves (PDF, DOCX, HTML)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from corpus.heads import header_columns, header_rows
from corpus.metadata import declared
from models import Block, BlockKind, Box, Document, Merged, Page, Source, Span

BLOCK_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """One block in reading order.

    Attributes:
        text: the content; for a table its rows by newline and cells by tab.
        marker: what stands before the content in the source ("- ", "3. "); part of the span only.
        page_no: from 1; None where the format has no pages.
        merged: cells of `rows` over several places.
        header_rows: as the format declares them; None to tell by the cells.
    """

    kind: BlockKind
    text: str
    marker: str = ""
    level: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    boxes: tuple[Box, ...] = ()
    page_no: int | None = None
    merged: tuple[Merged, ...] = ()
    header_rows: int | None = None


def table_draft(
    rows: Iterable[Iterable[str]], merged: Iterable[Merged] = (), header_rows: int | None = None
) -> Draft | None:
    """A table block; None when no cell holds text. White space inside cells becomes one space.

    Rows without text are left out, and the places of `merged` and `header_rows` follow.
    """
    clean = tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)
    filled = tuple(row for row in clean if any(row))
    if not filled:
        return None
    above = [0, *accumulate(int(any(row)) for row in clean)]
    moved = (replace(m, row=above[m.row], rows=above[m.row + m.rows] - above[m.row]) for m in merged)
    spans = tuple(m for m in moved if m.rows > 1 or (m.rows and m.columns > 1))
    heads = None if header_rows is None else above[header_rows]
    # A trailing empty cell would leave white space at the end of the content.
    text = "\n".join("\t".join(row).rstrip("\t") for row in filled)
    return Draft(BlockKind.TABLE, text.strip(), rows=filled, merged=spans, header_rows=heads)


def compose(
    drafts: Iterable[Draft], sizes: Iterable[tuple[float | None, float | None]]
) -> tuple[str, tuple[Page, ...], tuple[Block, ...]]:
    """Join drafts to the text of a document, blocks a blank line apart.

    Args:
        drafts: in reading order; those without text are left out.
        sizes: width and height in points of each page, in page order.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    first_on_page: dict[int, int] = {}
    at = 0
    for draft in drafts:
        content = draft.text.strip()
        if not content:
            continue
        if parts:
            parts.append(BLOCK_GAP)
            at += len(BLOCK_GAP)
        start = at + len(draft.marker)
        end = start + len(content)
        parts += (draft.marker, content)
        blocks.append(_block(draft, Span(at, end), Span(start, end)))
        first_on_page.setdefault(draft.page_no or 1, at)
        at = end
    return "".join(parts), _pages(tuple(sizes), first_on_page, at), tuple(blocks)


def _block(draft: Draft, span: Span, content: Span) -> Block:
    block = Block(draft.kind, span, content, draft.boxes, draft.level)
    if not draft.rows:
        return block
    heads = header_rows(draft.rows, draft.merged) if draft.header_rows is None else draft.header_rows
    return replace(
        block,
        rows=draft.rows,
        merged=draft.merged,
        header_rows=heads,
        header_columns=header_columns(draft.rows, heads, draft.merged),
    )


def _pages(
    sizes: tuple[tuple[float | None, float | None], ...], first_on_page: dict[int, int], end: int
) -> tuple[Page, ...]:
    """Pages that together cover the text; a page without text has an empty span."""
    starts: list[int] = []
    following = end
    for page_no in range(len(sizes), 0, -1):
        following = first_on_page.get(page_no, following)
        starts.append(following)
    starts = [*starts[::-1], end]
    return tuple(
        Page(index + 1, width, height, Span(starts[index], starts[index + 1]))
        for index, (width, height) in enumerate(sizes)
    )


def build(
    source: Source,
    drafts: Iterable[Draft],
    *,
    title: str | None = None,
    language: str | None = None,
    sizes: Iterable[tuple[float | None, float | None]] = ((None, None),),
    properties: Mapping[str, str] | None = None,
) -> Document:
    """The document made of the drafts; title, language and properties as the format declares them."""
    text, pages, blocks = compose(drafts, sizes)
    metadata = declared(properties or {})
    return Document("doc-" + source.sha256[:16], source, title, language, text, pages, blocks, metadata=metadata)
