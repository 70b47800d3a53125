"""Sets the PDF and DOCX samples from their words in `sources/`, the same bytes on every run.

Streams are left uncompressed and zip members stored, because compressed bytes differ between zlib versions.

Usage: python corpus/samples/make_samples.py [FOLDER]
"""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from docx import Document as new_docx
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corpus.samples.wording import Line, read_wording

INK = HexColor("#1f2a44")
BLUE = HexColor("#17518f")
GREY = HexColor("#6b7280")
WRITTEN_AT = datetime(2022, 5, 12, 9, 0, 0)


def _style(size: float, leading: float, *, font: str = "Helvetica", **more: Any) -> ParagraphStyle:  # noqa: ANN401
    return ParagraphStyle("style", fontName=font, fontSize=size, leading=leading, **({"textColor": INK} | more))


BOLD = "Helvetica-Bold"
TEXT_STYLES = {
    "title": _style(21, 26, font=BOLD, spaceAfter=8, textColor=BLUE),
    "subtitle": _style(11.5, 15, spaceAfter=6, textColor=GREY),
    "heading": _style(13, 17, font=BOLD, spaceBefore=9, spaceAfter=4, textColor=BLUE, keepWithNext=1),
    "subheading": _style(10.5, 14, font=BOLD, spaceBefore=5, spaceAfter=2, keepWithNext=1),
    "paragraph": _style(10.5, 15, spaceAfter=6),
    "item": _style(10.5, 15, leftIndent=14, bulletIndent=3, spaceAfter=3),
    "caption": _style(9, 15, font="Helvetica-Oblique", spaceBefore=4, spaceAfter=6, textColor=GREY),
    "cell": _style(9.5, 12),
    "head_cell": _style(9.5, 12, font=BOLD),
}
SLIDE_STYLES = {
    "title": _style(34, 42, font=BOLD, spaceAfter=26, textColor=BLUE),
    "subtitle": _style(20, 30, spaceAfter=6, textColor=GREY),
    "item": _style(22, 34, leftIndent=26, bulletIndent=4, bulletFontSize=22, spaceAfter=6),
    "cell": _style(17, 23),
    "head_cell": _style(17, 23, font=BOLD),
}
RULES = [
    ("GRID", (0, 0), (-1, -1), 0.6, GREY),
    ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e6edf5")),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
]

OnPage = Callable[[Canvas, BaseDocTemplate], None]


def main(folder: Path) -> None:
    """Writes every made sample into the folder."""
    for name, make in SAMPLES.items():
        (folder / name).write_bytes(make())


def case_study_pdf() -> bytes:
    """Two pages in one column, with a running header, a footer and page numbers."""
    lines = read_wording("repair-vouchers-case-study")

    def on_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(GREY)
        canvas.drawString(2.2 * cm, A4[1] - 1.3 * cm, "REFIX | Case study 4")
        canvas.drawRightString(A4[0] - 2.2 * cm, A4[1] - 1.3 * cm, "Repair and reuse")
        canvas.drawString(2.2 * cm, 1.2 * cm, "European Union | European Regional Development Fund")
        canvas.drawRightString(A4[0] - 2.2 * cm, 1.2 * cm, f"Page {document.page} of 2")

    frame = Frame(2.2 * cm, 1.9 * cm, A4[0] - 4.4 * cm, A4[1] - 3.8 * cm, id="text")
    pages = [PageTemplate("text", [frame], onPage=on_page)]
    return _pdf(list(_flowables(lines, TEXT_STYLES)), pages, A4, "Repair vouchers: a case study")


def report_pdf() -> bytes:
    """A cover with contents, three practices in two columns, and a ruled table over the full width."""
    cover, contents, practices, table = _parts(read_wording("short-food-chains-report"))
    story: list[Flowable] = [
        Spacer(1, 2 * cm),
        *_flowables(cover, TEXT_STYLES),
        Spacer(1, 1 * cm),
        *_flowables(contents, TEXT_STYLES),
        NextPageTemplate("columns"),
        PageBreak(),
        *_flowables(practices, TEXT_STYLES),
        NextPageTemplate("wide"),
        PageBreak(),
        *_flowables(table, TEXT_STYLES),
    ]
    return _pdf(story, _report_pages(), A4, "Short food chains in rural regions")


def slides_pdf() -> bytes:
    """One landscape page for each title."""
    lines = read_wording("northern-lakes-slides")
    size = landscape(A4)

    def on_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFillColor(BLUE)
        canvas.rect(0, 0, size[0], 0.5 * cm, stroke=0, fill=1)
        canvas.setFont("Helvetica", 11)
        canvas.drawRightString(size[0] - 1.5 * cm, 0.9 * cm, str(document.page))

    story: list[Flowable] = []
    for line, flowable in zip(_joined(lines), _flowables(lines, SLIDE_STYLES), strict=True):
        if line[0].kind == "title" and story:
            story.append(PageBreak())
        story.append(flowable)
    frame = Frame(2 * cm, 1.6 * cm, size[0] - 4 * cm, size[1] - 3.4 * cm, id="slide")
    return _pdf(story, [PageTemplate("slide", [frame], onPage=on_page)], size, "Northern Lakes Programme 2021-2027")


def form_docx() -> bytes:
    """A good-practice form with heading styles, a nested list and a table."""
    document = new_docx()
    _drop_ballast(document)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    styles = {"subtitle": "Subtitle", "item": "List Bullet", "nested_item": "List Bullet 2"}
    for group in _joined(read_wording("night-buses-form")):
        line = group[0]
        if line.kind == "row":
            _docx_table(document, [row.cells for row in group])
        elif line.kind in ("title", "heading"):
            document.add_heading(line.text, level=0 if line.kind == "title" else 1)
        else:
            document.add_paragraph(line.text, style=styles.get(line.kind))
    properties = document.core_properties
    properties.title = "Good practice form"
    properties.author = "Podravje Mobility Agency"
    properties.last_modified_by = "Podravje Mobility Agency"
    properties.comments = ""
    properties.created = properties.modified = WRITTEN_AT
    buffer = BytesIO()
    document.save(buffer)
    return _stored(buffer.getvalue())


def _drop_ballast(document: Any) -> None:  # noqa: ANN401 - python-docx has no types
    """Takes out what the template brings along and nobody needs: 800 kB of table styles, a preview picture."""
    for rels in (document.part.rels, document.part.package.rels):
        for rel_id in [key for key, rel in rels.items() if rel.reltype.endswith(("/stylesWithEffects", "/thumbnail"))]:
            del rels[rel_id]
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()


def _docx_table(document: Any, rows: list[list[str]]) -> None:  # noqa: ANN401 - python-docx has no types
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for cells in rows:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text


def _stored(data: bytes) -> bytes:
    """The same zip file with its members uncompressed and dated 1980."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name))
    return buffer.getvalue()


def _pdf(story: list[Flowable], pages: list[PageTemplate], size: tuple[float, float], title: str) -> bytes:
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=size, title=title, author="Interreg project partners", invariant=1, pageCompression=0
    )
    document.addPageTemplates(pages)
    document.build(story)
    return buffer.getvalue()


def _report_pages() -> list[PageTemplate]:
    margin, gap, bottom = 2 * cm, 0.9 * cm, 2 * cm
    height = A4[1] - 4.2 * cm
    column = (A4[0] - 2 * margin - gap) / 2
    wide = A4[0] - 2 * margin

    def on_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(GREY)
        canvas.drawString(margin, A4[1] - 1.3 * cm, "NEARFIELD | Short food chains in rural regions")
        canvas.drawCentredString(A4[0] / 2, 1.1 * cm, str(document.page))

    def number_only(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8.5)
        canvas.drawCentredString(A4[0] / 2, 1.1 * cm, str(document.page))

    columns = [
        Frame(margin, bottom, column, height, id="left"),
        Frame(margin + column + gap, bottom, column, height, id="right"),
    ]
    return [
        PageTemplate("cover", [Frame(margin, bottom, wide, height, id="cover")], onPage=number_only),
        PageTemplate("columns", columns, onPage=on_page),
        PageTemplate("wide", [Frame(margin, bottom, wide, height, id="wide")], onPage=on_page),
    ]


def _parts(lines: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """The lines cut at each part mark, which starts a new part of the layout."""
    parts: list[list[Line]] = [[]]
    for line in lines:
        if line.kind == "part":
            parts.append([Line("heading", line.text)] if line.text == "Contents" else [])
        else:
            parts[-1].append(line)
    return [tuple(part) for part in parts]


def _joined(lines: tuple[Line, ...]) -> Iterator[list[Line]]:
    """Lines one by one, except that the rows of one table stay together."""
    for is_row, group in groupby(lines, key=lambda line: line.kind == "row"):
        if is_row:
            yield list(group)
        else:
            yield from ([line] for line in group)


def _flowables(lines: tuple[Line, ...], styles: dict[str, ParagraphStyle]) -> Iterator[Flowable]:
    """One flowable for each group of `_joined`."""
    for group in _joined(lines):
        line = group[0]
        if line.kind == "row":
            yield _table([row.cells for row in group], styles)
        elif line.kind == "contents":
            entry, page_no = line.cells
            yield Paragraph(f"{entry} {'.' * (86 - len(entry))} {page_no}", styles["paragraph"])
        elif line.kind == "item":
            yield Paragraph(line.text, styles["item"], bulletText="•")
        elif line.kind == "nested_item":
            yield Paragraph(line.text, styles["item"], bulletText="–")
        else:
            yield Paragraph(line.text, styles[line.kind])


def _table(rows: list[list[str]], styles: dict[str, ParagraphStyle]) -> Table:
    head, *body = rows
    cells = [[Paragraph(text, styles["head_cell"]) for text in head]]
    cells += [[Paragraph(text, styles["cell"]) for text in row] for row in body]
    return Table(cells, style=RULES, repeatRows=1, hAlign="LEFT")


SAMPLES: dict[str, Callable[[], bytes]] = {
    "night-buses-form.docx": form_docx,
    "northern-lakes-slides.pdf": slides_pdf,
    "repair-vouchers-case-study.pdf": case_study_pdf,
    "short-food-chains-report.pdf": report_pdf,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "documents")
