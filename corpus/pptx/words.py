"""The words of a paragraph or table on a slide."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.drafts import Draft, table_draft
from corpus.flow.formulas import MATH, formula
from corpus.flow.letters import Letters, Run, shown, text_of
from corpus.flow.symbols import is_symbol_font, sign, signs
from models import Merged

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pptx.table import Table

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DEFAULT_SIZE = 18.0
#: A sign typed by the program ("->") is a run of its own.
_MAX_SIGN_CHARACTERS = 2


def words_of(paragraph: "_Element") -> str:
    """The words as one line."""
    return " ".join(text_of(shown(_runs(paragraph))).split())


def _runs(paragraph: "_Element") -> Iterator[Run]:
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in (f"{A}r", f"{A}fld"):
            yield _run(element)
        elif element.tag == f"{A}br":
            yield Run("\n")
        elif element.tag == f"{MATH}oMath":
            yield Run(formula(element))
        elif element.tag not in (_MC_FALLBACK, f"{A}pPr", f"{A}endParaRPr"):
            waiting += reversed(element)


def _run(element: "_Element") -> Run:
    text = element.findtext(f"{A}t") or ""
    properties = element.find(f"{A}rPr")
    if properties is None:
        return Run(text)
    baseline = properties.get("baseline") or "0"
    raised = 0 if baseline.strip("-0%") == "" else -1 if baseline.startswith("-") else 1
    for name in ("sym", "latin"):
        found = properties.find(f"{A}{name}")
        font = str(found.get("typeface")) if found is not None else None
        if is_symbol_font(font):
            is_sign = name == "sym" and len(text.strip()) <= _MAX_SIGN_CHARACTERS
            text = "".join(sign(ord(c), font) for c in text) if is_sign else signs(text, font)
    return Run(text, Letters(raised=raised))


def size_of(frame: "_Element") -> float:
    """Size in points of the first letters in a text frame."""
    for run in frame.iter(f"{A}r"):
        if not (run.findtext(f"{A}t") or "").strip():
            continue
        stated = [run.find(f"{A}rPr"), *frame.iter(f"{A}defRPr")]
        sizes = (properties.get("sz") or "" for properties in stated if properties is not None)
        return next((int(size) / 100 for size in sizes if size.isdigit()), _DEFAULT_SIZE)
    return _DEFAULT_SIZE


def letters_of(paragraph: "_Element") -> Letters:
    """What all runs say of themselves, as far as a heading goes; their style is not asked."""
    runs = [run.find(f"{A}rPr") for run in paragraph.iter(f"{A}r") if (run.findtext(f"{A}t") or "").strip()]
    sizes = {"" if run is None else run.get("sz") or "" for run in runs}
    size = sizes.pop() if len(sizes) == 1 else ""
    is_bold = bool(runs) and all(run is not None and run.get("b") in ("1", "true") for run in runs)
    return Letters(bold=is_bold, size=int(size) / 100 if size.isdigit() else None)


def slide_table(table: "Table") -> Draft | None:
    """The grid of a table; a cell over several places stands in the first of them."""
    rows: list[list[str]] = []
    merged: list[Merged] = []
    grid = [list(row.cells) for row in table.rows]
    for index, row in enumerate(grid):
        rows.append([])
        for column, cell in enumerate(row):
            is_covered = cell.is_spanned
            rows[-1].append("" if is_covered else " ".join(words_of(p) for p in cell._tc.iter(f"{A}p")))
            if cell.is_merge_origin and not is_covered:
                height = min(cell.span_height, len(grid) - index)
                width = min(cell.span_width, len(row) - column)
                merged.append(Merged(index, column, height, width))
    return table_draft(rows, merged)
