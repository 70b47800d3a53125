"""What lies over a page: form fields, notes and links."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.pdf.frame import Frame
from corpus.pdf.glyphs import PageContent, Word

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage
    from pypdfium2.raw import FPDF_ANNOTATION

Rect = tuple[float, float, float, float]

_MAX_ANNOTATIONS = 5_000
_MAX_CHARACTERS = 20_000
_MAX_URI_BYTES = 2_048
_CHECKED, _UNCHECKED = "\u2612", "\u2610"
#: Small type, as notes have; no note is a heading.
_NOTE_SIZE = 6.0


@dataclass(frozen=True, slots=True)
class Annotations:
    """What lies over a page, each with its rectangle in PDF coordinates (left, bottom, right, top).

    Attributes:
        boxes: check boxes and radio buttons; True when checked.
        notes: what people pinned to the page.
        links: addresses on the web.
        is_drawn: whether part of it shows text that the content of the page lacks.
    """

    boxes: list[tuple[bool, Rect]] = field(default_factory=list)
    notes: list[tuple[str, Rect]] = field(default_factory=list)
    links: list[tuple[str, Rect]] = field(default_factory=list)
    is_drawn: bool = False


def page_with_annotations(pdf: "PdfDocument", index: int) -> "tuple[PdfPage, Annotations]":
    """The page at `index`, from 0, with what form fields and text boxes show as part of its content."""
    import pypdfium2.raw as raw

    page = pdf[index]
    found = _annotations(pdf, page)
    if not found.is_drawn:
        return page, found
    flattened = raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    if flattened == raw.FLATTEN_SUCCESS:
        # The text of a page is made when it is loaded.
        page.close()
        page = pdf[index]
    return page, found


def with_annotations(page: "PdfPage", content: PageContent, found: Annotations) -> PageContent:
    """The words with a sign in each check box, and the notes and links, all at their places on the page as shown."""
    if not (found.boxes or found.notes or found.links):
        return content
    frame = Frame(page, content.turn)
    signs = [_word(_CHECKED if checked else _UNCHECKED, frame.box(*place)) for checked, place in found.boxes]
    # What the program drew into the box says the same.
    words = [word for word in content.words if not any(_inside(word, sign) for sign in signs)]
    notes = tuple(_word(" ".join(text.split()), frame.box(*place), _NOTE_SIZE) for text, place in found.notes)
    links = tuple((uri, frame.box(*place)) for uri, place in found.links)
    return replace(content, words=(*words, *signs), notes=notes, links=links)


def _word(text: str, box: tuple[float, float, float, float], size: float | None = None) -> Word:
    return Word(text, *box, size=size or box[3] - box[1], bold=False)


def _inside(word: Word, sign: Word) -> bool:
    middle = (word.x0 + word.x1) / 2
    return len(word.text) == 1 and sign.x0 <= middle <= sign.x1 and sign.top <= word.middle <= sign.bottom


def _annotations(pdf: "PdfDocument", page: "PdfPage") -> Annotations:
    import pypdfium2.raw as raw

    found = Annotations()
    is_drawn = False
    for item in _items(page):
        kind = raw.FPDFAnnot_GetSubtype(item)
        rect = raw.FS_RECTF()
        if not raw.FPDFAnnot_GetRect(item, rect):
            continue
        place = (rect.left, rect.bottom, rect.right, rect.top)
        if kind == raw.FPDF_ANNOT_WIDGET and pdf.formenv:
            is_drawn = True
            if raw.FPDFAnnot_GetFormFieldType(pdf.formenv, item) in (
                raw.FPDF_FORMFIELD_CHECKBOX,
                raw.FPDF_FORMFIELD_RADIOBUTTON,
            ):
                found.boxes.append((bool(raw.FPDFAnnot_IsChecked(pdf.formenv, item)), place))
        elif kind == raw.FPDF_ANNOT_FREETEXT:
            is_drawn = True
        elif kind == raw.FPDF_ANNOT_TEXT and (note := _string(item, b"Contents")):
            found.notes.append((note, place))
        elif kind == raw.FPDF_ANNOT_LINK and (uri := _uri(pdf, item)):
            found.links.append((uri, place))
    return Annotations(found.boxes, found.notes, found.links, is_drawn)


def _items(page: "PdfPage") -> "Iterator[FPDF_ANNOTATION]":
    import pypdfium2.raw as raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        item = raw.FPDFPage_GetAnnot(page, index)
        if not item:
            continue
        try:
            yield item
        finally:
            raw.FPDFPage_CloseAnnot(item)


def _string(item: "FPDF_ANNOTATION", key: bytes) -> str:
    import pypdfium2.raw as raw

    length = raw.FPDFAnnot_GetStringValue(item, key, None, 0)
    buffer = ctypes.create_string_buffer(min(length, 2 * _MAX_CHARACTERS))
    raw.FPDFAnnot_GetStringValue(item, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), len(buffer))
    return _decoded(buffer)


def _decoded(buffer: "ctypes.Array[ctypes.c_char]") -> str:
    return buffer.raw.decode("utf-16-le", errors="replace").partition("\0")[0].strip()


def _uri(pdf: "PdfDocument", item: "FPDF_ANNOTATION") -> str:
    """Where a link on the web leads; empty for places in the file, addresses of mail and programs."""
    import pypdfium2.raw as raw

    link = raw.FPDFAnnot_GetLink(item)
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return ""
    buffer = ctypes.create_string_buffer(_MAX_URI_BYTES)
    length = raw.FPDFAction_GetURIPath(pdf, action, buffer, _MAX_URI_BYTES)
    uri = buffer.value.decode("utf-8", errors="replace").strip() if length <= _MAX_URI_BYTES else ""
    return uri if uri.lower().startswith(("http://", "https://", "www.")) else ""
