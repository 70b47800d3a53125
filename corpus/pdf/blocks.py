"""Pages -> blocks of the whole document, with what only the whole document tells: body size, running lines, levels."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.cues import BULLET, CAPTION, NUMBER, ends_sentence, starts_low
from corpus.drafts import Draft, table_draft
from corpus.forms import is_form
from corpus.pdf.contents import contents_items
from corpus.pdf.headings import body_size, bold_share, is_heading, levels
from corpus.pdf.outline import Bookmark, declared_levels
from corpus.pdf.page import PageLayout
from corpus.pdf.paragraphs import EDGE_GAP, Paragraph, joined, known_words
from corpus.pdf.running import running_kinds
from corpus.pdf.split_tables import continued_tables, whole
from corpus.pdf.tables import Table
from models import BlockKind

_MAX_BOLD_SHARE = 0.4
_MAX_CAPTION_CHARACTERS = 400
_SAME_SIZE = 0.08
_SAME_INDENT_PT = 4.0
_MAX_LIST_LEVEL = 6
#: In a PDF shorter cells may be values of a table.
_MIN_ANSWER_CHARACTERS = 300


def drafts_of(pages: Sequence[PageLayout], outline: Sequence[Bookmark] = ()) -> list[Draft]:
    """The blocks in reading order; a paragraph cut by the end of a column or page is one again."""
    known = known_words(line for page in pages for paragraph in page.paragraphs for line in paragraph.lines)
    running = running_kinds([(page.height, page.paragraphs) for page in pages])
    kept = [[item for item in page.items if id(item) not in running] for page in pages]
    titles, entries = contents_items([[item for item in items if not _is_picture(item)] for items in kept])
    pictures = {id(item) for items in kept for item in items if _is_picture(item)}
    heading_levels = _heading_levels(pages, set(running) | titles | entries, known, outline)
    continued = _continuations(kept, set(heading_levels) | titles | entries | pictures)
    split = continued_tables([[i for i in items if id(i) not in titles and id(i) not in entries] for items in kept])
    taken = {id(p) for parts in continued.values() for p in parts} | {id(t) for parts in split.values() for t in parts}
    drafts: list[Draft] = []
    for item in (item for page in pages for item in page.items if id(item) not in taken):
        if id(item) in running and isinstance(item, Paragraph):
            drafts.append(_draft([item], running[id(item)], joined(item.lines, known)))
        elif id(item) in titles and isinstance(item, Paragraph):
            drafts.append(replace(_draft([item], BlockKind.CONTENTS, joined(item.lines, known)), level=1))
        elif isinstance(item, Paragraph) and item.in_picture:
            drafts.append(_draft([item], BlockKind.PICTURE, "\n".join(line.text for line in item.lines)))
        elif id(item) in entries:
            drafts.append(_entries(item))
        elif isinstance(item, Table):
            level = next((d.level for d in reversed(drafts) if d.kind is BlockKind.HEADING), None)
            drafts += _table([item, *split.get(id(item), ())], level or 0)
        elif id(item) in heading_levels:
            heading = _draft([item], BlockKind.HEADING, joined(item.lines, known))
            drafts.append(replace(heading, level=heading_levels[id(item)]))
        else:
            drafts.append(_body([item, *continued.get(id(item), ())], known))
    return list(_nested(drafts))


def _is_picture(item: Paragraph | Table) -> bool:
    return isinstance(item, Paragraph) and item.in_picture


def _heading_levels(
    pages: Sequence[PageLayout], others: set[int], known: Counter[str], outline: Sequence[Bookmark]
) -> dict[int, int]:
    """Level of each heading, by `id`; `others` are known to be something else."""
    kept = [p for page in pages for p in page.paragraphs if id(p) not in others]
    lines = [line for paragraph in kept for line in paragraph.lines]
    body = body_size(lines, sum((page.sizes_in_tables for page in pages), Counter()))
    bold_is_rare = bold_share(lines) <= _MAX_BOLD_SHARE
    declared = declared_levels(kept, outline)
    found = []
    for paragraph in kept:
        text = joined(paragraph.lines, known)
        if id(paragraph) in declared or is_heading(paragraph, text, body, bold_is_rare):
            found.append((paragraph, text))
    return {id(paragraph): level for (paragraph, _), level in zip(found, levels(found, declared), strict=True)}


def _continuations(pages: Sequence[Sequence[Paragraph | Table]], others: set[int]) -> dict[int, list[Paragraph]]:
    """For the first part of each paragraph that a column or page end cuts, its other parts."""
    parts: dict[int, list[Paragraph]] = {}
    first: Paragraph | None = None
    last: Paragraph | None = None
    for item in (item for page in pages for item in page):
        if not isinstance(item, Paragraph) or id(item) in others:
            continue
        if first is not None and last is not None and _goes_on(last, item):
            parts.setdefault(id(first), []).append(item)
            last = item
        elif last is None or not _is_note(last, item):
            first = last = item
    return parts


def _goes_on(above: Paragraph, below: Paragraph) -> bool:
    """True when a sentence that the end of a column or page cuts goes on in `below`."""
    text = above.lines[-1].text
    is_cut = below.page_no != above.page_no or above.gap_below == below.gap_above == EDGE_GAP
    return (
        is_cut
        and below.page_no <= above.page_no + 1
        and abs(above.size - below.size) <= _SAME_SIZE * above.size
        and above.bold == below.bold
        and not ends_sentence(text)
        and starts_low(below.lines[0].text)
        and not CAPTION.match(above.lines[0].text)
        and not BULLET.match(below.lines[0].text)
    )


def _is_note(last: Paragraph, item: Paragraph) -> bool:
    """True for smaller type under a sentence that is cut at the end of its page, such as a footnote."""
    smaller = item.size < (1 - _SAME_SIZE) * last.size
    return smaller and item.page_no == last.page_no and not ends_sentence(last.lines[-1].text)


def _draft(parts: Sequence[Paragraph], kind: BlockKind, text: str) -> Draft:
    return Draft(kind, text, boxes=tuple(part.box for part in parts), page_no=parts[0].page_no)


def _entries(item: Paragraph | Table) -> Draft:
    if isinstance(item, Table):
        text = "\n".join(" ".join(cell for cell in row if cell) for row in item.rows)
        return Draft(BlockKind.CONTENTS, text, boxes=(item.box,), page_no=item.box.page_no)
    return _draft([item], BlockKind.CONTENTS, "\n".join(line.text for line in item.lines))


def _table(parts: Sequence[Table], level: int) -> list[Draft]:
    """A grid of values as one table; a form as headings, one level under the last, and their texts."""
    rows, merged = whole(parts)
    boxes = tuple(part.box for part in parts)
    if is_form(rows, _MIN_ANSWER_CHARACTERS):
        place = Draft(BlockKind.PARAGRAPH, "", boxes=boxes, page_no=boxes[0].page_no)
        return [
            part
            for label, answer in rows
            for part in (
                replace(place, kind=BlockKind.HEADING, text=label, level=min(level + 1, 6)),
                replace(place, text=answer),
            )
        ]
    draft = table_draft(rows, merged)
    return [replace(draft, boxes=boxes, page_no=boxes[0].page_no)] if draft else []


def _body(parts: Sequence[Paragraph], known: Counter[str]) -> Draft:
    text = joined([line for part in parts for line in part.lines], known)
    marker = BULLET.match(text) or NUMBER.match(text)
    if marker:
        item = _draft(parts, BlockKind.LIST_ITEM, text[marker.end() :])
        return replace(item, marker=text[: marker.end()], level=1)
    is_caption = CAPTION.match(text) and len(text) <= _MAX_CAPTION_CHARACTERS
    return _draft(parts, BlockKind.CAPTION if is_caption else BlockKind.PARAGRAPH, text)


def _nested(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """List levels from indents: an item further right than the one before stands one level deeper."""
    indents: list[float] = []
    for draft in drafts:
        if draft.kind in (BlockKind.HEADER, BlockKind.FOOTER):
            yield draft
            continue
        if draft.kind is not BlockKind.LIST_ITEM:
            indents = []
            yield draft
            continue
        x0 = draft.boxes[0].x0
        while indents and indents[-1] > x0 + _SAME_INDENT_PT:
            indents.pop()
        if not indents or x0 > indents[-1] + _SAME_INDENT_PT:
            indents.append(x0)
        yield replace(draft, level=min(len(indents), _MAX_LIST_LEVEL))
