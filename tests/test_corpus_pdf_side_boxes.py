"""Boxed text beside running text: read on its own, between the paragraphs of the text around it."""

import io
import re
from collections.abc import Callable

from reportlab.lib.colors import lightgrey
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from models import Document

HEIGHT = A4[1]
LEADING = 12.0


def page(draw: Callable[[Canvas], None]) -> Document:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    draw(canvas)
    canvas.save()
    return read(buffer.getvalue(), language="en")


def write(canvas: Canvas, x: float, top: float, mark: str, numbers: range, rest: str = "") -> None:
    """Lines of one sentence that never ends, each with its own mark."""
    canvas.setFont("Helvetica", 9)
    for index, number in enumerate(numbers):
        canvas.drawString(x, HEIGHT - top - LEADING * index, f"{mark}{number} the town helped its firms to find {rest}")


def panel(canvas: Canvas, x: float, top: float, width: float, height: float, fill: int) -> None:
    canvas.setFillColor(lightgrey)
    canvas.rect(x, HEIGHT - top - height, width, height, fill=fill, stroke=1 - fill)
    canvas.setFillColorRGB(0, 0, 0)


def runs(document: Document) -> list[list[str]]:
    """The marks of each block, in reading order."""
    return [re.findall(r"[a-z]+\d+", block.content.of(document.text)) for block in document.blocks]


def marks(letter: str, end: int, start: int = 0) -> list[str]:
    return [f"{letter}{number}" for number in range(start, end)]


def test_text_that_runs_around_a_frame_is_not_mixed_with_it() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 50, 80, "text", range(10), "partners in other countries of the region and beyond")
        write(canvas, 50, 200, "text", range(10, 26), "partners")
        panel(canvas, 330, 195, 210, 186, fill=0)
        write(canvas, 340, 214, "side", range(12))
        write(canvas, 50, 392, "text", range(26, 40), "partners in other countries of the region and beyond")

    assert runs(page(draw)) == [marks("text", 40), marks("side", 12)]


def test_sentence_goes_on_after_the_panel_at_the_head_of_the_next_column() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 50, 80, "text", range(50))
        panel(canvas, 305, 70, 240, 220, fill=1)
        write(canvas, 312, 90, "side", range(15))
        # A sentence that is cut goes on in lower case.
        write(canvas, 310, 310, "text", range(50, 80))

    assert runs(page(draw)) == [marks("text", 80), marks("side", 15)]
