"""The grid of a Word table."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.docx.styles import VAL, W
from corpus.flow.items import Item
from corpus.flow.tables import Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_SPAN = 100
_INSIDE = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"})
_OFF = ("0", "false", "off")


def cells_of(table: "_Element", read: "Callable[[_Element], Iterable[Item]]") -> tuple[list[Cell], int | None]:
    """The cells in reading order, and how many rows the file declares as head; None where it says nothing."""
    rows = [row for row in _children(table, f"{W}tr") if not _has(row, "del")]
    cells: list[Cell] = []
    #: By column: the cell that goes on in the row below.
    above: dict[int, int] = {}
    for index, row in enumerate(rows):
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _children(row, f"{W}tc"):
            span = _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(VAL) != "restart" and column in above:
                first = cells[above[column]]
                more = (*first.items, *read(cell))
                cells[above[column]] = replace(first, rows=index - first.row + 1, items=more)
            else:
                above.pop(column, None)
                if merge is not None:
                    above[column] = len(cells)
                cells.append(Cell(index, column, tuple(read(cell)), columns=span))
            column += span
    heads = next((index for index, row in enumerate(rows) if not _has(row, "tblHeader")), 0)
    return cells, heads or None


def _children(element: "_Element", tag: str) -> "list[_Element]":
    """Rows of a table or cells of a row, those in content controls too."""
    found: list[_Element] = []
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag == tag:
            found.append(child)
        elif child.tag in _INSIDE:
            waiting += reversed(child)
    return found


def _has(row: "_Element", name: str) -> bool:
    found = row.find(f"{W}trPr/{W}{name}")
    return found is not None and found.get(VAL) not in _OFF


def _number(element: "_Element | None", least: int) -> int:
    value = str(element.get(VAL)) if element is not None else ""
    return max(least, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else least
