"""Country, region and city of a practice: the place it is about, not every place it names."""

import re
from collections import Counter
from collections.abc import Iterable

from extractors.places import country_name, country_of_region, is_city
from extractors.places import region as region_name
from models import Entity, EntityKind, EntityRole, Span
from models.text import joined
from pipeline.records.evidence import Evidence, Filled
from pipeline.template import TemplateField

#: Weights of what shows that a place is the practice's own.
_LABELLED, _WITH_OTHER, _HEAD, _TITLE, _BESIDE_INSTITUTION = 5, 3, 3, 3, 3
#: Mentions alone count up to this weight, so that a list of names does not win.
_MENTIONS_MAX = 2
_MIN_WEIGHT = 3
#: The head of a practice: title and the lines of facts below it, in characters.
_HEAD_CHARACTERS = 300
_HEAD_LINE_MAX = 60
#: A line with so many countries is a list of partners, not a place.
_LIST_OF_COUNTRIES = 3
_PLACE_LABEL = re.compile(
    r"(?:country|countries|region|location|place|county|land|pays|région|lieu|standort|pa[ií]s|regi[oó]n|paese|regione"
    r"|luogo|kraj|województwo|lokalizacja)\s*[:–]\s*[^:\n]{0,40}$",
    re.IGNORECASE,
)


def fill_country(evidence: Evidence, _: TemplateField) -> Filled:
    """The stated country; else the one that the practice's region lies in, marked as derived."""
    mentions = [e for e in evidence.entities(EntityKind.COUNTRY) if e.code]
    weights = _weights(evidence, mentions)
    codes = {e.code for e in mentions}
    best = _best(weights, mentions, only=len(codes) == 1 and not _is_list(evidence, mentions))
    if best:
        return (evidence.value(best.span, best.score, best.extractor, country_name(best.code or "")),), None
    return _country_of_regions(evidence, several=len(codes) > 1)


def fill_region(evidence: Evidence, form_field: TemplateField) -> Filled:
    country = _country_code(evidence, form_field)
    mentions = [
        e
        for e in evidence.entities(EntityKind.REGION)
        if e.code and not is_city(e.name) and len(e.code) > 2 and country in (None, country_of_region(e.code))
    ]
    best = _best(_weights(evidence, mentions), mentions, only=False)
    if best is None:
        return (), "no region is named as the place of this practice"
    display = f"{region_name(best.code or '')} ({best.code})"
    return (evidence.value(best.span, best.score, best.extractor, display),), None


def fill_city(evidence: Evidence, _: TemplateField) -> Filled:
    mentions = [e for e in evidence.entities(EntityKind.REGION) if is_city(e.name)]
    best = _best(_weights(evidence, mentions), mentions, only=False)
    if best is None:
        return (), "no city is named as the place of this practice"
    return (evidence.value(best.span, best.score, best.extractor, best.name),), None


def _country_code(evidence: Evidence, form_field: TemplateField) -> str | None:
    values, _ = fill_country(evidence, form_field)
    shown = values[0].display if values else None
    codes = {e.code for e in evidence.entities(EntityKind.COUNTRY) if e.code}
    codes |= {country_of_region(e.code) for e in evidence.entities(EntityKind.REGION) if e.code}
    return next((c for c in codes if c and country_name(c) == shown), None)


def _country_of_regions(evidence: Evidence, several: bool) -> Filled:
    regions = [e for e in evidence.entities(EntityKind.REGION) if e.code]
    countries = Counter(country_of_region(e.code) for e in regions if e.code)
    if len(countries) == 1:
        code = next(iter(countries))
        spans = tuple(e.span for e in regions[:3])
        return (evidence.derived(country_name(code), "country-of-region/1", spans, 0.7),), None
    if several or countries:
        return (), "several countries are named and none as the practice's own"
    return (), "no country is named in this document"


def _weights(evidence: Evidence, mentions: Iterable[Entity]) -> Counter[str]:
    """How much speaks for each code (or name, without a code) as the place of the practice."""
    weights: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for mention in mentions:
        key = mention.code or mention.name
        if _is_list(evidence, [mention]):
            continue
        counts[key] += 1
        weights[key] = max(weights[key], _place_weight(evidence, mention))
    for key, count in counts.items():
        weights[key] += min(count, _MENTIONS_MAX)
    return weights


def _place_weight(evidence: Evidence, mention: Entity) -> int:
    line = _line(evidence, mention.span)
    before = evidence.document.text[line.start : mention.span.start]
    weight = 0
    if _PLACE_LABEL.search(before) or _PLACE_LABEL.search(_label_above(evidence, line) + before):
        weight += _LABELLED
    if _shares_line(evidence, mention, line):
        weight += _WITH_OTHER
    if len(line) <= _HEAD_LINE_MAX and mention.span.start - evidence.boundary.span.start <= _HEAD_CHARACTERS:
        weight += _HEAD
    if mention.text in evidence.boundary.title:
        weight += _TITLE
    if any(
        e.role is EntityRole.MAIN_INSTITUTION and line.contains(e.span) for e in evidence.entities(EntityKind.ORG)
    ):
        weight += _BESIDE_INSTITUTION
    return weight


def _shares_line(evidence: Evidence, mention: Entity, line: Span) -> bool:
    """A region and its country on one short line, as in "Tuscany, Italy"."""
    if len(line) > _HEAD_LINE_MAX:
        return False
    other = EntityKind.REGION if mention.kind is EntityKind.COUNTRY else EntityKind.COUNTRY
    return any(line.contains(e.span) for e in evidence.entities(other))


def _is_list(evidence: Evidence, mentions: list[Entity]) -> bool:
    lines = [_line(evidence, m.span) for m in mentions[:1]]
    inside = {e.code for line in lines for e in evidence.entities(EntityKind.COUNTRY) if line.contains(e.span)}
    return len(inside) >= _LIST_OF_COUNTRIES


def _best(weights: Counter[str], mentions: list[Entity], only: bool) -> Entity | None:
    """The first mention of the place with the most weight; `only` accepts a single place with little weight."""
    ranked = weights.most_common(2)
    if not ranked:
        return None
    key, weight = ranked[0]
    if not only and weight < _MIN_WEIGHT:
        return None
    if len(ranked) > 1 and ranked[1][1] == weight:
        return None
    return next(m for m in mentions if (m.code or m.name) == key)


def _line(evidence: Evidence, span: Span) -> Span:
    text = evidence.document.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, len(text) if end < 0 else end)


def _label_above(evidence: Evidence, line: Span) -> str:
    """The line above, as a label, when it is short: forms put "Country" over its value."""
    text = evidence.document.text
    above = joined(text[text.rfind("\n", 0, max(0, line.start - 1)) + 1 : max(0, line.start - 1)])
    return f"{above.rstrip(':')}: " if 0 < len(above) <= _HEAD_LINE_MAX else ""
