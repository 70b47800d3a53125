"""What became of a document in a run."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.document import Document
from models.practice import GoodPractice


class Arrival(StrEnum):
    """How a document relates to what the catalogue holds already."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    REMOVED = "removed"


class Status(StrEnum):
    """Whether all steps went well; `partial` has errors beside results."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StepError:
    """What went wrong in one step; `page_no` where it is known."""

    step: str
    message: str
    page_no: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class IngestResult:
    """One document's way through the pipeline. A result with errors is never `success`.

    `seconds` are by step; `note` says what a duplicate or a moved document is a copy of.
    """

    uri: str
    arrival: Arrival
    status: Status
    document: Document | None = None
    practices: tuple[GoodPractice, ...] = ()
    no_practice: str | None = None
    errors: tuple[StepError, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run; times are UTC.

    `is_indexed_again` is set when no document was read, but vectors or facts for filters were made again.
    """

    run_id: str
    started_at: datetime
    finished_at: datetime
    results: tuple[IngestResult, ...]
    generation: str | None
    is_indexed_again: bool = False

    def count(self, arrival: Arrival) -> int:
        """Documents of that arrival which did not fail."""
        return sum(r.arrival is arrival and r.status is not Status.FAILED for r in self.results)

    @property
    def failed(self) -> tuple[IngestResult, ...]:
        return tuple(r for r in self.results if r.status is Status.FAILED)
