"""Dates and date ranges in the usual European forms, as ISO 8601 at the written precision."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from extractors.figures.lexicon import DASH, GAP, Lexicon, alternation, common, lexicon
from extractors.figures.numerals import Numeral

DAYS_IN_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEARS: Final = range(1900, 2060)
CENTURY_TURN: Final = 50  # "16" is 2016, "87" is 1987
YEAR: Final = r"(?P<year>(?:19|20)\d\d)(?!\d|[.,]\d)"
# English words that are no month in small letters
NOT_SMALL: Final = frozenset({"may", "march", "mar", "sept", "set", "out", "dec", "jun"})
RANGE_NOTE: Final = "may be a month or the end of a year range"
TWO_DIGIT_NOTE: Final = "year written with two digits"


@dataclass(frozen=True, slots=True)
class Date:
    """A date or a range of dates at code points `start` to `end`; a day without a year is "--03-06"."""

    start: int
    end: int
    value: str
    value_max: str | None = None
    note: str | None = None


def find_dates(text: str, words: Lexicon) -> tuple[Date, ...]:
    """Dates in reading order, not yet joined to ranges. Plain years are not looked for here, year ranges are."""
    found: list[Date] = []
    patterns, position = _patterns(words.language), 0
    for head in patterns.head.finditer(text):
        if head.start() < position:
            continue
        for pattern in patterns.numeric if head["digits"] else patterns.worded:
            if (match := pattern.match(text, head.start())) and (date := _read(match, words)):
                found.append(date)
                position = date.end
                break
    return tuple(found)


def join_ranges(text: str, dates: tuple[Date, ...], words: Lexicon) -> Iterator[Date]:
    """Neighbours with "-", "to" and the like between them become one range figure."""
    pending: Date | None = None
    for date in dates:
        joined = pending and _joined(text, pending, date, words)
        if pending and not joined:
            yield pending
        pending = joined or date
    if pending:
        yield pending


def _joined(text: str, first: Date, second: Date, words: Lexicon) -> Date | None:
    if (first.value_max and not _is_period(first)) or (second.value_max and not _is_period(second)):
        return None
    link = text[first.end : second.start]
    before = text[max(0, first.start - 30) : first.start]
    patterns = _patterns(words.language)
    is_between = patterns.conjunction.fullmatch(link) and patterns.between.search(before)
    if not is_between and not patterns.link.fullmatch(link):
        return None
    start, end = first.value, second.value_max or second.value
    if start.startswith("--") and not end.startswith("--"):
        start = f"{end[:4]}{start[1:]}"
    if start > end or end.startswith("--") != start.startswith("--"):
        return None
    return replace(first, end=second.end, value=start, value_max=end, note=first.note or second.note)


def _is_period(date: Date) -> bool:
    """A quarter or half year: a range by itself that may be the end of a longer one."""
    return bool(date.value_max) and len(date.value) == len("2016-01") and not date.value.startswith("--")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`numeric` start with a digit, `worded` with a month or a quarter; the first that fits is taken."""

    head: re.Pattern[str]
    numeric: tuple[re.Pattern[str], ...]
    worded: tuple[re.Pattern[str], ...]
    link: re.Pattern[str]
    conjunction: re.Pattern[str]
    between: re.Pattern[str]


@lru_cache
def _patterns(language: str) -> _Patterns:
    words = lexicon(language)
    to = rf"(?:{DASH}|to|bis|{words.any_of('range')})"
    return _Patterns(
        head=re.compile(
            rf"(?<![\w/])(?:(?<!\d[.,])(?P<digits>\d{{1,4}}(?!\d))|{words.month}(?!\w)"
            rf"|(?:Q(?:uarter)?\s?|H)[1-4](?!\d))",
            re.IGNORECASE,
        ),
        numeric=tuple(re.compile(source, re.IGNORECASE) for source in _numeric(words, to)),
        worded=tuple(re.compile(source, re.IGNORECASE) for source in _worded(words, to)),
        link=re.compile(rf"(?:\sr\.|\sroku)?{GAP}(?:/|{to}){GAP}", re.IGNORECASE),
        conjunction=re.compile(rf"{GAP}{words.any_of('and')}{GAP}", re.IGNORECASE),
        between=re.compile(rf"(?<!\w){words.any_of('between')}[^.;:]{{0,15}}$", re.IGNORECASE),
    )


def _numeric(words: Lexicon, to: str) -> tuple[str, ...]:
    day, month = r"(?P<day>\d{1,2})", rf"(?P<month>{words.month})(?!\w)\.?"
    of, nth = rf"(?:{words.any_of('date_link')}\s)?", rf"(?:{words.any_of('ordinals')}|\.)?"
    and_to = rf"(?:{to}|(?P<and>&|{words.any_of('and')}))"
    year_after = rf"(?:,?[-\s]?{GAP}{of}{YEAR})?"
    return (
        r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])\s?(?P<m>\d{1,2})(?P=sep)\s?(?P<day>\d{1,2})(?![\d/-])",
        rf"{day}\s?(?P<sep>[./-])\s?(?P<m>\d{{1,2}})\s?(?P=sep)\s?{YEAR}",
        r"(?P<day>\d\d)(?P<sep>[./-])(?P<m>\d\d)(?P=sep)(?P<short>\d\d)(?![\w/-]|[.,]\d)",
        rf"{day}\.?[\s-]{month}[\s-]['’]?(?P<short>\d\d)(?=\s*+(?:[,;:)\n–-]|\.(?!\d)|to\s|bis\s|$))",
        rf"{day}{nth}\s?{and_to}\s?(?P<day2>\d{{1,2}}){nth}{GAP}{of}{month}{year_after}",
        rf"{day}{nth}[-\s]{{0,2}}(?<=[\s.-]){of}{month}{year_after}",
        rf"(?P<m>0[1-9]|1[0-2])[./]{YEAR}(?!/)",
        rf"(?P<m>[1-9])/{YEAR}(?!/)",
        rf"(?P<year>(?:19|20)\d\d)\s?(?:{DASH}|/)\s?(?P<last>(?:19|20)\d\d)(?![\w/]|-\d|[.,]\d)",
        rf"(?P<year>(?:19|20)\d\d)(?P<dash>{DASH}|/)(?P<end>\d\d)(?![\w/]|-\d|[.,]\d)",
        r"(?P<year>(?:19|20)\d0)(?P<decade>s)(?!\w)",
    )


def _worded(words: Lexicon, to: str) -> tuple[str, ...]:
    day, month = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", rf"(?P<month>{words.month})(?!\w)\.?"
    of = rf"(?:{words.any_of('date_link')}\s)?"
    and_to = rf"(?:{to}|(?P<and>&|{words.any_of('and')}))"
    return (
        rf"{month}{GAP}{day}{GAP}(?:{DASH}|to){GAP}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,{GAP}{YEAR}",
        rf"{month}{GAP}{day},?{GAP}{YEAR}",
        rf"(?P<month1>{words.month})\.?\s?{and_to}\s?{month},?{GAP}{of}{YEAR}",
        rf"{month},?[-\s/]?{GAP}{of}{YEAR}",
        rf"{month}(?:\s?['’]|-)(?P<short>\d\d)(?!\w|[.,-]\d)",
        rf"(?P<part>(?:Q(?:uarter)?\s?|H)[1-4]),?[\s/-]?{YEAR}",
        rf"{month}\s{day}(?=\s*+(?:[,;:)\n–-]|\.(?!\d)|$))",
    )


def _read(match: re.Match[str], words: Lexicon) -> Date | None:
    g = match.groupdict()
    year = g.get("year")
    note = None
    start, end = match.span()
    if g.get("month") and g["month"] in NOT_SMALL:
        return None
    if short := g.get("short"):
        year, note = _century(short), TWO_DIGIT_NOTE
    if g.get("decade") and year:
        return Date(start, end, year, f"{year[:3]}9")
    if g.get("part") and year:
        return _part(start, end, g["part"].upper(), year)
    if last := g.get("last"):
        return Date(start, end, str(year), last) if str(year) < last else None
    if (two := g.get("end")) and year:
        return _year_pair(start, end, year, two, g["dash"])
    month = words.months[re.sub(r"\s", " ", g["month"].lower())] if g.get("month") else int(g.get("m") or 0)
    return _calendar(Date(start, end, "", None, note), g, month, year, words)


def _century(short: str) -> str:
    return f"{'20' if int(short) < CENTURY_TURN else '19'}{short}"


def _part(start: int, end: int, part: str, year: str) -> Date | None:
    number, length = int(part[-1]), 3 if part[0] == "Q" else 6
    if number * length > 12:
        return None
    return Date(start, end, f"{year}-{(number - 1) * length + 1:02d}", f"{year}-{number * length:02d}")


def _year_pair(start: int, end: int, year: str, two: str, dash: str) -> Date | None:
    """Read "2013-15": it is two years, "2016-09" a month, "2009-12" most likely two years."""
    last, month = int(two), 1 <= int(two) <= 12
    is_range = last > int(year[2:])
    if is_range:
        doubtful = month and dash == "-"
        return Date(start, end, year, f"{year[:2]}{two}", RANGE_NOTE if doubtful else None)
    if month and dash == "-":
        return Date(start, end, f"{year}-{two}")
    return Date(start, end, year, "2000") if (year, two) == ("1999", "00") else None


def _calendar(blank: Date, g: dict[str, str | None], month: int, year: str | None, words: Lexicon) -> Date | None:
    """A date from its parts; a month over twelve with a possible day is read the American way round."""
    day = int(g.get("day") or 0)
    note = blank.note
    if month > 12 >= day >= 1 and g.get("sep"):
        month, day, note = day, month, "month written before the day"
    if not 1 <= month <= 12 or (g.get("day") is not None and not 1 <= day <= DAYS_IN_MONTH[month - 1]):
        return None
    value = _iso(year, month, day)
    value_max = None
    if g.get("day2"):
        last = int(g["day2"] or 0)
        if not day < last <= DAYS_IN_MONTH[month - 1] or (g.get("and") and last != day + 1):
            return None
        value_max = _iso(year, month, last)
    if g.get("month1"):
        first = words.months[str(g["month1"]).lower()]
        value, value_max = _iso(year, first, 0), value
        if first >= month or (g.get("and") and month != first + 1):
            return None
    return replace(blank, value=value, value_max=value_max, note=note)


def _iso(year: str | None, month: int, day: int) -> str:
    head = f"{year}-" if year else "--"
    return f"{head}{month:02d}" + (f"-{day:02d}" if day else "")


def is_year(text: str, numeral: Numeral, words: Lexicon) -> bool:
    """True for a plain four-digit number that reads as a year: "in 2010", "2014 Index", not "2000 firms"."""
    start, end = numeral.start, numeral.end
    if numeral.in_words or numeral.decimals or end - start != 4 or int(numeral.value) not in YEARS:
        return False
    patterns = _year_patterns(words.language)
    if patterns.amount_after.match(text, end) or patterns.amount_before.search(text[max(0, start - 5) : start]):
        return False
    nouns = {m[1].lower() for p in patterns.nouns if (m := p.match(text, end))}
    return not nouns & words.count_nouns or bool(patterns.time_before.search(text[max(0, start - 9) : start]))


@dataclass(frozen=True, slots=True)
class _YearPatterns:
    amount_after: re.Pattern[str]
    amount_before: re.Pattern[str]
    nouns: tuple[re.Pattern[str], ...]
    time_before: re.Pattern[str]


@lru_cache
def _year_patterns(language: str) -> _YearPatterns:
    w = lexicon(language)
    codes = "|".join(sorted(common().codes))
    # Nothing lasts 2021 years: "2021 roku" and "l'année 2021" are dates.
    time = alternation(word for word, unit in w.times.items() if unit != "years")
    return _YearPatterns(
        amount_after=re.compile(
            rf"[^\W\d_]|\+\s?[^\W\d]|\+?{GAP}(?:%|(?-i:(?:{codes})(?!\w))|(?:{w.percent}|{w.scale}|{time})(?!\w)|{w.currency})",
            re.IGNORECASE,
        ),
        amount_before=re.compile(rf"(?:[€£$<>~≥≤]|{codes})\s?$"),
        nouns=(
            re.compile(rf"{GAP}([^\W\d_][\w-]*)"),
            re.compile(rf"{GAP}(?:{w.any_of('of')}|[^\W\d_]+)\s([^\W\d_][\w-]*)", re.IGNORECASE),
        ),
        time_before=re.compile(rf"(?<!\w){w.any_of('time_before')}\s$", re.IGNORECASE),
    )
