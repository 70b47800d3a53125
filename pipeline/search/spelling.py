"""Names in a query that look misspelt: countries and regions, and what the catalogue itself names."""

from collections.abc import Iterator
from functools import cache, lru_cache

from extractors.places import LANGUAGES, country_names, find_country, find_regions, region_names
from models.text import folded
from pipeline.search.asked.words import QueryWords, ending
from pipeline.search.facet_values import NAMED
from pipeline.search.filters import Filters, OneOf
from pipeline.store.reader import GenerationReader

#: A name is offered when it is so near (0 to 100); one slip costs a short name more.
_NEAR, _SHORT_NEAR, _SHORT = 82.0, 80.0, 6
#: Names looked at have at most so many words, and at least so many letters.
_LONGEST, _SHORTEST = 4, 5


def misspelt_places(query: str) -> tuple[tuple[str, str], ...]:
    """(as written, as known) for names behind "in" that no country or region has, but nearly."""
    words, found = QueryWords(query), []
    for index, token in enumerate(words.tokens):
        is_behind = words.before(index, ending("place", "before")) is not None
        is_last = index == len(words.tokens) - 1 and len(words.tokens) <= 8
        if (is_behind or is_last) and token.text[0].isupper() and len(token.text) >= _SHORTEST:
            if not find_country(token.text) and not find_regions(token.text):
                near = _nearest(token.text, _places("en")) or _nearest(token.text, _places(*LANGUAGES[1:6]))
                found += [(token.text, name) for name in near]
    return tuple(found)


def misspelt_names(reader: GenerationReader, query: str, filters: Filters) -> tuple[tuple[str, str], ...]:
    """(as written, as known) for names in the query and in the filters that the catalogue nearly has."""
    marks = ", ".join(f"'{name}'" for name in (*NAMED, "region") if name != "source")
    labels = [label for (label,) in reader.rows(f"SELECT DISTINCT label FROM practice_facets WHERE facet IN ({marks})")]
    known = {folded(label) for label in labels}
    named = [v for c in filters.conditions if isinstance(c, OneOf) and c.name in NAMED for v in c.values]
    found = []
    for written in (*named, *_phrases(query)):
        if not any(f" {folded(written)} " in f" {name} " for name in known):
            found += [(written, near) for near in _nearest(written, tuple(labels))]
    return tuple(dict.fromkeys(found))


def _phrases(query: str) -> Iterator[str]:
    """Runs of words that begin with a capital letter, the longest first."""
    words = QueryWords(query)
    for length in range(_LONGEST, 0, -1):
        for start in range(len(words.tokens) - length + 1):
            run = words.tokens[start : start + length]
            if run[0].text[0].isupper() and run[-1].text[0].isupper():
                phrase = query[run[0].start : run[-1].end]
                if len(phrase) >= _SHORTEST:
                    yield phrase


def _nearest(text: str, names: tuple[str, ...]) -> list[str]:
    from rapidfuzz import fuzz, process

    cutoff = _SHORT_NEAR if len(text) < _SHORT else _NEAR
    known = _folded(names)
    found = process.extractOne(folded(text), known, scorer=fuzz.ratio, score_cutoff=cutoff)
    return [names[found[2]]] if found and found[0] != folded(text) else []


@lru_cache(maxsize=8)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(folded, names))


@cache
def _places(*languages: str) -> tuple[str, ...]:
    """Names of countries in these languages, and of regions."""
    countries = (name for language in languages for name in country_names(language).values())
    return (*dict.fromkeys(countries), *region_names())
