"""Headings of a PDF as in manuals and reports: chapters, numbering, contents, running lines."""

from drawing import HEIGHT, WIDTH, Draw, pdf, write
from reportlab.pdfgen.canvas import Canvas

from corpus import read
from models import BlockKind, Document

BOLD = "Helvetica-Bold"
BODY = (
    "The agency of the region brings small firms together and helps them to find",
    "partners in other countries. Each group has a lead firm and meets every month.",
    "In the second year the groups opened a shared office, which they pay for.",
)


def texts(document: Document, *kinds: BlockKind) -> list[str]:
    return [b.content.of(document.text) for b in document.blocks if b.kind in kinds]


def headings(document: Document) -> list[tuple[int | None, str]]:
    return [(b.level, b.content.of(document.text)) for b in document.blocks if b.kind is BlockKind.HEADING]


def contents_page(canvas: Canvas) -> None:
    write(canvas, 80, ("Contents",), 24, BOLD)
    top = 130.0
    for chapter in (1, 2):
        canvas.setFont(BOLD, 10)
        canvas.drawString(70, HEIGHT - top, f"{chapter} Chapter of the groups")
        canvas.drawRightString(520, HEIGHT - top, str(2 + chapter))
        for part in (1, 2):
            top += 13
            canvas.setFont("Helvetica", 10)
            canvas.drawString(85, HEIGHT - top, f"{chapter}.{part} Firms and offices" + " ." * 50)
            canvas.drawRightString(520, HEIGHT - top, str(2 + chapter))
        top += 20


def chapter_page(number: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        top = write(canvas, 120, (f"Chapter {number}",), 20, BOLD)
        top = write(canvas, top + 18, ("Firms that work together",), 24, BOLD)
        for part in ("Who they are", "starting alone"):
            top = write(canvas, top + 20, (f"{number}.{1 + (part[0] == 's')} {part}",), 14, BOLD)
            top = write(canvas, top + 8, BODY)
        top = write(canvas, top + 16, ("1. Ask the bank",))
        write(canvas, top + 16, BODY)
        canvas.setFont(BOLD, 10)
        canvas.drawString(70, 40, f"{number}.2. Starting alone")
        canvas.drawRightString(520, 40, str(number + 2))

    return draw


def test_chapters_of_a_manual_stand_above_their_numbered_parts() -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, 250, ("Joint export groups",), 22, BOLD)
        write(canvas, 300, ("A handbook for agencies",), 16, BOLD)

    document = read(pdf(cover, contents_page, *(chapter_page(number) for number in (1, 2, 3))))
    assert headings(document)[0] == (1, "Joint export groups")
    assert headings(document)[2:] == [
        heading
        for number in (1, 2, 3)
        for heading in (
            (1, f"Chapter {number} Firms that work together"),
            (2, f"{number}.1 Who they are"),
            (2, f"{number}.2 starting alone"),
        )
    ]
    assert texts(document, BlockKind.FOOTER) == [f"{n}.2. Starting alone {n + 2}" for n in (1, 2, 3)]


def test_entries_without_leaders_beside_those_with_are_contents() -> None:
    document = read(pdf(contents_page, *(chapter_page(number) for number in (1, 2, 3))))
    entries = texts(document, BlockKind.CONTENTS)
    assert entries[:2] == ["Contents", "1 Chapter of the groups 3"]
    assert len(entries) == 7
    assert not texts(document, BlockKind.TABLE)


def test_subtitles_of_a_cover_lower_no_chapter() -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, 250, ("Joint export groups",), 28, BOLD)
        write(canvas, 320, ("A report for agencies",), 20, BOLD)
        write(canvas, 360, ("Second edition with examples",), 16, BOLD)

    def page(canvas: Canvas) -> None:
        top = write(canvas, 90, ("1. Background",), 13, BOLD)
        top = write(canvas, top + 8, BODY)
        top = write(canvas, top + 18, ("1.1 Firms",), 11, BOLD)
        write(canvas, top + 8, BODY)

    found = headings(read(pdf(cover, page)))
    assert found[0] == (1, "Joint export groups")
    assert found[-2:] == [(2, "1. Background"), (3, "1.1 Firms")]


def test_of_one_size_the_look_that_comes_first_stands_higher() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(BOLD, 12)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 80, "TITLE OF THE REPORT")
        top = 110.0
        for chapter in ("Background", "Results"):
            top = write(canvas, top + 16, (chapter,), 12, BOLD)
            top = write(canvas, top + 8, BODY)
            for part in ("Who took part", "Who paid"):
                top = write(canvas, top + 16, (part,), 12, "Helvetica-BoldOblique")
                top = write(canvas, top + 8, BODY)

    parts = [(3, "Who took part"), (3, "Who paid")]
    assert headings(read(pdf(draw))) == [
        (1, "TITLE OF THE REPORT"),
        (2, "Background"),
        *parts,
        (2, "Results"),
        *parts,
    ]


def test_a_numbered_item_apart_from_its_list_is_no_heading() -> None:
    def draw(canvas: Canvas) -> None:
        top = 90.0
        for number, chapter in enumerate(("Background", "Results"), 1):
            top = write(canvas, top + 16, (f"{number}. {chapter}",), 13, BOLD)
            top = write(canvas, top + 8, BODY)
        top = write(canvas, top + 16, ("3. The bank grants a loan together",))
        write(canvas, top + 16, BODY)

    assert headings(read(pdf(draw))) == [(1, "1. Background"), (1, "2. Results")]


def test_the_date_on_a_cover_is_no_footer() -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, 250, ("Joint export groups",), 28, BOLD)
        write(canvas, 320, ("Final report of the partners",), 12)
        write(canvas, 790, ("Lindhaven, May 2023",), 10)

    def page(canvas: Canvas) -> None:
        write(canvas, 90, BODY)

    document = read(pdf(cover, page))
    assert not texts(document, BlockKind.FOOTER)
    assert "Lindhaven, May 2023" in texts(document, BlockKind.PARAGRAPH)


def test_headers_that_change_with_the_sections_are_running_lines() -> None:
    names = ("Firms of the region", "Offices abroad", "Banks and loans", "Fairs and visits", "Lessons", "Outlook")

    def page(name: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, 40, (name,))
            for column in (70, 320):
                top = 90.0
                for _ in range(4):
                    top = write(canvas, top + 10, tuple(line[:36] for line in BODY), x=column)

        return draw

    document = read(pdf(*(page(name) for name in names)))
    assert texts(document, BlockKind.HEADER) == list(names)
    assert not headings(document)
