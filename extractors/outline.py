"""A document as a row of units: headings, inline labels and runs of text, cut where a section may start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from extractors.cues import CueMatch, fold, match_heading, strip_numbering
from extractors.numbering import numbered_heads
from extractors.registers import is_register
from models import SKIPPED_KINDS, Block, BlockKind, Document, SectionLabel, Span

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
_INLINE = re.compile(r"(?P<label>[^\n:.;!?]{2,80}?)\s?(?::(?:\*\*|__)?|\s[–-]\s)(?=\s|$)")
#: "**The start:** ..." and "HOW IT IS DONE. A joiner ...": labels by their type, whatever they say.
_BOLD_LABEL = re.compile(r"\W{0,3}(?:\*\*|__)(?P<label>[^\n*_]{2,80}?)(?::(?:\*\*|__)|(?:\*\*|__)\s?:)(?=\s|$)")
_CAPITAL_LABEL = re.compile(
    r"(?P<label>[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ]*(?:[ '’-]+[^\W\d_a-zß-öø-ÿ]+){1,7})\s?[.:?]\s+(?=[\"“„«]?[^\W\d_]+)"
)
_QUESTION = re.compile(r"(?P<label>[^\n:.;!?]{6,120}\?)\s+(?=\S)")
_LINE = re.compile(r"[^\n]+")
#: A line that gives one fact: "Period: 2016-19".
_FACT = re.compile(r"\W*[^\W\d_a-z][^\n:.;!?]{1,40}:\s+\S")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
#: Labels of headings that are links where nothing follows them.
_LINKS = frozenset({SectionLabel.CONTACT, SectionLabel.OTHER})
#: Two columns of which so many left cells are labels of a form give facts, row by row.
_FACT_ROWS_SHARE = 0.5
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
        row: a row of a table whose rows each tell of something else.
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
    row: bool = False


def outline(document: Document) -> tuple[Unit, ...]:
    """The units of a document in reading order, without running headers, footers and contents."""
    found: list[Unit] = []
    previous: tuple[Block, Unit] | None = None
    shown = [
        (index, block)
        for index, block in enumerate(document.blocks)
        if block.kind not in SKIPPED_KINDS and block.span.of(document.text).strip()
    ]
    numbered_blocks = numbered_heads(document, shown)
    for place, (index, block) in enumerate(shown):
        following = shown[place + 1][1] if place + 1 < len(shown) else None
        if index in numbered_blocks:
            has_text_below = following is not None and following.kind is BlockKind.PARAGRAPH
            numbered: Unit | None = _member(document, index, block, has_text_below=has_text_below)
        else:
            numbered = _numbered_heading(document, index, block) if _is_alone(previous, block, following) else None
        units = list(_block_units(document, index, block)) if numbered is None else [numbered]
        is_glued = index not in numbered_blocks and _is_glued(document, previous, block)
        if is_glued and units[0].kind is not UnitKind.HEADING:
            units[0] = replace(units[0], glued=True, kind=UnitKind.TEXT)
        if block.kind is BlockKind.LIST_ITEM:
            units[0] = replace(units[0], item=True)
        if block.kind is BlockKind.HEADING and found:
            found[-1] = _without_link(found[-1])
        found.extend(units)
        previous = (block, units[-1])
    return (*found[:-1], _without_link(found[-1])) if found else ()


def _without_link(last: Unit) -> Unit:
    """The last line before a heading or the end; "Website" and "More information" are links there, not headings."""
    is_link = last.kind is UnitKind.HEADING and last.level is None and last.cue is not None
    if is_link and last.cue is not None and last.cue.label in _LINKS:
        return replace(last, kind=UnitKind.TEXT, cue=None, label_text="", glued=True)
    return last


def _is_alone(previous: tuple[Block, Unit] | None, block: Block, following: Block | None) -> bool:
    """True for a list item that has no other items beside it."""
    around = (previous[0] if previous else None, following)
    return block.kind is BlockKind.LIST_ITEM and all(b is None or b.kind is not BlockKind.LIST_ITEM for b in around)


def _numbered_heading(document: Document, index: int, block: Block) -> Unit | None:
    """A lonely item like "3. Budget", which is a numbered heading; None for any other."""
    line = block.span.of(document.text).strip()
    words = clean(line)
    if not _NUMBERED.match(line) or "\n" in line or not _looks_like_heading(words):
        return None
    cue = match_heading(words, block.language or document.language)
    if cue is None or cue.share < LINE_SHARE:
        return None
    return Unit(UnitKind.HEADING, _trim(document.text, block.span), index, None, cue, words)


def _member(document: Document, index: int, block: Block, *, has_text_below: bool) -> Unit:
    """A line that numbers a part: a heading, or with its answer behind a colon an inline label."""
    span = _trim(document.text, block.span)
    words = strip_numbering(clean(span.of(document.text)))
    before, colon, after = words.partition(": ")
    language = block.language or document.language
    cue = _heading_cue(before, language)
    if colon and after.strip() and (cue is not None or not has_text_below):
        return Unit(UnitKind.INLINE, span, index, None, cue, before)
    return Unit(UnitKind.HEADING, span, index, block.level, _heading_cue(words, language), words)


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
    elif block.kind is BlockKind.TABLE and _gives_facts(block, language):
        yield from _row_units(text, span, index, language)
    elif block.kind is BlockKind.TABLE and is_register(block):
        yield from _register_units(text, block, index)
    else:
        yield Unit(UnitKind.TEXT, span, index)


def _register_units(text: str, block: Block, index: int) -> Iterator[Unit]:
    """The head of a register, and each of its rows; a table whose cells run over lines stays whole."""
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text, block.content.start, block.content.end)]
    lines = [line for line in lines if line.of(text).strip(" |-:\t")]
    if len(lines) != len(block.rows):
        yield Unit(UnitKind.TEXT, _trim(text, block.span), index)
        return
    head, *rows = lines
    yield Unit(UnitKind.HEADING, _trim(text, head), index, label_text=clean(head.of(text)), raw_colon=True)
    yield from (Unit(UnitKind.TEXT, _trim(text, row), index, row=True) for row in rows)


def _row_cue(row: str, language: str | None) -> CueMatch | None:
    cue = match_heading(clean(row.split("\t")[0]), language)
    return cue if cue is not None and cue.share >= LINE_SHARE else None


def _gives_facts(block: Block, language: str | None) -> bool:
    """True for a table of two columns whose left one holds labels: "Start date", "Main institution"."""
    if len(block.rows) < 2 or any(len(row) != 2 for row in block.rows):
        return False
    labels = sum(_row_cue(row[0], language) is not None for row in block.rows)
    return labels >= _FACT_ROWS_SHARE * len(block.rows)


def _row_units(text: str, span: Span, index: int, language: str | None) -> Iterator[Unit]:
    """Rows of facts; one whose label says nothing goes with the row before."""
    start, cue, label = span.start, None, ""
    for match in _LINE.finditer(text, span.start, span.end):
        found = _row_cue(match.group(), language)
        if found is None:
            continue
        if match.start() > start:
            yield Unit(
                UnitKind.INLINE if cue else UnitKind.TEXT,
                _trim(text, Span(start, match.start())),
                index,
                None,
                cue,
                label,
            )
        start, cue, label = match.start(), found, clean(match.group().split("\t")[0])
    yield Unit(UnitKind.INLINE if cue else UnitKind.TEXT, _trim(text, Span(start, span.end)), index, None, cue, label)


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
    if cue is not None and cue.share >= LINE_SHARE and _looks_like_heading(line) and not _FACT.match(line):
        return UnitKind.HEADING, cue, clean(line)
    for pattern in (_INLINE, _QUESTION):
        found = pattern.match(line)
        if found is None or len(fold(found["label"])) > _MAX_LABEL_WORDS + 3 * (pattern is _QUESTION):
            continue
        cue = match_heading(clean(found["label"]), language)
        if cue is not None and cue.share >= _INLINE_SHARE:
            bare = not line[found.end() :].strip()
            return UnitKind.HEADING if bare else UnitKind.INLINE, cue, clean(found["label"])
    return _marked_label(line, language)


def _marked_label(line: str, language: str | None) -> tuple[UnitKind, CueMatch | None, str] | None:
    """A label that its type marks: bold with a colon, or several words in capitals before a sentence."""
    found = _BOLD_LABEL.match(line) or _CAPITAL_LABEL.match(line)
    if found is None or not line[found.end() :].strip() or line.isupper():
        return None
    label = clean(found["label"])
    return UnitKind.INLINE, _heading_cue(label, language), label


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
    if _FACT.match(before) and _FACT.match(lines[place].of(text)):
        return True
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
