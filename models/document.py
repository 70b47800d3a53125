"""A document as `corpus` reads it: text that never changes, and the layout over it."""

from dataclasses import dataclass, field
from datetime import datetime

from models.geometry import Box
from models.labels import SKIPPED_KINDS, BlockKind
from models.metadata import Metadata
from models.span import Span
from models.table import Merged


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes came from; `sha256` is of the bytes, `retrieved_at` is UTC."""

    uri: str
    media_type: str
    sha256: str
    retrieved_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page; width and height in points, None where the format has no layout.

    `score` (0..1) is below 1 where the text was recognised in a picture.
    """

    page_no: int
    width: float | None
    height: float | None
    span: Span
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class PageError:
    """A page that could not be read, or not in full; the other pages of its document were."""

    page_no: int
    message: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text with one layout role, in reading order.

    Attributes:
        span: characters in `Document.text`, markers such as "- " or "## " included.
        content: the same without markers and surrounding white space; always inside `span`.
        boxes: one or more places on pages; empty where the format has no layout.
        level: heading level or list nesting, from 1; None for other kinds.
        rows: cell texts of a table, its head first; a cell over several places fills the first of them only.
        header_rows: how many rows at the top head the columns.
        header_columns: how many columns on the left head the rows.
        merged: the cells of a table that run over several rows or columns.
        repeats: index in `Document.blocks` of the earlier block that this one repeats.
    """

    kind: BlockKind
    span: Span
    content: Span
    boxes: tuple[Box, ...] = ()
    level: int | None = None
    language: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    repeats: int | None = None
    header_rows: int = 1
    header_columns: int = 1
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Words of a document that lead to an address on the web, which may stand nowhere in its text."""

    uri: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A read document.

    `text` is fixed: everything later points into it with spans. For a plain text file it is
    the decoded file, unchanged. `doc_id` derives from the content: "doc-" and 16 hex digits
    of the sha256 of the bytes. `language` is a BCP 47 code, None when it could not be told.
    A document with `page_errors` is read in part. `metadata` is what it says about itself.
    """

    doc_id: str
    source: Source
    title: str | None
    language: str | None
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    page_errors: tuple[PageError, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    links: tuple[Link, ...] = ()

    def body(self) -> tuple[Block, ...]:
        """Blocks that carry content: no running headers, footers or tables of contents."""
        return tuple(block for block in self.blocks if block.kind not in SKIPPED_KINDS)

    def page_no(self, span: Span) -> int:
        """Number of the page on which the span starts, from 1; 1 without pages."""
        for page in self.pages:
            if page.span.start <= span.start < page.span.end:
                return page.page_no
        return max((p.page_no for p in self.pages if p.span.start <= span.start), default=1)

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Boxes of the blocks that the span touches; empty without layout."""
        return tuple(b for block in self.blocks if block.span.overlaps(span) for b in block.boxes)
