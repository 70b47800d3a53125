"""The words of a document that lead to the web."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from models import Block, Box, Document, Link, Span


def links_of(document: Document, found: Iterable[tuple[str, str, Box]]) -> Iterator[Link]:
    """The links whose words stand in a block at their place, in reading order of their pages.

    Args:
        document: with its blocks.
        found: address, words as they stand on the page, place.
    """
    by_page: dict[int, list[tuple[Block, Box]]] = defaultdict(list)
    for block in document.blocks:
        for box in block.boxes:
            by_page[box.page_no].append((block, box))
    for uri, words, place in found:
        for block, box in by_page[place.page_no]:
            start = document.text.find(words, block.content.start, block.content.end) if _meet(box, place) else -1
            if words and start >= 0:
                yield Link(uri, Span(start, start + len(words)))
                break


def _meet(box: Box, place: Box) -> bool:
    return max(box.x0, place.x0) < min(box.x1, place.x1) and max(box.top, place.top) < min(box.bottom, place.bottom)
