"""The budget of a practice: the total as its document states it, or the one amount that can be meant."""

import re

from models import Document, Figure, FigureKind, FigureRole, GoodPractice
from pipeline.records.words import words

#: A label right before a number: "Total cost: ", at most this long.
_LABEL = re.compile(r"([^.;:\n\t|•]{2,60}):\s{0,3}$")
_LABEL_REACH = 64
#: A total and its amount stand so close in a sentence (characters), with nothing but words and years between them.
_SENTENCE_REACH = 100
_TO_AMOUNT = r"\b((?:[^.!?;:\d\n]|\n(?!\s)|\b(?:19|20)\d\d\b){0,70})$"
_SENTENCE_START = re.compile(r"[.!?]\s+(?=[^\Wa-z\d_])|\n\s*\n|\n\s*[-•*◆]")


def label_before(document: Document, figure: Figure) -> str:
    """The words of a label right before a figure, as in "EU contribution: 20,000 EUR"."""
    match = _LABEL.search(_before(document, figure, _LABEL_REACH))
    return match.group(1).strip() if match else ""


def budget_of(practice: GoodPractice, document: Document) -> Figure | None:
    """A total in a label or sentence, else the largest amount with such a label, else the only amount put in.

    Where several amounts are put in and none is called the total, which one it is stays open.
    """
    money = [f for f in practice.figures if f.kind is FigureKind.MONEY and not _is_foreign(document, f)]
    stated = [f for f in money if _is_total(document, f)]
    label = words("budget_label", document.language, after=r"$")
    stated = stated or [f for f in money if label.search(label_before(document, f))]
    if stated:
        return max(stated, key=_high)
    part = words("co_financing", document.language)
    amounts = [f for f in money if f.role is FigureRole.BUDGET and not part.search(label_before(document, f))]
    amounts = [f for f in amounts if not _is_for_each(document, f)]
    one = {(f.value, f.value_max, f.currency) for f in amounts}
    return amounts[0] if len(one) == 1 else None


def _is_total(document: Document, figure: Figure) -> bool:
    """True for "Total cost: 20 EUR", "The total budget was 20 EUR"; not for "of the total the county paid 20 EUR"."""
    total = words("budget_total", document.language, after=r"$")
    if total.search(label_before(document, figure)):
        return True
    before = _sentence_before(document, figure, _SENTENCE_REACH)
    match = words("budget_total", document.language, after=_TO_AMOUNT).search(before)
    return match is not None and not (
        words("co_financing", document.language).search(match.group())
        or words("paid", document.language).search(match.group())
    )


def _is_foreign(document: Document, figure: Figure) -> bool:
    """True for the budget of a state or a ministry, which is none of the practice."""
    before = _sentence_before(document, figure, _SENTENCE_REACH)
    return bool(words("budget_foreign", document.language).search(before))


def _is_for_each(document: Document, figure: Figure) -> bool:
    """True for "20 EUR per household"."""
    return bool(words("for_each", document.language, before=r"\s?").match(document.text, figure.span.end))


def _sentence_before(document: Document, figure: Figure, reach: int) -> str:
    return _SENTENCE_START.split(_before(document, figure, reach))[-1]


def _before(document: Document, figure: Figure, reach: int) -> str:
    return document.text[max(0, figure.span.start - reach) : figure.span.start]


def _high(figure: Figure) -> float:
    return float(figure.value if figure.value_max is None else figure.value_max)
