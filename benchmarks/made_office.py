"""Word and PowerPoint files with known structure."""

import io

import docx
import pptx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.util import Pt

_SHAPES = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
Shape = tuple[str, int | None, str]


def word_file() -> tuple[bytes, list[Shape]]:
    """(bytes, kind and level and text of each block)."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Agency of Lindau Valley"
    document.sections[0].footer.paragraphs[0].text = "Annual report"
    expected: list[Shape] = [("header", None, "Agency of Lindau Valley")]

    def add(kind: str, level: int | None, text: str, style: str | None = None) -> None:
        if kind == "heading":
            document.add_heading(text, level or 1)
        else:
            document.add_paragraph(text, style=style)
        expected.append((kind, level, text))

    for part in ("Machines", "Costs"):
        add("heading", 1, f"{part} of the valley")
        add("paragraph", None, f"The agency lends {part.lower()} to farms that cannot buy them alone.")
        add("heading", 2, f"{part} in 2021")
        for depth, text in ((1, "one contract"), (2, "for all farms"), (3, "large or small"), (1, "two mechanics")):
            add("list_item", depth, f"{text} for {part}", "List Bullet" + (f" {depth}" if depth > 1 else ""))
        add("heading", 3, f"Who pays for {part}")
        add("list_item", 1, f"the valley pays for {part}", "List Number")
        add("caption", None, f"Table 1: {part} by year", "Caption")
        table = document.add_table(2, 2)
        for index, text in enumerate(("Year", "Farms", "2021", part)):
            table.cell(index // 2, index % 2).text = text
        expected.append(("table", None, f"Year\tFarms\n2021\t{part}"))
        box = (
            f"<w:p {nsdecls('w', 'wp', 'a')} xmlns:wps='{_SHAPES}'><w:r><w:drawing><wp:inline><a:graphic>"
            "<a:graphicData><wps:wsp>"
            f"<wps:txbx><w:txbxContent><w:p><w:r><w:t>In a box: {part}.</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
            "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        )
        document.element.body.insert(len(document.element.body) - 1, parse_xml(box))
        expected.append(("paragraph", None, f"In a box: {part}."))
    expected.append(("footer", None, "Annual report"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue(), expected


def slide_deck() -> tuple[bytes, list[Shape]]:
    """The same of a presentation."""
    deck = pptx.Presentation()
    expected: list[Shape] = []
    for part in ("Machines", "Costs", "People"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"{part} of the valley"
        expected.append(("heading", 1, f"{part} of the valley"))
        frame = slide.placeholders[1].text_frame
        for index, (depth, text) in enumerate(((1, "one contract"), (2, "for all farms"), (1, "two mechanics"))):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.text, paragraph.level = f"{text} for {part}", depth - 1
            expected.append(("list_item", depth, f"{text} for {part}"))
        group = slide.shapes.add_group_shape()
        for index, text in enumerate(("left", "right")):
            box = group.shapes.add_textbox(Pt(50 + 300 * index), Pt(380), Pt(200), Pt(30))
            box.text_frame.text = f"On the {text}: {part}."
            expected.append(("paragraph", None, f"On the {text}: {part}."))
        table = slide.shapes.add_table(2, 2, Pt(50), Pt(430), Pt(300), Pt(60)).table
        for index, text in enumerate(("Year", "Farms", "2021", part)):
            table.cell(index // 2, index % 2).text = text
        expected.append(("table", None, f"Year\tFarms\n2021\t{part}"))
        slide.notes_slide.notes_text_frame.text = f"Say it slowly: {part}."
        expected.append(("paragraph", None, f"Say it slowly: {part}."))
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue(), expected
