"""Records as table rows, and back. One function pair for each table that holds a record's parts."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models import (
    Annotations,
    Block,
    Box,
    Document,
    Entity,
    EntityKind,
    EntityRole,
    Field,
    Figure,
    FigureKind,
    FigureRole,
    GoodPractice,
    Link,
    Metadata,
    Origin,
    Page,
    PageError,
    Passage,
    Qualifier,
    Section,
    SectionLabel,
    Source,
    Span,
    Topic,
    Value,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Row = tuple[Any, ...]


@cache
def _adapter(kind: Any) -> "TypeAdapter[Any]":  # noqa: ANN401 - any of the types below
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def to_json(kind: Any, value: object) -> str:  # noqa: ANN401
    """A record of the given type as JSON."""
    return _adapter(kind).dump_json(value).decode()


def from_json(kind: Any, text: str) -> Any:  # noqa: ANN401
    """The record of the given type that `to_json` wrote."""
    return _adapter(kind).validate_json(text)


def document_row(document: Document, no_practice: str | None) -> Row:
    """Row of `documents`; pages and blocks go into one JSON column."""
    layout = {
        "pages": json.loads(to_json(tuple[Page, ...], document.pages)),
        "blocks": json.loads(to_json(tuple[Block, ...], document.blocks)),
        "metadata": json.loads(to_json(Metadata, document.metadata)),
        "links": json.loads(to_json(tuple[Link, ...], document.links)),
        "page_errors": json.loads(to_json(tuple[PageError, ...], document.page_errors)),
    }
    source = document.source
    return (
        document.doc_id,
        source.sha256,
        source.media_type,
        source.uri,
        source.retrieved_at.replace(tzinfo=None),
        document.title,
        document.language,
        document.text,
        len(document.pages),
        json.dumps(layout),
        no_practice,
    )


def document_from_row(row: Row) -> Document:
    """The document of a row of `documents`, equal to the one stored."""
    from datetime import UTC

    layout = json.loads(row[9])
    return Document(
        doc_id=row[0],
        source=Source(uri=row[3], media_type=row[2], sha256=row[1], retrieved_at=row[4].replace(tzinfo=UTC)),
        title=row[5],
        language=row[6],
        text=row[7],
        pages=_adapter(tuple[Page, ...]).validate_python(layout["pages"]),
        blocks=_adapter(tuple[Block, ...]).validate_python(layout["blocks"]),
        page_errors=_adapter(tuple[PageError, ...]).validate_python(layout.get("page_errors", ())),
        metadata=_adapter(Metadata).validate_python(layout.get("metadata", {})),
        links=_adapter(tuple[Link, ...]).validate_python(layout.get("links", ())),
    )


def section_rows(doc_id: str, practice_id: str | None, sections: Iterable[Section]) -> list[Row]:
    """Rows of `sections`, in order."""
    return [
        (doc_id, practice_id, i, s.label.value, s.heading, s.span.start, s.span.end, s.score, s.extractor)
        for i, s in enumerate(sections)
    ]


def section_from_row(row: Row) -> Section:
    """The section of a row of `sections`."""
    return Section(SectionLabel(row[3]), Span(row[5], row[6]), row[4], row[7], row[8])


def figure_rows(doc_id: str, practice_id: str | None, figures: Iterable[Figure]) -> list[Row]:
    """Rows of `figures`, in order, with the value as exact text and as a number for comparing."""
    return [
        (
            doc_id,
            practice_id,
            i,
            f.kind.value,
            str(f.value),
            None if f.value_max is None else str(f.value_max),
            _number(f.value),
            _number(f.value_max),
            f.currency,
            f.unit,
            f.qualifier.value if f.qualifier else None,
            f.role.value,
            f.in_words,
            f.currency_inferred,
            f.note,
            f.text,
            f.span.start,
            f.span.end,
            f.score,
            f.extractor,
        )
        for i, f in enumerate(figures)
    ]


def figure_from_row(row: Row) -> Figure:
    """The figure of a row of `figures`."""
    kind = FigureKind(row[3])
    return Figure(
        kind=kind,
        value=_value(kind, row[4]),
        value_max=None if row[5] is None else _value(kind, row[5]),
        currency=row[8],
        unit=row[9],
        qualifier=Qualifier(row[10]) if row[10] else None,
        role=FigureRole(row[11]),
        in_words=row[12],
        currency_inferred=row[13],
        note=row[14],
        text=row[15],
        span=Span(row[16], row[17]),
        score=row[18],
        extractor=row[19],
    )


def _value(kind: FigureKind, text: str) -> Decimal | str:
    return text if kind is FigureKind.DATE else Decimal(text)


def _number(value: Decimal | str | None) -> float | None:
    """For comparing in SQL; the exact value stays text. A date compares by its year."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return float(value)
    return float(value[:4]) if value[:4].isdigit() else None


def entity_rows(doc_id: str, practice_id: str | None, entities: Iterable[Entity]) -> list[Row]:
    """Rows of `entities`, in order."""
    return [
        (
            doc_id,
            practice_id,
            i,
            e.kind.value,
            e.name,
            e.code,
            e.role.value if e.role else None,
            e.text,
            e.span.start,
            e.span.end,
            e.score,
            e.extractor,
        )
        for i, e in enumerate(entities)
    ]


def entity_from_row(row: Row) -> Entity:
    """The entity of a row of `entities`."""
    return Entity(
        kind=EntityKind(row[3]),
        name=row[4],
        code=row[5],
        role=EntityRole(row[6]) if row[6] else None,
        text=row[7],
        span=Span(row[8], row[9]),
        score=row[10],
        extractor=row[11],
    )


def topic_rows(doc_id: str, practice_id: str | None, topics: Iterable[Topic]) -> list[Row]:
    """Rows of `topics`, in order."""
    return [
        (doc_id, practice_id, i, t.label, t.scheme, t.score, to_json(tuple[Span, ...], t.evidence), t.extractor)
        for i, t in enumerate(topics)
    ]


def topic_from_row(row: Row) -> Topic:
    """The topic of a row of `topics`."""
    return Topic(row[3], row[4], row[5], from_json(tuple[Span, ...], row[6]), row[7])


def field_rows(practice: GoodPractice) -> tuple[list[Row], list[Row]]:
    """(rows of fields, rows of field_values)."""
    fields = [(practice.practice_id, i, f.name, f.reason, f.over_limit) for i, f in enumerate(practice.fields)]
    values = [
        (
            practice.practice_id,
            f.name,
            i,
            v.text,
            v.display,
            to_json(Origin, v.origin),
            v.doc_id,
            v.score,
            v.extractor,
            v.page_no,
            to_json(tuple[Box, ...], v.boxes),
        )
        for f in practice.fields
        for i, v in enumerate(f.values)
    ]
    return fields, values


def field_from_rows(row: Row, values: Iterable[Row]) -> Field:
    """The field of a row of `fields` with its rows of `field_values`, in order."""
    return Field(name=row[2], values=tuple(_value_from_row(v) for v in values), reason=row[3], over_limit=row[4])


def _value_from_row(row: Row) -> Value:
    return Value(
        text=row[3],
        display=row[4],
        origin=from_json(Origin, row[5]),
        doc_id=row[6],
        score=row[7],
        extractor=row[8],
        page_no=row[9],
        boxes=from_json(tuple[Box, ...], row[10]),
    )


def passage_row(passage_no: int, passage: Passage) -> Row:
    """Row of `passages`."""
    return (
        passage_no,
        passage.passage_id,
        passage.practice_id,
        passage.doc_id,
        passage.label,
        passage.span.start,
        passage.span.end,
        passage.page_no,
        passage.text,
    )


def passage_from_row(row: Row) -> Passage:
    """The passage of a row of `passages`."""
    return Passage(row[1], row[2], row[3], Span(row[5], row[6]), row[4], row[8], row[7])


def outside_practices(annotations: Annotations, practices: Iterable[GoodPractice]) -> Annotations:
    """What belongs to no practice: kept with the document."""
    taken = {id(a) for p in practices for a in (*p.sections, *p.figures, *p.entities, *p.topics)}
    return Annotations(
        sections=tuple(s for s in annotations.sections if id(s) not in taken),
        figures=tuple(f for f in annotations.figures if id(f) not in taken),
        entities=tuple(e for e in annotations.entities if id(e) not in taken),
        topics=tuple(t for t in annotations.topics if id(t) not in taken),
    )
