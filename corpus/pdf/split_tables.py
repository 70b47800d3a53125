"""Tables that the end of a page cuts: their parts are one table again."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.heads import header_rows
from corpus.pdf.grid import Rows
from corpus.pdf.paragraphs import Paragraph
from corpus.pdf.tables import Table
from models import Merged

_SAME_EDGE_PT = 4.0


def continued_tables(pages: Sequence[Sequence[Paragraph | Table]]) -> dict[int, list[Table]]:
    """For the first part of each table that runs over pages, its other parts, by `id`.

    Args:
        pages: what stands on each page, in reading order, without running headers and footers.
    """
    parts: dict[int, list[Table]] = {}
    first: Table | None = None
    for items, following in pairwise(pages):
        last, nearest = next(reversed(items), None), next(iter(following), None)
        if not isinstance(last, Table) or not isinstance(nearest, Table):
            first = None
            continue
        if first is None or len(items) > 1:
            first = last
        if _goes_on(first, nearest):
            parts.setdefault(id(first), []).append(nearest)
        else:
            first = None
    return parts


def _goes_on(table: Table, below: Table) -> bool:
    """True for as many columns in the same place, under the same head or under none of its own."""
    if len(table.rows[0]) != len(below.rows[0]):
        return False
    if abs(table.box.x0 - below.box.x0) > _SAME_EDGE_PT or abs(table.box.x1 - below.box.x1) > _SAME_EDGE_PT:
        return False
    if table.edges or below.edges:
        return len(table.edges) == len(below.edges) and all(
            abs(a - b) <= _SAME_EDGE_PT for a, b in zip(table.edges, below.edges, strict=True)
        )
    return _repeated(table, below) > 0 or header_rows(below.rows, below.merged) == 0


def _repeated(table: Table, below: Table) -> int:
    """How many rows of the head stand again over the rest."""
    heads = header_rows(table.rows, table.merged)
    return heads if below.rows[:heads] == table.rows[:heads] else 0


def whole(parts: Sequence[Table]) -> tuple[Rows, tuple[Merged, ...]]:
    """The rows of all parts under one head, and their merged cells."""
    rows, merged = list(parts[0].rows), list(parts[0].merged)
    for part in parts[1:]:
        skipped = _repeated(parts[0], part)
        merged += [replace(m, row=m.row - skipped + len(rows)) for m in part.merged if m.row >= skipped]
        rows += part.rows[skipped:]
    return tuple(rows), tuple(merged)
