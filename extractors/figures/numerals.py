"""Numbers as written in Europe, read exactly."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# With a scale word of up to twelve more digits a value stays within the 28 digits of decimal arithmetic.
MAX_DIGITS: Final = 15
SPACES: Final = " \u00a0\u2009\u202f"
# Groups after a space first ("41 206 375,18"), then digits joined by dots, commas and apostrophes.
# Possessive, so that a long run of digits is read once.
NUMERAL: Final = re.compile(
    rf"(?<!\d)(?:\d{{1,3}}(?:[{SPACES}]\d{{3}}(?!\d))+(?:,[ ]\d\d(?!\d)|[.,]\d++)?|\d++(?:[.,'’]\d++)*)(?!\d)"
)
DOT_NOTE: Final = "dot may be a decimal point"
COMMA_NOTE: Final = "comma may be a decimal mark"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: code points `start` to `end`.

    Attributes:
        value: the number without scale words.
        other: the other way to read it (1.500 as 1.5), None when there is no doubt.
        grouped: written with thousands separators.
        in_words: written as a word.
    """

    start: int
    end: int
    value: Decimal
    other: Decimal | None = None
    grouped: bool = False
    decimals: int = 0
    in_words: bool = False


def exact(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without exponent: 3.40 as 3.4, 2E+3 as 2000."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def parse(raw: str) -> Numeral | None:
    """Read one number expression; `start` and `end` are those of `raw`.

    One separator with three digits after it groups thousands ("346.000", "17,000"); the other
    reading is kept in `other`. None for what is not a number: "1.2.3", "007", over-long digits.
    """
    text = raw.replace("’", "'")
    if sum(c.isdigit() for c in text) > MAX_DIGITS or (not text.isascii() and not _spaced(text)):
        return None
    if any(space in text for space in SPACES):
        return _parse_spaced(raw, text)
    marks = [c for c in text if not c.isdigit()]
    if not marks:
        return None if len(text) > 1 and text[0] == "0" else _numeral(raw, text)
    if "'" in marks:
        return _grouped(raw, text, "'", {".": ".", ",": ","}.get(marks[-1]))
    if len(set(marks)) == 2:
        return _grouped(raw, text, marks[0], marks[-1]) if marks.count(marks[-1]) == 1 else None
    if len(marks) > 1:
        return _grouped(raw, text, marks[0], None)
    return _one_mark(raw, text, marks[0])


def _spaced(text: str) -> bool:
    return all(c.isascii() or c in SPACES for c in text)


def _numeral(raw: str, plain: str, *, other: Decimal | None = None, grouped: bool = False) -> Numeral | None:
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain):
        return None
    decimals = len(plain.partition(".")[2])
    return Numeral(0, len(raw), exact(Decimal(plain)), other, grouped, decimals)


def _parse_spaced(raw: str, text: str) -> Numeral | None:
    plain = re.sub(rf"[{SPACES}]", "", text).replace(",", ".")
    return None if plain[0] == "0" else _numeral(raw, plain, grouped=True)


def _grouped(raw: str, text: str, group: str, decimal: str | None) -> Numeral | None:
    """Read with `group` between thousands; `decimal` None when there are no decimals."""
    whole, _, fraction = text.partition(decimal) if decimal else (text, "", "")
    first, *rest = whole.split(group)
    if not 1 <= len(first) <= 3 or first[0] == "0" or any(len(part) != 3 for part in rest):
        return None
    return _numeral(raw, first + "".join(rest) + (f".{fraction}" if fraction else ""), grouped=True)


def _one_mark(raw: str, text: str, mark: str) -> Numeral | None:
    whole, fraction = text.split(mark)
    if len(whole) > 1 and whole[0] == "0":
        return None
    decimal = Decimal(f"{whole}.{fraction}")
    if mark == "'":
        return _grouped(raw, text, mark, None)
    if len(fraction) != 3 or len(whole) > 3 or whole == "0":
        return _numeral(raw, f"{whole}.{fraction}")
    return _numeral(raw, whole + fraction, other=exact(decimal), grouped=True)
