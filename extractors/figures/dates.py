"""Dates and date ranges in the usual European forms, as ISO 8601 at the written precision."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from extractors.figures.lexicon import DASH, GAP, Lexicon, lexicon
from extractors.figures.numerals import Numeral

DAYS_IN_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEARS: Final = range(1900, 2060)
CENTURY_TURN: Final = 50  # "16" is 2016, "87" is 1987
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
    """Dates in reading order, ranges joined. Plain years are not looked for here, year ranges are."""
    found: list[Date] = []
    taken = bytearray(len(text))
    for pattern in _patterns(words.language):
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]) and (date := _read(match, words)):
                found.append(date)
                taken[date.start : date.end] = b"\x01" * (date.end - date.start)
    return tuple(sorted(found, key=lambda d: d.start))


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
    if first.value_max and not _is_period(first) or second.value_max and not _is_period(second):
        return None
    link = text[first.end : second.start]
    before = text[max(0, first.start - 30) : first.start]
    if not _connectors(words.language).fullmatch(link) and not (
        re.fullmatch(rf"{GAP}{words.any_of('and')}{GAP}", link, re.IGNORECASE)
        and re.search(rf"(?<!\w){words.any_of('between')}[^.;:]{{0,15}}$", before, re.IGNORECASE)
    ):
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


@lru_cache
def _connectors(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    return re.compile(rf"(?:\sr\.|\sroku)?{GAP}(?:{DASH}|/|{words.any_of('range')}|to|bis){GAP}", re.IGNORECASE)


@lru_cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = lexicon(language)
    month = rf"(?P<month>{words.month})(?!\w)\.?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d|[.,]\d)"
    of = rf"(?:{words.any_of('date_link')}\s)?"
    nth = rf"(?:{words.any_of('ordinals')}|\.)?"
    gap = rf"{GAP}"
    any_range = rf"(?:{DASH}|to|bis|{words.any_of('range')}|&|{words.any_of('and')})"
    head = r"(?<![\w/])(?<!\d[.,-])"
    sources = (
        rf"{head}(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])\s?(?P<m>\d{{1,2}})(?P=sep)\s?(?P<day>\d{{1,2}})(?![\d/-])",
        rf"{head}(?P<day>\d{{1,2}})\s?(?P<sep>[./-])\s?(?P<m>\d{{1,2}})\s?(?P=sep)\s?{year}",
        rf"{head}(?P<day>\d\d)(?P<sep>[./-])(?P<m>\d\d)(?P=sep)(?P<short>\d\d)(?![\w/-]|[.,]\d)",
        rf"{head}(?P<day>\d{{1,2}})\.?[\s-](?P<month>{words.month})\.?[\s-]['’]?(?P<short>\d\d)(?=\s*(?:[,;:)\n–-]|\.(?!\d)|to\s|bis\s|$))",
        rf"{head}(?P<day>\d{{1,2}}){nth}\s?{any_range}\s?(?P<day2>\d{{1,2}}){nth}{gap}{of}{month}(?:,?{gap}{of}{year})?",
        rf"{head}(?P<day>\d{{1,2}}){nth}[-\s]{{0,2}}(?<=[\s.-]){of}{month}(?:,?[-\s]?{gap}{of}{year})?",
        rf"(?<!\w){month}{gap}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{gap}(?:{DASH}|to){gap}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,{gap}{year}",
        rf"(?<!\w){month}{gap}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?{gap}{year}",
        rf"(?<!\w)(?P<month1>{words.month})\.?\s?{any_range}\s?{month},?{gap}{of}{year}",
        rf"(?<!\w){month},?[-\s/]?{gap}{of}{year}",
        rf"(?<!\w){month}(?:\s?['’]|-)(?P<short>\d\d)(?!\w|[.,-]\d)",
        rf"(?<!\w)(?P<part>[QH][1-4])[\s/-]?{year}",
        rf"{head}(?P<m>0[1-9]|1[0-2])[./]{year}(?!/)",
        rf"{head}(?P<m>[1-9])/{year}(?!/)",
        rf"{head}(?P<year>(?:19|20)\d\d)\s?(?:{DASH}|/)\s?(?P<last>(?:19|20)\d\d)(?![\w/]|-\d|[.,]\d)",
        rf"{head}(?P<year>(?:19|20)\d\d)(?P<dash>{DASH}|/)(?P<end>\d\d)(?![\w/]|-\d|[.,]\d)",
        rf"{head}(?P<year>(?:19|20)\d0)(?P<decade>s)(?!\w)",
        rf"(?<!\w){month}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?=\s*(?:[,;:)\n–-]|\.(?!\d)|$))",
    )
    return tuple(re.compile(s, re.IGNORECASE) for s in sources)


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
    number, length = int(part[1]), 3 if part[0] == "Q" else 6
    if number * length > 12:
        return None
    return Date(start, end, f"{year}-{(number - 1) * length + 1:02d}", f"{year}-{number * length:02d}")


def _year_pair(start: int, end: int, year: str, two: str, dash: str) -> Date | None:
    """ "2013-15" is two years, "2016-09" a month, "2009-12" most likely two years."""
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
    if not 1 <= month <= 12 or g.get("day") is not None and not 1 <= day <= DAYS_IN_MONTH[month - 1]:
        return None
    value = _iso(year, month, day)
    value_max = None
    if g.get("day2"):
        last = int(g["day2"] or 0)
        if not day < last <= DAYS_IN_MONTH[month - 1]:
            return None
        value_max = _iso(year, month, last)
    if g.get("month1"):
        value, value_max = _iso(year, words.months[str(g["month1"]).lower()], 0), value
        if value >= value_max:
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
    rest = text[end : end + 40]
    if re.match(
        rf"\+?\s?(?:%|€|£|\$|{words.percent}(?!\w))|\s?(?-i:[A-Z]{{3}})(?!\w)|[^\W\d_]|\+\s?[^\W\d]",
        rest,
        re.IGNORECASE,
    ):
        return bool(re.match(r"\s(?!(?:EUR|USD|GBP|PLN|RON|CZK|HUF|SEK|DKK|NOK|CHF)\b)[A-Z]{3}", rest))
    if re.match(rf"{GAP}(?:{words.scale}|{words.time}|{words.currency})(?!\w)", rest, re.IGNORECASE):
        return False
    if re.search(r"(?:€|£|\$|EUR|GBP|USD|PLN)\s?$|[<>~≥≤]\s?$", text[max(0, start - 5) : start]):
        return False
    following = re.match(rf"{GAP}(?:{words.any_of('of')}\s|[^\W\d_]+\s)?([^\W\d_][\w-]*)", rest)
    nearest = re.match(rf"{GAP}([^\W\d_][\w-]*)", rest)
    nouns = {m[1].lower() for m in (following, nearest) if m}
    return not nouns & words.count_nouns or bool(_after_year_word(text, start))


def _after_year_word(text: str, start: int) -> re.Match[str] | None:
    return re.search(
        r"(?<!\w)(?:in|since|until|by|from|year|en|im|seit|bis|jahr|depuis|desde|nel|dal|w|od|roku|em|sinds|din)\s$",
        text[max(0, start - 8) : start],
        re.IGNORECASE,
    )
