"""PDF: words and lines from PDFium, layout by geometry."""

from corpus.pdf.reader import read_pdf

__all__ = ["read_pdf"]
