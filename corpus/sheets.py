"""Spreadsheets and comma-separated values: every sheet a table under its name."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.drafts import Draft, build, table_draft
from corpus.encodings import decode
from corpus.office import check_archive, damaged, properties, property_title
from corpus.opendocument import TABLE, cell_texts, content_of, rows_of
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from lxml.etree import _Element
    from openpyxl import Workbook

_MAX_CELLS = 2_000_000
#: Formatted rows without a value run to the end of the sheet.
_MAX_EMPTY_ROWS = 1_000
_DELIMITERS = ",;\t|"
_SNIFFED_LINES = 20
_MIN_COLUMNS = 2
#: Beyond this a float is no longer exact.
_MAX_WHOLE = 2**53


def read_xlsx(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The values of every sheet, as last calculated.

    Raises:
        DocumentError: the archive is damaged, unpacks to an unreasonable size or has too many cells.
    """
    name = PurePath(source.uri).name
    check_archive(data, name)
    book = _opened(data, name)
    try:
        sheets = [(sheet.title, list(_rows(sheet.iter_rows(values_only=True), name))) for sheet in book.worksheets]
        title = property_title(book.properties.title)
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise damaged(name, str(error)) from error
    finally:
        book.close()
    drafts = [draft for label, rows in sheets for draft in _sheet(label if len(sheets) > 1 else None, rows)]
    return build(source, drafts, title=title or _stem(source), properties=properties(data))


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
            texts = [_shown(value) for value in row]
            cells += len(texts)
            empty = 0 if any(texts) else empty + 1
            if cells > _MAX_CELLS:
                raise DocumentError(
                    Reason.TOO_LARGE, f"{name}: over {_MAX_CELLS:,} cells; keep only the rows that are needed"
                )
            if empty > _MAX_EMPTY_ROWS:
                return
            if texts and not empty:
                yield texts
    except csv.Error as error:
        raise damaged(name, str(error)) from error


def _shown(value: object) -> str:
    """The value as a person would read it in the cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _MAX_WHOLE else f"{value:.10g}"
    return " ".join(str(value).split())


def _sheet(label: str | None, rows: list[list[str]]) -> Iterator[Draft]:
    """The name of the sheet as heading when there are several, then the rows without empty columns."""
    width = max((len(row) for row in rows), default=0)
    full = [row + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in full)]
    table = table_draft([row[column] for column in used] for row in full)
    if table is not None:
        if label:
            yield Draft(BlockKind.HEADING, label, level=1)
        yield table
