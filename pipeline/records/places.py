"""Country, region and city of a practice: the place it is about, not every place it names."""

import re
from collections import Counter
from collections.abc import Iterable

from extractors.entities.labels import labelled_role
from extractors.places import (
    country_name,
    country_of_place,
    country_of_region,
    find_regions,
    is_city,
    is_region,
    is_within,
)
from extractors.places import region as region_name
from models import Entity, EntityKind, EntityRole, Span
from models.text import folded, joined
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
#: So close behind the main institution a country is the institution's (characters).
_BEHIND = 3
#: A line with so many countries is a list of partners, not a place.
_LIST_OF_COUNTRIES = 3
#: What may stand between a region and its country: a comma, brackets, the name in its own language.
_SIDE_BY_SIDE = re.compile(r"[\s,()/–-]*(?:\(\w+\))?[\s,()/–-]*")
#: What stands between the items of a list of places.
_LISTED = re.compile(r"\s*(?:[,;/&•|–-]|\s(?:and|et|und|y|e|i|en|și)\s)\s*(?:(?:and|et|und|y|e|i|en|și)\s)?")


def fill_country(evidence: Evidence, _: TemplateField) -> Filled:
    """The stated country; else the one that the practice's region lies in, marked as derived."""
    chosen = _country(evidence)
    if chosen is None:
        several = len({e.code for e in evidence.entities(EntityKind.COUNTRY)}) > 1
        return (), (
            "several countries are named and none as the practice's own"
            if several
            else "no country is named in this document"
        )
    code, stated = chosen
    if stated:
        return (evidence.value(stated.span, stated.score, stated.extractor, country_name(code)),), None
    regions = [e for e in _regions(evidence) if country_of_region(e.code or "") == code]
    spans = tuple(e.span for e in regions[:3])
    return (evidence.derived(country_name(code), "country-of-region/1", spans, 0.7),), None


def _country(evidence: Evidence) -> tuple[str, Entity | None] | None:
    """(code, its best mention): the place with the most weight, counting its regions too."""
    mentions = [e for e in evidence.entities(EntityKind.COUNTRY) if e.code]
    weights = _weights(evidence, mentions)
    for region_code, weight in _weights(evidence, _regions(evidence)).items():
        weights[country_of_region(region_code)] += weight
    ranked = weights.most_common(2)
    if not ranked or (len(ranked) > 1 and (ranked[0][1] < _MIN_WEIGHT or ranked[0][1] == ranked[1][1])):
        return None
    code = ranked[0][0]
    own = [e for e in mentions if e.code == code]
    return code, max(own, key=lambda e: (_place_weight(evidence, e), -e.span.start), default=None)


def _regions(evidence: Evidence) -> list[Entity]:
    return [e for e in evidence.entities(EntityKind.REGION) if e.code and len(e.code) > 2 and not is_city(e.name)]


def fill_region(evidence: Evidence, _: TemplateField) -> Filled:
    """The region in the practice's country that most speaks for."""
    country = _country(evidence)
    mentions = [e for e in _regions(evidence) if country is None or country_of_region(e.code or "") == country[0]]
    best = _best(evidence, mentions)
    code = best.code if best else None
    if best is None:
        best, code = _labelled_region(evidence, country[0] if country else None)
    if best is None or code is None:
        return (), "no region is named as the place of this practice"
    return (evidence.value(best.span, best.score, best.extractor, f"{region_name(code)} ({code})"),), None


def _labelled_region(evidence: Evidence, country: str | None) -> tuple[Entity | None, str | None]:
    """A city's name behind the word "region" is the region of that name: "Region: Groningen"."""
    label = evidence.words("region_label", before=r"^\W*", after=r"\s*[:–\t]\s*$")
    for mention in evidence.entities(EntityKind.REGION):
        before = evidence.document.text[evidence.line(mention.span).start : mention.span.start]
        if is_city(mention.name) and label.search(before):
            codes = [c for c in find_regions(mention.text) if country in (None, country_of_region(c))]
            if codes:
                return mention, codes[0]
    return None, None


def fill_city(evidence: Evidence, _: TemplateField) -> Filled:
    """The city that most speaks for, of those in the practice's country."""
    country = _country(evidence)
    cities = [e for e in evidence.entities(EntityKind.REGION) if is_city(e.name)]
    best = _best(evidence, [e for e in cities if country is None or country_of_place(e.name) in (None, country[0])])
    if best is None:
        return (), "no city is named as the place of this practice"
    return (evidence.value(best.span, best.score, best.extractor, best.name),), None


def _weights(evidence: Evidence, mentions: Iterable[Entity]) -> Counter[str]:
    """How much speaks for each code (or name, without a code) as the place of the practice."""
    weights: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for mention in mentions:
        key = mention.code or mention.name
        if _is_list(evidence, mention) and not (
            _is_own_fact(evidence, mention) or _is_of_institution(evidence, mention)
        ):
            continue
        counts[key] += 1
        weights[key] = max(weights[key], _place_weight(evidence, mention))
    for key, count in counts.items():
        weights[key] += min(count, _MENTIONS_MAX)
    return weights


def _place_weight(evidence: Evidence, mention: Entity) -> int:
    line = evidence.line(mention.span)
    before = evidence.document.text[line.start : mention.span.start]
    weight = 0
    label = evidence.words("place_label", after=r"\s*[:–\t]\s*[^:\n\t]{0,40}$")
    if label.search(before) or label.search(_label_above(evidence, line) + before):
        weight += _LABELLED
    if _stands_with_other(evidence, mention, line):
        weight += _WITH_OTHER
    if len(line) <= _HEAD_LINE_MAX and mention.span.start - evidence.boundary.span.start <= _HEAD_CHARACTERS:
        weight += _HEAD
    if f" {folded(mention.text)} " in f" {folded(evidence.boundary.title)} ":
        weight += _TITLE
    if any(e.role is EntityRole.MAIN_INSTITUTION and line.contains(e.span) for e in evidence.entities(EntityKind.ORG)):
        weight += _BESIDE_INSTITUTION
    if _is_of_institution(evidence, mention):
        weight += _LABELLED
    return weight


def _is_own_fact(evidence: Evidence, mention: Entity) -> bool:
    """Right behind a label of its own, among other facts: "...; Country: Malta"."""
    before = evidence.document.text[evidence.line(mention.span).start : mention.span.start]
    return bool(evidence.words("place_label", before=r"(?:^|[.;|•]\s*)", after=r"\s*:\s*$").search(before))


def _is_of_institution(evidence: Evidence, mention: Entity) -> bool:
    """Right behind the main institution: "University of Girona (ES)"."""
    return any(
        e.role is EntityRole.MAIN_INSTITUTION
        and _SIDE_BY_SIDE.fullmatch(evidence.document.text[e.span.end : mention.span.start])
        for e in evidence.entities(EntityKind.ORG)
        if 0 <= mention.span.start - e.span.end <= _BEHIND
    )


def _stands_with_other(evidence: Evidence, mention: Entity, line: Span) -> bool:
    """A region and its country on one short line, or side by side as in "Tuscany (Toscana), Italy"."""
    other = EntityKind.REGION if mention.kind is EntityKind.COUNTRY else EntityKind.COUNTRY
    others = [e for e in evidence.entities(other) if line.contains(e.span)]
    if len(line) <= _HEAD_LINE_MAX:
        return bool(others)
    text = evidence.document.text
    for found in others:
        start, end = min(mention.span.end, found.span.end), max(mention.span.start, found.span.start)
        if _SIDE_BY_SIDE.fullmatch(text[start:end]):
            return True
    return False


def _is_list(evidence: Evidence, mention: Entity) -> bool:
    """On a line of partners, of so many countries, or among places of so many countries with commas between."""
    line = evidence.line(mention.span)
    if labelled_role(line.of(evidence.document.text)) is EntityRole.PARTNER:
        return True
    inside = {e.code for e in evidence.entities(EntityKind.COUNTRY) if line.contains(e.span)}
    listed = {_country_of(place) for place in _listed_with(evidence, mention, line)} - {None}
    return max(len(inside), len(listed)) >= _LIST_OF_COUNTRIES


def _listed_with(evidence: Evidence, mention: Entity, line: Span) -> list[Entity]:
    """The run of places on the line in which the mention stands, with nothing but list marks between them."""
    run: list[Entity] = []
    for place in evidence.entities(EntityKind.COUNTRY, EntityKind.REGION):
        if not line.contains(place.span):
            continue
        if run and not _LISTED.fullmatch(evidence.document.text[run[-1].span.end : place.span.start]):
            if mention in run:
                break
            run = []
        run.append(place)
    return run if mention in run else []


def _country_of(place: Entity) -> str | None:
    if place.kind is EntityKind.COUNTRY:
        return place.code
    code = place.code or ""
    return country_of_region(code) if is_region(code) else country_of_place(place.name)


def _best(evidence: Evidence, mentions: list[Entity]) -> Entity | None:
    """The mention that shows best the place with the most weight; None when none has enough, or two the same."""
    enough = {place: weight for place, weight in _weights(evidence, mentions).items() if weight >= _MIN_WEIGHT}
    # "Lancashire, England": the wider region speaks for the narrower one, not against it.
    narrow = Counter({p: w for p, w in enough.items() if not any(is_within(other, p) for other in enough)})
    ranked = narrow.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    own = [m for m in mentions if (m.code or m.name) == ranked[0][0]]
    return max(own, key=lambda m: (_place_weight(evidence, m), -m.span.start))


def _label_above(evidence: Evidence, line: Span) -> str:
    """The line above, as a label, when it is short: forms put "Country" over its value."""
    text = evidence.document.text
    above = joined(text[text.rfind("\n", 0, max(0, line.start - 1)) + 1 : max(0, line.start - 1)])
    return f"{above.rstrip(':')}: " if 0 < len(above) <= _HEAD_LINE_MAX else ""
