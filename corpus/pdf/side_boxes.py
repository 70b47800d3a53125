"""Frames and coloured panels beside running text, which are read on their own."""

from collections.abc import Sequence

from corpus.pdf.glyphs import PageContent, Word
from corpus.pdf.layout import lines_of
from models import Box

_MIN_WIDTH_PT = 60.0
_MIN_LINES = 2
_MIN_WORDS = 8
_MAX_SHARE = 0.4
_EDGE_PT = 1.5
#: Lines of other text that a box has beside it.
_MIN_BESIDE = 2
_MAX_SHAPES = 300


def side_boxes(content: PageContent, words: Sequence[Word]) -> tuple[list[tuple[Box, list[Word]]], list[Word]]:
    """The boxes with their words, top to bottom, and the words outside.

    Args:
        content: of the page.
        words: those that stand in no table and no chart.
    """
    left = list(words)
    found: list[tuple[Box, list[Word]]] = []
    shapes = [shape for shape in content.shapes[:_MAX_SHAPES] if _may_hold_text(shape, content)]
    for shape in sorted(shapes, key=lambda box: -(box.x1 - box.x0) * (box.bottom - box.top)):
        inside = [word for word in left if _is_inside(word, shape)]
        if len(inside) < _MIN_WORDS or len(lines_of(inside)) < _MIN_LINES:
            continue
        held = {id(word) for word in inside}
        outside = [word for word in left if id(word) not in held]
        if any(_is_cut(word, shape) for word in outside) or not _stands_beside(shape, outside):
            continue
        found.append((shape, inside))
        left = outside
    return sorted(found, key=lambda item: item[0].top), left


def _may_hold_text(shape: Box, content: PageContent) -> bool:
    width = shape.x1 - shape.x0
    return width >= _MIN_WIDTH_PT and width * (shape.bottom - shape.top) <= _MAX_SHARE * content.width * content.height


def _is_inside(word: Word, shape: Box) -> bool:
    return (
        shape.x0 - _EDGE_PT <= word.x0 and word.x1 <= shape.x1 + _EDGE_PT and shape.top <= word.middle <= shape.bottom
    )


def _is_cut(word: Word, shape: Box) -> bool:
    """True for a word over the edge: what is drawn there is no frame of text."""
    level = shape.top < word.middle < shape.bottom
    return level and word.x0 < shape.x1 - _EDGE_PT and word.x1 > shape.x0 + _EDGE_PT


def _stands_beside(shape: Box, outside: Sequence[Word]) -> bool:
    """True when lines of other text stand left or right of the box; without any, reading goes top to bottom anyway."""
    level = [word for word in outside if shape.top <= word.middle <= shape.bottom]
    return len(lines_of(level)) >= _MIN_BESIDE
