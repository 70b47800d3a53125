"""Running headers, footers and page numbers: text at the same place on many pages."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corpus.cues import PAGE_NUMBER
from corpus.pdf.headings import body_size
from corpus.pdf.paragraphs import Paragraph
from models import BlockKind

_EDGE_SHARE = 0.12
_NUMBER_EDGE_SHARE = 0.1
_MAX_CHARACTERS = 250
_MIN_PAGES = 3
_MIN_PAGE_SHARE = 0.2
_PLACE_PT = 12.0
_NARROW_EDGE_SHARE = 0.08
#: A page with less is a cover or a divider, whose lines all say something.
_MIN_PARAGRAPHS = 3
_KICKER_RATIO = 1.25
_MAX_KICKER_CHARACTERS = 80
_MIN_INNER_GAP = 0.25
_MIN_GAP_BELOW = 1.5
_MARKED = re.compile(r"\d{1,4}\s*[|•·]\s*\S.*|.*\S\s*[|•·]\s*\d{1,4}|\d{1,4}\s+(?=[^a-z]*[A-Z]{3})[^a-z]+")
#: A year is no page number.
_ENDS_WITH_NUMBER = re.compile(r"(?=\D)[^.!?:;]{3,80}[^\W\d_]\s+(?!(?:19|20)\d\d$)\d{1,4}")
_FIRST_NUMBER = re.compile(r"\W*(\d{1,4})(?![\d.)])\b")
_MAX_RATIO = 1.1
_LAST_NUMBER = re.compile(r"(?<![\d.])(\d{1,4})\W*$")
_MAX_TAIL = 12
_MAX_STEP = 2
_MIN_COUNTED_SHARE = 0.1
_MIN_PLACE_SHARE = 0.3
_SAME_LEVEL_PT = 2.0
_SAME_SIZE_PT = 0.3


def running_kinds(pages: Sequence[tuple[float, Sequence[Paragraph]]]) -> dict[int, BlockKind]:
    """Kind by `id` of each paragraph that is a running header or footer.

    Args:
        pages: height in points and paragraphs of each page.
    """
    kinds: dict[int, BlockKind] = {}
    for height, found in pages:
        kinds |= _lone(found, height)
    groups: dict[tuple[str, int], list[tuple[int, Paragraph]]] = defaultdict(list)
    for index, (height, found) in enumerate(pages):
        for paragraph in found:
            kind = _edge(paragraph, height, _EDGE_SHARE)
            text = _text(paragraph)
            if kind is None or len(text) > _MAX_CHARACTERS:
                continue
            if PAGE_NUMBER.fullmatch(text) and _edge(paragraph, height, _NUMBER_EDGE_SHARE):
                kinds[id(paragraph)] = kind
            groups[_folded(text), round(paragraph.top / _PLACE_PT)].append((index, paragraph))
    # A heading may come again at the top of a page, and its number may rise with the pages.
    largest = _MAX_RATIO * body_size(line for _, items in pages for paragraph in items for line in paragraph.lines)
    kinds |= _counted(pages, largest)
    needed = max(_MIN_PAGES, _MIN_PAGE_SHARE * len(pages)) if len(pages) > 2 else 2
    for (_, place), members in list(groups.items()):
        key_text = _folded(_text(members[0][1]))
        near = [m for step in (-1, 0, 1) for m in groups.get((key_text, place + step), ())]
        on_pages = {page for page, _ in near}
        is_large = members[0][1].size > largest
        is_repeated = len(on_pages) >= needed and not (is_large and _are_told_apart(near))
        if is_repeated or (not is_large and _is_run(on_pages)):
            for page, paragraph in members:
                kind = _edge(paragraph, pages[page][0], _EDGE_SHARE)
                if kind is not None:
                    kinds[id(paragraph)] = kind
    return kinds | _in_place(pages, kinds, largest)


def _are_told_apart(members: Sequence[tuple[int, Paragraph]]) -> bool:
    """True for titles of pages such as "Practice 7: buses at night", alike but for their numbers."""
    return len({_text(paragraph) for _, paragraph in members}) == len(members)


def _is_run(on_pages: set[int]) -> bool:
    """True for three pages or more, one after the other or every second one, as a chapter has its header."""
    ordered = sorted(on_pages)
    return len(ordered) >= _MIN_PAGES and all(b - a <= _MAX_STEP for a, b in pairwise(ordered))


def _counted(pages: Sequence[tuple[float, Sequence[Paragraph]]], largest: float) -> dict[int, BlockKind]:
    """Lines at the edge that begin or end with a number that rises with the pages."""
    found: dict[int, dict[int, BlockKind]] = defaultdict(dict)
    on_pages: dict[int, set[int]] = defaultdict(set)
    for index, (height, paragraphs) in enumerate(pages):
        for paragraph in paragraphs:
            kind = _edge(paragraph, height, _EDGE_SHARE)
            if kind is None or len(paragraph.lines) > 1 or paragraph.size > largest:
                continue
            text = _text(paragraph)
            for number in (_FIRST_NUMBER.match(text), _LAST_NUMBER.search(text[-_MAX_TAIL:])):
                if number is not None:
                    found[index - int(number.group(1))][id(paragraph)] = kind
                    on_pages[index - int(number.group(1))].add(index)
    needed = max(_MIN_PAGES, _MIN_COUNTED_SHARE * len(pages))
    return {
        key: kind for shift, kinds in found.items() if len(on_pages[shift]) >= needed for key, kind in kinds.items()
    }


def _in_place(
    pages: Sequence[tuple[float, Sequence[Paragraph]]], known: dict[int, BlockKind], largest: float
) -> dict[int, BlockKind]:
    """Lines that stand exactly where many other pages have a running line in the same type, or a first line apart."""
    lines = [
        (index, paragraph, kind)
        for index, (height, paragraphs) in enumerate(pages)
        for paragraph in paragraphs
        if len(paragraph.lines) == 1 and (kind := _edge(paragraph, height, _EDGE_SHARE)) is not None
    ]
    places: dict[int, list[tuple[int, Paragraph]]] = defaultdict(list)
    for index, paragraph, _ in lines:
        if id(paragraph) in known or (paragraph.size <= largest and _is_apart(paragraph, *pages[index])):
            places[round(paragraph.top / _SAME_LEVEL_PT)].append((index, paragraph))
    needed = max(_MIN_PAGES, _MIN_PLACE_SHARE * len(pages))
    more: dict[int, BlockKind] = {}
    for _, paragraph, kind in lines:
        level = round(paragraph.top / _SAME_LEVEL_PT)
        near = [member for step in (-1, 0, 1) for member in places[level + step]]
        alike = {index for index, other in near if abs(other.size - paragraph.size) < _SAME_SIZE_PT}
        if id(paragraph) not in known and len(alike) >= needed:
            more[id(paragraph)] = kind
    return more


def _is_apart(paragraph: Paragraph, height: float, found: Sequence[Paragraph]) -> bool:
    """True for a line in the upper margin with white below."""
    is_first = paragraph is min(found, key=lambda other: other.top)
    in_margin = _edge(paragraph, height, _NARROW_EDGE_SHARE) is BlockKind.HEADER
    return is_first and in_margin and paragraph.gap_below > paragraph.size


def _lone(found: Sequence[Paragraph], height: float) -> dict[int, BlockKind]:
    """What tells a running line without a look at other pages: a page number beside a title, two ends of a line."""
    if len(found) < _MIN_PARAGRAPHS:
        return {}
    kinds: dict[int, BlockKind] = {}
    first, last = min(found, key=lambda p: p.top), max(found, key=lambda p: p.bottom)
    below = min((p for p in found if p.top >= first.bottom), key=lambda p: p.top, default=first)
    if _edge(first, height, _EDGE_SHARE) and (_is_marked(first) or _is_kicker(first, below)):
        kinds[id(first)] = BlockKind.HEADER
    elif _edge(first, height, _NARROW_EDGE_SHARE) and _has_two_ends(first):
        kinds[id(first)] = BlockKind.HEADER
    is_apart = last.gap_above > last.size and len(last.lines) == 1
    text = _text(last)
    if _edge(last, height, _EDGE_SHARE) and is_apart and (_is_marked(last) or _ENDS_WITH_NUMBER.fullmatch(text)):
        kinds[id(last)] = BlockKind.FOOTER
    return kinds


def _text(paragraph: Paragraph) -> str:
    return " ".join(line.text for line in paragraph.lines)


def _is_marked(paragraph: Paragraph) -> bool:
    """True for "12 | Title", "Title | 12" and "12 TITLE"."""
    return len(paragraph.lines) == 1 and bool(_MARKED.fullmatch(_text(paragraph)))


def _is_kicker(first: Paragraph, below: Paragraph) -> bool:
    """True for a small line over the title of a slide or page, which repeats the title of the chapter."""
    return (
        len(first.lines) == 1
        and not first.bold
        and below.size > _KICKER_RATIO * first.size
        and below.top - first.bottom > first.size
        and len(_text(first)) <= _MAX_KICKER_CHARACTERS
    )


def _has_two_ends(paragraph: Paragraph) -> bool:
    """True for one line whose parts stand at the left and the right edge, apart from the text below."""
    line = paragraph.lines[0]
    widest = max((b.x0 - a.x1 for a, b in pairwise(line.words)), default=0.0)
    width = max(paragraph.column_x1 - paragraph.column_x0, 1.0)
    is_apart = paragraph.gap_below > _MIN_GAP_BELOW * paragraph.size
    return len(paragraph.lines) == 1 and is_apart and widest > _MIN_INNER_GAP * width


def _edge(paragraph: Paragraph, height: float, share: float) -> BlockKind | None:
    if paragraph.bottom <= share * height:
        return BlockKind.HEADER
    return BlockKind.FOOTER if paragraph.top >= (1 - share) * height else None


def _folded(text: str) -> str:
    """Text with numbers alike, so that page numbers do not tell pages apart."""
    return re.sub(r"\W+", " ", re.sub(r"\d+|\b[ivxl]+\b", "#", text.casefold())).strip()
