"""Places on a PDF page as it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage


class Frame:
    """Turns PDF coordinates (origin bottom left, unrotated) into those of the page as shown, turned further."""

    def __init__(self, page: "PdfPage", turn: int) -> None:
        self.left, self.low, self.right, self.high = page.get_cropbox()
        self.rotation = (page.get_rotation() + turn) % 360
        width, height = page.get_size()
        if self.right - self.left < 1 or self.high - self.low < 1:
            # PDFium shows a page whose box is empty at a size of its own.
            self.left, self.low, self.right, self.high = 0.0, 0.0, width, height
        self.width, self.height = (height, width) if turn % 180 else (width, height)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom."""
        if not self.rotation:
            return x0 - self.left, self.high - y1, x1 - self.left, self.high - y0
        corners = (self._point(x0, y0), self._point(x1, y1))
        xs, ys = sorted(p[0] for p in corners), sorted(p[1] for p in corners)
        return xs[0], ys[0], xs[1], ys[1]

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.low, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.low
        if self.rotation == 270:
            return self.high - y, self.right - x
        return x - self.left, self.high - y
