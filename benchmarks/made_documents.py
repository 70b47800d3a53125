"""PDF files with known structure, for measuring what collected pages cannot show; made anew at each run."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WORDS = (
    "The agency lends machines to farms that cannot buy them alone and pays half of the costs for two years. "
    "Farms book by telephone and bring the machine back clean on the next morning. Two mechanics look after it "
    "and teach the young people of the valley. The rest of the costs is paid by the farms themselves according to "
    "the hours of use. A board of six members meets each month and decides on new machines. What was learned is "
    "written down for other valleys. "
).split()
WIDTH, HEIGHT = A4


@dataclass(slots=True)
class Made:
    """A made document with what is true of it: headings with level, lines that run over pages, rows of tables."""

    name: str
    data: bytes
    headings: list[tuple[int, str]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Writer:
    """Writes lines down a page and turns it at the end."""

    canvas: Canvas
    left: float = 72
    width: float = 450
    y: float = HEIGHT - 90
    on_page: Callable[[Canvas, int], None] | None = None
    page_no: int = 1

    def line(self, text: str, size: float = 10, bold: bool = False, indent: float = 0, after: float = 4) -> None:
        if self.y < 90:
            self.turn()
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(self.left + indent, self.y, text)
        self.y -= size + after

    def turn(self) -> None:
        self.finish()
        self.page_no += 1
        self.y = HEIGHT - 90

    def finish(self) -> None:
        if self.on_page:
            self.on_page(self.canvas, self.page_no)
        self.canvas.showPage()

    def paragraph(self, start: int, words: int = 60, size: float = 10) -> str:
        chosen = [WORDS[(start + i) % len(WORDS)] for i in range(words)]
        line: list[str] = []
        for word in chosen:
            if self.canvas.stringWidth(" ".join([*line, word]), "Helvetica", size) > self.width:
                self.line(" ".join(line), size)
                line = []
            line.append(word)
        self.line(" ".join(line), size)
        self.y -= 8
        return " ".join(chosen)


#: Size and boldness of three levels, and whether they are numbered.
STYLES = {
    "sizes": (((20, True), (15, True), (12, True)), False),
    "sizes-numbered": (((18, False), (14, False), (11.5, False)), True),
    "bold-numbered": (((10, True), (10, True), (10, True)), True),
    "light": (((22, False), (16, False), (13, False)), False),
    "small-steps": (((14, True), (12, True), (10.5, True)), True),
}
PARTS = ("Machines", "Costs", "People", "Results", "Lessons", "Contracts", "Prices", "Weather", "Neighbours")


def reports() -> list[Made]:
    """Reports with three levels of headings in five styles."""
    return [_report(name, fonts, numbered) for name, (fonts, numbered) in STYLES.items()]


def _report(name: str, fonts: Sequence[tuple[float, bool]], numbered: bool) -> Made:
    buffer = io.BytesIO()
    writer = Writer(Canvas(buffer, pagesize=A4, invariant=True))
    made = Made(name, b"")

    def head(level: int, number: str, title: str) -> None:
        text = f"{number} {title}" if numbered else title
        writer.y -= 10
        if writer.y < 160:
            writer.turn()
        writer.line(text, *fonts[level - 1], after=8)
        made.headings.append((level, text))

    for a in range(3):
        head(1, f"{a + 1}.", f"{PARTS[a]} of the valley")
        writer.paragraph(a * 7)
        for b in range(2):
            head(2, f"{a + 1}.{b + 1}", f"{PARTS[3 + b]} in year {a + 1}")
            writer.paragraph(a * 5 + b * 11)
            for c in range(2):
                head(3, f"{a + 1}.{b + 1}.{c + 1}", f"{PARTS[5 + c + b]} and farm {a + b + c}")
                writer.paragraph(a + b * 13 + c * 17)
    writer.finish()
    writer.canvas.save()
    made.data = buffer.getvalue()
    return made


def running_lines() -> list[Made]:
    """Eight pages with lines that run over them, in four manners."""

    def plain(canvas: Canvas, page_no: int) -> None:
        canvas.drawString(72, HEIGHT - 40, "Lindau Valley Agency - Annual report")
        canvas.drawString(280, 40, f"Page {page_no} of 8")

    def sides(canvas: Canvas, page_no: int) -> None:
        text = "Machines on loan" if page_no % 2 else "Lindau Valley Agency"
        canvas.drawString(72 if page_no % 2 else 380, HEIGHT - 36, text)
        canvas.drawString(500 if page_no % 2 else 72, 36, str(page_no))

    def chapters(canvas: Canvas, page_no: int) -> None:
        canvas.drawString(72, HEIGHT - 40, f"Chapter {1 + page_no // 4}")
        canvas.drawString(400, HEIGHT - 40, "Final report, May 2021")
        canvas.drawString(72, 50, "Co-funded by the European Union")
        canvas.drawString(500, 50, f"- {page_no} -")

    def footer(canvas: Canvas, page_no: int) -> None:
        canvas.drawString(72, 44, f"www.lindau-valley.example | Interreg | {page_no}")

    return [_running(maker.__name__, maker) for maker in (plain, sides, chapters, footer)]


def _running(name: str, maker: Callable[[Canvas, int], None]) -> Made:
    buffer = io.BytesIO()
    made = Made(name, b"")
    canvas = Canvas(buffer, pagesize=A4, invariant=True)

    def on_page(canvas: Canvas, page_no: int) -> None:
        canvas.setFont("Helvetica", 8)
        real = canvas.drawString

        def noted(x: float, y: float, text: str) -> None:
            made.running.add(text)
            real(x, y, text)

        canvas.drawString = noted
        maker(canvas, page_no)
        canvas.drawString = real

    writer = Writer(canvas, on_page=on_page)
    for page in range(8):
        writer.line(f"{PARTS[page]} of the valley", 14, True, after=10)
        for part in range(7):
            writer.paragraph(page * 9 + part * 5)
        if page < 7:
            writer.turn()
    writer.finish()
    canvas.save()
    made.data = buffer.getvalue()
    return made


def without_tables() -> list[Made]:
    """Pages that are easily taken for tables and hold none."""
    makers = (_two_columns, _contents, _addresses, _numbers_in_prose, _side_box, _bars)
    return [_page(maker.__name__.strip("_"), maker) for maker in makers]


def _page(name: str, fill: Callable[[Writer], None]) -> Made:
    buffer = io.BytesIO()
    writer = Writer(Canvas(buffer, pagesize=A4, invariant=True))
    fill(writer)
    writer.finish()
    writer.canvas.save()
    return Made(name, buffer.getvalue())


def _two_columns(writer: Writer) -> None:
    for column in range(2):
        writer.left, writer.width, writer.y = 60 + column * 250, 220, HEIGHT - 90
        for part in range(6):
            writer.paragraph(part * 7 + column * 3)


def _contents(writer: Writer) -> None:
    writer.line("Contents", 16, True, after=10)
    for index, part in enumerate(PARTS):
        writer.canvas.drawRightString(520, writer.y, str(3 + index * 4))
        writer.line(f"{index + 1}. {part} of the valley {'.' * 60}")


def _addresses(writer: Writer) -> None:
    for column, name in enumerate(("Agency of Lindau Valley", "School of Farming", "Chamber of Crafts")):
        writer.left, writer.y = 60 + column * 170, HEIGHT - 200
        for line in (name, "12 Harbour Road", "6900 Lindau", "Austria"):
            writer.line(line)


def _numbers_in_prose(writer: Writer) -> None:
    for year in range(2010, 2020):
        writer.line(f"{year}   In this year {year - 1990} farms took part and paid EUR {year - 1000},00 in all.")
        writer.paragraph(year, 30)


def _side_box(writer: Writer) -> None:
    writer.canvas.rect(380, 500, 160, 200)
    writer.width = 280
    for part in range(5):
        writer.paragraph(part * 7)
    writer.left, writer.width, writer.y = 390, 140, 680
    writer.line("In short", 11, True)
    writer.paragraph(3, 40, 9)


def _bars(writer: Writer) -> None:
    writer.paragraph(3)
    for index, value in enumerate((40, 80, 120, 60)):
        x = 100 + index * 80
        writer.canvas.rect(x, 400, 40, value, fill=1)
        writer.canvas.drawString(x + 5, 405 + value, str(value))
        writer.canvas.drawString(x, 385, str(2018 + index))
    writer.y = 340
    writer.paragraph(9)


def with_tables() -> list[Made]:
    """One table on each page: ruled, under lines only, and by white space alone."""
    return [_table(name) for name in ("ruled", "lines", "bare", "wrapped")]


def _table(kind: str) -> Made:
    rows: list[tuple[str, ...]] = [("Region", "Farms", "Budget (EUR)", "Since")]
    rows += [(f"{PARTS[i]} valley", str(40 + 13 * i), f"{12 + i}.500", str(2011 + i)) for i in range(6)]
    if kind == "wrapped":
        rows[3] = ("Results valley with the lake", *rows[3][1:])
    buffer = io.BytesIO()
    writer = Writer(Canvas(buffer, pagesize=A4, invariant=True))
    writer.paragraph(2)
    edges, top, height = (72, 200, 290, 400, 480), writer.y, 30 if kind == "wrapped" else 20
    for index, row in enumerate(rows):
        y = top - index * height
        writer.canvas.setFont("Helvetica-Bold" if index == 0 else "Helvetica", 10)
        for x, text in zip(edges, row, strict=False):
            words = text.split()
            cut = 3 if kind == "wrapped" and len(words) > 3 else len(words)
            writer.canvas.drawString(x + 4, y - 13, " ".join(words[:cut]))
            writer.canvas.drawString(x + 4, y - 25, " ".join(words[cut:]))
        if kind in ("ruled", "wrapped") or (kind == "lines" and index < 2):
            writer.canvas.line(edges[0], y, edges[-1], y)
    bottom = top - len(rows) * height
    if kind != "bare":
        writer.canvas.line(edges[0], bottom, edges[-1], bottom)
    if kind in ("ruled", "wrapped"):
        for x in edges:
            writer.canvas.line(x, top, x, bottom)
    writer.y = bottom - 30
    writer.paragraph(11)
    writer.finish()
    writer.canvas.save()
    return Made(kind, buffer.getvalue(), rows=rows)


def long_report(pages: int) -> bytes:
    """A report of that many pages, as `reports` write them, with running lines."""
    buffer = io.BytesIO()

    def on_page(canvas: Canvas, page_no: int) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, HEIGHT - 40, "Lindau Valley Agency - Annual report")
        canvas.drawString(500, 40, str(page_no))

    writer = Writer(Canvas(buffer, pagesize=A4, invariant=True), on_page=on_page)
    while writer.page_no <= pages:
        writer.line(f"{writer.page_no} {PARTS[writer.page_no % 9]} of the valley", 14, True, after=10)
        for part in range(6):
            writer.paragraph(writer.page_no * 9 + part * 5)
        writer.turn()
    writer.canvas.save()
    return buffer.getvalue()
