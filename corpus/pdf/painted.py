"""What a PDF page paints, in the order of painting."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage
    from pypdfium2.raw import FPDF_PAGEOBJECT as Handle

Matrix = tuple[float, float, float, float, float, float]
#: Left, bottom, right, top in PDF coordinates.
Rect = tuple[float, float, float, float]

MAX_OBJECTS = 20_000
_MAX_FORM_DEPTH = 4
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Painted:
    """A text, path, picture or shading of a page, or a form that holds such.

    Attributes:
        kind: as PDFium numbers them.
        placed: how the form around it is placed on the page.
        form: the innermost form around it.
    """

    item: "Handle"
    kind: int
    placed: Matrix = _IDENTITY
    form: "Painted | None" = None

    @property
    def matrix(self) -> Matrix:
        """How its own coordinates are placed on the page."""
        import pypdfium2.raw as raw

        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(self.item, own)
        return _product((own.a, own.b, own.c, own.d, own.e, own.f), self.placed)

    @property
    def rect(self) -> Rect:
        """Where it lies on the page; empty when PDFium cannot tell."""
        import pypdfium2.raw as raw

        x0, y0, x1, y1 = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        if not raw.FPDFPageObj_GetBounds(self.item, x0, y0, x1, y1):
            return 0.0, 0.0, 0.0, 0.0
        return self.on_page((x0.value, y0.value, x1.value, y1.value))

    def on_page(self, rect: Rect) -> Rect:
        """What is a rectangle in the form around it, on the page."""
        m = self.placed
        if m == _IDENTITY:
            return rect
        corners = [(x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]) for x in rect[::2] for y in rect[1::2]]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return xs[0], ys[0], xs[-1], ys[-1]


def painted(page: "PdfPage") -> Iterator[Painted]:
    """Everything on the page and in its forms, up to a limit; a form is no part of it, but what it holds."""
    import pypdfium2.raw as raw

    def held(form: Painted) -> Iterator[Painted]:
        placed = form.matrix
        for index in range(raw.FPDFFormObj_CountObjects(form.item)):
            item = raw.FPDFFormObj_GetObject(form.item, index)
            yield Painted(item, raw.FPDFPageObj_GetType(item), placed, form)

    def all_on_page() -> Iterator[Painted]:
        for index in range(raw.FPDFPage_CountObjects(page)):
            item = raw.FPDFPage_GetObject(page, index)
            yield Painted(item, raw.FPDFPageObj_GetType(item))

    levels = [all_on_page()]
    left = MAX_OBJECTS
    while levels and left > 0:
        one = next(levels[-1], None)
        if one is None:
            levels.pop()
            continue
        left -= 1
        if one.kind != raw.FPDF_PAGEOBJ_FORM:
            yield one
        elif len(levels) <= _MAX_FORM_DEPTH:
            levels.append(held(one))


def _product(m: Matrix, n: Matrix) -> Matrix:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
