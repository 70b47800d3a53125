"""PowerPoint, OpenDocument, spreadsheets, messages, and the parts of Word files beyond paragraphs."""

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pptx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from corpus import read
from models import BlockKind, Document, DocumentError, Reason

LONG = "The agency pays half of the costs of each group for two years, after which the firms pay themselves. " * 2


def shape(document: Document) -> list[tuple[BlockKind, int | None, str]]:
    return [(block.kind, block.level, block.content.of(document.text)) for block in document.blocks]


def deck() -> bytes:
    slides = pptx.Presentation()
    cover = slides.slides.add_slide(slides.slide_layouts[0])
    cover.shapes.title.text = "Clusters that last"
    cover.placeholders[1].text = "A report of three regions"
    body = slides.slides.add_slide(slides.slide_layouts[1])
    body.shapes.title.text = "Who pays"
    frame = body.placeholders[1].text_frame
    frame.text = "firms"
    inner = frame.add_paragraph()
    inner.text, inner.level = "small ones", 1
    table = body.shapes.add_table(2, 2, Pt(50), Pt(400), Pt(300), Pt(60)).table
    for index, cell in enumerate(("Region", "Firms", "North", "40")):
        table.cell(index // 2, index % 2).text = cell
    box = body.shapes.add_textbox(Pt(50), Pt(300), Pt(300), Pt(40))
    box.text_frame.text = "Seen from the left."
    body.notes_slide.notes_text_frame.text = "Say it slowly."
    buffer = io.BytesIO()
    slides.save(buffer)
    return buffer.getvalue()


def test_slides_are_pages_with_titles_as_headings() -> None:
    document = read(deck(), name="deck.pptx", language="en")
    assert shape(document) == [
        (BlockKind.HEADING, 1, "Clusters that last"),
        (BlockKind.PARAGRAPH, None, "A report of three regions"),
        (BlockKind.HEADING, 2, "Who pays"),
        (BlockKind.LIST_ITEM, 1, "firms"),
        (BlockKind.LIST_ITEM, 2, "small ones"),
        (BlockKind.PARAGRAPH, None, "Seen from the left."),
        (BlockKind.TABLE, None, "Region\tFirms\nNorth\t40"),
        (BlockKind.PARAGRAPH, None, "Say it slowly."),
    ]
    assert (document.title, len(document.pages), document.pages[1].width) == ("Clusters that last", 2, 720.0)
    (box,) = document.blocks[5].boxes
    assert (box.page_no, box.x0, box.top, box.x1) == (2, 50, 300, 350)


OPEN_DOCUMENT = {
    "office": "office",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "presentation": "presentation",
    "svg": "svg-compatible",
}


def odt(body: str, meta: str = "", kind: str = "text") -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in OPEN_DOCUMENT.items()
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
        )
        if meta:
            archive.writestr(
                "meta.xml", f'<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{meta}</dc:title></m>'
            )
    return buffer.getvalue()


def test_a_chart_on_a_slide_is_its_figures() -> None:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = "Farms"
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2019", "2020"]
    data.add_series("Farms", (120, None))  # type: ignore[no-untyped-call]
    data.add_series("Share", (0.5, 0.75))  # type: ignore[no-untyped-call]
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Pt(50), Pt(200), Pt(300), Pt(200), data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Farms that take part"
    buffer = io.BytesIO()
    slides.save(buffer)
    assert shape(read(buffer.getvalue(), name="deck.pptx", language="en")) == [
        (BlockKind.HEADING, 1, "Farms"),
        (BlockKind.CAPTION, None, "Farms that take part"),
        (BlockKind.TABLE, None, "Farms\tShare\n2019\t120\t0.5\n2020\t\t0.75"),
    ]


def test_groups_on_a_slide_are_read_where_they_stand() -> None:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = "Farms"
    slide.shapes.add_textbox(Pt(50), Pt(300), Pt(100), Pt(40)).text_frame.text = "Below."
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Pt(0), Pt(900), Pt(100), Pt(40)).text_frame.text = "Left."
    group.shapes.add_textbox(Pt(200), Pt(900), Pt(100), Pt(40)).text_frame.text = "Right."
    group.left, group.top, group.width, group.height = Pt(50), Pt(150), Pt(150), Pt(20)
    buffer = io.BytesIO()
    slides.save(buffer)
    document = read(buffer.getvalue(), name="deck.pptx", language="en")
    assert [text for _, _, text in shape(document)] == ["Farms", "Left.", "Right.", "Below."]
    (box,) = document.blocks[2].boxes
    assert (box.x0, box.top, box.x1, box.bottom) == (150, 150, 200, 170)


def test_open_document_text() -> None:
    body = (
        "<text:table-of-content><text:index-body><text:p>Who pays 3</text:p></text:index-body></text:table-of-content>"
        '<text:h text:outline-level="2">Who <text:span>pays</text:span></text:h>'
        "<text:p>Firms<text:s/>pay<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Since 2019.</text:p></text:note-body></text:note> all.</text:p>"
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>deeper</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Region</text:p></table:table-cell><table:table-cell>"
        "<text:p>Firms</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
        "<text:p>North</text:p></table:table-cell><table:table-cell><text:p>40</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    document = read(odt(body, "Clusters"), name="a.odt", language="en")
    assert document.title == "Clusters"
    assert shape(document) == [
        (BlockKind.CONTENTS, None, "Who pays 3"),
        (BlockKind.HEADING, 2, "Who pays"),
        (BlockKind.PARAGRAPH, None, "Firms pay all."),
        (BlockKind.PARAGRAPH, None, "Since 2019."),
        (BlockKind.LIST_ITEM, 1, "one"),
        (BlockKind.LIST_ITEM, 2, "deeper"),
        (BlockKind.TABLE, None, "Region\tFirms\nNorth\t40"),
    ]


def test_open_document_sheets_without_empty_rows_and_repeated_cells() -> None:
    def row(*cells: str, repeated: int = 1) -> str:
        filled = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        rest = f'<table:table-cell table:number-columns-repeated="{16384 - len(cells)}"/>'
        return f'<table:table-row table:number-rows-repeated="{repeated}">{filled}{rest}</table:table-row>'

    first = f'<table:table table:name="Practices">{row("Title", "Cost")}{row("Night buses", "346.000")}'
    empty = f'{row(repeated=1048000)}</table:table><table:table table:name="Notes">{row("Only words")}</table:table>'
    document = read(odt(first + empty, kind="spreadsheet"), name="list.ods", language="en")
    assert shape(document) == [
        (BlockKind.HEADING, 1, "Practices"),
        (BlockKind.TABLE, None, "Title\tCost\nNight buses\t346.000"),
        (BlockKind.HEADING, 1, "Notes"),
        (BlockKind.PARAGRAPH, None, "Only words"),
    ]
    assert document.title == "list"


def test_open_document_slides_are_pages() -> None:
    def frame(y: int, text: str, role: str = "", box: str = "draw:text-box") -> str:
        named = f' presentation:class="{role}"' if role else ""
        place = f'svg:x="2cm" svg:y="{y}cm" svg:width="4cm" svg:height="2cm"'
        return f"<draw:frame {place}{named}><{box}>{text}</{box}></draw:frame>"

    listed = "<text:list><text:list-item><text:p>firms</text:p><text:list><text:list-item><text:p>small ones</text:p>"
    listed += "</text:list-item></text:list></text:list-item></text:list>"
    notes = f"<presentation:notes>{frame(1, '<text:p>Say it slowly.</text:p>')}</presentation:notes>"
    slides = (
        f"<draw:page>{frame(9, '<text:p>Who pays</text:p>', 'title')}{frame(5, listed)}"
        f"<draw:g>{frame(2, '<text:p>In a group.</text:p>')}</draw:g>{notes}</draw:page>"
        f"<draw:page>{frame(1, '<text:p>7</text:p>', 'page-number')}"
        f"<draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape></draw:page>"
    )
    document = read(odt(slides, kind="presentation"), name="deck.odp", language="en")
    assert shape(document) == [
        (BlockKind.HEADING, 1, "Who pays"),
        (BlockKind.PARAGRAPH, None, "In a group."),
        (BlockKind.LIST_ITEM, 1, "firms"),
        (BlockKind.LIST_ITEM, 2, "small ones"),
        (BlockKind.PARAGRAPH, None, "Say it slowly."),
        (BlockKind.PARAGRAPH, None, "In a shape."),
        (BlockKind.FOOTER, None, "7"),
    ]
    assert [document.page_no(block.span) for block in document.blocks] == [1, 1, 1, 1, 1, 2, 2]
    assert document.blocks[0].boxes[0].top == pytest.approx(9 * 72 / 2.54, abs=0.01)


def test_open_document_form_is_headed_text() -> None:
    rows = "".join(
        f"<table:table-row><table:table-cell><text:p>{left}</text:p></table:table-cell><table:table-cell>"
        f"<text:p>{right}</text:p></table:table-cell></table:table-row>"
        for left, right in (("Owner", "A harbour agency"), ("Evidence", LONG.strip()))
    )
    document = read(odt(f"<table:table>{rows}</table:table>"), name="a.odt", language="en")
    assert [kind for kind, _, _ in shape(document)] == [BlockKind.HEADING, BlockKind.PARAGRAPH] * 2


def test_spreadsheet_rows_without_empty_rows_and_columns() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Practices"
    sheet.append(["Title", None, "Cost", "Share"])
    sheet.append([])
    sheet.append(["Night buses", None, 346000, 0.25])
    book.create_sheet("Empty")
    buffer = io.BytesIO()
    book.save(buffer)
    document = read(buffer.getvalue(), name="list.xlsx", language="en")
    (heading, table) = document.blocks
    assert heading.content.of(document.text) == "Practices"
    assert table.rows == (("Title", "Cost", "Share"), ("Night buses", "346000", "0.25"))
    assert document.title == "list"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_separated_values(delimiter: str) -> None:
    lines = (("Title", "Cost"), ("Night buses", '"1,5; and"'), ("Rain gardens", "2"))
    data = "\r\n".join(delimiter.join(line) for line in lines).encode()
    (table,) = read(data, name="list.csv", language="en").blocks
    assert table.rows == (("Title", "Cost"), ("Night buses", "1,5; and"), ("Rain gardens", "2"))


def test_prose_named_csv_is_plain_text() -> None:
    assert (
        read(
            b"One, two.\nThree words stand here\nand, in the end, more.\n", name="a.csv", language="en"
        ).source.media_type
        == "text/plain"
    )


MESSAGE = b"""From: Office <office@example.org>
To: all@example.org
Subject: =?utf-8?q?Night_buses_=E2=80=93_result?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Night buses
--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><body><h1>Night buses</h1><p>Die Linie f=E4hrt t=E4glich.</p></body></html>
--b--
"""


def test_message_is_read_by_its_web_page() -> None:
    document = read(MESSAGE, name="a.eml", language="de")
    assert document.title == "Night buses – result"
    assert shape(document) == [
        (BlockKind.HEADING, 1, "Night buses"),
        (BlockKind.PARAGRAPH, None, "Die Linie fährt täglich."),
    ]


def test_message_without_text_gives_a_reason() -> None:
    data = b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: image/png\n\n123"
    with pytest.raises(DocumentError) as caught:
        read(data, name="a.eml")
    assert caught.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize("name", ["report.rtf", "report.doc", "report.txt"])
def test_rich_text_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(DocumentError, match=r"a Rich Text file; save it as \.docx or PDF and try again") as caught:
        read(b"{\\rtf1\\ansi\\deff0 {\\b Night buses} run at 22.00.\\par}", name=name)
    assert caught.value.reason is Reason.UNSUPPORTED


def test_form_lines_with_colons_are_no_message() -> None:
    assert (
        read(b"Title: Night buses\nOwner: City of Lakes\nPeriod: 2019\n", language="en").source.media_type
        == "text/plain"
    )


def word(fill: Callable[[WordDocument], object]) -> Document:
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read(buffer.getvalue(), name="case.docx", language="en")


def test_word_headers_and_footers_once_as_their_kind() -> None:
    def fill(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "Harbour agency"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.add_section()
        document.add_paragraph("Forty firms joined.")

    assert shape(word(fill)) == [
        (BlockKind.HEADER, None, "Harbour agency"),
        (BlockKind.PARAGRAPH, None, "Forty firms joined."),
        (BlockKind.FOOTER, None, "Page 1"),
    ]


def test_word_content_controls_and_insertions_are_text_and_deletions_are_not() -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    paragraph = (
        f"<w:p {nsdecls('w')}>{run.format('Owned by ')}<w:sdt><w:sdtContent>{run.format('the city ')}</w:sdtContent>"
        f"</w:sdt><w:ins w:id='1' w:author='x'>{run.format('of Lakes')}</w:ins><w:del w:id='2' w:author='x'>"
        f"<w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    block = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run.format('In a control.')}</w:p></w:sdtContent></w:sdt>"

    def fill(document: WordDocument) -> None:
        for xml in (paragraph, block):
            document.element.body.insert(-1, parse_xml(xml))

    assert [text for _, _, text in shape(word(fill))] == ["Owned by the city of Lakes", "In a control."]


def test_word_text_boxes_follow_their_paragraph_once() -> None:
    box = (
        "<w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent><w:p><w:r>"
        "<w:t>A word at the side.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    both = (
        f"<w:p {nsdecls('w')}><w:r><w:t>Beside it.</w:t></w:r><w:r><mc:AlternateContent "
        "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    def fill(document: WordDocument) -> None:
        document.element.body.insert(-1, parse_xml(both))

    assert [text for _, _, text in shape(word(fill))] == ["Beside it.", "A word at the side."]


def with_note(data: bytes, kind: str) -> bytes:
    """The Word file with one footnote or endnote, which python-docx cannot write."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s"
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            part = source.read(name).decode("utf-8", "surrogateescape")
            if name == "[Content_Types].xml":
                part = part.replace(
                    "</Types>", f'<Override PartName="/word/{kind}s.xml" ContentType="{content}"/></Types>'
                )
            elif name == "word/_rels/document.xml.rels":
                part = part.replace(
                    "</Relationships>",
                    f'<Relationship Id="rNote" Type="{relation}" Target="{kind}s.xml"/></Relationships>',
                )
            archive.writestr(name, part.encode("utf-8", "surrogateescape"))
        archive.writestr(
            f"word/{kind}s.xml",
            f"<w:{kind}s {nsdecls('w')}><w:{kind} w:type='separator' w:id='0'><w:p/></w:{kind}>"
            f"<w:{kind} w:id='2'><w:p><w:r><w:t>Since 2019.</w:t></w:r></w:p></w:{kind}></w:{kind}s>",
        )
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_word_notes_follow_their_paragraph(kind: str) -> None:
    document = docx.Document()
    runs = f"<w:r><w:t>Firms pay 412</w:t></w:r><w:r><w:{kind}Reference w:id='2'/></w:r><w:r><w:t> EUR.</w:t></w:r>"
    document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
    document.add_paragraph("The end.")
    buffer = io.BytesIO()
    document.save(buffer)
    found = read(with_note(buffer.getvalue(), kind), name="a.docx", language="en")
    assert [text for _, _, text in shape(found)] == ["Firms pay 412 EUR.", "Since 2019.", "The end."]


@pytest.mark.parametrize("main", ["word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"])
def test_office_file_that_is_a_zip_bomb(main: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(main, b" " * 50_000_000)
    with pytest.raises(DocumentError) as caught:
        read(buffer.getvalue(), name="a.docx")
    assert caught.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("main", ["word/document.xml", "ppt/presentation.xml", "xl/workbook.xml", "content.xml"])
def test_office_file_with_entities_that_expand(main: str) -> None:
    laughs = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(main, f"<?xml version='1.0'?>{laughs}]><a>&j;</a>")
    with pytest.raises(DocumentError) as caught:
        read(buffer.getvalue(), name="a.docx")
    assert caught.value.reason is Reason.DAMAGED
