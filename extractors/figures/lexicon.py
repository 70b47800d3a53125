"""Words around numbers, per language, as patterns that are compiled once."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "fr", "de", "es", "it", "pl", "ro", "nl", "pt")
SCALES: Final = {
    "dozen": Decimal(12),
    "thousand": Decimal(10) ** 3,
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
}
LETTER_SCALES: Final = {
    "k": SCALES["thousand"],
    "T": SCALES["thousand"],
    "m": SCALES["million"],
    "M": SCALES["million"],
}


def letter_scale(letter: str) -> Decimal:
    """What "k" or "M" multiplies by; patterns ignore case, so "K" comes here too."""
    return LETTER_SCALES[letter if letter in LETTER_SCALES else letter.lower()]


# One line break may stand inside an expression, and the stars of bold type.
GAP: Final = r"(?:\*\*)?[^\S\t\n]*+(?:\n[^\S\t\n]*+)?(?:\*\*)?"
DASH: Final = r"[-‐‑–—−]"


@dataclass(frozen=True, slots=True)
class Common:
    """What `common.toml` says, for all languages."""

    currencies: Mapping[str, str]
    codes: frozenset[str]
    language_currency: Mapping[str, str]
    crown: Mapping[str, str]
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns and word lists for a text; months, scales, time units and percent words of all languages.

    Words that could mislead in another language (qualifiers, range words, number words, cues)
    come from the languages of the text only.
    """

    language: str
    months: Mapping[str, int]
    month: str
    scales: Mapping[str, Decimal]
    scale: str
    percent: str
    times: Mapping[str, str]
    time: str
    currency: str
    number_words: Mapping[str, int]
    number_parts: Mapping[str, int]
    number_vague: tuple[str, ...]
    large: Mapping[str, tuple[str, ...]]
    tens_joiner: str
    hundreds_joiner: str
    qualifiers: Mapping[str, str]
    stop: frozenset[str]
    count_nouns: frozenset[str]
    references: frozenset[str]
    lists: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, re.Pattern[str]]

    def any_of(self, name: str) -> str:
        """Alternation of the words in list `name`; matches nothing when the list is empty."""
        return alternation(self.lists[name])


def alternation(words: Iterable[str]) -> str:
    """The words as one regex, longest first, with any white space for a space."""
    parts = sorted({re.escape(w).replace(r"\ ", r"\s") for w in words}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(parts) + ")" if parts else "(?!)"


def cues(words: Iterable[str]) -> re.Pattern[str]:
    """Whole words, or word beginnings where the entry ends in a star."""
    parts = [re.escape(w.rstrip("*")).replace(r"\ ", r"\s") + (r"\w*" if w.endswith("*") else r"(?!\w)") for w in words]
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(parts, key=len, reverse=True)) + ")", re.IGNORECASE)


@lru_cache
def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache
def common() -> Common:
    """The words and signs that mean the same everywhere."""
    raw = _table("common")
    codes = frozenset(raw["codes"])
    names = {word: code for code, words in raw["currencies"].items() for word in words}
    return Common(names, codes, raw["language_currency"], raw["crown"], raw)


@lru_cache
def plain_words(language: str) -> frozenset[str]:
    """Small words of one of the languages, and its words for and before numbers; they tell it even in a short text."""
    table = _table(language)
    before = (word for name in ("over", "up_to") for phrase in table["qualifiers"][name] for word in phrase.split())
    return frozenset((*table["stop"], *_numbers(table["number_words"]), *before))


@lru_cache
def lexicon(language: str | None) -> Lexicon:
    """The words for a text in `language` (a code like "de" or "de-AT"; None or unknown: English)."""
    own = (language or "en").split("-")[0].lower()
    strict = tuple(dict.fromkeys(code for code in (own, "en") if code in LANGUAGES))
    # The last one wins: the text's own words go last.
    tables = [_table(code) for code in (*[c for c in LANGUAGES if c not in strict], *reversed(strict))]
    near = [_table(code) for code in reversed(strict)]
    months = _months(tables, near, own)
    scales = {w: SCALES[name] for t in tables for name, words in t["scales"].items() for w in words}
    times = {w: unit for t in tables for unit, words in t["time"].items() for w in words}
    main = _table(own if own in LANGUAGES else "en")
    spelled = main.get("spelled", {})
    return Lexicon(
        language=own,
        months=months,
        month=alternation(months),
        scales=scales,
        scale=alternation(scales),
        percent=alternation(w for t in tables for w in t["percent"]),
        times=times,
        time=alternation(times),
        currency=_currency_words(),
        number_words=_numbers(main["number_words"]),
        number_parts=_numbers(spelled.get("parts", {})),
        number_vague=tuple(spelled.get("vague", ())),
        large={name: tuple(found) for name, found in spelled.get("large", {}).items()},
        tens_joiner=spelled.get("tens_joiner", ""),
        hundreds_joiner=spelled.get("hundreds_joiner", ""),
        qualifiers=_qualifiers(near),
        stop=frozenset(main["stop"]),
        count_nouns=frozenset(w for t in near for w in t["count_nouns"]),
        references=frozenset(w for t in near for w in t["references"]),
        lists=_lists(main, near),
        roles={name: cues(words) for name, words in main["roles"].items()},
    )


def _numbers(table: Mapping[str, list[str]]) -> Mapping[str, int]:
    return {word: int(number) for number, words in table.items() for word in words}


def _lists(main: Mapping[str, Any], near: list[Mapping[str, Any]]) -> Mapping[str, tuple[str, ...]]:
    own = ("range", "between", "and", "ratio", "one_in", "of", "date_link", "ordinals", "number_of", "time_before")
    after = {f"{q}_after": tuple(w for t in near for w in t["qualifiers"][f"{q}_after"]) for q in ("over", "up_to")}
    return {name: tuple(main[name]) for name in own} | after


def _qualifiers(near: list[Mapping[str, Any]]) -> Mapping[str, str]:
    found = {w: q for t in near for q in ("about", "over", "up_to") for w in t["qualifiers"][q]}
    misleading = {w for t in near for w in t["qualifiers"]["none"]}
    return {w: q for w, q in found.items() if w not in misleading}


def _currency_words() -> str:
    words = common().currencies
    signs = [w for w in words if not w[-1].isalnum()]
    return alternation(signs) + "|(?<!\\w)" + alternation(w for w in words if w not in signs) + r"(?!\w)"


def _months(tables: list[Mapping[str, Any]], near: list[Mapping[str, Any]], own: str) -> Mapping[str, int]:
    """Full names of all languages, short ones of the text's own and English."""
    found = {} if own in LANGUAGES else _months_of(own)
    for table in tables:
        found |= {w: n for n, words in enumerate(table["months"], 1) for w in words}
    for table in near:
        found |= {w: n for n, words in enumerate(table["months_short"], 1) for w in words}
    return found


def _months_of(language: str) -> dict[str, int]:
    """Month names of a language that has no word list here, from the CLDR data in Babel."""
    from babel.core import UnknownLocaleError
    from babel.dates import get_month_names

    try:
        return {
            str(name).lower(): number
            for context in ("format", "stand-alone")
            for number, name in get_month_names("wide", context, language).items()
            if not any(c.isdigit() for c in str(name))
        }
    except (UnknownLocaleError, ValueError):
        return {}
