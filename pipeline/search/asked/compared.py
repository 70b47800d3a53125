"""How a query compares a number: "below", "at least", "or more", "≥"."""

import re
from decimal import Decimal
from typing import Literal

from models import Figure
from models.text import folded
from pipeline.search.asked.words import QueryWords, anywhere, beginning, ending
from pipeline.search.filters import Between
from pipeline.search.units import is_known_unit

COMPARING = ("below", "at_most", "above", "at_least", "at_most_after", "at_least_after")
Side = Literal["below", "at_most", "above", "at_least"]

#: Words between "not" and what it denies.
_DENIED = 3
#: A bare number of at least this size beside a word for money is an amount.
MONEY_FROM = 1000
#: What people write for a million right behind a number.
MILLION = ("m", "M")
#: Signs in front of a number, whatever currency stands between.
_MARKS: dict[str, Side] = {
    "<": "below",
    "<=": "at_most",
    "≤": "at_most",
    ">": "above",
    ">=": "at_least",
    "≥": "at_least",
}
_MARK = re.compile(r"(=?[<>]=?|[≤≥])\s*[€£$]?\s*$")


def compared(words: QueryWords, start: int, end: int) -> tuple[Side | None, int, int]:
    """(how it is compared, first word, word after the last one) with the comparing words."""
    places = [start]
    while (wider := words.before(places[-1], ending("compare", "between"))) is not None:
        places.append(wider)
    sides: tuple[Side, ...] = ("below", "at_most", "above", "at_least")
    # The longest phrase wins: "no more than" is not "more than".
    found = [
        (i, side) for side in sides for at in places if (i := words.before(at, ending("compare", side))) is not None
    ]
    if found:
        begin, side = min(found)
        return side, begin, end
    mark = _MARK.search(words.text[: words.tokens[start].start])
    if mark:
        return _MARKS[mark[1].strip("=") + "=" * ("=" in mark[1])], start, end
    if words.text[words.tokens[end - 1].start :].startswith(words.tokens[end - 1].folded.rstrip("+") + "+"):
        is_counted = words.tokens[end - 1].text.rstrip("+").endswith(MILLION) or known_unit(words, end)
        return ("at_least", start, end) if is_counted else (None, start, end)  # Not "50+ year olds".
    behind, after = compared_behind(words, end)
    return behind, start, after


def compared_behind(words: QueryWords, end: int) -> tuple[Side | None, int]:
    """(how what ends before a word is compared behind it, the word after that): "or more"."""
    sides: tuple[Side, ...] = ("at_most", "at_least")
    found = ((side, words.after(end, beginning("compare", f"{side}_after"))) for side in sides)
    return next(((side, after) for side, after in found if after is not None), (None, end))


def is_comparing(word: str) -> bool:
    """True for "max" and its like, which are never what is counted."""
    return anywhere("compare", *COMPARING).fullmatch(folded(word)) is not None


def begins_with_mark(text: str) -> bool:
    """Whether a sign such as ">" stands there."""
    return text.lstrip()[:1] in tuple("<>≤≥=")


def has_mark(gap: str) -> bool:
    """Whether a sign or a colon stands between what is counted and its number: "SMEs > 20", "jobs: over 100"."""
    return gap.rstrip().endswith((":", "(")) or _MARK.search(gap) is not None


def is_denied(words: QueryWords, first: int) -> bool:
    """Whether a word like "not" stands a little before the words that compare: what is asked then is the opposite."""
    begin = max(words.sentence(min(first, len(words.tokens) - 1))[0], first - _DENIED)
    return any(anywhere("compare", "not").fullmatch(token.folded) for token in words.tokens[begin:first])


def between(name: str, figure: Figure, side: Side | None, about: str | None, currency: str | None) -> Between:
    """The condition that a figure states, on the side of it that was asked for; without a side it is the figure."""
    low, high = decimal_of(figure.value), decimal_of(figure.value if figure.value_max is None else figure.value_max)
    if side in ("below", "at_most"):
        return Between(name, None, high, high_open=side == "below", words=about, currency=currency)
    if side in ("above", "at_least"):
        return Between(name, low, None, low_open=side == "above", words=about, currency=currency)
    return Between(name, low, high, words=about, currency=currency)


def decimal_of(value: object) -> Decimal:
    """The number itself; 0 for a date."""
    return value if isinstance(value, Decimal) else Decimal(0)


def known_unit(words: QueryWords, start: int) -> int:
    """How many words from this one on are the usual name of something that is counted; 0 for none."""
    most = min(3, len(words.tokens) - start)
    if most > 0 and start and set(",;:(") & set(words.text[words.tokens[start - 1].end : words.tokens[start].start]):
        return 0
    names = ((n, words.run(start, start + n)) for n in range(most, 0, -1))
    return next((n for n, name in names if is_known_unit(name)), 0)


def with_lead(words: QueryWords, first: int) -> int:
    """The first word of a phrase, with "with" or "for" in front of it."""
    lead = words.before(first, ending("compare", "lead"))
    return first if lead is None else lead
