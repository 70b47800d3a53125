import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus import read
from models import BlockKind, Document, DocumentError, Reason


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


def test_what_word_does_not_show_is_not_read() -> None:
    def fill(document: WordDocument) -> None:
        paragraph = document.add_paragraph("Kept.")
        for xml in (
            "<w:moveFrom {}><w:r><w:t> Moved away.</w:t></w:r></w:moveFrom>",
            "<w:moveTo {}><w:r><w:t> Moved here.</w:t></w:r></w:moveTo>",
            "<w:r {}><w:rPr><w:vanish/></w:rPr><w:t> Hidden.</w:t></w:r>",
            "<w:r {}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> Shown.</w:t></w:r>",
        ):
            paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))

    assert [text for _, _, text in shape(word(fill))] == ["Kept. Moved here. Shown."]
