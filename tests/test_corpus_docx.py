import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus import read
from models import BlockKind, Document, DocumentError, Merged, Reason

LONG = "Four coaches visit owners at home and explain what an audit of the house would cost them in a year."


def word(fill: Callable[[WordDocument], object]) -> Document:
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read(buffer.getvalue(), name="case.docx", language="en")


def shape(document: Document) -> list[tuple[BlockKind, int | None, str]]:
    return [(block.kind, block.level, block.content.of(document.text)) for block in document.blocks]


def test_headings_lists_and_paragraphs_by_style() -> None:
    def fill(document: WordDocument) -> None:
        document.add_heading("Joint lab", 0)
        document.add_heading("Results", 2)
        document.add_paragraph("Forty firms joined.")
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("deeper", style="List Bullet 2")

    assert shape(word(fill)) == [
        (BlockKind.HEADING, 1, "Joint lab"),
        (BlockKind.HEADING, 2, "Results"),
        (BlockKind.PARAGRAPH, None, "Forty firms joined."),
        (BlockKind.LIST_ITEM, 1, "one"),
        (BlockKind.LIST_ITEM, 2, "deeper"),
    ]


def test_bold_line_is_a_heading_under_the_last_one() -> None:
    def fill(document: WordDocument) -> None:
        document.add_heading("Joint lab", 1)
        document.add_paragraph().add_run("Resources needed").bold = True
        document.add_paragraph("One coordinator.")

    assert shape(word(fill))[1] == (BlockKind.HEADING, 2, "Resources needed")


def test_table_cells_and_spanning_cells() -> None:
    def fill(document: WordDocument) -> None:
        table = document.add_table(rows=2, cols=3)
        for index, text in enumerate(("Year", "Firms", "Jobs")):
            table.cell(0, index).text = text
        table.cell(1, 0).text = "2019"
        table.cell(1, 1).merge(table.cell(1, 2)).text = "no data"

    (block,) = word(fill).blocks
    assert block.rows == (("Year", "Firms", "Jobs"), ("2019", "no data", ""))


def test_form_table_is_read_as_headed_text() -> None:
    answer = "The practice joins small firms that would not export alone. " * 4

    def fill(document: WordDocument) -> None:
        table = document.add_table(rows=2, cols=2)
        for row, (left, right) in enumerate((("Main institution", "Agency"), ("Detailed description", answer))):
            table.cell(row, 0).text, table.cell(row, 1).text = left, right

    kinds = [kind for kind, _, _ in shape(word(fill))]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("title", "expected"), [("A shared lab", "A shared lab"), ("Word Document", "First"), ("", "First")]
)
def test_title_from_the_properties_unless_a_program_left_it_there(title: str, expected: str) -> None:
    def fill(document: WordDocument) -> None:
        document.core_properties.title = title
        document.add_heading("First", 1)

    assert word(fill).title == expected


def test_archive_that_unpacks_too_far_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    with pytest.raises(DocumentError) as caught:
        read(buffer.getvalue(), name="bomb.docx")
    assert caught.value.reason is Reason.TOO_LARGE


def test_subtitle_is_no_list_item() -> None:
    document = word(lambda d: d.add_paragraph("Version 2 of the form", style="Subtitle"))
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH]


def body(*paragraphs: str) -> Document:
    """A file with paragraphs as XML."""

    def fill(document: WordDocument) -> None:
        for xml in paragraphs:
            math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
            document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')} {math}>{xml}</w:p>"))

    return word(fill)


def texts(document: Document) -> list[str]:
    return [text for _, _, text in shape(document)]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


RAISED = "<w:vertAlign w:val='superscript'/>"


@pytest.mark.parametrize(
    ("before", "mark", "after", "expected"),
    [
        ("412", "3", " homes", "412³ homes"),
        ("62 %", "14", ".", "62 %¹⁴."),
        ("346.000", "1, 2", " EUR", "346.000¹, ² EUR"),
        ("", "7", "412 homes", "⁷412 homes"),
        ("40 m", "2", " each", "40 m2 each"),
        ("in the 19", "th", " century", "in the 19th century"),
    ],
)
def test_raised_digits_never_become_part_of_a_number(before: str, mark: str, after: str, expected: str) -> None:
    assert texts(body(run(before) + run(mark, RAISED) + run(after))) == [expected]


def test_raised_by_a_character_style() -> None:
    style = f"<w:style {nsdecls('w')} w:type='character' w:styleId='Mark'><w:name w:val='Mark'/><w:rPr>{RAISED}</w:rPr>"

    def fill(document: WordDocument) -> None:
        document.styles.element.append(parse_xml(f"{style}</w:style>"))
        marked = run("412") + run("3", "<w:rStyle w:val='Mark'/>")
        document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{marked}</w:p>"))

    assert texts(word(fill)) == ["412³"]


def test_moved_text_stands_once_and_a_deleted_end_joins_two_paragraphs() -> None:
    assert texts(
        body(
            f"<w:moveFrom w:id='1' w:author='x'>{run('Moved: 64 buildings.')}</w:moveFrom>",
            run("Between."),
            f"<w:moveTo w:id='2' w:author='x'>{run('Moved: 64 buildings.')}</w:moveTo>",
            f"<w:pPr><w:rPr><w:del w:id='3' w:author='x'/></w:rPr></w:pPr>{run('First half, ')}",
            run("second half."),
        )
    ) == ["Between.", "Moved: 64 buildings.", "First half, second half."]


def test_placeholders_of_empty_controls_and_hidden_text_are_no_answers() -> None:
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Choose an item.')}</w:sdtContent></w:sdt>"
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Regional')}</w:sdtContent></w:sdt>"
    hidden = run("Delete 777 EUR before sending.", "<w:vanish/>")
    shown = run(" Shown.", "<w:vanish w:val='0'/>")
    assert texts(body(run("Topic: ") + empty, run("Scope: ") + filled, hidden, hidden + shown)) == [
        "Topic:",
        "Scope: Regional",
        "Shown.",
    ]


def test_fields_of_forms_show_their_state_and_instructions_are_no_text() -> None:
    def field(inner: str) -> str:
        return f"<w:r><w:fldChar w:fldCharType='begin'>{inner}</w:fldChar></w:r>"

    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    ticked = field("<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>") + end
    blank = field("<w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData>") + end
    entries = "<w:listEntry w:val='Local'/><w:listEntry w:val='National'/>"
    chosen = field(f"<w:ffData><w:ddList><w:result w:val='1'/>{entries}</w:ddList></w:ffData>") + end
    inner = field("") + "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("condition") + end
    outer = field("") + inner + "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("Result") + end
    assert texts(body(ticked + run(" yes ") + blank + run(" no"), chosen, outer)) == [
        "☒ yes ☐ no",
        "National",
        "Result",
    ]


def test_signs_of_symbol_fonts_and_formulas_are_text() -> None:
    def sym(font: str, code: str) -> str:
        return f"<w:r><w:sym w:font='{font}' w:char='{code}'/></w:r>"

    power = "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup>"
    share = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>12</m:t></m:r></m:den></m:f>"
    typed = run("\uf0a3 5", "<w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/>")
    assert texts(
        body(
            run("Savings ") + sym("Symbol", "F0B3") + run(" 45 %, ") + sym("Wingdings", "F0FE") + run(" yes"),
            run("Signs ") + sym("Webdings", "F061") + typed,
            run("E = ") + f"<m:oMath>{power}</m:oMath>" + run(" or ") + f"<m:oMath>{share}</m:oMath>",
        )
    ) == ["Savings ≥ 45 %, ☑ yes", "Signs \ufffd≤ 5", "E = 10⁶ or (a+b)/12"]


def test_headings_by_size_underline_and_capitals_with_levels_by_number_and_size() -> None:
    def heading(text: str, size: int, properties: str = "") -> str:
        return run(text, f"{properties}<w:sz w:val='{size}'/>")

    bold = "<w:b/>"
    lines = (
        heading("1. Background and context", 32, bold),
        heading("1.1 Who took part", 26, bold),
        heading("difficulties encountered", 24, f"{bold}<w:caps/>"),
        heading("Lessons learnt", 22, "<w:u w:val='single'/>"),
        heading("2. Evidence of success", 32, bold),
        heading("What it is about", 28),
    )
    found = body(*(part for line in lines for part in (line, run(LONG, "<w:sz w:val='22'/>"))))
    assert [(level, text) for kind, level, text in shape(found) if kind is BlockKind.HEADING] == [
        (1, "1. Background and context"),
        (2, "1.1 Who took part"),
        (3, "difficulties encountered"),
        (4, "Lessons learnt"),
        (1, "2. Evidence of success"),
        (2, "What it is about"),
    ]


def test_underlined_links_and_bold_text_in_a_bold_document_are_no_headings() -> None:
    line = run("The page of the office", "<w:u w:val='single'/>")
    link = f"<w:hyperlink>{line}</w:hyperlink>"
    assert [kind for kind, _, _ in shape(body(link, run(LONG)))] == [BlockKind.PARAGRAPH] * 2
    bold = (run("Not a heading", "<w:b/>"), run(LONG, "<w:b/>"))
    assert [kind for kind, _, _ in shape(body(*bold))] == [BlockKind.PARAGRAPH] * 2


def test_label_in_bold_type_before_its_text_is_a_heading() -> None:
    found = body(run("Resources needed:", "<w:b/>") + run(f" {LONG}"), run("Cost:", "<w:b/>") + run(" 346.000 EUR"))
    assert shape(found) == [
        (BlockKind.HEADING, 1, "Resources needed:"),
        (BlockKind.PARAGRAPH, None, LONG),
        (BlockKind.PARAGRAPH, None, "Cost: 346.000 EUR"),
    ]


def filled_table(document: WordDocument, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text


def test_one_column_table_as_a_form() -> None:
    rows = ["Title of the practice", "Renovation coaches", "Resources needed", LONG, "Evidence of success"]
    assert [kind for kind, _, _ in shape(word(lambda d: filled_table(d, [[text] for text in rows])))] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
    ]


def test_form_with_a_row_across() -> None:
    def fill(document: WordDocument) -> None:
        filled_table(document, [["Part A", ""], ["Main institution", "Agency"], ["Description", LONG * 2]])
        table = document.tables[0]
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Part A"
        table.cell(0, 0).paragraphs[0].runs[0].bold = True

    assert [(kind, level) for kind, level, _ in shape(word(fill))] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
    ]


def test_frame_around_running_text_is_no_table() -> None:
    def fill(document: WordDocument) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text = LONG * 2
        for text in ("first", "second"):
            table.cell(0, 1).add_paragraph(text, style="List Bullet")
        inner = table.cell(1, 0).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "Homes", "412"
        table.cell(1, 1).text = "Below."

    found = word(fill)
    assert [(kind, text) for kind, _, text in shape(found)] == [
        (BlockKind.PARAGRAPH, LONG * 2),
        (BlockKind.LIST_ITEM, "first"),
        (BlockKind.LIST_ITEM, "second"),
        (BlockKind.TABLE, "Homes\t412"),
        (BlockKind.PARAGRAPH, "Below."),
    ]


def test_merged_cells_stand_once_and_head_their_columns() -> None:
    def fill(document: WordDocument) -> None:
        filled_table(
            document,
            [["Office", "2021", "", "Share"], ["", "Budget", "Homes", ""], ["Lindhaven", "346.000", "412", "62%"]],
        )
        table = document.tables[0]
        for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3))):
            table.cell(*first).merge(table.cell(*last))

    (block,) = word(fill).blocks
    assert block.rows == (
        ("Office", "2021", "", "Share"),
        ("", "Budget", "Homes", ""),
        ("Lindhaven", "346.000", "412", "62%"),
    )
    assert block.merged == (Merged(0, 0, 2, 1), Merged(0, 1, 1, 2), Merged(0, 3, 2, 1))
    assert block.header_rows == 2


def test_deleted_rows_are_gone() -> None:
    def fill(document: WordDocument) -> None:
        filled_table(document, [["Office", "Homes"], ["Gone", "74"], ["Lindhaven", "412"]])
        row = document.tables[0].rows[1]._tr
        row.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='x'/>"))

    assert word(fill).blocks[0].rows == (("Office", "Homes"), ("Lindhaven", "412"))


def test_sentence_about_a_table_is_no_caption() -> None:
    found = body(run("Table 1 shows the budget of the offices."), run("Table 1: Budget"), run("Table 2 Staff"))
    assert [kind for kind, _, _ in shape(found)] == [BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.CAPTION]


def test_rows_that_all_repeat_as_head_and_rows_without_cells() -> None:
    def fill(document: WordDocument) -> None:
        filled_table(document, [["Office", "Homes"], ["Lindhaven", "412"]])
        for row in document.tables[0].rows:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        document.tables[0]._tbl.append(parse_xml(f"<w:tr {nsdecls('w')}/>"))

    (block,) = word(fill).blocks
    assert (block.rows, block.header_rows) == ((("Office", "Homes"), ("Lindhaven", "412")), 1)
