"""OpenDocument texts: headings by outline level, lists by nesting, tables by their grid."""

from corpus.odt.reader import read_odt

__all__ = ["read_odt"]
