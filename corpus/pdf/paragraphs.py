"""Lines of a column -> paragraphs, list items and captions."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from corpus.cues import BULLET, NUMBER, ends_sentence, has_leaders, is_caption, starts_low
from corpus.pdf.layout import Line
from models import Box

#: Gap in points at the start and end of a column.
EDGE_GAP = 99.0
_MAX_PITCH = 1.25
_LEADING = 1.3
_MAX_LEADING = 1.7
_MIN_LEADING = 1.1
_MAX_SIZE_CHANGE = 0.08
_INDENT = 0.9
_SHORT_LINE = 0.8
_FULL_LINE = 0.9
_LABEL_ENDS = (".", ":")
_WORD_END = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_MAX_WORD = 80
_WORD_START = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together on one page."""

    page_no: int
    lines: list[Line]
    gap_above: float = EDGE_GAP
    gap_below: float = EDGE_GAP
    column_x0: float = 0.0
    column_x1: float = 0.0
    in_picture: bool = False
    in_box: bool = False

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def heading(self) -> int | None:
        """Level, where the file tags all lines as one heading."""
        tag = self.lines[0].heading
        return tag[0] if tag is not None and all(line.heading == tag for line in self.lines) else None

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)

    @property
    def box(self) -> Box:
        return Box(
            self.page_no,
            round(min(line.x0 for line in self.lines), 2),
            round(self.top, 2),
            round(max(line.x1 for line in self.lines), 2),
            round(self.bottom, 2),
        )


def paragraphs(page_no: int, lines: Sequence[Line]) -> list[Paragraph]:
    """Lines of one column joined; a new paragraph where spacing, font, indent or a list marker says so."""
    if not lines:
        return []
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    pitches = [
        (b.bottom - a.bottom) / b.size for a, b in pairwise(lines) if abs(a.size - b.size) < 0.5 and b.bottom > a.bottom
    ]
    # In font sizes, so that the body does not set the measure for a title; a low value, because contents lists,
    # lists and headings stand wider than the lines of a paragraph.
    tight = sorted(pitches)[len(pitches) // 3] if pitches else _LEADING
    pitch = max(min(tight, _MAX_LEADING), _MIN_LEADING)
    out = [Paragraph(page_no, [lines[0]], column_x0=left, column_x1=right)]
    for before, line in pairwise(lines):
        if _starts_new(out[-1], before, line, pitch * line.size):
            gap = line.top - before.bottom
            out[-1].gap_below = gap
            out.append(Paragraph(page_no, [line], gap, column_x0=left, column_x1=right))
        else:
            out[-1].lines.append(line)
    return out


def _starts_new(paragraph: Paragraph, before: Line, line: Line, pitch: float) -> bool:
    text, last = line.text, before.text
    if line.heading is not None or before.heading is not None:
        return line.heading != before.heading
    if abs(line.size - before.size) > _MAX_SIZE_CHANGE * before.size or line.bold != before.bold:
        return not _mixed_fonts(before, line, pitch)
    if line.bottom - before.bottom > _MAX_PITCH * pitch + 1.0:
        return True
    if BULLET.match(text) or has_leaders(text) or has_leaders(last):
        return True
    if is_caption(text) and not _runs_on(paragraph, before):
        return True
    if ends_sentence(last) and _opens_bold(line) and not before.words[-1].bold:
        return True
    if NUMBER.match(text) and (ends_sentence(last) or NUMBER.match(paragraph.lines[0].text)):
        return True
    is_indented = line.x0 > before.x0 + _INDENT * line.size
    is_out = line.x0 < before.x0 - _INDENT * line.size
    width = max(paragraph.column_x1 - paragraph.column_x0, 1.0)
    ended_early = before.x1 < paragraph.column_x0 + _SHORT_LINE * width
    if ends_sentence(last) and (ended_early or (is_indented and len(paragraph.lines) > 1)):
        return not starts_low(text)
    in_item = bool(BULLET.match(paragraph.lines[0].text) or NUMBER.match(paragraph.lines[0].text))
    return in_item and is_out and len(paragraph.lines) > 1 and ends_sentence(last)


def _opens_bold(line: Line) -> bool:
    """True for a line that begins with a label in bold, or is cut inside it."""
    bold = list(takewhile(lambda word: word.bold, line.words))
    return bool(bold) and (bold[-1].text.endswith(_LABEL_ENDS) or len(bold) > 1)


def _runs_on(paragraph: Paragraph, line: Line) -> bool:
    """True for a full line in the middle of a sentence."""
    width = max(paragraph.column_x1 - paragraph.column_x0, 1.0)
    return not ends_sentence(line.text) and line.x1 > paragraph.column_x0 + _FULL_LINE * width


def _mixed_fonts(before: Line, line: Line, pitch: float) -> bool:
    """True when only emphasis or a small mark changes inside a running sentence."""
    close = line.bottom - before.bottom < _MAX_PITCH * pitch
    same_size = abs(line.size - before.size) <= _MAX_SIZE_CHANGE * before.size
    return close and same_size and starts_low(line.text) and not ends_sentence(before.text)


def known_words(lines: Iterable[Line]) -> Counter[str]:
    """Words of the document that stand whole on one line, in lower case: evidence for mending hyphens."""
    found: Counter[str] = Counter()
    for line in lines:
        tokens = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-$)\b", line.text.lower())
        found.update(tokens)
        found.update(token[token.rindex("-") :] for token in tokens if "-" in token)
    return found


def joined(lines: Sequence[Line], known: Counter[str]) -> str:
    """The lines as one, words cut at a line end whole again.

    The hyphen stays when the document writes the word with it, or another one with the same end ("celle-ci" for
    "celui-ci"), and before a capital or a digit.
    """
    text = ""
    for line in lines:
        part = line.text.strip()
        if not text:
            text = part
            continue
        # Only the tail, or the time grows with the square of the length.
        head, tail = _WORD_END.search(text[-_MAX_WORD:]), _WORD_START.match(part)
        if head and tail and tail.group()[0].islower():
            compound = f"{head.group(1)}-{tail.group()}".lower()
            whole = f"{head.group(1)}{tail.group()}".lower()
            keeps = known[compound] > known[whole] or (not known[whole] and known[f"-{tail.group()}"] > 0)
            text = (text if keeps else text[:-1]) + part
        elif text.endswith("-") and len(text) > 1 and not text[-2].isspace():
            text += part
        else:
            text += " " + part
    return text
