"""The parts of a text that no number expression may leave, and the numbers that only count lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models import Span

PARAGRAPH: Final = re.compile(r"(?:[^\n]|\n(?![^\S\n]*\n))+")
CELL: Final = re.compile(r"[^\t\n]+")
TABLE_CELL: Final = re.compile(r"[^\t\n|]+")
CONTENTS_LINE: Final = re.compile(r"[^\W\d_][^\n]*\t\s*\d{1,3}\s*$", re.MULTILINE)
MIN_CONTENTS_LINES: Final = 3
# Long parts made of digits and signs alone are data, not sentences.
LONG_PART: Final = 2000
LEAST_LETTERS: Final = 0.15
LINE_NUMBER: Final = re.compile(
    r"^[^\S\n]*(?:#{1,6}[^\S\n]+|[-•*◆][^\S\n]+)?(\d{1,2})[^\S\n]+(?=[*\"“']{0,3}(?:[A-ZÀ-Ž][a-zà-ž]|→|(?P<capitals>[A-ZÀ-Ž]{2})))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A paragraph, or the cell of a table (`is_cell`), where a number may stand alone."""

    span: Span
    is_cell: bool = False


def regions(text: str, within: Span, *, is_table: bool = False) -> Iterator[Region]:
    """Paragraphs between empty lines; where a paragraph has tabs, and in tables, the cells of its lines."""
    for paragraph in PARAGRAPH.finditer(text, within.start, within.end):
        part = paragraph.group()
        if is_table and "|" in part:
            yield from (
                Region(Span(*cell.span()), is_cell=True) for cell in TABLE_CELL.finditer(text, *paragraph.span())
            )
        elif "\t" in part:
            lists_pages = not is_table and len(CONTENTS_LINE.findall(part)) >= MIN_CONTENTS_LINES
            for cell in CELL.finditer(text, *paragraph.span()):
                yield Region(Span(*cell.span()), is_cell=not lists_pages)
        elif not _is_data(part):
            yield Region(Span(*paragraph.span()), is_table)


def _is_data(part: str) -> bool:
    return len(part) > LONG_PART and sum(c.isalpha() for c in part) < LEAST_LETTERS * len(part)


def line_numbers(text: str) -> frozenset[int]:
    """Where numbers stand that open lines and count up: "1 State bodies", "2 Town bodies".

    A line in capitals counts only when all of it is in capitals, so that "12 SMEs" is a figure.
    """
    found = [m for m in LINE_NUMBER.finditer(text) if not m["capitals"] or _line(text, m.end()).isupper()]
    numbers = {int(m[1]) for m in found}
    return frozenset(m.start(1) for m in found if numbers & {int(m[1]) - 1, int(m[1]) + 1})


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]
