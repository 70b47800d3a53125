"""Tables of a page: drawn grids, and rows of short cells that line up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.pdf.glyphs import PageContent, Rule, Word
from corpus.pdf.layout import Line, line_of, lines_of
from models import Box

_SNAP_PT = 3.0
_MIN_FILLED = 0.4
_MAX_CELL_CHARACTERS = 1_200
_MAX_RULES = 4_000
_CELL_GAP = 1.1
_MIN_ALIGNED_ROWS = 3
_MIN_ALIGNED_COLUMNS = 3
_MIN_ALIGNED_FILLED = 0.6
_MAX_CELL_WORDS = 4
_MAX_ROW_GAP = 2.6
_COLUMN_GAP_PT = 4.0
_NUMBER = re.compile(r"[\d.,%€$£()+\-–~<>≤≥±×* ]*\d[\d.,%€$£()+\-–~<>≤≥±×* ]*")


@dataclass(frozen=True, slots=True)
class Table:
    """Cell texts, row by row, and the place on the page."""

    rows: tuple[tuple[str, ...], ...]
    box: Box


def ruled_tables(page: PageContent) -> tuple[list[Table], list[Word]]:
    """Tables with drawn lines, and the words outside of them."""
    words = list(page.words)
    tables: list[Table] = []
    for cells in _grids(page.rules):
        x0, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
        x1, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
        inside = [w for w in words if x0 - 1 <= (w.x0 + w.x1) / 2 <= x1 + 1 and top - 1 <= w.middle <= bottom + 1]
        rows = _filled(cells, inside)
        if _is_table(rows):
            taken = {id(word) for word in inside}
            words = [word for word in words if id(word) not in taken]
            tables.append(Table(rows, Box(page.page_no, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))))
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


def _filled(cells: Sequence[_Cell], words: Sequence[Word]) -> tuple[tuple[str, ...], ...]:
    """Texts in the grid of all column and row edges; a spanning cell fills its first place only."""
    xs, ys = _levels([cell[0] for cell in cells]), _levels([cell[1] for cell in cells])
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x = (word.x0 + word.x1) / 2
        for cell in cells:
            if cell[0] - 1 <= x <= cell[2] + 1 and cell[1] - 1 <= word.middle <= cell[3] + 1:
                row = sum(y <= cell[1] + _SNAP_PT for y in ys) - 1
                column = sum(left <= cell[0] + _SNAP_PT for left in xs) - 1
                held.setdefault((row, column), []).append(word)
                break
    grid = [[_text(held.get((r, c), ())) for c in range(len(xs))] for r in range(len(ys))]
    used = [c for c in range(len(xs)) if any(row[c] for row in grid)]
    return tuple(tuple(row[c] for c in used) for row in grid if any(row))


def _text(words: Sequence[Word]) -> str:
    return " ".join(line.text for line in lines_of(words))


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """False for frames, underlines and backgrounds, which draw cells too."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell]
    return len(filled) >= _MIN_FILLED * len(cells) and max(map(len, filled)) <= _MAX_CELL_CHARACTERS


def aligned_tables(page_no: int, words: Sequence[Word]) -> tuple[list[Table], list[Word]]:
    """Tables without a full grid: neighbouring lines of short cells in the same columns."""
    tables: list[Table] = []
    left: list[Word] = []
    run: list[list[Line]] = []
    for line in [*lines_of(words), None]:
        cells = _cells(line) if line else []
        if line and run and _goes_on(run, cells, line):
            run.append(cells)
            continue
        left += _closed(page_no, run, tables)
        run = [cells] if len(cells) >= 2 else []
        if line and not run:
            left += line.words
    return tables, left


def _cells(line: Line) -> list[Line]:
    """The line cut at gaps wider than a font size."""
    groups: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > _CELL_GAP * max(min(before.size, word.size), 6.0):
            groups.append([])
        groups[-1].append(word)
    return [line_of(group) for group in groups]


def _goes_on(run: Sequence[Sequence[Line]], cells: Sequence[Line], line: Line) -> bool:
    bottom = max(cell.bottom for cell in run[-1])
    if line.top - bottom > _MAX_ROW_GAP * max(line.height, 1.0):
        return False
    return len(cells) >= 2


def _closed(page_no: int, run: list[list[Line]], tables: list[Table]) -> list[Word]:
    """Adds the run to the tables when it is one; else gives its words back."""
    words = [word for row in run for cell in row for word in cell.words]
    rows = _aligned_rows(run)
    if rows is None:
        return words
    box = Box(
        page_no,
        round(min(word.x0 for word in words), 2),
        round(min(word.top for word in words), 2),
        round(max(word.x1 for word in words), 2),
        round(max(word.bottom for word in words), 2),
    )
    tables.append(Table(rows, box))
    return []


def _aligned_rows(run: Sequence[Sequence[Line]]) -> tuple[tuple[str, ...], ...] | None:
    """The rows in common columns; None when the run reads as text or does not line up."""
    if len(run) < _MIN_ALIGNED_ROWS:
        return None
    spans = _column_spans([cell for row in run for cell in row])
    if len(spans) < 2:
        return None
    grid = [["" for _ in spans] for _ in run]
    for index, row in enumerate(run):
        for cell in row:
            column = next(c for c, (x0, x1) in enumerate(spans) if x0 - 1 <= cell.x0 <= x1 + 1)
            grid[index][column] = f"{grid[index][column]} {cell.text}".strip()
    texts = [text for row in grid for text in row if text]
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in texts)
    filled = len(texts) >= _MIN_ALIGNED_FILLED * len(run) * len(spans)
    short = median(len(text.split()) for text in texts) <= _MAX_CELL_WORDS
    enough = len(spans) >= _MIN_ALIGNED_COLUMNS or numbers >= 0.4 * len(texts)
    if not (filled and short and enough):
        return None
    return tuple(tuple(row) for row in grid)


def _column_spans(cells: Sequence[Line]) -> list[tuple[float, float]]:
    """Horizontal extents of the columns: the union of the cells, cut where no cell reaches."""
    spans: list[tuple[float, float]] = []
    for cell in sorted(cells, key=lambda item: item.x0):
        if spans and cell.x0 <= spans[-1][1] + _COLUMN_GAP_PT:
            spans[-1] = (spans[-1][0], max(spans[-1][1], cell.x1))
        else:
            spans.append((cell.x0, cell.x1))
    return spans
