"""Digits that are no figures: addresses, references, marks, ids, versions and names."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extractors.figures.lexicon import DASH, Lexicon, alternation, common, cues
from extractors.figures.spelled import find_spelled

FIXED: Final = re.compile(
    r"""
      https?://\S++ | www\.\S++                                     # web addresses
    | [\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}                # mail addresses
    | (?<![\w.])[a-z0-9-]{2,40}\.(?:eu|com|org|net|gov|int|info|europa\.eu)\b(?:/\S*+)?
    | </?\w[^<>\n]{0,80}> | (?<=<sup>)[^<]{1,6}                     # tags and footnote marks
    | \[\d{1,3}(?:[,–-]\s?\d{1,3}){0,5}\]
    | (?<![\w+])\+\d{1,3}[\s(./-]{0,2}\d[\d\s()./-]{5,22}(?<=\d)    # telephone numbers
    | (?<!\w)(?!\d\d(?:[/-]\d\d)?[/-](?:(?:19|20)\d\d|\d\d)(?!\d))\(?0\d{1,4}\)?[ /-]\d[\d /-]{4,16}(?<=\d)
    | (?<![\w.,])\d{1,2}:\d{2}(?![\d])                              # time of day
    | (?<![\w.,])\d{1,4}:\d{1,5}(?![\d])
    | (?<!\w)\d{4}/\d{1,4}/(?:EU|EG|EC|CE|UE|WE|EWG|EEC|CEE|JHA|GASP|CFSP)\b  # legal acts
    | \(?(?:EU|EG|EC|CE|UE|WE|EWG|EEC|CEE|Euratom)\)?\s(?:(?:No|Nr|nr|n[°ºo]|č)\.?\s)?\d{1,4}/\d{2,4}
    | (?:COM|SWD|SEC|JOIN|OJ\s[LC]|C|A)\s?[(\[]?\d{4}[)\]]\s?\d{1,4}
    | (?<!\w)(?:n[°º]|№|§§?)\s?\d[\w./-]*+
    | (?<![\w/])24/7(?![\w/]) | (?<!\w)50/50(?!\w)
    | (?<!\w)(?:[A-Z]\.){1,4}\s?\d+(?:\.\d+)*[a-z]?(?!\w)
    | (?<![^\s|(])=\(?\d[\d.,]*(?:\s?[-+*/^]\s?\(?\d[\d.,]*\)?)+       # a formula of a spreadsheet
    | (?<!\w)(?:à|om|um|klo|kl\.)\s\d{1,2}\s?(?:h|uur|Uhr|heures)(?!\w)   # time of day
    | (?<![\w.,])\d{1,2}\s(?:Uhr|o'clock|a\.m\.|p\.m\.)(?!\w)
    | (?<!\w)(?:ISO|EN|DIN|IEC|BS|ISBN|ISSN|NACE|CCI|NUTS)[\s:-]{1,2}\d[\d/:.-]*+
    """,
    re.VERBOSE,
)
LINE_MARK: Final = re.compile(r"^[ ]*(?:[-•*◆]\s)?\(?\d{1,2}[.)](?=\s|$)", re.MULTILINE)
LIST_MARK: Final = re.compile(r"(?:(?<=[\s;:,.])|^)(\(?)\d{1,2}\)(?=\s)")
INLINE_MARK: Final = re.compile(r"(?:(?<=[:;.!?)]\s)|(?<=[:;]))\d{1,2}\.(?=\s[A-ZÀ-Ž\d\"“])")
#: "2.1 Results", "2.1.3 results"; "4.2 ha planted" is a figure.
OUTLINE: Final = re.compile(
    r"^[ #*]*(?:\d{1,2}(?:\.\d{1,2}){2,4}\.?(?=\s+[^\W\d_])|\d{1,2}\.\d{1,2}\.?(?=\s+[\"“„«]?[A-ZÀ-ÞŁŚŻŹĆŞȘȚ]))",
    re.MULTILINE,
)
JOINED: Final = re.compile(r"(?<!\w)\w++(?:[.,]\d++)*(?:[-‐‑–/_.]\w++(?:[.,]\d++)*)*")
BARE_LINE: Final = re.compile(r"\A\s*\d{1,4}\s*\Z")
CONTENTS_LINE: Final = re.compile(r"(?:\.{4,}|…{2,}|(?:\s\.){4,})\s*\d{1,3}\s*$", re.MULTILINE)
DATE_PAIR: Final = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{2,4}[-–/]\d{1,4}\1\d{1,2}\1\d{2,4}")
YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Noise:
    """Sorted, non-overlapping code point ranges that hold no figures."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def hits(self, start: int, end: int) -> bool:
        """True when the range shares a character with a noisy one."""
        index = bisect_right(self.starts, end - 1) - 1
        return index >= 0 and self.ends[index] > start


def find_noise(text: str, words: Lexicon) -> Noise:
    """Where the digits of `text` are no figures and no dates: addresses, references, codes."""
    return _merged(_spans(text, words))


def find_marks(text: str, words: Lexicon) -> Noise:
    """Where numbers open list items or sections; the first part of a date ("1. 3. 2015") may look the same."""
    marks = [m.span() for pattern in (LINE_MARK, OUTLINE) for m in pattern.finditer(text)]
    marks += _counted_marks(text)
    marks += [m.span() for m in LIST_MARK.finditer(text) if not _is_in_words(text, m, words)]
    return _merged(marks)


def _counted_marks(text: str) -> list[tuple[int, int]]:
    """Marks inside a line that count up from 1: "1. Plan 2. Build"; "in the last count: 17. Then" is none."""
    found = [(m.span(), int(m.group().rstrip("."))) for m in INLINE_MARK.finditer(text)]
    numbers = {number for _, number in found} | {int(re.sub(r"\D", "", m.group())) for m in LINE_MARK.finditer(text)}
    return [span for span, number in found if number == 1 or number - 1 in numbers]


def _merged(spans: Iterable[tuple[int, int]]) -> Noise:
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return Noise(tuple(s for s, _ in merged), tuple(e for _, e in merged))


def _spans(text: str, words: Lexicon) -> Iterator[tuple[int, int]]:
    for pattern in (FIXED, CONTENTS_LINE, *_word_patterns(words.language)):
        yield from (m.span() for m in pattern.finditer(text))
    yield from (m.span() for m in JOINED.finditer(text) if is_id(m.group(), words))


@lru_cache
def _word_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    from extractors.figures.lexicon import lexicon

    words = lexicon(language)
    raw = common().raw
    number = r"\d+(?:[.,]\d+)*[a-z]?(?![\w%]|\s%)"
    link = rf"(?:,|;|/|&|{DASH}|{words.any_of('and')}|{words.any_of('range')})"
    more = rf"(?:\s?{link}\s?{number}(?!\s[a-zà-ž]{{5,}})){{0,6}}"
    before = alternation(raw["streets_before_number"])
    french, english = alternation(raw["streets_after_number"]), alternation(raw["streets_after_name"])
    name = r"(?-i:\s(?:(?:de|la|le|du|des|della|dei|di|do|da|del|van|von|der)\s){0,2}[A-ZÀ-Ž][\w.'’-]{0,25})"
    names = cues(raw["names_before_version"]).pattern
    postcode = r"(?:(?:,\s*|\n)(?:[A-Z]{1,2}[-–\s])?\d{3}\s?\d{2}|(?:,\s*|\n)\d{4,5}|,?\s\d{2}-\d{3})(?=\s+[^\W\d_])"
    house = rf"\d{{1,4}}[a-z]?(?:\s?[-–/]\s?\d{{1,4}}[a-z]?)?(?!\w|\s?%|\s[a-zà-ž]{{3,}})(?:{postcode})?"
    return tuple(
        re.compile(p, re.IGNORECASE | re.MULTILINE)
        for p in (
            rf"(?<!\w){alternation(words.references)}\s{{0,2}}(?:n[°ºo]\.?\s?|no\.\s?|nr\.?\s?)?{number}{more}",
            rf"(?<!\w){alternation(raw['names_before_year'])}['’]?\s?(?:20\d\d)(?!\s?{DASH}\s?\d)(?!\d)",
            rf"{names}\s?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}(?![\w.,]*\d)",
            rf"(?<!\w){alternation(raw['telephone'])}\s?[.:]?\s?\(?\d[\d\s()./-]{{4,22}}(?<=\d)",
            rf"(?<!\w)(?:{alternation(raw['telephone'])}|{alternation(raw['dialling'])})\s?[.:]?\s?\(?\+\d{{1,3}}(?![\w%])|\(\+\d{{1,3}}\)",
            rf"(?-i:(?<!\w)(?=[A-ZÀ-Ž]))\w{{0,30}}?{before}\s{house}",
            rf"(?<!\w)\w{{0,30}}?{before}{name}{{1,4}},?\s{house}",
            r"(?-i:[A-ZÀ-Ž][\w.'’-]{1,30}(?:\s[a-zà-ž]{1,12}\.?)?\s\d{1,4}[a-z]?(?:[-/]\d{1,4}[a-z]?)?,\s(?:[A-Z]{1,3}[-–])?(?:\d{4,5}|\d{3}\s\d{2}|\d{2}-\d{3})(?=\s[A-ZÀ-Ž]))",
            rf"(?<![\w.,])\d{{1,4}}[a-z]?,?\s{french}(?!\w)(?=\s(?:de|du|des|d['’]|(?-i:[A-ZÀ-Ž])))[^\n\d]{{0,40}}(?:,\s*\d{{4,5}}(?=\s))?",
            rf"(?-i:(?<![\w.,])\d{{1,4}}[a-z]?,?(?:\s[A-ZÀ-Ž][\w’-]{{1,20}}){{1,2}}\s{english}(?!\w))",
            r"(?-i:(?:^|,\s?)(?:[A-Z]{1,3}[-–])?\d{2}-?\d{3}(?=\s[A-ZÀ-Ž][a-zà-ž]+(?:\s\d{1,2})?\s*(?:,|$|\()))",
            r"(?-i:,\s(?:[A-Z]{1,3}[-–])?\d{4}(?=\s[A-ZÀ-Ž][a-zà-ž]+(?:\s\d{1,2})?\s*(?:,|$|\()))(?<!\s(?:19|20)\d\d)",
        )
    )


def _is_in_words(text: str, mark: re.Match[str], words: Lexicon) -> bool:
    """True for "ten (10) companies" and for the end of a bracket: "(1 - 9)"."""
    line = text[max(0, mark.start() - 60) : mark.start()].rpartition("\n")[2]
    if not mark[1]:
        return line.rfind("(") > line.rfind(")")
    return any(number.end == len(line.rstrip()) for number in find_spelled(line, words))


def is_id(token: str, words: Lexicon) -> bool:
    """True when digits are joined with letters or signs to a code: "KA07-000951", "98-02", "1303/2013"."""
    if not any(c.isdigit() for c in token) or not re.search(r"[-‐‑–/_.]", token):
        return False
    parts = [p for p in re.split(r"[-‐‑–/_]|\.(?!\d)|(?<!\d)\.", token) if p]
    letters = [p for p in parts if not p[0].isdigit() and any(c.isalpha() for c in p)]
    if any(re.fullmatch(r"[QqHT][1-4]", p) or p.lower() in words.months for p in letters):
        return False
    if all(re.fullmatch(r"\d+(?:[.,]\d+)*", p) for p in parts):
        return _is_digit_id(token, parts)
    if letters and len(letters) + 1 == len(parts) and parts[0][0].isdigit():
        return not all(p.islower() or p in common().codes for p in letters) and _is_plain(parts[0])
    return bool(letters) or len(parts) > 2


def _is_plain(part: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:[.,]\d+)*", part))


def _is_digit_id(token: str, parts: list[str]) -> bool:
    if len(parts) == 1:
        return False
    first, second = parts[0], parts[1]
    if len(parts) > 3:
        return not DATE_PAIR.fullmatch(token)
    if len(parts) == 3:
        return not ((max(len(first), len(parts[2])) == 4 and len(second) <= 2) or all(len(p) == 2 for p in parts))
    if "/" not in token:
        year_pair = YEAR.fullmatch(first) and len(second) == 2
        return len(first) > 1 and first[0] == "0" and not YEAR.fullmatch(second) and not year_pair
    if YEAR.fullmatch(second):
        return not (YEAR.fullmatch(first) or (1 <= len(first) <= 2 and 1 <= int(first) <= 12))
    if YEAR.fullmatch(first) and len(second) == 2:
        return int(second) not in range(int(first[2:]) + 1, int(first[2:]) + 12)
    return len(first) + len(second) > 3 or int(first) >= int(second)
