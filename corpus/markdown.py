"""Markdown: structure from markdown-it-py, over the unchanged file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.cues import is_label, title_of
from corpus.encodings import decode
from corpus.metadata import declared
from corpus.settings import ReadSettings
from models import Block, BlockKind, Document, Page, Source, Span
from models.text import strip

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_MARKER = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+)*[ \t]*")
_HEADING_TAIL = re.compile(r"[ \t]+#+[ \t]*$|\s*\n[ \t]*(?:=+|-+)[ \t]*$")
_BOLD_LINE = re.compile(r"(\*\*|__)(?P<inner>[^*_\n]+?)\1:?$")
_RULE_LINE = re.compile(r"[\s\-=_*|:]+")
#: Metadata between two rules at the head of a file: lines with a name, lines that go on, comments.
_FRONT = re.compile(
    r"---[ \t]*\r?\n(?P<lines>(?:(?:[\w.-]+[ \t]*:(?:[ \t][^\r\n]*)?|[ \t-][^\r\n]*|#[^\r\n]*)?\r?\n){1,200}?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
_PROPERTY = re.compile(
    r"^(?P<name>[\w.-]+)[ \t]*:[ \t]+(?:\"(?P<double>[^\"\r\n]*)\"|'(?P<single>[^'\r\n]*)'|(?P<bare>[^\r\n#]+))",
    re.MULTILINE,
)
_NOTE = re.compile(r"^[ \t]*\[\^[^\]\s]{1,40}\]:[ \t]*", re.MULTILINE)
_LEAVES = frozenset({"heading_open", "paragraph_open", "fence", "code_block", "html_block", "table_open"})


def read_markdown(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The file as it is, a byte order mark apart; blocks where CommonMark and pipe tables see them.

    Raises:
        DocumentError: the bytes are no text.
    """
    from markdown_it import MarkdownIt

    text = decode(data, source.uri)
    front = _FRONT.match(text)
    stated = _properties(front["lines"]) if front else {}
    head = front.group() if front and stated else ""
    # As many empty lines, so that the others keep their numbers.
    body = re.sub(r"[^\r\n]+", "", head) + text[len(head) :]
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    starts = [found.start() for found in _LINE.finditer(text)]
    found = _noted(_covering(_blocks(tokens, starts, text), text, len(head)), text)
    about = Span(0, len(head.rstrip()))
    blocks = (*([Block(BlockKind.HEADER, about, about)] if head else []), *_bold_labels(found, text))
    return Document(
        doc_id="doc-" + source.sha256[:16],
        source=source,
        title=stated.get("title") or title_of(blocks, text),
        language=stated.get("lang", "").split("-")[0].lower() or None,
        text=text,
        pages=(Page(1, None, None, Span(0, len(text))),),
        blocks=blocks,
        metadata=declared(stated),
    )


def _properties(lines: str) -> dict[str, str]:
    """Names with one value each, of the metadata at the head of a file; lists and nested values are left out."""
    found: dict[str, str] = {}
    for match in _PROPERTY.finditer(lines):
        quoted = match["double"] or match["single"]
        value = (quoted or match["bare"] or "").strip()
        if value and (quoted or value[0] not in "[{|>&*!"):
            found.setdefault(match["name"].lower(), value)
    return found


def _noted(blocks: list[Block], text: str) -> list[Block]:
    """Each note of a list of notes as a block of its own, its mark outside of its content."""
    out: list[Block] = []
    for block in blocks:
        marks = list(_NOTE.finditer(text, block.content.start, block.content.end))
        if block.kind is not BlockKind.PARAGRAPH or not marks:
            out.append(block)
            continue
        starts = [block.content.start, *(mark.start() for mark in marks if mark.start() > block.content.start)]
        contents = {mark.start(): mark.end() for mark in marks}
        for start, end in zip(starts, [*starts[1:], block.span.end], strict=True):
            content = strip(text, Span(contents.get(start, start), end))
            span = strip(text, Span(min(start, block.span.start) if start == starts[0] else start, end))
            out.append(replace(block, span=span, content=content if len(content) else span))
    return out


def _blocks(tokens: "Sequence[Token]", starts: list[int], text: str) -> list[Block]:
    blocks: list[Block] = []
    depth = 0
    fresh_item = False
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            fresh_item = True
        if token.type not in _LEAVES or token.map is None:
            continue
        start = max(starts[token.map[0]], blocks[-1].span.end if blocks else 0)
        end = starts[token.map[1]] if token.map[1] < len(starts) else len(text)
        block = _leaf(token, tokens, index, text, Span(start, max(start, end)))
        if block is not None:
            if fresh_item and block.kind is BlockKind.PARAGRAPH:
                block = replace(block, kind=BlockKind.LIST_ITEM, level=depth)
            fresh_item = False
            blocks.append(block)
    return blocks


def _leaf(token: "Token", tokens: "Sequence[Token]", index: int, text: str, lines: Span) -> Block | None:
    raw = lines.of(text)
    if not raw.strip():
        return None
    start = lines.start + len(raw) - len(raw.lstrip())
    span = Span(start, lines.start + len(raw.rstrip()))
    if token.type == "table_open":
        return Block(BlockKind.TABLE, span, span, rows=_rows(tokens, index))
    if token.type not in ("heading_open", "paragraph_open"):
        return Block(BlockKind.PARAGRAPH, span, span)
    marker = _MARKER.match(raw)
    content_start = max(start, lines.start + (marker.end() if marker else 0))
    content = Span(content_start, span.end).of(text)
    is_heading = token.type == "heading_open"
    kept = _HEADING_TAIL.sub("", content).rstrip() if is_heading else content.rstrip()
    place = Span(content_start, content_start + len(kept)) if kept else span
    if is_heading:
        return Block(BlockKind.HEADING, span, place, level=int(token.tag[1]))
    return Block(BlockKind.PARAGRAPH, span, place)


def _rows(tokens: "Sequence[Token]", index: int) -> tuple[tuple[str, ...], ...]:
    rows: list[list[str]] = []
    for token in tokens[index:]:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain(token))
    return tuple(tuple(row) for row in rows)


def _plain(token: "Token") -> str:
    """Cell text without emphasis and link targets."""
    kept = {"text", "code_inline"}
    return "".join(
        child.content if child.type in kept else " " if child.type.endswith("break") else ""
        for child in token.children or ()
    ).strip()


def _covering(blocks: list[Block], text: str, at: int) -> list[Block]:
    """Adds what the parser passes over (link definitions, rules) so that no text from `at` on is lost."""
    out: list[Block] = []
    for block in [*blocks, None]:
        gap = Span(at, block.span.start if block else len(text))
        rest = gap.of(text)
        if rest.strip():
            start = gap.start + len(rest) - len(rest.lstrip())
            span = Span(start, gap.start + len(rest.rstrip()))
            if out and _RULE_LINE.fullmatch(rest):
                out[-1] = replace(out[-1], span=Span(out[-1].span.start, span.end))
            else:
                out.append(Block(BlockKind.PARAGRAPH, span, span))
        if block:
            out.append(block)
            at = block.span.end
    return out


def _bold_labels(blocks: list[Block], text: str) -> tuple[Block, ...]:
    """A short bold line alone in its paragraph, with text below, is a heading one level under the last."""
    out: list[Block] = []
    level = 1
    for index, block in enumerate(blocks):
        found = _BOLD_LINE.fullmatch(block.content.of(text)) if block.kind is BlockKind.PARAGRAPH else None
        if block.kind is BlockKind.HEADING and block.level:
            level = block.level + 1
        if found and index + 1 < len(blocks) and is_label(found.group("inner")):
            start = block.content.start + found.start("inner")
            inner = Span(start, start + len(found.group("inner")))
            block = replace(block, kind=BlockKind.HEADING, level=min(level, 6), content=inner)
        out.append(block)
    return tuple(out)
