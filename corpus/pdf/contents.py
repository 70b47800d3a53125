"""Tables of contents in a PDF: by leaders, or by their title and the page numbers below it."""

from collections.abc import Sequence

from corpus.cues import CONTENTS_TITLE, MIN_CONTENTS_LINES, has_leaders, page_at_end
from corpus.pdf.glyphs import Word
from corpus.pdf.layout import Line, lines_of
from corpus.pdf.paragraphs import Paragraph
from corpus.pdf.tables import Table

_MIN_ENTRIES = 2
_MIN_NUMBERED_SHARE = 0.5
_SAME_EDGE_PT = 4.0
#: An entry is rarely longer.
_MAX_LINES = 4


def entry_words(words: Sequence[Word]) -> list[Word]:
    """Words of the lines on a page that belong to a table of contents with leaders; they are no table."""
    lines = lines_of(words)
    marked = [index for index, line in enumerate(lines) if has_leaders(line.text)]
    if len(marked) < MIN_CONTENTS_LINES:
        return []
    right = max(lines[index].x1 for index in marked)
    first, last = marked[0], marked[-1]
    while first > 0 and _ends_at(lines[first - 1], right):
        first -= 1
    while last + 1 < len(lines) and _ends_at(lines[last + 1], right):
        last += 1
    return [word for line in lines[first : last + 1] for word in line.words]


def _ends_at(line: Line, right: float) -> bool:
    return abs(line.x1 - right) <= _SAME_EDGE_PT and page_at_end(line.text) is not None


def contents_items(pages: Sequence[Sequence[Paragraph | Table]]) -> tuple[set[int], set[int]]:
    """Items by `id` that belong to a table of contents: its titles, and its entries.

    Args:
        pages: what stands on each page, in reading order, without running headers and footers.
    """
    with_leaders = [id(p) for items in pages for p in items if isinstance(p, Paragraph) and has_leaders(text_of(p))]
    entries = set(with_leaders) if len(with_leaders) >= MIN_CONTENTS_LINES else set()
    for items in pages:
        entries |= _beside(items, entries)
    titles: set[int] = set()
    flow = [item for items in pages for item in items]
    for index, item in enumerate(flow):
        if not isinstance(item, Paragraph) or not CONTENTS_TITLE.fullmatch(text_of(item)):
            continue
        run = _run(flow[index + 1 :], entries)
        if len(run) >= _MIN_ENTRIES or sum(_entry_count(member) for member in run) >= _MIN_ENTRIES:
            titles.add(id(item))
            entries.update(id(member) for member in run)
    return titles, entries - titles


def _beside(items: Sequence[Paragraph | Table], entries: set[int]) -> set[int]:
    """Entries without leaders on a page of entries: those that end in line with them, and what stands between."""
    marked = [index for index, item in enumerate(items) if id(item) in entries]
    if not marked:
        return set()
    right = max(items[index].box.x1 for index in marked)
    first, last = marked[0], marked[-1]
    while first > 0 and _is_entry(items[first - 1], right):
        first -= 1
    while last + 1 < len(items) and _is_entry(items[last + 1], right):
        last += 1
    return {id(item) for item in items[first : last + 1] if isinstance(item, Table) or len(item.lines) <= _MAX_LINES}


def _is_entry(item: Paragraph | Table, right: float) -> bool:
    return isinstance(item, Paragraph) and _ends_at(item.lines[-1], right) and len(item.lines) <= _MAX_LINES


def text_of(item: Paragraph) -> str:
    """The lines as they stand, a space between."""
    return " ".join(line.text for line in item.lines)


def _run(items: Sequence[Paragraph | Table], with_leaders: set[int]) -> list[Paragraph | Table]:
    """The items from the first on that are entries, page numbers not falling."""
    run: list[Paragraph | Table] = []
    last = 0
    for item in items:
        numbers = _page_numbers(item)
        if id(item) in with_leaders:
            run.append(item)
            last = max([last, *numbers])
            continue
        if not numbers or numbers != sorted(numbers) or numbers[0] < last:
            break
        last = numbers[-1]
        run.append(item)
    return run


def _entry_count(item: Paragraph | Table) -> int:
    return len(_page_numbers(item))


def _page_numbers(item: Paragraph | Table) -> list[int]:
    """Page numbers at the line ends; empty where few lines have one."""
    lines = [" ".join(row) for row in item.rows] if isinstance(item, Table) else [line.text for line in item.lines]
    found = [page for line in lines if (page := page_at_end(line)) is not None]
    return found if len(found) >= _MIN_NUMBERED_SHARE * len(lines) else []
