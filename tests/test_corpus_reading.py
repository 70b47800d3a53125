import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import ReadSettings, read
from models import DocumentError, Reason


def reason_of(data: bytes, name: str) -> tuple[Reason, str]:
    with pytest.raises(DocumentError) as caught:
        read(data, name=name)
    return caught.value.reason, str(caught.value)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", Reason.EMPTY),
        (b" \n\t\n", "a.txt", Reason.NO_TEXT),
        (b"\x00\x01\x02\x03" * 50, "a.txt", Reason.UNSUPPORTED),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.pdf", Reason.NOT_A_PDF),
        (b"1 0 obj << /Type /Catalog >>\nstartxref\n0", "a.pdf", Reason.DAMAGED),
        (b"%PDF-1.7\nbroken", "a.pdf", Reason.DAMAGED),
        (b"PK\x03\x04broken", "a.docx", Reason.DAMAGED),
        (zipped("word/document.xml"), "a.docx", Reason.DAMAGED),
        (zipped("ppt/presentation.xml"), "a.pptx", Reason.DAMAGED),
        (zipped("xl/workbook.xml"), "a.xlsx", Reason.DAMAGED),
        (zipped("a.txt"), "a.zip", Reason.UNSUPPORTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", Reason.UNSUPPORTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", Reason.ENCRYPTED),
        (("\ufffd" * 30 + " some words that can be read").encode(), "a.txt", Reason.UNREADABLE_TEXT),
    ],
)
def test_bad_input_ends_with_its_reason(data: bytes, name: str, reason: Reason) -> None:
    found, message = reason_of(data, name)
    assert found is reason
    assert message.startswith(f"{name}: ")


def test_web_page_named_pdf_is_read_as_a_web_page() -> None:
    document = read(b"<!DOCTYPE html><html><body><p>Words of a page.</p></body></html>", name="report.pdf")
    assert document.source.media_type == "text/html"
    assert document.text == "Words of a page."


def test_text_named_pdf_is_read_as_text() -> None:
    assert read(b"Only words.", name="report.pdf").source.media_type == "text/plain"


def test_markdown_is_told_by_its_signs_without_a_name() -> None:
    data = b"# Title\n\nSee [the site](https://example.org) and **this**.\n"
    assert read(data).source.media_type == "text/markdown"
    assert read(data, name="notes.txt").source.media_type == "text/plain"


def test_missing_file_folder_and_closed_file(tmp_path: Path) -> None:
    closed = tmp_path / "closed.txt"
    closed.write_text("words")
    closed.chmod(0)
    cases = [(tmp_path / "none.pdf", Reason.NOT_FOUND), (tmp_path, Reason.NO_ACCESS)]
    if os.geteuid():
        cases.append((closed, Reason.NO_ACCESS))
    for path, reason in cases:
        with pytest.raises(DocumentError) as caught:
            read(path)
        assert caught.value.reason is reason


def test_limits_on_bytes_and_characters() -> None:
    for settings in (ReadSettings(max_bytes=10), ReadSettings(max_characters=10)):
        with pytest.raises(DocumentError) as caught:
            read(b"More than ten characters.", settings=settings)
        assert caught.value.reason is Reason.TOO_LARGE


def test_given_title_and_language_win_over_what_the_document_says() -> None:
    page = b"<html lang='en'><head><title>Page</title></head><body><p>" + b"These are plain English words. " * 5
    document = read(page, title="Given", language="fr")
    assert (document.title, document.language) == ("Given", "fr")
    assert (read(page).title, read(page).language) == ("Page", "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Projekt był współfinansowany z Europejskiego Funduszu Rozwoju Regionalnego w naszym województwie."),
        ("de", "Das Vorhaben wurde aus Mitteln der Europäischen Union gefördert und läuft bis Ende des Jahres."),
        ("fr", "Le projet a été cofinancé par la région et les entreprises locales pendant trois années."),
        (None, "12.345"),
    ],
)
def test_language_is_detected_from_the_text(language: str | None, text: str) -> None:
    assert read(text.encode()).language == language


def test_doc_id_comes_from_the_bytes_alone() -> None:
    first, second = read(b"Some words.", name="a.txt"), read(b"Some words.", name="b.txt")
    assert first.doc_id == second.doc_id == "doc-" + first.source.sha256[:16]


def test_name_of_bytes_is_the_uri() -> None:
    assert read(b"Some words.", name="inbox/a.txt").source.uri == "inbox/a.txt"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_reason(data: bytes) -> None:
    try:
        document = read(data, name="x.pdf", language="en")
    except DocumentError:
        return
    for block in document.blocks:
        assert block.span.contains(block.content)
        assert block.span.end <= len(document.text)
