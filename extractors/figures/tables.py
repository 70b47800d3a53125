"""Bare numbers in table cells, read with the header of their column and the label of their row."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from extractors.figures.amounts import CODES
from extractors.figures.finder import Setting, figures_in
from extractors.figures.lexicon import Lexicon, lexicon
from extractors.figures.regions import Region
from extractors.figures.roles import Cues
from models import Block, BlockKind, Figure, FigureKind, FigureRole, Grid, Span

BRACKETS: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
MAX_NOUN_WORDS: Final = 4


def grid_of(block: Block, text: str) -> Grid | None:
    """The grid of a table; None for every other block."""
    return Grid(block, text) if block.kind is BlockKind.TABLE and len(block.rows) > 1 else None


def heads(grid: Grid, place: int) -> Iterator[str]:
    """What heads the column of the cell at that place, then what heads its row, the nearest first.

    Bare digits (years, numbering) are left out.
    """
    cell = grid.at(place)
    for head in (*grid.column_heads(cell), *grid.row_heads(cell)) if cell else ():
        text = head.span.of(grid.text)
        if re.search(r"[^\W\d_]|[%€£$]", text):
            yield text


def with_heads(figure: Figure, region: Region, grid: Grid, setting: Setting) -> Figure:
    """The figure with unit, currency, scale and role of its heads, where the cell holds nothing but a number."""
    if figure.kind is FigureKind.DATE or region.span.of(grid.text).strip(" *≈~<>+") != figure.text:
        return figure
    for head in heads(grid, figure.span.start):
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
