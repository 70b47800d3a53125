"""From the bytes of an OpenDocument text to its blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET
from corpus.drafts import Draft, build
from corpus.flow.items import Item, blocks_of, is_caption, paragraph_item
from corpus.flow.letters import Run, text_of
from corpus.flow.tables import table_items
from corpus.odt.runs import runs_of
from corpus.odt.styles import Style, Styles
from corpus.odt.tables import cells_of
from corpus.office import damaged, properties, property_title
from corpus.opendocument import (
    OFFICE,
    SHAPES,
    TABLE,
    TEXT,
    content_of,
    formulas_of,
    is_hidden,
    named_styles,
)
from corpus.settings import ReadSettings
from models import BlockKind, Document, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTENTS = frozenset({f"{TEXT}table-of-content", f"{TEXT}illustration-index", f"{TEXT}table-index"})
_SKIPPED = frozenset({f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}sequence-decls", f"{OFFICE}forms"})
_MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Context:
    styles: Styles
    formulas: Mapping[str, str]

    def runs(self, paragraph: "_Element") -> list[Run]:
        return runs_of(paragraph, self.styles, self.formulas)


def read_odt(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The body of an OpenDocument text; footnotes and text boxes follow the paragraph they hang on.

    Raises:
        DocumentError: the archive is damaged or unpacks to an unreasonable size.
    """
    name = PurePath(source.uri).name
    content = content_of(data, name)
    body = content.find(f".//{OFFICE}text")
    if body is None:
        raise damaged(name, "it holds no text document")
    context = _Context(Styles([*named_styles(data), content]), formulas_of(data))
    drafts = list(blocks_of(_container(body, context, 0)))
    stated = properties(data)
    title = property_title(stated.get("title")) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1), None
    )
    language = stated.get("language", "").split("-")[0].lower() or None
    return build(source, drafts, title=title, language=language, properties=stated)


def _container(root: "_Element", context: _Context, lists: int) -> Iterator[Item]:
    """Blocks of an element that holds paragraphs, in order."""
    fresh_item = True
    for child in root:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIPPED or is_hidden(child):
            continue
        if tag in (f"{TEXT}h", f"{TEXT}p"):
            yield from _paragraph(child, context, lists if fresh_item else 0)
            fresh_item = fresh_item and not lists
        elif tag == f"{TABLE}table":
            cells, heads = cells_of(child, lambda cell: _container(cell, context, 0))
            yield from table_items(cells, heads)
        elif tag in _CONTENTS:
            entries = (text_of(context.runs(p)) for p in child.iter(f"{TEXT}p"))
            yield from (Item(Draft(BlockKind.CONTENTS, entry)) for entry in entries)
        elif tag == f"{TEXT}list":
            for item in child:
                yield from _container(item, context, lists + 1)
        else:
            yield from _container(child, context, lists)


def _paragraph(element: "_Element", context: _Context, lists: int) -> Iterator[Item]:
    if any(is_hidden(mark) for mark in element.iterchildren(f"{TEXT}hidden-paragraph")):
        return
    runs = context.runs(element)
    text = text_of(runs)
    if text:
        yield _item(element, text, runs, context.styles.of(element, "paragraph"), lists)
    yield from (replace(item, hangs=True) for item in _attached(element, context))


def _item(element: "_Element", text: str, runs: Sequence[Run], style: Style, lists: int) -> Item:
    level = _level(element, style)
    typed = BULLET.match(text)
    if level is not None:
        return Item(Draft(BlockKind.HEADING, text, level=min(level, _MAX_LEVEL)))
    if lists:
        return Item(Draft(BlockKind.LIST_ITEM, text, marker="- ", level=lists))
    if typed:
        return Item(Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=1))
    if "Caption" in style.names or is_caption(text):
        return Item(Draft(BlockKind.CAPTION, text))
    return paragraph_item(Draft(BlockKind.PARAGRAPH, text), runs)


def _level(element: "_Element", style: Style) -> int | None:
    """Level of a heading, by the element or by its style."""
    if element.tag == f"{TEXT}h":
        stated = element.get(f"{TEXT}outline-level") or ""
        return int(stated) or 1 if stated.isdigit() else 1
    return style.level


def _attached(element: "_Element", context: _Context) -> Iterator[Item]:
    """Footnotes and the text of shapes that hang on a paragraph."""
    for found in element.iter(f"{TEXT}note", *SHAPES):
        if any(parent.tag in SHAPES or parent.tag == f"{TEXT}note" for parent in _between(found, element)):
            continue
        if found.tag != f"{TEXT}note":
            yield from _container(found, context, 0)
            continue
        citation = found.find(f"{TEXT}note-citation")
        mark = (citation.text or "") if citation is not None else ""
        body = found.find(f"{TEXT}note-body")
        texts = (text_of(context.runs(p)) for p in body.iter(f"{TEXT}p")) if body is not None else ()
        yield Item(Draft(BlockKind.PARAGRAPH, " ".join(texts), marker=f"{mark} " if mark else ""))


def _between(inner: "_Element", outer: "_Element") -> "Iterator[_Element]":
    for parent in inner.iterancestors():
        if parent is outer:
            return
        yield parent
