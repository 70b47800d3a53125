"""Slides: titles in text boxes, columns, groups, charts and diagrams, marks beside numbers."""

import io
from typing import Any

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Pt

from corpus import read
from models import BlockKind, Document, Merged

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


class Deck:
    """A presentation with one blank slide."""

    def __init__(self) -> None:
        self.file = pptx.Presentation()
        self.slide: Any = self.file.slides.add_slide(self.file.slide_layouts[6])

    def box(self, text: str, left: int, top: int, *, size: int = 14, width: int = 200) -> None:
        frame = self.slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(40)).text_frame
        frame.text = text
        for paragraph in frame.paragraphs:
            paragraph.runs[0].font.size = Pt(size)

    def runs(self, xml: str) -> None:
        """A text box with these runs."""
        frame = self.slide.shapes.add_textbox(Pt(50), Pt(300), Pt(300), Pt(40)).text_frame
        paragraph = frame.paragraphs[0]._p
        for element in etree.fromstring(f"<p xmlns:a='{_A}'>{xml}</p>"):
            paragraph.append(parse_xml(etree.tostring(element)))

    def read(self) -> Document:
        buffer = io.BytesIO()
        self.file.save(buffer)
        return read(buffer.getvalue(), name="deck.pptx", language="en")


def shape(document: Document) -> list[tuple[BlockKind, int | None, str]]:
    return [(block.kind, block.level, block.content.of(document.text)) for block in document.blocks]


def texts(document: Document) -> list[str]:
    return [text for _, _, text in shape(document)]


def test_title_in_a_text_box_and_columns_of_boxes() -> None:
    deck = Deck()
    for text, left, top in (
        ("Left one", 36, 108),
        ("Right one", 374, 112),
        ("Left two", 36, 180),
        ("Right two", 374, 184),
    ):
        deck.box(text, left, top)
    deck.box("What the offices do", 36, 20, size=32, width=600)
    assert shape(deck.read()) == [
        (BlockKind.HEADING, 1, "What the offices do"),
        *((BlockKind.PARAGRAPH, None, text) for text in ("Left one", "Left two", "Right one", "Right two")),
    ]


def test_rows_of_boxes_where_rows_stand_further_apart() -> None:
    deck = Deck()
    for text, left, top in (("1a", 36, 100), ("1b", 250, 100), ("2a", 36, 300), ("2b", 250, 300)):
        deck.box(text, left, top)
    assert texts(deck.read()) == ["1a", "1b", "2a", "2b"]


@pytest.mark.parametrize(
    ("text", "top", "size"),
    [("412", 20, 60), ("A quotation at the bottom", 400, 32), ("As large as the rest", 20, 14)],
)
def test_large_numbers_and_what_stands_low_or_small_is_no_title(text: str, top: int, size: int) -> None:
    deck = Deck()
    deck.slide = deck.file.slides.add_slide(deck.file.slide_layouts[6])
    deck.box(text, 36, top, size=size)
    for place in (150, 220):
        deck.box("Homes were accompanied.", 36, place)
    assert BlockKind.HEADING not in [kind for kind, _, _ in shape(deck.read())]


def test_label_in_bold_type_over_its_text_is_a_heading() -> None:
    deck = Deck()
    deck.box("Resources needed\nFour posts and a car.", 36, 200)
    deck.slide.shapes[0].text_frame.paragraphs[0].runs[0].font.bold = True
    assert shape(deck.read()) == [
        (BlockKind.HEADING, 2, "Resources needed"),
        (BlockKind.PARAGRAPH, None, "Four posts and a car."),
    ]


def test_group_is_read_together_and_its_parts_have_places_on_the_slide() -> None:
    deck = Deck()
    deck.box("Before", 36, 100)
    group = deck.slide.shapes.add_group_shape()
    for text, top in (("Second", 300), ("First", 200)):
        group.shapes.add_textbox(Pt(400), Pt(top), Pt(100), Pt(40)).text_frame.text = text
    group.left, group.top, group.width, group.height = Pt(300), Pt(100), Pt(50), Pt(70)
    document = deck.read()
    assert texts(document) == ["Before", "First", "Second"]
    assert [(b.boxes[0].x0, b.boxes[0].top) for b in document.blocks[1:]] == [(300, 100), (300, 150)]


def run(text: str, properties: str = "") -> str:
    return f"<a:r><a:rPr {properties}</a:rPr><a:t>{text}</a:t></a:r>" if properties else f"<a:r><a:t>{text}</a:t></a:r>"


def test_raised_digits_and_signs_of_symbol_fonts() -> None:
    deck = Deck()
    arrow = run("\u00e0", '><a:sym typeface="Wingdings"/>')
    at_least = run("\uf0b3", '><a:latin typeface="Symbol"/>')
    deck.runs(run("412") + run("3", 'baseline="30000">') + run(" homes ") + arrow + run(" saved ") + at_least)
    assert texts(deck.read()) == ["412³ homes → saved ≥"]


def test_box_with_a_formula_that_only_new_programs_show() -> None:
    deck = Deck()
    deck.runs(run("Since ") + "<a:r><a:t>E</a:t></a:r>")
    box = deck.slide.shapes[0]._element
    math = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
    power = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    box.find(f".//{{{_A}}}p").append(
        etree.fromstring(
            f"<a14:m xmlns:a14='http://schemas.microsoft.com/office/drawing/2010/main' {math}>{power}</a14:m>"
        )
    )
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    twice = etree.fromstring(f"<mc:AlternateContent xmlns:mc='{mc}'><mc:Choice/><mc:Fallback/></mc:AlternateContent>")
    box.addprevious(twice)
    twice[0].append(box)
    assert texts(deck.read()) == ["Since E10⁶"]


def test_merged_cells_of_a_table_stand_once() -> None:
    deck = Deck()
    table = deck.slide.shapes.add_table(3, 3, Pt(50), Pt(200), Pt(300), Pt(60)).table
    cells = (("Office", "2021", ""), ("", "Budget", "Homes"), ("Lindhaven", "346.000", "412"))
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    (block,) = deck.read().blocks
    assert (block.rows, block.merged) == (cells, (Merged(0, 0, 2, 1), Merged(0, 1, 1, 2)))
    assert block.header_rows == 2


def test_chart_is_its_title_and_a_table_of_its_values() -> None:
    deck = Deck()
    chart_data: Any = CategoryChartData  # without types
    data = chart_data(number_format="0%")
    data.categories = ["2021", "2022"]
    data.add_series("Public share", (0.62, 0.07))
    data.add_series("Homes", (310, 412.5), number_format="#,##0.0")
    chart = deck.slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Pt(50), Pt(50), Pt(300), Pt(200), data).chart
    chart.chart_title.text_frame.text = "Homes accompanied per year"
    caption, table = deck.read().blocks
    assert caption.kind is BlockKind.CAPTION
    assert table.rows == (("", "Public share", "Homes"), ("2021", "62%", "310"), ("2022", "7%", "412.5"))
    assert (table.header_rows, table.boxes[0].page_no) == (1, 1)


def test_diagram_is_a_list_in_the_order_of_its_tree() -> None:
    deck = Deck()
    points = "".join(
        f"<dgm:pt modelId='{name}' type='{kind}'><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for name, kind, text in (
            ("0", "doc", ""),
            ("2", "node", "Then loans"),
            ("1", "node", "First advice"),
            ("3", "node", "at home"),
            ("4", "pres", "First advice"),
        )
    )
    links = "".join(
        f"<dgm:cxn modelId='c{child}' srcId='{parent}' destId='{child}' srcOrd='{order}'/>"
        for parent, child, order in (("0", "2", 1), ("0", "1", 0), ("1", "3", 0))
    )
    model = f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst>"
    blob = f"<dgm:dataModel xmlns:dgm='{_DGM}' xmlns:a='{_A}'>{model}</dgm:dataModel>"
    name = PackURI("/ppt/diagrams/data1.xml")
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(name, kind, deck.slide.part.package, blob.encode())
    data = deck.slide.part.relate_to(part, f"{_R}/diagramData")
    table = deck.slide.shapes.add_table(1, 1, Pt(50), Pt(50), Pt(300), Pt(200))._element
    graphic = table.find(f".//{{{_A}}}graphicData")
    graphic.set("uri", _DGM)
    graphic.remove(graphic[0])
    graphic.append(etree.fromstring(f"<dgm:relIds xmlns:dgm='{_DGM}' xmlns:r='{_R}' r:dm='{data}'/>"))
    assert shape(deck.read()) == [
        (BlockKind.LIST_ITEM, 1, "First advice"),
        (BlockKind.LIST_ITEM, 2, "at home"),
        (BlockKind.LIST_ITEM, 1, "Then loans"),
    ]


def test_hidden_shapes_are_not_read() -> None:
    deck = Deck()
    deck.box("Shown.", 36, 100)
    deck.box("Hidden.", 36, 200)
    deck.slide.shapes[1]._element.nvSpPr.cNvPr.set("hidden", "1")
    assert texts(deck.read()) == ["Shown."]


def test_slide_taken_apart_into_words_is_read_row_by_row() -> None:
    deck = Deck()
    for row in range(300):
        for column, word in enumerate(("left", "right")):
            deck.box(f"{word} {row}", 36 + 300 * column, 20 * row)
    assert texts(deck.read())[:4] == ["left 0", "right 0", "left 1", "right 1"]
