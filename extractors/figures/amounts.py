"""Numbers with what belongs to them: currency, per cent, scale word, time unit; ranges, sums and ratios."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from extractors.figures.lexicon import DASH, GAP, Lexicon, common, letter_scale, lexicon
from extractors.figures.noise import Noise
from extractors.figures.numerals import NUMERAL, Numeral, exact, parse
from extractors.figures.roles import Cues
from extractors.figures.spelled import find_spelled
from models import FigureKind

PREFIX_WINDOW: Final = 24
FRACTIONS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
MAX_SCALE: Final = Decimal(10) ** 12
CODES: Final = "|".join(sorted(common().codes))
MEASURES: Final = frozenset(common().raw["measures"])


@dataclass(frozen=True, slots=True)
class Amount:
    """A number expression at code points `start` to `end`; `value` includes scale words.

    `numeral` is the (first) number as written, `numerals` how many of them the expression uses.
    """

    start: int
    end: int
    value: Decimal
    numeral: Numeral
    kind: FigureKind = FigureKind.COUNT
    value_max: Decimal | None = None
    scale: Decimal | None = None
    currency: str | None = None
    time: str | None = None
    plus: bool = False
    joined: bool = False


def find_numerals(text: str, noise: Noise, words: Lexicon) -> tuple[Numeral, ...]:
    """Numbers in digits and in words, in reading order, without the noisy ones."""
    found = []
    for match in NUMERAL.finditer(text):
        if noise.hits(*match.span()) or not _stands_free(text, match.start()):
            continue
        raw = match.group()
        if re.search(r",[ ]\d\d$", raw) and not re.match(
            r"\s*(?:$|[\n;.)]|EUR|€|zł)", text[match.end() : match.end() + 9]
        ):
            raw = raw[: raw.rindex(",")]
        if numeral := parse(raw):
            found.append(_with_fraction(text, replace(numeral, start=match.start(), end=match.start() + len(raw))))
    found += find_spelled(text, words)
    return tuple(sorted(found, key=lambda n: n.start))


def _with_fraction(text: str, numeral: Numeral) -> Numeral:
    """The sign right behind a whole number belongs to it: in "1½" it is a half."""
    part = FRACTIONS.get(text[numeral.end : numeral.end + 1])
    if part is None or numeral.decimals:
        return numeral
    return replace(numeral, end=numeral.end + 1, value=numeral.value + part, other=None, decimals=2)


def _stands_free(text: str, start: int) -> bool:
    """False for digits that hang on a letter: "S3", "Lorries1"; a currency code or sign may touch."""
    before = text[max(0, start - 8) : start]
    if not before or not (before[-1].isalnum() or before[-1] in "_²³"):
        return not re.search(r"[^\W\d]\.\Z", before) or bool(
            re.search(r"(?<!\w)(?:ca|approx|max|min|Rs|sfr|mind|ok)\.\Z", before)
        )
    return bool(re.search(rf"(?<![^\W\d_])(?:{CODES}|[A-Z]?EUR|Euro?|Kč|zł|kr)$", before))


@dataclass(frozen=True, slots=True)
class _Patterns:
    prefix: re.Pattern[str]
    scale: re.Pattern[str]
    currency: re.Pattern[str]
    percent: re.Pattern[str]
    time: re.Pattern[str]
    link: re.Pattern[str]
    conjunction: re.Pattern[str]
    between: re.Pattern[str]
    ratio: re.Pattern[str]
    one_in: re.Pattern[str]


@lru_cache
def _patterns(language: str) -> _Patterns:
    w = lexicon(language)
    money = rf"(?:(?-i:(?:(?<![^\W\d_])|(?<=[\s\d][kKMT]))(?:{CODES})(?!\w))|{w.currency}|(?<!\w)kr(?!\w))"
    return _Patterns(
        prefix=re.compile(
            rf"(?:(?P<scale>(?-i:(?<!\w)[kKTM]))?(?P<money>(?-i:(?<![^\W\d_])(?:{CODES})|(?<=[kKTM])EUR)|€|£|\$|US\$|¥|(?<!\w)"
            rf"(?:euros?|kč|zł|lei|fr\.|sfr\.|kr))(?:{GAP}(?P<word>{w.scale}))?)\s?[:.]?{GAP}$",
            re.IGNORECASE,
        ),
        scale=re.compile(
            rf"{GAP}(?P<scale>{w.scale})(?![^\W_])|(?P<letter>(?-i:[kKMT]|m))(?=€|£|\$|(?-i:{CODES})(?!\w))"
            rf"|(?P<attached>(?-i:[kKM]))(?!\w)|{GAP}(?P<spaced>(?-i:[kKMTm]))(?=\s?(?:€|£|\$|(?-i:{CODES}))|(?![\w²³]))",
            re.IGNORECASE,
        ),
        currency=re.compile(rf"(?:,[-–—]{{1,2}})?{GAP}(?:(?:de|d['’]|di|of){GAP})?(?P<money>{money})", re.IGNORECASE),
        percent=re.compile(rf"{GAP}(?:%|{w.percent}(?!\w))", re.IGNORECASE),
        time=re.compile(rf"(?:[-‐‑]|{GAP}(?:de\s)?)(?P<time>{w.time})(?!\w)", re.IGNORECASE),
        link=re.compile(rf"{GAP}(?:{DASH}|{w.any_of('range')}){GAP}", re.IGNORECASE),
        conjunction=re.compile(rf"{GAP}(?:{w.any_of('and')}){GAP}", re.IGNORECASE),
        between=re.compile(rf"(?<!\w){w.any_of('between')}\W{{1,3}}(?:[^\W\d]{{1,8}}\s?)?$", re.IGNORECASE),
        ratio=re.compile(rf"{GAP}(?:{w.any_of('ratio')}){GAP}", re.IGNORECASE),
        one_in=re.compile(rf"{GAP}(?:{w.any_of('one_in')}){GAP}", re.IGNORECASE),
    )


def find_amounts(
    text: str, numerals: tuple[Numeral, ...], words: Lexicon, cues: Cues, country: str | None
) -> Iterator[Amount]:
    """Expressions in reading order; each number belongs to one of them."""
    patterns = _patterns(words.language)
    floor, index = 0, 0
    while index < len(numerals):
        amount = _amount(text, numerals[index], floor, words, country)
        index += 1
        while index < len(numerals):
            following = _amount(text, numerals[index], amount.end, words, country)
            joined = _join(text, amount, following, patterns, cues)
            if not joined:
                break
            amount, index = joined, index + 1
        yield amount
        floor = amount.end


def _amount(text: str, numeral: Numeral, floor: int, words: Lexicon, country: str | None) -> Amount:
    patterns = _patterns(words.language)
    blank = Amount(numeral.start, numeral.end, numeral.value, numeral)
    before = patterns.prefix.search(text[max(floor, numeral.start - PREFIX_WINDOW) : numeral.start])
    start, currency, scale = numeral.start, None, None
    if before:
        start -= len(before.group())
        currency = currency_code(before["money"], words.language, country)
        scale = letter_scale(before["scale"]) if before["scale"] else None
        scale = words.scales[_folded(before["word"])] if before["word"] else scale
    end, after = _read_scale(text, numeral, patterns, words, bool(currency))
    scale = after or scale
    if (match := patterns.currency.match(text, end)) and not _belongs_to_next(text, match, currency):
        end, currency = match.end(), currency_code(match["money"], words.language, country)
    value = exact(_scaled_reading(numeral, scale, words.language) * (scale or 1))
    amount = replace(blank, start=start, end=end, value=value, scale=scale, currency=currency)
    if currency:
        return replace(amount, kind=FigureKind.MONEY)
    if match := patterns.percent.match(text, end):
        return replace(amount, end=match.end(), kind=FigureKind.PERCENTAGE, value=_share(numeral, value))
    if (match := patterns.time.match(text, end)) and not scale:
        time = words.times[_folded(match["time"])]
        return replace(amount, end=match.end(), kind=FigureKind.DURATION, time=time)
    return amount


def _folded(word: str) -> str:
    return re.sub(r"\s", " ", word.lower())


def _share(numeral: Numeral, value: Decimal) -> Decimal:
    """A share like "12,345 %" has decimals: none is that large."""
    return numeral.other if numeral.other is not None else value


def _scaled_reading(numeral: Numeral, scale: Decimal | None, language: str) -> Decimal:
    """A scaled "1.234 million" has decimals, "3,250 million" thousands (the other way round outside English)."""
    if scale is None or numeral.other is None:
        return numeral.value
    is_dot = numeral.other == numeral.value / 1000 and language == "en"
    return numeral.other if is_dot else numeral.value


def _read_scale(
    text: str, numeral: Numeral, patterns: _Patterns, words: Lexicon, has_currency: bool
) -> tuple[int, Decimal | None]:
    end, scale = numeral.end, None
    while match := patterns.scale.match(text, end):
        if match["scale"]:
            factor = words.scales[_folded(match["scale"])]
            if scale and scale * factor > MAX_SCALE:
                break
            scale = (scale or 1) * factor
        elif scale is None and (letter := match["letter"] or match["attached"] or match["spaced"]):
            followed = bool(patterns.currency.match(text, match.end()))
            if not (has_currency or followed or match["attached"]):
                break
            scale = letter_scale(letter)
        else:
            break
        end = match.end()
    return end, scale


def _belongs_to_next(text: str, match: re.Match[str], currency: str | None) -> bool:
    """In "EUR 500, EUR 300" and "€5 – €10" the second sign opens the second amount."""
    return currency is not None and bool(re.match(r"\s?\d", text[match.end() : match.end() + 2]))


def currency_code(word: str, language: str, country: str | None = None) -> str:
    """ISO 4217 code of a sign, code or name; "kr" follows the country, then the language."""
    if word.upper() in common().codes:
        return word.upper()
    folded = _folded(word)
    if folded == "kr":
        crown = common().crown
        return crown.get((country or "").upper()) or crown.get(language) or "SEK"
    return common().currencies[folded]


def _join(text: str, first: Amount, second: Amount, patterns: _Patterns, cues: Cues) -> Amount | None:
    """Range, sum or ratio of two neighbours, None when they are two figures."""
    link = text[first.end : second.start]
    if len(link) > 40 or (first.kind is not second.kind and not _compatible(first, second)):
        return None
    if re.fullmatch(r"\s?\+\s?", link) and (not first.joined or first.plus):
        return _sum(first, second)
    if first.joined:
        return None
    if patterns.ratio.fullmatch(link) and FigureKind.COUNT is first.kind is second.kind:
        return _ratio(first, second)
    is_one = first.value == 1 and 1 < second.value <= 100 and FigureKind.COUNT is first.kind is second.kind
    if is_one and patterns.one_in.fullmatch(link):
        return _ratio(first, second)
    if (
        re.fullmatch(r"\s?/\s?", link)
        and first.value < second.value <= 10
        and FigureKind.COUNT is first.kind is second.kind
    ):
        return _ratio(first, second)
    before = text[max(0, first.start - 40) : first.start]
    if patterns.conjunction.fullmatch(link):
        return _range(first, second) if patterns.between.search(before) else None
    if not patterns.link.fullmatch(link):
        return None
    is_dash = bool(re.fullmatch(rf"\s*{DASH}\s*", link))
    return None if not is_dash and cues.is_change(first.start) else _range(first, second)


def _compatible(first: Amount, second: Amount) -> bool:
    """The second may bring the currency, sign or time unit for both; so may a currency before the first."""
    return FigureKind.COUNT in (first.kind, second.kind) and (
        first.kind is FigureKind.COUNT or (first.kind is FigureKind.MONEY and first.end == first.numeral.end)
    )


def _merged(first: Amount, second: Amount, *, is_sum: bool = False) -> tuple[Amount, Decimal, Decimal] | None:
    """Both values at the scale they share, and the joined expression; None for two currencies."""
    if (first.currency and second.currency and first.currency != second.currency) or (
        first.time != second.time and first.time
    ):
        return None
    is_shared = not first.scale and second.scale and (is_sum or first.value <= second.value / second.scale)
    scale = second.scale if is_shared else None
    value = exact(first.value * (scale or 1))
    kind = second.kind if first.kind is FigureKind.COUNT else first.kind
    whole = replace(
        first,
        end=second.end,
        kind=kind,
        currency=first.currency or second.currency,
        time=second.time,
        joined=True,
        value=value,
    )
    return whole, value, second.value


def _sum(first: Amount, second: Amount) -> Amount | None:
    if (both := _merged(first, second, is_sum=True)) is None:
        return None
    whole, one, two = both
    return replace(whole, value=exact(one + two), plus=True)


def _range(first: Amount, second: Amount) -> Amount | None:
    if (both := _merged(first, second)) is None or both[1] >= both[2]:
        return None
    return replace(both[0], value_max=both[2])


def _ratio(first: Amount, second: Amount) -> Amount | None:
    if not 0 < first.value <= second.value or first.numeral.decimals or second.numeral.decimals:
        return None
    value = exact(first.value / second.value)
    return replace(first, end=second.end, value=value, kind=FigureKind.RATIO, joined=True)
