"""What a hit must be, as one frozen value with a text form that can be shared and pasted back.

    country:PL,DE -language:fr year:2014.. budget:<1000000EUR count[SMEs]:>=50 region:PL21 topic:"More social"

All conditions must hold; the values of one condition, divided by commas, are alternatives; a minus in front turns a
condition round.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from models import SettingsError
from pipeline.search.facet_values import CODED, ID, NAMED, normalised
from pipeline.search.mistakes import refuse_mistakes
from pipeline.search.numbers import LARGEST, read_amount

#: Numbers that a practice states: years in which it ran, its whole budget, and figures by kind.
NUMBERS = ("year", "budget", "count", "percentage", "money", "duration", "ratio")
#: Searches only the passages of these sections; `section` asks whether a practice has one.
WITHIN = "in"
#: When a practice came into the catalogue.
ADDED = "added"
KEYS = (*CODED, *NAMED, *NUMBERS, ADDED, WITHIN, ID)

_TOKEN = re.compile(
    r'(?P<minus>-)?(?P<key>[a-z_]+)(?:\[(?P<words>[^\]]*)\])?(?P<mark>:|(?=[<>=]))(?P<value>(?:"(?:\\.|[^"\\])*"|[^\s"])+)'
)
_PART = re.compile(r'"((?:\\.|[^"\\])*)"|([^,"]+)')
_RANGE = re.compile(r"(?P<sign><=|>=|<|>|=)?(?P<low>.*?)(?:(?P<dots>\.\.)(?P<high>.*))?", re.DOTALL)
_CURRENCY = re.compile(r"(?P<number>.*?)\s*(?P<currency>[A-Z]{3})?", re.DOTALL)
_PLAIN = re.compile(r"[\w.+/&-]+")
#: Characters of a wrong value shown in a message.
_SHOWN = 60

Bound = Decimal | date


@dataclass(frozen=True, slots=True)
class OneOf:
    """A facet has one of these values (codes, or folded names), or none of them with `is_excluded`."""

    name: str
    values: tuple[str, ...]
    is_excluded: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.is_excluded else ''}{self.name}:{','.join(map(_quoted, self.values))}"


@dataclass(frozen=True, slots=True)
class Between:
    """A number of the practice lies in a range; a bound of None is open.

    Attributes:
        name: one of `NUMBERS`, or "added" with dates as bounds.
        low_open, high_open: the bound itself does not count (`<`, `>`).
        words: what the figure counts or is called ("SMEs", "co-financing").
        currency: only amounts in it (ISO 4217); None compares amounts of every currency as they stand.
    """

    name: str
    low: Bound | None = None
    high: Bound | None = None
    low_open: bool = False
    high_open: bool = False
    words: str | None = None
    currency: str | None = None
    is_excluded: bool = False

    def __str__(self) -> str:
        words = f"[{self.words}]" if self.words else ""
        return f"{'-' if self.is_excluded else ''}{self.name}{words}:{self._range()}{self.currency or ''}"

    def _range(self) -> str:
        if self.low is not None and self.low == self.high:
            return str(self.low)
        if self.low is None:
            return f"{'<' if self.high_open else '<='}{self.high}"
        if self.high is None:
            return f"{'>' if self.low_open else '>='}{self.low}"
        return f"{self.low}..{self.high}"


Condition = OneOf | Between


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that all must hold.

    >>> str(Filters.parse("country:Poland year:2014..2020"))
    'country:PL year:2014..2020'
    """

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Filters":
        """The filters of a text such as `country:PL budget:<1000000`.

        Raises:
            SettingsError: an unknown key or value; the message says what is allowed.
        """
        found, rest = split_filters(text)
        if rest:
            raise SettingsError(
                f"{rest!r} is not a filter. A filter is KEY:VALUE, as in country:PL or budget:<1000000; "
                f"keys: {', '.join(KEYS)}."
            )
        return found

    def __str__(self) -> str:
        return " ".join(map(str, self.conditions))

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def __add__(self, other: "Filters") -> "Filters":
        return Filters(tuple(dict.fromkeys((*self.conditions, *other.conditions))))

    def without(self, *names: str) -> "Filters":
        """The same without the conditions on these keys."""
        return Filters(tuple(c for c in self.conditions if c.name not in names))


def split_filters(text: str) -> tuple[Filters, str]:
    """(the filters of a text, what else it says): `bees country:PL` gives `country:PL` and "bees".

    Raises:
        SettingsError: a known key with a value that it cannot have, or what looks like a filter and is none.
    """
    conditions: list[Condition] = []
    rest, position = [], 0
    for match in _TOKEN.finditer(text):
        starts_word = match.start() == 0 or text[match.start() - 1].isspace()
        if starts_word and match["key"] in KEYS:
            conditions.append(_condition(match))
            rest.append(text[position : match.start()])
            position = match.end()
    rest.append(text[position:])
    words = " ".join("".join(rest).split())
    refuse_mistakes(words, KEYS)
    return Filters(tuple(dict.fromkeys(conditions))), words


def _condition(match: re.Match[str]) -> Condition:
    name, value, is_excluded = match["key"], match["value"], bool(match["minus"])
    if name in NUMBERS or name == ADDED:
        return _between(name, value, match["words"], is_excluded)
    if match["words"] is not None or match["mark"] != ":":
        raise SettingsError(f"{match.group()!r}: {name} takes a value, as in {name}:VALUE.")
    values = [code for part in _parts(value) for code in normalised(name, part)]
    return OneOf(name, tuple(dict.fromkeys(values)), is_excluded)


def _parts(value: str) -> Iterator[str]:
    for match in _PART.finditer(value):
        yield re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2]


def _between(name: str, value: str, words: str | None, is_excluded: bool) -> Between:
    text = "".join(_parts(value)) if value.startswith('"') else value.replace('"', "")
    whole = _RANGE.fullmatch(text)
    if whole is None or (whole["sign"] and whole["dots"]):
        raise _not_a_range(name, text)
    currency = None
    if name in ("budget", "money"):
        bounds = [_CURRENCY.fullmatch(whole[part] or "") for part in ("low", "high")]
        currency = next((m["currency"] for m in bounds if m and m["currency"]), None)
    low, high = (_bound(name, whole[part] or "", text) for part in ("low", "high"))
    sign = whole["sign"] or ""
    if not whole["dots"]:
        if low is None:
            raise _not_a_range(name, text)
        low, high = (None if "<" in sign else low), (None if ">" in sign else low)
    if low is None and high is None:
        raise _not_a_range(name, text)
    if low is not None and high is not None and _order(low) > _order(high):
        raise SettingsError(f"{name}:{text}: {low} is more than {high}.")
    cleaned = " ".join(words.split()) if words else None
    return Between(name, low, high, sign == ">", sign == "<", cleaned or None, currency, is_excluded)


def _bound(name: str, text: str, whole: str) -> Bound | None:
    if not text.strip():
        return None
    if name == ADDED:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise SettingsError(f"added:{whole}: dates are written YYYY-MM-DD, as in added:2026-01-31..") from error
    match = _CURRENCY.fullmatch(text)
    plain = match["number"] if match and name in ("budget", "money") else text
    try:
        number = Decimal(plain)
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        read = read_amount(text)
        if read is None:
            raise _not_a_range(name, whole) from None
        number = read
    if abs(number) > LARGEST or (number and abs(number) < 1 / LARGEST):
        raise SettingsError(f"{name}: {whole[:_SHOWN]!r} has a number that no practice reaches; the largest is 10^15.")
    if name == "year" and (number != int(number) or not 1000 <= number <= 9999):
        raise SettingsError(f"year:{whole}: years have four digits, as in year:2014..2020.")
    return _canonical(number)


def _order(bound: Bound) -> Decimal:
    return Decimal(bound.toordinal()) if isinstance(bound, date) else bound


def _canonical(number: Decimal) -> Decimal:
    """Without trailing zeros and exponent, so that equal filters read the same."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _not_a_range(name: str, text: str) -> SettingsError:
    example = {"added": "added:2026-01-31..", "year": "year:2014..2020"}.get(name, f"{name}:<1000000")
    return SettingsError(
        f"{name}:{text}: not a range. Write {example}, or with >=, >, <=, <, or two bounds with .. between them."
    )


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
