"""Headings that the file itself declares: its bookmarks and its structure tags."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from corpus.cues import SECTION_NUMBER, words
from corpus.pdf.paragraphs import Paragraph

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MAX_BOOKMARKS = 5_000
_MAX_BOOKMARK_DEPTH = 8
_MAX_TITLE_LINES = 6


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; level from 1, page_no None where it points nowhere."""

    title: str
    level: int
    page_no: int | None


def bookmarks(pdf: "PdfDocument") -> list[Bookmark]:
    """The outline of an open file, in its order."""
    found = []
    for entry in islice(pdf.get_toc(max_depth=_MAX_BOOKMARK_DEPTH), _MAX_BOOKMARKS):
        target = entry.get_dest()
        index = target.get_index() if target is not None else None
        found.append(Bookmark(entry.get_title(), entry.level + 1, None if index is None else index + 1))
    return found


def declared_levels(paragraphs: Sequence[Paragraph], outline: Sequence[Bookmark]) -> dict[int, int]:
    """Level by `id` of the paragraphs that the outline or the tags name as headings; the outline wins."""
    levels = {}
    by_page: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        if paragraph.heading is not None:
            levels[id(paragraph)] = paragraph.heading
        if len(paragraph.lines) <= _MAX_TITLE_LINES:
            by_page[paragraph.page_no].append(paragraph)
    for entry in outline:
        if entry.page_no is None:
            continue
        # A bookmark may point at the end of the page before.
        for paragraph in [*by_page[entry.page_no], *by_page[entry.page_no + 1]]:
            if _key(" ".join(line.text for line in paragraph.lines)) == _key(entry.title) != "":
                levels[id(paragraph)] = entry.level
                break
    return levels


def _key(title: str) -> str:
    """Letters and digits in lower case, without the section number, which the outline may leave out."""
    found = SECTION_NUMBER.match(title)
    return "".join(words((title[found.end() :] if found else title).casefold()))
