"""Where the shapes of a slide stand, and the order in which they are read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.pptx.words import A
from models import Box

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pptx.shapes.base import BaseShape
    from pptx.shapes.group import GroupShape

_EMU_PER_POINT = 12_700
_MAX_GROUP_DEPTH = 8
#: Shapes that start within so many points stand in one row, read from left to right.
_SAME_ROW_PT = 12.0
#: Boxes are often a little larger than their text and overlap.
_OVERLAP_PT = 6.0
#: A slide of more shapes is a drawing, or a page that a program has taken apart into words.
_MAX_CUT_SHAPES = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape and its place on the slide in points from the top left; a group with its parts."""

    shape: "BaseShape"
    left: float
    top: float
    right: float
    bottom: float
    parts: "tuple[Placed, ...]" = ()

    def box(self, page_no: int) -> Box:
        left, top = max(self.left, 0.0), max(self.top, 0.0)
        return Box(page_no, left, top, max(self.right, left), max(self.bottom, top))


def points(emu: int | None) -> float:
    """Office units in points."""
    return round((emu or 0) / _EMU_PER_POINT, 2)


def placed(shapes: "Iterable[BaseShape]", depth: int = 0) -> Iterator[Placed]:
    """Shapes with words, groups as one."""
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        left, top = points(shape.left), points(shape.top)
        found = Placed(shape, left, top, left + points(shape.width), top + points(shape.height))
        if _is_hidden(shape):
            continue
        if isinstance(shape, GroupShape):
            parts = tuple(placed(shape.shapes, depth + 1)) if depth < _MAX_GROUP_DEPTH else ()
            if parts:
                yield replace(found, parts=tuple(_moved(part, *_frame(shape)) for part in parts))
        elif isinstance(shape, GraphicFrame) or (isinstance(shape, Shape) and shape.text_frame.text.strip()):
            yield found
        elif isinstance(shape, Shape) and any(True for _ in shape._element.iter("{*}oMath")):
            yield found


def _is_hidden(shape: "BaseShape") -> bool:
    named = next(iter(shape._element.iter("{*}cNvPr")), None)
    return named is not None and named.get("hidden") in ("1", "true")


def _frame(group: "GroupShape") -> tuple[float, float, float, float]:
    """Scale and shift of the parts, which have measures of their own: x and y times, x and y plus."""
    place = group._element.find(f"{{*}}grpSpPr/{A}xfrm")
    pairs = [_pair(place, name) for name in ("off", "ext", "chOff", "chExt")] if place is not None else []
    if not all(pairs):
        return 1.0, 1.0, 0.0, 0.0
    (x, y), (width, height), (inner_x, inner_y), (inner_width, inner_height) = (pair for pair in pairs if pair)
    wide = width / inner_width if inner_width else 1.0
    high = height / inner_height if inner_height else 1.0
    return wide, high, x - inner_x * wide, y - inner_y * high


def _pair(place: "_Element", name: str) -> tuple[float, float] | None:
    found = place.find(f"{A}{name}")
    names = ("x", "y") if name.lower().endswith("off") else ("cx", "cy")
    try:
        values = [int(found.get(which) or "") for which in names] if found is not None else []
    except ValueError:
        return None
    return (points(values[0]), points(values[1])) if values else None


def _moved(part: Placed, wide: float, high: float, right: float, down: float) -> Placed:
    return replace(
        part,
        left=round(part.left * wide + right, 2),
        right=round(part.right * wide + right, 2),
        top=round(part.top * high + down, 2),
        bottom=round(part.bottom * high + down, 2),
        parts=tuple(_moved(inner, wide, high, right, down) for inner in part.parts),
    )


def in_reading_order(shapes: Sequence[Placed]) -> Iterator[Placed]:
    """Cut along the widest white band, down or across, again and again; groups as one, then their parts."""
    if len(shapes) == 1:
        yield from in_reading_order(shapes[0].parts) if shapes[0].parts else shapes
        return
    cut = len(shapes) <= _MAX_CUT_SHAPES
    rows = _bands([(shape.top, shape.bottom, shape) for shape in shapes] if cut else [])
    columns = _bands([(shape.left, shape.right, shape) for shape in shapes] if cut else [])
    if not (rows or columns):
        for shape in sorted(shapes, key=lambda shape: (shape.top // _SAME_ROW_PT, shape.left)):
            yield from in_reading_order([shape])
        return
    _, before, after = max((*rows, *columns), key=lambda band: band[0])
    yield from in_reading_order(before)
    yield from in_reading_order(after)


def _bands(edges: "list[tuple[float, float, Placed]]") -> "list[tuple[float, list[Placed], list[Placed]]]":
    """The widest white band, if any: its width, and the shapes before and after it."""
    ordered = sorted(edges, key=lambda edge: edge[0])
    best: tuple[float, int] | None = None
    reach = float("-inf")
    for index, (start, end, _) in enumerate(ordered):
        if index and start - reach > -_OVERLAP_PT and (best is None or start - reach > best[0]):
            best = (start - reach, index)
        reach = max(reach, end)
    if best is None:
        return []
    shapes = [shape for _, _, shape in ordered]
    return [(best[0], shapes[: best[1]], shapes[best[1] :])]
