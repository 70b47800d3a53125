"""Conditions that a query states in set phrases: evidence, how far a practice is, and who paid."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.gazetteers import table
from models import EntityKind
from models.text import folded
from pipeline.search.asked.words import QueryWords, beginning, ending, phrases
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


@cache
def _pattern(facet: str, value: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= ))(?:{'|'.join(phrases(facet, value))})(?= |$)")


def _funds(words: QueryWords) -> Iterator[tuple[OneOf, int, int]]:
    """A known fund or programme beside "funded by" or "-funded"."""
    for match in _names().finditer(words.folded):
        facet, name = _schemes()[match.group()]
        start = words.folded[: match.start()].count(" ")
        end = start + match.group().count(" ") + 1
        begin = start
        while (wider := words.before(begin, ending("funding", "between"))) is not None:
            begin = wider
        before = words.before(begin, ending("funding", "before"))
        after = words.after(end, beginning("funding", "after"))
        if before is not None or after is not None:
            yield OneOf(facet, (name,)), begin if before is None else before, end if after is None else after


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


@cache
def _names() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _schemes()), key=len, reverse=True))
    return re.compile(rf"(?:^|(?<= ))(?:{names})(?= |$)")
