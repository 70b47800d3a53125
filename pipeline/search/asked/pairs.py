"""Two numbers of one condition: "at least 20 and at most 50 SMEs", "between 1m and 2m euros"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from models import Figure, FigureKind, Span
from pipeline.search.asked.compared import (
    MILLION,
    MONEY_FROM,
    Side,
    between,
    compared,
    decimal_of,
    is_denied,
    with_lead,
)
from pipeline.search.asked.words import QueryWords, anywhere, ending
from pipeline.search.filters import Between

_Asked = tuple[Between, int, int]


@dataclass(frozen=True, slots=True)
class Lone:
    """A compared number that does not say of what; `first` and `last` are its words, with those that compare."""

    side: Side
    figure: Figure
    first: int
    last: int

    @classmethod
    def of(cls, words: QueryWords, figure: Figure, start: int, end: int) -> Self | None:
        """The number at words `start` to `end`; None where it is not compared, or says of what."""
        if figure.kind is not FigureKind.COUNT or figure.unit:
            return None  # More than three years, or than 20 %.
        side, first, last = compared(words, start, end)
        return cls(side, figure, first, last) if side and not is_denied(words, first) else None

    def is_missing_in(self, condition: Between) -> bool:
        """Whether a condition has no bound on this side."""
        return (condition.low if self.side in ("above", "at_least") else condition.high) is None


def with_other_bound(words: QueryWords, lone: Lone, asked: _Asked) -> Iterator[_Asked]:
    """What is asked, and the other bound where the number in front of it is one."""
    condition, begin, end = asked
    # "Over 1 but under 2 million": the one is no euro.
    is_small = condition.name in ("budget", "money") and decimal_of(lone.figure.value) < MONEY_FROM
    if (
        condition.name == "year"
        or is_small
        or not lone.is_missing_in(condition)
        or not _is_link(words, lone.last, begin)
    ):
        yield asked
        return
    bound = between(condition.name, lone.figure, lone.side, condition.words, condition.currency)
    if condition.name == "count":
        # Of one and the same figure; what is counted is whole, and above 20 means 21.
        both = _both(bound, condition)
        yield (both, with_lead(words, lone.first), end) if both else asked
        return
    yield bound, lone.first, lone.last
    yield condition, lone.last, end


def with_bound_behind(words: QueryWords, asked: _Asked, lone: Lone) -> _Asked | None:
    """The condition with the bound that follows: "more than 20 SMEs but fewer than 50"; None where there is none."""
    condition, begin, end = asked
    if condition.name != "count" or not lone.is_missing_in(condition) or not _is_link(words, end, lone.first):
        return None
    bound = between("count", lone.figure, lone.side, condition.words, None)
    both = _both(bound, condition)
    return (both, begin, lone.last) if both else None


def _both(one: Between, other: Between) -> Between | None:
    """One condition on a whole number from its lower and its upper bound; None where nothing meets both."""
    low, high = (other, one) if one.low is None else (one, other)
    least, most = decimal_of(low.low) + low.low_open, decimal_of(high.high) - high.high_open
    return replace(low, low=least, high=most, low_open=False, high_open=False) if least <= most else None


def with_link(words: QueryWords, before: int, asked: _Asked) -> _Asked:
    """What is asked, with the "but" between it and a condition that ends at word `before`."""
    condition, begin, end = asked
    return (condition, before, end) if 0 < before < begin and _is_link(words, before, begin) else asked


def _is_link(words: QueryWords, start: int, end: int) -> bool:
    """Whether words `start` to `end` say no more than "and" or "but", or there are none."""
    text = words.run(start, end)
    return not text or anywhere("compare", "link").fullmatch(text) is not None


def joined_ranges(words: QueryWords, figures: Sequence[Figure]) -> Iterator[Figure]:
    """The same figures, "1m and 2m euros" as one of them: alone the first would be a metre."""
    from extractors.figures.numerals import exact

    rest = list(figures)
    while rest:
        figure = rest.pop(0)
        if rest and _is_low_end(words, figure, rest[0]):
            high = rest.pop(0)
            # Both in the measure of the second: of millions as long as it is one "m".
            factor = Decimal(10**6) if figure.unit in MILLION else Decimal(1)
            factor /= 10**6 if high.unit in MILLION else 1
            span = Span(figure.span.start, high.span.end)
            low = exact(decimal_of(figure.value) * factor)
            figure = replace(high, value=low, value_max=high.value, span=span, text=span.of(words.text))
        yield figure


def _is_low_end(words: QueryWords, figure: Figure, following: Figure) -> bool:
    is_million = following.kind is FigureKind.MONEY or following.unit in MILLION
    is_large = not figure.unit and decimal_of(figure.value) >= MONEY_FROM
    if figure.kind is not FigureKind.COUNT or following.value_max is not None or not is_million:
        return False
    start, end = words.at(figure.span.start, figure.span.end)
    behind = words.at(following.span.start, following.span.end)[0]
    if figure.unit in MILLION and end < len(words.tokens) and words.tokens[end].text == figure.unit:
        end += 1  # "1 M and 2 M EUR"
    elif figure.unit not in MILLION and not is_large:
        return False
    is_spanned = words.before(start, ending("compare", "span")) is not None
    dash = words.text[words.tokens[end - 1].end : words.tokens[behind].start].strip()
    is_dashed = end == behind and dash in ("-", "–")
    return is_dashed or (is_spanned and _is_joined(words, end, behind, "link")) or _is_joined(words, end, behind, "to")


def _is_joined(words: QueryWords, start: int, end: int, name: str) -> bool:
    text = words.run(start, end)
    return anywhere("compare", name).fullmatch(text) is not None
