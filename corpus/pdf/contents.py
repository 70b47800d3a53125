"""Tables of contents in a PDF: by leaders, or by their title and the page numbers below it."""

from collections.abc import Sequence

from corpus.cues import CONTENTS_TITLE, ENDS_WITH_PAGE, contents_lines, has_leaders
from corpus.pdf.paragraphs import Paragraph
from corpus.pdf.tables import Table

_MIN_ENTRIES = 2
_MIN_NUMBERED_SHARE = 0.5


def contents_items(pages: Sequence[Sequence[Paragraph | Table]]) -> tuple[set[int], set[int]]:
    """Items by `id` that belong to a table of contents: its titles, and its entries.

    Args:
        pages: what stands on each page, in reading order, without running headers and footers.
    """
    entries = {found for items in pages for found in _with_leaders(items)}
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


def text_of(item: Paragraph) -> str:
    """The lines as they stand, a space between."""
    return " ".join(line.text for line in item.lines)


def _with_leaders(items: Sequence[Paragraph | Table]) -> list[int]:
    texts = [text_of(item) if isinstance(item, Paragraph) else "" for item in items]
    marked = contents_lines([text if has_leaders(text) else "" for text in texts])
    return [id(item) for item, is_entry in zip(items, marked, strict=True) if is_entry]


def _run(items: Sequence[Paragraph | Table], with_leaders: set[int]) -> list[Paragraph | Table]:
    """The items from the first on that are entries, page numbers not falling."""
    run: list[Paragraph | Table] = []
    last = 0
    for item in items:
        if id(item) in with_leaders:
            run.append(item)
            continue
        numbers = _page_numbers(item)
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
    found = [int(line.split()[-1]) for line in lines if ENDS_WITH_PAGE.match(line.strip())]
    return found if len(found) >= _MIN_NUMBERED_SHARE * len(lines) else []
