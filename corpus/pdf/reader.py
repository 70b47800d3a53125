"""From the bytes of a PDF to a document."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.cues import BULLET, CAPTION, NUMBER, contents_lines, has_leaders
from corpus.drafts import Draft, build, table_draft
from corpus.pdf.aligned import aligned_tables, underlined_tables
from corpus.pdf.glyphs import PageContent, Word, page_content
from corpus.pdf.headings import body_size, bold_share, is_heading, levels
from corpus.pdf.layout import Line, columns, lines_of
from corpus.pdf.paragraphs import Paragraph, joined, known_words, paragraphs
from corpus.pdf.running import running_kinds
from corpus.pdf.tables import Table, ruled_tables
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_WIDE_TABLE = 0.55
_MAX_BOLD_SHARE = 0.4
_MAX_CAPTION_CHARACTERS = 400
_GENERIC_TITLE = re.compile(
    r"^(?:microsoft\s|untitled|powerpoint|slide\s?\d|document\d*$|print\b|layout\b)|\.\w{2,5}$", re.I
)


@dataclass(slots=True)
class _PageLayout:
    """Paragraphs and tables of one page in reading order."""

    width: float
    height: float
    characters: int = 0
    items: list[Paragraph | Table] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [item for item in self.items if isinstance(item, Paragraph)]


def read_pdf(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """Text, places and structure of a PDF; the title from its properties or its first large heading.

    Raises:
        DocumentError: encrypted, damaged, too many pages, or no text.
    """
    name = PurePath(source.uri).name
    pages, title = _layouts(data, name, settings)
    drafts = list(_drafts(pages))
    if title is None:
        title = next((d.text for d in drafts if d.kind is BlockKind.HEADING and d.level == 1), None)
    return build(source, drafts, title=title, sizes=[(page.width, page.height) for page in pages])


def _layouts(data: bytes, name: str, settings: ReadSettings) -> tuple[list[_PageLayout], str | None]:
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
        layouts: list[_PageLayout] = []
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
        return layouts, _property_title(pdf)
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


def _page(pdf: "PdfDocument", index: int, max_characters: int) -> _PageLayout:
    import pypdfium2

    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        # A single page that cannot be loaded does not cost the others.
        return _PageLayout(0.0, 0.0)
    try:
        content = page_content(page, index + 1, max_characters)
    finally:
        page.close()
    return _laid_out(content)


def _laid_out(content: PageContent) -> _PageLayout:
    ruled, words = ruled_tables(content)
    underlined, words = underlined_tables(content.page_no, content.width, content.rules, words)
    aligned, words = aligned_tables(content.page_no, words)
    tables = sorted([*ruled, *underlined, *aligned], key=lambda table: table.box.top)
    layout = _PageLayout(content.width, content.height, content.characters)
    found: list[Paragraph | Table] = []
    for zone in _zones(words, tables, content.width):
        if isinstance(zone, Table):
            found.append(zone)
            continue
        for group in columns(zone):
            found += paragraphs(content.page_no, group)
    placed = {id(item) for item in found}
    for table in tables:
        if id(table) not in placed:
            found.insert(_place(found, table), table)
    for line in lines_of(content.sideways):
        found.append(Paragraph(content.page_no, [line]))
    layout.items = found
    return layout


def _zones(words: list[Word], tables: list[Table], width: float) -> Iterator[list[Word] | Table]:
    """Wide tables part the page: what stands above is read before, what stands below after."""
    left = sorted(words, key=lambda word: word.middle)
    text_width = max((w.x1 for w in left), default=width) - min((w.x0 for w in left), default=0.0)
    for table in tables:
        if table.box.x1 - table.box.x0 < _WIDE_TABLE * text_width:
            continue
        above = [word for word in left if word.middle < table.box.top]
        left = left[len(above) :]
        if above:
            yield above
        yield table
    if left:
        yield left


def _place(items: list[Paragraph | Table], table: Table) -> int:
    """Where a narrow table belongs: after the last paragraph above it in the same column."""
    best = 0
    for index, item in enumerate(items):
        box = item.box
        beside = min(box.x1, table.box.x1) > max(box.x0, table.box.x0)
        if beside and box.top <= table.box.top:
            best = index + 1
    return best


def _drafts(pages: list[_PageLayout]) -> Iterator[Draft]:
    """Blocks of all pages, with what only the whole document tells: body size, running lines, levels."""
    lines = [line for page in pages for paragraph in page.paragraphs for line in paragraph.lines]
    known = known_words(lines)
    running = running_kinds([(page.height, page.paragraphs) for page in pages])
    kept = [line for page in pages for p in page.paragraphs if id(p) not in running for line in p.lines]
    heading_levels = _heading_levels(pages, running, known, kept)
    for page in pages:
        texts = [_joined_text(item, known) for item in page.items]
        in_contents = contents_lines([text if has_leaders(text) else "" for text in texts])
        for item, text, is_contents in zip(page.items, texts, in_contents, strict=True):
            if isinstance(item, Table):
                draft = table_draft(item.rows)
                if draft is not None:
                    yield replace(draft, boxes=(item.box,), page_no=item.box.page_no)
            elif id(item) in running:
                yield _draft(item, running[id(item)], text)
            elif is_contents:
                yield _draft(item, BlockKind.CONTENTS, text)
            elif id(item) in heading_levels:
                yield replace(_draft(item, BlockKind.HEADING, text), level=heading_levels[id(item)])
            else:
                yield _body(item, text)


def _joined_text(item: Paragraph | Table, known: Counter[str]) -> str:
    return joined(item.lines, known) if isinstance(item, Paragraph) else ""


def _heading_levels(
    pages: list[_PageLayout], running: dict[int, BlockKind], known: Counter[str], kept: list[Line]
) -> dict[int, int]:
    body = body_size(kept)
    bold_is_rare = bold_share(kept) <= _MAX_BOLD_SHARE
    found = []
    for page in pages:
        for paragraph in page.paragraphs:
            text = joined(paragraph.lines, known)
            if id(paragraph) not in running and is_heading(paragraph, text, body, bold_is_rare):
                found.append((paragraph, text))
    return {id(paragraph): level for (paragraph, _), level in zip(found, levels(found), strict=True)}


def _draft(paragraph: Paragraph, kind: BlockKind, text: str) -> Draft:
    return Draft(kind, text, boxes=(paragraph.box,), page_no=paragraph.page_no)


def _body(paragraph: Paragraph, text: str) -> Draft:
    marker = BULLET.match(text) or NUMBER.match(text)
    if marker:
        depth = 1 + int((paragraph.lines[0].x0 - paragraph.column_x0) / max(1.5 * paragraph.size, 1.0))
        item = _draft(paragraph, BlockKind.LIST_ITEM, text[marker.end() :])
        return replace(item, marker=text[: marker.end()], level=max(1, min(depth, 6)))
    is_caption = CAPTION.match(text) and len(text) <= _MAX_CAPTION_CHARACTERS
    return _draft(paragraph, BlockKind.CAPTION if is_caption else BlockKind.PARAGRAPH, text)
