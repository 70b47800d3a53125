"""The values that a filter on a facet may have: names in any spelling become what the catalogue compares with."""

from collections.abc import Callable, Iterable
from functools import cache

from extractors.gazetteers import table
from extractors.places import country_name, country_names, find_country, find_regions, region, region_names
from models import SectionLabel, SettingsError
from models.text import folded

#: Facets with a closed list of values, compared as codes.
CODED = ("country", "region", "topic", "scope", "section", "evidence", "status", "language", "review")
#: Facets whose values are names, found by the words they contain.
NAMED = ("programme", "project", "institution", "institution_type", "city", "fund", "source")
FACETS = (*CODED, *NAMED)
#: The practice itself.
ID = "id"

#: Suggestions are at least so near (0 to 100), and at most so many.
_NEAR, _SUGGESTIONS = 70.0, 3
_SCOPES = ("national", "regional", "local")


def normalised(name: str, text: str) -> tuple[str, ...]:
    """What the catalogue compares with; several values for a region name that several countries have.

    Raises:
        SettingsError: no such value; the message says what is allowed.
    """
    cleaned = text.strip()
    if not folded(cleaned):
        raise SettingsError(f"The filter {name}: has no value.")
    if name in NAMED:
        # Twice, because taking apart a letter such as 𝐀 leaves a capital.
        return (folded(folded(cleaned)),)
    if name == ID:
        return (cleaned,)
    if name == "country":
        return _country(cleaned)
    if name == "region":
        return _region(cleaned)
    choices = _choices()[name]()
    found = next((c for c in choices if folded(c) == folded(cleaned) or folded(choices[c]) == folded(cleaned)), None)
    if found is None:
        shown = ", ".join(choices) if len(choices) < 40 else f"{', '.join(list(choices)[:24])} and others"
        raise SettingsError(
            f"{name}:{cleaned} is not known.{did_you_mean(cleaned, choices.values())} Choose from: {shown}."
        )
    return (found,)


def label_of(name: str, value: str) -> str:
    """What people read for a value of a coded facet; other values as they are."""
    try:
        if name == "country":
            return country_name(value)
        if name == "region":
            return f"{region(value)} ({value})"
    except KeyError:
        return value
    return value.replace("_", " ") if name in ("section", "in") else value


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """A sentence with the nearest names, with a space in front; empty when none is near."""
    near = nearest(text, names)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """The names most like a text, best first; none that is far from it."""
    from rapidfuzz import fuzz, process

    choices = list(dict.fromkeys(names))
    found = process.extract(text, choices, scorer=fuzz.ratio, processor=folded, limit=_SUGGESTIONS, score_cutoff=_NEAR)
    return [name for name, _, _ in found]


def _country(text: str) -> tuple[str, ...]:
    code = find_country(text)
    if code is None:
        advice = did_you_mean(text, country_names("en").values())
        raise SettingsError(
            f"{text!r} is not a country that we know.{advice} Try its English name or its ISO code; "
            "regions, and the nations of the United Kingdom, go under region:."
            if find_regions(text)
            else f"{text!r} is not a country that we know.{advice} Try its English name or its ISO code."
        )
    return (code,)


def _region(text: str) -> tuple[str, ...]:
    codes = find_regions(text)
    if not codes:
        raise SettingsError(
            f"{text!r} is not a region that we know.{did_you_mean(text, region_names())} "
            "Try its name in its own language or its NUTS code, as in region:PL21."
        )
    return codes


@cache
def _choices() -> dict[str, Callable[[], dict[str, str]]]:
    """For each closed list: value to what people read."""
    return {
        "topic": lambda: {t["label"]: t["label"] for t in table("topics.toml")["topics"]},
        "scope": lambda: {scope: scope for scope in _SCOPES},
        "section": _labels,
        "in": _labels,
        "evidence": lambda: {"measurable": "measurable"},
        "status": lambda: {state: state for state in ("operating", "pilot", "planned")},
        "language": _languages,
        "review": lambda: {state: state for state in ("unreviewed", "reviewed")},
    }


def _labels() -> dict[str, str]:
    return {label.value: label.value for label in SectionLabel}


@cache
def _languages() -> dict[str, str]:
    """Two-letter codes to English names."""
    from babel import Locale

    names = Locale("en").languages
    return {code: str(name) for code, name in names.items() if len(code) == 2}
