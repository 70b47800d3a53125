"""From the bytes of a Word file to its blocks."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET
from corpus.docx.notes import Notes
from corpus.docx.runs import MC, is_placeholder, runs_of
from corpus.docx.styles import VAL, Style, Styles, W, outline_level
from corpus.docx.tables import cells_of
from corpus.drafts import Draft, build
from corpus.flow.graphics import graphic_drafts
from corpus.flow.items import Item, blocks_of, is_caption, paragraph_item
from corpus.flow.letters import Run, text_of
from corpus.flow.tables import table_items
from corpus.office import check_archive, damaged, properties, property_title
from corpus.settings import ReadSettings
from models import BlockKind, Document, Source

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import _Footer, _Header
    from lxml.etree import _Element

_LIST_STYLE = re.compile(r"list (?:bullet|number|paragraph|continue)?\s*(\d)?")
_NUMBERED_STYLE = re.compile(r"list (?:bullet|number)")
_MAX_DEPTH = 8
_HOLDERS = frozenset(
    {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{MC}AlternateContent", f"{MC}Choice"}
)


@dataclass(frozen=True, slots=True)
class _Context:
    styles: Styles
    notes: Notes
    word: "WordDocument"

    def related(self, name: str) -> bytes | None:
        """The bytes of the part that the body refers to by this name."""
        relation = self.word.part.rels.get(name)
        return None if relation is None or relation.is_external else relation.target_part.blob


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
    styles = Styles(word.styles.element)
    context = _Context(styles, Notes(word, styles), word)
    yield from _running(word, styles, BlockKind.HEADER)
    yield from blocks_of(_items(word.element.body, context, 0))
    yield from _running(word, styles, BlockKind.FOOTER)


def _running(word: "WordDocument", styles: Styles, kind: BlockKind) -> Iterator[Draft]:
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
            paragraphs = (p for p in part._element.iter(f"{W}p") if not _is_fallback(p))
            text = " ".join(" ".join(text_of(runs_of(p, styles)) for p in paragraphs).split())
            if text and text not in seen:
                seen.add(text)
                yield Draft(kind, text)


def _is_fallback(element: "_Element") -> bool:
    """True inside the copy that Word keeps of a box for old programs."""
    return any(parent.tag == f"{MC}Fallback" for parent in element.iterancestors())


def _items(element: "_Element", context: _Context, depth: int) -> Iterator[Item]:
    """What stands in a body, table cell, text box or content control, in order."""
    # Paragraphs whose end is deleted go on in the next one.
    begun: list[_Element] = []
    for child in element:
        if child.tag == f"{W}p":
            begun.append(child)
            if not _goes_on(child):
                yield from _paragraph(begun, context, depth)
                begun = []
        elif child.tag == f"{W}tbl" and depth < _MAX_DEPTH:
            cells, heads = cells_of(child, lambda cell: _items(cell, context, depth + 1))
            yield from table_items(cells, heads)
        elif child.tag in _HOLDERS and depth < 4 * _MAX_DEPTH and not is_placeholder(child):
            yield from _items(child, context, depth + 1)
    if begun:
        yield from _paragraph(begun, context, depth)


def _goes_on(paragraph: "_Element") -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def _paragraph(parts: "Sequence[_Element]", context: _Context, depth: int) -> Iterator[Item]:
    """One paragraph, made of several where the marks between them are deleted, and what hangs on it."""
    runs = list(chain.from_iterable(runs_of(part, context.styles) for part in parts))
    text = text_of(runs)
    if text:
        yield _item(parts[-1], text, runs, context.styles.paragraph(parts[-1]))
    for part in parts:
        yield from context.notes.of(part)
        for drawing in _own(part, f"{W}drawing"):
            yield from (Item(draft, hangs=True) for draft in graphic_drafts(drawing, context.related))
        if depth < _MAX_DEPTH:
            for box in _own(part, f"{W}txbxContent"):
                if not _is_fallback(box):
                    yield from (replace(item, hangs=True) for item in _items(box, context, depth + 1))


def _own(paragraph: "_Element", tag: str) -> "Iterator[_Element]":
    """Elements that hang on the paragraph itself, not on one in a box of it."""
    return (found for found in paragraph.iter(tag) if next(found.iterancestors(f"{W}p")) is paragraph)


def _item(paragraph: "_Element", text: str, runs: Sequence[Run], style: Style) -> Item:
    level = outline_level(paragraph) or style.level
    if style.name.startswith("toc"):
        # The title of the list keeps its level, the entries have none.
        return Item(Draft(BlockKind.CONTENTS, text, level=1 if style.name.endswith("heading") else None))
    if level is not None:
        return Item(Draft(BlockKind.HEADING, " ".join(text.split()), level=level))
    if style.name == "caption" or is_caption(text):
        return Item(Draft(BlockKind.CAPTION, text))
    item_level = _list_level(paragraph, style)
    if item_level is not None:
        return Item(Draft(BlockKind.LIST_ITEM, text, marker="- ", level=item_level))
    typed = BULLET.match(text)
    if typed:
        return Item(Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=1))
    return paragraph_item(Draft(BlockKind.PARAGRAPH, text), runs)


def _list_level(paragraph: "_Element", style: Style) -> int | None:
    """Nesting from 1 for numbered or bulleted paragraphs; None for others."""
    numbering = paragraph.find(f"{W}pPr/{W}numPr")
    numbering = style.numbering if numbering is None else numbering
    found = _LIST_STYLE.match(style.name)
    if numbering is None:
        return int(found.group(1) or 1) if found and _NUMBERED_STYLE.match(style.name) else None
    number = numbering.find(f"{W}numId")
    if number is None or number.get(VAL) == "0":
        return None
    depth = numbering.find(f"{W}ilvl")
    value = str(depth.get(VAL)) if depth is not None else "0"
    named = int(found.group(1)) if found and found.group(1) else 1
    return max(int(value) + 1 if value.isdigit() else 1, named)
