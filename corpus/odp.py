"""OpenDocument slides: one page a slide, titles as headings, speaker's notes after each slide."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, is_caption
from corpus.drafts import Draft, build, table_draft
from corpus.flow.letters import text_of
from corpus.odt.runs import runs_of
from corpus.odt.styles import Styles
from corpus.office import properties, property_title
from corpus.opendocument import DRAW, TABLE, TEXT, cell_texts, content_of, named_styles, rows_of
from corpus.settings import ReadSettings
from models import BlockKind, Box, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_TITLES = frozenset({"title"})
_FURNITURE = frozenset({"footer", "date-time", "page-number", "header"})
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt)$")
_POINTS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pt": 1.0}
#: Frames that start within so many points stand in one row, read from left to right.
_SAME_ROW_PT = 12.0


def read_odp(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The slides in order; frames row by row, the title first.

    Raises:
        DocumentError: the archive is damaged, unpacks to an unreasonable size or has too many slides.
    """
    name = PurePath(source.uri).name
    content = content_of(data, name)
    slides = list(content.iter(f"{DRAW}page"))
    if len(slides) > settings.max_pages:
        raise DocumentError(
            Reason.TOO_LARGE,
            f"{name}: {len(slides):,} slides, limit {settings.max_pages:,}; split it or raise the setting "
            "read.max_pages",
        )
    styles = Styles([*named_styles(data), content])
    drafts = [draft for page_no, slide in enumerate(slides, start=1) for draft in _slide(slide, page_no, styles)]
    stated = properties(data)
    title = property_title(stated.get("title")) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING), None
    )
    # The size of the slides stands with their styles; boxes are true without it.
    return build(source, drafts, title=title, sizes=[(None, None)] * len(slides), properties=stated)


def _slide(slide: "_Element", page_no: int, styles: Styles) -> Iterator[Draft]:
    frames = [frame for frame in slide.iter(*_SHAPES) if not _is_inside(frame, slide, f"{_PRESENTATION}notes")]
    for frame in sorted(frames, key=_place):
        boxes = (_box(frame, page_no),)
        for draft in _frame(frame, styles):
            yield replace(draft, boxes=boxes, page_no=page_no)
    for notes in slide.iter(f"{_PRESENTATION}notes"):
        for paragraph in notes.iter(f"{TEXT}p"):
            yield Draft(BlockKind.PARAGRAPH, _words(paragraph, styles), page_no=page_no)


_SHAPES = (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}rect", f"{DRAW}ellipse")


def _is_inside(element: "_Element", top: "_Element", tag: str) -> bool:
    return any(parent.tag == tag for parent in element.iterancestors() if parent is not top)


def _role(frame: "_Element") -> str:
    return frame.get(f"{_PRESENTATION}class") or ""


def _place(frame: "_Element") -> tuple[bool, bool, float, float]:
    """Titles first, furniture last, others row by row from left to right."""
    top, left = _points(frame.get(f"{_SVG}y")), _points(frame.get(f"{_SVG}x"))
    return _role(frame) in _FURNITURE, _role(frame) not in _TITLES, top // _SAME_ROW_PT, left


def _points(length: str | None) -> float:
    found = _LENGTH.match(length or "")
    return round(float(found[1]) * _POINTS[found[2]], 2) if found else 0.0


def _box(frame: "_Element", page_no: int) -> Box:
    left, top = (max(0.0, _points(frame.get(f"{_SVG}{name}"))) for name in ("x", "y"))
    width, height = (max(0.0, _points(frame.get(f"{_SVG}{name}"))) for name in ("width", "height"))
    return Box(page_no, left, top, left + width, top + height)


def _frame(frame: "_Element", styles: Styles) -> Iterator[Draft]:
    table = frame.find(f"{TABLE}table")
    if table is not None:
        draft = table_draft([text for cell in row for text in cell_texts(cell)] for row in rows_of(table))
        if draft is not None:
            yield draft
        return
    role = _role(frame)
    paragraphs = list(frame.iter(f"{TEXT}p"))
    if role in _TITLES:
        yield Draft(BlockKind.HEADING, " ".join(_words(p, styles) for p in paragraphs), level=1)
    elif role in _FURNITURE:
        yield Draft(BlockKind.FOOTER, " ".join(_words(p, styles) for p in paragraphs))
    else:
        yield from (_paragraph(paragraph, styles) for paragraph in paragraphs)


def _words(paragraph: "_Element", styles: Styles) -> str:
    return text_of(runs_of(paragraph, styles, {}))


def _paragraph(paragraph: "_Element", styles: Styles) -> Draft:
    text = _words(paragraph, styles)
    depth = sum(parent.tag == f"{TEXT}list" for parent in paragraph.iterancestors())
    typed = BULLET.match(text)
    if typed:
        return Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=max(1, depth))
    if depth:
        return Draft(BlockKind.LIST_ITEM, text, marker="- ", level=depth)
    return Draft(BlockKind.CAPTION if is_caption(text) else BlockKind.PARAGRAPH, text)
