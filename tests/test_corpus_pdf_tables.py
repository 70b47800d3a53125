"""Tables of PDFs as grids: merged cells, heads over several rows, wrapped cells, tables over pages."""

import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from corpus import read
from models import Block, BlockKind, Document, Grid

STYLE = getSampleStyleSheet()["BodyText"]
LEAD = "The agency counted the firms of each town twice a year and published what it found in June."


def story(*flowables: Flowable) -> Document:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, invariant=1).build([Paragraph(LEAD, STYLE), Spacer(1, 12), *flowables])
    return read(buffer.getvalue(), language="en")


def tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE]


def heads(document: Document, value: str) -> tuple[list[str], list[str]]:
    """Texts over and beside the cell that holds `value`."""
    (block,) = tables(document)
    grid = Grid(block, document.text)
    cell = grid.at(document.text.index(value, block.span.start))
    assert cell is not None
    over, beside = grid.column_heads(cell), grid.row_heads(cell)
    return [c.span.of(document.text) for c in over], [c.span.of(document.text) for c in beside]


def ruled(rows: list[list[str]], *style: tuple[object, ...], repeat: int = 0) -> Table:
    return Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), *style], repeatRows=repeat)


def test_drawn_table_with_merged_cells() -> None:
    document = story(
        ruled(
            [
                ["Area", "Town", "Firms", "", "Jobs"],
                ["", "", "Target", "Achieved", ""],
                ["North", "Tartu", "30", "34", "14"],
                ["", "Narva", "21", "12", "9"],
            ],
            *[("SPAN", (column, 0), (column, 1)) for column in (0, 1, 4)],
            ("SPAN", (2, 0), (3, 0)),
            ("SPAN", (0, 2), (0, 3)),
        )
    )
    (block,) = tables(document)
    assert (block.header_rows, block.header_columns) == (2, 2)
    assert block.rows[0] == ("Area", "Town", "Firms", "", "Jobs")
    assert heads(document, "12") == (["Achieved", "Firms"], ["Narva", "North"])
    assert heads(document, "9") == (["Jobs"], ["Narva", "North"])


def test_wrapped_cell_of_a_drawn_table_is_one_cell_with_its_words_whole() -> None:
    long = Paragraph("Support for the purchase of shared measuring instru-<br/>ments and training of staff", STYLE)
    document = story(ruled([["Measure", "Cost (EUR)"], [long, "120.000"]]))
    (block,) = tables(document)
    assert block.rows[1] == (
        "Support for the purchase of shared measuring instruments and training of staff",
        "120.000",
    )
    assert heads(document, "120.000")[0] == ["Cost (EUR)"]


def test_heading_over_two_columns_without_any_lines() -> None:
    rows = [
        ["", "Number of firms helped", "", "Jobs"],
        ["Town", "Target", "Achieved", "created"],
        ["Tartu", "30", "34", "14"],
        ["Narva", "21", "12", "9"],
        ["Võru", "11", "8", "3"],
    ]
    document = story(
        Table(rows, colWidths=[90, 70, 70, 90], style=[("SPAN", (1, 0), (2, 0)), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    )
    (block,) = tables(document)
    assert block.rows[-1] == ("Võru", "11", "8", "3")
    assert heads(document, "12") == (["Achieved", "Number of firms helped"], ["Narva"])
    assert heads(document, "21") == (["Target", "Number of firms helped"], ["Narva"])


def test_table_over_two_pages_is_one_with_its_head_once() -> None:
    rows = [["Town", "Firms", "Jobs"], *([f"Town number {n}", str(100 + n), str(10 * n)] for n in range(1, 61))]
    document = story(ruled(rows, repeat=1))
    (block,) = tables(document)
    assert [box.page_no for box in block.boxes] == [1, 2]
    assert block.rows == tuple(map(tuple, rows))
    assert heads(document, "159") == (["Firms"], ["Town number 59"])


def test_two_tables_of_different_columns_on_following_pages_stay_two() -> None:
    first = [["Town", "Firms"], *([f"Town number {n}", str(n)] for n in range(1, 37))]
    second = [["Year", "Budget", "Spent"], *([str(2000 + n), str(n * 7), str(n * 6)] for n in range(1, 12))]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for rows in (first, second):
        table = ruled(rows)
        _, height = table.wrapOn(canvas, 400, 700)
        table.drawOn(canvas, 70, 770 - height)
        canvas.showPage()
    canvas.save()
    found = tables(read(buffer.getvalue(), language="en"))
    assert [block.rows[0] for block in found] == [("Town", "Firms"), ("Year", "Budget", "Spent")]
