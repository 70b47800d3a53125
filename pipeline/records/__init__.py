"""Filling the programme's form from what the extractors found. Every value has its place, or there is none."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from models import (
    Annotations,
    Document,
    Entity,
    EntityKind,
    Field,
    Figure,
    GoodPractice,
    PracticeBoundary,
    PracticeSource,
    Section,
    Span,
    Value,
)
from models.text import folded
from pipeline.contacts import personal_spans
from pipeline.records.cells import country_of_row, fill_cells
from pipeline.records.evidence import Evidence, Filled
from pipeline.records.fillers import FILLERS, fill_text
from pipeline.records.words import no_value
from pipeline.table_rows import Row
from pipeline.template import Template, TemplateField

_Placed = TypeVar("_Placed", Section, Figure, Entity)


@dataclass(frozen=True, slots=True)
class KnownPractice:
    """A practice that an earlier reading of the same source gave an id to."""

    practice_id: str
    title: str


def make_records(
    document: Document,
    annotations: Annotations,
    template: Template,
    known: tuple[KnownPractice, ...] = (),
    rows: Sequence[Row] = (),
) -> tuple[GoodPractice, ...]:
    """One record for each practice boundary, in their order.

    `known` are the practices of an earlier reading of the same source: a practice keeps the id of the one
    with the same title, else of the one at the same place in the order. `rows`, one for each practice, hold what
    the cells of a table say; only what they have no column for is looked for.
    """
    ids = _practice_ids(document, annotations.practices, known)
    inside = _ByPlace(annotations)
    of_table: Sequence[Row | None] = rows or [None] * len(ids)
    personal = personal_spans(document, annotations)
    return tuple(
        _record(Evidence(document, inside.of(boundary.span), boundary, personal), template, practice_id, row)
        for boundary, practice_id, row in zip(annotations.practices, ids, of_table, strict=True)
    )


def _record(evidence: Evidence, template: Template, practice_id: str, row: Row | None) -> GoodPractice:
    inside, boundary = evidence.annotations, evidence.boundary
    fields = []
    for form_field in template.fields:
        values, reason = _filled(evidence, form_field, row)
        length = len("\n".join(v.display for v in values))
        over = max(0, length - form_field.limit) if form_field.limit else 0
        fields.append(Field(form_field.name, values, None if values else reason, over))
    return GoodPractice(
        practice_id=practice_id,
        title=_title(fields, boundary),
        template=template.id,
        sources=(PracticeSource(evidence.document.doc_id, boundary.span),),
        fields=tuple(fields),
        sections=inside.sections,
        figures=inside.figures,
        entities=inside.entities,
        topics=inside.topics,
    )


def _filled(evidence: Evidence, form_field: TemplateField, row: Row | None) -> Filled:
    """The values that say something: "n/a" in a field of a form is none."""
    values, reason = _found(evidence, form_field, row)
    told = tuple(value for value in values if not no_value().fullmatch(value.display))
    if values and not told:
        reason = f"the document says “{values[0].display.strip()}” there, which is no value"
    return told, reason


def _found(evidence: Evidence, form_field: TemplateField, row: Row | None) -> Filled:
    if row is not None and form_field.name in row.headers:
        return fill_cells(evidence, form_field, row)
    of_row = country_of_row(evidence, row) if row is not None and form_field.name == "country" else None
    return of_row or FILLERS.get(form_field.name, fill_text)(evidence, form_field)


def _title(fields: list[Field], boundary: PracticeBoundary) -> str:
    values: Mapping[str, tuple[Value, ...]] = {f.name: f.values for f in fields}
    return values["title"][0].display if values.get("title") else boundary.title


class _ByPlace:
    """Annotations sorted by their start, so that a table of many practices is not searched whole for each.

    Persons stay with the document.
    """

    def __init__(self, annotations: Annotations) -> None:
        self._all = annotations
        self._sections = _sorted(annotations.sections)
        self._figures = _sorted(annotations.figures)
        self._entities = _sorted([e for e in annotations.entities if e.kind is not EntityKind.PERSON])

    def of(self, span: Span) -> Annotations:
        """The annotations of one practice."""
        return replace(
            self._all,
            practices=(),
            sections=_within(self._sections, span),
            figures=_within(self._figures, span),
            entities=_within(self._entities, span),
            topics=tuple(t for t in self._all.topics if any(span.contains(e) for e in t.evidence)),
        )


def _sorted(items: Iterable[_Placed]) -> list[_Placed]:
    return sorted(items, key=_start)


def _start(item: Section | Figure | Entity) -> int:
    return item.span.start


def _within(items: list[_Placed], span: Span) -> tuple[_Placed, ...]:
    first, last = bisect_left(items, span.start, key=_start), bisect_right(items, span.end, key=_start)
    return tuple(item for item in items[first:last] if span.contains(item.span))


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
