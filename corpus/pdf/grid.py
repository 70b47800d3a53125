"""Columns of a table without upright lines: white strips, and left edges that several rows share."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.pdf.glyphs import Word
from corpus.pdf.layout import Line, line_of
from models import Merged

Rows = tuple[tuple[str, ...], ...]
Gridded = tuple[Rows, tuple[Merged, ...]]

_CELL_GAP = 1.1
_WORD_GAP = 0.6
_SPACE = 0.35
_COLUMN_GAP_PT = 4.0
#: Lines that may run across a white strip between columns: a title row, a spanning header.
_MAX_CROSSING_SHARE = 0.15
_EDGE_PT = 1.5
_MIN_EDGE_SHARE = 0.6
_MAX_CROSSING_EDGE_SHARE = 0.25
#: In font sizes. Words after the same word ("Phase 1", "Phase 2") line up too, but at the same distance.
_MIN_GAP_CHANGE = 0.35
#: Headings over several columns stand in the first rows.
_MAX_SPANNING_ROW = 2
_CUT_WORD = re.compile(r"[^\W\d_]{2}-$")


def cells_of(line: Line) -> list[Line]:
    """The line cut at gaps wider than a font size."""
    groups: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > _CELL_GAP * max(min(before.size, word.size), 6.0):
            groups.append([])
        groups[-1].append(word)
    return [line_of(group) for group in groups] if len(groups) > 1 else [line]


def gridded(bands: Sequence[Sequence[Line]], *, touching: bool = True) -> Gridded | None:
    """The bands as rows in common columns, and the cells over several; None when no two columns can be told apart.

    Args:
        bands: the lines of each row.
        touching: whether to look for columns without a white strip between, which running text can fake.
    """
    if len(bands) < 2:
        return None
    borders = _borders(bands, touching)
    if not borders:
        return None
    grid: list[tuple[str, ...]] = []
    merged: list[Merged] = []
    for row, band in enumerate(bands):
        texts = ["" for _ in range(len(borders) + 1)]
        for line in band:
            for column, width, words in _runs(line, borders, may_span=row < _MAX_SPANNING_ROW):
                if width > 1 and not any(m.row == row and m.column == column for m in merged):
                    merged.append(Merged(row, column, 1, width))
                texts[column] = with_line(texts[column], line_of(words).text)
        grid.append(tuple(texts))
    return tuple(grid), tuple(merged)


def with_line(text: str, line: str) -> str:
    """The text of a cell with one more line, a word cut at the line end whole again."""
    if _CUT_WORD.search(text) and line[:1].islower():
        return text[:-1] + line
    return f"{text} {line}".strip()


def _runs(line: Line, borders: Sequence[float], *, may_span: bool) -> Iterator[tuple[int, int, list[Word]]]:
    """Words of a line by column: the first column, how many columns they run over, the words.

    Words without a gap between that cross a border belong to one cell, such as a heading over several columns.
    """
    first = last = -1
    words: list[Word] = []
    for word in line.words:
        column = sum((word.x0 + word.x1) / 2 > border for border in borders)
        if words and column > last and not (may_span and _crosses(words[-1], word, borders[last])):
            yield first, last - first + 1, words
            words = []
        if not words:
            first = column
        words.append(word)
        last = column
    if words:
        yield first, last - first + 1, words


def _crosses(before: Word, word: Word, border: float) -> bool:
    """True when there is no more than a space between, and the word does not begin where the column does."""
    return word.x0 - before.x1 <= _SPACE * word.size and word.x0 - border > _EDGE_PT


def _borders(bands: Sequence[Sequence[Line]], touching: bool) -> list[float]:
    """Where one column ends and the next begins, left to right."""
    lines = [line for band in bands for line in band]
    spans = _column_spans(bands)
    borders = []
    for left, right in pairwise(spans):
        middle = (left[1] + right[0]) / 2
        edge = _common_edge(lines, left[1], right)
        borders.append(middle if edge is None or _stands_alone(lines, middle, edge) else edge - 1)
    for left_edge, right_edge in spans if touching else ():
        borders += _inner_edges(bands, left_edge, right_edge)
    return sorted(borders)


def _common_edge(lines: Sequence[Line], after: float, span: tuple[float, float]) -> float | None:
    """The left edge that most lines of a column share; None for columns set right or centred."""
    starts = [
        min(inside)
        for line in lines
        if (inside := [word.x0 for word in line.words if after - 1 <= word.x0 and word.x1 <= span[1] + 1])
    ]
    for start in sorted(starts):
        if sum(abs(start - other) <= _EDGE_PT for other in starts) >= _MIN_EDGE_SHARE * len(starts):
            return start if len(starts) > 1 else None
    return None


def _stands_alone(lines: Sequence[Line], border: float, edge: float) -> bool:
    """True when a word before the edge does not go on with the cell on its left, so that it is no overlong cell."""
    return any(
        (word.x0 + word.x1) / 2 > border and word.x0 < edge - _EDGE_PT and word.x0 - before.x1 > _WORD_GAP * word.size
        for line in lines
        for before, word in pairwise(line.words)
    )


def _inner_edges(bands: Sequence[Sequence[Line]], left: float, right: float) -> list[float]:
    """Left edges of columns that touch their neighbours, inside one span."""
    parts = [[[w for w in line.words if left - 1 <= w.x0 and w.x1 <= right + 1] for line in band] for band in bands]
    held = [[words for words in band if words] for band in parts]
    held = [band for band in held if band]
    edges: list[float] = []
    for x in sorted({round(word.x0, 1) for band in held for words in band for word in words[1:]}):
        if (not edges or x - edges[-1] > 2 * _EDGE_PT) and _is_edge(held, x):
            edges.append(x)
    return [edge - 1 for edge in edges]


def _is_edge(held: Sequence[Sequence[Sequence[Word]]], x: float) -> bool:
    lines = [words for band in held for words in band]
    reaching = [words for words in lines if words[-1].x1 > x]
    crossing = sum(any(word.x0 < x - _EDGE_PT and word.x1 > x + _EDGE_PT for word in words) for words in reaching)
    if crossing > _MAX_CROSSING_EDGE_SHARE * len(reaching):
        return False
    rows = sum(any(abs(word.x0 - x) <= _EDGE_PT for words in band for word in words) for band in held)
    pairs = [(a, b) for words in reaching for a, b in pairwise(words) if abs(b.x0 - x) <= _EDGE_PT]
    if rows < max(2, _MIN_EDGE_SHARE * len(held)) or len(pairs) < 2:
        return False
    gaps = [(b.x0 - a.x1) / b.size for a, b in pairs]
    return max(gaps) - min(gaps) > _MIN_GAP_CHANGE


def _column_spans(bands: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Horizontal extents of the columns: where more than a few lines have text, white strips between."""
    cells = [cell for band in bands for line in band for cell in cells_of(line)]
    left = min(cell.x0 for cell in cells)
    cover = [0] * (int(max(cell.x1 for cell in cells) - left) + 2)
    for cell in cells:
        for x in range(int(cell.x0 - left + 0.5), int(cell.x1 - left) + 1):
            cover[x] += 1
    limit = _MAX_CROSSING_SHARE * sum(len(band) for band in bands)
    spans: list[tuple[float, float]] = []
    for x, count in enumerate(cover):
        if count <= limit:
            continue
        if spans and x + left - spans[-1][1] <= _COLUMN_GAP_PT:
            spans[-1] = (spans[-1][0], x + left)
        else:
            spans.append((x + left, x + left))
    rare: list[tuple[float, float]] = []
    for cell in sorted(cells, key=lambda item: item.x0):
        # A column that only a cell or two fill is still a column.
        if any(_overlaps(cell, span) for span in spans):
            continue
        if rare and _overlaps(cell, rare[-1]):
            rare[-1] = (rare[-1][0], max(rare[-1][1], cell.x1))
        else:
            rare.append((cell.x0, cell.x1))
    return sorted([*spans, *rare])


def _overlaps(cell: Line, span: tuple[float, float]) -> bool:
    return cell.x1 >= span[0] - _COLUMN_GAP_PT and cell.x0 <= span[1] + _COLUMN_GAP_PT
