"""Bare numbers in table cells, read with the header of their column and the label of their row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from extractors.figures.amounts import CODES
from extractors.figures.finder import Setting, figures_in
from extractors.figures.lexicon import Lexicon, lexicon
from extractors.figures.regions import Region
from extractors.figures.roles import Cues
from models import Block, BlockKind, Figure, FigureKind, FigureRole, Span

SEPARATOR: Final = re.compile(r"[\t|]")
LINE: Final = re.compile(r"[^\n]+")
BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
MAX_NOUN_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Grid:
    """The words that stand over and beside the cells of one table, by code points of the text."""

    columns: tuple[str, ...]
    starts: tuple[int, ...]
    text: str

    def heads(self, cell: Span) -> Iterator[str]:
        """The header of the column, then the label of the row; what is the cell itself or bare digits is left out."""
        start = max(s for s in self.starts if s <= cell.start)
        before = SEPARATOR.split(self.text[start : cell.start])
        column, label = len(before) - 1, next((part for part in before if part.strip()), "")
        header = self.columns[column] if start != self.starts[0] and column < len(self.columns) else ""
        yield from (head.strip() for head in (header, label) if re.search(r"[^\W\d_]|[%€£$]", head))


def grid_of(block: Block, text: str) -> Grid | None:
    """The grid of a table with a header row; None for every other block."""
    if block.kind is not BlockKind.TABLE or len(block.rows) < 2 or len(block.rows[0]) < 2:
        return None
    starts = tuple(match.start() for match in LINE.finditer(text, block.content.start, block.content.end))
    if len(starts) < 2:
        return None
    columns = tuple(SEPARATOR.split(text[starts[0] : starts[1]].rstrip("\n")))
    return Grid(columns, starts, text)


def with_heads(figure: Figure, region: Region, grid: Grid, setting: Setting) -> Figure:
    """The figure with unit, currency, scale and role of its heads, where the cell holds nothing but a number."""
    if figure.kind is FigureKind.DATE or region.span.of(grid.text).strip(" *≈~<>+") != figure.text:
        return figure
    for head in grid.heads(region.span):
        figure = _with_measure(figure, head, setting)
        if figure.role is FigureRole.CONTEXT:
            figure = replace(figure, role=_role(figure, head, setting.words))
    return figure


def _with_measure(figure: Figure, head: str, setting: Setting) -> Figure:
    """A bare count becomes what the head says: money, a share, or a count of the head's noun."""
    if figure.kind is not FigureKind.COUNT:
        return figure
    measure = _measure(setting.words.language).search(head)
    if measure is not None:
        written = f"{figure.text} {measure.group().strip('() ,/')}"
        read = next(iter(figures_in(written, Region(Span(0, len(written)), is_cell=True), setting)), None)
        if read is not None and read.kind in (FigureKind.MONEY, FigureKind.PERCENTAGE):
            return replace(read, text=figure.text, span=figure.span, unit=None, role=figure.role)
    noun = BRACKETS.sub(" ", head).strip()
    # "Target" and "Achieved" say what the number is for; the row says what is counted.
    is_role = any(pattern.fullmatch(noun) for pattern in setting.words.roles.values())
    is_noun = (
        not is_role
        and figure.unit is None
        and len(noun.split()) <= MAX_NOUN_WORDS
        and not any(c.isdigit() for c in noun)
    )
    return replace(figure, unit=noun) if is_noun else figure


@lru_cache
def _measure(language: str) -> re.Pattern[str]:
    """A currency with or without a scale word ("in million EUR", "Mio. €"), or the sign for per cent."""
    words = lexicon(language)
    money = rf"(?:(?-i:(?<!\w)(?:{CODES})(?!\w))|{words.currency})"
    scale = rf"(?:(?<!\w)(?:{words.scale})\.?|(?-i:(?<!\w)[kKMm]))"
    return re.compile(rf"(?:{scale}\s?)?{money}|%|(?<!\w)(?:{words.percent})(?!\w)", re.IGNORECASE)


def _role(figure: Figure, head: str, words: Lexicon) -> FigureRole:
    written = f"{head}: {figure.text}"
    return Cues(written, words).role(figure.kind, Span(len(head) + 2, len(written)), None)
