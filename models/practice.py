"""The good-practice record and what search returns."""

from dataclasses import dataclass
from datetime import datetime

from models.annotations import Entity, Figure, Section, Topic
from models.geometry import Box
from models.span import Span


@dataclass(frozen=True, slots=True)
class DocumentProperty:
    """A value that came with the document (its title, its date), not from its text."""

    name: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A value that a person entered; `decided_at` is UTC."""

    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Derived:
    """A value inferred by a named rule from what stands at `spans`."""

    rule: str
    spans: tuple[Span, ...]


Origin = Span | DocumentProperty | Decision | Derived


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its place. For a span origin `document.text[span]` equals `text`.

    `display` is the value as people read it (white space joined, a normalised name or code beside it).
    """

    text: str
    origin: Origin
    doc_id: str
    score: float
    extractor: str
    display: str
    page_no: int | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the programme's form.

    Attributes:
        name: key of the field in the template.
        values: ordered; a composite field has several. Empty only with a `reason`.
        over_limit: characters beyond the template's limit; 0 when it fits. Text is never cut.
    """

    name: str
    values: tuple[Value, ...]
    reason: str | None = None
    over_limit: int = 0

    @property
    def display(self) -> str:
        """The values as people read them, one paragraph each."""
        return "\n".join(value.display for value in self.values)


@dataclass(frozen=True, slots=True)
class PracticeSource:
    """The part of a document that describes the practice."""

    doc_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class GoodPractice:
    """One good practice; `practice_id` is given once and kept when its source is read again."""

    practice_id: str
    title: str
    template: str
    sources: tuple[PracticeSource, ...]
    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    entities: tuple[Entity, ...] = ()
    topics: tuple[Topic, ...] = ()

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: when the template has no such field.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and searched: a run of text of one section. Its vector is a row in the store."""

    passage_id: str
    practice_id: str
    doc_id: str
    span: Span
    label: str
    text: str
    page_no: int


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A practice that fits a query, with its best passage; `score` is higher for better, None without a ranking.

    `unstated` are conditions read out of the query about which the practice says nothing; `matched` are words of
    the query as the passage has them; `sentence` is where its document says most of what was asked.
    """

    practice_id: str
    title: str
    score: float | None
    passage: Passage
    document: str
    country: str | None = None
    region: str | None = None
    unstated: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    sentence: Span | None = None
