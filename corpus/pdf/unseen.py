"""Text in a PDF that nobody sees on the page: it is left out, and the page says so.

What a page paints tells which text may be out of sight. Such text is taken off for a moment and the page drawn with it
and without: where no pixel differs, nobody sees it. The drawing decides, so white text on a pattern, text under a
transparent colour or beside a bar that covers the rest of its line stays.
"""

import ctypes
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.pdf.frame import Frame
from corpus.pdf.painted import Painted, Rect
from corpus.pdf.places import Places

if TYPE_CHECKING:
    import numpy as np
    from pypdfium2 import PdfPage, PdfTextPage
    from pypdfium2.raw import FPDF_CLIPPATH
    from pypdfium2.raw import FPDF_PAGEOBJECT as Handle

WHITE, NOT_PAINTED, COVERED = "white on white", "not painted", "covered by what is painted later"
OUTSIDE, LAYER, TINY = "outside of the area that is shown", "in a part that is not shown", "smaller than a point"

#: What is true of all letters of a text or of none.
_HIDE_ALL = frozenset({WHITE, LAYER})
#: In points; on a page of a few points, as some programs write them, text is small and shown large.
_MIN_SIZE, _SIZES_ON_PAGE = 1.0, 500.0
#: Of each colour, of 255; and by how much a pixel may differ where nothing is seen.
_MIN_WHITE, _MAX_SAME = 250, 5
#: In points; what is thinner is a line.
_MIN_COVER = 2.0
#: How far text stands out of its clip path before it is looked at, in heights: accents and slanted letters do.
_CLIP_SLACK = 0.3
#: Pictures over as much of a page are a scan, and the text with them is what was recognised there.
_MIN_SCAN_SHARE = 0.5
#: A path of more points is no frame or cell: it may be the outline of a letter.
_MAX_PLAIN_POINTS = 5
_SCALE, _MAX_PIXELS = 2.0, 2_000.0
#: Of a page made to take long.
_MAX_MARKS, _MAX_CLIP_PATHS, _MAX_CLIP_POINTS = 16, 8, 16
_NAME_BYTES = 16


def unseen_characters(
    page: "PdfPage", textpage: "PdfTextPage", objects: Sequence[Painted], max_characters: int, may_have_layers: bool
) -> dict[int, str]:
    """Index of each character that nobody sees, and why; white space is none of them.

    Args:
        page: open.
        textpage: of the page.
        objects: what it paints.
        max_characters: how many to look at.
        may_have_layers: whether parts of the file may be hidden.
    """
    import pypdfium2.raw as raw

    around = _Around(page, objects, may_have_layers)
    suspects = around.suspects()
    if not suspects:
        return {}
    look = _Look(page, [one.text for one in suspects.values() if one.why != TINY])
    found: dict[int, _Suspect] = {}
    seen: set[int] = set()
    for index in range(min(textpage.count_chars(), max_characters)):
        item = raw.FPDFText_GetTextObject(textpage, index)
        suspect = suspects.get(_address(item)) if item else None
        if suspect is None or chr(raw.FPDFText_GetUnicode(textpage, index)).isspace():
            continue
        place = _place(textpage, index)
        if suspect.why == NOT_PAINTED or (place and around.hides(suspect, place) and not look.differs(place)):
            found[index] = suspect
        elif place and look.differs(place):
            seen.add(suspect.whole)
    return {index: one.why for index, one in found.items() if one.why not in _HIDE_ALL or one.whole not in seen}


def told(reasons: Iterable[str]) -> str | None:
    """That text was left out of a page, and why; None without reasons."""
    found = sorted(set(reasons))
    return f"text that nobody sees on the page is left out: {', '.join(found)}" if found else None


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A text that may be out of sight.

    Attributes:
        order: when it is painted.
        whole: the address of what is hidden with it, if it is: the form that holds it, or the text itself.
    """

    text: Painted
    order: int
    why: str
    whole: int


class _Around:
    """What else is painted on a page with text."""

    def __init__(self, page: "PdfPage", objects: Sequence[Painted], may_have_layers: bool) -> None:
        import pypdfium2.raw as raw

        width, height = page.get_size()
        self._tiny = min(_MIN_SIZE, max(width, height) / _SIZES_ON_PAGE)
        self._texts = [(order, one) for order, one in enumerate(objects) if one.kind == raw.FPDF_PAGEOBJ_TEXT]
        self._others = [(order, one) for order, one in enumerate(objects) if one.kind != raw.FPDF_PAGEOBJ_TEXT]
        pictures = [one.rect for _, one in self._others if one.kind == raw.FPDF_PAGEOBJ_IMAGE]
        self._may_have_layers = may_have_layers
        self._is_scan = sum(map(_area, pictures)) >= _MIN_SCAN_SHARE * width * height
        first_text = self._texts[0][0] if self._texts else len(objects)
        self._covers = Places()
        for order, one in self._others:
            if order > first_text and self._may_cover(one):
                self._covers.add(order, one.rect)

    def suspects(self) -> dict[int, _Suspect]:
        """Texts that may be out of sight, by their address."""
        found = {}
        for order, one in self._texts:
            why = self._why_unseen(order, one)
            if why is None and one.form and self._may_have_layers and not self._is_scan:
                found[_address(one.item)] = _Suspect(one, order, LAYER, _address(one.form.item))
            elif why:
                found[_address(one.item)] = _Suspect(one, order, why, _address(one.item))
        return found

    def hides(self, suspect: _Suspect, place: Rect) -> bool:
        """Whether what speaks against the text speaks against a character of it too."""
        if suspect.why == TINY:
            # There are fonts of large letters at a small size.
            return max(place[2] - place[0], place[3] - place[1]) < _MIN_SIZE
        return suspect.why != COVERED or self._covers.has_over(place, after=suspect.order)

    def _why_unseen(self, order: int, text: Painted) -> str | None:
        """None when nothing speaks for it."""
        import pypdfium2.raw as raw

        mode, colour, rect = raw.FPDFTextObj_GetTextRenderMode(text.item), _colour(text.item), text.rect
        if min(rect[2] - rect[0], rect[3] - rect[1]) < self._tiny and _size(text) < self._tiny:
            return TINY
        is_filled = mode == raw.FPDF_TEXTRENDERMODE_FILL
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE or (is_filled and colour[3] == 0):
            return None if self._is_scan or self._drawn.has_under(rect, before=order) else NOT_PAINTED
        if mode > raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            # What is painted later shows in the shape of its letters.
            is_lost = mode == raw.FPDF_TEXTRENDERMODE_CLIP and not self._covers.has_over(rect, after=order)
            return NOT_PAINTED if is_lost else None
        if self._may_have_layers and not self._is_scan and _is_layered(text):
            return LAYER
        if is_filled and min(colour[:3]) >= _MIN_WHITE and not self._grounds.has_under(rect, before=order):
            return WHITE
        if self._covers.has_over(rect, after=order):
            return COVERED
        return OUTSIDE if _is_clipped(text) else None

    def _may_cover(self, one: Painted) -> bool:
        import pypdfium2.raw as raw

        if one.kind == raw.FPDF_PAGEOBJ_IMAGE and self._is_scan:
            return False
        if one.kind == raw.FPDF_PAGEOBJ_PATH and not _is_filled(one.item):
            return False
        x0, y0, x1, y1 = one.rect
        is_line = x1 - x0 < _MIN_COVER or y1 - y0 < _MIN_COVER
        return not is_line and not raw.FPDFPageObj_HasTransparency(one.item)

    @cached_property
    def _grounds(self) -> Places:
        """What white text may be seen on."""
        import pypdfium2.raw as raw

        found = Places()
        for order, one in self._others:
            is_path = one.kind == raw.FPDF_PAGEOBJ_PATH
            if not is_path or (_is_filled(one.item) and min(_colour(one.item)[:3]) < _MIN_WHITE):
                found.add(order, one.rect)
        return found

    @cached_property
    def _drawn(self) -> Places:
        """What may show the words of a text that is not painted: pictures, shadings, outlines of letters.

        When they are painted says nothing.
        """
        import pypdfium2.raw as raw

        found = Places()
        for _, one in self._others:
            is_path = one.kind == raw.FPDF_PAGEOBJ_PATH
            if not is_path or raw.FPDFPath_CountSegments(one.item) > _MAX_PLAIN_POINTS:
                found.add(-1, one.rect)
        return found


class _Look:
    """Where a page looks different without some of its texts."""

    def __init__(self, page: "PdfPage", texts: Sequence[Painted]) -> None:
        self._page, self._texts = page, texts
        self._frame = Frame(page, 0)
        self._scale = min(_SCALE, _MAX_PIXELS / max(self._frame.width, self._frame.height, 1.0))

    @cached_property
    def _differs(self) -> "np.ndarray":
        """Bool (height, width); drawn when it is first asked for."""
        import numpy as np
        import pypdfium2.raw as raw

        shown = self._drawn()
        for one in self._texts:
            raw.FPDFPageObj_SetIsActive(one.item, False)
        try:
            without = self._drawn()
        finally:
            for one in self._texts:
                raw.FPDFPageObj_SetIsActive(one.item, True)
        differing: np.ndarray = (np.maximum(shown, without) - np.minimum(shown, without) > _MAX_SAME).any(axis=2)
        return differing

    def _drawn(self) -> "np.ndarray":
        """uint8 (height, width, colours); without what people pinned to the page."""
        picture = self._page.render(scale=self._scale, draw_annots=False, may_draw_forms=False)
        pixels: np.ndarray = picture.to_numpy()
        return pixels.reshape(picture.height, picture.width, -1)

    def differs(self, rect: Rect) -> bool:
        """Whether some pixel in the rectangle on the page does."""
        x0, top, x1, bottom = (round(self._scale * side) for side in self._frame.box(*rect))
        return bool(self._differs[max(top, 0) : max(bottom, top + 1, 0), max(x0, 0) : max(x1, x0 + 1, 0)].any())


def _place(textpage: "PdfTextPage", index: int) -> Rect | None:
    """Where the ink of a character lies; None for one without, which is as good as white space."""
    import pypdfium2.raw as raw

    x0, x1, y0, y1 = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharBox(textpage, index, x0, x1, y0, y1)
    return (x0.value, y0.value, x1.value, y1.value) if x1.value > x0.value and y1.value > y0.value else None


def _size(text: Painted) -> float:
    """Font size on the page, in points."""
    import pypdfium2.raw as raw

    size, m = ctypes.c_float(), text.matrix
    raw.FPDFTextObj_GetFontSize(text.item, size)
    return size.value * math.hypot(m[2], m[3])


def _address(item: "Handle") -> int:
    return ctypes.addressof(item.contents)


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _colour(item: "Handle") -> tuple[int, int, int, int]:
    """Red, green, blue and opacity of what it is filled with, 0 to 255; white for a pattern."""
    import pypdfium2.raw as raw

    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, alpha.value


def _is_filled(path: "Handle") -> bool:
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, fill, stroke) and fill.value != raw.FPDF_FILLMODE_NONE)


def _is_layered(text: Painted) -> bool:
    """Whether it, or a form around it, is marked as part of a layer that can be hidden."""
    one: Painted | None = text
    while one is not None:
        if _has_layer_mark(one.item):
            return True
        one = one.form
    return False


def _has_layer_mark(item: "Handle") -> bool:
    import pypdfium2.raw as raw

    count = raw.FPDFPageObj_CountMarks(item)
    if count <= 0:
        return False
    name, length = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_ulong()
    for index in range(min(count, _MAX_MARKS)):
        mark = raw.FPDFPageObj_GetMark(item, index)
        buffer = ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort))
        if raw.FPDFPageObjMark_GetName(mark, buffer, _NAME_BYTES, length) and name.raw[:6] == b"O\0C\0\0\0":
            return True
    return False


def _is_clipped(text: Painted) -> bool:
    """Whether part of the text may stand outside of its clip path."""
    import pypdfium2.raw as raw

    clip = raw.FPDFPageObj_GetClipPath(text.item)
    paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    if paths <= 0:
        return False
    x0, y0, x1, y1 = Painted(text.item, text.kind).rect
    slack = _CLIP_SLACK * min(x1 - x0, y1 - y0)
    inner = (x0 + slack, y0 + slack, x1 - slack, y1 - slack)
    return paths > _MAX_CLIP_PATHS or not all(_holds(clip, path, inner) for path in range(paths))


def _holds(clip: "FPDF_CLIPPATH", path: int, rect: Rect) -> bool:
    """Whether the points of a path reach around the rectangle; not told of a path with many."""
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    count = min(raw.FPDFClipPath_CountPathSegments(clip, path), _MAX_CLIP_POINTS)
    if count == 0:
        return True
    left = low = math.inf
    right = high = -math.inf
    # Two opposite corners of a box are enough.
    for index in (*range(0, count, 2), *range(1, count, 2)):
        raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
        left, right = min(left, x.value), max(right, x.value)
        low, high = min(low, y.value), max(high, y.value)
        if left <= rect[0] and low <= rect[1] and right >= rect[2] and high >= rect[3]:
            return True
    return False
