"""Hostile files through one reading process after the other: each ends with text or a fixed reason."""

import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from corpus import ReadSettings
from corpus.worker import ReadWorker
from models import Document, DocumentError, Reason

MEMORY_MIB = 700
LIMITS = ReadSettings(timeout_s=120, page_timeout_s=5, memory_mib=MEMORY_MIB)
FIRST, LAST = "The first page tells of a town.", "The last page tells of another."
MIB = 1 << 20
FONT = b"<</Type/Font /Subtype/Type1 /BaseFont/Helvetica>>"
CATALOGUE = b"<</Type/Catalog /Pages 2 0 R>>"


@pytest.fixture(scope="module")
def worker() -> Iterator[ReadWorker]:
    with ReadWorker(LIMITS) as made:
        yield made
    assert not zombies()


def zombies() -> list[str]:
    """Our own children that ended and that nobody has asked after."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = entry.read_text().rpartition(") ")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if state == "Z" and int(parent) == os.getpid():
            found.append(entry.parent.name)
    return found


def outcome(worker: ReadWorker, path: Path, data: bytes) -> Document | Reason:
    path.write_bytes(data)
    try:
        return worker.read(path, language="en")
    except DocumentError as error:
        return error.reason


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def text_page(contents: int, parent: int = 2, more: bytes = b"") -> bytes:
    """A page whose content is that object, with Helvetica as /F1 (object 3)."""
    return (
        b"<</Type/Page /Parent %d 0 R /MediaBox[0 0 595 842] /Contents %d 0 R "
        b"/Resources<</Font<</F1 3 0 R>> %s>> >>" % (parent, contents, more)
    )


def drawn(text: str) -> bytes:
    """Content that shows the text."""
    return stream(b"BT /F1 12 Tf 70 700 Td (%s) Tj ET" % text.encode("latin-1"))


def endless_page_tree() -> bytes:
    """The second page tree node is its own child."""
    nodes = b"<</Type/Pages /Count 3 /Kids[4 0 R 5 0 R]>>", b"<</Type/Pages /Parent 2 0 R /Count 2 /Kids[5 0 R 5 0 R]>>"
    return assembled([CATALOGUE, nodes[0], FONT, text_page(6), nodes[1], drawn(FIRST)])


def deep_page_tree(depth: int) -> bytes:
    nodes = [
        b"<</Type/Pages %s /Count 1 /Kids[%d 0 R]>>" % (b"/Parent %d 0 R" % (n + 4) if n else b"/Parent 2 0 R", n + 6)
        for n in range(depth)
    ]
    top = b"<</Type/Pages /Count 1 /Kids[5 0 R]>>"
    return assembled([CATALOGUE, top, FONT, drawn(FIRST), *nodes, text_page(4, parent=depth + 4)])


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (n + 5) for n in range(count))
    tree = b"<</Type/Pages /Count %d /Kids[%s]>>" % (count, kids)
    return assembled([CATALOGUE, tree, FONT, drawn(FIRST), *([text_page(4)] * count)])


def stream_bomb() -> bytes:
    """A page of a few kilobytes whose content is one GiB of spaces."""
    chunk = b" " * MIB
    # Full flushes make each compressed chunk stand alone, so one serves for all.
    packer = zlib.compressobj(9)
    head = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    twice = zlib.compress(zlib.compress(head + again * 1024 + packer.flush(), 9), 9)
    content = stream(twice, b"/Filter[/FlateDecode /FlateDecode /FlateDecode]")
    assert len(content) < 5_000
    pages = [text_page(7), text_page(8), text_page(9)]
    kids = b"<</Type/Pages /Count 3 /Kids[4 0 R 5 0 R 6 0 R]>>"
    return assembled([CATALOGUE, kids, FONT, *pages, drawn(FIRST), content, drawn(LAST)])


def form_bomb() -> bytes:
    """The second page draws a form that draws the next one twelve times, and so on, twelve deep."""
    pages = [text_page(7), text_page(8, more=b"/XObject<</X 10 0 R>>"), text_page(9)]
    kids = b"<</Type/Pages /Count 3 /Kids[4 0 R 5 0 R 6 0 R]>>"
    form = b"/Type/XObject /Subtype/Form /BBox[0 0 595 842] "
    forms = [
        stream(b"/X Do " * 12, form + b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 11)) for number in range(11)
    ]
    last = stream(b"BT /F1 12 Tf 70 700 Td (deep) Tj ET", form + b"/Resources<</Font<</F1 3 0 R>>>>")
    return assembled([CATALOGUE, kids, FONT, *pages, drawn(FIRST), stream(b"/X Do"), drawn(LAST), *forms, last])


def right_to_left(line: str) -> bytes:
    """One line in Hebrew letters as programs write it: by the place of each glyph on the page, so the last first."""
    letters = sorted(set(line) - {" "})
    codes = {letter: 0x41 + index for index, letter in enumerate(letters)} | {" ": 0x20}
    mapping = b"\n".join(b"<%02X> <%04X>" % (code, ord(letter)) for letter, code in codes.items())
    to_unicode = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange %d beginbfchar\n%s\nendbfchar endcmap"
    font = FONT.replace(b">>", b" /Encoding/WinAnsiEncoding /ToUnicode 6 0 R>>")
    shown = "".join(chr(codes[letter]) for letter in reversed(line))
    tree = b"<</Type/Pages /Count 1 /Kids[4 0 R]>>"
    return assembled([CATALOGUE, tree, font, text_page(5), drawn(shown), stream(to_unicode % (len(codes), mapping))])


def test_page_whose_forms_draw_each_other_costs_that_page_only(worker: ReadWorker, tmp_path: Path) -> None:
    document = outcome(worker, tmp_path / "forms.pdf", form_bomb())
    assert isinstance(document, Document)
    assert document.text.split("\n\n") == [FIRST, LAST]
    ((page_no, message),) = [(e.page_no, e.message) for e in document.page_errors]
    assert page_no == 2
    assert message.startswith("cannot be read (t")  # timed_out or too_large, whichever limit is met first


def test_stream_bomb_costs_that_page_only(worker: ReadWorker, tmp_path: Path) -> None:
    document = outcome(worker, tmp_path / "stream.pdf", stream_bomb())
    assert isinstance(document, Document)
    assert document.text.split("\n\n") == [FIRST, LAST]


@pytest.mark.parametrize("made", [endless_page_tree(), deep_page_tree(3_000)], ids=["endless", "deep"])
def test_hostile_page_tree(worker: ReadWorker, tmp_path: Path, made: bytes) -> None:
    found = outcome(worker, tmp_path / "tree.pdf", made)
    if isinstance(found, Document):
        assert set(found.text.split("\n\n")) == {FIRST}
    else:
        assert found in (Reason.DAMAGED, Reason.TIMED_OUT, Reason.TOO_LARGE)


def test_5_000_pages_are_over_the_limit(worker: ReadWorker, tmp_path: Path) -> None:
    assert outcome(worker, tmp_path / "pages.pdf", many_pages(5_000)) is Reason.TOO_LARGE


def test_5_000_pages_are_read_when_the_limit_allows(tmp_path: Path) -> None:
    with ReadWorker(ReadSettings(max_pages=5_000)) as patient:
        document = outcome(patient, tmp_path / "pages.pdf", many_pages(5_000))
    assert isinstance(document, Document)
    assert (len(document.pages), document.text.count(FIRST)) == (5_000, 5_000)


def test_line_written_from_right_to_left_is_read_so(worker: ReadWorker, tmp_path: Path) -> None:
    line = "שלום לכל אדם בעיר"
    document = outcome(worker, tmp_path / "rtl.pdf", right_to_left(line))
    assert isinstance(document, Document)
    assert document.text == line


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("nul.txt", b"Some words\0 of a practice." * 50, Reason.UNSUPPORTED),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, Reason.NOT_A_PDF),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog", Reason.DAMAGED),
        ("empty.pdf", b"", Reason.EMPTY),
    ],
)
def test_hostile_file_gets_its_reason(
    worker: ReadWorker, tmp_path: Path, name: str, data: bytes, reason: Reason
) -> None:
    assert outcome(worker, tmp_path / name, data) is reason


def test_word_file_named_pdf_is_read_as_what_it_is(worker: ReadWorker, tmp_path: Path) -> None:
    page = b"<html><body><p>" + FIRST.encode() + b"</p></body></html>"
    document = outcome(worker, tmp_path / "page.pdf", page)
    assert isinstance(document, Document)
    assert (document.text, document.source.media_type) == (FIRST, "text/html")


def test_web_page_nested_100_000_deep(worker: ReadWorker, tmp_path: Path) -> None:
    found = outcome(worker, tmp_path / "deep.html", b"<html><body>" + b"<div>" * 100_000 + FIRST.encode())
    assert found is Reason.DAMAGED or (isinstance(found, Document) and found.text == FIRST)


def test_process_is_as_good_as_new_after_all_that(worker: ReadWorker, tmp_path: Path) -> None:
    document = outcome(worker, tmp_path / "good.pdf", many_pages(1))
    assert isinstance(document, Document)
    assert document.text == FIRST
    assert not document.page_errors
