"""Running headers, footers and page numbers: text at the same place on many pages."""

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.cues import PAGE_NUMBER
from corpus.pdf.paragraphs import Paragraph
from models import BlockKind

_EDGE_SHARE = 0.12
_NUMBER_EDGE_SHARE = 0.1
_MAX_CHARACTERS = 250
_MIN_PAGES = 3
_MIN_PAGE_SHARE = 0.2
_PLACE_PT = 12.0


def running_kinds(pages: Sequence[tuple[float, Sequence[Paragraph]]]) -> dict[int, BlockKind]:
    """Kind by `id` of each paragraph that is a running header or footer.

    Args:
        pages: height in points and paragraphs of each page.
    """
    groups: dict[tuple[str, int], list[tuple[int, Paragraph]]] = defaultdict(list)
    kinds: dict[int, BlockKind] = {}
    for index, (height, found) in enumerate(pages):
        for paragraph in found:
            kind = _edge(paragraph, height, _EDGE_SHARE)
            text = " ".join(line.text for line in paragraph.lines)
            if kind is None or len(text) > _MAX_CHARACTERS:
                continue
            if PAGE_NUMBER.fullmatch(text) and _edge(paragraph, height, _NUMBER_EDGE_SHARE):
                kinds[id(paragraph)] = kind
            groups[_folded(text), round(paragraph.top / _PLACE_PT)].append((index, paragraph))
    needed = max(_MIN_PAGES, _MIN_PAGE_SHARE * len(pages)) if len(pages) > 2 else 2
    for (_, place), members in list(groups.items()):
        key_text = _folded(" ".join(line.text for line in members[0][1].lines))
        near = [m for step in (-1, 0, 1) for m in groups.get((key_text, place + step), ())]
        if len({page for page, _ in near}) >= needed:
            for page, paragraph in members:
                kind = _edge(paragraph, pages[page][0], _EDGE_SHARE)
                if kind is not None:
                    kinds[id(paragraph)] = kind
    return kinds


def _edge(paragraph: Paragraph, height: float, share: float) -> BlockKind | None:
    if paragraph.bottom <= share * height:
        return BlockKind.HEADER
    return BlockKind.FOOTER if paragraph.top >= (1 - share) * height else None


def _folded(text: str) -> str:
    """Text with numbers alike, so that page numbers do not tell pages apart."""
    return re.sub(r"\W+", " ", re.sub(r"\d+|\b[ivxl]+\b", "#", text.casefold())).strip()
