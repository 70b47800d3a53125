"""Word files: paragraphs by their styles and letters, lists by their numbering, tables by their grid."""

from corpus.docx.reader import read_docx

__all__ = ["read_docx"]
