"""Which paragraphs are headings: by size, weight, numbering and capitals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from corpus.cues import (
    BULLET,
    CHAPTER,
    CHAPTER_WORD,
    SECTION_NUMBER,
    can_head,
    is_all_capitals,
    is_caption,
    is_unfinished,
    section_depth,
    words,
)
from corpus.pdf.layout import Line
from corpus.pdf.paragraphs import Paragraph

_LARGER = 1.12
_MUCH_LARGER = 1.35
_MIN_RATIO = 0.93
#: Small bold capitals head sections in books.
_MIN_BOLD_RATIO = 0.55
#: Numbered capitals may be a little smaller than the text.
_MIN_CAPITALS_RATIO = 0.85
_MAX_LINES = 4
_MAX_CHARACTERS = 180
_MAX_WORDS = 25
_MAX_SHARE_OF_COLUMN = 0.75
#: In font sizes; what stands further above its text is a caption, a name or a page mark.
_MAX_GAP_BELOW = 3.0
_CLOSING = '"”’»)]'
_NOTHING: Mapping[float, int] = {}


def body_size(lines: Iterable[Line], in_tables: Mapping[float, int] = _NOTHING) -> float:
    """Font size of most characters of the document, to half a point; 0 without any.

    Args:
        lines: outside of tables.
        in_tables: how many characters of each size tables hold; they count half, for tables are often set smaller.
    """
    weights = Counter({size: count / 2 for size, count in in_tables.items()})
    for line in lines:
        weights[round(line.size * 2) / 2] += len(line.text)
    return max(weights, key=lambda size: (weights[size], -size), default=0.0)


def bold_share(lines: Iterable[Line]) -> float:
    """Share of characters in bold lines; in a document that is mostly bold, bold says nothing."""
    total = bold = 0
    for line in lines:
        total += len(line.text)
        bold += len(line.text) if line.bold else 0
    return bold / total if total else 0.0


def is_heading(paragraph: Paragraph, text: str, body: float, bold_is_rare: bool) -> bool:
    """True for a short paragraph that its type or the white space around sets apart from the body."""
    if len(paragraph.lines) > _MAX_LINES or len(text) > _MAX_CHARACTERS or len(words(text)) > _MAX_WORDS:
        return False
    ratio = paragraph.size / body if body else 1.0
    has_number = SECTION_NUMBER.match(text) is not None
    if ratio >= _LARGER and (section_depth(text) or 0) >= 2 and not is_unfinished(text):
        # Whatever it says: names in lower case and questions of two sentences too.
        return True
    if BULLET.match(text) or is_caption(text) or not can_head(text) or "=" in text or is_unfinished(text):
        return False
    if ratio >= _MUCH_LARGER:
        return True
    if ratio >= _LARGER:
        return has_number or not text.endswith(".")
    if len(paragraph.lines) > 2 or (text.rstrip(_CLOSING).endswith(".") and not is_all_capitals(text)):
        return False
    is_bold = paragraph.bold and bold_is_rare
    if ratio < _MIN_RATIO:
        is_title = is_bold or (ratio >= _MIN_CAPITALS_RATIO and has_number and is_all_capitals(text))
        return ratio >= _MIN_BOLD_RATIO and is_title and _stands_apart(paragraph, text)
    if is_bold or (section_depth(text) or 0) >= 2:
        return True
    return len(paragraph.lines) == 1 and _stands_apart(paragraph, text)


def _stands_apart(paragraph: Paragraph, text: str) -> bool:
    """True for one short line with white above and below, shorter than its column, in capitals or like a title."""
    above, below = paragraph.gap_above / paragraph.size, paragraph.gap_below / paragraph.size
    line = paragraph.lines[0]
    is_short = line.x1 - line.x0 < _MAX_SHARE_OF_COLUMN * (paragraph.column_x1 - paragraph.column_x0)
    if is_all_capitals(text) or SECTION_NUMBER.match(text):
        return above > 0.4 and (len(words(text)) >= 2 or (paragraph.bold and is_short))
    return is_short and above > 0.5 and 0.2 < below < _MAX_GAP_BELOW and not text.endswith(":")


def chapter_titles(
    flow: Sequence[Paragraph], found: Sequence[tuple[Paragraph, str]], body: float
) -> dict[int, list[Paragraph]]:
    """For the first line of each title that begins with lines like "Chapter", "ONE" or "Chapter 2", all its parts.

    Args:
        flow: all paragraphs in reading order.
        found: those of them that are headings, with their texts.
        body: font size of the text; a label in smaller type stands by itself.
    """
    places = {id(paragraph): index for index, paragraph in enumerate(flow)}
    titles: dict[int, list[Paragraph]] = {}
    taken: set[int] = set()
    for index, (paragraph, text) in enumerate(found):
        if id(paragraph) in taken or paragraph.size < body or not CHAPTER_WORD.match(text):
            continue
        parts = [paragraph]
        following = list(found[index + 1 : index + 3])
        is_numbered = bool(CHAPTER.fullmatch(text))
        if CHAPTER_WORD.fullmatch(text) and following and len(words(following[0][1])) == 1:
            parts.append(following.pop(0)[0])
            is_numbered = True
        if is_numbered and following:
            parts.append(following[0][0])
            steps = [places[id(b)] - places[id(a)] for a, b in pairwise(parts)]
            if set(steps) == {1} and len({part.page_no for part in parts}) == 1:
                titles[id(paragraph)] = parts
                taken.update(id(part) for part in parts)
    return titles
