"""OpenDocument texts: headings by outline level, lists by nesting, tables by their grid."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, CAPTION, is_label
from corpus.drafts import Draft, build, table_draft
from corpus.forms import is_form
from corpus.office import check_archive, damaged, properties, property_title
from corpus.settings import ReadSettings
from models import BlockKind, Document, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENTS = frozenset({f"{_TEXT}table-of-content", f"{_TEXT}illustration-index", f"{_TEXT}table-index"})
_SKIPPED = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"})
#: Their own text stands in a block of its own.
_SEPARATE = frozenset({f"{_TEXT}note", f"{_DRAW}frame", f"{_DRAW}text-box", f"{_OFFICE}annotation"})
_MAX_REPEATED = 64
_MAX_LEVEL = 6


def read_odt(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The body of an OpenDocument text; footnotes and text boxes follow the paragraph they hang on.

    Raises:
        DocumentError: the archive is damaged or unpacks to an unreasonable size.
    """
    name = PurePath(source.uri).name
    check_archive(data, name)
    content, meta = _parts(data, name)
    body = content.find(f".//{_OFFICE}text")
    if body is None:
        raise damaged(name, "it holds no text document")
    drafts = list(_container(body, _bold_styles(content), 0))
    title = property_title(_first(meta, f".//{_DC}title")) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1), None
    )
    language = (_first(meta, f".//{_DC}language") or "").split("-")[0].lower() or None
    return build(source, drafts, title=title, language=language, properties=properties(data))


def _parts(data: bytes, name: str) -> "tuple[_Element, _Element | None]":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = etree.fromstring(archive.read("content.xml"), parser)
            meta = etree.fromstring(archive.read("meta.xml"), parser) if "meta.xml" in archive.namelist() else None
    except (zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise damaged(name, str(error)) from error
    return content, meta


def _first(root: "_Element | None", path: str) -> str | None:
    found = root.find(path) if root is not None else None
    return found.text if found is not None else None


def _bold_styles(content: "_Element") -> frozenset[str]:
    """Names of automatic paragraph styles in bold type."""
    return frozenset(
        style.get(f"{_STYLE}name") or ""
        for style in content.iter(f"{_STYLE}style")
        if any(p.get(f"{_FO}font-weight") == "bold" for p in style.iterchildren(f"{_STYLE}text-properties"))
    )


def _container(root: "_Element", bold: frozenset[str], lists: int) -> Iterator[Draft]:
    """Blocks of an element that holds paragraphs, in order."""
    fresh_item = True
    for child in root:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            continue
        if tag == f"{_TEXT}h":
            level = child.get(f"{_TEXT}outline-level") or "1"
            yield Draft(BlockKind.HEADING, _text(child), level=min(int(level), _MAX_LEVEL) if level.isdigit() else 1)
            yield from _attached(child, bold)
        elif tag == f"{_TEXT}p":
            yield from _paragraph(child, bold, lists if fresh_item else 0)
            fresh_item = fresh_item and not lists
        elif tag == f"{_TABLE}table":
            yield from _table(child, bold)
        elif tag in _CONTENTS:
            yield from (Draft(BlockKind.CONTENTS, _text(p)) for p in child.iter(f"{_TEXT}p"))
        elif tag == f"{_TEXT}list":
            for item in child:
                yield from _container(item, bold, lists + 1)
        else:
            yield from _container(child, bold, lists)


def _paragraph(element: "_Element", bold: frozenset[str], lists: int) -> Iterator[Draft]:
    text = _text(element)
    style = element.get(f"{_TEXT}style-name") or ""
    typed = BULLET.match(text)
    if lists:
        yield Draft(BlockKind.LIST_ITEM, text, marker="- ", level=lists)
    elif typed:
        yield Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=1)
    elif style == "Title" or (style in bold and is_label(text)):
        yield Draft(BlockKind.HEADING, text, level=1 if style == "Title" else 2)
    else:
        is_caption = CAPTION.match(text) and len(text) < 200
        yield Draft(BlockKind.CAPTION if is_caption else BlockKind.PARAGRAPH, text)
    yield from _attached(element, bold)


def _attached(element: "_Element", bold: frozenset[str]) -> Iterator[Draft]:
    """Footnotes and text boxes that hang on a paragraph."""
    for note in element.iter(f"{_TEXT}note"):
        mark = _first(note, f"{_TEXT}note-citation") or ""
        body = note.find(f"{_TEXT}note-body")
        text = " ".join(_text(p) for p in body.iter(f"{_TEXT}p")) if body is not None else ""
        yield Draft(BlockKind.PARAGRAPH, text, marker=f"{mark} " if mark else "")
    for box in element.iter(f"{_DRAW}text-box"):
        yield from _container(box, bold, 0)


def _text(element: "_Element") -> str:
    """The words of a paragraph, without its notes and frames."""
    parts: list[str] = [element.text or ""]
    waiting: list[_Element | str] = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            parts.append(child)
            continue
        waiting.append(child.tail or "")
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _SEPARATE:
            parts.append(child.text or "")
            waiting += reversed(child)
    return " ".join("".join(parts).split())


def _table(element: "_Element", bold: frozenset[str]) -> Iterator[Draft]:
    cells = [
        [cell for cell in row if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")]
        for row in element.iter(f"{_TABLE}table-row")
    ]
    rows = [[text for cell in row for text in _cell_texts(cell)] for row in cells]
    if rows and all(len(row) == 1 for row in cells):
        for row in cells:
            yield from _container(row[0], bold, 0)
    elif is_form(rows):
        for (left, _), row in zip(rows, cells, strict=True):
            yield Draft(BlockKind.HEADING, left, level=2)
            yield from _container(row[-1], bold, 0)
    else:
        draft = table_draft(rows)
        if draft is not None:
            yield draft


def _cell_texts(cell: "_Element") -> list[str]:
    """The cell's text, as often as the file repeats the cell."""
    count = cell.get(f"{_TABLE}number-columns-repeated") or "1"
    text = " ".join(_text(p) for p in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
    return [text] * (min(int(count), _MAX_REPEATED) if count.isdigit() else 1)
