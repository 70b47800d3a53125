"""Amounts, counts and years that a query asks for: "below EUR 500,000", "mindestens 50 KMU", "entre 2014 et 2018"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

from models import Figure, FigureKind
from pipeline.search.asked.phrases import begins_with_scheme, names_scheme
from pipeline.search.asked.places import is_place_before
from pipeline.search.asked.words import QueryWords, anywhere, beginning, ending, phrases
from pipeline.search.filters import Between
from pipeline.search.numbers import LARGEST
from pipeline.search.units import is_known_unit

Asked = tuple[Between, int, int]
_Side = Literal["below", "at_most", "above", "at_least"]

#: A bare number of at least this size beside a word for money is an amount.
_MONEY_FROM = 1000
#: Words around an amount in which its role is looked for.
_NEAR = 7
_FIRST_YEAR = 1950
#: Words between "not" and what it denies.
_DENIED = 3
#: What people write for a million right behind a number.
_MILLION = ("m", "M")
#: Words before two years among which the name of a programme makes them its period.
_NAME_WORDS = 6
#: Signs in front of a number, whatever currency stands between.
_MARKS: dict[str, _Side] = {
    "<": "below",
    "<=": "at_most",
    "≤": "at_most",
    ">": "above",
    ">=": "at_least",
    "≥": "at_least",
}
_MARK = re.compile(r"(=?[<>]=?|[≤≥])\s*[€£$]?\s*$")
_TWO_YEARS = re.compile(r"\d{4}\s?[-‐‑–—−]\s?\d{4}")


def numbers_asked(words: QueryWords) -> Iterator[Asked]:
    """(condition, first word, word after the last one) of every number that is compared with something."""
    compared = anywhere("compare", "below", "at_most", "above", "at_least", "at_most_after", "at_least_after")
    if not any(char.isdigit() for char in words.text) and not compared.search(words.folded):
        return
    from extractors.figures.finder import find_figures

    for figure in find_figures(_halves_as_figures(words.text), language=_language(words)):
        start, end = words.at(figure.span.start, figure.span.end)
        if start == end or (isinstance(figure.value, Decimal) and figure.value > LARGEST):
            continue
        asked = (
            _year(words, figure, start, end) if figure.kind is FigureKind.DATE else _amount(words, figure, start, end)
        )
        if asked:
            yield asked


def _halves_as_figures(text: str) -> str:
    """Half of a large number as a figure of the same length, so that places stay: 0.5000 million."""

    def figure(match: re.Match[str]) -> str:
        room = len(match.group()) - 1
        # Three decimals would be read as thousands.
        return ("0.5" if room != len("0.500") else " 0.5").ljust(room, "0") + " "

    return _half().sub(figure, text)


@cache
def _half() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.,])(?<!and a )(?<!and )(?:{'|'.join(phrases('compare', 'half'))})[ -](?=m[ií]l|mio|mln|bn|billion)",
        re.IGNORECASE,
    )


def _language(words: QueryWords) -> str:
    """The language with the most small words and words for numbers: a query is too short for any other way to tell."""
    from extractors.figures.lexicon import LANGUAGES, plain_words

    spoken = [token.text.casefold() for token in words.tokens]
    counts = {code: sum(word in plain_words(code) for word in spoken) for code in LANGUAGES}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts.get("en", 0) else "en"


def _amount(words: QueryWords, figure: Figure, start: int, end: int) -> Asked | None:
    figure, end = _in_millions(words, figure, start, end)
    side, first, last = _compared(words, start, end)
    if _is_denied(words, first) and side is not None:
        return None
    if figure.value_max is not None and side in ("above", "at_least"):
        side = None  # "from 50 to 100 jobs"
    counted = _counted(words, figure, end, last)
    if side is None and figure.value_max is None:
        if counted:
            side, last = _compared_behind(words, counted[1])
        if side is None:
            return None
    role = _role(words, first, last)
    if _is_money(figure, role):
        is_each = words.after(last, beginning("money", "each")) is not None
        if is_each or words.text[figure.span.end :].lstrip(" €£$").startswith("/"):
            return None  # What one of many costs, or a year of it.
        first, last = _with_phrase(words, _with_lead(words, first), last)
        name, about = ("money", "co-financing") if role == "part" else ("budget", None)
        return _between(name, figure, side, about, figure.currency), first, last
    if figure.kind is FigureKind.PERCENTAGE and role == "part":
        first, last = _with_phrase(words, _with_lead(words, first), last)
        return _between("percentage", figure, side, "co-financing", None), first, last
    if counted:
        return _between("count", figure, side, counted[0], None), _with_lead(words, first), max(last, counted[1])
    return None


def _is_denied(words: QueryWords, first: int) -> bool:
    """Whether a word like "not" stands a little before the words that compare: what is asked then is the opposite."""
    begin = max(words.sentence(min(first, len(words.tokens) - 1))[0], first - _DENIED)
    return any(anywhere("compare", "not").fullmatch(token.folded) for token in words.tokens[begin:first])


def _in_millions(words: QueryWords, figure: Figure, start: int, end: int) -> tuple[Figure, int]:
    """The figure, and the word after it, of "a budget under 1m" and "10 m people"; of anything else it is metres."""
    if figure.kind is not FigureKind.COUNT or figure.unit not in _MILLION:
        return figure, end
    from extractors.figures.numerals import exact

    behind = words.at(figure.span.end, words.text.index(figure.unit, figure.span.end) + 1)[1]
    _, first, last = _compared(words, start, behind)
    if _role(words, first, last) or _known_unit(words, behind):
        return replace(figure, value=exact(_decimal(figure.value) * 10**6), unit=None), behind
    return figure, end


def _is_money(figure: Figure, role: str | None) -> bool:
    is_bare = figure.kind is FigureKind.COUNT and not figure.unit and _decimal(figure.value) >= _MONEY_FROM
    return figure.kind is FigureKind.MONEY or (is_bare and role is not None)


def _counted(words: QueryWords, figure: Figure, end: int, last: int) -> tuple[str, int] | None:
    """(what is counted, word after it), behind the number or behind "or more"."""
    if figure.kind is not FigureKind.COUNT:
        return None
    found = _unit(words, figure, end)
    if found is None and (known := _known_unit(words, last)):
        return words.text[words.tokens[last].start : words.tokens[last + known - 1].end], last + known
    return found


def _unit(words: QueryWords, figure: Figure, end: int) -> tuple[str, int] | None:
    """(what is counted, word after it): a usual name of several words whole, else the word that the figure has."""
    if known := _known_unit(words, end):
        return words.text[words.tokens[end].start : words.tokens[end + known - 1].end], end + known
    if not figure.unit:
        return None
    start = words.text.find(figure.unit, figure.span.end)
    return (figure.unit, words.at(start, start + len(figure.unit))[1]) if start >= 0 else None


def _known_unit(words: QueryWords, start: int) -> int:
    """How many words from this one on are the usual name of something that is counted; 0 for none."""
    most = min(3, len(words.tokens) - start)
    names = ((n, " ".join(token.folded for token in words.tokens[start : start + n])) for n in range(most, 0, -1))
    return next((n for n, name in names if is_known_unit(name)), 0)


def _with_lead(words: QueryWords, first: int) -> int:
    lead = words.before(first, ending("compare", "lead"))
    return first if lead is None else lead


def _compared(words: QueryWords, start: int, end: int) -> tuple[_Side | None, int, int]:
    """(how it is compared, first word, word after the last one) with the comparing words."""
    places = [start]
    while (wider := words.before(places[-1], ending("compare", "between"))) is not None:
        places.append(wider)
    sides: tuple[_Side, ...] = ("below", "at_most", "above", "at_least")
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
        is_counted = words.tokens[end - 1].text.rstrip("+").endswith(_MILLION) or _known_unit(words, end)
        return ("at_least", start, end) if is_counted else (None, start, end)  # Not "50+ year olds".
    behind, after = _compared_behind(words, end)
    return behind, start, after


def _compared_behind(words: QueryWords, end: int) -> tuple[_Side | None, int]:
    """(how what ends before a word is compared behind it, the word after that): "or more"."""
    sides: tuple[_Side, ...] = ("at_most", "at_least")
    found = ((side, words.after(end, beginning("compare", f"{side}_after"))) for side in sides)
    return next(((side, after) for side, after in found if after is not None), (None, end))


def _role(words: QueryWords, first: int, last: int) -> str | None:
    """Whether words near an amount say that it is a part of the money, or the money."""
    low, high = words.sentence(min(first, len(words.tokens) - 1))
    left = " ".join(token.folded for token in words.tokens[max(low, first - _NEAR) : first])
    right = " ".join(token.folded for token in words.tokens[last : min(high, last + 3)])
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
    has_role = anywhere("money", "budget", "part").search(" ".join(t.folded for t in words.tokens[begin:first]))
    first = begin if has_role else first
    while (wider := words.after(last, beginning("money", "budget", "part"))) is not None:
        last = wider
    return first, last


def _between(name: str, figure: Figure, side: _Side | None, about: str | None, currency: str | None) -> Between:
    low, high = _decimal(figure.value), _decimal(figure.value if figure.value_max is None else figure.value_max)
    if side in ("below", "at_most"):
        return Between(name, None, high, high_open=side == "below", words=about, currency=currency)
    if side in ("above", "at_least"):
        return Between(name, low, None, low_open=side == "above", words=about, currency=currency)
    return Between(name, low, high, words=about, currency=currency)


def _decimal(value: Decimal | str) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _year(words: QueryWords, figure: Figure, start: int, end: int) -> Asked | None:
    first, last = _years(figure)
    if first is None or last is None or not _FIRST_YEAR <= first <= last <= datetime.now(UTC).year:
        return None
    phrase = ending("years", "phrase")
    begin = start
    while (wider := words.before(begin, phrase)) is not None:
        begin = wider
    is_range = figure.value_max is not None
    is_dashed = _TWO_YEARS.fullmatch(figure.text) is not None
    if is_dashed and _is_of_programme(words, start, end):
        return None
    found = None if is_range else _open_side(words, begin, start, first)
    if found is None:
        within = words.before(begin, ending("years", "within"))
        if within is None:
            within = words.before(start, ending("years", "within"))
        if within is None and is_dashed and _has_no_name_before(words, start, end):
            within = start
        if within is None:
            return None
        found = Between("year", Decimal(first), Decimal(last)), within
    condition, begin = found
    while (wider := words.before(begin, phrase)) is not None:
        begin = wider
    while (wider := words.after(end, beginning("years", "phrase"))) is not None:
        end = wider
    return condition, begin, end


def _is_of_programme(words: QueryWords, start: int, end: int) -> bool:
    """True for the period of a programme: "programming period 2014-2020", "the 2014-2020 ESF programme"."""
    before, after = ending("years", "programme"), beginning("years", "programme")
    is_before = any(words.before(at, before) is not None for at in (start, start - 1) if at > words.sentence(start)[0])
    return is_before or words.after(end, after) is not None or begins_with_scheme(words, end)


def _has_no_name_before(words: QueryWords, start: int, end: int) -> bool:
    """False where two years belong to what stands beside them: "Interreg Europe 2014-2020", "the 2014-2020 aims"."""
    first = words.sentence(start)[0]
    left = words.tokens[first:start]
    if not left:
        return True
    is_acronym = left[-1].text.isupper() and len(left[-1].text) > 2 and not is_known_unit(left[-1].folded)
    is_name = len(left) > 1 and all(token.text[0].isupper() for token in left[-2:])
    is_of_next = (
        words.before(start, ending("years", "article")) is not None
        and words.after(end, beginning("years", "phrase")) is None
    )
    is_paid = names_scheme(words, max(first, start - _NAME_WORDS), start)
    return not (is_paid or is_of_next) and (not (is_acronym or is_name) or is_place_before(words, start))


def _open_side(words: QueryWords, begin: int, start: int, year: int) -> tuple[Between, int] | None:
    """A period with one end: since, after, before or until a year."""
    found = []
    for name in ("since", "after", "before", "until"):
        for place in (begin, start):
            at = words.before(place, ending("years", name))
            if at is not None:
                found.append((at, name))
    if not found:
        return None
    at, name = min(found)
    exact = Decimal(year)
    condition = {
        "since": Between("year", exact, None),
        "after": Between("year", exact, None, low_open=True),
        "before": Between("year", None, exact, high_open=True),
        "until": Between("year", None, exact),
    }[name]
    return condition, at


def _years(figure: Figure) -> tuple[int | None, int | None]:
    first = str(figure.value)[:4]
    last = str(figure.value_max)[:4] if figure.value_max is not None else first
    return (int(first) if first.isdigit() else None), (int(last) if last.isdigit() else None)
