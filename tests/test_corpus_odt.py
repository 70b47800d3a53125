"""OpenDocument texts: what is shown, headings by their styles, merged cells."""

import io
import zipfile

import pytest

from corpus import read
from models import BlockKind, Document, Merged

LONG = "Four coaches visit owners at home and explain what an audit of the house would cost them in a year."
_NAMES = {"office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style"}
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {**_NAMES, "fo": "xsl-fo-compatible"}.items()
)


def odt(body: str, automatic: str = "", named: str = "", formula: str = "", kind: str = "text") -> Document:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_SPACES} xmlns:xlink='http://www.w3.org/1999/xlink'><office:automatic-styles>"
            f"{automatic}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
        )
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {_SPACES}><office:styles>{named}</office:styles></office:document-styles>",
        )
        if formula:
            math = "<math xmlns='http://www.w3.org/1998/Math/MathML'><semantics><annotation encoding='StarMath 5.0'>"
            archive.writestr("Object 1/content.xml", f"{math}{formula}</annotation></semantics></math>")
    return read(buffer.getvalue(), name="case.odt", language="en")


def shape(document: Document) -> list[tuple[BlockKind, int | None, str]]:
    return [(block.kind, block.level, block.content.of(document.text)) for block in document.blocks]


def texts(document: Document) -> list[str]:
    return [text for _, _, text in shape(document)]


def style(name: str, properties: str = "", parent: str = "", family: str = "paragraph") -> str:
    return (
        f"<style:style style:name='{name}' style:family='{family}' style:parent-style-name='{parent}'>"
        f"<style:text-properties {properties}/></style:style>"
    )


def test_text_of_shapes_stands_after_the_sentence_they_hang_on() -> None:
    shapes = "<draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape>"
    shapes += "<draw:g><draw:rect><text:p>In a group.</text:p></draw:rect></draw:g>"
    assert texts(odt(f"<text:p>Anchored {shapes}in a sentence.</text:p>")) == [
        "Anchored in a sentence.",
        "In a shape.",
        "In a group.",
    ]


@pytest.mark.parametrize("position", ["super 58%", "33% 58%"])
def test_raised_digits_never_become_part_of_a_number(position: str) -> None:
    raised = style("T1", f"style:text-position='{position}'", family="text")
    span = "<text:span text:style-name='T1'>{}</text:span>"
    body = f"<text:p>412{span.format('3')} homes of 40 m{span.format('2')}</text:p>"
    assert texts(odt(body, raised)) == ["412³ homes of 40 m²"]


def test_what_is_not_shown_is_not_read() -> None:
    body = (
        "<text:section text:display='none'><text:p>Hidden section 777 EUR.</text:p></text:section>"
        "<text:p>Shown<text:hidden-text text:is-hidden='true'>HIDDEN</text:hidden-text>, named "
        "<text:placeholder>&lt;Name of office&gt;</text:placeholder><text:span text:style-name='T1'>secret</text:span>"
        "accompa\u00adnied.</text:p>"
        "<text:p><text:hidden-paragraph text:is-hidden='true'/>Hidden paragraph.</text:p>"
    )
    assert texts(odt(body, style("T1", "text:display='none'", family="text"))) == ["Shown, named accompanied."]


def test_headings_by_the_styles_that_styles_are_based_on() -> None:
    automatic = style("P1", parent="Title") + style("P2", parent="Own") + style("P3", parent="Standard")
    named = style("Own", parent="Heading_20_2") + style("Heading_20_2", "fo:font-size='14pt'") + style("Standard")
    body = "".join(
        f"<text:p text:style-name='{name}'>{text}</text:p>"
        for name, text in (("P1", "Offices that work"), ("P2", "Who took part"), ("P3", "Three types"))
    )
    document = odt(body, automatic, named)
    assert document.title == "Offices that work"
    assert [(kind, level) for kind, level, _ in shape(document)] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
    ]


def test_headings_by_letters_of_named_and_automatic_styles() -> None:
    automatic = style("P1", "fo:font-size='16pt'", "Standard") + style("P2", parent="Strong")
    named = style("Standard", "fo:font-size='11pt'") + style("Strong", "fo:font-weight='bold'", "Standard")
    names = (("P1", "Evidence of success"), ("Standard", LONG), ("P2", "Resources needed"), ("Standard", LONG))
    body = "".join(f"<text:p text:style-name='{name}'>{text}</text:p>" for name, text in names)
    assert [(kind, level) for kind, level, _ in shape(odt(body, automatic, named))] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, None),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
    ]


def test_label_in_bold_type_before_its_text_is_a_heading() -> None:
    bold = style("T1", "fo:font-weight='bold'", family="text")
    body = f"<text:p><text:span text:style-name='T1'>Resources needed.</text:span> {LONG}</text:p>"
    assert shape(odt(body, bold)) == [
        (BlockKind.HEADING, 1, "Resources needed."),
        (BlockKind.PARAGRAPH, None, LONG),
    ]


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_merged_cells_declared_heads_and_a_table_inside() -> None:
    covered = "<table:covered-table-cell/>"
    inner = f"<table:table><table:table-row>{cell('inner')}{cell('7')}</table:table-row></table:table>"
    head = cell("Office", "table:number-rows-spanned='2'") + cell("2021", "table:number-columns-spanned='2'") + covered
    rows = (
        f"<table:table-header-rows><table:table-row>{head}</table:table-row>"
        f"<table:table-row>{covered}{cell('Budget')}{cell('Homes')}</table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell('Lindhaven')}<table:table-cell><text:p>346.000</text:p>{inner}</table:table-cell>"
        f"{cell('412')}</table:table-row>"
    )
    outer, nested = odt(f"<table:table>{rows}</table:table>").blocks
    assert outer.rows == (("Office", "2021", ""), ("", "Budget", "Homes"), ("Lindhaven", "346.000", "412"))
    assert outer.merged == (Merged(0, 0, 2, 1), Merged(0, 1, 1, 2))
    assert outer.header_rows == 2
    assert nested.rows == (("inner", "7"),)


def test_formulas_as_they_were_typed() -> None:
    frame = "<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>"
    assert texts(odt(f"<text:p>It holds that {frame} here.</text:p>", formula="E = m c^2")) == [
        "It holds that E = m c^2 here."
    ]


def test_raised_digits_on_slides() -> None:
    raised = style("T1", "style:text-position='super 58%'", family="text")
    text = "<text:p>412<text:span text:style-name='T1'>3</text:span> homes</text:p>"
    slide = f"<draw:page><draw:frame><draw:text-box>{text}</draw:text-box></draw:frame></draw:page>"
    assert texts(odt(slide, raised, kind="presentation")) == ["412³ homes"]
