"""Word files: paragraphs by their styles, lists by their numbering, tables by their grid."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from corpus.cues import BULLET, CAPTION, is_label
from corpus.drafts import Draft, build, table_draft
from corpus.forms import is_form
from corpus.office import check_archive, damaged, properties, property_title
from corpus.settings import ReadSettings
from models import BlockKind, Document, Source

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.table import CT_Tbl
    from docx.oxml.text.paragraph import CT_P
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import _Footer, _Header
    from docx.styles.style import BaseStyle, ParagraphStyle
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph
    from lxml.etree import XPath

_HEADING_STYLE = re.compile(r"heading (\d)$", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list (?:bullet|number|paragraph|continue)?\s*(\d)?", re.IGNORECASE)
_MAX_DEPTH = 8
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOTES = ("footnote", "endnote")
_ID = f"{{{_NAMESPACE}}}id"
#: Deleted, moved away, or hidden.
_NOT_SHOWN = "ancestor::w:del | ancestor::w:moveFrom | ancestor::w:r/w:rPr/w:vanish[not(@w:val='0' or @w:val='false')]"
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class _Style:
    """Name in lower case, heading level and numbering of a paragraph style."""

    name: str
    level: int | None
    numbering: "BaseOxmlElement | None"


@dataclass(frozen=True, slots=True)
class _Context:
    """Notes by kind and id, and the styles looked up so far, by id."""

    notes: Mapping[str, str]
    styles: dict[str | None, _Style]


def read_docx(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The body of a Word file; title and language from its properties.

    Raises:
        DocumentError: the archive is damaged or unpacks to an unreasonable size.
    """
    name = PurePath(source.uri).name
    check_archive(data, name)
    word = _opened(data, name)
    core = word.core_properties
    language = (core.language or "").split("-")[0].lower() or None
    drafts = list(_drafts(word))
    title = property_title(core.title) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1), None
    )
    return build(source, drafts, title=title, language=language, properties=properties(data))


def _opened(data: bytes, name: str) -> "WordDocument":
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise damaged(name, str(error) or type(error).__name__) from error


def _drafts(word: "WordDocument") -> Iterator[Draft]:
    yield from _running(word, BlockKind.HEADER)
    context = _Context(_notes(word), {})
    level = 1
    for draft in _container_drafts(word.element.body, word, context, 0):
        if draft.kind is BlockKind.HEADING and draft.level is None:
            # A bold line without a heading style stands under the last real heading.
            yield Draft(draft.kind, draft.text, level=min(level, 6))
            continue
        if draft.kind is BlockKind.HEADING and draft.level:
            level = draft.level + 1
        yield draft
    yield from _running(word, BlockKind.FOOTER)


def _running(word: "WordDocument", kind: BlockKind) -> Iterator[Draft]:
    """Headers or footers of all sections, each text once."""
    seen: set[str] = set()
    for section in word.sections:
        is_header = kind is BlockKind.HEADER
        parts: tuple[_Header | _Footer, ...] = (
            (section.header, section.first_page_header, section.even_page_header)
            if is_header
            else (section.footer, section.first_page_footer, section.even_page_footer)
        )
        for part in parts:
            if part.is_linked_to_previous:
                continue
            text = " ".join(_text_of(p) for p in _found(part._element, ".//w:p")).strip()
            if text and text not in seen:
                seen.add(text)
                yield Draft(kind, " ".join(text.split()))


def _notes(word: "WordDocument") -> dict[str, str]:
    """Footnotes and endnotes by "footnote" or "endnote" and their id."""
    from docx.oxml import parse_xml

    found: dict[str, str] = {}
    for relation in word.part.rels.values():
        kind = relation.reltype.rpartition("/")[2].rstrip("s")
        if kind in _NOTES and not relation.is_external:
            for note in _found(parse_xml(relation.target_part.blob), f"./w:{kind}[not(@w:type)]"):
                found[f"{kind} {note.get(_ID)}"] = " ".join(_text_of(p) for p in _found(note, ".//w:p")).strip()
    return found


def _found(element: "BaseOxmlElement", path: str) -> "list[BaseOxmlElement]":
    """Elements of the path; python-docx knows the prefix w only on elements that it has a class for."""
    return cast("list[BaseOxmlElement]", _compiled(path)(element))


@cache
def _compiled(path: str) -> "XPath":
    from lxml.etree import XPath

    return XPath(path, namespaces={"w": _NAMESPACE})


def _container_drafts(
    element: "BaseOxmlElement", parent: "WordDocument | _Cell", context: _Context, depth: int
) -> Iterator[Draft]:
    """Blocks of a body, table cell, text box or content control, in order."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in _found(element, "./w:p | ./w:tbl | ./w:sdt/w:sdtContent | ./w:ins | ./w:customXml"):
        kind = child.tag.rsplit("}", 1)[-1]
        if kind == "p":
            draft = _paragraph_draft(Paragraph(cast("CT_P", child), parent), context)
            if draft is not None:
                yield draft
            yield from _attached(child, parent, context, depth)
        elif depth < _MAX_DEPTH:
            if kind == "tbl":
                yield from _table_drafts(Table(cast("CT_Tbl", child), parent), context, depth + 1)
            else:
                yield from _container_drafts(child, parent, context, depth + 1)


def _attached(
    paragraph: "BaseOxmlElement", parent: "WordDocument | _Cell", context: _Context, depth: int
) -> Iterator[Draft]:
    """Text boxes and footnotes that hang on the paragraph."""
    for reference in _found(paragraph, ".//w:footnoteReference | .//w:endnoteReference"):
        kind = reference.tag.rpartition("}")[2].removesuffix("Reference")
        text = context.notes.get(f"{kind} {reference.get(_ID)}")
        if text:
            yield Draft(BlockKind.PARAGRAPH, text, marker=f"[{reference.get(_ID)}] ")
    if depth < _MAX_DEPTH:
        # Word writes each box twice: for itself, and as a fallback for old programs.
        for box in _found(paragraph, ".//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]"):
            yield from _container_drafts(box, parent, context, depth + 1)


def _text_of(paragraph: "BaseOxmlElement") -> str:
    """Words of a paragraph as it is shown: with content controls and insertions, without deletions and boxes."""
    parts = []
    for piece in _found(paragraph, ".//w:t | .//w:tab[not(parent::w:tabs)] | .//w:br | .//w:cr | .//w:noBreakHyphen"):
        outer = _found(piece, "ancestor::w:p[1]")
        if (outer and outer[0] is not paragraph) or _found(piece, _NOT_SHOWN):
            continue
        name = piece.tag.rsplit("}", 1)[-1]
        parts.append(piece.text or "" if name == "t" else _SIGNS[name])
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()


def _paragraph_draft(paragraph: "Paragraph", context: _Context) -> Draft | None:
    text = _text_of(paragraph._p)
    if not text:
        return None
    style = _style_of(paragraph, context)
    level = _outline_level(paragraph._p) or style.level
    if style.name.startswith("toc"):
        # The title of the list keeps its level, the entries have none.
        return Draft(BlockKind.CONTENTS, text, level=1 if style.name.endswith("heading") else None)
    if level is not None:
        return Draft(BlockKind.HEADING, " ".join(text.split()), level=level)
    if style.name == "caption" or (CAPTION.match(text) and len(text) < 200):
        return Draft(BlockKind.CAPTION, text)
    item_level = _list_level(paragraph._p, style)
    if item_level is not None:
        return Draft(BlockKind.LIST_ITEM, text, marker="- ", level=item_level)
    typed = BULLET.match(text)
    if typed:
        return Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=1)
    if _is_bold(paragraph) and "\n" not in text and is_label(text):
        return Draft(BlockKind.HEADING, text)
    return Draft(BlockKind.PARAGRAPH, text)


def _style_of(paragraph: "Paragraph", context: _Context) -> _Style:
    """What the paragraph's style says; looked up once for each style, for a look-up searches all styles."""
    style_id = paragraph._p.style
    if style_id not in context.styles:
        style = paragraph.style
        if style is None:
            context.styles[style_id] = _Style("", None, None)
        else:
            numbering = _found(style.element, "./w:pPr/w:numPr")
            name = (style.name or "").lower()
            context.styles[style_id] = _Style(name, _style_level(style, name), numbering[0] if numbering else None)
    return context.styles[style_id]


def _style_level(style: "ParagraphStyle", name: str) -> int | None:
    """Level from the style's name or outline; a title is level 1."""
    found = _HEADING_STYLE.match(name)
    if found:
        return int(found.group(1))
    if name == "title":
        return 1
    level = None
    current: BaseStyle | None = style
    while level is None and current is not None:
        level = _outline_level(current.element)
        current = getattr(current, "base_style", None)
    return level


def _outline_level(element: "BaseOxmlElement") -> int | None:
    found = [str(value) for value in _found(element, "./w:pPr/w:outlineLvl/@w:val")]
    return int(found[0]) + 1 if found and found[0].isdigit() and int(found[0]) < 9 else None


def _list_level(paragraph: "BaseOxmlElement", style: _Style) -> int | None:
    """Nesting from 1 for numbered or bulleted paragraphs; None for others."""
    numbering = next(iter(_found(paragraph, "./w:pPr/w:numPr")), style.numbering)
    found = _LIST_STYLE.match(style.name)
    if numbering is not None:
        if not _found(numbering, "./w:numId[@w:val!='0']"):
            return None
        depth = [str(value) for value in _found(numbering, "./w:ilvl/@w:val")]
        named = int(found.group(1)) if found and found.group(1) else 1
        return max(int(depth[0]) + 1 if depth and depth[0].isdigit() else 1, named)
    return int(found.group(1) or 1) if found and re.match(r"list (?:bullet|number)", style.name) else None


def _is_bold(paragraph: "Paragraph") -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _table_drafts(table: "Table", context: _Context, depth: int) -> Iterator[Draft]:
    """A grid of values as one table; a form or a frame around text as its own blocks."""
    cells = [_row_cells(row) for row in table.rows]
    rows = [[_cell_text(cell) for cell in row] for row in cells]
    if rows and all(len(row) == 1 for row in rows):
        for cell in (cell for row in cells for cell in row if cell is not None):
            yield from _container_drafts(cell._tc, cell, context, depth)
    elif is_form(rows):
        for (left, _), (_, answer) in zip(rows, cells, strict=True):
            yield Draft(BlockKind.HEADING, left)
            if answer is not None:
                yield from _container_drafts(answer._tc, answer, context, depth)
    else:
        draft = table_draft(rows)
        if draft is not None:
            yield draft


def _cell_text(cell: "_Cell | None") -> str:
    return "" if cell is None else " ".join(_text_of(p) for p in _found(cell._tc, ".//w:p")).strip()


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
