"""What enlarges or cuts a number in words: "one million", "one million two hundred thousand", "one point five"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from extractors.figures.lexicon import GAP, alternation, cues, lexicon
from extractors.figures.numerals import Numeral

_THOUSAND: Final = 1000
#: Characters in front of a number that are looked at.
_REACH: Final = 40


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What stands around a number; those named `before` end where it begins, the others begin where it ends.

    Attributes:
        one: "one" in front of "million".
        tens_before: more of a number in front of "one": "twenty and".
        cut_before: what it is the decimals or the rest of: "one point", "one million".
        range_before: "one to", in front of what a scale word follows.
        scale: the scale word.
        cut: more of the number behind its scale word: " two hundred thousand", " and a half".
        ones: " and one million" behind tens.
    """

    one: re.Pattern[str]
    tens_before: re.Pattern[str]
    cut_before: re.Pattern[str]
    range_before: re.Pattern[str]
    scale: re.Pattern[str]
    cut: re.Pattern[str]
    ones: re.Pattern[str]


def find_ones(text: str, language: str) -> Iterator[Numeral]:
    """Every "one" in front of "million" or "dozen" that is no part of a longer number."""
    patterns = _patterns(language)
    for match in patterns.one.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if not (patterns.tens_before.search(before) or is_cut(text, match.start(), match.end(), language)):
            yield Numeral(match.start(), match.end(), Decimal(1), in_words=True)


def is_cut(text: str, start: int, end: int, language: str) -> bool:
    """Whether a number in words is part of a longer one that is not read: its value would be wrong."""
    patterns, before = _patterns(language), text[max(0, start - _REACH) : start]
    if patterns.cut_before.search(before) or patterns.ones.match(text, end):
        return True
    scale = patterns.scale.match(text, end)
    return bool(scale and (patterns.cut.match(text, scale.end()) or patterns.range_before.search(before)))


@lru_cache
def _patterns(language: str) -> _Patterns:
    words = lexicon(language)
    large = {name: words.large.get(name, ()) for name in ("one", "link", "half", "point", "range")}
    one, link, point, span = (alternation(large[name]) for name in ("one", "link", "point", "range"))
    half = cues(large["half"]).pattern
    number = alternation((*words.number_words, *words.number_parts, *large["one"]))
    scale = alternation(word for word, factor in words.scales.items() if factor != _THOUSAND)
    gap = r"(?:\s|-)"

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Patterns(
        one=compiled(rf"(?<![\w-]){one}(?={GAP}{scale}(?!\w))"),
        tens_before=compiled(rf"(?<!\w){number}(?:{gap}{link})?{gap}$"),
        cut_before=compiled(rf"(?<!\w)(?:{number}\s{point}|{scale})\s$"),
        range_before=compiled(rf"(?<!\w){one}\s{span}\s$"),
        scale=compiled(rf"{GAP}{scale}(?!\w)"),
        cut=compiled(
            rf"\s(?:{link}\s)?(?:(?:an?|une?|o)\s)?(?:{number}(?!\w)|{half})|(?:\s[^\W\d]+){{1,3}}\s{link}\s(?:(?:an?|une?|o)\s)?{half}"
        ),
        ones=compiled(rf"{gap}{link}{gap}{one}{gap}{scale}"),
    )
