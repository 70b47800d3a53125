"""From a text to its figures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from extractors.figures.amounts import MEASURES, Amount, find_amounts, find_numerals
from extractors.figures.dates import Date, find_dates, is_year, join_ranges
from extractors.figures.lexicon import LANGUAGES, Lexicon, common, lexicon
from extractors.figures.noise import find_marks, find_noise
from extractors.figures.nouns import Qualifiers, unit_of
from extractors.figures.numerals import COMMA_NOTE, DOT_NOTE
from extractors.figures.raised import blanked
from extractors.figures.regions import Region, line_numbers, regions
from extractors.figures.roles import Cues
from models import Figure, FigureKind, FigureRole, Qualifier, SectionLabel, Span

NAME: Final = "figures/1"
ATTACHED: Final = re.compile(r"[A-Za-z°µ][\w²³]*")
SAMPLE: Final = 5000  # characters looked at to tell the language of a text
MINUS_NOTE: Final = "minus sign before the number"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about a text from outside.

    Attributes:
        label_at: the label of the section at a code point of the text.
        line_numbers: code points of numbers that only count lines.
    """

    words: Lexicon
    country: str | None = None
    label_at: Callable[[int], SectionLabel | None] = lambda _: None
    line_numbers: frozenset[int] = frozenset()


def find_figures(text: str, *, language: str | None = None, country: str | None = None) -> tuple[Figure, ...]:
    """Number expressions of a text in reading order; spans point into `text`.

    An expression never crosses a tab or an empty line. Without `language` (a code like "pl")
    the text's stop words decide; `country` (ISO 3166, two letters) helps where no currency is written.
    """
    setting = Setting(lexicon(language or guess_language(text)), country, line_numbers=line_numbers(text))
    parts = regions(text, Span(0, len(text)))
    return tuple(figure for region in parts for figure in figures_in(text, region, setting))


def guess_language(text: str) -> str:
    """The language whose stop words are most frequent; English when there is little to go by."""
    found = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    counts = {code: sum(word in lexicon(code).stop for word in found) for code in LANGUAGES}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > max(2, counts["en"]) else "en"


def figures_in(text: str, region: Region, setting: Setting) -> Iterator[Figure]:
    """Figures of one region in reading order, with spans in `text`."""
    part, words, offset = blanked(region.span.of(text)), setting.words, region.span.start
    reader = _Reader(part, region, setting, Cues(part, words), Qualifiers(part, words))
    noise, marks = find_noise(part, words), find_marks(part, words)
    dates = [d for d in find_dates(part, words) if not noise.hits(d.start, d.end)]
    taken = bytearray(len(part))
    for date in dates:
        taken[date.start : date.end] = b"\x01" * (date.end - date.start)
    numerals = [
        n
        for n in find_numerals(part, noise, words)
        if not any(taken[n.start : n.end])
        and not marks.hits(n.start, n.end)
        and n.start + offset not in setting.line_numbers
    ]
    years = {n.start for n in numerals if is_year(part, n, words)}
    dates += [Date(n.start, n.end, str(n.value)) for n in numerals if n.start in years]
    found = [reader.date(d) for d in join_ranges(part, tuple(sorted(dates, key=lambda d: d.start)), words)]
    rest = tuple(n for n in numerals if n.start not in years)
    for amount in find_amounts(part, rest, words, reader.cues, setting.country):
        found.extend(reader.amount(amount))
    for figure in sorted(found, key=lambda f: f.span):
        span = Span(figure.span.start + offset, figure.span.end + offset)
        yield replace(figure, span=span, text=span.of(text))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the dates and amounts of one region into figures; spans count from the region's start."""

    text: str
    region: Region
    setting: Setting
    cues: Cues
    qualifiers: Qualifiers

    def date(self, date: Date) -> Figure:
        span = Span(date.start, date.end)
        score = 0.9 if len(date.value) == len("2016") and not date.value_max else 0.97
        return Figure(
            kind=FigureKind.DATE,
            value=date.value,
            value_max=date.value_max,
            text=span.of(self.text),
            span=span,
            score=round(score * (0.8 if date.note else 1), 3),
            extractor=NAME,
            role=self._role(FigureKind.DATE, span),
            note=date.note,
        )

    def amount(self, amount: Amount) -> Iterator[Figure]:
        """The figure of an amount; nothing when the number turns out to be a name, a mark or an ordinal."""
        text, words = self.text, self.setting.words
        attached = ATTACHED.match(text, amount.end)
        if attached and attached.group() not in MEASURES:
            return
        unit = amount.time or (attached.group() if attached else None)
        if amount.kind in (FigureKind.COUNT, FigureKind.PERCENTAGE) and not unit:
            unit = unit_of(text, amount.start, amount.end, words)
        is_count = amount.kind is FigureKind.COUNT
        if is_count and (_is_name(text, amount, unit) or _is_mark(text, amount, self.region)):
            return
        is_money = is_count and _is_money(text, amount, unit) and self.cues.is_about_money(amount.start)
        inferred = likely_currency(words.language, self.setting.country) if is_money else None
        kind, span = FigureKind.MONEY if inferred else amount.kind, Span(amount.start, amount.end)
        figure = Figure(
            kind=kind,
            value=amount.value,
            value_max=amount.value_max,
            text=span.of(text),
            span=span,
            score=0.0,
            extractor=NAME,
            currency=inferred or amount.currency,
            unit=None if kind is FigureKind.MONEY else unit,
            qualifier=self._qualifier(kind, amount),
            role=self._role(kind, span),
            in_words=amount.numeral.in_words,
            currency_inferred=bool(inferred),
            note=_note(text, amount, unit, kind, words.language),
        )
        yield replace(figure, score=_score(figure, amount))

    def _qualifier(self, kind: FigureKind, amount: Amount) -> Qualifier | None:
        """The qualifier; "over 6-8 weeks" and "over 42 months" say how long, not how many at least."""
        is_during = kind is FigureKind.DURATION and re.search(r"(?i)(?<!\w)over\s$", self.text[: amount.start])
        return None if is_during else self.qualifiers.of(amount.start, amount.end)

    def _role(self, kind: FigureKind, span: Span) -> FigureRole:
        return self.cues.role(kind, span, self.setting.label_at(self.region.span.start + span.start))


def _is_money(text: str, amount: Amount, unit: str | None) -> bool:
    """True for a large number that counts nothing; the words before it must speak of cost too."""
    numeral = amount.numeral
    is_written_large = numeral.grouped or numeral.decimals == 2 or amount.scale is not None or amount.value >= 10000
    if numeral.in_words or amount.value < 1000 or not is_written_large:
        return False
    return not (unit and re.match(r"\s?[^\W\d_]", text[amount.end : amount.end + 2]))


def likely_currency(language: str, country: str | None) -> str | None:
    """ISO 4217 code where none is written: of the country, else of a language with one currency."""
    if country:
        from babel.numbers import get_territory_currencies

        found = get_territory_currencies(country.upper())
        return str(found[0]) if found else None
    return common().language_currency.get(language)


def _is_name(text: str, amount: Amount, unit: str | None) -> bool:
    """True for "GREENPORT 2.0", "Radio Moravia 24", "AB 271830": the number belongs to the name before it."""
    if amount.joined or amount.scale or amount.numeral.in_words or amount.numeral.grouped:
        return False
    before = re.search(r"([\w’'-]*[^\W\d_][\w’'-]*)([\s,.:;]*)$", text[max(0, amount.start - 30) : amount.start])
    if not before or before[2] not in (" ", "\u00a0", "") or not before[1][0].isupper():
        return False
    raw = text[amount.numeral.start : amount.numeral.end]
    if re.fullmatch(r"\d{1,2}\.\d{1,2}", raw) and not unit:
        return True
    if re.fullmatch(r"\d\.0", raw) or (len(raw) >= 5 and raw.isdigit() and before[1].isupper()):
        return True
    is_inside = re.search(r"[\w,]\s$", text[max(0, amount.start - 30) : amount.start][: before.start()])
    return bool(is_inside) and unit is None and len(raw) <= 3


def _is_mark(text: str, amount: Amount, region: Region) -> bool:
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
    return is_alone and not region.is_cell and not amount.numeral.grouped


def _note(text: str, amount: Amount, unit: str | None, kind: FigureKind, language: str) -> str | None:
    """Why the reading is doubtful: one separator with three digits after it, a minus sign."""
    if re.search(r"(?:^|[\s(])[-−]$", text[max(0, amount.start - 2) : amount.start]) and kind is not FigureKind.COUNT:
        return MINUS_NOTE
    if amount.numeral.other is None:
        return None
    is_dot = "." in text[amount.numeral.start : amount.numeral.end]
    is_usual = is_dot is not (language == "en")
    if (is_usual and not amount.scale) or (
        kind is FigureKind.COUNT and unit and unit not in MEASURES and not amount.scale
    ):
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
