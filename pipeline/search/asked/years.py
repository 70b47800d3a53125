"""Years that a query asks for: "since 2014", "entre 2014 et 2018", "the last five years"."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from models import Figure
from pipeline.search.asked.phrases import begins_with_scheme, names_scheme
from pipeline.search.asked.places import is_place_before
from pipeline.search.asked.words import QueryWords, anywhere, beginning, ending
from pipeline.search.filters import Between
from pipeline.search.units import is_known_unit

_FIRST_YEAR = 1950
#: "In the last ... years".
_MOST_YEARS = 50
#: Words before two years among which the name of a programme makes them its period.
_NAME_WORDS = 6
_TWO_YEARS = re.compile(r"\d{4}\s?[-‐‑–—−]\s?\d{4}")


def recent_years(words: QueryWords) -> Iterator[tuple[Between, int, int]]:
    """(condition, first word, word after the last one) of "in the last five years"."""
    for index, token in enumerate(words.tokens):
        if not anywhere("years", "last").fullmatch(token.folded):
            continue
        for number, first, unit in ((index + 1, index, index + 2), (index - 1, index - 1, index + 1)):
            behind = words.after(unit, beginning("years", "unit")) if unit < len(words.tokens) else None
            count = _count(words, number)
            begin = _recent(words, first, behind) if count and behind is not None else None
            if count and behind is not None and begin is not None:
                yield Between("year", Decimal(datetime.now(UTC).year - count), None), begin, behind


def _recent(words: QueryWords, first: int, behind: int) -> int | None:
    """Where the phrase around "last five years" begins; None where it says nothing of when practices ran."""
    begin = words.before(first, ending("years", "recent")) if first else None
    if begin is None:
        is_apart = first == 0 or words.text[: words.tokens[first].start].rstrip().endswith(",")
        is_last = behind == len(words.tokens) and words.before(first, ending("years", "not_recent")) is None
        begin = first if is_apart or is_last else None
    if begin is None or words.after(behind, beginning("years", "programme")) is not None:
        return None
    left = words.run(words.sentence(first)[0], begin)
    if words.before(begin, ending("compare", "not")) is not None or anywhere("years", "people").search(left):
        return None
    while (wider := words.before(begin, ending("years", "phrase"))) is not None:
        begin = wider
    return begin


def _count(words: QueryWords, index: int) -> int | None:
    """A number of years at a word, in figures or words; None for anything else."""
    if not 0 <= index < len(words.tokens):
        return None
    from extractors.figures.lexicon import LANGUAGES, lexicon

    word = words.tokens[index].text.lower()
    if word.isdecimal():
        return int(word) if int(word) <= _MOST_YEARS else None
    return next((n for code in LANGUAGES if (n := lexicon(code).number_words.get(word))), None)


def year_asked(words: QueryWords, figure: Figure, start: int, end: int) -> tuple[Between, int, int] | None:
    """(condition, first word, word after the last one) of a date at words `start` to `end`; None when it is none."""
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
        found = None if within is None else (Between("year", Decimal(first), Decimal(last)), within)
    found = found and _turned_if_denied(words, *found)
    if found is None:
        return None
    condition, begin = found
    while (wider := words.before(begin, phrase)) is not None:
        begin = wider
    while (wider := words.after(end, beginning("years", "phrase"))) is not None:
        end = wider
    return condition, begin, end


def _turned_if_denied(words: QueryWords, condition: Between, begin: int) -> tuple[Between, int] | None:
    """Not after 2018 is until 2018; not in 2018 is no condition."""
    denied = words.before(begin, ending("compare", "not"))
    if denied is None:
        return condition, begin
    if condition.low is not None and condition.high is not None:
        return None
    if condition.low is None:
        return Between("year", condition.high, None, low_open=not condition.high_open), denied
    return Between("year", None, condition.low, high_open=not condition.low_open), denied


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
