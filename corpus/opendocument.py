"""What OpenDocument texts, sheets and slides share: their names of elements, the words of a paragraph, cells."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.flow.letters import tidy
from corpus.office import check_archive, damaged

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SHAPES = tuple(
    f"{DRAW}{name}"
    for name in (
        *("frame", "text-box", "custom-shape", "g", "rect", "ellipse", "circle", "line", "polyline", "polygon"),
        *("regular-polygon", "path", "connector", "measure", "caption", "a"),
    )
)
#: Their text stands in a block of its own, or is said about the text; a placeholder is a field that nobody filled.
SEPARATE = frozenset(
    {
        *SHAPES,
        *(f"{TEXT}{name}" for name in ("note", "placeholder", "ruby-text")),
        *(f"{OFFICE}{name}" for name in ("annotation", "annotation-end")),
    }
)
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
#: A cell or row is repeated to the end of the sheet to carry its format.
_MAX_REPEATED = 64
_MAX_FORMULAS = 1000
_MATH = "{http://www.w3.org/1998/Math/MathML}"


def content_of(data: bytes, name: str) -> "_Element":
    """The root of the content.

    Raises:
        DocumentError: the archive is damaged or unpacks to an unreasonable size.
    """
    from lxml import etree

    check_archive(data, name)
    try:
        return _part(data, "content.xml")
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise damaged(name, str(error)) from error


def _part(data: bytes, path: str) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(path), parser)


def named_styles(data: bytes) -> "list[_Element]":
    """The styles that have a name for people; none where the file holds none or they are damaged."""
    from lxml import etree

    try:
        return list(_part(data, "styles.xml").iterchildren(f"{OFFICE}styles"))
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError):
        return []  # the text does not need them


def formulas_of(data: bytes) -> dict[str, str]:
    """Formulas in one line, as they were typed, by the name of the part that holds them."""
    from lxml import etree

    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        paths = [path for path in archive.namelist() if path.endswith("/content.xml")]
    for path in paths[:_MAX_FORMULAS]:
        try:
            root = _part(data, path)
        except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError):
            continue
        if root.tag == f"{_MATH}math":
            typed = root.find(f".//{_MATH}annotation")
            found[path.removesuffix("/content.xml")] = " ".join((typed.text or "").split()) if typed is not None else ""
    return found


def is_hidden(element: "_Element") -> bool:
    """True for sections, fields and paragraphs that the file does not show."""
    tag = element.tag
    if tag == f"{TEXT}section":
        # A condition holds as long as the office program last said so.
        return element.get(f"{TEXT}display") == "none" or element.get(f"{TEXT}is-hidden") == "true"
    return tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph") and element.get(f"{TEXT}is-hidden") != "false"


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
        elif isinstance(child.tag, str) and child.tag not in SEPARATE and not is_hidden(child):
            parts.append(child.text or "")
            waiting += reversed(child)
    return " ".join(tidy("".join(parts)).split())


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
