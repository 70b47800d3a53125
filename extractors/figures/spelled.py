"""Numbers written in words, up to hundreds of thousands: "fifty", "zweihundert", "quatre-vingt-dix", "dwustu"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from extractors.figures.large import find_ones, is_cut
from extractors.figures.lexicon import Lexicon, alternation, lexicon
from extractors.figures.numerals import Numeral

HUNDRED: Final = 100
THOUSAND: Final = 1000
_PART_OF_NUMBER: Final = r"(?:first|second|third|quarter|half|fold|way|(?:four|fif|six|seven|eigh|nin)th)"


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a number; `link` is what stands between it and the word before: "", " ", "-", "and"."""

    start: int
    end: int
    value: int
    link: str
    is_free: bool


def find_spelled(text: str, words: Lexicon) -> Iterator[Numeral]:
    """Numbers in words in reading order; "several hundred" and "2 thousand" are none by themselves."""
    return iter(sorted([*_find_runs(text, words), *find_ones(text, words.language)], key=lambda found: found.start))


def _find_runs(text: str, words: Lexicon) -> Iterator[Numeral]:
    for run in _run_pattern(words.language).finditer(text):
        found = _words(text, run, words)
        while found:
            count, value = _number(found, words)
            first, last = found[0], found[count - 1]
            found = found[count:]
            raw = text[first.start : last.end]
            is_alone = count == 1 and (not first.is_free or (value >= HUNDRED and _is_vague(text, first, words)))
            is_name = raw.isupper()  # TEN-T
            if not (is_alone or is_name or is_cut(text, first.start, last.end, words.language)):
                yield Numeral(first.start, last.end, Decimal(value), in_words=True)


def _words(text: str, run: re.Match[str], words: Lexicon) -> list[_Word]:
    found, end = [], run.start()
    for match in _word_pattern(words.language).finditer(text, *run.span()):
        raw = match.group().lower()
        link = text[end : match.start()].strip().strip("-") or text[end : match.start()][:1]
        value = words.number_words.get(raw) or words.number_parts[raw]
        found.append(_Word(*match.span(), value, link.lower(), raw in words.number_words))
        end = match.end()
    return found


def _is_vague(text: str, word: _Word, words: Lexicon) -> bool:
    """Behind digits ("2 thousand") and words such as "several" or "per" a word says how many times only."""
    before = text[max(0, word.start - 20) : word.start]
    return bool(re.search(rf"(?:\d|(?<!\w){alternation(words.number_vague)})\s*$", before, re.IGNORECASE))


def _number(found: list[_Word], words: Lexicon) -> tuple[int, int]:
    """(how many words the first number has, its value)."""
    count, value = _below_thousand(found, words)
    if _is_times(found, count, THOUSAND):
        value, count = value * THOUSAND, count + 1
    if value % THOUSAND == 0:
        more, rest = _below_thousand(found[count:], words)
        if more and rest < THOUSAND and _may_follow(found, count, words):
            return count + more, value + rest
    return count, value


def _below_thousand(found: list[_Word], words: Lexicon) -> tuple[int, int]:
    count, value = _below_hundred(found, words)
    if value < HUNDRED and _is_times(found, count, HUNDRED):
        value, count = value * HUNDRED, count + 1
    if HUNDRED <= value < THOUSAND and value % HUNDRED == 0:
        more, rest = _below_hundred(found[count:], words)
        is_counted = _is_times(found, count + more, HUNDRED)  # "one hundred and two hundred"
        if more and rest < HUNDRED and not is_counted and _may_follow(found, count, words):
            return count + more, value + rest
    return count, value


def _below_hundred(found: list[_Word], words: Lexicon) -> tuple[int, int]:
    """One word, or tens and ones; the ones stand first where that is the language's way ("fünfundzwanzig")."""
    if not found:
        return 0, 0
    first = found[0].value
    if len(found) == 1:
        return 1, first
    second, link = found[1].value, found[1].link
    if first % 10 == 0 and 20 <= first < HUNDRED:
        is_joined = link == words.tens_joiner and (second < 10 or second == 11)
        if second < 20 and second != 10 and (link in ("", " ", "-") or is_joined):
            return 2, first + second
    is_turned = first < 10 and second % 10 == 0 and 20 <= second < HUNDRED
    raw = found[1].start - found[0].end
    if is_turned and link == words.tens_joiner and raw == len(link):
        return 2, first + second
    return 1, first


def _is_times(found: list[_Word], count: int, factor: int) -> bool:
    return 0 < count < len(found) and found[count].value == factor and found[count].link in ("", " ", "-")


def _may_follow(found: list[_Word], count: int, words: Lexicon) -> bool:
    return count < len(found) and found[count].link in ("", " ", "-", words.hundreds_joiner)


@lru_cache
def _word_pattern(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    return re.compile(alternation((*words.number_words, *words.number_parts)), re.IGNORECASE)


@lru_cache
def _run_pattern(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    word = alternation((*words.number_words, *words.number_parts))
    joiners = alternation({words.tens_joiner, words.hundreds_joiner} - {""})
    link = rf"(?:[^\S\t]|-|(?:[^\S\t]|-)?{joiners}(?:[^\S\t]|-)?)?"
    return re.compile(rf"(?<![\w-]){word}(?:{link}{word})*(?!\w|-{_PART_OF_NUMBER})", re.IGNORECASE)
