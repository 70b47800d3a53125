"""Documents that hold several practices: where each begins and ends, and under which title."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.cues import boundary_phrases, boundary_share, fold
from extractors.outline import Unit, UnitKind
from extractors.titles import Title, title_of_heading
from models import Document, Span

#: A heading with at least this share of chapter words announces practices.
_CHAPTER_SHARE = 0.6
_CLOSING_SHARE = 0.7
#: A story of fewer words tells too little to be a practice.
_MIN_STORY_WORDS = 10
_MIN_REPEATED_KEYS = 2
_MAX_TITLE_WORDS = 28
_CODE = re.compile(r"^\W*(?=[A-Z0-9/._ -]*\d)(?:[A-Z0-9]+[-/._]){1,7}[A-Z0-9]+(?:\s\d{4,})?\s+(?=\S)")
_NAMED = re.compile(r"^[\"'“‘„]?[A-Z][\w.&+-]{2,30}[\"'”’]?\s?(?::|\s[–-])\s\S")
_AFTER_MARKER = r"\s*(?:no\.?|nr\.?|n°|#)?\s*(?:\d{1,3}|[ivx]{1,4}|[a-h])(?=[\s:.\-–—)|]|$)[\s:.\-–—)|]*"


@dataclass(frozen=True, slots=True)
class Story:
    """One practice among several."""

    span: Span
    title: Title
    score: float


def find_stories(document: Document, units: Sequence[Unit]) -> tuple[Story, ...]:
    """The practices of a document that tells several; fewer than two found means none."""
    finders = (_numbered, _repeated, _chapters, _listed)
    for finder in finders:
        stories = tuple(finder(document, units))
        if len(stories) > 1:
            return stories
    return ()


def story_chapters(units: Sequence[Unit]) -> tuple[int, ...]:
    """Indices of headings like "Success stories"."""
    return tuple(
        i
        for i, unit in enumerate(units)
        if unit.kind is UnitKind.HEADING and boundary_share(unit.label_text, "chapter") >= _CHAPTER_SHARE
    )


def _numbered(document: Document, units: Sequence[Unit]) -> Iterator[Story]:
    """Headings like "Good practice 3 – ..."; what stands after the number, or the next heading, is the title."""
    heads: list[tuple[int, Title]] = []
    for i, unit in enumerate(units):
        marked = _marked(document, unit)
        if marked is None:
            continue
        title = _title_after(document, units, i, marked)
        if title is not None:
            heads.append((i, title))
    yield from between(document, units, heads, 0.9)


def _marked(document: Document, unit: Unit) -> Span | None:
    """The rest of a line after its marker and number; None without a marker."""
    if unit.kind is UnitKind.TEXT and len(unit.span.of(document.text).split()) > _MAX_TITLE_WORDS:
        return None
    line = unit.span.of(document.text)
    found = _marker_pattern().match(_flat(line))
    if found is None:
        return None
    rest = line[found.end() :].split("\n")[0]
    return Span(unit.span.start + found.end(), unit.span.start + found.end() + len(rest.rstrip()))


def _title_after(document: Document, units: Sequence[Unit], i: int, rest: Span) -> Title | None:
    if fold(rest.of(document.text)):
        return title_of_heading(document.text, rest)
    for unit in units[i + 1 : i + 2]:
        short = len(unit.span.of(document.text).split()) <= _MAX_TITLE_WORDS
        if unit.cue is None and (unit.kind is UnitKind.HEADING or (short and unit.kind is UnitKind.TEXT)):
            return title_of_heading(document.text, unit.span)
    return None


@cache
def _marker_pattern() -> re.Pattern[str]:
    markers = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in boundary_phrases("marker"))
    return re.compile(rf"^[\W_]*(?:{markers}){_AFTER_MARKER}")


def _flat(text: str) -> str:
    """Lower case without accents, character by character, so that positions stay."""
    return "".join(unicodedata.normalize("NFKD", char)[0].lower()[0] for char in text)


def _repeated(document: Document, units: Sequence[Unit]) -> Iterator[Story]:
    """Chapters that repeat the same headings or labels under titles of their own."""
    keys = [_key(unit) for unit in units]
    repeated = {key for key in keys if key is not None and keys.count(key) > 1}
    if len(repeated) < _MIN_REPEATED_KEYS:
        return
    cycles: list[int] = []
    seen: set[str] = set()
    last = -1
    for i, key in enumerate(keys):
        if key is None or key not in repeated:
            continue
        if not cycles or (key in seen and _title_before(document, units, last, i) is not None):
            cycles.append(i)
            seen = set()
        seen.add(key)
        last = i
    heads: list[tuple[int, Title]] = []
    bound = -1
    for first in cycles:
        place = _title_before(document, units, bound, first)
        if place is not None:
            heads.append((place, title_of_heading(document.text, units[place].span)))
        bound = first
    yield from between(document, units, heads, 0.9)


def _key(unit: Unit) -> str | None:
    return " ".join(fold(unit.label_text)) if unit.cue is not None and unit.label_text else None


def _title_before(document: Document, units: Sequence[Unit], after: int, before: int) -> int | None:
    """Index of the title between two places: the last heading without a cue, else the last short line."""
    between = range(before - 1, after, -1)
    for i in between:
        if units[i].kind is UnitKind.HEADING and units[i].cue is None:
            higher = i - 1
            # A region or subtitle may stand between the title and the first label.
            if higher > after and _is_heading_pair(units[higher], units[i]):
                return higher
            return i
    for i in between:
        if is_title_line(document, units[i]):
            return i
    return None


def _is_heading_pair(upper: Unit, lower: Unit) -> bool:
    plain = upper.kind is UnitKind.HEADING and upper.cue is None
    return plain and upper.level is not None and lower.level is not None and 1 < upper.level < lower.level


def is_title_line(document: Document, unit: Unit) -> bool:
    """True for a short line of its own that ends like no sentence."""
    text = unit.span.of(document.text).strip()
    plain = unit.kind is UnitKind.TEXT and not unit.item and not unit.glued and "\n" not in text
    return plain and 0 < len(text.split()) <= _MAX_TITLE_WORDS and not text.endswith((".", ":", ";", ",", "!", "?"))


def _chapters(document: Document, units: Sequence[Unit]) -> Iterator[Story]:
    """Chapters like "Success stories" whose headings are countries, regions or names."""
    found: list[Story] = []
    covered = -1
    for chapter in story_chapters(units):
        if chapter < covered:
            continue
        end = _chapter_end(units, chapter)
        stories = list(_chapter_stories(document, units, chapter, end))
        if len(stories) > 1:
            covered = end
            found.extend(stories)
    yield from found


def _chapter_end(units: Sequence[Unit], chapter: int) -> int:
    """Index of the first unit after a chapter."""
    head = units[chapter]
    first = next((u for u in units[chapter + 1 :] if u.kind is UnitKind.HEADING), None)
    if first is None:
        return len(units)
    nested = _depth(first) > _depth(head)
    for i in range(chapter + 1, len(units)):
        unit = units[i]
        if unit.kind is not UnitKind.HEADING or unit is first:
            continue
        if nested and _depth(unit) <= _depth(head):
            return i
        if boundary_share(unit.label_text, "closing") >= _CLOSING_SHARE and _depth(unit) <= _depth(first):
            return i
        if _depth(unit) <= _depth(head) and _style(unit) == _style(head) != _style(first) and unit.cue is None:
            if not unit.label_text.rstrip().endswith(":") and not _leads_a_list(units, i):
                return i
        if _depth(unit) <= _depth(head) and boundary_share(unit.label_text, "chapter") >= _CHAPTER_SHARE:
            return i
        if unit.cue is not None and _style(unit) == _style(head) != _style(first) and _depth(unit) <= _depth(head):
            return i
    return len(units)


def _leads_a_list(units: Sequence[Unit], i: int) -> bool:
    return i + 1 < len(units) and units[i + 1].glued


def _depth(unit: Unit) -> int:
    return unit.level or 0


def _style(unit: Unit) -> tuple[bool, bool]:
    """Whether a heading is written in capitals and whether in quotes."""
    letters = [c for c in unit.label_text if c.isalpha()]
    capitals = bool(letters) and all(c.isupper() for c in letters)
    return capitals, unit.quoted


def _chapter_stories(document: Document, units: Sequence[Unit], chapter: int, end: int) -> Iterator[Story]:
    inside = range(chapter + 1, end)
    heads = [i for i in inside if units[i].kind is UnitKind.HEADING and units[i].cue is None]
    heads = [i for i in heads if not units[i].raw_colon]
    if not heads:
        return
    style, depth = _style(units[heads[0]]), min(_depth(units[i]) for i in heads)
    heads = [i for i in heads if _style(units[i]) == style]
    starts: list[tuple[int, Title]] = []
    parent: int | None = None
    for i, following in zip(heads, [*heads[1:], end], strict=True):
        if words_between(document, units, i + 1, following) == 0:
            parent = i
        elif _depth(units[i]) == depth or parent is not None or not starts:
            first = parent if parent == i - 1 and _is_joinable(document, units[i]) else i
            starts.append((first, _joined_title(document, units[first], units[i])))
            parent = None if _depth(units[i]) == depth else parent
    yield from between(document, units, starts, 0.75, end)


def _joined_title(document: Document, upper: Unit, lower: Unit) -> Title:
    """The title that one heading is, or two with a colon between them; its span covers both."""
    last = title_of_heading(document.text, lower.span)
    if upper is lower or last.span is None:
        return last
    first = title_of_heading(document.text, upper.span)
    start = upper.span.start if first.span is None else first.span.start
    return Title(f"{first.text}: {last.text}", Span(start, last.span.end))


def _is_joinable(document: Document, unit: Unit) -> bool:
    """True for a heading without marks before it: with the heading above it makes one title."""
    return unit.span.of(document.text)[:1] not in "#*"


def _listed(document: Document, units: Sequence[Unit]) -> Iterator[Story]:
    """A page that lists projects: a title line and a description, again and again."""
    heads = [
        i
        for i in range(len(units) - 1)
        if (is_title_line(document, units[i]) or (units[i].kind is UnitKind.HEADING and units[i].cue is None))
        and words_between(document, units, i + 1, i + 2) >= _MIN_STORY_WORDS
        and units[i + 1].kind is UnitKind.TEXT
    ]
    lines = [units[i].span.of(document.text) for i in heads]
    announced = boundary_share(document.title or "", "chapter") >= _CHAPTER_SHARE or bool(story_chapters(units[:3]))
    telling = sum(bool(_CODE.match(line) or _NAMED.match(line)) for line in lines)
    if len(heads) < 2 or not (announced or telling >= max(2, 0.6 * len(heads))):
        return
    if not announced and any(unit.cue is not None and unit.kind is UnitKind.INLINE for unit in units):
        return
    starts = [(i, title_of_heading(document.text, _without_code(document, units[i]))) for i in heads]
    yield from between(document, units, starts, 0.7)


def _without_code(document: Document, unit: Unit) -> Span:
    found = _CODE.match(unit.span.of(document.text))
    return Span(unit.span.start + (found.end() if found else 0), unit.span.end)


def between(
    document: Document, units: Sequence[Unit], heads: Sequence[tuple[int, Title]], score: float, end: int | None = None
) -> Iterator[Story]:
    """A story from each head to the next one, or to a closing heading."""
    last = len(units) if end is None else end
    nested = _are_nested(units, [i for i, _ in heads])
    for place, (i, title) in enumerate(heads):
        following = heads[place + 1][0] if place + 1 < len(heads) else last
        if place + 1 == len(heads):
            following = _before_closing(units, i, following, nested)
        if words_between(document, units, i + 1, following) < _MIN_STORY_WORDS:
            continue
        yield Story(Span(units[i].span.start, units[following - 1].span.end), title, score)


def _are_nested(units: Sequence[Unit], heads: Sequence[int]) -> bool:
    """True when the headings inside the stories are deeper than the heads, which all have one level."""
    levels = {units[i].level for i in heads}
    between_heads = range(heads[0] + 1, heads[-1]) if heads else range(0)
    inner = [units[i].level for i in between_heads if units[i].kind is UnitKind.HEADING and i not in heads]
    (level,) = levels if len(levels) == 1 else (None,)
    return level is not None and bool(inner) and all(other is not None and other > level for other in inner)


def _before_closing(units: Sequence[Unit], start: int, end: int, nested: bool) -> int:
    """Index of the heading that ends the last story: one that says so, else any where stories are nested."""
    head = units[start]
    for i in range(start + 1, end):
        unit = units[i]
        shallow = (unit.level or 9) <= (head.level or 9)
        if unit.kind is not UnitKind.HEADING or not shallow:
            continue
        if nested or boundary_share(unit.label_text, "closing") >= _CLOSING_SHARE:
            return i
    return end


def words_between(document: Document, units: Sequence[Unit], start: int, end: int) -> int:
    """Words of running text in the units from `start` up to `end`."""
    texts = (unit.span.of(document.text) for unit in units[start:end] if unit.kind is not UnitKind.HEADING)
    return sum(len(text.split()) for text in texts)
