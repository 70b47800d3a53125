"""What a practice can be filtered and counted by, derived from its record; nothing here is shown as a value of its own.

Facets are closed or named values (a country, a topic, a programme); numbers are ranges (years, budget, any figure).
Each comes from a field or figure that has its place in the source.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.places import country_of_region, find_country, is_region, nation_of_region, region
from models import (
    Decision,
    Document,
    EntityKind,
    Field,
    Figure,
    FigureKind,
    FigureRole,
    GoodPractice,
    SectionLabel,
    Span,
)
from models.text import folded
from pipeline.records.budget import budget_of, label_before
from pipeline.records.words import words

#: Fields whose values are facets as they are shown; a template without one of them has no such facet.
FIELD_FACETS = ("topic", "scope", "city", "institution", "institution_type", "programme", "project")
#: Those of them with a closed list of values, which are compared as they are.
_CLOSED = ("topic", "scope")
#: Reads as "still running" in the field `end`.
ONGOING = "ongoing"
#: The end of a period that goes on.
ENDLESS = 9999
#: A code beside a name as the records show it: "Małopolskie (PL21)".
_CODE = re.compile(r"\(([A-Z]{2}[A-Z0-9-]{1,4})\)")
_PROVED = (FigureRole.OUTPUT, FigureRole.RESULT)


@dataclass(frozen=True, slots=True)
class Facet:
    """`value` is for comparing (a code, or a folded name), `label` is what people read."""

    facet: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number or range for comparing: `kind` is year, budget, or the kind of a figure.

    `words` are its unit and the label before it, folded: what a filter such as `count[SMEs]` looks in.
    """

    kind: str
    words: str
    low: float
    high: float
    text: str
    span: Span
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that filters and facets of one practice need."""

    facets: tuple[Facet, ...]
    numbers: tuple[Number, ...]


def facts_of(practice: GoodPractice, document: Document) -> Facts:
    """The facts of a record; `document` is where its spans point."""
    facets = (*_field_facets(practice), *_places(practice), *_other_facets(practice, document))
    numbers = (*_years(practice), *_budget(practice, document), *_figures(practice, document))
    return Facts(tuple(dict.fromkeys(facets)), numbers)


def _field_facets(practice: GoodPractice) -> Iterator[Facet]:
    for field in practice.fields:
        if field.name in FIELD_FACETS:
            for value in field.values:
                key = value.display if field.name in _CLOSED else folded(value.display)
                yield Facet(field.name, key, value.display)


def _places(practice: GoodPractice) -> Iterator[Facet]:
    """The country, and the region with every region it lies in, up to the nation and the country."""
    countries = [find_country(value.display) for value in _field(practice, "country").values]
    codes = [c for value in _field(practice, "region").values for c in _CODE.findall(value.display) if is_region(c)]
    countries += [country_of_region(code) for code in codes]
    for country in countries:
        if country:
            yield country_facet(country)
    # Other regions of its country that a practice names are where it works too.
    named = [e.code for e in practice.entities if e.kind is EntityKind.REGION and e.code and is_region(e.code)]
    codes += [code for code in named if country_of_region(code) in countries]
    for code in dict.fromkeys(codes):
        for wider in rolled_up(code):
            yield Facet("region", wider, f"{region(wider)} ({wider})")


def country_facet(code: str) -> Facet:
    """The facet of a country by its ISO code."""
    from extractors.places import country_name

    return Facet("country", code, country_name(code))


def rolled_up(code: str) -> tuple[str, ...]:
    """A region and every region it lies in: PL213 gives PL213, PL21 and PL2; UKD33 gives England too."""
    wider = [code[:length] for length in range(len(code), 2, -1)] if "-" not in code else [code]
    nation = nation_of_region(code)
    # One region for a whole country says no more than the country.
    smaller = [c for c in wider if is_region(c) and ("-" in c or region(c) != region(c[:2]))]
    return (*smaller, *((nation,) if nation and nation not in wider else ()))


def _other_facets(practice: GoodPractice, document: Document) -> Iterator[Facet]:
    for section in practice.sections:
        yield Facet("section", section.label.value, section.label.value.replace("_", " "))
    for entity in practice.entities:
        if entity.kind is EntityKind.FUND:
            yield Facet("fund", folded(entity.name), entity.name)
    if any(_is_evidence(practice, figure) for figure in practice.figures):
        yield Facet("evidence", "measurable", "measurable")
    if document.language:
        yield Facet("language", document.language.split("-")[0], document.language.split("-")[0])
    status = _status(practice, document)
    if status:
        yield Facet("status", status, status)
    yield Facet("source", folded(document.source.uri), document.source.uri.rpartition("/")[2])
    is_reviewed = any(isinstance(v.origin, Decision) for f in practice.fields for v in f.values)
    review = "reviewed" if is_reviewed else "unreviewed"
    yield Facet("review", review, review)


def _is_evidence(practice: GoodPractice, figure: Figure) -> bool:
    """A number that tells what came of the practice."""
    if figure.kind is FigureKind.DATE or figure.kind is FigureKind.DURATION:
        return False
    sections = (s.span for s in practice.sections if s.label is SectionLabel.EVIDENCE)
    return figure.role in _PROVED or any(span.contains(figure.span) for span in sections)


def _status(practice: GoodPractice, document: Document) -> str | None:
    """The state that a line of facts names ("Status: implemented"): operating, pilot or planned."""
    for source in practice.sources:
        label = words("status_label", document.language, after=r"\s*:\s*([^.;:\n\t|]{3,40})")
        for match in label.finditer(document.text, source.span.start, source.span.end):
            for state in ("planned", "pilot", "operating"):
                if words(f"status_{state}", document.language).search(match.group(1)):
                    return state
    return None


def _years(practice: GoodPractice) -> Iterator[Number]:
    start, end = _field(practice, "start"), _field(practice, "end")
    spans = [v.origin for f in (start, end) for v in f.values if isinstance(v.origin, Span)]
    first, last = _year(start), _year(end)
    if first is None and last is None:
        return
    low, high = first or last, last or first
    if low is None or high is None:
        return
    shown = " – ".join(dict.fromkeys(v.display for f in (start, end) for v in f.values))
    yield Number("year", "", float(min(low, high)), float(max(low, high)), shown, spans[0] if spans else Span(0, 0))


def _year(field: Field) -> int | None:
    for value in field.values:
        if value.display == ONGOING:
            return ENDLESS
        if re.match(r"\d{4}\b", value.display):
            return int(value.display[:4])
    return None


def _budget(practice: GoodPractice, document: Document) -> Iterator[Number]:
    best = budget_of(practice, document)
    if best is not None:
        yield _number("budget", best, "")


def _figures(practice: GoodPractice, document: Document) -> Iterator[Number]:
    for figure in practice.figures:
        if figure.kind is not FigureKind.DATE:
            yield _number(figure.kind.value, figure, folded(f"{figure.unit or ''} {label_before(document, figure)}"))


def _number(kind: str, figure: Figure, about: str) -> Number:
    low = float(figure.value)
    return Number(kind, about, low, max(low, _high(figure)), figure.text, figure.span, figure.currency)


def _high(figure: Figure) -> float:
    return float(figure.value if figure.value_max is None else figure.value_max)


def _field(practice: GoodPractice, name: str) -> Field:
    try:
        return practice.field(name)
    except KeyError:
        return Field(name, ())
