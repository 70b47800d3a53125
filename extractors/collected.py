"""Practices of documents that collect them: a table with one a row, a newsletter, a guide of ideas."""

from collections.abc import Iterator, Sequence

from extractors.cues import boundary_count, boundary_share, fold
from extractors.outline import Unit, UnitKind
from extractors.registers import name_column
from extractors.stories import Story, between, is_title_line, words_between
from extractors.titles import Title, title_of_heading
from models import Document, Span

_CLOSING_SHARE = 0.6
_MIN_WORDS_BELOW = 8
_ROW_SCORE, _CHAPTER_SCORE = 0.9, 0.7
#: A single heading among many may be about something else: a foreword, dates.
_MIN_HEADS = 2


def find_collected(document: Document, units: Sequence[Unit]) -> tuple[Story, ...]:
    """The practices of a table or of a document whose title names a collection; fewer than two mean none."""
    for finder in (_rows, _chapters):
        stories = tuple(finder(document, units))
        if len(stories) > 1:
            return stories
    return ()


def _rows(document: Document, units: Sequence[Unit]) -> Iterator[Story]:
    """One practice in each row of a table with a column of names."""
    for unit in units:
        column = name_column(document.blocks[unit.block]) if unit.row else None
        if column is None:
            continue
        start, cells = unit.span.start, document.text[unit.span.start : unit.span.end].split(_separator(document, unit))
        cells = cells[1:] if not cells[0].strip() and len(cells) > 1 else cells
        if column < len(cells) and fold(cells[column]):
            place = document.text.index(cells[column], start)
            title = title_of_heading(document.text, Span(place, place + len(cells[column])))
            yield Story(unit.span, title, _ROW_SCORE)


def _separator(document: Document, unit: Unit) -> str:
    return "\t" if "\t" in unit.span.of(document.text) else "|"


def _chapters(document: Document, units: Sequence[Unit]) -> Iterator[Story]:
    """Headings of one level below a title that names a collection, unless they head the parts of one practice."""
    top = units[0].label_text if units and units[0].kind is UnitKind.HEADING else ""
    if not any(_names_collection(title) for title in (document.title or "", top)):
        return
    levels = [unit.level for unit in units[1:] if unit.kind is UnitKind.HEADING and unit.level is not None]
    level = min((one for one in levels if levels.count(one) > 1), default=None)
    if any(u.kind is UnitKind.HEADING and u.level == level and _is_telling(u) for u in units[1:]):
        return
    heads: list[int] = []
    for i, unit in enumerate(units[1:], 1):
        if _is_head(document, units, i, level) and not (heads and heads[-1] == i - 1 and unit.level != level):
            heads.append(i)
    if len(heads) >= _MIN_HEADS:
        starts: list[tuple[int, Title]] = [
            (i, title_of_heading(document.text, _named(document, units[i]))) for i in heads
        ]
        yield from between(document, units, starts, _CHAPTER_SCORE)


def _names_collection(title: str) -> bool:
    phrases = fold(title)
    return any(boundary_count(" ".join(phrases), "collection", language) for language in _languages())


def _languages() -> tuple[str, ...]:
    return ("en", "fr", "de", "es", "it", "pl", "ro", "nl", "pt")


def _is_telling(unit: Unit) -> bool:
    return unit.cue is not None and unit.cue.label.value in ("objectives", "activities", "evidence", "context")


def _is_head(document: Document, units: Sequence[Unit], i: int, level: int | None) -> bool:
    unit = units[i]
    line = unit.span.of(document.text)
    if unit.cue is not None or any(boundary_share(line, group) >= _CLOSING_SHARE for group in ("closing", "kind")):
        return False
    if unit.kind is UnitKind.HEADING:
        return (level is None or unit.level in (level, None)) and words_between(
            document, units, i + 1, _next(units, i)
        ) > 0
    following = units[i + 1] if i + 1 < len(units) else None
    is_above = following is not None and following.kind is not UnitKind.HEADING and not following.item
    return (
        is_above and is_title_line(document, unit) and words_between(document, units, i + 1, i + 2) >= _MIN_WORDS_BELOW
    )


def _next(units: Sequence[Unit], i: int) -> int:
    return next((j for j in range(i + 1, len(units)) if units[j].kind is UnitKind.HEADING), len(units))


def _named(document: Document, unit: Unit) -> Span:
    """A heading without the place in brackets behind it."""
    line = unit.span.of(document.text).rstrip()
    if line.endswith(")") and " (" in line and "," in line[line.rindex(" (") :]:
        return Span(unit.span.start, unit.span.start + line.rindex(" ("))
    return unit.span
