import pytest
from drawing import HEIGHT, WIDTH, Draw, pdf, write
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus import ReadSettings, read, to_markdown
from models import BlockKind, Document, DocumentError, Reason

SENTENCES = (
    "The agency of the region brings small firms together and helps them to find",
    "partners in other countries. Each group has a lead firm and meets every month.",
    "In the second year the groups opened a shared office, which they pay for from",
    "their own means, and hired two people who speak the languages of the markets.",
)


def contents(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [b.content.of(document.text) for b in document.blocks if kind is None or b.kind is kind]


def case_study(canvas: Canvas) -> None:
    top = write(canvas, 90, ("Joint export groups",), 20, "Helvetica-Bold")
    for heading in ("1. Context", "2. Results"):
        top = write(canvas, top + 20, (heading,), 13, "Helvetica-Bold")
        top = write(canvas, top + 6, SENTENCES)
    top = write(canvas, top + 14, ("2.1 Jobs",), 11, "Helvetica-Bold")
    write(canvas, top + 6, ("• forty firms", "• two offices"))


def test_headings_with_levels_paragraphs_and_lists() -> None:
    document = read(pdf(case_study), language="en")
    found = [(b.kind, b.level, b.content.of(document.text)) for b in document.blocks]
    text = " ".join(SENTENCES)
    assert found == [
        (BlockKind.HEADING, 1, "Joint export groups"),
        (BlockKind.HEADING, 2, "1. Context"),
        (BlockKind.PARAGRAPH, None, text),
        (BlockKind.HEADING, 2, "2. Results"),
        (BlockKind.PARAGRAPH, None, text),
        (BlockKind.HEADING, 3, "2.1 Jobs"),
        (BlockKind.LIST_ITEM, 1, "forty firms"),
        (BlockKind.LIST_ITEM, 1, "two offices"),
    ]
    assert document.title == "Joint export groups"


def test_boxes_lie_where_the_text_was_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 200, ("Words here.",), x=100)

    document = read(pdf(lambda canvas: None, draw))
    (block,) = document.blocks
    (box,) = block.boxes
    assert box.page_no == document.page_no(block.span) == 2
    assert 99 < box.x0 < 102
    assert box.top < 200 < box.bottom
    assert document.pages[0].width == pytest.approx(WIDTH, abs=0.1)
    assert document.pages[1].height == pytest.approx(HEIGHT, abs=0.1)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = tuple(f"Left column line {n} goes on" for n in range(12))
    right = tuple(f"Right column line {n} goes on" for n in range(12))

    def draw(canvas: Canvas) -> None:
        write(canvas, 80, ("A title over both columns of the page that is long",), 16, "Helvetica-Bold", x=60)
        for index in range(12):
            write(canvas, 130 + 13 * index, (left[index],), x=60)
            write(canvas, 130 + 13 * index, (right[index],), x=320)

    text = read(pdf(draw), language="en").text
    assert text.index("Left column line 11") < text.index("Right column line 0")


def test_words_cut_at_a_line_end_are_whole_again() -> None:
    def draw(canvas: Canvas) -> None:
        lines = (
            "The programme supports inter-",
            "nationalisation of firms and cross-",
            "border work in Emilia-",
            "Romagna; cross-border labs open.",
        )
        write(canvas, 100, lines)

    assert contents(read(pdf(draw), language="en")) == [
        "The programme supports internationalisation of firms and cross-border work in Emilia-Romagna; "
        "cross-border labs open."
    ]


def grid(canvas: Canvas, rows: tuple[tuple[str, ...], ...]) -> None:
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            canvas.rect(70 + 140 * column, HEIGHT - 220 - 20 * index, 140, 20)
            write(canvas, 214 + 20 * index, (text,), x=76 + 140 * column)


def test_drawn_table_between_paragraphs() -> None:
    rows = (("Year", "Firms", "Budget"), ("2019", "12", "EUR 20.000"), ("2020", "31", ""))

    def draw(canvas: Canvas) -> None:
        write(canvas, 120, SENTENCES)
        grid(canvas, rows)
        write(canvas, 320, SENTENCES)

    document = read(pdf(draw), language="en")
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]
    assert document.blocks[1].rows == rows
    assert "| Year | Firms | Budget |\n| --- | --- | --- |\n| 2019 | 12 | EUR 20.000 |" in to_markdown(document)


def test_table_without_lines() -> None:
    rows = (("Country", "Firms", "Jobs"), ("Austria", "12", "40"), ("Poland", "31", "77"), ("Spain", "8", "15"))

    def draw(canvas: Canvas) -> None:
        write(canvas, 120, SENTENCES)
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                write(canvas, 220 + 14 * index, (text,), x=90 + 120 * column)

    assert read(pdf(draw), language="en").blocks[1].rows == rows


def test_frame_around_text_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, HEIGHT - 180, 450, 90)
        write(canvas, 110, SENTENCES)

    assert contents(read(pdf(draw), language="en")) == [" ".join(SENTENCES)]


def test_running_lines_and_page_numbers_are_marked_and_left_out_of_the_view() -> None:
    def numbered(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, 40, ("Export groups in the region",), 9)
            write(canvas, 200, (f"Part {number} of the text. " + SENTENCES[number % 4],))
            write(canvas, 810, (str(number + 3),), 9, x=290)

        return draw

    document = read(pdf(*(numbered(n) for n in range(5))), language="en")
    assert contents(document, BlockKind.HEADER) == ["Export groups in the region"] * 5
    assert contents(document, BlockKind.FOOTER) == ["3", "4", "5", "6", "7"]
    assert "Export groups" not in to_markdown(document)
    assert "Export groups" in to_markdown(document, keep_running_headers=True)


@pytest.mark.parametrize("title", ["Practice {n}: night buses for valley {n}", "Good practice {n}"])
def test_titles_in_large_type_that_differ_by_their_number_are_no_running_lines(title: str) -> None:
    def numbered(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, 60, (title.format(n=number),), 18)
            write(canvas, 120, SENTENCES)
            write(canvas, 810, (str(number + 1),), 9, x=290)

        return draw

    document = read(pdf(*(numbered(n) for n in range(1, 7))), language="en")
    assert contents(document, BlockKind.HEADING) == [title.format(n=n) for n in range(1, 7)]


def test_table_of_contents_is_marked() -> None:
    def draw(canvas: Canvas) -> None:
        write(
            canvas,
            100,
            tuple(f"Chapter {name} {'.' * 60} {page}" for name, page in zip("ABCD", (3, 7, 9, 20), strict=True)),
        )
        write(canvas, 300, SENTENCES)

    assert len(contents(read(pdf(draw), language="en"), BlockKind.CONTENTS)) == 4


def test_rotated_page_is_read_as_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, -100, "Shown upright")
        canvas.drawString(100, -120, "on two lines")

    document = read(pdf(draw), language="en")
    assert document.text == "Shown upright on two lines"
    (box,) = document.blocks[0].boxes
    assert (round(box.x0), 85 < box.top < 95, 120 < box.bottom < 130) == (100, True, True)


def test_title_property_wins_unless_a_program_wrote_it() -> None:
    def titled(title: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            canvas.setTitle(title)
            case_study(canvas)

        return draw

    assert read(pdf(titled("A guide to export groups"))).title == "A guide to export groups"
    assert read(pdf(titled("Microsoft Word - report.docx"))).title == "Joint export groups"


def test_locked_page_limit_and_no_text() -> None:
    cases = [
        (pdf(case_study, encrypt=StandardEncryption("secret")), ReadSettings(), Reason.ENCRYPTED),
        (pdf(case_study, case_study), ReadSettings(max_pages=1), Reason.TOO_LARGE),
        (pdf(lambda canvas: canvas.rect(10, 10, 50, 50)), ReadSettings(), Reason.NO_TEXT),
        (pdf(case_study), ReadSettings(max_characters=100), Reason.TOO_LARGE),
    ]
    for data, settings, reason in cases:
        with pytest.raises(DocumentError) as caught:
            read(data, name="a.pdf", settings=settings)
        assert caught.value.reason is reason


def test_text_cut_off_in_the_file_gives_a_reason_or_text() -> None:
    data = pdf(case_study)
    for length in range(10, len(data), 97):
        try:
            assert read(data[:length], name="a.pdf", language="en").text
        except DocumentError as error:
            assert error.reason in (Reason.DAMAGED, Reason.NO_TEXT)


def test_table_with_lying_lines_only_keeps_wrapped_cells_together() -> None:
    left = ("At each station there are tubes, a rack and", "the buffer that all of the groups share")
    right = ("One timer for each of the groups and a", "container that is filled with enough ice")

    def draw(canvas: Canvas) -> None:
        for top in (200, 220, 255):
            canvas.line(70, HEIGHT - top, 520, HEIGHT - top)
        write(canvas, 214, ("Materials",), x=76)
        write(canvas, 214, ("Equipment",), x=300)
        write(canvas, 234, left, x=76)
        write(canvas, 234, right, x=300)

    (block,) = read(pdf(draw), language="en").blocks
    assert block.rows == (("Materials", "Equipment"), (" ".join(left), " ".join(right)))


def test_title_over_two_lines_is_one_heading() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, 90, ("Vouchers that keep household", "appliances in use"), 22, "Helvetica-Bold")
        write(canvas, top + 20, SENTENCES * 3)

    document = read(pdf(draw), language="en")
    assert contents(document, BlockKind.HEADING) == ["Vouchers that keep household appliances in use"]
