"""Charts: drawn shapes with numbers among them, whose text is no running text."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.cues import CAPTION
from corpus.pdf.glyphs import PageContent, Rule, Word
from corpus.pdf.grid import cells_of
from corpus.pdf.layout import Line, lines_of
from corpus.pdf.paragraphs import Paragraph
from corpus.pdf.tables import Table
from models import Box

Item = Paragraph | Table

_MIN_SHAPES = 4
_MAX_SHAPES = 3_000
#: Of the page; larger shapes are backgrounds.
_MAX_SHAPE_SHARE = 0.5
_MAX_LINE_SHARE = 0.8
_NEAR_PT = 14.0
_MIN_BARS = 3
_SAME_PT = 3.0
_MIN_NUMBERS = 4
_MIN_NUMBER_SHARE = 0.4
_MAX_LABEL_WORDS = 4
_NUMBER = re.compile(r"[\W_]*\d[\d\W_]*[%a-zA-Z€$£]{0,3}[\W_]*")


@dataclass(frozen=True, slots=True)
class Chart:
    """The words of a chart, by `id`, and its place; `has_bars` when its shapes cannot be cells of a table."""

    words: frozenset[int]
    region: Box
    has_bars: bool


def charts(content: PageContent, words: Sequence[Word]) -> list[Chart]:
    """The charts of a page.

    Args:
        content: of the page.
        words: of the page.
    """
    regions = _regions(content)
    cells = [cell for line in lines_of(words) for cell in cells_of(line)] if regions else []
    found = []
    for region in regions:
        inside = [cell for cell in cells if _is_label(cell, region)]
        if _is_chart(inside):
            held = frozenset(id(word) for cell in inside for word in cell.words)
            shapes = [shape for shape in content.shapes if _near(region, shape)]
            empty = [s for s in shapes if not any(_holds(s, cell) and cell.top >= s.top for cell in inside)]
            found.append(Chart(held, region, _has_bars(empty) and len(empty) > len(shapes) / 2))
    return found


def without_bars(content: PageContent, found: Sequence[Chart]) -> PageContent:
    """The page without the words and lines of charts with bars, whose edges look like those of tables."""
    barred = [chart for chart in found if chart.has_bars]
    if not barred:
        return content
    held = frozenset().union(*(chart.words for chart in barred))
    words = tuple(word for word in content.words if id(word) not in held)
    rules = tuple(rule for rule in content.rules if not any(_crosses(chart.region, rule) for chart in barred))
    return replace(content, words=words, rules=rules)


def _crosses(region: Box, rule: Rule) -> bool:
    return region.x0 <= rule.x1 and rule.x0 <= region.x1 and region.top <= rule.bottom and rule.top <= region.bottom


def _holds(shape: Box, cell: Line) -> bool:
    return shape.x0 <= (cell.x0 + cell.x1) / 2 <= shape.x1 and shape.top <= (cell.top + cell.bottom) / 2 <= shape.bottom


def with_pictures(found: Sequence[Chart], items: Sequence[Item]) -> list[Item]:
    """The items in reading order, with what stands in charts marked, neighbours in one chart as one."""
    out: list[Item] = []
    last: Chart | None = None
    for item in items:
        held = {id(word) for line in item.lines for word in line.words} if isinstance(item, Paragraph) else set()
        chart = next((chart for chart in found if held and held <= chart.words), None)
        if chart is not None and chart is last and isinstance(out[-1], Paragraph) and isinstance(item, Paragraph):
            out[-1].lines += item.lines
        else:
            out.append(replace(item, in_picture=True) if chart and isinstance(item, Paragraph) else item)
        last = chart
    return out


def _has_bars(shapes: Sequence[Box]) -> bool:
    """True for three shapes on one level that differ in height, or on one left edge that differ in width."""
    heights: dict[int, set[int]] = defaultdict(set)
    widths: dict[int, set[int]] = defaultdict(set)
    for box in shapes:
        heights[round(box.bottom)].add(round((box.bottom - box.top) / _SAME_PT))
        widths[round(box.x0)].add(round((box.x1 - box.x0) / _SAME_PT))
    return any(len(sizes) >= _MIN_BARS for sizes in (*heights.values(), *widths.values()))


def _regions(content: PageContent) -> list[Box]:
    """Where several shapes lie close together; the lines that touch them belong to them."""
    limit = _MAX_SHAPE_SHARE * content.width * content.height
    shapes = [box for box in content.shapes if (box.x1 - box.x0) * (box.bottom - box.top) < limit]
    if not _MIN_SHAPES <= len(shapes) <= _MAX_SHAPES:
        return []
    lines = [
        Box(content.page_no, rule.x0, rule.top, rule.x1, rule.bottom)
        for rule in content.rules[:_MAX_SHAPES]
        if rule.x1 - rule.x0 < _MAX_LINE_SHARE * content.width
    ]
    regions: list[tuple[Box, int]] = []
    for box, count in sorted([*((shape, 1) for shape in shapes), *((line, 0) for line in lines)], key=_height):
        regions = _merged(regions, box, count)
    return [region for region, count in regions if count >= _MIN_SHAPES]


def _height(item: tuple[Box, int]) -> float:
    return item[0].top


def _merged(regions: Sequence[tuple[Box, int]], box: Box, count: int) -> list[tuple[Box, int]]:
    """The regions with one more box, those that it joins made one."""
    apart: list[tuple[Box, int]] = []
    for region, held in regions:
        if _near(region, box):
            box = Box(
                box.page_no,
                min(region.x0, box.x0),
                min(region.top, box.top),
                max(region.x1, box.x1),
                max(region.bottom, box.bottom),
            )
            count += held
        else:
            apart.append((region, held))
    return [*apart, (box, count)]


def _near(region: Box, box: Box) -> bool:
    return (
        box.x0 <= region.x1 + _NEAR_PT
        and box.x1 >= region.x0 - _NEAR_PT
        and box.top <= region.bottom + _NEAR_PT
        and box.bottom >= region.top - _NEAR_PT
    )


def _is_label(cell: Line, region: Box) -> bool:
    """True for what stands in the region, and for a few words close around it."""
    if _holds(region, cell):
        return True
    room = (2 if _NUMBER.fullmatch(cell.text) else 1) * _NEAR_PT
    wide = Box(
        region.page_no, region.x0 - 2 * _NEAR_PT, region.top - room, region.x1 + 2 * _NEAR_PT, region.bottom + room
    )
    return _holds(wide, cell) and len(cell.words) <= _MAX_LABEL_WORDS and not CAPTION.match(cell.text)


def _is_chart(cells: Sequence[Line]) -> bool:
    """True for short labels, a good part of them numbers; diagrams of words are text that people wrote to be read."""
    numbers = sum(bool(_NUMBER.fullmatch(cell.text)) for cell in cells)
    return (
        numbers >= max(_MIN_NUMBERS, _MIN_NUMBER_SHARE * len(cells))
        and median(len(cell.words) for cell in cells) <= 2
        and max(len(cell.words) for cell in cells) <= 3 * _MAX_LABEL_WORDS
    )
