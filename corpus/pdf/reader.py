"""From the bytes of a PDF to a document."""

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.drafts import build
from corpus.pdf.blocks import drafts_of
from corpus.pdf.glyphs import page_content
from corpus.pdf.outline import Bookmark, bookmarks
from corpus.pdf.page import PageLayout, laid_out
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_GENERIC_TITLE = re.compile(
    r"^(?:microsoft\s|untitled|powerpoint|slide\s?\d|document\d*$|print\b|layout\b)|\.\w{2,5}$", re.I
)


def read_pdf(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """Text, places and structure of a PDF; the title from its properties or its first large heading.

    Raises:
        DocumentError: encrypted, damaged, too many pages, or no text.
    """
    name = PurePath(source.uri).name
    pages, title, outline = _layouts(data, name, settings)
    drafts = drafts_of(pages, outline)
    if title is None:
        title = next((d.text for d in drafts if d.kind is BlockKind.HEADING and d.level == 1), None)
    return build(source, drafts, title=title, sizes=[(page.width, page.height) for page in pages])


def _layouts(data: bytes, name: str, settings: ReadSettings) -> tuple[list[PageLayout], str | None, list[Bookmark]]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _open_error(name, error) from error
    try:
        count = len(pdf)
        if count == 0:
            raise DocumentError(Reason.DAMAGED, f"{name}: a PDF without pages; fetch the file again")
        if count > settings.max_pages:
            raise DocumentError(
                Reason.TOO_LARGE,
                f"{name}: {count:,} pages, limit {settings.max_pages:,}; split it or raise the setting read.max_pages",
            )
        layouts: list[PageLayout] = []
        left = settings.max_characters
        for index in range(count):
            layout = _page(pdf, index, left)
            layouts.append(layout)
            left -= layout.characters
            if left < 0:
                raise DocumentError(
                    Reason.TOO_LARGE,
                    f"{name}: over {settings.max_characters:,} characters; "
                    "split the file or raise the setting read.max_characters",
                )
        return layouts, _property_title(pdf), bookmarks(pdf)
    finally:
        pdf.close()


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


def _page(pdf: "PdfDocument", index: int, max_characters: int) -> PageLayout:
    import pypdfium2

    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        # A single page that cannot be loaded does not cost the others.
        return PageLayout(0.0, 0.0)
    try:
        content = page_content(page, index + 1, max_characters)
    finally:
        page.close()
    return laid_out(content)
