"""A document as a row of units: headings, inline labels and runs of text, cut where a section may start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from extractors.cues import CueMatch, fold, match_heading
from models import Block, BlockKind, Document, Span

#: A heading marked by the reader takes a cue from this share of its words on.
HEADING_SHARE = 0.4
#: A line that only looks like a heading needs a cue for most of its words.
LINE_SHARE = 0.7
_INLINE_SHARE = 0.45
_LONG_CUE_SHARE = 0.25
_PLAIN_LABEL_SHARE = 0.9
_MAX_PLAIN_LABEL_WORDS = 5
_MAX_HEADING_WORDS = 10
_MAX_LABEL_WORDS = 9
_LONG_LINE = 110
_UNWRAPPED_LINE = 240
_SENTENCE_END = (".", "!", "?", ":", ";", "…", '."', ".”", ".»", ".)")
_INLINE = re.compile(r"(?P<label>[^\n:.;!?]{2,80}?)\s?(?::|\s[–-]\s)(?=\s|$)")
_QUESTION = re.compile(r"(?P<label>[^\n:.;!?]{6,120}\?)\s+(?=\S)")
_LINE = re.compile(r"[^\n]+")
_QUOTE_MARKS = ('"', "“", "„", "‘", "«", "'")
_MARKS = "*_# \t\xa0>‘’'\"“”„«»"


class UnitKind(StrEnum):
    """What a unit is to the sections."""

    HEADING = "heading"
    INLINE = "inline"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, a passage that starts with an inline label, or a passage.

    Attributes:
        span: never cut inside a sentence; markers such as "- " are included.
        block: index in `Document.blocks`.
        level: of a heading, as the reader gave it.
        cue: what the heading or inline label points to.
        label_text: the heading or the inline label, without marks.
        glued: belongs to the unit before (the items of a list, a caption): takes its label.
        quoted: the heading starts with a quotation mark.
        raw_colon: the heading ends with a colon.
        item: an item of a list.
    """

    kind: UnitKind
    span: Span
    block: int
    level: int | None = None
    cue: CueMatch | None = None
    label_text: str = ""
    glued: bool = False
    quoted: bool = False
    raw_colon: bool = False
    item: bool = False


def outline(document: Document) -> tuple[Unit, ...]:
    """The units of a document in reading order, without running headers, footers and contents."""
    found: list[Unit] = []
    body = set(map(id, document.body()))
    previous: tuple[Block, Unit] | None = None
    for index, block in enumerate(document.blocks):
        if id(block) not in body or not block.span.of(document.text).strip():
            continue
        units = list(_block_units(document, index, block))
        if _is_glued(document, previous, block) and units[0].kind is not UnitKind.HEADING:
            units[0] = replace(units[0], glued=True, kind=UnitKind.TEXT)
        if block.kind is BlockKind.LIST_ITEM:
            units[0] = replace(units[0], item=True)
        found.extend(units)
        previous = (block, units[-1])
    return tuple(found)


def clean(text: str) -> str:
    """A heading as people read it: white space joined, marks, quotes and the closing colon gone."""
    return " ".join(text.split()).strip(_MARKS).rstrip(":").strip(_MARKS)


def _block_units(document: Document, index: int, block: Block) -> Iterator[Unit]:
    text = document.text
    language = block.language or document.language
    span = _trim(text, block.span)
    if block.kind is BlockKind.HEADING:
        yield _heading(text, span, index, block, language)
    elif block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        yield from _line_units(text, block, index, language)
    else:
        yield Unit(UnitKind.TEXT, span, index)


def _heading(text: str, span: Span, index: int, block: Block, language: str | None) -> Unit:
    words = clean(block.content.of(text).split("\n===")[0].split("\n---")[0])
    cue = _heading_cue(words, language)
    raw = span.of(text).lstrip("#* \t")
    quoted, colon = raw[:1] in _QUOTE_MARKS, raw.rstrip("*_ ").endswith(":")
    return Unit(UnitKind.HEADING, span, index, block.level, cue, words, quoted=quoted, raw_colon=colon)


def _heading_cue(words: str, language: str | None) -> CueMatch | None:
    """The cue of a whole heading or, with a colon in it, of the part before ("The challenge: old pipes")."""
    before, colon, _ = words.partition(":")
    cues = [match_heading(words, language), match_heading(before, language) if colon else None]
    fit = [cue for cue in cues if cue is not None and (cue.share >= HEADING_SHARE or _is_long_cue(cue))]
    return max(fit, key=lambda cue: cue.share, default=None)


def _is_long_cue(cue: CueMatch) -> bool:
    """Several words side by side say more than their share of a long question."""
    return cue.share >= _LONG_CUE_SHARE and " " in cue.phrase


def _line_units(text: str, block: Block, index: int, language: str | None) -> Iterator[Unit]:
    lines = [
        Span(block.span.start + m.start(), block.span.start + m.end()) for m in _LINE.finditer(block.span.of(text))
    ]
    lines = [_trim(text, line) for line in lines if line.of(text).strip()]
    start: int | None = None
    kind, cue, label = UnitKind.TEXT, None, ""
    for place, line in enumerate(lines):
        opened = _opening(text, lines, place, language)
        if block.kind is BlockKind.LIST_ITEM and (place == 0 or (opened and opened[0] is UnitKind.INLINE)):
            opened = None  # the items of a list stay together; only a heading ends them
        if opened is None and start is not None and not _is_own_paragraph(text, lines, place):
            continue
        if start is not None:
            yield Unit(kind, Span(start, lines[place - 1].end), index, None, cue, label)
        start = line.start
        kind, cue, label = opened or (UnitKind.TEXT, None, "")
        if kind is UnitKind.HEADING:
            yield Unit(kind, line, index, None, cue, label)
            start = None
    if start is not None:
        yield Unit(kind, Span(start, lines[-1].end), index, None, cue, label)


def _opening(
    text: str, lines: list[Span], place: int, language: str | None
) -> tuple[UnitKind, CueMatch | None, str] | None:
    """What a line opens: a heading, an inline label, or nothing (None)."""
    line = lines[place].of(text)
    cue = match_heading(clean(line), language)
    if place and not _ends_before(text, lines, place) and not _is_plain_label(line, cue):
        return None
    if cue is not None and cue.share >= LINE_SHARE and _looks_like_heading(line):
        return UnitKind.HEADING, cue, clean(line)
    for pattern in (_INLINE, _QUESTION):
        found = pattern.match(line)
        if found is None or len(fold(found["label"])) > _MAX_LABEL_WORDS + 3 * (pattern is _QUESTION):
            continue
        cue = match_heading(clean(found["label"]), language)
        if cue is not None and cue.share >= _INLINE_SHARE:
            bare = not line[found.end() :].strip()
            return UnitKind.HEADING if bare else UnitKind.INLINE, cue, clean(found["label"])
    return None


def _is_plain_label(line: str, cue: CueMatch | None) -> bool:
    """A line like "Project overview:", which is a heading whatever stands before it."""
    plain = line.rstrip("*_ ").endswith(":") and line.strip(_MARKS)[:1].isupper()
    return cue is not None and cue.share >= _PLAIN_LABEL_SHARE and plain and len(fold(line)) <= _MAX_PLAIN_LABEL_WORDS


def _looks_like_heading(line: str) -> bool:
    stripped = line.strip(_MARKS)
    return (
        0 < len(fold(stripped)) <= _MAX_HEADING_WORDS
        and not stripped.endswith((".", ",", ";"))
        and (not stripped[0].islower() or stripped.endswith(":"))
    )


def _ends_before(text: str, lines: list[Span], place: int) -> bool:
    """True where the line before closes a sentence or is too short to run on into this one."""
    before = lines[place - 1].of(text).rstrip("*_ ")
    longest = max(len(line) for line in lines)
    return before.endswith(_SENTENCE_END) or len(before) < 0.6 * longest or len(fold(before)) <= 4


def _is_own_paragraph(text: str, lines: list[Span], place: int) -> bool:
    """True in text whose lines are whole paragraphs.

    There the line before is long and closes a sentence, or it is the title above much longer lines.
    """
    before = lines[place - 1].of(text).rstrip("*_ ")
    if before.endswith(_SENTENCE_END):
        return len(before) > _LONG_LINE and not before.endswith(":")
    longest = max(len(line) for line in lines)
    return longest > _UNWRAPPED_LINE and len(before) < longest / 2 and lines[place].of(text)[:1].isupper()


def _is_glued(document: Document, previous: tuple[Block, Unit] | None, block: Block) -> bool:
    """Items stay with the items before and with the line that introduces them."""
    if previous is None or previous[1].kind is UnitKind.HEADING:
        return False
    before, last = previous
    if block.kind is BlockKind.CAPTION:
        return True
    if block.kind not in (BlockKind.LIST_ITEM, BlockKind.TABLE):
        return False
    introduced = last.span.of(document.text).rstrip("*_ \n\xa0").endswith(":")
    if block.kind is BlockKind.TABLE:
        return introduced
    return introduced or before.kind is BlockKind.LIST_ITEM


def _trim(text: str, span: Span) -> Span:
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    return Span(start, max(start, span.start + len(raw.rstrip())))
