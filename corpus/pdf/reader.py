"""From the bytes of a PDF to a document."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.drafts import Draft, build
from corpus.pdf.blocks import drafts_of
from corpus.pdf.glyphs import page_content
from corpus.pdf.ocr import is_installed, needs_recognition, recognised
from corpus.pdf.outline import bookmarks
from corpus.pdf.page import PageLayout, laid_out
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, PageError, Reason, Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

#: Text recognition stops in time for the rest of the document to be finished.
_OCR_SHARE = 0.7
#: What PDFium and our own geometry raise on a page that is damaged.
_PAGE_FAILURES = (RuntimeError, ValueError, ArithmeticError, LookupError, OSError)
_UNREADABLE = "cannot be read"
_GENERIC_TITLE = re.compile(
    r"^(?:microsoft\s|untitled|powerpoint|slide\s?\d|document\d*$|print\b|layout\b)|\.\w{2,5}$", re.I
)


def read_pdf(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """Text, places and structure of a PDF; the title from its properties or its first large heading.

    A page that cannot be read costs that page only: it is named in `Document.page_errors`.

    Raises:
        DocumentError: encrypted, damaged, too many pages, or no text.
    """
    import pypdfium2

    name = PurePath(source.uri).name
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _open_error(name, error) from error
    try:
        _check_count(len(pdf), name, settings)
        pages, errors = _layouts(pdf, name, settings)
        drafts = [_as_shown(draft, pages) for draft in drafts_of(pages, bookmarks(pdf))]
        title, properties = _property_title(pdf), pdf.get_metadata_dict()
    finally:
        pdf.close()
    if title is None:
        title = next((d.text for d in drafts if d.kind is BlockKind.HEADING and d.level == 1), None)
    document = build(source, drafts, title=title, sizes=[page.shown_size for page in pages], properties=properties)
    scored = tuple(replace(page, score=laid.score) for page, laid in zip(document.pages, pages, strict=True))
    return replace(document, pages=scored, page_errors=tuple(errors))


def _as_shown(draft: Draft, pages: Sequence[PageLayout]) -> Draft:
    if not any(pages[box.page_no - 1].turn for box in draft.boxes):
        return draft
    return replace(draft, boxes=tuple(pages[box.page_no - 1].shown(box) for box in draft.boxes))


def _check_count(count: int, name: str, settings: ReadSettings) -> None:
    if count == 0:
        raise DocumentError(Reason.DAMAGED, f"{name}: a PDF without pages; fetch the file again")
    if count > settings.max_pages:
        raise DocumentError(
            Reason.TOO_LARGE,
            f"{name}: {count:,} pages, limit {settings.max_pages:,}; split it or raise the setting read.max_pages",
        )


def _layouts(pdf: "PdfDocument", name: str, settings: ReadSettings) -> tuple[list[PageLayout], list[PageError]]:
    layouts: list[PageLayout] = []
    errors: list[PageError] = []
    left = settings.max_characters
    ocr_until = time.monotonic() + _OCR_SHARE * settings.timeout_s if settings.ocr and is_installed() else None
    for index in range(len(pdf)):
        try:
            layout, message = _page(pdf, index, left, ocr_until)
        except _PAGE_FAILURES as error:
            # A single page that cannot be read does not cost the others.
            layout, message = PageLayout(0.0, 0.0), f"{_UNREADABLE} ({type(error).__name__}: {error})"
        if message:
            errors.append(PageError(index + 1, message))
        layouts.append(layout)
        left -= layout.characters
        if left < 0:
            raise DocumentError(
                Reason.TOO_LARGE,
                f"{name}: over {settings.max_characters:,} characters; "
                "split the file or raise the setting read.max_characters",
            )
    if len(errors) == len(layouts) and all(error.message.startswith(_UNREADABLE) for error in errors):
        raise DocumentError(Reason.DAMAGED, f"{name}: none of its pages can be read ({errors[0].message})")
    return layouts, errors


def _page(
    pdf: "PdfDocument", index: int, max_characters: int, ocr_until: float | None
) -> tuple[PageLayout, str | None]:
    """The page, and what is missing of it."""
    page = pdf[index]
    message = None
    try:
        content = page_content(page, index + 1, max_characters)
        if ocr_until is not None and needs_recognition(page, content):
            if time.monotonic() < ocr_until:
                seen = recognised(page, content)
                content = seen or content
                message = (
                    None if seen else "not recognised (OCR): its letters are of a script that the models do not know"
                )
            else:
                message = "not recognised (OCR): the time for this document is used up; raise read.timeout_s"
    finally:
        page.close()
    return laid_out(content), message


def _open_error(name: str, error: Exception) -> DocumentError:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return DocumentError(
            Reason.ENCRYPTED, f"{name}: locked with a password; save a copy without the password and try again"
        )
    return DocumentError(Reason.DAMAGED, f"{name}: a damaged PDF ({error}); fetch the file again or repair it")


def _property_title(pdf: "PdfDocument") -> str | None:
    """The title property, unless a program filled it in with a file name or its own name."""
    title = " ".join(str(pdf.get_metadata_dict().get("Title") or "").replace("\0", "").split())
    return None if len(title) < 4 or _GENERIC_TITLE.search(title) else title
