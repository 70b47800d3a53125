"""Conditions that a query states in set phrases: evidence, state, reach, topic, sections, city, and who paid."""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from extractors.gazetteers import table
from extractors.places import find_city
from models import EntityKind
from models.text import folded
from pipeline.search.asked.words import QueryWords, anywhere, beginning, ending, names
from pipeline.search.filters import OneOf

#: Facets with one list of phrases for each value.
_FACETS = ("evidence", "status", "scope")
#: The longest name of a city in words.
_CITY_WORDS = 4


def phrases_asked(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """(condition, first word, word after the last one)."""
    for facet in _FACETS:
        for value in names(facet):
            for start, end in islice(_runs(words, facet, value), 1):
                yield OneOf(facet, (value,)), start, end
    yield from _topics(words)
    yield from _sections(words)
    yield from _cities(words)
    yield from _funds(words)


def _runs(words: QueryWords, facet: str, value: str) -> Iterator[tuple[int, int]]:
    """(first word, word after the last one) of each phrase of a list."""
    for match in anywhere(facet, value).finditer(words.folded):
        run = match.group().strip()
        if run:
            start = words.folded[: match.start()].count(" ") + match.group().startswith(" ")
            yield start, start + run.count(" ") + 1


def _topics(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """A topic by its whole name: "a greener Europe"."""
    for topic in names("topic"):
        for start, end in _runs(words, "topic", topic):
            begin = start
            while (wider := words.before(begin, ending("about", "before"))) is not None:
                begin = wider
            yield OneOf("topic", (topic,)), begin, end


def _sections(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """A section that practices should have: "that describe difficulties", "with transferability described"."""
    for section in names("section"):
        for start, end in _runs(words, "section", section):
            before = words.before(start, ending("described", "before"))
            around = words.before(start, ending("described", "with"))
            after = words.after(end, beginning("described", "after"))
            if around is not None and after is not None:
                yield OneOf("section", (section,)), around, after
            elif before is not None and words.after(end, beginning("described", "not_after")) is None:
                yield OneOf("section", (section,)), before, end


def _cities(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """A known city where a phrase says that it is one: "in the city of Graz"."""
    for start in range(1, len(words.tokens)):
        before = words.before(start, ending("city", "before"))
        if before is None:
            continue
        ends = range(min(len(words.tokens), start + _CITY_WORDS), start, -1)
        cities = ((end, find_city(words.text[words.tokens[start].start : words.tokens[end - 1].end])) for end in ends)
        end, name = next(((end, name) for end, name in cities if name), (start, None))
        if name:
            yield OneOf("city", (folded(name),)), before, end


def names_scheme(words: QueryWords, start: int, end: int) -> bool:
    """True where the name of a known programme or fund stands among these words."""
    return any(_scheme_end(words, at, end) is not None for at in range(start, end))


def begins_with_scheme(words: QueryWords, index: int) -> bool:
    """True where the words from this one on begin with the name of a known programme or fund."""
    return _scheme_end(words, index, len(words.tokens)) is not None


def _funds(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """A known fund or programme beside "funded by" or "-funded"."""
    if not anywhere("funding", "before", "after").search(words.folded):
        return
    for start, end in _named(words):
        facet, name = _schemes()[_folded(words, start, end)]
        begin = start
        while (wider := words.before(begin, ending("funding", "between"))) is not None:
            begin = wider
        before = words.before(begin, ending("funding", "before"))
        after = words.after(end, beginning("funding", "after"))
        if before is not None or after is not None:
            yield OneOf(facet, (name,)), begin if before is None else before, end if after is None else after


def _named(words: QueryWords) -> Iterator[tuple[int, int]]:
    """(first word, word after the last one) of each known name in reading order, the longest at each word."""
    start, count = 0, len(words.tokens)
    while start < count:
        end = _scheme_end(words, start, count)
        if end is not None:
            yield start, end
        start = start + 1 if end is None else end


def _scheme_end(words: QueryWords, start: int, last: int) -> int | None:
    """The word after the longest known name that begins at a word; None when none does."""
    longest = 1 + max(name.count(" ") for name in _schemes())
    ends = range(min(last, start + longest), start, -1)
    return next((end for end in ends if _folded(words, start, end) in _schemes()), None)


def _folded(words: QueryWords, start: int, end: int) -> str:
    # Without the sign of "Erasmus+", as the names are folded.
    return folded(words.run(start, end))


@cache
def _schemes() -> dict[str, tuple[str, str]]:
    """Folded spelling of each programme and fund to its facet and folded name."""
    facets = {EntityKind.PROGRAMME.value: "programme", EntityKind.FUND.value: "fund"}
    return {
        folded(spelling): (facets[group["kind"]], folded(names[0]))
        for group in table("schemes.toml")["entries"]
        if group["kind"] in facets
        for names in group["lists"]
        for spelling in names
        if len(folded(spelling)) > 2
    }
