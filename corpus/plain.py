"""Plain text: the document text is the decoded file, unchanged; blocks are found over it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.cues import has_letters, is_all_capitals, is_label, title_of, words
from corpus.encodings import decode
from corpus.heads import header_columns, header_rows
from corpus.lines import Line, Role, classify, continues, is_wrapped, paragraph_runs, split_lines, wrap_width
from corpus.settings import ReadSettings
from models import Block, BlockKind, Document, Page, Source, Span

_KINDS = {
    Role.CONTENTS: BlockKind.CONTENTS,
    Role.TABLE: BlockKind.TABLE,
    Role.HEADING: BlockKind.HEADING,
    Role.ITEM: BlockKind.LIST_ITEM,
    Role.CAPTION: BlockKind.CAPTION,
    Role.TEXT: BlockKind.PARAGRAPH,
}
_MIN_TABLE_ROWS = 2
_MIN_TITLE_WORDS = 4
#: A title over several lines in Markdown's bold type.
_BOLD_LINES = re.compile(r"(?:\*\*|__)(?=\S)([^*_]+?)(?:\*\*|__):?")


def read_plain(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The file as it is; pages end at form feeds, a byte order mark is not part of the text.

    Raises:
        DocumentError: the bytes are no text.
    """
    text = decode(data, source.uri)
    lines = split_lines(text)
    classify(lines)
    blocks = blocks_of(lines, text)
    return Document(
        doc_id="doc-" + source.sha256[:16],
        source=source,
        title=title_of(blocks, text),
        language=None,
        text=text,
        pages=_pages(text),
        blocks=blocks,
    )


def _pages(text: str) -> tuple[Page, ...]:
    """Pages as form feeds cut them; each form feed belongs to the page that it ends."""
    pages: list[Page] = []
    start = 0
    while start < len(text) or not pages:
        cut = text.find("\f", start)
        end = len(text) if cut < 0 else cut + 1
        pages.append(Page(len(pages) + 1, None, None, Span(start, end)))
        start = end
    return tuple(pages)


def blocks_of(lines: Sequence[Line], text: str) -> tuple[Block, ...]:
    """Lines joined to blocks; every character that is not white space lies in exactly one."""
    blocks: list[Block] = []
    for group in _groups(lines):
        first, last = group[0], group[-1]
        if first.role is Role.RULE:
            _attach_rule(blocks, first)
            continue
        block = _block(group, Span(first.start + first.indent, last.start + len(last.text.rstrip())), text)
        blocks.append(block)
    return _titled(blocks, text)


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    wrapped = is_wrapped(paragraph_runs(lines))
    previous: Line | None = None
    for index, line in enumerate(lines):
        if line.role is not Role.BLANK:
            # Columns and boxes are narrower than the page: the width is that of the lines around.
            width = wrap_width(lines[max(0, index - 4) : index + 4]) if wrapped else 0
            if previous is not None and _joins(previous, line, width):
                groups[-1].append(line)
            else:
                groups.append([line])
        previous = None if line.role is Role.BLANK or line.ends_page else line
    return groups


def _joins(previous: Line, line: Line, width: int) -> bool:
    if line.role in (Role.CONTENTS, Role.TABLE):
        return previous.role is line.role
    return continues(previous, line, width)


def _attach_rule(blocks: list[Block], rule: Line) -> None:
    """A drawn line belongs to the block before it, outside its content; alone at the start it is a block."""
    start, end = rule.start + rule.indent, rule.start + len(rule.text.rstrip())
    if not blocks:
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, end), Span(start, end)))
        return
    last = blocks[-1]
    blocks[-1] = replace(last, span=Span(last.span.start, end))


def _block(group: list[Line], span: Span, text: str) -> Block:
    first = group[0]
    kind = _KINDS[first.role]
    if kind is BlockKind.TABLE:
        rows = tuple(tuple(cell.strip() for cell in line.text.strip(" ").split("\t")) for line in group)
        if len(rows) < _MIN_TABLE_ROWS:
            return Block(BlockKind.PARAGRAPH, span, span)
        heads = header_rows(rows)
        return Block(kind, span, span, rows=rows, header_rows=heads, header_columns=header_columns(rows, heads))
    content = _content(first, span, text)
    if kind is BlockKind.LIST_ITEM:
        return Block(kind, span, content, level=first.indent)
    bold = _BOLD_LINES.fullmatch(content.of(text)) if len(group) > 1 else None
    if bold and is_label(" ".join(bold.group(1).split())):
        start = content.start + bold.start(1)
        return Block(BlockKind.HEADING, span, Span(start, start + len(bold.group(1))), level=2)
    return Block(kind, span, content, level=first.level)


def _content(first: Line, span: Span, text: str) -> Span:
    start = max(span.start, first.content)
    content = Span(start, span.end).of(text)
    trimmed = content.strip()
    if first.role is Role.HEADING:
        trimmed = trimmed.strip("#*_ \t") if has_letters(trimmed, 1) else trimmed
    if not trimmed:
        return span
    start += content.index(trimmed)
    return Span(start, start + len(trimmed))


def _titled(blocks: list[Block], text: str) -> tuple[Block, ...]:
    """The first line becomes the heading of level 1 when nothing else claims that place; a last label heads nothing."""
    if not blocks:
        return ()
    last = blocks[-1]
    is_marked = text[last.span.start] == "#" or last.content.end < last.span.end
    if last.kind is BlockKind.HEADING and not is_marked and len(blocks) > 1:
        blocks[-1] = replace(last, kind=BlockKind.PARAGRAPH, level=None)
    _unmark_empty(blocks, text)
    if len(blocks) > 1 and not any(block.kind is BlockKind.HEADING and block.level == 1 for block in blocks):
        # A web page may begin with the name of its picture or the like.
        at = 1 if len(blocks[0].content.of(text).split()) == 1 and len(blocks) > 2 else 0
        if _is_title(blocks[at], text, blocks[at + 1].span.start):
            blocks[at] = replace(blocks[at], kind=BlockKind.HEADING, level=1)
    return _levelled(blocks)


def _unmark_empty(blocks: list[Block], text: str) -> None:
    """A single word with another heading right below heads nothing, unless it is marked or written as a heading."""
    for index, (block, following) in enumerate(pairwise(blocks)):
        content = block.content.of(text)
        is_bare = block.span == block.content and len(content.split()) == 1
        if block.kind is following.kind is BlockKind.HEADING and is_bare and not content.endswith(":"):
            if not is_all_capitals(content):
                blocks[index] = replace(block, kind=BlockKind.PARAGRAPH, level=None)


def _is_title(first: Block, text: str, following: int) -> bool:
    """True for a first line that names the document; a short one must stand apart, or it is a label of a form."""
    content = first.content.of(text)
    if first.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or text[first.span.start] == "#":
        return False
    if len(content.splitlines()) != 1 or not is_label(content) or content.endswith(":"):
        return False
    between = text[first.span.end : following].replace("\r\n", "\n")
    return len(words(content)) >= _MIN_TITLE_WORDS or (len(words(content)) > 1 and between.count("\n") > 1)


def _levelled(blocks: list[Block]) -> tuple[Block, ...]:
    """List levels from indents: each deeper indent of a list is one level more."""
    out: list[Block] = []
    indents: list[int] = []
    for block in blocks:
        if block.kind is not BlockKind.LIST_ITEM or block.level is None:
            indents = []
            out.append(block)
            continue
        while indents and indents[-1] >= block.level:
            indents.pop()
        indents.append(block.level)
        out.append(replace(block, level=len(indents)))
    return tuple(out)
