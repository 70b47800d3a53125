"""Which paragraphs are headings, and of which level: by size, weight, numbering and capitals."""

from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.cues import (
    BULLET,
    CAPTION,
    LEADERS,
    SECTION_NUMBER,
    has_letters,
    is_all_capitals,
    is_label,
    section_depth,
    words,
)
from corpus.pdf.layout import Line
from corpus.pdf.paragraphs import Paragraph

_LARGER = 1.12
_MUCH_LARGER = 1.35
_MAX_LINES = 4
_MAX_CHARACTERS = 180
_MAX_WORDS = 25
_MAX_BOLD_SHARE = 0.4
_MAX_LEVEL = 6


def body_size(lines: Iterable[Line]) -> float:
    """Font size of most characters of the document, to half a point; 0 without any."""
    weights: Counter[float] = Counter()
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
    """True for a short paragraph that its type sets apart from the body."""
    if len(paragraph.lines) > _MAX_LINES or len(text) > _MAX_CHARACTERS or len(words(text)) > _MAX_WORDS:
        return False
    if not has_letters(text, 3) or BULLET.match(text) or LEADERS.search(text) or CAPTION.match(text):
        return False
    ratio = paragraph.size / body if body else 1.0
    if text[-1] in ".,;" and not (SECTION_NUMBER.match(text) and ratio >= _LARGER):
        return False
    if ratio >= _MUCH_LARGER:
        return True
    if ratio >= _LARGER:
        return is_label(text) or bool(SECTION_NUMBER.match(text))
    if ratio < 0.93 or len(paragraph.lines) > 2:
        return False
    is_numbered = bool(SECTION_NUMBER.match(text)) and is_label(text)
    if paragraph.bold and bold_is_rare:
        return is_label(text) or is_numbered
    depth = section_depth(text)
    if is_numbered and depth is not None and depth >= 2:
        return True
    apart = paragraph.gap_above > 0.6 * paragraph.size
    return apart and is_all_capitals(text) and is_label(text) and len(words(text)) >= 2 and len(paragraph.lines) == 1


def levels(headings: Sequence[tuple[Paragraph, str]]) -> list[int]:
    """Level of each heading, from 1: larger type stands higher, bold above plain, and numbering nests."""
    styles = sorted({_style(paragraph) for paragraph, _ in headings}, reverse=True)
    ranks: dict[tuple[float, bool], int] = {}
    rank, previous = 0, None
    for style in styles:
        if previous is None or previous[0] - style[0] > 0.6 or previous[1] != style[1]:
            rank += 1
        ranks[style] = rank
        previous = style
    numbered = [ranks[_style(p)] - (section_depth(text) or 0) for p, text in headings if section_depth(text)]
    base = min(numbered, default=0)
    out = []
    for paragraph, text in headings:
        depth = section_depth(text)
        level = ranks[_style(paragraph)] if depth is None else max(1, base + depth)
        out.append(max(1, min(level, _MAX_LEVEL)))
    return out


def _style(paragraph: Paragraph) -> tuple[float, bool]:
    return round(paragraph.size * 2) / 2, paragraph.bold
