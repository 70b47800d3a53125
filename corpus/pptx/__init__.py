"""PowerPoint files: one page a slide, titles as headings, text boxes in reading order."""

from corpus.pptx.reader import read_pptx

__all__ = ["read_pptx"]
