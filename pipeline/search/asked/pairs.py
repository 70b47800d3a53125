"""Two numbers of one condition: "at least 20 and at most 50 SMEs", "between 1m and 2m euros"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
        side, first, last = compared(words, start, end)
        return cls(side, figure, first, last) if side and not is_denied(words, first) else None


def with_other_bound(words: QueryWords, lone: Lone, asked: _Asked) -> Iterator[_Asked]:
    """What is asked, and the other bound where the number in front of it is one."""
    condition, begin, end = asked
    is_lower = lone.side in ("above", "at_least")
    is_missing = (condition.low if is_lower else condition.high) is None
    # "Over 1 but under 2 million": the one is no euro.
    is_small = condition.name in ("budget", "money") and decimal_of(lone.figure.value) < MONEY_FROM
    if condition.name == "year" or is_small or not is_missing or not _is_link(words, lone.last, begin):
        yield asked
        return
    bound = between(condition.name, lone.figure, lone.side, condition.words, condition.currency)
    if condition.name == "count":
        # Of one and the same figure; what is counted is whole, and above 20 means 21.
        low, high = (bound, condition) if is_lower else (condition, bound)
        least, most = decimal_of(low.low) + low.low_open, decimal_of(high.high) - high.high_open
        bound = replace(condition, low=least, high=most, low_open=False, high_open=False)
        yield bound, with_lead(words, lone.first), end
        return
    yield bound, lone.first, lone.last
    yield condition, lone.last, end


def with_link(words: QueryWords, before: int, asked: _Asked) -> _Asked:
    """What is asked, with the "but" between it and a condition that ends at word `before`."""
    condition, begin, end = asked
    return (condition, before, end) if 0 < before < begin and _is_link(words, before, begin) else asked


def _is_link(words: QueryWords, start: int, end: int) -> bool:
    """Whether words `start` to `end` say no more than "and" or "but"."""
    text = " ".join(token.folded for token in words.tokens[start:end])
    return anywhere("compare", "link").fullmatch(text) is not None


def joined_ranges(words: QueryWords, figures: Sequence[Figure]) -> Iterator[Figure]:
    """The same figures, "1m and 2m euros" as one of them: alone the first would be a metre."""
    rest = list(figures)
    while rest:
        figure = rest.pop(0)
        if rest and _is_low_end(words, figure, rest[0]):
            high = rest.pop(0)
            factor = 1 if high.unit in MILLION else 10**6
            span = Span(figure.span.start, high.span.end)
            low = decimal_of(figure.value) * factor
            figure = replace(high, value=low, value_max=high.value, span=span, text=span.of(words.text))
        yield figure


def _is_low_end(words: QueryWords, figure: Figure, following: Figure) -> bool:
    is_million = following.kind is FigureKind.MONEY or following.unit in MILLION
    if figure.unit not in MILLION or not is_million or following.value_max is not None:
        return False
    start, end = words.at(figure.span.start, figure.span.end)
    is_linked = _is_link(words, end, words.at(following.span.start, following.span.end)[0])
    return is_linked and words.before(start, ending("compare", "span")) is not None
