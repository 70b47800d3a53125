"""Numbers of a spreadsheet as their cells show them: percent, currency, decimals, months and years."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

#: Beyond this a float is no longer exact.
_MAX_WHOLE = 2**53
#: Colours and languages; "[$€-407]" is the currency in it; conditions are left to stand.
_COLOUR = re.compile(r"\[(?:\$-[0-9A-Fa-f]+|Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color\d+)\]", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\]\-]+)(?:-[0-9A-Fa-f]+)?\]")
#: Room as wide as a sign, and a sign repeated to fill the cell.
_ROOM = re.compile(r"[_*].")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
#: Stands for words while the rest of a format is looked at.
_WORDS = re.compile("\ue000")
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?(?<!,)")
_AROUND = re.compile(r"[\s%$€£()+\-]*")
_DATE_CODES = re.compile(r"[a-z]+", re.IGNORECASE)
_MAX_DECIMALS = 10


def shown(value: object, number_format: str = "General") -> str:
    """The value as a person would read it in the cell, without grouping of digits and in ISO order for whole dates.

    Args:
        value: as calculated.
        number_format: as Office files write it (ECMA-376 part 1, 18.8.31).
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return _date(value, number_format)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _formatted(value, number_format) or _plain(value)
    return " ".join(str(value).split())


def _date(value: date, number_format: str) -> str:
    codes = "".join(_DATE_CODES.findall(_QUOTED.sub("", _COLOUR.sub("", number_format)))).lower()
    if set(codes) == {"m", "y"}:
        return f"{value:%m/%Y}"
    if set(codes) == {"y"}:
        return f"{value:%Y}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat()


def _plain(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < _MAX_WHOLE else f"{value:.10g}"


def _formatted(value: float, number_format: str) -> str | None:
    """None for a format without digits, and for one that scales, divides or chooses by the value."""
    section = _COLOUR.sub("", number_format.split(";")[0])
    words: list[str] = []

    def kept(text: str) -> str:
        words.append(text)
        return _WORDS.pattern

    section = _CURRENCY.sub(lambda found: kept(found[1]), section)
    section = _ROOM.sub("", _QUOTED.sub(lambda found: kept(found[1] or found[2] or ""), section))
    found = _DIGITS.search(section)
    if found is None or not abs(value) < _MAX_WHOLE:
        return None
    places = found[1] or ""
    lead, tail = section[: found.start()], section[found.end() :]
    if not _AROUND.fullmatch((lead + tail).replace(_WORDS.pattern, "")) or len(places) > _MAX_DECIMALS:
        return None
    number = Decimal(repr(value)) * (100 if "%" in lead + tail else 1)
    rounded = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    digits = f"{abs(rounded):f}"
    whole, _, decimals = digits.partition(".")
    least = len(places.rstrip("#?"))
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    digits = f"{whole}.{decimals}" if decimals else whole
    return ("-" if rounded < 0 else "") + " ".join(_filled(f"{lead}{digits}{tail}", words).split())


def _filled(text: str, words: list[str]) -> str:
    left = iter(words)
    return _WORDS.sub(lambda _: next(left, ""), text)
