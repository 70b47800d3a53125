"""Tables without a full grid: rows parted by drawn lines or white bands, cells lined up in columns."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.cues import is_caption
from corpus.pdf.glyphs import Rule, Word
from corpus.pdf.grid import Rows, cells_of, gridded
from corpus.pdf.layout import Line, lines_of
from corpus.pdf.tables import Table, box_of

_MIN_ROWS = 3
_MIN_COLUMNS = 3
_MIN_FILLED = 0.55
_MAX_CELL_WORDS = 4
_MAX_ROW_GAP = 2.6
_BAND_GAP = 0.45
_MAX_BAND_GAP = 6.0
_SAME_EDGE_PT = 6.0
_MIN_RULES = 3
_MARGIN_SHARE = 0.06
_MIN_RULE_SHARE = 0.25
_NUMBER = re.compile(r"[\d.,%€$£()+\-–~<>≤≥±×* ]*\d[\d.,%€$£()+\-–~<>≤≥±×* ]*")


def underlined_tables(
    page_no: int, width: float, rules: Sequence[Rule], words: list[Word]
) -> tuple[list[Table], list[Word]]:
    """Tables drawn with lying lines only, one above, one below and at least one between."""
    tables: list[Table] = []
    for left, right, tops in _stacks(rules, width):
        inside = [
            w for w in words if left - 3 <= (w.x0 + w.x1) / 2 <= right + 3 and tops[0] - 1 <= w.middle <= tops[-1] + 1
        ]
        bands = [lines_of([w for w in inside if a <= w.middle < b]) for a, b in pairwise(tops)]
        taken: set[int] = set()
        for part in _parted([band for band in bands if band]):
            grid = gridded(_ruled_bands(part))
            if grid is None or not _reads_as_table(grid[0], min_rows=2):
                continue
            held = [word for band in part for line in band for word in line.words]
            taken.update(id(word) for word in held)
            tables.append(Table(grid[0], box_of(page_no, held), grid[1]))
        words = [word for word in words if id(word) not in taken]
    return tables, words


def _parted(bands: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """The bands cut where a caption or running text stands between two tables of the same width."""
    parts: list[list[list[Line]]] = [[]]
    for band in bands:
        if is_caption(band[0].text) or _is_running_text(band):
            parts.append([])
        else:
            parts[-1].append(band)
    return [part for part in parts if len(part) > 1]


def _is_running_text(band: Sequence[Line]) -> bool:
    return len(band) > 1 and all(len(cells_of(line)) == 1 and len(line.words) > _MAX_CELL_WORDS for line in band[:-1])


def _stacks(rules: Sequence[Rule], width: float) -> list[tuple[float, float, list[float]]]:
    """Lying lines of the same left and right edge: the edges and the heights, top to bottom."""
    spans: dict[int, list[Rule]] = {}
    for rule in rules:
        if rule.top == rule.bottom:
            spans.setdefault(round(rule.top / 3), []).append(rule)
    stacks: list[tuple[float, float, list[float]]] = []
    for level in sorted(spans):
        # A line drawn cell by cell is one line.
        left, right = min(r.x0 for r in spans[level]), max(r.x1 for r in spans[level])
        top = spans[level][0].top
        for stack in stacks:
            if abs(stack[0] - left) <= _SAME_EDGE_PT and abs(stack[1] - right) <= _SAME_EDGE_PT:
                if top - stack[2][-1] > 4.0:
                    stack[2].append(top)
                break
        else:
            stacks.append((left, right, [top]))
    return [s for s in stacks if len(s[2]) >= _MIN_RULES and s[1] - s[0] >= _MIN_RULE_SHARE * width]


def _ruled_bands(bands: list[list[Line]]) -> list[list[Line]]:
    """One row between two lines; below a single header line, rows as the text shows them."""
    if len(bands) != 2:
        return bands
    body = bands[1]
    cells = [cell for line in body for cell in cells_of(line)]
    is_wordy = median(len(cell.words) for cell in cells) > _MAX_CELL_WORDS
    return [bands[0], *(_spaced(body) if is_wordy else _rows_of(_bands(body)))]


def _spaced(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of running cell text grouped where a white band runs across."""
    bands = [[lines[0]]]
    for before, line in pairwise(lines):
        if line.top - before.bottom > _BAND_GAP * line.height:
            bands.append([])
        bands[-1].append(line)
    return bands


def aligned_tables(page_no: int, height: float, words: Sequence[Word]) -> tuple[list[Table], list[Word]]:
    """Tables without any lines: bands of text whose first lines stand in the same columns."""
    tables: list[Table] = []
    # The two ends of a running header or footer look like cells.
    left = [word for word in words if not _MARGIN_SHARE * height < word.middle < (1 - _MARGIN_SHARE) * height]
    at_edge = {id(word) for word in left}
    words = [word for word in words if id(word) not in at_edge]
    run: list[list[Line]] = []
    for band in [*_bands(lines_of(words)), None]:
        cells = cells_of(band[0]) if band else []
        if band and len(cells) >= 2 and (not run or _goes_on(run[-1], band)):
            run.append(band)
            continue
        left += _closed(page_no, run, tables)
        run = []
        if band and len(cells) >= 2:
            run = [band]
        elif band:
            left += [word for line in band for word in line.words]
    return tables, left


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped where no white band wider than usual runs across."""
    bands: list[list[Line]] = []
    low = 0.0
    for line in lines:
        if bands and line.top - low <= _BAND_GAP * line.height and len(cells_of(line)) < len(cells_of(bands[-1][0])):
            bands[-1].append(line)
        else:
            bands.append([line])
        low = max(low, line.bottom)
    return bands


def _goes_on(above: Sequence[Line], band: Sequence[Line]) -> bool:
    gap = band[0].top - max(line.bottom for line in above)
    return gap <= (_MAX_ROW_GAP if len(above) == 1 else _MAX_BAND_GAP) * max(band[0].height, 1.0)


def _closed(page_no: int, run: list[list[Line]], tables: list[Table]) -> list[Word]:
    """Adds the run to the tables when it is one; else gives its words back."""
    words = [word for band in run for line in band for word in line.words]
    grid = gridded(run, touching=False) if len(run) >= _MIN_ROWS else None
    if grid is None or not _reads_as_table(grid[0], min_rows=_MIN_ROWS):
        return words
    rows, merged = gridded(_rows_of(run)) or grid
    tables.append(Table(rows, box_of(page_no, words), merged))
    return []


def _rows_of(run: list[list[Line]]) -> list[list[Line]]:
    """The bands, or larger ones where white bands between rows show which lines belong to one row."""
    spaced = _spaced([line for band in run for line in band])
    left = min(line.x0 for band in run for line in band)
    following = [line for band in spaced[1:] for line in band[1:]]
    are_rows = len(spaced) > 1 and all(line.x0 > left + _SAME_EDGE_PT for line in following)
    return spaced if are_rows else run


def _reads_as_table(rows: Rows, min_rows: int) -> bool:
    """False for running text in columns: its cells are long and its lines fill them."""
    texts = [text for row in rows for text in row if text]
    if len(rows) < min_rows or len(texts) < _MIN_FILLED * len(rows) * len(rows[0]):
        return False
    if min_rows < _MIN_ROWS:
        return True
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in texts)
    is_short = median(len(text.split()) for text in texts) <= _MAX_CELL_WORDS
    return is_short and (len(rows[0]) >= _MIN_COLUMNS or numbers >= 0.4 * len(texts))
