"""Lines of a page -> its columns, in reading order."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.pdf.glyphs import Word
from corpus.pdf.layout import Line, lines_of

#: A gutter is at least this wide, in points and in font sizes.
_MIN_GUTTER_PT = 5.5
_MIN_GUTTER = 0.75
#: In font sizes; the space between words is a third of that.
_MIN_GAP = 0.9
_MAX_SPACE = 0.5
_MIN_COLUMN_LINES = 3
_MIN_COLUMN_SHARE = 0.15
_CROSSING_SHARES = (0.0, 0.1, 0.25, 0.45)
_ZONE_GAP = 1.6
_MAX_DEPTH = 8
#: How far from the edge of the page running headers and footers stand, and in font sizes, how far from all else.
_EDGE_SHARE = 0.1
_EDGE_GAP = 1.0
#: Words on a line of running text, beside which a narrow column of single words can stand.
_RUNNING_WORDS = 5.0
_LEVEL = 0.12
#: In font sizes; so wide a white band stands above the footnotes of a page.
_BAND = 5.0
_MAX_FOOT_LINES = 5
_SAME_EDGE_PT = 3.0
_SAME_SIZE = 0.05
_MAX_LEADING = 1.6


def page_columns(words: Sequence[Word], height: float) -> list[list[Line]]:
    """As `columns`, for the words of a page of that height; its running header and footer never stand in a column."""
    groups = columns(words)
    if len(groups) < 2:
        return groups
    lines = lines_of(words)
    first, last = lines[0], lines[-1]
    gap = min(line.top for line in lines[1:]) - first.bottom
    top = [first] if first.bottom < _EDGE_SHARE * height and gap > _EDGE_GAP * first.size else []
    gap = last.top - max(line.bottom for line in lines[:-1])
    foot = [last] if last.top > (1 - _EDGE_SHARE) * height and gap > _EDGE_GAP * last.size else []
    if not top and not foot:
        return groups
    running = {id(word) for line in (*top, *foot) for word in line.words}
    inner = columns([word for word in words if id(word) not in running])
    # Where they alone show two columns, they are titles of boxes.
    return [group for group in (top, *inner, foot) if group] if len(inner) >= len(groups) else groups


def columns(words: Sequence[Word], depth: int = 0) -> list[list[Line]]:
    """Groups of lines in reading order; each group is one column or a full-width part.

    XY cut: where a gutter runs down between lines, left is read before right; lines across it part the columns.
    Without a gutter the words are cut at wide vertical gaps and each part is tried again.
    """
    lines = lines_of(words)
    if depth >= _MAX_DEPTH or len(lines) < 2:
        return [lines] if lines else []
    gutter = _gutter(words, lines)
    if gutter is not None:
        return _split_columns(lines, gutter, depth)
    zones = _zones(lines)
    if len(zones) > 1:
        return _read_zones(zones, depth)
    return [lines]


def _read_zones(zones: Sequence[Sequence[Line]], depth: int) -> list[list[Line]]:
    """The zones one after the other; neighbours of a single column stay one group."""
    out: list[list[Line]] = []
    joins = False
    for zone in zones:
        groups = columns([word for line in zone for word in line.words], depth + 1)
        if joins and len(groups) == 1:
            out[-1] += groups[0]
        else:
            out += groups
        joins = len(groups) == 1
    return out


def _gutter(words: Sequence[Word], lines: Sequence[Line]) -> tuple[float, float] | None:
    """Left and right edge of the white strip that parts two columns, None when there is none."""
    left = min(word.x0 for word in words)
    right = max(word.x1 for word in words)
    cover = [0] * (int(right - left) + 2)
    for line in lines:
        for word in line.words:
            for x in range(int(word.x0 - left + 0.5), int(word.x1 - left) + 1):
                cover[x] += 1
    width = max(_MIN_GUTTER_PT, _MIN_GUTTER * median(word.size for word in words))
    for share in _CROSSING_SHARES:
        limit = share * len(lines)
        strips = [strip for strip in _strips(cover, limit) if strip[1] - strip[0] >= width]
        found = [
            (strip[0] + left, strip[1] + left)
            for strip in strips
            if _parts(lines, strip[0] + left, strip[1] + left, right - left, share)
        ]
        if found:
            return max(found, key=lambda strip: strip[1] - strip[0])
    return None


def _strips(cover: list[int], limit: float) -> list[tuple[int, int]]:
    strips: list[tuple[int, int]] = []
    start: int | None = None
    for x, count in enumerate([*cover, 1 << 30]):
        if count <= limit and start is None:
            start = x
        elif count > limit and start is not None:
            strips.append((start, x))
            start = None
    return [strip for strip in strips if strip[0] > 0 and strip[1] < len(cover) - 1]


def _sides(line: Line, a: float, b: float) -> tuple[list[Word], list[Word]] | None:
    """Words left and right of the gutter; None when the line runs across it.

    A line of one column may reach a little into the gutter; running text has no gap as wide where it crosses.
    """
    middle = (a + b) / 2
    left = [word for word in line.words if word.x0 + word.x1 <= 2 * middle]
    right = line.words[len(left) :]
    if (left and left[-1].x1 > b - 1) or (right and right[0].x0 < a + 1):
        return None
    if left and right:
        gap = right[0].x0 - left[-1].x1
        # The space between two words of a title may be as wide as the gutter of the text.
        return (left, right) if gap >= max(min(b - a - 2, _MIN_GAP * line.size), _MAX_SPACE * line.size) else None
    return left, right


def _parts(lines: Sequence[Line], a: float, b: float, width: float, share: float) -> bool:
    """True when the strip parts two columns of running text rather than the columns of a table."""
    sides = [_sides(line, a, b) for line in lines]
    lefts = [side[0] for side in sides if side and side[0]]
    rights = [side[1] for side in sides if side and side[1]]
    if min(len(lefts), len(rights)) < _MIN_COLUMN_LINES or sides.count(None) > max(share * len(lines), 0):
        return False
    spans = [max(max(w.x1 for w in words) - min(w.x0 for w in words) for words in group) for group in (lefts, rights)]
    counts = [sum(len(words) for words in group) / len(group) for group in (lefts, rights)]
    if min(spans) < _MIN_COLUMN_SHARE * width:
        return False
    return min(counts) >= 2.0 or (max(counts) >= _RUNNING_WORDS and not _share_base_lines(sides))


def _share_base_lines(sides: Sequence[tuple[list[Word], list[Word]] | None]) -> bool:
    """True when most words on the right stand on the base line of words on the left, as in a table."""
    pairs = [side for side in sides if side and side[0] and side[1]]
    rights = sum(1 for side in sides if side and side[1])
    level = sum(abs(side[0][-1].bottom - side[1][0].bottom) <= _LEVEL * side[0][-1].size for side in pairs)
    return level > 0.5 * rights


def _split_columns(lines: Sequence[Line], gutter: tuple[float, float], depth: int) -> list[list[Line]]:
    """Left before right, part by part: lines across the gutter end a part."""
    out: list[list[Line]] = []
    left: list[Word] = []
    right: list[Word] = []
    across: list[Line] = []
    foot = _foot(lines, gutter)
    for line in [*lines, None]:
        sides = _sides(line, *gutter) if line else None
        if line and sides and across and _ends_paragraph(across, line, sides):
            across.append(line)
            continue
        if across and sides is not None:
            out += columns([word for member in across for word in member.words], depth + 1)
            across = []
        if line is None or sides is None or line is foot:
            for side in (left, right):
                if side:
                    out += columns(side, depth + 1)
            left, right = [], []
        if line and sides is None:
            across.append(line)
        elif sides:
            left += sides[0]
            right += sides[1]
    if across:
        out += columns([word for member in across for word in member.words], depth + 1)
    return out


def _foot(lines: Sequence[Line], gutter: tuple[float, float]) -> Line | None:
    """The line that begins a footnote under one column, far below all text above."""
    foot = None
    for index in range(len(lines) - 1, max(0, len(lines) - 1 - _MAX_FOOT_LINES), -1):
        sides = _sides(lines[index], *gutter)
        if sides is None or (sides[0] and sides[1]):
            break
        if lines[index].top - max(line.bottom for line in lines[:index]) > _BAND * lines[index].size:
            foot = lines[index]
    return foot


def _ends_paragraph(across: Sequence[Line], line: Line, sides: tuple[list[Word], list[Word]]) -> bool:
    """True for the short last line of a paragraph that runs across the gutter."""
    above = across[-1]
    return (
        not sides[1]
        and abs(line.x0 - across[0].x0) <= _SAME_EDGE_PT
        and abs(line.size - above.size) <= _SAME_SIZE * above.size
        and line.bottom - above.bottom <= _MAX_LEADING * line.size
    )


def _zones(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines cut at vertical gaps that are clearly wider than a line."""
    zones: list[list[Line]] = [[lines[0]]]
    low = lines[0].bottom
    for before, line in pairwise(lines):
        if line.top - low > _ZONE_GAP * max(min(before.height, line.height), 1.0):
            zones.append([])
        zones[-1].append(line)
        low = max(low, line.bottom)
    return zones
