"""Text in a PDF that nobody sees on the page is left out, and the page says so; what is seen stays."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from drawing import HEIGHT, WIDTH, pdf, write
from PIL import Image
from reportlab.lib.colors import Color, HexColor, black, white, yellow
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from goodpractice.reading import View, read_files
from models import Document, DocumentError, Reason
from pipeline.settings import Settings

SEEN = ("The scheme paid for advice to small firms in two counties.", "It ran for three years and reached 214 firms.")
HIDDEN = "The budget was 9 million euro."
BLUE = HexColor("#1f4e9c")


def picture(colour: str = "navy") -> ImageReader:
    return ImageReader(Image.new("RGB", (40, 40), colour))


def hidden(canvas: Canvas, size: float = 10, x: float = 70, top: float = 300) -> None:
    write(canvas, top, (HIDDEN,), size=size, x=x)


def document(draw: Callable[[Canvas], None]) -> Document:
    def page(canvas: Canvas) -> None:
        write(canvas, 100, SEEN)
        draw(canvas)

    return read(pdf(page), language="en")


def messages(made: Document) -> list[str]:
    return [error.message for error in made.page_errors]


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    hidden(canvas)


def nearly_white_on_a_white_cell(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.rect(0, 0, WIDTH, HEIGHT - 200, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#fdfdfe"))
    hidden(canvas)


def under_a_bar(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.setFillColor(black)
    canvas.rect(60, HEIGHT - 305, 300, 20, stroke=0, fill=1)


def under_a_picture(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.drawImage(picture(), 60, HEIGHT - 320, 300, 40)


def in_render_mode(mode: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(70, HEIGHT - 300)
        text.setFont("Helvetica", 10)
        text.setTextRenderMode(mode)
        text.textOut(HIDDEN)
        canvas.drawText(text)

    return draw


def wholly_transparent(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    hidden(canvas)


def outside_its_clip_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(300, 100, 80, 40)
    canvas.clipPath(path, stroke=0)
    hidden(canvas)


def below_one_point(canvas: Canvas) -> None:
    hidden(canvas, size=0.6)


def beside_the_page(canvas: Canvas) -> None:
    hidden(canvas, x=WIDTH + 20)


def outside_the_crop_box(canvas: Canvas) -> None:
    canvas.setCropBox((50, 300, WIDTH, HEIGHT))
    hidden(canvas, top=HEIGHT - 200)


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (white_on_white, "white on white"),
        (nearly_white_on_a_white_cell, "white on white"),
        (under_a_bar, "covered by what is painted later"),
        (under_a_picture, "covered by what is painted later"),
        (in_render_mode(3), "not painted"),
        (in_render_mode(7), "not painted"),
        (wholly_transparent, "not painted"),
        (outside_its_clip_path, "outside of the area that is shown"),
        (below_one_point, "smaller than a point"),
    ],
)
def test_what_nobody_sees_is_left_out_and_told(draw: Callable[[Canvas], None], why: str) -> None:
    made = document(draw)
    assert made.text.split() == " ".join(SEEN).split()
    assert messages(made) == [f"text that nobody sees on the page is left out: {why}"]


@pytest.mark.parametrize("draw", [beside_the_page, outside_the_crop_box])
def test_what_lies_beside_the_page_is_no_part_of_it(draw: Callable[[Canvas], None]) -> None:
    made = document(draw)
    assert made.text.split() == " ".join(SEEN).split()
    assert not messages(made)


def light_grey(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#e8e8e8"))
    hidden(canvas)


def white_on_a_cell(canvas: Canvas) -> None:
    canvas.setFillColor(BLUE)
    canvas.rect(60, HEIGHT - 310, 300, 30, stroke=0, fill=1)
    canvas.setFillColor(white)
    hidden(canvas)


def white_on_a_picture(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 60, HEIGHT - 320, 300, 40)
    canvas.setFillColor(white)
    hidden(canvas)


def white_on_a_shading(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(60, HEIGHT - 310, 300, 30)
    canvas.clipPath(path, stroke=0)
    canvas.linearGradient(60, 0, 360, 0, (BLUE, black))
    canvas.restoreState()
    canvas.setFillColor(white)
    hidden(canvas)


def white_on_a_thick_line(canvas: Canvas) -> None:
    canvas.setStrokeColor(BLUE)
    canvas.setLineWidth(24)
    canvas.line(60, HEIGHT - 297, 360, HEIGHT - 297)
    canvas.setFillColor(white)
    hidden(canvas)


def white_with_an_outline(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    in_render_mode(2)(canvas)


def before_a_transparent_colour(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.setFillColor(BLUE)
    canvas.setFillAlpha(0.3)
    canvas.rect(60, HEIGHT - 310, 300, 30, stroke=0, fill=1)


def under_a_marker(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.highlightAnnotation("", Rect=[60, HEIGHT - 310, 360, HEIGHT - 280], Color=[1, 1, 0])


def on_a_marker(canvas: Canvas) -> None:
    canvas.setFillColor(yellow)
    canvas.rect(60, HEIGHT - 310, 300, 30, stroke=0, fill=1)
    canvas.setFillColor(black)
    hidden(canvas)


def in_a_frame_drawn_later(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.rect(60, HEIGHT - 310, 300, 30, stroke=1, fill=0)


def struck_out(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.setFillColor(black)
    canvas.rect(60, HEIGHT - 297, 300, 2.5, stroke=0, fill=1)


def inside_its_clip_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(60, HEIGHT - 303, 300, 12)
    canvas.clipPath(path, stroke=0)
    hidden(canvas)


def read_from_a_scan(canvas: Canvas) -> None:
    in_render_mode(3)(canvas)
    canvas.drawImage(picture("lightgrey"), 0, 0, WIDTH, HEIGHT - 150)


def under_a_scan(canvas: Canvas) -> None:
    hidden(canvas)
    canvas.drawImage(picture("lightgrey"), 0, 0, WIDTH, HEIGHT - 150)


def read_from_a_scanned_part(canvas: Canvas) -> None:
    canvas.drawImage(picture("lightgrey"), 60, HEIGHT - 320, 300, 40)
    in_render_mode(3)(canvas)


def clipping_a_colour(canvas: Canvas) -> None:
    in_render_mode(7)(canvas)
    canvas.setFillColor(BLUE)
    canvas.rect(60, HEIGHT - 310, 300, 30, stroke=0, fill=1)


def small_print(canvas: Canvas) -> None:
    hidden(canvas, size=3)


def small_type_enlarged(canvas: Canvas) -> None:
    canvas.scale(20, 20)
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(3.5, (HEIGHT - 300) / 20, HIDDEN)


@pytest.mark.parametrize(
    "draw",
    [
        light_grey,
        white_on_a_cell,
        white_on_a_picture,
        white_on_a_shading,
        white_on_a_thick_line,
        white_with_an_outline,
        before_a_transparent_colour,
        under_a_marker,
        on_a_marker,
        in_a_frame_drawn_later,
        struck_out,
        inside_its_clip_path,
        read_from_a_scan,
        under_a_scan,
        read_from_a_scanned_part,
        clipping_a_colour,
        small_print,
        small_type_enlarged,
    ],
)
def test_what_is_seen_stays(draw: Callable[[Canvas], None]) -> None:
    made = document(draw)
    assert HIDDEN in " ".join(made.text.split())
    assert messages(made) == []


def test_a_bar_over_part_of_a_line_costs_what_is_under_it_only() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 300, ("Contact person: Somebody Else",))
        start = 70 + canvas.stringWidth("Contact person: ", "Helvetica", 10)
        canvas.setFillColor(black)
        canvas.rect(start - 1, HEIGHT - 305, 100, 16, stroke=0, fill=1)

    made = document(draw)
    assert "Contact person:" in made.text
    assert "Some" not in made.text


def test_digits_that_nobody_sees_do_not_make_a_number_larger() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 300, ("Budget: EUR 5",))
        end = 70 + canvas.stringWidth("Budget: EUR 5", "Helvetica", 10)
        canvas.setFillColor(white)
        write(canvas, 300, ("00",), x=end)

    assert "Budget: EUR 5" in document(draw).text.split("\n")[-1]
    assert "500" not in document(draw).text


def test_text_turned_or_on_a_turned_page_is_looked_at_where_it_stands() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.setFillColor(BLUE)
        canvas.rect(60, HEIGHT - 410, 300, 30, stroke=0, fill=1)
        canvas.setFillColor(white)
        hidden(canvas, top=400)
        write(canvas, 500, ("Nobody reads this line.",))

    made = document(draw)
    assert HIDDEN in made.text
    assert "Nobody" not in made.text


def layered(content: bytes, state: bytes, form: bytes = b"") -> bytes:
    """A page with a layer that is switched on or off; the content may mark it as L or draw the form X in it."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</" + state + b"[6 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
        b"<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>/XObject<</X 7 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name(Draft)>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/OC 6 0 R/Resources<</Font<</F 5 0 R>>>>"
        b"/Length %d>>stream\n%s\nendstream" % (len(form), form),
    )
    out, starts = b"%PDF-1.7\n", []
    for number, held in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(out),
    )


SHOWN_LINE = b"BT /F 10 Tf 70 700 Td (The scheme paid for advice to small firms.) Tj ET\n"
LAYER_LINE = b"BT /F 10 Tf 70 600 Td (The draft named another sum.) Tj ET\n"


@pytest.mark.parametrize(
    ("content", "form"),
    [(SHOWN_LINE + b"/OC /L BDC " + LAYER_LINE + b"EMC", b""), (SHOWN_LINE + b"/X Do", LAYER_LINE)],
    ids=["marked", "form"],
)
def test_a_hidden_layer_is_left_out_and_one_that_is_shown_stays(content: bytes, form: bytes) -> None:
    off, on = (read(layered(content, state, form), language="en") for state in (b"OFF", b"ON"))
    assert "draft" not in off.text
    assert messages(off) == ["text that nobody sees on the page is left out: in a part that is not shown"]
    assert "The draft named another sum." in on.text
    assert messages(on) == []


def test_layers_named_in_a_packed_stream_are_found() -> None:
    from corpus.pdf.layers import may_have_layers

    def packed(held: bytes) -> bytes:
        return b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + zlib.compress(held) + b"\nendstream"

    assert may_have_layers(packed(b"<</Type/Catalog/OCProperties<<>>>>"))
    assert not may_have_layers(packed(b"<</Type/Catalog/Pages 2 0 R>>"))
    assert may_have_layers(b"1 0 obj<</Type/ObjStm>>stream\nlocked\nendstream")


def test_a_document_of_text_that_nobody_sees_has_no_text() -> None:
    with pytest.raises(DocumentError, match="text that nobody sees on the page is left out: white on white") as raised:
        read(pdf(white_on_white), name="a.pdf")
    assert raised.value.reason is Reason.NO_TEXT


def test_the_command_says_what_it_left_out(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 100, SEEN)
        under_a_bar(canvas)

    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(page))
    said: list[str] = []
    assert read_files([file], View(out=tmp_path / "a.md"), Settings(), said.append) == 0
    assert said == ["a.pdf, page 1: text that nobody sees on the page is left out: covered by what is painted later"]
    assert HIDDEN not in (tmp_path / "a.md").read_text()
