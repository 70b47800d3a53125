"""The grid of a table: where each cell stands in the text, and what stands over and beside it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from models.span import Span

if TYPE_CHECKING:
    from models.document import Block

_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
#: The line under the head of a Markdown table is none of its rows.
_DELIMITER_LINE: Final = re.compile(r"[\s|:-]+")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_TAB: Final = re.compile(r"\t")


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell over several rows or columns: its first place in `Block.rows`, from 0, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with text: its place in the grid, from 0, and in `Document.text`."""

    span: Span
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class Grid:
    """The cells of one table block, in reading order; built when asked for, for a sheet may have a million.

    Usage: `cell = Grid(block, document.text).at(figure.span.start)`
    """

    def __init__(self, block: "Block", text: str) -> None:
        self.block = block
        self.text = text

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that holds text."""
        merged = {(m.row, m.column): m for m in self.block.merged}
        return tuple(_cells(self.block, self.text, merged))

    @cached_property
    def _starts(self) -> list[int]:
        return [cell.span.start for cell in self.cells]

    @cached_property
    def _heads(self) -> dict[int, list[Cell]]:
        """Cells of the header rows, by column."""
        found: dict[int, list[Cell]] = {}
        for cell in self.cells:
            if cell.row >= self.block.header_rows:
                break
            for column in range(cell.column, cell.column + cell.columns):
                found.setdefault(column, []).append(cell)
        return found

    @cached_property
    def _labels(self) -> dict[int, list[Cell]]:
        """Cells of the header columns, by row."""
        found: dict[int, list[Cell]] = {}
        for cell in self.cells:
            if cell.column < self.block.header_columns:
                for row in range(cell.row, cell.row + cell.rows):
                    found.setdefault(row, []).append(cell)
        return found

    @cached_property
    def _groups(self) -> list[Cell]:
        """Cells that run across the whole table and head the rows below."""
        width = len(self.block.rows[0]) if self.block.rows else 0
        return [c for c in self.cells if c.row >= self.block.header_rows and c.columns == width > 1]

    def at(self, place: int) -> Cell | None:
        """The cell that holds that character of the text."""
        index = bisect_right(self._starts, place) - 1
        return self.cells[index] if index >= 0 and place < self.cells[index].span.end else None

    def column_heads(self, cell: Cell) -> tuple[Cell, ...]:
        """What stands over the cell, the nearest first; empty for a cell of the head itself."""
        if cell.row < self.block.header_rows:
            return ()
        columns = range(cell.column, cell.column + cell.columns)
        over = {head.span.start: head for column in columns for head in self._heads.get(column, ())}
        groups = [group for group in self._groups if group.row < cell.row]
        return (*groups[-1:], *(over[start] for start in sorted(over, reverse=True)))

    def row_heads(self, cell: Cell) -> tuple[Cell, ...]:
        """What stands beside the cell as label of its row, the nearest first."""
        if cell.row < self.block.header_rows or cell.column < self.block.header_columns:
            return ()
        rows = range(cell.row, cell.row + cell.rows)
        beside = {head.span.start: head for row in rows for head in self._labels.get(row, ()) if head.columns == 1}
        return tuple(sorted(beside.values(), key=lambda head: (-head.column, head.row)))


def _cells(block: "Block", text: str, merged: dict[tuple[int, int], Merged]) -> Iterator[Cell]:
    lines = [m.span() for m in _LINE.finditer(text, block.content.start, block.content.end)]
    content = block.content.of(text)
    separator = _TAB if "\t" in content or "|" not in content else _PIPE
    if separator is _PIPE:
        lines = [line for line in lines if not _DELIMITER_LINE.fullmatch(text, *line)]
    for row, (line, texts) in enumerate(zip(lines, block.rows, strict=False)):
        parts = list(_parts(text, *line, separator))
        shift = _shift(parts, texts, separator is _PIPE and text[slice(*line)].lstrip().startswith("|"))
        for column, span in enumerate(parts, shift):
            if len(span) and 0 <= column < len(texts):
                size = merged.get((row, column), Merged(row, column, 1, 1))
                yield Cell(span, row, column, size.rows, size.columns)


def _shift(parts: Sequence[Span], texts: Sequence[str], has_outer_pipe: bool) -> int:
    """From the place of a part in its line to its column; a block does not begin with the tabs of empty cells."""
    if has_outer_pipe:
        return -1
    first = next((column for column, cell in enumerate(texts) if cell), 0)
    return first - next((index for index, part in enumerate(parts) if len(part)), 0)


def _parts(text: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[Span]:
    """What stands between the separators of a line, without white space around; empty where nothing does."""
    at = start
    for cut in (*(found.span() for found in separator.finditer(text, start, end)), (end, end)):
        part = text[at : cut[0]]
        first = at + len(part) - len(part.lstrip())
        yield Span(first, max(first, at + len(part.rstrip())))
        at = cut[1]
