"""Levels of headings: as declared, as numbered, else by their type; larger type higher."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mode

from corpus.cues import is_all_capitals, is_chapter, section_depth, words
from corpus.pdf.paragraphs import Paragraph

_MAX_LEVEL = 6
_SAME_SIZE_PT = 0.6
_MIN_CAPITAL_WORDS = 2
#: Of the width of the column.
_CENTRED = 0.03
_MIN_MARGIN = 0.05

Headings = Sequence[tuple[Paragraph, str]]
#: Size, bold, and how many looks of that size and weight (capitals, italics) come first, negative: greater is higher.
_Style = tuple[float, bool, int]


def without_items(headings: Headings, declared: Mapping[int, int], body: float) -> list[tuple[Paragraph, str]]:
    """The headings without numbered list items: in plain type, where others of their depth or below are set off."""
    sizes = _main_sizes(headings)
    bold = {section_depth(text) for paragraph, text in headings if paragraph.bold}
    kept = []
    for paragraph, text in headings:
        depth = section_depth(text)
        is_plain = not paragraph.bold and not is_all_capitals(text) and paragraph.size < body + _SAME_SIZE_PT
        others = [size for other, size in sizes.items() if depth is not None and other >= depth]
        stands_out = max(others, default=0.0) > paragraph.size + _SAME_SIZE_PT or depth in bold
        if depth is None or not (is_plain and stands_out) or id(paragraph) in declared:
            kept.append((paragraph, text))
    return kept


def levels(headings: Headings, declared: Mapping[int, int]) -> list[int]:
    """Level of each heading, from 1.

    Args:
        headings: with their texts, in reading order.
        declared: levels by `id` of the paragraph that the outline or the tags of the file give.
    """
    styles = _styles(headings)
    depths = _depths(headings)
    base = _base(headings, styles, depths, declared)
    votes: dict[_Style, Counter[int]] = {style: Counter() for style in styles}
    for (paragraph, _), style, depth in zip(headings, styles, depths, strict=True):
        if id(paragraph) in declared:
            votes[style][declared[id(paragraph)]] += 1
        elif depth is not None:
            votes[style][max(1, base + depth)] += 1
    ranks = _ranks(votes, _cover_styles(headings, styles))
    out = []
    for index, ((paragraph, _), style, depth) in enumerate(zip(headings, styles, depths, strict=True)):
        level = ranks[style] if depth is None else base + depth
        if not index and depth is None and _is_title(headings):
            level = 1
        out.append(max(1, min(declared.get(id(paragraph), level), _MAX_LEVEL)))
    return out


def _is_title(headings: Headings) -> bool:
    """True when the first heading is the largest on the first of several pages, whatever size chapters have."""
    first, _ = headings[0]
    sizes = [paragraph.size for paragraph, _ in headings if paragraph.page_no == first.page_no]
    return first.size >= max(sizes) and headings[-1][0].page_no > first.page_no == 1


def _main_sizes(headings: Headings) -> dict[int, float]:
    """Size of most headings of each depth of numbering."""
    sizes: dict[int, list[float]] = {}
    for paragraph, text in headings:
        depth = section_depth(text)
        if depth is not None:
            sizes.setdefault(depth, []).append(paragraph.size)
    return {depth: mode(found) for depth, found in sizes.items()}


def _depths(headings: Headings) -> list[int | None]:
    """Depth of the section numbers; None where type smaller than that of a deeper number says it is another count."""
    sizes = _main_sizes(headings)
    depths: list[int | None] = []
    for paragraph, text in headings:
        depth = section_depth(text)
        deeper = [size for other, size in sizes.items() if depth is not None and other > depth]
        is_other = max(deeper, default=0.0) > paragraph.size + _SAME_SIZE_PT
        depths.append(None if is_other else depth)
    return depths


def _base(
    headings: Headings, styles: Sequence[_Style], depths: Sequence[int | None], declared: Mapping[int, int]
) -> int:
    """What is added to the depth of a section number: the level above that of the first depth."""
    known = Counter(
        declared[id(paragraph)] - depth
        for (paragraph, _), depth in zip(headings, depths, strict=True)
        if depth is not None and id(paragraph) in declared
    )
    if known:
        return known.most_common(1)[0][0]
    # A book of chapters: its title stands over no level of its own.
    if any(is_chapter(text) for _, text in headings):
        return 0
    shallowest = min((depth for depth in depths if depth is not None), default=0)
    of_depth = [style for style, depth in zip(styles, depths, strict=True) if depth == shallowest]
    if not shallowest or not of_depth:
        return 0
    votes: dict[_Style, Counter[int]] = {style: Counter() for style in styles}
    for (paragraph, _), style in zip(headings, styles, strict=True):
        if id(paragraph) in declared:
            votes[style][declared[id(paragraph)]] += 1
    return _ranks(votes, _cover_styles(headings, styles))[mode(of_depth)] - shallowest


def _ranks(votes: Mapping[_Style, Counter[int]], cover: set[_Style]) -> dict[_Style, int]:
    """Level of each style: of most votes, else one under the next larger style."""
    ranks: dict[_Style, int] = {}
    rank, previous = 0, None
    for style in sorted(votes, reverse=True):
        if votes[style]:
            rank = votes[style].most_common(1)[0][0]
        elif style in cover and rank:
            ranks[style] = rank + 1
            continue
        elif previous is None or previous[0] - style[0] > _SAME_SIZE_PT or previous[1:] != style[1:]:
            rank += 1
        ranks[style] = rank
        previous = style
    return ranks


def _cover_styles(headings: Headings, styles: Sequence[_Style]) -> set[_Style]:
    """Styles seen on the first page of several only: subtitles and the like, under which no chapter stands."""
    first = min((paragraph.page_no for paragraph, _ in headings), default=0)
    later = {style for (paragraph, _), style in zip(headings, styles, strict=True) if paragraph.page_no > first}
    return set(styles) - later if later else set()


def _styles(headings: Headings) -> list[_Style]:
    """Style of each heading; of those of one size and weight, the look that comes first stands higher.

    A look that comes once, other than that of the first heading, counts as the usual one.
    """
    looks = [_look(paragraph, text, is_first=not index) for index, (paragraph, text) in enumerate(headings)]
    faces = [(round(paragraph.size * 2) / 2, paragraph.bold) for paragraph, _ in headings]
    counts = Counter(zip(faces, looks, strict=True))
    orders: dict[tuple[float, bool], list[tuple[bool, bool, bool]]] = {}
    for index, (face, look) in enumerate(zip(faces, looks, strict=True)):
        order = orders.setdefault(face, [])
        if look not in order and (not index or counts[face, look] > 1):
            order.append(look)
    styles = []
    for face, look in zip(faces, looks, strict=True):
        order = orders[face]
        usual = max(order, key=lambda other: counts[face, other], default=look)
        styles.append((*face, -order.index(look if look in order else usual) if order else 0))
    return styles


def _look(paragraph: Paragraph, text: str, *, is_first: bool) -> tuple[bool, bool, bool]:
    """Capitals, italics, centred; only a title is told by standing in the middle."""
    capitals = is_all_capitals(text) and len(words(text)) >= _MIN_CAPITAL_WORDS
    italic = all(word.italic for line in paragraph.lines for word in line.words)
    return capitals, italic, is_first and _is_centred(paragraph)


def _is_centred(paragraph: Paragraph) -> bool:
    width = max(paragraph.column_x1 - paragraph.column_x0, 1.0)
    margins = [(line.x0 - paragraph.column_x0, paragraph.column_x1 - line.x1) for line in paragraph.lines]
    return all(abs(left - right) < _CENTRED * width and left > _MIN_MARGIN * width for left, right in margins)
