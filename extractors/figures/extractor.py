"""The figures of a document."""

from bisect import bisect_right
from dataclasses import replace

from extractors.figures.finder import NAME, Setting, figures_in, guess_language, regions
from extractors.figures.lexicon import lexicon
from models import Annotations, BlockKind, Document, Section, SectionLabel


class FigureExtractor:
    """Finds the figures in the body of a document; section labels help to tell their roles."""

    name = NAME
    requires = frozenset({"sections"})
    provides = frozenset({"figures"})

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        """A copy of `annotations` with `figures` in reading order; blocks that repeat others are read too."""
        language = document.language or guess_language(document.text)
        labels = _Labels(annotations.sections)
        figures = []
        for block in document.body():
            words = lexicon(language)
            for region in regions(document.text, block.content):
                setting = Setting(words, None, labels.at, block.kind is BlockKind.TABLE)
                figures.extend(figures_in(document.text, region, setting))
        return replace(annotations, figures=tuple(sorted(figures, key=lambda f: f.span)))


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
