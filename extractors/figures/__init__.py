"""Number expressions: money, counts, percentages, durations, dates and ratios, exactly normalised."""

from extractors.figures.extractor import FigureExtractor
from extractors.figures.finder import find_figures

__all__ = ["FigureExtractor", "find_figures"]
