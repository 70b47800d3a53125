"""PowerPoint files: one page a slide, titles as headings, text boxes in reading order."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, CAPTION
from corpus.drafts import Draft, build, table_draft
from corpus.office import check_archive, damaged, properties, property_title
from corpus.settings import ReadSettings
from models import BlockKind, Box, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_EMU_PER_POINT = 12_700
_MAX_GROUP_DEPTH = 8
#: Shapes that start within so many points stand in one row, read from left to right.
_SAME_ROW_PT = 12.0
_FURNITURE = frozenset({"FOOTER", "DATE", "SLIDE_NUMBER", "HEADER"})
_BODIES = frozenset({"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"})
_TITLES = frozenset({"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"})


def read_pptx(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The slides in order, speaker's notes after each; hidden slides too.

    Raises:
        DocumentError: the archive is damaged, unpacks to an unreasonable size or has too many slides.
    """
    name = PurePath(source.uri).name
    check_archive(data, name)
    deck = _opened(data, name)
    slides = list(deck.slides)
    if len(slides) > settings.max_pages:
        raise DocumentError(
            Reason.TOO_LARGE,
            f"{name}: {len(slides):,} slides, limit {settings.max_pages:,}; split it or raise the setting "
            "read.max_pages",
        )
    has_cover = bool(slides) and _is_cover(slides[0])
    drafts = [
        draft
        for page_no, slide in enumerate(slides, start=1)
        for draft in _slide_drafts(slide, page_no, 2 if has_cover and page_no > 1 else 1)
    ]
    title = property_title(deck.core_properties.title) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING), None
    )
    size = (_points(deck.slide_width), _points(deck.slide_height))
    language = (deck.core_properties.language or "").split("-")[0].lower() or None
    return build(
        source, drafts, title=title, language=language, sizes=[size] * len(slides), properties=properties(data)
    )


def _opened(data: bytes, name: str) -> "Presentation":
    import pptx
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError

    try:
        return pptx.Presentation(io.BytesIO(data))
    except (PythonPptxError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError, AttributeError) as error:
        raise damaged(name, str(error) or type(error).__name__) from error


def _points(emu: int | None) -> float:
    return round((emu or 0) / _EMU_PER_POINT, 2)


def _role(shape: "BaseShape") -> str:
    """Name of the placeholder's type; empty for other shapes."""
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return kind.name if kind is not None else ""


def _is_cover(slide: "Slide") -> bool:
    return any(_role(shape) in ("CENTER_TITLE", "SUBTITLE") for shape in slide.shapes)


def _slide_drafts(slide: "Slide", page_no: int, level: int) -> Iterator[Draft]:
    for shape in _in_reading_order(slide):
        box = _box(shape, page_no)
        for part in _shape_drafts(shape, level):
            yield _placed(part, page_no, (box,))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for part in _text_drafts(slide.notes_slide.notes_text_frame, is_list=False):
            yield _placed(part, page_no, ())


def _placed(draft: Draft, page_no: int, boxes: tuple[Box, ...]) -> Draft:
    return Draft(draft.kind, draft.text, draft.marker, draft.level, draft.rows, boxes, page_no)


def _in_reading_order(slide: "Slide") -> "list[BaseShape]":
    """The title first, then row by row from left to right; header and footer fields last."""
    shapes = list(_flat(slide.shapes, 0))
    return sorted(
        shapes,
        key=lambda shape: (
            _role(shape) in _FURNITURE,
            _role(shape) not in _TITLES,
            _points(shape.top) // _SAME_ROW_PT,
            _points(shape.left),
        ),
    )


def _flat(shapes: "Iterable[BaseShape]", depth: int) -> "Iterator[BaseShape]":
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        if isinstance(shape, GroupShape):
            if depth < _MAX_GROUP_DEPTH:
                yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _box(shape: "BaseShape", page_no: int) -> Box:
    left, top = max(_points(shape.left), 0.0), max(_points(shape.top), 0.0)
    return Box(page_no, left, top, left + max(_points(shape.width), 0.0), top + max(_points(shape.height), 0.0))


def _shape_drafts(shape: "BaseShape", level: int) -> Iterator[Draft]:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    role = _role(shape)
    if isinstance(shape, GraphicFrame):
        draft = table_draft([cell.text for cell in row.cells] for row in shape.table.rows) if shape.has_table else None
        if draft is not None:
            yield draft
        return
    if not isinstance(shape, Shape):
        return
    frame = shape.text_frame
    if role in _FURNITURE:
        yield Draft(BlockKind.HEADER if role == "HEADER" else BlockKind.FOOTER, " ".join(frame.text.split()))
    elif role in _TITLES:
        yield Draft(BlockKind.HEADING, " ".join(frame.text.split()), level=level)
    else:
        yield from _text_drafts(frame, is_list=role in _BODIES)


def _text_drafts(frame: "TextFrame", *, is_list: bool) -> Iterator[Draft]:
    paragraphs = [(p, " ".join(p.text.replace("\v", " ").split())) for p in frame.paragraphs]
    filled = sum(bool(text) for _, text in paragraphs)
    for paragraph, text in paragraphs:
        typed = BULLET.match(text)
        has_bullet = bool(paragraph._p.xpath("./a:pPr/a:buChar | ./a:pPr/a:buAutoNum"))
        is_plain = bool(paragraph._p.xpath("./a:pPr/a:buNone"))
        if typed:
            yield Draft(BlockKind.LIST_ITEM, text[typed.end() :], text[: typed.end()], paragraph.level + 1)
        elif text and (has_bullet or (is_list and not is_plain and filled > 1)):
            yield Draft(BlockKind.LIST_ITEM, text, "- ", paragraph.level + 1)
        elif text:
            yield Draft(BlockKind.CAPTION if CAPTION.match(text) else BlockKind.PARAGRAPH, text)
