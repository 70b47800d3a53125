"""What lies over the pages of a PDF: form fields, notes and links."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from models import Document, Link

HEIGHT = A4[1]
SENTENCE = "See the website of the project for the rules of the scheme."


def document(rotation: int = 0) -> Document:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setPageRotation(rotation)
    canvas.drawString(70, 700, "Title of the practice:")
    canvas.acroForm.textfield(name="title", value="Repair vouchers for households", x=200, y=692, width=250, height=20)
    canvas.drawString(70, 660, "Country:")
    canvas.acroForm.choice(name="country", value="Latvia", options=["Austria", "Latvia"], x=200, y=652, height=20)
    for top, label, checked in ((620, "Small firms", True), (590, "Towns", False)):
        canvas.drawString(70, top, label)
        canvas.acroForm.checkbox(name=label, checked=checked, x=200, y=top - 4, size=16)
    canvas.drawString(70, 540, SENTENCE)
    canvas.linkURL("https://repair.example.org/rules", (94, 536, 148, 552))
    canvas.linkURL("mailto:someone@example.org", (70, 690, 120, 710))
    canvas.textAnnotation("The sums are those of the first call.", Rect=[420, 536, 440, 552])
    canvas.save()
    return read(buffer.getvalue(), language="en")


def test_values_of_a_form_stand_beside_their_labels() -> None:
    lines = document().text.split("\n\n")
    assert "Title of the practice: Repair vouchers for households" in lines
    assert "Country: Latvia" in lines
    assert "Austria" not in document().text


def test_check_boxes_say_whether_they_are_checked() -> None:
    text = document().text
    assert "Small firms ☒" in text
    assert "Towns ☐" in text


def test_value_of_a_form_has_its_box() -> None:
    made = document()
    (block,) = (b for b in made.blocks if "Repair vouchers" in b.content.of(made.text))
    (box,) = block.boxes
    assert (box.x0, box.x1 > 300) == (70.0, True)
    assert HEIGHT - 715 < box.top < box.bottom < HEIGHT - 690


def test_note_is_a_paragraph_at_its_place() -> None:
    made = document()
    (block,) = (b for b in made.blocks if b.content.of(made.text) == "The sums are those of the first call.")
    assert (block.kind.value, block.boxes[0].x0) == ("paragraph", 420.0)


def test_words_that_lead_to_the_web_are_kept_with_the_address() -> None:
    for made in (document(), document(rotation=90)):
        start = made.text.index("the website")
        assert made.links == (Link("https://repair.example.org/rules", made.links[0].span),)
        assert made.links[0].span.start == start
        assert made.links[0].span.of(made.text) == "the website"
