"""What the extractors find in a document. Each value keeps its text, span, score and extractor."""

from dataclasses import dataclass
from decimal import Decimal

from models.labels import EntityKind, EntityRole, FigureKind, FigureRole, Qualifier, SectionLabel
from models.span import Span


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a practice; `span` starts at the heading where there is one."""

    label: SectionLabel
    span: Span
    heading: str | None
    score: float
    extractor: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit.

    Attributes:
        value: Decimal (a ratio lies in 0..1, a percentage in its written scale), or for dates an ISO 8601
            string at the written precision ("2016", "2016-01", "2016-01-05", "--03-06" without a year).
        value_max: upper end of a range, same type as `value`.
        currency: ISO 4217, money only.
        unit: the noun counted ("SMEs") or the time unit of a duration.
        in_words: the number is written as a word ("eight").
        currency_inferred: the currency is not written but follows from the country or language of the document.
        note: why the reading is doubtful ("dot may be decimal"); None when it is not.
    """

    kind: FigureKind
    value: Decimal | str
    text: str
    span: Span
    score: float
    extractor: str
    value_max: Decimal | str | None = None
    currency: str | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    role: FigureRole = FigureRole.CONTEXT
    in_words: bool = False
    currency_inferred: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention of a name; `name` is normalised, `code` a NUTS or ISO 3166 code."""

    kind: EntityKind
    name: str
    text: str
    span: Span
    score: float
    extractor: str
    code: str | None = None
    role: EntityRole | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic suggestion of one scheme, with the spans that led to it."""

    label: str
    scheme: str
    score: float
    evidence: tuple[Span, ...]
    extractor: str


@dataclass(frozen=True, slots=True)
class PracticeBoundary:
    """Where one practice stands. `title_span` is None when the title is a document property."""

    span: Span
    title: str
    title_span: Span | None
    score: float
    extractor: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that was found; `no_practice` says why `practices` is empty."""

    practices: tuple[PracticeBoundary, ...] = ()
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    entities: tuple[Entity, ...] = ()
    topics: tuple[Topic, ...] = ()
    no_practice: str | None = None
