"""From a text to its figures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from extractors.figures.amounts import MEASURES, Amount, find_amounts, find_numerals
from extractors.figures.dates import Date, find_dates, is_year, join_ranges
from extractors.figures.lexicon import LANGUAGES, Lexicon, common, lexicon
from extractors.figures.noise import find_noise
from extractors.figures.nouns import qualifier_of, unit_of
from extractors.figures.numerals import COMMA_NOTE, DOT_NOTE
from extractors.figures.roles import is_about_money, role_of, surroundings
from models import Figure, FigureKind, SectionLabel, Span

NAME: Final = "figures/1"
REGION: Final = re.compile(r"(?:[^\t\n]|\n(?![^\S\n]*\n))+")
ATTACHED: Final = re.compile(r"[A-Za-z°µ][\w²³]*")
SAMPLE: Final = 5000  # characters looked at to tell the language of a text
MINUS_NOTE: Final = "minus sign before the number"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about a text from outside.

    Attributes:
        label_at: the label of the section at a code point of the text.
        is_cell: the region is the cell of a table, where a number may stand alone.
    """

    words: Lexicon
    country: str | None = None
    label_at: Callable[[int], SectionLabel | None] = lambda _: None
    is_cell: bool = False


def find_figures(text: str, *, language: str | None = None, country: str | None = None) -> tuple[Figure, ...]:
    """Number expressions of a text in reading order; spans point into `text`.

    An expression never crosses a tab or an empty line. Without `language` (a code like "pl")
    the text's stop words decide; `country` (ISO 3166, two letters) helps where no currency is written.
    """
    setting = Setting(lexicon(language or guess_language(text)), country)
    return tuple(f for region in regions(text, Span(0, len(text))) for f in figures_in(text, region, setting))


def regions(text: str, within: Span) -> Iterator[Span]:
    """Parts that no expression may leave: paragraphs, and cells between tabs."""
    return (Span(*m.span()) for m in REGION.finditer(text, within.start, within.end))


def guess_language(text: str) -> str:
    """The language whose stop words are most frequent; English when there is little to go by."""
    found = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    counts = {code: sum(word in lexicon(code).stop for word in found) for code in LANGUAGES}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > max(2, counts["en"]) else "en"


def figures_in(text: str, region: Span, setting: Setting) -> Iterator[Figure]:
    """Figures of one region in reading order, with spans in `text`."""
    part, words = region.of(text), setting.words
    setting = _shifted(setting, region.start)
    noise = find_noise(part, words)
    dates = [d for d in find_dates(part, words) if not noise.hits(d.start, d.end)]
    taken = bytearray(len(part))
    for date in dates:
        taken[date.start : date.end] = b"\x01" * (date.end - date.start)
    numerals = [n for n in find_numerals(part, noise, words) if not any(taken[n.start : n.end])]
    years = [n for n in numerals if is_year(part, n, words)]
    dates += [Date(n.start, n.end, str(n.value)) for n in years]
    found = [
        _date_figure(part, date, setting)
        for date in join_ranges(part, tuple(sorted(dates, key=lambda d: d.start)), words)
    ]
    rest = tuple(n for n in numerals if n not in set(years))
    for amount in find_amounts(part, rest, words, setting.country):
        found.extend(_amount_figures(part, amount, setting))
    for figure in sorted(found, key=lambda f: f.span):
        span = Span(figure.span.start + region.start, figure.span.end + region.start)
        yield replace(figure, span=span)


def _shifted(setting: Setting, offset: int) -> Setting:
    return replace(setting, label_at=lambda at: setting.label_at(at + offset))


def _date_figure(text: str, date: Date, setting: Setting) -> Figure:
    near = surroundings(text, date.start, date.end)
    score = 0.9 if len(date.value) == len("2016") and not date.value_max else 0.97
    return Figure(
        kind=FigureKind.DATE,
        value=date.value,
        value_max=date.value_max,
        text=text[date.start : date.end],
        span=Span(date.start, date.end),
        score=round(score * (0.8 if date.note else 1), 3),
        extractor=NAME,
        role=role_of(FigureKind.DATE, near, setting.label_at(date.start), setting.words),
        note=date.note,
    )


def _amount_figures(text: str, amount: Amount, setting: Setting) -> Iterator[Figure]:
    """The figure of an amount; nothing when the number turns out to be a name, a mark or an ordinal."""
    attached = ATTACHED.match(text, amount.end)
    if attached and attached.group() not in MEASURES:
        return
    unit = amount.time or (attached.group() if attached else None)
    if amount.kind in (FigureKind.COUNT, FigureKind.PERCENTAGE) and not unit:
        unit = unit_of(text, amount.start, amount.end, setting.words)
    if amount.kind is FigureKind.COUNT and (_is_name(text, amount, unit) or _is_mark(text, amount, setting)):
        return
    inferred = _inferred_currency(text, amount, unit, setting)
    kind = FigureKind.MONEY if inferred else amount.kind
    near = surroundings(text, amount.start, amount.end)
    figure = Figure(
        kind=kind,
        value=amount.value,
        value_max=amount.value_max,
        text=text[amount.start : amount.end],
        span=Span(amount.start, amount.end),
        score=0.0,
        extractor=NAME,
        currency=inferred or amount.currency,
        unit=None if kind is FigureKind.MONEY else unit,
        qualifier=qualifier_of(text, amount.start, amount.end, setting.words),
        role=role_of(kind, near, setting.label_at(amount.start), setting.words),
        in_words=amount.numeral.in_words,
        currency_inferred=bool(inferred),
        note=_note(text, amount, unit, kind, setting),
    )
    yield replace(figure, score=_score(figure, amount))


def _inferred_currency(text: str, amount: Amount, unit: str | None, setting: Setting) -> str | None:
    """Currency of a large number after words of cost, counting nothing; None where it is not money or not known."""
    numeral = amount.numeral
    is_large = amount.value >= 1000 and (
        numeral.grouped or numeral.decimals == 2 or amount.scale or amount.value >= 10000
    )
    if amount.kind is not FigureKind.COUNT or numeral.in_words or not is_large:
        return None
    rest = text[amount.end : amount.end + 40]
    if unit and re.match(r"\s?[^\W\d_]", rest) or not is_about_money(text, amount.start, setting.words):
        return None
    return _likely_currency(setting)


def _likely_currency(setting: Setting) -> str | None:
    if setting.country:
        from babel.numbers import get_territory_currencies

        found = get_territory_currencies(setting.country.upper())
        return str(found[0]) if found else None
    return common().language_currency.get(setting.words.language)


def _is_name(text: str, amount: Amount, unit: str | None) -> bool:
    """ "CLUSTERIX 2.0", "Portal Łęczna 24", "PP 132126": a number that belongs to the name before it."""
    if amount.joined or amount.scale or amount.numeral.in_words or amount.numeral.grouped:
        return False
    before = re.search(r"([\w’'-]*[^\W\d_][\w’'-]*)([\s,.:;]*)$", text[max(0, amount.start - 30) : amount.start])
    if not before or before[2] not in (" ", " ", "") or not before[1][0].isupper():
        return False
    raw = text[amount.numeral.start : amount.numeral.end]
    if re.fullmatch(r"\d{1,2}\.\d{1,2}", raw) and not unit:
        return True
    if re.fullmatch(r"\d\.0", raw) or len(raw) >= 5 and raw.isdigit() and before[1].isupper():
        return True
    is_inside = re.search(r"[\w,]\s$", text[max(0, amount.start - 30) : amount.start][: before.start()])
    return bool(is_inside) and unit is None and len(raw) <= 3


def _is_mark(text: str, amount: Amount, setting: Setting) -> bool:
    """Ordinals ("2. etap"), and a number alone in its paragraph, which is a page number or a mark."""
    if amount.joined or amount.scale:
        return False
    if (
        re.match(r"\.\s[a-zà-ž]", text[amount.end : amount.end + 3])
        and amount.value < 32
        and not amount.numeral.in_words
    ):
        return True
    is_alone = text.strip(" \n*|#()[]") == text[amount.start : amount.end]
    return is_alone and not setting.is_cell and not amount.numeral.grouped


def _note(text: str, amount: Amount, unit: str | None, kind: FigureKind, setting: Setting) -> str | None:
    """Why the reading is doubtful: one separator with three digits after it, a minus sign."""
    if re.search(r"(?:^|[\s(])[-−]$", text[max(0, amount.start - 2) : amount.start]) and kind is not FigureKind.COUNT:
        return MINUS_NOTE
    if amount.numeral.other is None:
        return None
    is_dot = "." in text[amount.numeral.start : amount.numeral.end]
    is_usual = is_dot is not (setting.words.language == "en")
    if is_usual and not amount.scale or kind is FigureKind.COUNT and unit and unit not in MEASURES and not amount.scale:
        return None
    if kind is FigureKind.MONEY and not amount.scale:
        return None
    return DOT_NOTE if is_dot else COMMA_NOTE


def _score(figure: Figure, amount: Amount) -> float:
    """An honest guess of how likely the reading is right."""
    base = {
        FigureKind.MONEY: 0.97,
        FigureKind.PERCENTAGE: 0.97,
        FigureKind.DURATION: 0.95,
        FigureKind.RATIO: 0.9,
        FigureKind.COUNT: 0.9 if figure.unit else 0.7,
        FigureKind.DATE: 0.9,
    }[figure.kind]
    if figure.kind is FigureKind.COUNT and amount.value < 10:
        base -= 0.1
    if figure.kind is FigureKind.COUNT and (amount.numeral.grouped or amount.scale or figure.qualifier):
        base += 0.06
    if figure.currency_inferred:
        base = 0.7
    return round(base * (0.75 if figure.note else 1) * (0.9 if figure.in_words else 1), 3)
