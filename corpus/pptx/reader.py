"""From the bytes of a PowerPoint file to its blocks."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from statistics import median
from typing import TYPE_CHECKING

from corpus.cues import BULLET, can_head, is_label
from corpus.drafts import Draft, build
from corpus.flow.graphics import graphic_drafts
from corpus.flow.items import is_caption
from corpus.flow.letters import Letters
from corpus.office import check_archive, damaged, properties, property_title
from corpus.pptx.places import Placed, in_reading_order, placed, points
from corpus.pptx.words import letters_of, size_of, slide_table, words_of
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FURNITURE = frozenset({"FOOTER", "DATE", "SLIDE_NUMBER", "HEADER"})
_BODIES = frozenset({"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"})
_TITLES = frozenset({"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"})
#: A text box is the title when its letters are so much larger than most, and it stands so high on the slide.
_MIN_TITLE_SIZE = 1.2
_MAX_TITLE_TOP = 1 / 3
_MAX_TITLE_CHARACTERS = 150
_DEFAULT_SIZE = 18.0


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
        for draft in _slide_drafts(slide, page_no, 2 if has_cover and page_no > 1 else 1, points(deck.slide_height))
    ]
    title = property_title(deck.core_properties.title) or next(
        (draft.text for draft in drafts if draft.kind is BlockKind.HEADING), None
    )
    size = (points(deck.slide_width), points(deck.slide_height))
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


def _role(shape: "BaseShape") -> str:
    """Name of the placeholder's type; empty for other shapes."""
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return kind.name if kind is not None else ""


def _is_cover(slide: "Slide") -> bool:
    return any(_role(shape) in ("CENTER_TITLE", "SUBTITLE") for shape in slide.shapes)


def _slide_drafts(slide: "Slide", page_no: int, level: int, height: float) -> Iterator[Draft]:
    _choose(slide)
    shapes = list(placed(slide.shapes))
    furniture = [found for found in shapes if _role(found.shape) in _FURNITURE]
    titles = [found for found in shapes if _role(found.shape) in _TITLES] or _boxed_title(shapes, page_no, height)
    apart = {id(found) for found in (*furniture, *titles)}
    rest = [found for found in shapes if id(found) not in apart]
    for found in titles:
        text = " ".join(words_of(p._p) for p in found.shape.text_frame.paragraphs)  # type: ignore[attr-defined]
        yield Draft(
            BlockKind.HEADING, " ".join(text.split()), level=level, boxes=(found.box(page_no),), page_no=page_no
        )
    ordered = list(in_reading_order(rest)) if rest else []
    for found in (*ordered, *furniture):
        for part in _shape_drafts(found.shape, level + 1):
            yield replace(part, page_no=page_no, boxes=(found.box(page_no),))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for part in _text_drafts(slide.notes_slide.notes_text_frame, level + 1, is_list=False):
            yield replace(part, page_no=page_no)


def _choose(slide: "Slide") -> None:
    """Of what stands in a slide twice, for new programs and for old ones, keep the first."""
    for twice in list(slide.shapes._spTree.iter(f"{_MC}AlternateContent")):
        first, parent = twice.find(f"{_MC}Choice"), twice.getparent()
        if parent is not None:
            for child in first if first is not None else ():
                twice.addprevious(child)
            parent.remove(twice)


def _boxed_title(shapes: Sequence[Placed], page_no: int, height: float) -> list[Placed]:
    """The title of a slide without a place for it: the box in the largest letters, at the top."""
    sizes = {id(found): size for found in shapes if (size := _size(found)) and _role(found.shape) not in _FURNITURE}
    candidates = [
        found
        for found in shapes
        if id(found) in sizes
        and _role(found.shape) not in _BODIES
        and (page_no == 1 or found.top < _MAX_TITLE_TOP * height)
        and _can_be_title(found)
    ]
    if not candidates:
        return []
    best = max(candidates, key=lambda found: (sizes[id(found)], -found.top))
    others = [size for name, size in sizes.items() if name != id(best)] or [_DEFAULT_SIZE]
    return [best] if sizes[id(best)] >= _MIN_TITLE_SIZE * median(others) else []


def _size(found: Placed) -> float | None:
    from pptx.shapes.autoshape import Shape

    return size_of(found.shape.text_frame._txBody) if isinstance(found.shape, Shape) else None


def _can_be_title(found: Placed) -> bool:
    from pptx.shapes.autoshape import Shape

    if not isinstance(found.shape, Shape):
        return False
    lines = [words for p in found.shape.text_frame.paragraphs if (words := words_of(p._p))]
    text = " ".join(lines)
    return 0 < len(lines) <= 2 and len(text) <= _MAX_TITLE_CHARACTERS and can_head(text) and text[-1] != "."


def _shape_drafts(shape: "BaseShape", level: int) -> Iterator[Draft]:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    role = _role(shape)
    if isinstance(shape, GraphicFrame):
        if not shape.has_table:
            yield from graphic_drafts(shape._element, lambda name: _related(shape, name))
        elif (draft := slide_table(shape.table)) is not None:
            yield draft
    elif isinstance(shape, Shape):
        if role in _FURNITURE:
            text = " ".join(words_of(p._p) for p in shape.text_frame.paragraphs)
            yield Draft(BlockKind.HEADER if role == "HEADER" else BlockKind.FOOTER, text)
        else:
            yield from _text_drafts(shape.text_frame, level, is_list=role in _BODIES)


def _related(shape: "BaseShape", name: str) -> bytes | None:
    relation = shape.part.rels.get(name)
    return None if relation is None or relation.is_external else relation.target_part.blob


def _text_drafts(frame: "TextFrame", level: int, *, is_list: bool) -> Iterator[Draft]:
    """The paragraphs of a frame; a label in stronger letters than the paragraph below is a heading of that level."""
    paragraphs = [(p, text) for p in frame.paragraphs if (text := words_of(p._p))]
    looks = [letters_of(p._p) for p, _ in paragraphs]
    for index, (paragraph, text) in enumerate(paragraphs):
        typed = BULLET.match(text)
        has_bullet = bool(paragraph._p.xpath("./a:pPr/a:buChar | ./a:pPr/a:buAutoNum"))
        is_plain = bool(paragraph._p.xpath("./a:pPr/a:buNone"))
        if typed:
            yield Draft(BlockKind.LIST_ITEM, text[typed.end() :], text[: typed.end()], paragraph.level + 1)
        elif not has_bullet and index + 1 < len(looks) and _heads(text, looks[index], looks[index + 1]):
            yield Draft(BlockKind.HEADING, text, level=level)
        elif has_bullet or (is_list and not is_plain and len(paragraphs) > 1):
            yield Draft(BlockKind.LIST_ITEM, text, "- ", paragraph.level + 1)
        else:
            yield Draft(BlockKind.CAPTION if is_caption(text) else BlockKind.PARAGRAPH, text)


def _heads(text: str, look: Letters, below: Letters) -> bool:
    is_larger = (look.size or 0) >= _MIN_TITLE_SIZE * (below.size or _DEFAULT_SIZE)
    return (is_larger or bool(look.bold and not below.bold)) and is_label(text)
