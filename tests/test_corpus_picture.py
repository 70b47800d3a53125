import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from corpus.picture import COLOURS, draw_page
from models import BlockKind

DPI = 72.0


def page() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(70, A4[1] - 90, "Clusters that last")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(70, A4[1] - 140, "The agency brings small firms together and helps them to find partners.")
    canvas.save()
    return buffer.getvalue()


def test_every_block_has_a_box_in_the_colour_of_its_kind() -> None:
    data = page()
    document = read(data, language="en")
    picture = draw_page(data, document, 1, dpi=DPI)
    assert picture.size == (596, 842)
    for block in document.blocks:
        (box,) = block.boxes
        corner = (round(box.x1 + 1), round(box.bottom + 1))
        around = {picture.getpixel((corner[0] + dx, corner[1] + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        assert COLOURS[block.kind] in around


def test_every_kind_has_a_colour() -> None:
    assert set(COLOURS) == set(BlockKind)


@pytest.mark.parametrize("page_no", [0, 2])
def test_page_that_is_not_there(page_no: int) -> None:
    data = page()
    with pytest.raises(IndexError, match=f"page {page_no} of 1"):
        draw_page(data, read(data, language="en"), page_no)
