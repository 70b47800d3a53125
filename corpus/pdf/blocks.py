"""Pages -> blocks of the whole document, with what only the whole document tells: body size, running lines, levels."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.cues import BULLET, NUMBER, ends_sentence, is_caption, starts_low
from corpus.drafts import Draft, table_draft
from corpus.forms import is_form
from corpus.pdf.contents import contents_items
from corpus.pdf.headings import body_size, bold_share, chapter_titles, is_heading
from corpus.pdf.levels import levels, without_items
from corpus.pdf.outline import Bookmark, declared_levels
from corpus.pdf.page import PageLayout
from corpus.pdf.paragraphs import EDGE_GAP, Paragraph, joined, known_words
from corpus.pdf.runin import with_labels_apart
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
    flow, labels = with_labels_apart([page.items for page in pages])
    running = running_kinds([(page.height, _text_of(items)) for page, items in zip(pages, flow, strict=True)])
    kept = [[item for item in items if id(item) not in running] for items in flow]
    titles, entries = contents_items([[item for item in items if not _is_picture(item)] for items in kept])
    text = [p for items in kept for p in _text_of(items) if id(p) not in titles and id(p) not in entries]
    body = body_size((line for p in text for line in p.lines), sum((page.sizes_in_tables for page in pages), Counter()))
    headings = _headings(text, labels, body, known, outline)
    in_headings = {id(part) for _, parts in headings.values() for part in parts}
    apart = {id(i) for items in kept for i in items if isinstance(i, Paragraph) and (i.in_picture or i.in_box)}
    continued = _continuations(kept, in_headings | titles | entries | apart, body)
    split = continued_tables([[i for i in items if id(i) not in titles and id(i) not in entries] for items in kept])
    taken = {id(p) for parts in continued.values() for p in parts} | {id(t) for parts in split.values() for t in parts}
    taken |= in_headings - set(headings)
    drafts: list[Draft] = []
    for item in (item for items in flow for item in items if id(item) not in taken):
        if id(item) in running and isinstance(item, Paragraph):
            drafts.append(_draft([item], running[id(item)], joined(item.lines, known)))
        elif id(item) in titles and isinstance(item, Paragraph):
            drafts.append(replace(_draft([item], BlockKind.CONTENTS, joined(item.lines, known)), level=1))
        elif isinstance(item, Paragraph) and item.in_picture:
            drafts.append(_draft([item], BlockKind.PICTURE, "\n".join(line.text for line in item.lines)))
        elif id(item) in entries:
            drafts.append(_entries(item))
        elif isinstance(item, Table):
            above = next((d.level for d in reversed(drafts) if d.kind is BlockKind.HEADING), None)
            drafts += _table([item, *split.get(id(item), ())], above or 0)
        elif id(item) in headings:
            level, parts = headings[id(item)]
            title = " ".join(joined(part.lines, known) for part in parts)
            drafts.append(replace(_draft(parts, BlockKind.HEADING, title), level=level))
        else:
            drafts.append(_body([item, *continued.get(id(item), ())], known))
    return list(_nested(drafts))


def _is_picture(item: Paragraph | Table) -> bool:
    return isinstance(item, Paragraph) and item.in_picture


def _text_of(items: Sequence[Paragraph | Table]) -> list[Paragraph]:
    """The paragraphs, without what stands in pictures."""
    return [item for item in items if isinstance(item, Paragraph) and not item.in_picture]


def _headings(
    kept: Sequence[Paragraph], labels: set[int], body: float, known: Counter[str], outline: Sequence[Bookmark]
) -> dict[int, tuple[int, list[Paragraph]]]:
    """Level and parts of each heading, by `id` of the first; those in `labels` are known to be headings."""
    bold_is_rare = bold_share(line for paragraph in kept for line in paragraph.lines) <= _MAX_BOLD_SHARE
    declared = declared_levels(kept, outline)
    found = []
    for paragraph in kept:
        text = joined(paragraph.lines, known)
        if id(paragraph) in declared or id(paragraph) in labels or is_heading(paragraph, text, body, bold_is_rare):
            found.append((paragraph, text))
    found = without_items(found, declared, body)
    titles = chapter_titles(kept, found, body)
    inner = {id(part) for parts in titles.values() for part in parts[1:]}
    starts = [(p, text, titles.get(id(p), [p])) for p, text in found if id(p) not in inner]
    named = [(parts[-1], " ".join([text, *(joined(p.lines, known) for p in parts[1:])])) for _, text, parts in starts]
    return {
        id(paragraph): (level, parts)
        for (paragraph, _, parts), level in zip(starts, levels(named, declared), strict=True)
    }


def _continuations(
    pages: Sequence[Sequence[Paragraph | Table]], others: set[int], body: float
) -> dict[int, list[Paragraph]]:
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
        elif last is None or not _is_note(last, item, body):
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
        and not is_caption(above.lines[0].text)
        and not BULLET.match(below.lines[0].text)
    )


def _is_note(last: Paragraph, item: Paragraph, body: float) -> bool:
    """True for smaller type under a sentence of the text that is cut at the end of its page, such as a footnote."""
    smaller = item.size < (1 - _SAME_SIZE) * last.size and last.size < (1 + _SAME_SIZE) * body
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
    captioned = is_caption(text) and len(text) <= _MAX_CAPTION_CHARACTERS
    return _draft(parts, BlockKind.CAPTION if captioned else BlockKind.PARAGRAPH, text)


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
