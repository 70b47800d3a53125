"""Plain text as lines, each with its role; roles come from the line, its neighbours and the width of the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from corpus.cues import (
    BULLET,
    CONTENTS_TITLE,
    NUMBER,
    SECTION_NUMBER,
    contents_lines,
    ends_sentence,
    has_letters,
    is_all_capitals,
    is_caption,
    is_label,
    starts_low,
    words,
)

#: Only these end a line; a form feed also ends a page.
_LINE = re.compile(r"([^\r\n\f]*)(\r\n|\r|\n|\f|$)")
_ATX = re.compile(r"\s{0,3}#{1,6}\s+(?=\S)")
_RULE = re.compile(r"\s*([-=_*~#.])(?:\s*\1){2,}\s*$")
_SETEXT = re.compile(r"\s*(={3,}|-{3,}|~{3,}|\^{3,})\s*$")
_BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(?P<inner>[^*_]+?)(?<=\S)\1:?\s*$")
#: "Lead partner: Agency": a line of a form.
_KEY_VALUE = re.compile(r"\s*[^\W\d_][^:.!?]{1,40}:\s+\S")
_VALUE = re.compile(r"\d|[,@(/]|www\.")
_MAX_LABEL_WORDS_BEFORE_VALUE = 5
#: A longer question by itself is asked in the text, not set above it.
_MAX_QUESTION_WORDS = 10
#: Longer lines were not wrapped by hand or by a PDF: each is a paragraph.
MAX_WRAPPED_CHARACTERS = 140
_WRAP_TOLERANCE = 0.88
_MIN_WRAP_CHARACTERS = 30
_MIN_WIDTH_CHARACTERS = 45
_MIN_CUT_SHARE = 0.08
_MAX_MARKER_CHARACTERS = 5
#: Two spaces at the end of a line: Markdown's line break inside a paragraph.
_HARD_BREAK = "  "
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BYLINE_LINES = 2
_MAX_NAME_WORDS = 2


class Role(Enum):
    """What a line is."""

    BLANK = auto()
    RULE = auto()
    CONTENTS = auto()
    TABLE = auto()
    HEADING = auto()
    ITEM = auto()
    CAPTION = auto()
    TEXT = auto()


@dataclass(slots=True)
class Line:
    """One line; `start` and `end` without its line break, `content` where the marker ends."""

    text: str
    start: int
    end: int
    role: Role = Role.TEXT
    content: int = 0
    level: int | None = None
    ends_page: bool = False

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def body(self) -> str:
        """The line without its marker."""
        return self.text[self.content - self.start :].strip()


def split_lines(text: str) -> list[Line]:
    """The lines of the text in order; every character but line breaks lies in one."""
    return [
        Line(found.group(1), found.start(), found.end(1), content=found.start(), ends_page=found.group(2) == "\f")
        for found in _LINE.finditer(text)
        if found.group(1) or found.group(2)
    ]


def classify(lines: Sequence[Line]) -> None:
    """Sets the role, content start and level of every line."""
    _mark_obvious(lines)
    has_marked_headings = sum(line.role is Role.HEADING for line in lines) > 1
    runs = paragraph_runs(lines)
    for run in runs:
        _mark_items(run)
    wrapped = is_wrapped(runs)
    for run in runs:
        _mark_labels(run, has_marked_headings, wrap_width(run) if wrapped else 0)


def _mark_obvious(lines: Sequence[Line]) -> None:
    in_contents = contents_lines([line.text for line in lines])
    for index, line in enumerate(lines):
        atx = _ATX.match(line.text)
        if not line.text.strip():
            line.role = Role.BLANK
        elif in_contents[index]:
            line.role = Role.CONTENTS
        elif _RULE.match(line.text):
            line.role = Role.RULE
        elif atx and has_letters(line.text[atx.end() :], 1):
            line.role, line.content = Role.HEADING, line.start + atx.end()
            line.level = atx.group().strip().count("#")
        elif _is_table_row(line.text):
            line.role = Role.TABLE
    _mark_contents_title(lines)
    for before, (line, following) in zip([None, *lines], pairwise(lines), strict=False):
        underline = _SETEXT.match(following.text)
        lonely = before is None or before.role is not Role.TEXT
        if line.role is Role.TEXT and underline and lonely and not BULLET.match(line.text.strip()):
            line.role = Role.HEADING
            line.level = 1 if underline.group(1)[0] == "=" else 2


def _mark_contents_title(lines: Sequence[Line]) -> None:
    """The title of a table of contents belongs to it."""
    title: Line | None = None
    for line in lines:
        if line.role is Role.CONTENTS and title is not None:
            title.role, title.level = Role.CONTENTS, 1
        if line.role is not Role.BLANK:
            named = line.text.strip().strip("#*_ ")
            is_title = line.role in (Role.TEXT, Role.HEADING) and CONTENTS_TITLE.fullmatch(named)
            title = line if is_title else None


def _is_table_row(text: str) -> bool:
    cells = text.strip(" ").split("\t")
    filled = [cell for cell in cells if cell.strip()]
    if len(cells) > 1 and len(filled) > 1:
        # "•<tab>text" is a list item, "1<tab>Introduction" a heading or a list.
        is_marker = len(filled[0].strip()) <= _MAX_MARKER_CHARACTERS and not has_letters(filled[0], 1)
        return not (len(filled) == 2 and is_marker and has_letters(filled[1]))
    return text.lstrip(" ").startswith("\t") is False and len(cells) > 2 and bool(filled)


def paragraph_runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Neighbouring lines of text and list items without a blank line, page end or other role between."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    for line in lines:
        belongs = line.role in (Role.TEXT, Role.ITEM)
        if belongs:
            run.append(line)
        if run and (not belongs or line.ends_page):
            runs.append(run)
            run = []
    return [*runs, run] if run else runs


def _mark_items(run: list[Line]) -> None:
    for line in run:
        stripped = line.text.lstrip()
        found = BULLET.match(stripped) or NUMBER.match(stripped)
        if found and not re.match(r"[-–—]\s+(?:und|and|et|y|e|i|oder|or)\s", stripped):
            line.role = Role.ITEM
            line.content = line.start + line.indent + found.end()
        elif is_caption(stripped) and len(stripped) <= MAX_WRAPPED_CHARACTERS:
            line.role = Role.CAPTION


def is_wrapped(runs: Sequence[Sequence[Line]]) -> bool:
    """True when lines were cut at a width: sentences go on in lower case on the next line."""
    pairs = [
        (a.text.rstrip(), b.text)
        for run in runs
        for a, b in pairwise(run)
        if b.role is Role.TEXT and len(a.text) <= MAX_WRAPPED_CHARACTERS
    ]
    cut = sum(starts_low(after) and not ends_sentence(before) for before, after in pairs)
    return cut >= max(1, _MIN_CUT_SHARE * len(pairs))


def continues(previous: Line, line: Line, width: int) -> bool:
    """True when `line` goes on with the sentence or paragraph of `previous`.

    Args:
        previous: the line before, without a blank line between.
        line: the line in question.
        width: characters at which the text is wrapped; 0 when each line is a paragraph.
    """
    if line.role is not Role.TEXT or previous.role in (Role.HEADING, Role.RULE, Role.TABLE, Role.CONTENTS):
        return False
    before = previous.text.rstrip()
    after = line.text.strip()
    if len(before) > MAX_WRAPPED_CHARACTERS or not width:
        return (starts_low(after) and not ends_sentence(before)) or previous.text.endswith(_HARD_BREAK)
    if is_label(after) and after.endswith(":"):
        return False
    if _KEY_VALUE.match(after) and _KEY_VALUE.match(before):
        return False
    if starts_low(after):
        return not before.endswith((".", "!", "?")) or _fills(before, after, width)
    if before.endswith(("-", "\u00ad", ",", "(", "&", "/", "–")) or previous.text.endswith(_HARD_BREAK):
        return True
    if previous.role is Role.ITEM and line.indent < previous.content - previous.start and ends_sentence(before):
        return False
    return _fills(before, after, width)


def _fills(before: str, after: str, width: int) -> bool:
    """True when the first word of the next line had no room on this one."""
    first_word = after.split(maxsplit=1)[0]
    return len(before) > _MIN_WRAP_CHARACTERS and len(before) + 1 + len(first_word) > width * _WRAP_TOLERANCE


def wrap_width(run: Sequence[Line]) -> int:
    """Length of the longest line that can have been wrapped."""
    lengths = [len(line.text.rstrip()) for line in run if len(line.text.rstrip()) <= MAX_WRAPPED_CHARACTERS]
    longest = max(lengths, default=0)
    return longest if longest > _MIN_WIDTH_CHARACTERS else MAX_WRAPPED_CHARACTERS


def _mark_labels(run: list[Line], has_marked_headings: bool, width: int) -> None:
    """Headings without any mark: short label lines with text, a list or a value below."""
    for index, line in enumerate(run):
        previous = run[index - 1] if index else None
        following = run[index + 1] if index + 1 < len(run) else None
        bold = _BOLD.match(line.text)
        label = bold.group("inner") if bold else line.text.strip()
        if line.role is Role.ITEM and not _is_numbered_title(line, following):
            continue
        if line.role is Role.CAPTION or not is_label(label):
            continue
        if previous is not None and continues(previous, line, width):
            continue
        is_strong = bold is not None or _is_strong(label, following)
        if is_strong or (not has_marked_headings and _names_what_follows(line, label, run, width)):
            line.role = Role.HEADING
            line.content = line.start + (bold.start("inner") if bold else line.indent)
            line.level = _label_level(label)


def _is_numbered_title(line: Line, following: Line | None) -> bool:
    """A single "3. RESULTS": numbered like a list item, written like a heading."""
    return line.text.lstrip()[:1].isdigit() and is_all_capitals(line.body) and following is None


def _is_strong(label: str, following: Line | None) -> bool:
    """True for labels that are headings wherever they stand: a colon, capitals, a section number by itself."""
    if label.endswith(":") or (is_all_capitals(label) and len(words(label)) > 1):
        return True
    return following is None and bool(SECTION_NUMBER.match(label))


def _ends_byline(above: Sequence[Line], label: str) -> bool:
    """True for a name below a date and another short line, as a web page has them under its title."""
    byline = [line for line in above[-_BYLINE_LINES:] if line.role is Role.TEXT and _is_short(line)]
    has_date = any(_YEAR.search(line.text) for line in byline)
    return len(byline) == _BYLINE_LINES and has_date and len(label.split()) <= _MAX_NAME_WORDS


def _names_what_follows(line: Line, label: str, run: Sequence[Line], width: int) -> bool:
    """True for a label between blank lines, or with text, a list or a value on the next line."""
    index = run.index(line)
    previous = run[index - 1] if index else None
    following = run[index + 1] if index + 1 < len(run) else None
    if following is None:
        if label.endswith("?") and len(words(label)) > _MAX_QUESTION_WORDS:
            return False
        # A line between blank lines, or the last label of a form, left empty.
        after_value = previous is not None and bool(_VALUE.search(previous.text)) and len(words(label)) <= 3
        return (previous is None or after_value) and not re.search(r"\d{3,}", label)
    if continues(line, following, width):
        return False
    if following.role is Role.ITEM or not _is_short(following):
        return not _ends_byline(run[: run.index(line)], label)
    first = previous is None or previous.role is Role.ITEM or not _is_short(previous)
    named = len(words(label)) <= _MAX_LABEL_WORDS_BEFORE_VALUE and not _VALUE.search(label)
    value_below = bool(_VALUE.search(following.text)) and not following.text.rstrip().endswith(":")
    return named and (first or value_below)


def _is_short(line: Line) -> bool:
    text = line.text.strip()
    return len(text) <= 90 and not text.endswith((".", ";"))


def _label_level(label: str) -> int:
    """Numbering tells the depth; other labels stand below the title."""
    found = SECTION_NUMBER.match(label)
    return found.group(1).count(".") + 2 if found else 2
