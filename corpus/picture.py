"""Pages of a PDF drawn with coloured boxes, so that a person can see what was understood."""

from typing import TYPE_CHECKING

from models import BlockKind, Document

if TYPE_CHECKING:
    from PIL.Image import Image

#: Red, green, blue by kind of block.
COLOURS: dict[BlockKind, tuple[int, int, int]] = {
    BlockKind.HEADING: (208, 32, 32),
    BlockKind.PARAGRAPH: (40, 100, 200),
    BlockKind.LIST_ITEM: (0, 140, 110),
    BlockKind.TABLE: (150, 60, 180),
    BlockKind.CAPTION: (200, 120, 0),
    BlockKind.HEADER: (120, 120, 120),
    BlockKind.FOOTER: (120, 120, 120),
    BlockKind.CONTENTS: (140, 110, 60),
    BlockKind.PICTURE: (200, 60, 140),
}
_POINTS_PER_INCH = 72.0
_LINE_PX = 2
_LABEL_GAP_PX = 4
_SHORT = {BlockKind.HEADING: "h", BlockKind.PARAGRAPH: "p", BlockKind.LIST_ITEM: "li", BlockKind.CONTENTS: "toc"}


def draw_page(data: bytes, document: Document, page_no: int, *, dpi: float = 110.0) -> "Image":
    """The page with a box around every block, its kind and its place in the reading order beside it.

    Args:
        data: the PDF that the document was read from.
        document: as read.
        page_no: from 1.
        dpi: dots per inch of the picture.

    Raises:
        IndexError: there is no such page.
    """
    import pypdfium2
    from PIL import ImageDraw

    pdf = pypdfium2.PdfDocument(data)
    try:
        if not 1 <= page_no <= len(pdf):
            raise IndexError(f"page {page_no} of {len(pdf)}")
        scale = dpi / _POINTS_PER_INCH
        picture: Image = pdf[page_no - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        pdf.close()
    pen = ImageDraw.Draw(picture)
    for index, block in enumerate(document.blocks):
        colour = COLOURS[block.kind]
        for box in (box for box in block.boxes if box.page_no == page_no):
            pen.rectangle(
                (box.x0 * scale - 1, box.top * scale - 1, box.x1 * scale + 1, box.bottom * scale + 1),
                outline=colour,
                width=_LINE_PX,
            )
            label = f"{index} {_SHORT.get(block.kind, block.kind.value)}{'' if block.level is None else block.level}"
            # In the margin beside the box, where neither text nor another label stands.
            left = max(0.0, box.x0 * scale - pen.textlength(label) - _LABEL_GAP_PX)
            pen.text((left, box.top * scale), label, fill=colour)
    return picture
