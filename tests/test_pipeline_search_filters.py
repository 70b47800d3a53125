from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import SettingsError
from models.text import folded
from pipeline.search import Filters, Search
from pipeline.search.facet_values import NAMED
from pipeline.search.filters import ADDED, NUMBERS, Between, OneOf, split_filters


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("country:Poland,Niemcy", "country:PL,DE"),
        ("country:uk", "country:GB"),
        ("region:Małopolska", "region:PL21"),
        ("region:malopolskie", "region:PL21"),
        ("region:Limburg", "region:BE22,NL42"),
        ("region:England", "region:GB-ENG"),
        ("-region:Bavaria", "-region:DE2"),
        ('topic:"more social"', 'topic:"More social"'),
        ("language:French", "language:fr"),
        ('programme:"Interreg  Europe"', 'programme:"interreg europe"'),
        ("year:2014..2020", "year:2014..2020"),
        ("year:2014..", "year:>=2014"),
        ("year:..2014", "year:<=2014"),
        ("year:2016..2016", "year:2016"),
        ("budget<1000000EUR", "budget:<1000000EUR"),
        ('budget:"<1,5 Mio. EUR"', "budget:<1500000EUR"),
        ("budget:€3.4m", "budget:3400000"),
        ("count[SMEs]>=50", "count[SMEs]:>=50"),
        ("money[co-financing]:50000..100000EUR", "money[co-financing]:50000..100000EUR"),
        ("percentage:>17.80", "percentage:>17.8"),
        ("added:2026-01-31..", "added:>=2026-01-31"),
        ("in:evidence section:lessons", "in:evidence section:lessons"),
    ],
)
def test_filters_read_as_they_are_written(text: str, canonical: str) -> None:
    assert str(Filters.parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("country:Polnd", "Did you mean Poland"),
        ("country:Scotland", "go under region:"),
        ("region:Bavarai", "Did you mean Bavaria"),
        ("topic:Green", "Did you mean Greener.*Choose from: Smarter, Greener"),
        ("section:budget", "Choose from: summary, context"),
        ("status:done", "Choose from: operating, pilot, planned"),
        ("colour:red", "not a filter.*keys: country, region"),
        ("year:14", "four digits"),
        ("year:2020..2014", "2020 is more than 2014"),
        ("budget:cheap", "not a range"),
        ("budget:..", "not a range"),
        ("budget:<1..2", "not a range"),
        ("added:yesterday", "YYYY-MM-DD"),
        ("country[x]:PL", "takes a value"),
        ('country:""', "has no value|not a filter"),
        ("country:", "country: has no value"),
        ("count[SMEs]:>=1e400", "no practice reaches"),
        (f"budget:<{'9' * 47}", "no practice reaches"),
        ("percentage:1e-400..2", "no practice reaches"),
        ("count[SMEs>=1", "write the bracket whole"),
        ("count[SMEs]", "write the bracket whole"),
        ("bees foo:bar", "no key is called 'foo'.*keys: country"),
        ("countri:PL", "no key is called 'countri'. Did you mean country"),
        ("bees limit=5", "no key is called 'limit'"),
        ("bees -energy", "single words cannot be excluded.*-country:PL"),
    ],
)
def test_wrong_filter_says_what_is_allowed(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Filters.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        '"foo:bar" bees',
        '"-energy" bees',
        "see https://example.org/bees",
        "lehrer:innen im Betrieb",
        "Holzbau und -verarbeitung",
        "seed funding: who pays?",
        "bees - and wasps",
        "open from 10:30",
    ],
)
def test_what_is_no_filter_stays_words(text: str) -> None:
    assert split_filters(text) == (Filters(), text)


_NAMES = st.text(min_size=1, max_size=30).map(folded).map(folded).filter(bool)
_WORDS = st.text(st.characters(whitelist_categories=["L", "N"], whitelist_characters=" -%€"), min_size=1, max_size=20)
_CODED = st.sampled_from(
    [
        OneOf("country", ("PL",)),
        OneOf("country", ("PL", "DE"), is_excluded=True),
        OneOf("region", ("GB-ENG", "PL21")),
        OneOf("topic", ("Closer to citizens",)),
        OneOf("in", ("policy_link",)),
    ]
)
_NAMED = st.builds(
    OneOf, st.sampled_from(NAMED), st.lists(_NAMES, min_size=1, max_size=3, unique=True).map(tuple), st.booleans()
)
_NUMBER = st.decimals(0, 10**12, places=2).map(
    lambda d: d.quantize(Decimal(1)) if d == d.to_integral_value() else d.normalize()
)


@st.composite
def _between(draw: st.DrawFn) -> Between:
    name = draw(st.sampled_from((*NUMBERS, ADDED)))
    low: Decimal | date
    high: Decimal | date
    if name == ADDED:
        low, high = sorted((draw(st.dates()), draw(st.dates())))
    else:
        numbers = st.integers(1000, 9999).map(Decimal) if name == "year" else _NUMBER
        low, high = sorted((draw(numbers), draw(numbers)))
    side = draw(st.sampled_from(["low", "high", "both"]))
    is_open = draw(st.booleans())
    words = " ".join(draw(_WORDS).split()) or None if name not in ("year", "budget", ADDED) else None
    currency = draw(st.sampled_from([None, "EUR", "GBP"])) if name in ("budget", "money") else None
    return Between(
        name,
        None if side == "high" else low,
        None if side == "low" else high,
        is_open and side == "low",
        is_open and side == "high",
        words,
        currency,
        draw(st.booleans()),
    )


@settings(deadline=None)
@given(st.lists(st.one_of(_CODED, _NAMED, _between()), max_size=5, unique=True).map(tuple))
def test_filters_survive_being_shared(conditions: tuple[OneOf | Between, ...]) -> None:
    filters = Filters(conditions)
    assert Filters.parse(str(filters)) == filters


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_filters_and_words_or_a_clear_error(text: str) -> None:
    try:
        found, rest = split_filters(text)
    except SettingsError:
        return
    assert Filters.parse(str(found)) == found
    assert rest == " ".join(rest.split())


def test_search_is_one_line_that_can_be_pasted_back() -> None:
    line = 'seed funding: who pays? country:PL budget:<1000000EUR topic:"More social" as:typed facets:country,topic'
    search = Search.parse(line)
    assert search.query == "seed funding: who pays?"
    assert str(search.filters) == 'country:PL budget:<1000000EUR topic:"More social"'
    assert not search.understand
    assert Search.parse(str(search)) == search


def test_line_may_name_a_practice_to_find_others_like_it() -> None:
    search = Search.parse("like:gp-0123456789 country:PL")
    assert (search.like, search.query, str(search)) == ("gp-0123456789", "", "like:gp-0123456789 country:PL")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "query is empty"),
        ({"query": "x", "facets": ("colour",)}, "'colour' cannot be counted. Choose from: country"),
        ({"query": "x", "limit": 0}, "limit must be between 1 and 1000"),
        ({"query": "x", "offset": -1}, "offset must not be negative"),
    ],
)
def test_search_that_cannot_be_run_says_why(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Search(**arguments)  # type: ignore[arg-type]
