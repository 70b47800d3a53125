"""What pdfbench cannot show: levels, outline, tags, joins over pages, contents lists, forms."""

import pytest
from drawing import HEIGHT, WIDTH, pdf, write
from reportlab.pdfgen.canvas import Canvas

from corpus import read, to_markdown
from models import BlockKind, Document

BODY = (
    "The agency of the region brings small firms together and helps them to find",
    "partners in other countries. Each group has a lead firm and meets every month.",
    "In the second year the groups opened a shared office, which they pay for from",
    "their own means, and hired two people who speak the languages of the markets.",
)


def of_kind(document: Document, kind: BlockKind) -> list[str]:
    return [b.content.of(document.text) for b in document.blocks if b.kind is kind]


def headings(document: Document) -> list[tuple[int | None, str]]:
    return [(b.level, b.content.of(document.text)) for b in document.blocks if b.kind is BlockKind.HEADING]


def three_levels(canvas: Canvas) -> None:
    top = write(canvas, 90, ("Clusters that last",), 20, "Helvetica-Bold")
    for chapter in ("Northern groups", "Southern groups"):
        top = write(canvas, top + 20, (chapter,), 14, "Helvetica-Bold")
        top = write(canvas, top + 6, BODY)
        for part in ("How it began", "What it costs"):
            top = write(canvas, top + 12, (part,), 11, "Helvetica-Bold")
            top = write(canvas, top + 4, BODY)


def test_three_levels_by_type_size() -> None:
    parts = [(3, "How it began"), (3, "What it costs")]
    assert headings(read(pdf(three_levels))) == [
        (1, "Clusters that last"),
        (2, "Northern groups"),
        *parts,
        (2, "Southern groups"),
        *parts,
    ]


def test_numbering_gives_the_depth_where_all_headings_look_alike() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, 90, ("Clusters that last",), 16, "Helvetica-Bold")
        for title in ("1 Background", "1.1 The region", "1.1.1 Its firms", "2 Results"):
            top = write(canvas, top + 14, (title,), 11, "Helvetica-Bold")
            top = write(canvas, top + 4, BODY)

    assert [level for level, _ in headings(read(pdf(draw)))] == [1, 2, 3, 4, 2]


def test_bookmarks_name_headings_that_type_does_not_show() -> None:
    def draw(canvas: Canvas) -> None:
        top = 90.0
        for level, title in enumerate(("The region and its firms.", "Who pays", "The shared office")):
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title, title, level)
            top = write(canvas, top + 10, (title,))
            top = write(canvas, top + 10, BODY)

    assert headings(read(pdf(draw))) == [
        (1, "The region and its firms."),
        (2, "Who pays"),
        (3, "The shared office"),
    ]


def tagged_pdf() -> bytes:
    """Two lines of the same type, the first tagged as a heading of level 2."""
    stream = (
        b"/H2 <</MCID 0>> BDC BT /F1 10 Tf 70 700 Td (who pays for it) Tj ET EMC "
        b"/P <</MCID 1>> BDC BT /F1 10 Tf 70 687 Td (The firms pay for it from their own means.) Tj ET EMC"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R"
        b"/StructParents 0>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/StructTreeRoot/K[7 0 R 8 0 R]/ParentTree 9 0 R>>",
        b"<</Type/StructElem/S/H2/P 6 0 R/Pg 3 0 R/K 0>>",
        b"<</Type/StructElem/S/P/P 6 0 R/Pg 3 0 R/K 1>>",
        b"<</Nums[0[7 0 R 8 0 R]]>>",
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)


def test_structure_tags_name_headings() -> None:
    document = read(tagged_pdf(), language="en")
    assert headings(document) == [(2, "who pays for it")]
    assert of_kind(document, BlockKind.PARAGRAPH) == ["The firms pay for it from their own means."]


def test_paragraph_over_a_page_break_is_one_block_with_a_box_on_each_page() -> None:
    def first(canvas: Canvas) -> None:
        write(canvas, 700, (*BODY, "The office moved to the harbour in the third year because the old build-"))
        write(canvas, 790, ("3 A note in small type on the costs of the office.",), 7)

    def second(canvas: Canvas) -> None:
        write(canvas, 80, ("ing had become too small for all of them.", "Today nine people work there."))

    document = read(pdf(first, second))
    joined = next(b for b in document.blocks if b.kind is BlockKind.PARAGRAPH)
    assert "the old building had become too small" in joined.content.of(document.text)
    assert [box.page_no for box in joined.boxes] == [1, 2]


def test_paragraphs_parted_by_a_little_white_under_a_wide_list() -> None:
    def draw(canvas: Canvas) -> None:
        top = 90.0
        for entry in ("firms", "schools", "towns", "regions"):
            top = write(canvas, top + 10, (f"• {entry}",))
        write(canvas, write(canvas, top + 20, BODY) + 6, BODY)

    assert of_kind(read(pdf(draw)), BlockKind.PARAGRAPH) == [" ".join(BODY)] * 2


def test_a_new_sentence_on_the_next_page_is_a_new_paragraph() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 400, BODY)

    document = read(pdf(draw, draw))
    assert len(of_kind(document, BlockKind.PARAGRAPH)) == 2


@pytest.mark.parametrize("title", ["Contents", "Table of contents", "Inhaltsverzeichnis", "Sommaire"])
def test_contents_list_by_its_title_and_page_numbers(title: str) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 90, (title,), 16, "Helvetica-Bold")
        write(canvas, 140, ("Summary 3", "The regions 5", "Who pays 12", "What is left 30"), 11)

    document = read(pdf(draw, three_levels))
    first, second = document.blocks[:2]
    assert (first.kind, second.kind) == (BlockKind.CONTENTS, BlockKind.CONTENTS)
    assert to_markdown(document).startswith(f"# {title}\n\nSummary 3\nThe regions 5\n")
    assert document.body()[0].content.of(document.text) == "Clusters that last"


def test_running_lines_of_a_single_page() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 40, ("HARBOUR COLLEGE",), 12)
        canvas.drawRightString(WIDTH - 70, HEIGHT - 40, "REG101")
        top = write(canvas, 90, ("Clusters that last",), 16, "Helvetica-Bold")
        write(canvas, write(canvas, top + 8, BODY) + 10, BODY)
        write(canvas, 800, ("12 | Clusters of the north",), 9)

    document = read(pdf(draw))
    assert of_kind(document, BlockKind.HEADER) == ["HARBOUR COLLEGE REG101"]
    assert of_kind(document, BlockKind.FOOTER) == ["12 | Clusters of the north"]
    assert headings(document) == [(1, "Clusters that last")]


def test_lines_that_cannot_be_headings() -> None:
    lines = ("This shows a line graph of the", "k = 2 (1)", "of the second year")

    def draw(canvas: Canvas) -> None:
        top = write(canvas, 100, BODY)
        for line in lines:
            top = write(canvas, top + 16, (line,), 14)
            top = write(canvas, top + 8, BODY)

    assert headings(read(pdf(draw))) == []


def test_list_levels_follow_the_indents_of_the_list() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, 90, BODY)
        for x, line in ((90, "• firms"), (110, "• small"), (110, "• large"), (90, "• schools")):
            top = write(canvas, top, (line,), x=x)

    document = read(pdf(draw))
    assert [b.level for b in document.blocks if b.kind is BlockKind.LIST_ITEM] == [1, 2, 2, 1]


def test_ruled_form_with_long_answers_is_headed_text() -> None:
    answer = (*BODY, *BODY)

    def draw(canvas: Canvas) -> None:
        tops = (100, 130, 250, 280)
        for top in tops:
            canvas.line(70, HEIGHT - top, 540, HEIGHT - top)
        for x in (70, 160, 540):
            canvas.line(x, HEIGHT - tops[0], x, HEIGHT - tops[-1])
        for top, label, text in (
            (115, "Owner", ("A harbour agency",)),
            (145, "Evidence", answer),
            (265, "Period", ("2019 to 2022",)),
        ):
            write(canvas, top, (label,), x=75)
            write(canvas, top, text, x=165)

    document = read(pdf(draw))
    assert [text for _, text in headings(document)] == ["Owner", "Evidence", "Period"]
    assert of_kind(document, BlockKind.PARAGRAPH)[1] == " ".join(answer)
    assert of_kind(document, BlockKind.TABLE) == []


def test_columns_that_touch_are_told_apart_by_their_left_edges() -> None:
    rows = (
        ("Region", "Firms", "Share"),
        ("Northern Lakes", "40", "12 %"),
        ("Hills", "7", "3 %"),
        ("Coast", "112", "9 %"),
    )

    def draw(canvas: Canvas) -> None:
        for level in (90, 108, 180):
            canvas.line(70, HEIGHT - level, 400, HEIGHT - level)
        top = 103.0
        for row in rows:
            for x, cell in zip((72, 146, 230), row, strict=True):
                write(canvas, top, (cell,), x=x)
            top += 22

    (table,) = [b for b in read(pdf(draw, three_levels)).blocks if b.kind is BlockKind.TABLE]
    assert table.rows == rows
