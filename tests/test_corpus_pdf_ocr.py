import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import ReadSettings, read
from corpus.pdf import ocr
from models import BlockKind, DocumentError, Reason

WIDTH, HEIGHT = A4
TITLE = "Clusters that last"
LINES = (
    "The agency of the region brings small firms together and helps them to find",
    "partners in other countries. Each group has a lead firm and meets every month.",
    "The budget was 346.000 EUR, of which 17,8 % came from the firms themselves.",
)

needs_engine = pytest.mark.skipif(not ocr.is_installed(), reason="the extra ocr is not installed")


def typed(canvas: Canvas, title: str = TITLE) -> None:
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawString(70, HEIGHT - 90, title)
    canvas.setFont("Helvetica", 11)
    for index, line in enumerate(LINES):
        canvas.drawString(70, HEIGHT - 140 - 16 * index, line)


def scan(*, with_text_page: bool = False) -> bytes:
    """A PDF whose first page is a picture of a typed page."""
    import pypdfium2

    source = io.BytesIO()
    canvas = Canvas(source, pagesize=A4)
    typed(canvas)
    canvas.save()
    pdf = pypdfium2.PdfDocument(source.getvalue())
    picture = pdf[0].render(scale=200 / 72).to_pil()
    pdf.close()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    if with_text_page:
        typed(canvas, "What is left")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@needs_engine
def test_scanned_page_is_recognised_with_boxes_and_a_lower_score() -> None:
    document = read(scan(with_text_page=True), language="en")
    recognised = [b for b in document.blocks if b.boxes[0].page_no == 1]
    assert [(b.kind, b.content.of(document.text)) for b in recognised] == [
        (BlockKind.HEADING, TITLE),
        (BlockKind.PARAGRAPH, " ".join(LINES)),
    ]
    (box,) = recognised[0].boxes
    assert box.x0 == pytest.approx(70, abs=6)
    assert box.bottom == pytest.approx(95, abs=6)
    assert 0.8 < document.pages[0].score < 1
    assert document.pages[1].score == 1.0


def test_scan_without_recognition_has_no_text() -> None:
    with pytest.raises(DocumentError) as caught:
        read(scan(), settings=ReadSettings(ocr=False))
    assert caught.value.reason is Reason.NO_TEXT


def test_only_pages_without_text_are_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_engine", lambda: pytest.fail("a page with text was recognised"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    typed(canvas)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    assert read(buffer.getvalue(), language="en").pages[0].score == 1.0
