"""Filling the programme's form from what the extractors found. Every value has its place, or there is none."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from models import (
    Annotations,
    Document,
    EntityKind,
    Field,
    GoodPractice,
    PracticeBoundary,
    PracticeSource,
    Span,
    Value,
)
from models.text import folded
from pipeline.contacts import personal_spans
from pipeline.records.evidence import Evidence
from pipeline.records.fillers import FILLERS, fill_text
from pipeline.template import Template


@dataclass(frozen=True, slots=True)
class KnownPractice:
    """A practice that an earlier reading of the same source gave an id to."""

    practice_id: str
    title: str


def make_records(
    document: Document, annotations: Annotations, template: Template, known: tuple[KnownPractice, ...] = ()
) -> tuple[GoodPractice, ...]:
    """One record for each practice boundary, in their order.

    `known` are the practices of an earlier reading of the same source: a practice keeps the id of the one
    with the same title, else of the one at the same place in the order.
    """
    ids = _practice_ids(document, annotations.practices, known)
    return tuple(
        _record(document, annotations, boundary, template, practice_id)
        for boundary, practice_id in zip(annotations.practices, ids, strict=True)
    )


def _record(
    document: Document, annotations: Annotations, boundary: PracticeBoundary, template: Template, practice_id: str
) -> GoodPractice:
    inside = _inside(annotations, boundary.span)
    evidence = Evidence(document, inside, boundary, personal_spans(document, annotations))
    fields = []
    for form_field in template.fields:
        filler = FILLERS.get(form_field.name, fill_text)
        values, reason = filler(evidence, form_field)
        length = len("\n".join(v.display for v in values))
        over = max(0, length - form_field.limit) if form_field.limit else 0
        fields.append(Field(form_field.name, values, None if values else reason, over))
    return GoodPractice(
        practice_id=practice_id,
        title=_title(fields, boundary),
        template=template.id,
        sources=(PracticeSource(document.doc_id, boundary.span),),
        fields=tuple(fields),
        sections=inside.sections,
        figures=inside.figures,
        entities=inside.entities,
        topics=inside.topics,
    )


def _title(fields: list[Field], boundary: PracticeBoundary) -> str:
    values: Mapping[str, tuple[Value, ...]] = {f.name: f.values for f in fields}
    return values["title"][0].display if values.get("title") else boundary.title


def _inside(annotations: Annotations, span: Span) -> Annotations:
    """The annotations of one practice; persons stay with the document."""
    return replace(
        annotations,
        practices=(),
        sections=tuple(s for s in annotations.sections if span.contains(s.span)),
        figures=tuple(f for f in annotations.figures if span.contains(f.span)),
        entities=tuple(e for e in annotations.entities if span.contains(e.span) and e.kind is not EntityKind.PERSON),
        topics=tuple(t for t in annotations.topics if any(span.contains(e) for e in t.evidence)),
    )


def _practice_ids(
    document: Document, boundaries: tuple[PracticeBoundary, ...], known: tuple[KnownPractice, ...]
) -> tuple[str, ...]:
    by_title = {folded(practice.title): practice.practice_id for practice in reversed(known)}
    ids: list[str | None] = [by_title.pop(folded(b.title), None) for b in boundaries]
    free = [k.practice_id for k in known if k.practice_id not in ids]
    if len(boundaries) == len(known):
        # A corrected title does not make another practice.
        ids = [given or free.pop(0) for given in ids]
    return tuple(
        given or _new_id(document, boundary, number)
        for number, (given, boundary) in enumerate(zip(ids, boundaries, strict=True))
    )


def _new_id(document: Document, boundary: PracticeBoundary, number: int) -> str:
    seed = f"{document.source.sha256}|{number}|{folded(boundary.title)}"
    return "gp-" + hashlib.sha256(seed.encode()).hexdigest()[:10]
