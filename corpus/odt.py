"""OpenDocument texts: headings by outline level, lists by nesting, tables by their grid."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, CAPTION, is_label
from corpus.drafts import Draft, build, table_draft
from corpus.forms import is_form
from corpus.office import damaged, properties, property_title
from corpus.opendocument import DRAW, OFFICE, TABLE, TEXT, cell_texts, content_of, rows_of, words_of
from corpus.settings import ReadSettings
from models import BlockKind, Document, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_CONTENTS = frozenset({f"{TEXT}table-of-content", f"{TEXT}illustration-index", f"{TEXT}table-index"})
_SKIPPED = frozenset({f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}sequence-decls"})
_MAX_LEVEL = 6


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
    drafts = list(_container(body, _bold_styles(content), 0))
    stated = properties(data)
    title = property_title(stated.get("title")) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1), None
    )
    language = stated.get("language", "").split("-")[0].lower() or None
    return build(source, drafts, title=title, language=language, properties=stated)


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
        if tag == f"{TEXT}h":
            level = child.get(f"{TEXT}outline-level") or "1"
            yield Draft(BlockKind.HEADING, words_of(child), level=min(int(level), _MAX_LEVEL) if level.isdigit() else 1)
            yield from _attached(child, bold)
        elif tag == f"{TEXT}p":
            yield from _paragraph(child, bold, lists if fresh_item else 0)
            fresh_item = fresh_item and not lists
        elif tag == f"{TABLE}table":
            yield from _table(child, bold)
        elif tag in _CONTENTS:
            yield from (Draft(BlockKind.CONTENTS, words_of(p)) for p in child.iter(f"{TEXT}p"))
        elif tag == f"{TEXT}list":
            for item in child:
                yield from _container(item, bold, lists + 1)
        else:
            yield from _container(child, bold, lists)


def _paragraph(element: "_Element", bold: frozenset[str], lists: int) -> Iterator[Draft]:
    text = words_of(element)
    style = element.get(f"{TEXT}style-name") or ""
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
    for note in element.iter(f"{TEXT}note"):
        citation = note.find(f"{TEXT}note-citation")
        mark = (citation.text or "") if citation is not None else ""
        body = note.find(f"{TEXT}note-body")
        text = " ".join(words_of(p) for p in body.iter(f"{TEXT}p")) if body is not None else ""
        yield Draft(BlockKind.PARAGRAPH, text, marker=f"{mark} " if mark else "")
    for box in element.iter(f"{DRAW}text-box"):
        yield from _container(box, bold, 0)


def _table(element: "_Element", bold: frozenset[str]) -> Iterator[Draft]:
    cells = list(rows_of(element))
    rows = [[text for cell in row for text in cell_texts(cell)] for row in cells]
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
