"""Tables of web pages: grids of values with their merged cells, forms, and frames that only lay out the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from corpus.drafts import Draft, table_draft
from corpus.forms import is_form
from corpus.page_frame import INLINE, PageFrame
from models import BlockKind, Merged

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Tables of values hold none of these.
_LAYS_OUT = (*(f"h{level}" for level in range(1, 7)), "ul", "ol", "blockquote")
#: No table for people is wider; a page may say that a cell runs over any number.
_MAX_COLUMNS = 200


@dataclass(slots=True)
class _Cell:
    """A cell at its place, from 0, and the rows and columns it runs over."""

    text: str
    is_head: bool
    row: int
    column: int
    rows: int
    columns: int


def table_drafts(element: "_Element", frame: PageFrame) -> list[Draft] | None:
    """Blocks of a table of values or a form; None for a table that only lays out the page."""
    if element.xpath(".//table") or element.get("role") in ("presentation", "none"):
        return None
    cells = _placed(_rows(element, frame), frame)
    texts = [[cell.text for cell in row] for row in cells if any(cell.text for cell in row)]
    if max((cell.column + 1 for row in cells for cell in row), default=0) < 2:
        return None
    if is_form(texts):
        parts = ((Draft(BlockKind.HEADING, left), Draft(BlockKind.PARAGRAPH, right)) for left, right in texts)
        return [draft for pair in parts for draft in pair]
    if element.find(".//th") is None and any(element.find(f".//{tag}") is not None for tag in _LAYS_OUT):
        return None
    draft = _grid(cells)
    if draft is None:
        return None
    captions = [_words(caption, frame) for caption in _elements(element, "./caption")]
    return [Draft(BlockKind.CAPTION, text) for text in captions if text] + [draft]


def _elements(element: "_Element", path: str) -> "list[_Element]":
    return cast("list[_Element]", element.xpath(path))


def _rows(table: "_Element", frame: PageFrame) -> "list[_Element]":
    rows = _elements(table, "./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    return [row for row in rows if not frame.hides(row)]


def _words(element: "_Element", frame: PageFrame) -> str:
    """What is shown of an element, on one line; lines and blocks stay apart."""
    from lxml import etree

    parts: list[str] = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, part in events:
        if not isinstance(part.tag, str):
            continue
        gap = "" if part.tag in INLINE else " "
        if event == "start" and part is not element and frame.hides(part):
            events.skip_subtree()
        elif event == "start":
            parts += (gap, part.text or "")
        if event == "end" and part is not element:
            parts += (gap, part.tail or "")
    return " ".join("".join(parts).split())


def _placed(rows: "Sequence[_Element]", frame: PageFrame) -> list[list[_Cell]]:
    """The cells of each row beside those that reach down from the rows above (HTML standard, 4.9.12)."""
    ends = {row.getparent(): index + 1 for index, row in enumerate(rows)}
    free_from = [0] * _MAX_COLUMNS
    placed: list[list[_Cell]] = []
    for index, row in enumerate(rows):
        in_thead = getattr(row.getparent(), "tag", "") == "thead"
        cells: list[_Cell] = []
        column = 0
        for element in _elements(row, "./td | ./th"):
            if frame.hides(element):
                continue
            while column < _MAX_COLUMNS and free_from[column] > index:
                column += 1
            left = ends[row.getparent()] - index
            height = min(_count(element, "rowspan") or left, left)
            width = min(_count(element, "colspan") or 1, max(_MAX_COLUMNS - column, 1))
            is_head = in_thead or element.tag == "th"
            cells.append(_Cell(_words(element, frame), is_head, index, column, height, width))
            free_from[column : column + width] = [index + height] * len(free_from[column : column + width])
            column += width
        placed.append(cells)
    return placed


def _count(element: "_Element", name: str) -> int:
    """A number of rows or columns; 0 for "to the end", 1 where nothing or no number is said."""
    text = (element.get(name) or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def _grid(rows: Sequence[Sequence[_Cell]]) -> Draft | None:
    cells = [cell for row in rows for cell in row]
    width = max(cell.column + 1 for cell in cells)
    if width > _MAX_COLUMNS:
        # No table for people: its cells one after the other.
        return table_draft([cell.text for cell in row] for row in rows)
    texts = [[""] * width for _ in rows]
    for cell in cells:
        cell.columns = min(cell.columns, width - cell.column)
        texts[cell.row][cell.column] = cell.text
    merged = [Merged(c.row, c.column, c.rows, c.columns) for c in cells if c.rows > 1 or c.columns > 1]
    heads = sum(1 for _ in _head_rows(rows, width))
    has_body = any(cell.text for row in rows[heads:] for cell in row)
    return table_draft(texts, merged, heads if heads and has_body else None)


def _head_rows(rows: Sequence[Sequence[_Cell]], width: int) -> Iterator[int]:
    """The rows at the top with heads only; one cell across the table below them heads a group of rows."""
    for index, row in enumerate(rows):
        is_group = index > 0 and len(row) == 1 and row[0].columns == width
        if not all(cell.is_head for cell in row) or is_group:
            return
        yield index
