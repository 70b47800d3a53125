"""Spreadsheets and comma-separated values: every sheet a table under its name."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import is_caption
from corpus.drafts import Draft, build, table_draft
from corpus.encodings import decode
from corpus.heads import is_value
from corpus.hidden_cells import SheetNotes, sheet_notes
from corpus.number_formats import shown
from corpus.office import check_archive, damaged, properties, property_title
from corpus.opendocument import TABLE, cell_texts, content_of, rows_of
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, PageError, Reason, Source

if TYPE_CHECKING:
    from lxml.etree import _Element
    from openpyxl import Workbook
    from openpyxl.cell import Cell

_MAX_CELLS = 2_000_000
#: Formatted rows without a value run to the end of the sheet.
_MAX_EMPTY_ROWS = 1_000
_DELIMITERS = ",;\t|"
_SNIFFED_LINES = 20
_MIN_COLUMNS = 2


def read_xlsx(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The cells of every sheet as they are shown, as last calculated; hidden sheets, rows and columns are left out.

    Raises:
        DocumentError: the archive is damaged, unpacks to an unreasonable size or has too many cells.
    """
    name = PurePath(source.uri).name
    check_archive(data, name)
    book = _opened(data, name)
    try:
        notes = sheet_notes(data)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        unseen = [notes.get(sheet.title, SheetNotes()) for sheet in visible]
        sheets = [
            (sheet.title, list(_rows(_seen(sheet.iter_rows(), note), name)))
            for sheet, note in zip(visible, unseen, strict=True)
        ]
        title = property_title(book.properties.title)
    except (ValueError, KeyError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
        raise damaged(name, str(error)) from error
    finally:
        book.close()
    drafts = [draft for label, rows in sheets for draft in _sheet(label if len(sheets) > 1 else None, rows)]
    document = build(source, drafts, title=title or _stem(source), properties=properties(data))
    return replace(document, page_errors=_uncalculated(sum(note.uncalculated for note in unseen)))


def _seen(rows: "Iterable[Iterable[Cell]]", notes: SheetNotes) -> Iterator[list[tuple[object, str]]]:
    for number, row in enumerate(rows, 1):
        if number not in notes.rows:
            yield [
                (cell.value, cell.number_format) for column, cell in enumerate(row, 1) if column not in notes.columns
            ]


def _uncalculated(count: int) -> tuple[PageError, ...]:
    if not count:
        return ()
    what = "1 formula holds" if count == 1 else f"{count:,} formulas hold"
    return (PageError(1, f"{what} no calculated value; open and save the file in a spreadsheet program"),)


def read_ods(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The sheets of an OpenDocument spreadsheet, as shown when it was saved.

    Raises:
        DocumentError: the archive is damaged, unpacks to an unreasonable size or has too many cells.
    """
    name = PurePath(source.uri).name
    tables = [
        (table.get(f"{TABLE}name") or "", list(_rows(_ods_rows(table), name)))
        for table in content_of(data, name).iter(f"{TABLE}table")
    ]
    drafts = [draft for label, rows in tables for draft in _sheet(label if len(tables) > 1 else None, rows)]
    stated = properties(data)
    return build(source, drafts, title=property_title(stated.get("title")) or _stem(source), properties=stated)


def _ods_rows(table: "_Element") -> Iterator[list[str]]:
    for cells in rows_of(table):
        yield [text for cell in cells for text in cell_texts(cell)]


def _opened(data: bytes, name: str) -> "Workbook":
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise damaged(name, str(error)) from error


def read_csv(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The rows as one table; the delimiter is told from the first lines.

    Raises:
        DocumentError: the bytes are no text, or there are too many cells.
    """
    text = decode(data, source.uri)
    delimiter = delimiter_of(text) or ","
    rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), PurePath(source.uri).name)
    return build(source, _sheet(None, list(rows)), title=_stem(source))


def delimiter_of(text: str) -> str | None:
    """The sign that cuts the first lines into the same number of cells, at least two; None when none does."""
    lines = text[: _SNIFFED_LINES * 2_000]
    best: tuple[int, str] | None = None
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter) if row]
        # The last line of the sample may be cut.
        widths = widths[: min(_SNIFFED_LINES, max(1, len(widths) - 1))]
        if widths and min(widths) >= _MIN_COLUMNS and len(set(widths)) == 1 and (best is None or widths[0] > best[0]):
            best = (widths[0], delimiter)
    return best[1] if best else None


def _stem(source: Source) -> str | None:
    return PurePath(source.uri).stem or None


def _rows(rows: Iterable[Iterable[object]], name: str) -> Iterator[list[str]]:
    cells = empty = 0
    try:
        for row in rows:
            texts = [shown(*value) if isinstance(value, tuple) else shown(value) for value in row]
            cells += len(texts)
            empty = 0 if any(texts) else empty + 1
            if cells > _MAX_CELLS:
                raise DocumentError(
                    Reason.TOO_LARGE, f"{name}: over {_MAX_CELLS:,} cells; keep only the rows that are needed"
                )
            if empty > _MAX_EMPTY_ROWS:
                return
            if texts:
                yield texts
    except csv.Error as error:
        raise damaged(name, str(error)) from error


def _sheet(label: str | None, rows: list[list[str]]) -> Iterator[Draft]:
    """The name of the sheet as heading when there are several, then its tables without empty columns."""
    tables = _parted(rows)
    if tables and label:
        yield Draft(BlockKind.HEADING, label, level=1)
    for lines, table in tables:
        for line in lines:
            yield Draft(BlockKind.CAPTION if is_caption(line) else BlockKind.PARAGRAPH, line)
        width = max((len(row) for row in table), default=0)
        full = [row + [""] * (width - len(row)) for row in table]
        used = [column for column in range(width) if any(row[column] for row in full)]
        draft = table_draft([row[column] for column in used] for row in full)
        if draft is not None:
            yield draft


def _parted(rows: list[list[str]]) -> list[tuple[list[str], list[list[str]]]]:
    """The tables of a sheet, each with the lines above it; rows below an empty one go on unless they begin anew."""
    tables: list[tuple[list[str], list[list[str]]]] = []
    for is_filled, group in groupby(rows, any):
        if not is_filled:
            continue
        part = list(group)
        lines = [_line(row) for row in takewhile(_line, part)]
        table = part[len(lines) :]
        if len(lines) == len(part) and len(lines) > 1:
            lines, table = [], part  # a list
        if tables and not tables[-1][1] and not lines:
            tables[-1] = (tables[-1][0], table)
        elif tables and tables[-1][1] and table and not _begins_anew(lines, table):
            tables[-1][1].extend(part)
        else:
            tables.append((lines, table))
    return tables


def _line(row: list[str]) -> str:
    """The words of a row with one cell only, such as a title over a table; empty for other rows and for a value."""
    filled = [cell for cell in row if cell]
    return filled[0] if len(filled) == 1 and not is_value(filled[0]) else ""


def _begins_anew(lines: list[str], rows: list[list[str]]) -> bool:
    """True below a caption, and when words stand over every column of values."""
    if any(map(is_caption, lines)):
        return True
    columns = {column for row in rows[1:] for column, cell in enumerate(row) if cell and is_value(cell)}
    first = dict(enumerate(rows[0]))
    return bool(columns) and all(first.get(column) and not is_value(first[column]) for column in columns)
