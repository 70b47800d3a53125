"""Text in charts is kept, but is no heading, paragraph or table of the document."""

import io
from collections.abc import Callable

from reportlab.graphics import renderPDF
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.piecharts import Pie
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph, Table

from corpus import read
from models import BlockKind, Document

BODY = getSampleStyleSheet()["BodyText"]
TEXT = "The agency of the region brings small firms together and helps them to find partners. " * 4


def page(draw: Callable[[Canvas], None]) -> Document:
    """A page with text above and below, a drawing between, and a caption under it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    Frame(50, 560, 495, 230).addFromList([Paragraph(TEXT, BODY), Paragraph(TEXT, BODY)], canvas)
    draw(canvas)
    canvas.drawString(90, 278, "Figure 1: Firms in the groups, by year")
    Frame(50, 60, 495, 200).addFromList([Paragraph(TEXT, BODY)], canvas)
    canvas.save()
    return read(buffer.getvalue(), language="en")


def kinds(document: Document) -> list[str]:
    return [block.kind.value for block in document.blocks]


def bars(canvas: Canvas) -> None:
    drawing = Drawing(400, 220)
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 40, 30, 330, 150
    chart.data = [(13, 25, 41, 58, 80), (3, 8, 20, 31, 44)]
    chart.categoryAxis.categoryNames = ["2013", "2014", "2015", "2016", "2017"]
    chart.barLabelFormat = "%d"
    drawing.add(chart)
    drawing.add(String(140, 170, "Firms in groups", fontSize=11, fontName="Helvetica-Bold"))
    renderPDF.draw(drawing, canvas, 80, 300)


def pie(canvas: Canvas) -> None:
    drawing = Drawing(400, 220)
    chart = Pie()
    chart.x, chart.y, chart.width, chart.height = 120, 30, 150, 150
    chart.data = [10, 20, 30, 25, 15]
    chart.labels = ["10%", "20%", "30%", "25%", "15%"]
    drawing.add(chart)
    renderPDF.draw(drawing, canvas, 80, 300)


def striped(canvas: Canvas) -> None:
    rows = [["Town", "Firms", "Jobs"], *([f"Town {n}", str(30 + n), str(5 * n)] for n in range(1, 8))]
    table = Table(rows, colWidths=120, style=[("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.lightgrey, colors.white])])
    table.wrapOn(canvas, 400, 300)
    table.drawOn(canvas, 80, 330)


def diagram(canvas: Canvas) -> None:
    for index, words in enumerate(("Find firms", "Bring them together", "Pay one person", "Let them go on")):
        canvas.rect(60 + 122 * index, 400, 112, 60)
        canvas.drawString(66 + 122 * index, 425, words)


def test_text_of_a_chart_is_one_picture_over_its_caption() -> None:
    document = page(bars)
    assert kinds(document) == ["paragraph", "paragraph", "picture", "caption", "paragraph"]
    labels = document.blocks[2].content.of(document.text).split()
    assert {"Firms", "in", "groups", "2013", "2017", "80", "44"} <= set(labels)
    assert document.blocks[2] not in document.body()


def test_labels_of_a_pie_are_a_picture() -> None:
    assert kinds(page(pie)) == ["paragraph", "paragraph", "picture", "caption", "paragraph"]


def test_table_with_coloured_rows_is_no_chart() -> None:
    document = page(striped)
    (table,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert table.rows[3] == ("Town 3", "33", "15")
    assert "picture" not in kinds(document)


def test_words_in_a_diagram_are_text_to_be_read() -> None:
    document = page(diagram)
    assert "picture" not in kinds(document)
    assert "Bring them together" in " ".join(document.text.split())
