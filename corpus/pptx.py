"""PowerPoint files: one page a slide, titles as headings, text boxes in reading order."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, CAPTION
from corpus.drafts import Draft, build, table_draft
from corpus.office import check_archive, damaged, properties, property_title
from corpus.settings import ReadSettings
from models import BlockKind, Box, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from lxml.etree import XMLParser
    from pptx.chart.chart import Chart
    from pptx.presentation import Presentation
    from pptx.shapes.base import BaseShape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_EMU_PER_POINT = 12_700
_MAX_GROUP_DEPTH = 8
#: Shapes that start within so many points stand in one row, read from left to right.
_SAME_ROW_PT = 12.0
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MAX_CHART_POINTS = 1_000
_FURNITURE = frozenset({"FOOTER", "DATE", "SLIDE_NUMBER", "HEADER"})
_BODIES = frozenset({"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"})
_TITLES = frozenset({"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shape stands on its slide, in EMU."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """From the coordinates inside a group to those of the slide."""

    left: float = 0.0
    top: float = 0.0
    inner_left: float = 0.0
    inner_top: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def place(self, left: int, top: int, width: int, height: int) -> _Place:
        return _Place(
            self.left + (left - self.inner_left) * self.across,
            self.top + (top - self.inner_top) * self.down,
            width * self.across,
            height * self.down,
        )


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


def _points(emu: float | None) -> float:
    return round((emu or 0) / _EMU_PER_POINT, 2)


def _role(shape: "BaseShape") -> str:
    """Name of the placeholder's type; empty for other shapes."""
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return kind.name if kind is not None else ""


def _is_cover(slide: "Slide") -> bool:
    return any(_role(shape) in ("CENTER_TITLE", "SUBTITLE") for shape in slide.shapes)


def _slide_drafts(slide: "Slide", page_no: int, level: int) -> Iterator[Draft]:
    for shape, place in _in_reading_order(slide):
        box = _box(place, page_no)
        for part in _shape_drafts(shape, level):
            yield _placed(part, page_no, (box,))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for part in _text_drafts(slide.notes_slide.notes_text_frame, is_list=False):
            yield _placed(part, page_no, ())


def _placed(draft: Draft, page_no: int, boxes: tuple[Box, ...]) -> Draft:
    return Draft(draft.kind, draft.text, draft.marker, draft.level, draft.rows, boxes, page_no)


def _in_reading_order(slide: "Slide") -> "list[tuple[BaseShape, _Place]]":
    """The title first, then row by row from left to right; header and footer fields last."""
    return sorted(
        _flat(slide.shapes, _Grid(), 0),
        key=lambda pair: (
            _role(pair[0]) in _FURNITURE,
            _role(pair[0]) not in _TITLES,
            _points(pair[1].top) // _SAME_ROW_PT,
            _points(pair[1].left),
        ),
    )


def _flat(shapes: "Iterable[BaseShape]", grid: _Grid, depth: int) -> "Iterator[tuple[BaseShape, _Place]]":
    """Shapes with their places on the slide; those of a group stand in a grid of its own."""
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        place = grid.place(shape.left or 0, shape.top or 0, shape.width or 0, shape.height or 0)
        if not isinstance(shape, GroupShape):
            yield shape, place
        elif depth < _MAX_GROUP_DEPTH:
            yield from _flat(shape.shapes, _inner_grid(shape, place), depth + 1)


def _inner_grid(group: "GroupShape", place: _Place) -> _Grid:
    found = [group._element.xpath(f"./p:grpSpPr/a:xfrm/a:{name}") for name in ("chOff", "chExt")]
    if not all(found):
        return _Grid(place.left, place.top, place.left, place.top)
    (offset,), (extent,) = found
    numbers = [
        int(part.get(name) or 0) for part, name in ((offset, "x"), (offset, "y"), (extent, "cx"), (extent, "cy"))
    ]
    across = place.width / numbers[2] if numbers[2] > 0 else 1.0
    down = place.height / numbers[3] if numbers[3] > 0 else 1.0
    return _Grid(place.left, place.top, numbers[0], numbers[1], across, down)


def _box(place: _Place, page_no: int) -> Box:
    left, top = max(_points(place.left), 0.0), max(_points(place.top), 0.0)
    return Box(page_no, left, top, left + max(_points(place.width), 0.0), top + max(_points(place.height), 0.0))


def _shape_drafts(shape: "BaseShape", level: int) -> Iterator[Draft]:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    role = _role(shape)
    if isinstance(shape, GraphicFrame):
        yield from _graphic_drafts(shape)
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


def _graphic_drafts(frame: "GraphicFrame") -> Iterator[Draft]:
    """A table, the figures behind a chart, or the words of a diagram (SmartArt)."""
    if frame.has_table:
        draft = table_draft([cell.text for cell in row.cells] for row in frame.table.rows)
    elif frame.has_chart:
        yield from _chart_drafts(frame.chart)
        return
    else:
        yield from _diagram_drafts(frame)
        return
    if draft is not None:
        yield draft


def _chart_drafts(chart: "Chart") -> Iterator[Draft]:
    """The title as a caption, then a table: a row for each category, a column for each series."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield Draft(BlockKind.CAPTION, " ".join(chart.chart_title.text_frame.text.split()))
    try:
        plots = list(chart.plots)
        categories = [str(category) for category in plots[0].categories] if plots else []
        series = [(line.name, list(line.values)) for plot in plots for line in plot.series]
    except (KeyError, ValueError, TypeError, NotImplementedError, AttributeError):
        return  # a kind of chart that the library does not know
    length = min(max([len(categories), *(len(values) for _, values in series)]), _MAX_CHART_POINTS)
    rows = [["", *(name for name, _ in series)]]
    for index in range(length):
        label = categories[index] if index < len(categories) else ""
        rows.append([label, *(_number(values, index) for _, values in series)])
    draft = table_draft(rows) if length else None
    if draft is not None:
        yield draft


def _number(values: list[float | None], index: int) -> str:
    value = values[index] if index < len(values) else None
    return "" if value is None else f"{value:g}"


def _diagram_drafts(frame: "GraphicFrame") -> Iterator[Draft]:
    from lxml import etree

    for relation_id in frame._element.xpath(".//@*[local-name()='dm']"):
        try:
            root = etree.fromstring(frame.part.related_part(str(relation_id)).blob, _parser())
        except (KeyError, etree.LxmlError):
            continue
        for point in root.iter(f"{_DIAGRAM}t"):
            text = " ".join("".join(str(part) for part in point.itertext()).split())
            if text:
                yield Draft(BlockKind.LIST_ITEM, text, "- ", 1)


def _parser() -> "XMLParser":
    from lxml.etree import XMLParser

    return XMLParser(resolve_entities=False, no_network=True)


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
