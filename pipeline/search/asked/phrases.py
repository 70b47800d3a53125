"""Conditions that a query states in set phrases: evidence, how far a practice is, and who paid."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.gazetteers import table
from models import EntityKind
from models.text import folded
from pipeline.search.asked.words import QueryWords, anywhere, beginning, ending, phrases
from pipeline.search.filters import OneOf

_FACETS = (("evidence", "measurable"), ("status", "operating"), ("status", "pilot"))


def phrases_asked(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """(condition, first word, word after the last one)."""
    for facet, value in _FACETS:
        match = _pattern(facet, value).search(words.folded)
        if match and match.group().strip():
            start = words.folded[: match.start()].count(" ")
            yield OneOf(facet, (value,)), start, start + match.group().strip().count(" ") + 1
    yield from _funds(words)


def is_scheme(name: str) -> bool:
    """True for the folded name of a known programme or fund."""
    return name in _schemes()


@cache
def _pattern(facet: str, value: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= ))(?:{'|'.join(phrases(facet, value))})(?= |$)")


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
    longest = 1 + max(name.count(" ") for name in _schemes())
    start, count = 0, len(words.tokens)
    while start < count:
        ends = range(min(count, start + longest), start, -1)
        end = next((end for end in ends if _folded(words, start, end) in _schemes()), None)
        if end is not None:
            yield start, end
        start = start + 1 if end is None else end


def _folded(words: QueryWords, start: int, end: int) -> str:
    return " ".join(token.folded for token in words.tokens[start:end])


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
