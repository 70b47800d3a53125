"""Files made to break a reader: each gives text or a reason, and costs no other page or file."""

import io
import time

import pytest
from pypdfium2 import PdfPage
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus import ReadSettings, read
from corpus.pdf import pages
from corpus.pdf.glyphs import PageContent, page_content
from models import BlockKind, DocumentError, Reason

WIDTH, HEIGHT = A4
#: It takes 5; the limit only has to show that time does not grow with the square of the length.
MAX_CPU_S = 20
SENTENCE = "The agency of the region brings small firms together and helps them to find partners."


def pdf(*texts: str, rotation: int = 0) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for text in texts:
        canvas.setPageRotation(rotation)
        canvas.drawString(70, 500, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def crowded() -> bytes:
    """One page with 200,000 characters."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    canvas.setFont("Helvetica", 1)
    for row in range(800):
        canvas.drawString(20, HEIGHT - 20 - row, "abcd " * 50)
    canvas.save()
    return buffer.getvalue()


def test_page_with_200_000_characters_is_read_in_reasonable_time() -> None:
    start = time.process_time()
    document = read(crowded(), language="en")
    assert time.process_time() - start < MAX_CPU_S
    assert len(document.text) >= 190_000


def test_more_characters_than_the_limit_is_too_large() -> None:
    with pytest.raises(DocumentError) as caught:
        read(pdf(SENTENCE, SENTENCE), settings=ReadSettings(max_characters=100))
    assert caught.value.reason is Reason.TOO_LARGE


def test_page_that_fails_costs_that_page_only(monkeypatch: pytest.MonkeyPatch) -> None:
    original = page_content

    def failing(page: PdfPage, page_no: int, max_characters: int, may_have_layers: bool) -> PageContent:
        if page_no == 2:
            raise ValueError("a broken font")
        return original(page, page_no, max_characters, may_have_layers)

    monkeypatch.setattr(pages, "page_content", failing)
    document = read(pdf(SENTENCE, SENTENCE, "Nine people work there."), language="en")
    assert [(e.page_no, "a broken font" in e.message) for e in document.page_errors] == [(2, True)]
    assert [page.page_no for page in document.pages] == [1, 2, 3]
    assert {box.page_no for block in document.blocks for box in block.boxes} == {1, 3}


def test_document_whose_pages_all_fail_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(page: object, page_no: int, max_characters: int, may_have_layers: bool) -> PageContent:
        raise ValueError("a broken font")

    monkeypatch.setattr(pages, "page_content", failing)
    with pytest.raises(DocumentError) as caught:
        read(pdf(SENTENCE))
    assert caught.value.reason is Reason.DAMAGED


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_page_whose_text_runs_another_way_is_read_along_it(rotation: int) -> None:
    document = read(pdf(SENTENCE, rotation=rotation), language="en")
    assert document.text == SENTENCE
    (box,) = document.blocks[0].boxes
    page = document.pages[0]
    assert (page.width, page.height) == pytest.approx(A4, abs=0.1)
    # The line begins 70 points from the edge of the page that lies on its left.
    begins = {90: box.top, 180: WIDTH - box.x1, 270: HEIGHT - box.bottom}[rotation]
    assert begins == pytest.approx(70, abs=0.5)


def test_nul_bytes_in_a_text_file() -> None:
    with pytest.raises(DocumentError) as caught:
        read(b"Some words\0 of a practice." * 20, name="a.txt")
    assert caught.value.reason is Reason.UNSUPPORTED


def test_text_written_from_right_to_left_keeps_its_letters() -> None:
    words = "هذا نص قصير عن الممارسات الجيدة في المنطقة"
    document = read(f"<p>{words}</p>".encode(), name="a.html")
    assert document.text == words
    assert document.blocks[0].kind is BlockKind.PARAGRAPH


def test_page_of_nothing_but_a_picture_has_no_text() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.rect(50, 50, 400, 400, fill=1)
    canvas.save()
    with pytest.raises(DocumentError) as caught:
        read(buffer.getvalue())
    assert caught.value.reason is Reason.NO_TEXT


def test_web_page_nested_100_000_deep_gives_a_reason_or_its_text() -> None:
    data = b"<html><body>" + b"<div>" * 100_000 + b"deep words" + b"</div>" * 100_000
    try:
        assert "deep words" in read(data, name="a.html", language="en").text
    except DocumentError as error:
        assert error.reason is Reason.DAMAGED
