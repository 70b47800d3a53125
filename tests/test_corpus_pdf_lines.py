"""Words, lines and paragraphs of a PDF where type or place could mix them up."""

import re

from drawing import HEIGHT, pdf, write
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from corpus.pdf.glyphs import Word
from corpus.pdf.layout import lines_of
from corpus.pdf.spacing import leftwards
from models import BlockKind, Document


def texts(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [b.content.of(document.text) for b in document.blocks if kind is None or b.kind is kind]


def coded(content: str, *letters: str) -> bytes:
    """A page whose codes 01, 02 and so on stand for the letters."""
    pairs = "\n".join(f"<{n:02x}> <{c.encode('utf-16-be').hex()}>" for n, c in enumerate(letters, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange {len(letters)} beginbfchar\n{pairs}\nendbfchar endcmap"
    )
    widths = " ".join(["500"] * 255)
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /FirstChar 1 /LastChar 255"
        f" /Widths [{widths}] /ToUnicode 6 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    )
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R /Size 7 >>\n%%EOF".encode("latin-1")


def test_a_character_beyond_the_first_65536_is_one() -> None:
    document = read(coded("BT /F 12 Tf 50 400 Td <010203> Tj ET", "𝐸", "=", "𝑚"))
    assert document.text == "𝐸=𝑚"


def test_a_soft_hyphen_shows_at_the_line_end_only() -> None:
    document = read(coded("BT /F 12 Tf 50 400 Td <0105020503> Tj ET", "a", "b", "c", "d", "\u00ad"))
    assert document.text == "abc"


def test_lines_from_right_to_left() -> None:
    assert leftwards("2022 הגד אב") == "אב הגד 2022"
    assert leftwards("The word אב in a line") == "The word אב in a line"


def test_a_drop_capital_begins_the_first_line_beside_it() -> None:
    lines = (
        "n the district owners used to receive advice that did not agree, and",
        "most of them gave up. Since the office opened they are accompanied",
        "from the first question to the last invoice, and few give up now.",
    )

    def draw(canvas: Canvas) -> None:
        write(canvas, 122, ("I",), 32)
        write(canvas, 100, lines, x=82)
        write(canvas, 139, ("The office is paid by the district and by the region in equal parts.",))

    (text,) = texts(read(pdf(draw)))
    assert text.startswith("In the district owners used")
    assert text.endswith("few give up now. The office is paid by the district and by the region in equal parts.")


def test_two_words_in_the_same_place_are_on_two_lines() -> None:
    def word(text: str, x0: float, top: float, height: float) -> Word:
        return Word(text, x0, top, x0 + 60, top + height, height / 1.15, bold=False)

    lines = lines_of([word("first", 300, 100, 10), word("Note", 70, 103, 16), word("second", 300, 112, 10)])
    assert sorted(line.text for line in lines) == ["Note first", "second"]


def test_letters_set_wide_apart_are_words() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        x = 70.0
        for letter in "BACKGROUND AND CONTEXT":
            canvas.drawString(x, HEIGHT - 100, letter.strip())
            x += canvas.stringWidth(letter) + 1.7
        write(canvas, 130, ("The grades are A B C D and E, from the best to the last one.",))

    assert texts(read(pdf(draw))) == [
        "BACKGROUND AND CONTEXT",
        "The grades are A B C D and E, from the best to the last one.",
    ]


def test_a_space_in_the_file_parts_words_that_nearly_touch() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(70, HEIGHT - 100)
        line.setFont("Helvetica-Oblique", 10)
        line.setWordSpace(-2.0)
        line.textOut("Budget of four offices in the year 2022")
        canvas.drawText(line)

    assert texts(read(pdf(draw))) == ["Budget of four offices in the year 2022"]


def test_turned_text_is_read_in_its_own_direction() -> None:
    def draw(canvas: Canvas) -> None:
        for index in range(6):
            write(
                canvas, 100 + 14 * index, ("The office accompanies owners from the first question to the last.",), x=120
            )
        for angle, x, y in ((90, 60, 300), (270, 540, 700), (180, 500, 200)):
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(angle)
            canvas.drawString(0, 0, "Good practices")
            canvas.drawString(0, -14, f"from {angle} regions")
            canvas.restoreState()

    assert texts(read(pdf(draw)))[1:] == [f"Good practices from {angle} regions" for angle in (270, 180, 90)]


def test_a_title_is_not_cut_at_the_gutter_of_the_columns_below() -> None:
    def draw(canvas: Canvas) -> None:
        line = "A short column of text, set in"
        column = canvas.stringWidth(line, "Helvetica", 10)
        before = canvas.stringWidth("Offices", "Helvetica-Bold", 30)
        # The space after the first word stands over the gutter.
        write(canvas, 90, ("Offices for all owners",), 30, "Helvetica-Bold", x=70 + column - before)
        for x in (70, 70 + column + 9):
            write(canvas, 140, (line,) * 12, 10, x=x)

    (title,) = texts(read(pdf(draw)), BlockKind.HEADING)
    assert title == "Offices for all owners"


def test_a_sentence_about_a_table_is_no_caption() -> None:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, 90, ("Table 1: Offices and budgets",))
        top = write(canvas, top + 20, ("Table 1 shows the yearly budget of four offices. The", "shares differ widely."))
        write(canvas, top + 20, ("The budgets of the offices and their shares in them are in", "Table 2. It is long."))

    document = read(pdf(draw))
    assert texts(document, BlockKind.CAPTION) == ["Table 1: Offices and budgets"]
    assert len(document.blocks) == 3


def test_the_hyphen_stays_where_another_word_has_the_same_end() -> None:
    def draw(canvas: Canvas) -> None:
        write(
            canvas,
            90,
            (
                "Le conseiller indépendant rencontre les familles. Celui-",
                "ci examine le dossier ; celle-ci l’ex-",
                "plique.",
            ),
        )

    assert texts(read(pdf(draw))) == [
        "Le conseiller indépendant rencontre les familles. Celui-ci examine le dossier ; celle-ci l’explique."
    ]


def test_a_paragraph_goes_on_after_a_column_with_a_large_quotation() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 90, ("What the owners say",), 18)
        write(canvas, 130, ("and what came of it",), 18)
        body = ("The bank has lent the office a sum of", "more than it asked for in the years of") * 6
        write(canvas, 180, (*body, "its first call, which amounted to 3,4"))
        write(canvas, 180, ("million euro, and a second call came.", *body), x=320)

    document = read(pdf(draw))
    assert any("3,4 million euro, and a second" in text for text in texts(document))


def test_labels_in_bold_are_headings_before_their_text() -> None:
    def label(canvas: Canvas, top: float, name: str, text: str) -> float:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(70, HEIGHT - top, name)
        x = 70 + canvas.stringWidth(name + " ")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(x, HEIGHT - top, text)
        return write(canvas, top + 13, ("are paid by the district from its own means, and by the region.",)) + 10

    def draw(canvas: Canvas) -> None:
        top = write(canvas, 90, ("A coach for owners",), 16, "Helvetica-Bold") + 10
        top = label(canvas, top, "Resources needed.", "Four posts, a car and a small budget for posters")
        label(canvas, top, "Evidence of success:", "Of the 412 homes 287 were renovated; the coaches")

    document = read(pdf(draw))
    assert texts(document, BlockKind.HEADING) == ["A coach for owners", "Resources needed.", "Evidence of success:"]
    assert [b.level for b in document.blocks if b.kind is BlockKind.HEADING] == [1, 2, 2]
    assert texts(document, BlockKind.PARAGRAPH)[0].startswith("Four posts, a car and a small budget for posters are")


def test_raised_digits_behind_text_never_become_part_of_a_number() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(70, HEIGHT - 100)
        for part, raised in (
            ("The office accompanied 412", False),
            ("3", True),
            (" homes of 40 m", False),
            ("2", True),
            (" in 2022", False),
            ("14", True),
            (".", False),
        ):
            text.setFont("Helvetica", 6 if raised else 10)
            text.setRise(4 if raised else 0)
            text.textOut(part)
        canvas.drawText(text)
        write(canvas, 140, ("3 Without rented homes.",), size=8)

    assert texts(read(pdf(draw), name="a.pdf", language="en")) == [
        "The office accompanied 412³ homes of 40 m² in 2022¹⁴.",
        "3 Without rented homes.",
    ]


def test_upper_part_of_a_fraction_stays_a_digit() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(70, HEIGHT - 100)
        for part, size, rise in (("It took 3 ", 10, 0), ("1", 6, 4), ("/", 10, 0), ("2", 6, -1), (" years.", 10, 0)):
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(part)
        canvas.drawText(text)

    assert texts(read(pdf(draw), name="a.pdf", language="en")) == ["It took 3 1/2 years."]


def test_page_with_an_empty_box_keeps_its_text() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 100, ("The office accompanied 412 homes.",))

    data = pdf(draw)
    emptied = re.sub(rb"/MediaBox \[ [^\]]*\]", lambda m: b"/MediaBox [ 0 0 0 0 ]".ljust(len(m.group())), data)
    assert emptied != data
    assert texts(read(emptied, name="a.pdf", language="en")) == ["The office accompanied 412 homes."]
