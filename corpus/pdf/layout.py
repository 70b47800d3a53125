"""Words of a page -> lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.cues import starts_low
from corpus.pdf.glyphs import Word
from corpus.pdf.spacing import leftwards

_SAME_LINE = 0.5
#: Hebrew, Arabic and the scripts between them.
_LEFTWARDS = re.compile(r"\W*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_JOIN_GAP = 0.12
#: In heights: what is so much taller than a line is no word of it, what is so small may be a raised or lowered mark.
_TALL = 1.8
_MARK = 0.6
_MAX_OVERLAP = 0.2
_LOOK_BACK = 5
_MAX_DROPPED = 2
_LEVEL = 0.12


@dataclass(slots=True)
class Line:
    """Words on one base line; `bold` when most of its characters are, `heading` when all words are tagged so."""

    words: list[Word]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    text: str
    heading: tuple[int, int] | None = None

    @property
    def height(self) -> float:
        return self.bottom - self.top


def line_of(words: list[Word]) -> Line:
    """The line that holds the words; font size is that of most characters."""
    ordered = sorted(words, key=lambda word: word.x0)
    weights: dict[float, int] = {}
    characters = bold = 0
    for word in ordered:
        length = len(word.text)
        size = round(word.size, 1)
        weights[size] = weights.get(size, 0) + length
        characters += length
        bold += length if word.bold else 0
    size = next(iter(weights)) if len(weights) == 1 else max(weights, key=lambda size: (weights[size], size))
    # A drop capital hangs down into the lines below.
    usual = ordered if len(weights) == 1 else [word for word in ordered if word.size <= _TALL * size + 0.1]
    return Line(
        words=ordered,
        x0=ordered[0].x0,
        top=min(word.top for word in usual),
        x1=max(word.x1 for word in ordered),
        bottom=max(word.bottom for word in usual),
        size=size,
        bold=bold > 0.8 * characters,
        text=_text(ordered),
        heading=ordered[0].heading if len({word.heading for word in ordered}) == 1 else None,
    )


def _text(words: Sequence[Word]) -> str:
    """The words with spaces where there is white between them or the file writes one."""
    parts = [words[0].text]
    for before, word in pairwise(words):
        if _has_space(before, word):
            parts.append(" ")
        parts.append(word.text)
    text = "".join(parts)
    return leftwards(text) if not text.isascii() else text


def _has_space(before: Word, word: Word) -> bool:
    if word.spaced:
        return True
    if before.size > _TALL * word.size and len(before.text) == 1 and starts_low(word.text):
        return False
    return word.x0 - before.x1 > _JOIN_GAP * min(word.size, before.size)


@dataclass(slots=True)
class _Row:
    """Words of one base line; top and bottom are those of its tallest word."""

    words: list[Word]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def takes(self, word: Word) -> bool:
        """True for a word at the same height and of the same order of size, with no other in its place."""
        own, height = self.bottom - self.top, word.bottom - word.top
        low = min(own, height)
        if own + height > (1 + _TALL) * low:
            return False
        if min(self.bottom, word.bottom) - max(self.top, word.top) <= _SAME_LINE * low:
            return False
        if abs(word.bottom - self.bottom) <= _LEVEL * low or height < _MARK * own:
            return True
        slack = _MAX_OVERLAP * low
        return all(word.x1 - slack <= other.x0 or word.x0 >= other.x1 - slack for other in self.words)

    def is_beside(self, tall: "_Row") -> bool:
        """True for a much lower row, more than half of which stands beside the tall one."""
        shared = min(self.bottom, tall.bottom) - max(self.top, tall.top)
        return shared > _SAME_LINE * self.height and self.height * _TALL < tall.height

    def add(self, word: Word) -> None:
        self.words.append(word)
        if word.bottom - word.top > self.height:
            self.top, self.bottom = word.top, word.bottom

    def length(self) -> int:
        return sum(len(word.text) for word in self.words)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Words grouped by base line, top to bottom."""
    rows: list[_Row] = []
    for word in sorted(words, key=lambda item: (item.middle, item.x0)):
        row = next((row for row in reversed(rows[-_LOOK_BACK:]) if row.takes(word)), None)
        if row is None:
            rows.append(_Row([word], word.top, word.bottom))
        else:
            row.add(word)
    lines = (line_of(row.words) for row in _with_tall(rows))
    return sorted(lines, key=lambda line: (line.top + line.bottom) / 2)


def _with_tall(rows: list[_Row]) -> list[_Row]:
    """Rows of small marks put into the tall row that they belong to.

    What stands beside several lines of text is a row of its own, but a drop capital begins the first of them.
    """
    heights = sorted(row.height for row in rows)
    if not heights or heights[-1] <= _TALL * heights[0]:
        return rows
    gone: set[int] = set()
    for tall in sorted(rows, key=lambda row: row.height):
        if tall.height <= _TALL * heights[0]:
            continue
        beside = [row for row in rows if id(row) not in gone and row.is_beside(tall)]
        if beside and (len(beside) == 1 or sum(row.length() for row in beside) < tall.length()):
            tall.words += [word for row in beside for word in row.words]
            gone.update(id(row) for row in beside)
            continue
        first = next((row for row in beside if _is_drop_capital(tall, row)), None)
        if first is not None:
            first.words += tall.words
            gone.add(id(tall))
    return [row for row in rows if id(row) not in gone]


def _is_drop_capital(tall: _Row, first: _Row) -> bool:
    """True for one letter that stands directly before the first of the lines beside it."""
    letter = tall.words[0]
    gaps = [word.x0 - letter.x1 for word in first.words]
    return (
        len(tall.words) == 1
        and len(letter.text) <= _MAX_DROPPED
        and letter.text[-1].isalpha()
        and -_MARK * first.height < min(gaps, key=abs) < first.height
    )


def turned_lines(words: Sequence[Word]) -> list[Line]:
    """Lines of words that run up or down the page, or upside down, each read in its own direction."""
    found: list[Line] = []
    for turn in sorted({word.turn for word in words}):
        pairs = [(word, _upright(word)) for word in words if word.turn == turn]
        originals = {id(copy): word for word, copy in pairs}
        for line in lines_of([copy for _, copy in pairs]):
            held = [originals[id(word)] for word in line.words]
            x0, top = min(word.x0 for word in held), min(word.top for word in held)
            x1, bottom = max(word.x1 for word in held), max(word.bottom for word in held)
            found.append(replace(line, words=held, x0=x0, top=top, x1=x1, bottom=bottom))
    return found


def _upright(word: Word) -> Word:
    """The word as it stands on a page turned until it is upright."""
    if word.turn == 90:
        return replace(word, x0=word.top, top=-word.x1, x1=word.bottom, bottom=-word.x0)
    if word.turn == 180:
        return replace(word, x0=-word.x1, top=-word.bottom, x1=-word.x0, bottom=-word.top)
    if word.turn == 270:
        return replace(word, x0=-word.bottom, top=word.x0, x1=-word.top, bottom=word.x1)
    return replace(word)
