"""A document as Markdown, for people and for measuring."""

import json
import re
from dataclasses import fields

from models import Block, BlockKind, Document, DocumentProperty, Span, Stated

_HYPHEN_END = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])")
_RUNNING = frozenset({BlockKind.HEADER, BlockKind.FOOTER})
_MAX_HEADING_LEVEL = 6
#: Formats whose lines flow: what breaks one there is meant.
_MEANT_BREAKS = (
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
)


def to_markdown(document: Document, *, keep_running_headers: bool = False) -> str:
    """Headings as `#` by level, list items as `- `, tables as pipe tables, paragraphs on one line each.

    Where the author of a web page or an office document broke a line, it stays broken. Running headers and footers are
    left out unless asked for; repeated blocks stay.
    """
    parts = []
    breaks = document.source.media_type in _MEANT_BREAKS
    for block in document.blocks:
        if keep_running_headers or block.kind not in _RUNNING:
            rendered = _rendered(block, document.text, breaks)
            if rendered:
                parts.append((block.kind, rendered))
    out: list[str] = []
    for index, (kind, rendered) in enumerate(parts):
        if index:
            both_items = kind is BlockKind.LIST_ITEM and parts[index - 1][0] is BlockKind.LIST_ITEM
            out.append("\n" if both_items else "\n\n")
        out.append(rendered)
    return "".join(out) + "\n"


def front_matter(document: Document) -> str:
    """The metadata as YAML between two rules; a comment says where each value comes from."""
    lines = []
    for field in fields(document.metadata):
        stated: Stated | None = getattr(document.metadata, field.name)
        if stated is not None:
            text = json.dumps(" ".join(stated.text.split()), ensure_ascii=False)
            lines.append(f"{field.name}: {text}  # {_origin(document, stated)}")
    return "\n".join(["---", *lines, "---", "", ""])


def _origin(document: Document, stated: Stated) -> str:
    if isinstance(stated.origin, Span):
        return f"text, page {document.page_no(stated.origin)}"
    if isinstance(stated.origin, DocumentProperty):
        return f"property {stated.origin.name}"
    return stated.origin.rule


def _rendered(block: Block, text: str, breaks: bool) -> str:
    content = joined_lines(block.content.of(text))
    if block.kind is BlockKind.HEADING or (block.kind is BlockKind.CONTENTS and block.level):
        return "#" * min(block.level or 1, _MAX_HEADING_LEVEL) + " " + content
    if block.kind is BlockKind.LIST_ITEM:
        marker = block.span.of(text)[: block.content.start - block.span.start].strip()
        keeps_number = marker[:1].isdigit() or marker[-1:] in (")", ".")
        return "  " * ((block.level or 1) - 1) + (marker if keeps_number else "-") + " " + content
    if block.kind is BlockKind.TABLE and block.rows:
        return _pipe_table(block.rows)
    if block.kind is BlockKind.CONTENTS:
        return "\n".join(line.strip() for line in block.content.of(text).splitlines() if line.strip())
    if breaks and block.kind is BlockKind.PARAGRAPH:
        return "\\\n".join(" ".join(line.split()) for line in block.content.of(text).split("\n") if line.strip())
    return content


def joined_lines(text: str) -> str:
    """Wrapped lines as one, words cut by a hyphen at a line end whole again when both sides are letters."""
    mended = _HYPHEN_END.sub(lambda found: _join(text, found), text)
    return " ".join(mended.split())


def _join(text: str, found: re.Match[str]) -> str:
    # Before a capital the hyphen belongs to the word ("Emilia-\nRomagna").
    return "-" if text[found.end()].isupper() else ""


def _pipe_table(rows: tuple[tuple[str, ...], ...]) -> str:
    width = max(len(row) for row in rows)
    lines = []
    for index, row in enumerate(rows):
        cells = [" ".join(cell.split()).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
        lines.append("| " + " | ".join(cells) + " |")
        if index == 0:
            lines.append("|" + " --- |" * width)
    return "\n".join(lines)
