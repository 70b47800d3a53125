"""Charts: drawn shapes with numbers among them, whose text is no running text."""

import re
from collections.abc import Sequence
from statistics import median

from corpus.cues import CAPTION
from corpus.pdf.glyphs import PageContent, Word
from corpus.pdf.grid import cells_of
from corpus.pdf.layout import Line, lines_of
from corpus.pdf.paragraphs import Paragraph
from models import Box

_MIN_SHAPES = 4
_MAX_SHAPES = 3_000
#: Of the page; larger shapes are backgrounds.
_MAX_SHAPE_SHARE = 0.5
_NEAR_PT = 14.0
_MIN_NUMBERS = 5
_MIN_NUMBER_SHARE = 0.4
_MAX_LABEL_WORDS = 4
_NUMBER = re.compile(r"[\W_]*\d[\d\W_]*[%a-zA-Z€$£]{0,3}[\W_]*")


def charts(content: PageContent, words: list[Word]) -> tuple[list[Paragraph], list[Word]]:
    """The text of each chart as one paragraph in a picture, and the words outside.

    Args:
        content: of the page.
        words: those that stand in no table.
    """
    found: list[Paragraph] = []
    cells = [cell for line in lines_of(words) for cell in cells_of(line)]
    for region, shapes in _regions(content):
        inside = [cell for cell in cells if _is_label(cell, region)]
        if not _is_chart(inside, shapes):
            continue
        held = {id(word) for cell in inside for word in cell.words}
        picture = Paragraph(content.page_no, lines_of([word for word in words if id(word) in held]), in_picture=True)
        found.append(picture)
        words = [word for word in words if id(word) not in held]
        cells = [cell for cell in cells if id(cell.words[0]) not in held]
    return found, words


def _regions(content: PageContent) -> list[tuple[Box, int]]:
    """Where shapes lie close together, and how many; the lines that touch them belong to them."""
    limit = _MAX_SHAPE_SHARE * content.width * content.height
    shapes = [box for box in content.shapes if (box.x1 - box.x0) * (box.bottom - box.top) < limit]
    if not _MIN_SHAPES <= len(shapes) <= _MAX_SHAPES:
        return []
    regions: list[tuple[Box, int]] = []
    for shape in sorted(shapes, key=lambda box: box.top):
        regions = _merged(regions, shape, 1)
    lines = [r for r in content.rules if max(r.x1 - r.x0, r.bottom - r.top) < _MAX_SHAPE_SHARE * content.width]
    for rule in lines[:_MAX_SHAPES]:
        box = Box(content.page_no, rule.x0, rule.top, rule.x1, rule.bottom)
        if any(_near(region, box) for region, _ in regions):
            regions = _merged(regions, box, 0)
    return [(region, count) for region, count in regions if count >= _MIN_SHAPES]


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
    x, y = (cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2
    if region.x0 <= x <= region.x1 and region.top <= y <= region.bottom:
        return True
    around = region.x0 - 2 * _NEAR_PT <= x <= region.x1 + 2 * _NEAR_PT
    level = region.top - _NEAR_PT <= y <= region.bottom + _NEAR_PT
    return around and level and len(cell.words) <= _MAX_LABEL_WORDS and not CAPTION.match(cell.text)


def _is_chart(cells: Sequence[Line], shapes: int) -> bool:
    """True for short labels, a good part of them numbers; diagrams of words are text that people wrote to be read."""
    numbers = sum(bool(_NUMBER.fullmatch(cell.text)) for cell in cells)
    return (
        shapes >= _MIN_SHAPES
        and numbers >= max(_MIN_NUMBERS, _MIN_NUMBER_SHARE * len(cells))
        and median(len(cell.words) for cell in cells) <= 2
        and max(len(cell.words) for cell in cells) <= 3 * _MAX_LABEL_WORDS
    )
