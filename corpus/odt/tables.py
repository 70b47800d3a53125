"""The grid of an OpenDocument table."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from corpus.flow.items import Item
from corpus.flow.tables import Cell
from corpus.opendocument import TABLE, rows_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_SPAN = 100


def cells_of(table: "_Element", read: "Callable[[_Element], Iterable[Item]]") -> tuple[list[Cell], int | None]:
    """The cells in reading order, and how many rows the file declares as head; None where it says nothing."""
    cells: list[Cell] = []
    rows = list(rows_of(table))
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            repeated = _number(cell, "number-columns-repeated")
            if cell.tag == f"{TABLE}table-cell":
                spans = {name: _number(cell, f"number-{name}-spanned") for name in ("rows", "columns")}
                spans["rows"] = min(spans["rows"], len(rows) - index)
                places = [column] if repeated == _MAX_SPAN else range(column, column + repeated)
                cells += [Cell(index, place, tuple(read(cell)), **spans) for place in places]
            column += repeated
    heads = sum(1 for row in rows if row and _is_head(row[0]))
    return cells, heads or None


def _is_head(cell: "_Element") -> bool:
    row = cell.getparent()
    above = row.getparent() if row is not None else None
    return above is not None and above.tag == f"{TABLE}table-header-rows"


def _number(cell: "_Element", name: str) -> int:
    value = cell.get(f"{TABLE}{name}") or "1"
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else 1
