"""The main institution of a practice."""

from collections import Counter

from models import Entity, EntityKind, EntityRole, SectionLabel
from pipeline.records.evidence import Evidence, Filled
from pipeline.template import TemplateField

#: An organisation without a stated role needs this weight to stand as the main institution: to be named first
#: by a rule or list that is sure of it, or to be named again.
_MIN_WEIGHT = 3
_SURE_SCORE = 0.75
#: Sections that name the others: partners, authors, who to ask.
_OTHERS = (SectionLabel.STAKEHOLDERS, SectionLabel.CONTACT, SectionLabel.OTHER)
#: Score of an institution that no words name as such.
_UNSTATED_SCORE = 0.5


def fill_institution(evidence: Evidence, _: TemplateField) -> Filled:
    """The organisation whose role is stated; else the one that the text is about."""
    organisations = evidence.entities(EntityKind.ORG)
    stated = [e for e in organisations if e.role is EntityRole.MAIN_INSTITUTION]
    if stated:
        best = max(stated, key=lambda e: (e.score, -e.span.start))
        return (evidence.value(best.span, best.score, best.extractor, best.name),), None
    chosen = _most_spoken_of(evidence, organisations)
    if chosen is None:
        return (), "no organisation is named as the main institution in this document"
    return (evidence.value(chosen.span, min(chosen.score, _UNSTATED_SCORE), chosen.extractor, chosen.name),), None


def _most_spoken_of(evidence: Evidence, organisations: tuple[Entity, ...]) -> Entity | None:
    """The name with the most mentions; standing first, or in the title, weighs as two more."""
    active = [e for e in organisations if e.role is None and evidence.label_at(e.span) not in _OTHERS]
    if not active:
        return None
    weights = Counter(e.name for e in active)
    weights[active[0].name] += 2 if active[0].score >= _SURE_SCORE else 1
    title = evidence.boundary.title
    for name in weights:
        if name in title:
            weights[name] += 2
    name, weight = weights.most_common(1)[0]
    if weight < _MIN_WEIGHT:
        return None
    return next(e for e in active if e.name == name)
