"""The figures of a document."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from extractors.figures.finder import NAME, Setting, figures_in, guess_language
from extractors.figures.lexicon import lexicon
from extractors.figures.regions import line_numbers, regions
from extractors.figures.tables import grid_of, with_heads
from models import Annotations, Block, BlockKind, Document, Figure, Section, SectionLabel


class FigureExtractor:
    """Finds the figures in the body of a document; section labels help to tell their roles."""

    name = NAME
    requires = frozenset({"sections"})
    provides = frozenset({"figures"})

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        """A copy of `annotations` with `figures` in reading order; blocks that repeat others are read too."""
        text = document.text
        words = lexicon(document.language or guess_language(text))
        setting = Setting(words, None, _Labels(annotations.sections).at, line_numbers(text))
        figures = [figure for block in document.body() for figure in _in_block(text, block, setting)]
        return replace(annotations, figures=tuple(sorted(figures, key=lambda f: f.span)))


def _in_block(text: str, block: Block, setting: Setting) -> Iterator[Figure]:
    grid = grid_of(block, text)
    for region in regions(text, block.content, is_table=block.kind is BlockKind.TABLE):
        for figure in figures_in(text, region, setting):
            yield figure if grid is None else with_heads(figure, region, grid, setting)


class _Labels:
    """Which section a place lies in; the innermost where sections are nested."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self._sections = sorted(sections, key=lambda s: (s.span.start, -s.span.end))
        self._starts = [s.span.start for s in self._sections]

    def at(self, place: int) -> SectionLabel | None:
        for section in reversed(self._sections[: bisect_right(self._starts, place)]):
            if section.span.end > place:
                return section.label
        return None
