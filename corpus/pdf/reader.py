"""From the bytes of a PDF to a document."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.drafts import Draft, build
from corpus.pdf.blocks import drafts_of
from corpus.pdf.layers import may_have_layers
from corpus.pdf.links import links_of
from corpus.pdf.outline import bookmarks
from corpus.pdf.page import PageLayout
from corpus.pdf.pages import Laid, all_pages
from corpus.reader import UNREADABLE, PageWatch
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, PageError, Reason, Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_NO_WATCH = PageWatch()
_GENERIC_TITLE = re.compile(
    r"^(?:microsoft\s|untitled|powerpoint|slide\s?\d|document\d*$|print\b|layout\b)|\.\w{2,5}$", re.I
)


def read_pdf(data: bytes, source: Source, settings: ReadSettings, watch: PageWatch = _NO_WATCH) -> Document:
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
        pdf.init_forms()
        laid = all_pages(pdf, settings, watch, may_have_layers(data))
        watch.tell(0)
        pages, errors = _layouts(laid, name, settings)
        drafts = [_as_shown(draft, pages) for draft in drafts_of(pages, bookmarks(pdf))]
        title, properties = _property_title(pdf), pdf.get_metadata_dict()
    finally:
        pdf.close()
    if title is None:
        title = next((d.text for d in drafts if d.kind is BlockKind.HEADING and d.level == 1), None)
    document = build(source, drafts, title=title, sizes=[page.shown_size for page in pages], properties=properties)
    scored = tuple(replace(page, score=laid.score) for page, laid in zip(document.pages, pages, strict=True))
    links = [(uri, words, page.shown(place)) for page in pages for uri, words, place in page.links]
    return replace(document, pages=scored, page_errors=tuple(errors), links=tuple(links_of(document, links)))


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


def _layouts(laid: Sequence[Laid], name: str, settings: ReadSettings) -> tuple[list[PageLayout], list[PageError]]:
    layouts = [layout for layout, _ in laid]
    if sum(layout.characters for layout in layouts) > settings.max_characters:
        raise DocumentError(
            Reason.TOO_LARGE,
            f"{name}: over {settings.max_characters:,} characters; "
            "split the file or raise the setting read.max_characters",
        )
    errors = [PageError(page_no, message) for page_no, (_, message) in enumerate(laid, start=1) if message]
    if len(errors) == len(layouts) and all(error.message.startswith(UNREADABLE) for error in errors):
        raise DocumentError(Reason.DAMAGED, f"{name}: none of its pages can be read ({errors[0].message})")
    return layouts, errors


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
