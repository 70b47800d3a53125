"""Amounts, counts and years that a query asks for: "below EUR 500,000", "mindestens 50 KMU", "entre 2014 et 2018"."""

from dataclasses import replace
from decimal import Decimal

from models import Figure, FigureKind
from pipeline.search.asked.compared import (
    COMPARING,
    MILLION,
    MONEY_FROM,
    begins_with_mark,
    between,
    compared,
    compared_behind,
    decimal_of,
    has_mark,
    is_comparing,
    is_denied,
    known_unit,
    with_lead,
)
from pipeline.search.asked.pairs import Lone, joined_ranges, with_bound_behind, with_link, with_other_bound
from pipeline.search.asked.spelled import as_figures
from pipeline.search.asked.words import QueryWords, anywhere, beginning, ending
from pipeline.search.asked.years import year_asked
from pipeline.search.filters import Between
from pipeline.search.language import query_language
from pipeline.search.numbers import LARGEST
from pipeline.search.units import is_known_unit

Asked = tuple[Between, int, int]

#: Words around an amount in which its role is looked for.
_NEAR = 7


def numbers_asked(words: QueryWords) -> list[Asked]:
    """(condition, first word, word after the last one) of every number that is compared with something."""
    if not any(char.isdigit() for char in words.text) and not anywhere("compare", *COMPARING, "range").search(
        words.folded
    ):
        return []
    from extractors.figures.finder import find_figures

    figures = find_figures(as_figures(words.text), language=_language(words))
    found: list[Asked] = []
    lone: Lone | None = None
    for figure in joined_ranges(words, figures):
        start, end = words.at(figure.span.start, figure.span.end)
        if start == end or (isinstance(figure.value, Decimal) and figure.value > LARGEST):
            continue
        if figure.unit and is_comparing(figure.unit):
            figure = replace(figure, unit=None)
        is_year = figure.kind is FigureKind.DATE
        asked = year_asked(words, figure, start, end) if is_year else _amount(words, figure, start, end)
        if asked:
            asked = with_link(words, found[-1][2] if found else 0, asked)
            found += with_other_bound(words, lone, asked) if lone else (asked,)
            lone = None
        else:
            lone = Lone.of(words, figure, start, end)
            if lone and found and (joined := with_bound_behind(words, found[-1], lone)):
                found[-1] = joined
    return found


def _language(words: QueryWords) -> str:
    """The language with the most small words and words for numbers: a query is short for any other way to tell."""
    from extractors.figures.lexicon import LANGUAGES, plain_words

    spoken = [token.text.casefold() for token in words.tokens]
    counts = {code: sum(word in plain_words(code) for word in spoken) for code in LANGUAGES}
    most = max(counts.values())
    best = [code for code in LANGUAGES if counts[code] == most]
    if "en" in best:
        return "en"
    told = query_language(words.text) if len(best) > 1 else None
    return told if told in best else best[0]


def _amount(words: QueryWords, figure: Figure, start: int, end: int) -> Asked | None:
    figure, end = _in_millions(words, figure, start, end)
    side, first, last = compared(words, start, end)
    if is_denied(words, first):
        return None
    if figure.value_max is not None and side in ("above", "at_least"):
        side = None  # "from 50 to 100 jobs"
    counted = _counted(words, figure, end, last)
    if side is None and figure.value_max is None:
        if counted:
            side, last = compared_behind(words, counted[1])
        if side is None:
            return None
    role = _role(words, first, last)
    if _is_money(figure, role):
        is_each = words.after(last, beginning("money", "each")) is not None
        if is_each or words.text[figure.span.end :].lstrip(" €£$").startswith("/"):
            return None  # What one of many costs, or a year of it.
        first, last = _with_phrase(words, with_lead(words, first), last)
        name, about = ("money", "co-financing") if role == "part" else ("budget", None)
        currency = None if figure.currency_inferred else figure.currency
        return between(name, figure, side, about, currency), first, last
    if figure.kind is FigureKind.PERCENTAGE and role == "part":
        first, last = _with_phrase(words, with_lead(words, first), last)
        return between("percentage", figure, side, "co-financing", None), first, last
    if counted:
        return between("count", figure, side, counted[0], None), with_lead(words, first), max(last, counted[1])
    before = _counted_before(words, first) if figure.kind is FigureKind.COUNT else None
    return (between("count", figure, side, before[0], None), before[1], last) if before else None


def _in_millions(words: QueryWords, figure: Figure, start: int, end: int) -> tuple[Figure, int]:
    """The figure, and the word after it, of "a budget under 1m" and "10 m people"; of anything else it is metres."""
    if figure.kind is not FigureKind.COUNT or figure.unit not in MILLION:
        return figure, end
    from extractors.figures.numerals import exact

    behind = words.at(figure.span.end, words.text.index(figure.unit, figure.span.end) + 1)[1]
    _, first, last = compared(words, start, behind)
    if not (_role(words, first, last) or known_unit(words, behind)):
        return figure, end
    low, high = (None if v is None else exact(decimal_of(v) * 10**6) for v in (figure.value, figure.value_max))
    return replace(figure, value=low or Decimal(0), value_max=high, unit=None), behind


def _is_money(figure: Figure, role: str | None) -> bool:
    is_bare = figure.kind is FigureKind.COUNT and not figure.unit and decimal_of(figure.value) >= MONEY_FROM
    return figure.kind is FigureKind.MONEY or (is_bare and role is not None)


def _counted(words: QueryWords, figure: Figure, end: int, last: int) -> tuple[str, int] | None:
    """(what is counted, word after it), behind the number or behind "or more"."""
    if figure.kind is not FigureKind.COUNT or figure.unit in MILLION:
        return None  # Metres count nothing.
    found = _unit(words, figure, end)
    if found is None and (known := known_unit(words, last)):
        found = words.text[words.tokens[last].start : words.tokens[last + known - 1].end], last + known
    # "SMEs > 20, jobs > 50": what stands in front of another sign is counted by that.
    is_of_next = found is not None and begins_with_mark(words.text[words.tokens[found[1] - 1].end :])
    return None if is_of_next else found


def _counted_before(words: QueryWords, first: int) -> tuple[str, int] | None:
    """(what is counted, first word of that): "number of jobs created over 100", "SMEs > 20"."""
    for place in dict.fromkeys((first, with_lead(words, first))):
        is_tied = place > 1 and anywhere("anything", "tying").fullmatch(words.tokens[place - 1].folded) is not None
        end = place - is_tied
        begin = next((begin for begin in range(max(0, end - 3), end) if _is_unit(words, begin, end)), None)
        if begin is None:
            continue
        # "Number of new jobs": a word may stand between.
        leads = (words.before(at, ending("compare", "count")) for at in (begin, begin - 1) if at > 0)
        lead = next((found for found in leads if found is not None), None)
        gap = words.text[words.tokens[place - 1].end : words.tokens[place].start]
        if lead is not None or is_tied or has_mark(gap):
            name = words.text[words.tokens[begin].start : words.tokens[end - 1].end]
            return name, begin if lead is None else lead
    return None


def _is_unit(words: QueryWords, begin: int, end: int) -> bool:
    return is_known_unit(words.run(begin, end))


def _unit(words: QueryWords, figure: Figure, end: int) -> tuple[str, int] | None:
    """(what is counted, word after it): a usual name of several words whole, else the word that the figure has."""
    if known := known_unit(words, end):
        return words.text[words.tokens[end].start : words.tokens[end + known - 1].end], end + known
    if not figure.unit:
        return None
    start = words.text.find(figure.unit, figure.span.end)
    return (figure.unit, words.at(start, start + len(figure.unit))[1]) if start >= 0 else None


def _role(words: QueryWords, first: int, last: int) -> str | None:
    """Whether words near an amount say that it is a part of the money, or the money."""
    low, high = words.sentence(min(first, len(words.tokens) - 1))
    left = words.run(max(low, first - _NEAR), first)
    right = words.run(last, min(high, last + 3))
    for name in ("part", "budget"):
        if anywhere("money", name).search(left) or anywhere("money", name).match(right):
            return name
    return None


def _with_phrase(words: QueryWords, first: int, last: int) -> tuple[int, int]:
    """Stretched over "with a total budget of" on the left and "total cost" on the right."""
    role = ending("money", "budget", "part", "phrase")
    begin = first
    while (wider := words.before(begin, role)) is not None:
        begin = wider
    has_role = anywhere("money", "budget", "part").search(words.run(begin, first))
    first = begin if has_role else first
    while (wider := words.after(last, beginning("money", "budget", "part"))) is not None:
        last = wider
    return first, last
