"""PDF files drawn by hand, for tests of what is read from them."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, **options: object) -> bytes:
    """A file with one A4 page for each drawing, the same bytes on every run."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(
    canvas: Canvas, top: float, lines: tuple[str, ...], size: float = 10, font: str = "Helvetica", x: float = 70
) -> float:
    """Lines from `top` points below the page's upper edge; gives where the next line would start."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, HEIGHT - top, line)
        top += 1.3 * size
    return top
