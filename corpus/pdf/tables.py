"""Tables drawn as a grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from corpus.pdf.glyphs import PageContent, Rule, Word
from corpus.pdf.grid import Rows, with_line
from corpus.pdf.layout import lines_of
from models import Box, Merged

_SNAP_PT = 3.0
_MIN_FILLED = 0.4
_MAX_CELL_CHARACTERS = 1_200
_MAX_RULES = 4_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page.

    Attributes:
        rows: cell texts.
        merged: the cells that run over several rows or columns.
        edges: where its columns begin, when lines are drawn there.
    """

    rows: tuple[tuple[str, ...], ...]
    box: Box
    merged: tuple[Merged, ...] = ()
    edges: tuple[float, ...] = ()


def ruled_tables(page: PageContent) -> tuple[list[Table], list[Word]]:
    """Tables with drawn lines, and the words outside of them."""
    words = list(page.words)
    tables: list[Table] = []
    for cells in _grids(page.rules):
        x0, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
        x1, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
        inside = [w for w in words if x0 - 1 <= (w.x0 + w.x1) / 2 <= x1 + 1 and top - 1 <= w.middle <= bottom + 1]
        rows, merged = _filled(cells, inside)
        if _is_table(rows):
            taken = {id(word) for word in inside}
            words = [word for word in words if id(word) not in taken]
            box = Box(page.page_no, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
            tables.append(Table(rows, box, merged, tuple(_levels([cell[0] for cell in cells]))))
    return tables, words


_Cell = tuple[float, float, float, float]


def _grids(rules: Sequence[Rule]) -> list[list[_Cell]]:
    """Groups of touching cells, by pdfplumber's way from edges to cells."""
    lying = sum(rule.top == rule.bottom for rule in rules)
    if lying < 2 or len(rules) - lying < 2 or len(rules) > _MAX_RULES:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = [
        {
            "x0": rule.x0,
            "x1": rule.x1,
            "top": rule.top,
            "bottom": rule.bottom,
            "width": rule.x1 - rule.x0,
            "height": rule.bottom - rule.top,
            "orientation": "h" if rule.top == rule.bottom else "v",
        }
        for rule in rules
    ]
    merged = merge_edges(edges, _SNAP_PT, _SNAP_PT, _SNAP_PT, _SNAP_PT)
    cells = intersections_to_cells(edges_to_intersections(merged, _SNAP_PT, _SNAP_PT))
    return [list(group) for group in cells_to_tables(cells)]


def _levels(values: Sequence[float]) -> list[float]:
    """Sorted values without those within the snap distance of the one before."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SNAP_PT:
            out.append(value)
    return out


def _filled(cells: Sequence[_Cell], words: Sequence[Word]) -> tuple[Rows, tuple[Merged, ...]]:
    """Texts in the grid of all column and row edges, and which cells run over several; rows without text fall out."""
    xs, ys = _levels([cell[0] for cell in cells]), _levels([cell[1] for cell in cells])
    held: dict[_Cell, list[Word]] = {}
    for word in words:
        x = (word.x0 + word.x1) / 2
        for cell in cells:
            if cell[0] - 1 <= x <= cell[2] + 1 and cell[1] - 1 <= word.middle <= cell[3] + 1:
                held.setdefault(cell, []).append(word)
                break
    grid = [["" for _ in xs] for _ in ys]
    merged = []
    for cell, inside in held.items():
        row, column = _place(ys, cell[1]), _place(xs, cell[0])
        for line in lines_of(inside):
            grid[row][column] = with_line(grid[row][column], line.text)
        merged.append(Merged(row, column, _reach(ys, cell[3]) - row, _reach(xs, cell[2]) - column))
    rows = [any(row) for row in grid]
    columns = [any(row[c] for row in grid) for c in range(len(xs))]
    texts = tuple(tuple(compress(row, columns)) for row in compress(grid, rows))
    return texts, _without_empty(merged, rows, columns)


def _place(levels: Sequence[float], start: float) -> int:
    return max(0, sum(level <= start + _SNAP_PT for level in levels) - 1)


def _reach(levels: Sequence[float], end: float) -> int:
    """How many levels begin before a cell ends."""
    return sum(level < end - _SNAP_PT for level in levels)


def _without_empty(merged: Iterable[Merged], rows: Sequence[bool], columns: Sequence[bool]) -> tuple[Merged, ...]:
    """The cells over several places that are left when rows and columns without text fall out."""
    kept = (
        Merged(
            sum(rows[: m.row]),
            sum(columns[: m.column]),
            sum(rows[m.row : m.row + m.rows]),
            sum(columns[m.column : m.column + m.columns]),
        )
        for m in merged
    )
    return tuple(sorted((m for m in kept if m.rows * m.columns > 1), key=lambda m: (m.row, m.column)))


def _is_table(rows: Rows) -> bool:
    """False for frames, underlines and backgrounds, which draw cells too."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell]
    if not filled or max(map(len, filled)) > _MAX_CELL_CHARACTERS:
        return False
    # An empty form to fill in has its labels in the first row and column.
    is_labelled = len(rows) >= 3 and all(rows[0][1:]) and all(row[0] for row in rows[1:])
    return is_labelled or len(filled) >= _MIN_FILLED * len(cells)


def box_of(page_no: int, words: Sequence[Word]) -> Box:
    """The smallest box around the words."""
    return Box(
        page_no,
        round(min(word.x0 for word in words), 2),
        round(min(word.top for word in words), 2),
        round(max(word.x1 for word in words), 2),
        round(max(word.bottom for word in words), 2),
    )
