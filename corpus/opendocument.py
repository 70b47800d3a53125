"""What OpenDocument texts, sheets and slides share: their names of elements, the words of a paragraph, cells."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.office import check_archive, damaged

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
#: Their own text stands in a block of its own.
_SEPARATE = frozenset({f"{TEXT}note", f"{DRAW}frame", f"{DRAW}text-box", f"{OFFICE}annotation"})
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
#: A cell or row is repeated to the end of the sheet to carry its format.
_MAX_REPEATED = 64


def content_of(data: bytes, name: str) -> "_Element":
    """The root of the content.

    Raises:
        DocumentError: the archive is damaged or unpacks to an unreasonable size.
    """
    from lxml import etree

    check_archive(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return etree.fromstring(archive.read("content.xml"), parser)
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise damaged(name, str(error)) from error


def words_of(element: "_Element") -> str:
    """The words of a paragraph, without its notes and frames."""
    parts: list[str] = [element.text or ""]
    waiting: list[_Element | str] = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            parts.append(child)
            continue
        waiting.append(child.tail or "")
        if child.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"):
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _SEPARATE:
            parts.append(child.text or "")
            waiting += reversed(child)
    return " ".join("".join(parts).split())


def rows_of(table: "_Element") -> Iterator[list["_Element"]]:
    """The cells of each row; tables inside cells are not entered."""
    waiting = list(reversed(table))
    while waiting:
        child = waiting.pop()
        if child.tag == f"{TABLE}table-row":
            yield [cell for cell in child if cell.tag in _CELLS]
        elif child.tag in (f"{TABLE}table-rows", f"{TABLE}table-header-rows", f"{TABLE}table-row-group"):
            waiting += reversed(child)


def cell_texts(cell: "_Element") -> list[str]:
    """The cell's text, as often as the file repeats the cell."""
    count = cell.get(f"{TABLE}number-columns-repeated") or "1"
    text = " ".join(words_of(p) for p in cell.iter(f"{TEXT}p", f"{TEXT}h"))
    return [text] * (min(int(count), _MAX_REPEATED) if count.isdigit() else 1)
