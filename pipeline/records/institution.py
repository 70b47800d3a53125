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


def fill_institution(evidence: Evidence, form_field: TemplateField) -> Filled:
    """The organisation whose role is stated; else the one that the text is about. Its acronym stands beside it."""
    organisations = evidence.entities(EntityKind.ORG)
    stated = [e for e in organisations if e.role is EntityRole.MAIN_INSTITUTION]
    chosen = _best_stated(evidence, stated, organisations) if stated else _most_spoken_of(evidence, organisations)
    if chosen is None:
        return (), "no organisation is named as the main institution in this document"
    score = chosen.score if stated else min(chosen.score, _UNSTATED_SCORE)
    display = _with_acronym(chosen, organisations, form_field.limit)
    return (evidence.value(chosen.span, score, chosen.extractor, display),), None


def _best_stated(evidence: Evidence, stated: list[Entity], organisations: tuple[Entity, ...]) -> Entity:
    """One on a line of the form; else the one that is named most often, of two the first."""
    mentions = Counter(e.name for e in organisations)

    def weight(entity: Entity) -> tuple[bool, int, float, int]:
        line = evidence.line(entity.span)
        before = evidence.document.text[line.start : entity.span.start].rstrip(" *_|")
        return before.endswith((":", "\t")), mentions[entity.name], entity.score, -entity.span.start

    return max(stated, key=weight)


def _with_acronym(chosen: Entity, organisations: tuple[Entity, ...], limit: int | None) -> str:
    acronyms = [
        e.text
        for e in organisations
        if e.name == chosen.name and e.text.isupper() and e.text not in chosen.name.split()
    ]
    display = f"{chosen.name} ({acronyms[0]})" if acronyms else chosen.name
    return display if limit is None or len(display) <= limit else chosen.name


def _most_spoken_of(evidence: Evidence, organisations: tuple[Entity, ...]) -> Entity | None:
    """The name with the most mentions; standing first, or in the title, weighs as two more."""
    # Who pays is not who runs it, also where it is named again.
    funders = {e.name for e in organisations if e.role is EntityRole.FUNDER}
    told = [e for e in organisations if e.role is None and e.name not in funders]
    active = [e for e in told if evidence.label_at(e.span) not in _OTHERS]
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
