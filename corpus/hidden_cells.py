"""What a sheet of an Excel file hides, and formulas that were never calculated, told from its XML."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import normpath
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TRUE = frozenset({"1", "true"})
_MAX_COLUMNS = 16_384


@dataclass(slots=True)
class SheetNotes:
    """Numbers of hidden rows and columns, from 1, and how many formulas carry no value."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    uncalculated: int = 0


def sheet_notes(data: bytes) -> dict[str, SheetNotes]:
    """Notes on each sheet, by its name."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
            return {}
        relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
        paths = {str(r.get("Id")): _path(str(r.get("Target"))) for r in relations}
        sheets = etree.fromstring(archive.read("xl/workbook.xml"), parser).iterfind(".//{*}sheet")
        found: dict[str, SheetNotes] = {}
        for sheet in sheets:
            path = paths.get(str(sheet.get(_RELATION)))
            if path in parts:
                with archive.open(str(path)) as opened:
                    found[str(sheet.get("name"))] = _notes(opened)
        return found


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(str(PurePosixPath("xl") / target))


def _notes(sheet: IO[bytes]) -> SheetNotes:
    from lxml import etree

    notes = SheetNotes()
    number = 0
    for _, element in etree.iterparse(sheet, tag=("{*}col", "{*}row"), resolve_entities=False, no_network=True):
        is_hidden = element.get("hidden") in _TRUE
        if str(element.tag).endswith("}row"):
            number = int(element.get("r") or number + 1)
            if is_hidden:
                notes.rows.add(number)
            else:
                notes.uncalculated += sum(map(_is_uncalculated, element.iterfind("{*}c")))
        elif is_hidden:
            first, last = int(element.get("min") or 1), int(element.get("max") or 1)
            notes.columns.update(range(first, min(last, _MAX_COLUMNS) + 1))
        element.clear()
        before = element.getprevious()
        if before is not None:
            before.getparent().remove(before)  # else a million empty rows add up
    return notes


def _is_uncalculated(cell: "_Element") -> bool:
    """A formula without a value; one that gives no words carries an empty text."""
    if cell.find("{*}f") is None or cell.get("t") == "str":
        return False
    value = cell.find("{*}v")
    return value is None or not value.text
