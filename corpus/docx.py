"""Word files: paragraphs by their styles, lists by their numbering, tables by their grid."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, CAPTION, is_label
from corpus.drafts import Draft, build, table_draft
from corpus.forms import is_form
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

_HEADING_STYLE = re.compile(r"heading (\d)$", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list (?:bullet|number|paragraph|continue)?\s*(\d)?", re.IGNORECASE)
#: A Word file that unpacks to more than this, or much more than its size, is an attack.
_MAX_UNPACKED_BYTES = 1_000_000_000
_MAX_RATIO = 400
_SMALL_BYTES = 20_000_000
_MAX_DEPTH = 8


def read_docx(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The body of a Word file; title and language from its properties.

    Raises:
        DocumentError: the archive is damaged or unpacks to an unreasonable size.
    """
    name = PurePath(source.uri).name
    _check_size(data, name)
    word = _opened(data, name)
    properties = word.core_properties
    language = (properties.language or "").split("-")[0].lower() or None
    drafts = list(_drafts(word))
    title = _property_title(properties.title) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1), None
    )
    return build(source, drafts, title=title, language=language)


def _property_title(value: str | None) -> str | None:
    """The title property, unless it is what the template or the program left there."""
    title = " ".join((value or "").split())
    is_placeholder = title.lower() in {"", "word document", "untitled", "document", "title"}
    return None if is_placeholder or re.search(r"\.(?:docx?|dotx?|pdf)$|^Microsoft Word", title) else title


def _check_size(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged(name, str(error)) from error
    if unpacked > _MAX_UNPACKED_BYTES or (unpacked > _SMALL_BYTES and unpacked > _MAX_RATIO * len(data)):
        raise DocumentError(
            Reason.TOO_LARGE,
            f"{name}: unpacks from {len(data):,} to {unpacked:,} bytes, which no honest document does; "
            "save it again in Word",
        )


def _damaged(name: str, why: str) -> DocumentError:
    return DocumentError(Reason.DAMAGED, f"{name}: a damaged Word file ({why}); open and save it again in Word")


def _opened(data: bytes, name: str) -> "WordDocument":
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _damaged(name, str(error) or type(error).__name__) from error


def _drafts(word: "WordDocument") -> Iterator[Draft]:
    level = 1
    for draft in _container_drafts(word, 0):
        if draft.kind is BlockKind.HEADING and draft.level is None:
            # A bold line without a heading style stands under the last real heading.
            yield Draft(draft.kind, draft.text, level=min(level, 6))
            continue
        if draft.kind is BlockKind.HEADING and draft.level:
            level = draft.level + 1
        yield draft


def _container_drafts(container: "WordDocument | _Cell", depth: int) -> Iterator[Draft]:
    """Blocks of a body or a table cell, in order."""
    from docx.table import Table

    for item in container.iter_inner_content():
        if isinstance(item, Table):
            if depth < _MAX_DEPTH:
                yield from _table_drafts(item, depth + 1)
            continue
        draft = _paragraph_draft(item)
        if draft is not None:
            yield draft


def _paragraph_draft(paragraph: "Paragraph") -> Draft | None:
    text = "\n".join(" ".join(line.split()) for line in paragraph.text.split("\n")).strip()
    if not text:
        return None
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    level = _heading_level(paragraph, style)
    if level is not None:
        return Draft(BlockKind.HEADING, " ".join(text.split()), level=level)
    if style.lower().startswith("toc"):
        return Draft(BlockKind.CONTENTS, text)
    if style.lower() == "caption" or (CAPTION.match(text) and len(text) < 200):
        return Draft(BlockKind.CAPTION, text)
    item_level = _list_level(paragraph, style)
    if item_level is not None:
        return Draft(BlockKind.LIST_ITEM, text, marker="- ", level=item_level)
    typed = BULLET.match(text)
    if typed:
        return Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=1)
    if _is_bold(paragraph) and "\n" not in text and is_label(text):
        return Draft(BlockKind.HEADING, text)
    return Draft(BlockKind.PARAGRAPH, text)


def _heading_level(paragraph: "Paragraph", style: str) -> int | None:
    """Level from the style's name or outline; a title is level 1."""
    found = _HEADING_STYLE.match(style)
    if found:
        return int(found.group(1))
    if style.lower() == "title":
        return 1
    outline = paragraph._p.xpath("./w:pPr/w:outlineLvl/@w:val")
    current = paragraph.style
    while not outline and current is not None:
        outline = current.element.xpath("./w:pPr/w:outlineLvl/@w:val")
        current = current.base_style
    return int(outline[0]) + 1 if outline and outline[0].isdigit() and int(outline[0]) < 9 else None


def _list_level(paragraph: "Paragraph", style: str) -> int | None:
    """Nesting from 1 for numbered or bulleted paragraphs; None for others."""
    number = paragraph._p.xpath("./w:pPr/w:numPr")
    if not number and paragraph.style is not None:
        number = paragraph.style.element.xpath("./w:pPr/w:numPr")
    found = _LIST_STYLE.match(style)
    if number:
        if not number[0].xpath("./w:numId[@w:val!='0']"):
            return None
        depth = number[0].xpath("./w:ilvl/@w:val")
        named = int(found.group(1)) if found and found.group(1) else 1
        return max(int(depth[0]) + 1 if depth and depth[0].isdigit() else 1, named)
    return int(found.group(1) or 1) if found and re.match(r"list (?:bullet|number)", style, re.IGNORECASE) else None


def _is_bold(paragraph: "Paragraph") -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _table_drafts(table: "Table", depth: int) -> Iterator[Draft]:
    """A grid of values as one table; a form or a frame around text as its own blocks."""
    cells = [_row_cells(row) for row in table.rows]
    rows = [[cell.text if cell is not None else "" for cell in row] for row in cells]
    if rows and all(len(row) == 1 for row in rows):
        for cell in (cell for row in cells for cell in row if cell is not None):
            yield from _container_drafts(cell, depth)
    elif is_form(rows):
        for (left, _), (_, answer) in zip(rows, cells, strict=True):
            yield Draft(BlockKind.HEADING, left)
            if answer is not None:
                yield from _container_drafts(answer, depth)
    else:
        draft = table_draft(rows)
        if draft is not None:
            yield draft


def _row_cells(row: "_Row") -> list["_Cell | None"]:
    """The cells of a row; a cell over several columns or rows comes once, the rest as None."""
    found = list(row.cells)
    cells: list[_Cell | None] = []
    for index, cell in enumerate(found):
        is_copy = any(cell._tc is other._tc for other in found[:index])
        if not is_copy:
            cells.append(cell)
        elif len(found) > 2:
            cells.append(None)
    return cells
