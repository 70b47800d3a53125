"""Places that a query asks for: "in Poland", "polnische Cluster", "w Małopolsce"; not "exports to China"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.gazetteers.folding import Token, key
from extractors.places import (
    EVERYDAY,
    country_of_region,
    find_country,
    find_regions,
    is_city,
    is_clear_region,
    is_country_name,
)
from pipeline.search.asked.words import QueryWords, anywhere, beginning, demonyms, ending, forms, groups
from pipeline.search.filters import OneOf

#: The longest name in words: "Bosnia and Herzegovina", "Provincia Autonoma di Bolzano".
_LONGEST = 5
#: The longest ending of an adjective.
_ENDING = 4
#: The shortest name in letters; codes such as "PL" and "NO" are words too often.
_SHORTEST = 4
#: Where one says "on": "à Malte", "a Cipro", "na Malcie".
_ISLANDS = frozenset({"MT", "CY"})
#: Words between two places that are alternatives: "and in the".
_GAP = 3
#: A query of keywords has at most so many words and no verb or question mark.
_KEYWORDS = 8
_SENTENCE_END = re.compile(r"[?!.](?!\w)")
#: Names that are plain words in some language when written small, or that two places share.
_DOUBTFUL = frozenset(
    "island china turkey jersey guinea man reunion niger chad jordan georgia togo mali oman peru nice split".split()
)
#: Regions with a namesake in another country.
_NAMESAKES = frozenset({("galicia",), ("galicja",), ("galizien",)})
#: Letters of the code of a province or department.
_PROVINCE = 5
#: Words that a place as a keyword does not stand behind.
_SMALL_WORDS = frozenset(
    "in to for with the of and or from a an by at on der die das und von fur mit le la les des d de du et avec pour el"
    " los y con para il lo gli e di per i z do dla".split()
)
#: Endings of names in cases that the gazetteers do not list: Polish locatives and genitives.
_CASES = (
    ("skim", "skie"),
    ("ckim", "ckie"),
    ("skiego", "skie"),
    ("ckiego", "ckie"),
    ("sce", "ska"),
    ("lsce", "lska"),
    ("lski", "lska"),
    *((f"{stem}{end}", f"{stem}e") for stem in ("si", "ci", "sz", "rz") for end in ("a", "u")),
    ("yzny", "yzna"),
    ("yźnie", "yzna"),
    ("ii", "ia"),
    ("ji", "ja"),
    ("czech", "czechy"),
    ("emczech", "emcy"),
    ("loszech", "lochy"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place named by words `start` to `end`, with the phrase around it.

    Attributes:
        latest: of several alternatives, the values of the one that was named last.
        is_mixed: whole countries stand for regions of theirs.
    """

    start: int
    end: int
    name: str
    values: tuple[str, ...]
    is_adjective: bool = False
    is_excluded: bool = False
    latest: tuple[str, ...] = ()
    is_mixed: bool = False


def places_asked(words: QueryWords) -> list[tuple[OneOf, int, int]]:
    """(condition, first word, word after the last one) of every place that is meant as a condition."""
    meant: list[Place] = []
    named = [place for place in _named(words) if not _is_thing(words, place)]
    for number, place in enumerate(named, 1):
        is_listed = number < len(named) and _are_linked(words, place, named[number])
        extended = _joined(words, meant[-1], place, is_listed) if meant else None
        if extended:
            meant[-1] = extended
            continue
        if meant and meant[-1].is_excluded and _goes_on(words, meant[-1], place):
            meant.append(replace(place, start=meant[-1].end, is_excluded=True))
            continue
        asked = _asked(words, place, is_alone=len(named) == 1)
        is_of_others = asked is not None and asked.is_excluded and any(p.values == asked.values for p in meant)
        if asked and not is_of_others:  # "in Poland for people not from Poland"
            meant.append(asked)
    return [(OneOf(p.name, p.values, p.is_excluded), p.start, p.end) for p in meant]


def _is_thing(words: QueryWords, place: Place) -> bool:
    """True where the words beside a place make another name of it: "Jordan river", "Madeira wine", "New Jersey"."""
    new = words.before(place.start, ending("place", "new_before"))
    if new is not None and words.tokens[new].text[0].isupper():
        return True
    is_doubtful = _is_doubtful(words, place)
    is_province = place.name == "region" and all(len(code) == _PROVINCE for code in place.values)
    is_adjective = place.is_adjective or words.tokens[place.start].folded in _adjectives()
    kinds = ["sea"] if is_adjective else []
    if is_doubtful or is_province:
        kinds.append("water")
    if is_doubtful or is_adjective or place.name == "region":
        kinds.append("goods")
    for kind in kinds:
        behind = words.after(place.end, beginning("place", f"{kind}_after"))
        if behind is not None and (kind != "goods" or _ends_at(words, behind)):
            return True
        if words.before(place.start, ending("place", f"{kind}_before")) is not None:
            return True
    return False


def _ends_at(words: QueryWords, index: int) -> bool:
    """True where no further noun follows: "Greek honey for schools", but not "Greek honey producers"."""
    return index == words.sentence(index - 1)[1] or words.tokens[index].folded in _SMALL_WORDS


def _is_doubtful(words: QueryWords, place: Place) -> bool:
    return words.run(place.start, place.end) in _DOUBTFUL


def is_place_before(words: QueryWords, index: int) -> bool:
    """True when the words before this one are the name of a place."""
    return any(place.end == index for place in _named(words))


def _named(words: QueryWords) -> Iterator[Place]:
    """Names and adjectives of places in reading order, the longest at each word."""
    index = 0
    while index < len(words.tokens):
        place = next(filter(None, (_name_at(words, index, n) for n in range(_LONGEST, 0, -1))), None)
        place = _group_at(words, index) or place or _adjective_at(words, index)
        if place:
            yield place
        index = place.end if place else index + 1


def _group_at(words: QueryWords, start: int) -> Place | None:
    """The longest name of a group of countries that begins here."""
    for end in range(min(start + _LONGEST, len(words.tokens)), start, -1):
        if codes := groups().get(words.run(start, end)):
            return Place(start, end, "country", codes)
    return None


def _name_at(words: QueryWords, start: int, length: int) -> Place | None:
    run = words.tokens[start : start + length]
    if len(run) < length or (length > 1 and run[-1].folded in _SMALL_WORDS) or _goes_on_behind_country(run):
        return None
    name = words.text[run[0].start : run[-1].end]
    if len(name) < _SHORTEST and name != "UK":
        return None
    folded = " ".join(token.folded for token in run)
    before = words.tokens[start - 1].folded if start else ""
    is_written_large = run[0].text[0].isupper() or before.startswith("wojewodztw")
    # "northern ireland", too, but no other region: "south east" is one where it is written large.
    if not is_written_large and (folded in _DOUBTFUL or not _is_country_or_nation(run)):
        return None
    if any(mark in name for mark in ".!?;,"):
        return None
    if folded in forms():
        return Place(start, start + length, "region", (forms()[folded],))
    for form in (name, *_nominatives(name)):
        if form != "UK" and len(form) < _SHORTEST:
            continue
        # "Luxembourg" and "Ireland" are countries first, "England" is no country.
        if country := find_country(form):
            return Place(start, start + length, "country", (country,))
        regions = find_regions(form)
        is_small = len(regions) == 1 and not is_city(form) and " ".join(key(form)) not in EVERYDAY
        is_behind_in = is_small and words.before(start, ending("place", "before")) is not None
        if regions and is_written_large and (is_clear_region(form) or is_behind_in):
            return Place(start, start + length, "region", regions)
    return None


def _goes_on_behind_country(run: Sequence[Token]) -> bool:
    """True for "Poland with a budget", but not for "Irlande du Nord": no name that is worth the list of regions."""
    last = run[-1].text
    is_plain = last.isascii() and not last[0].isupper()
    return len(run) > 1 and is_plain and run[0].text[0].isupper() and is_country_name(run[0].folded)


def _is_country_or_nation(run: Sequence[Token]) -> bool:
    if is_country_name(" ".join(token.folded for token in run)):
        return True
    if any(token.text[0].isupper() for token in run) or not any(is_country_name(token.folded) for token in run):
        return False  # Who writes "in Poland" writes "Northern Ireland".
    return bool(find_regions(" ".join(token.text for token in run)))


def _nominatives(name: str) -> Iterator[str]:
    """Names in other cases: "Małopolsce" as "Małopolska", "śląskim" as "śląskie"."""
    for ending_, base in _CASES:
        if name.casefold().endswith(ending_):
            yield name[: len(name) - len(ending_)] + base


def _adjective_at(words: QueryWords, index: int) -> Place | None:
    word = words.tokens[index].folded
    # Longer than an ending it is another word: "Deutschkurse".
    stems = (word[:length] for length in range(len(word), max(3, len(word) - _ENDING - 1), -1))
    code = next((_adjectives()[stem] for stem in stems if stem in _adjectives()), None)
    if code is None:
        return None
    name = "country" if len(code) == 2 else "region"
    return Place(index, index + 1, name, (code,), is_adjective=True)


@cache
def _adjectives() -> dict[str, str]:
    return {stem: code for code, stems in demonyms().items() for stem in stems}


def _asked(words: QueryWords, place: Place, is_alone: bool) -> Place | None:
    """The place with the phrase around it when it is meant as a condition."""
    if words.after(place.end, beginning("place", "not_place_after")) is not None or words.is_own_sentence(place.start):
        return None
    if place.is_adjective:
        asked = place if _is_adjective_of_practice(words, place) else None
    else:
        asked = _in_phrase(words, place, is_alone)
    return asked and _turned_if_denied(words, asked)


def _in_phrase(words: QueryWords, place: Place, is_alone: bool) -> Place | None:
    """A place behind "in", "outside", "practices from", or by itself among keywords."""
    start = place.start
    while (wider := words.before(start, ending("place", "between"))) is not None:
        start = wider
    for name in ("outside", "before"):
        for at in (start, place.start):
            phrase = words.before(at, ending("place", name))
            if phrase is not None:
                return _outside(words, place, phrase) if name == "outside" else replace(place, start=phrase)
    if _is_on(words, place):
        return replace(place, start=place.start - 1)
    return _from_source(words, place, start) or (place if is_alone and _is_keyword(words, place) else None)


def _outside(words: QueryWords, place: Place, start: int) -> Place | None:
    """Where practices should not be; None for "workers from outside Poland"."""
    source = words.before(start, ending("place", "source"))
    if source is None:
        return replace(place, start=start, is_excluded=True)
    is_of_practices = words.before(source, ending("place", "source_of")) is not None
    return replace(place, start=source, is_excluded=True) if is_of_practices else None


def _turned_if_denied(words: QueryWords, place: Place) -> Place | None:
    """A place that is denied is one where practices should not be: "no good practices from Poland"."""
    if place.is_excluded:
        return place
    begin = place.start
    while (wider := words.before(begin, ending("place", "practice", "source_of", "between"))) is not None:
        begin = wider
    denied = words.before(begin, ending("place", "none"))
    if denied is None:
        return place
    is_noun_behind = words.after(place.end, beginning("place", "practice", "source_of")) is not None
    if words.after(denied, beginning("place", "not_only")) is not None or (place.is_adjective and not is_noun_behind):
        return None
    return replace(place, start=denied, is_excluded=True)


def _from_source(words: QueryWords, place: Place, start: int) -> Place | None:
    """Behind "practices from", "regions of"."""
    for at in (start, place.start):
        source = words.before(at, ending("place", "source"))
        if source is not None and words.before(source, ending("place", "source_of")) is not None:
            return replace(place, start=source)
    return None


def _is_on(words: QueryWords, place: Place) -> bool:
    before = words.tokens[place.start - 1] if place.start else None
    return before is not None and before.folded in ("a", "na") and bool(_ISLANDS & set(place.values))


def _is_adjective_of_practice(words: QueryWords, place: Place) -> bool:
    """Not where something goes to or comes from there ("with Ukrainian"), nor the verb in "polish the floors"."""
    before = words.tokens[place.start - 1].folded if place.start else ""
    if place.end < len(words.tokens) and words.tokens[place.end].folded in ("the", "a", "an", "our", "their"):
        return False
    return before not in {"to", "with", "against", "towards", "learn", "teach", "speak", "into"}


def _is_keyword(words: QueryWords, place: Place) -> bool:
    """A place at the beginning or end of a query of keywords, or by itself between commas."""
    if _stands_alone(words, place):
        return True
    if len(words.tokens) > _KEYWORDS or _SENTENCE_END.search(words.text):
        return False
    rest = words.tokens[place.end :]
    is_before_period = len(rest) == 2 and all(token.text.isdigit() for token in rest)
    at_edge = place.start == 0 or not rest or is_before_period
    is_only = place.end - place.start == len(words.tokens)
    is_behind = place.start > 0 and words.tokens[place.start - 1].folded in _SMALL_WORDS
    is_question = anywhere("place", "ask").match(words.folded)
    # A capital at the beginning says nothing: "Turkey farming".
    is_first_word = place.start == 0 and _is_doubtful(words, place)
    return at_edge and not (is_only or is_behind or is_question or is_first_word)


def _countries(place: Place) -> tuple[str, ...]:
    """ISO codes of the countries of a place."""
    if place.name == "country":
        return place.values
    return tuple(dict.fromkeys(country_of_region(code) for code in place.values))


def _stands_alone(words: QueryWords, place: Place) -> bool:
    """Behind a comma, and before one or at the end."""
    if _is_doubtful(words, place):
        return False  # "poultry, Turkey, farming"
    before, after = words.text[: words.tokens[place.start].start], words.text[words.tokens[place.end - 1].end :]
    return before.rstrip().endswith(",") and (after.startswith(",") or not after.strip())


def _are_linked(words: QueryWords, earlier: Place, place: Place) -> bool:
    """Whether nothing but a comma, "or" and the like stands between two places."""
    gap = words.tokens[earlier.end : place.start]
    between = words.text[words.tokens[earlier.end - 1].end : words.tokens[place.start].start]
    links = ("join", "preposition", "article")
    is_linked = all(anywhere("place", *links).fullmatch(token.folded) for token in gap) and len(gap) <= _GAP
    has_link = bool({",", "&", "/"} & set(between)) or any(anywhere("place", "join").fullmatch(t.folded) for t in gap)
    return is_linked and has_link and not any(mark in between for mark in ".!?;")


def _goes_on(words: QueryWords, earlier: Place, place: Place) -> bool:
    """Whether a place is excluded with the one before: not where a preposition begins anew, unless behind "or"."""
    gap = [token.folded for token in words.tokens[earlier.end : place.start]]
    is_new = any(anywhere("place", "preposition").fullmatch(word) for word in gap)
    is_or = bool(gap) and anywhere("place", "or").fullmatch(gap[0]) is not None
    return _are_linked(words, earlier, place) and (is_or or not is_new)


def _is_within(words: QueryWords, earlier: Place, place: Place) -> bool:
    """Whether a country stands behind a region as in "Limburg, Belgium" and "Limburg (Belgium)"."""
    between = words.text[words.tokens[earlier.end - 1].end : words.tokens[place.start].start].strip()
    return earlier.name == "region" and place.name == "country" and between in (",", "(")


def _joined(words: QueryWords, earlier: Place, place: Place, is_listed: bool) -> Place | None:
    """One condition with alternatives: "in Poland and Germany", "in Poland, Germany or Austria".

    `is_listed`: a further alternative stands behind the place.
    """
    if earlier.is_adjective != place.is_adjective:
        return None
    if _is_within(words, earlier, place):
        latest = earlier.latest or earlier.values
        within = tuple(code for code in latest if country_of_region(code) in place.values)
        if within:
            kept = tuple(code for code in earlier.values if code not in latest or code in within)
            return replace(earlier, end=place.end, values=kept, latest=within)
        if not is_listed or key(_text(words, earlier))[-1:] in _NAMESAKES:
            return place  # Another Galicia than the one that is known.
    if not _goes_on(words, earlier, place) if earlier.is_excluded else not _are_linked(words, earlier, place):
        return None
    if words.after(place.end, beginning("place", "not_place_after")) is not None:
        return None
    is_mixed = earlier.name != place.name
    if is_mixed:
        if earlier.is_excluded:
            return None
        if set(_countries(earlier)) & set(_countries(place)) and not earlier.is_mixed:
            return None
        # No filter has a country or a region of another as alternatives: both countries, so that nothing is left out.
        earlier, place = (replace(p, name="country", values=_countries(p)) for p in (earlier, place))
    values = tuple(dict.fromkeys((*earlier.values, *place.values)))
    return replace(earlier, end=place.end, values=values, latest=place.values, is_mixed=earlier.is_mixed or is_mixed)


def _text(words: QueryWords, place: Place) -> str:
    return words.text[words.tokens[place.start].start : words.tokens[place.end - 1].end]
