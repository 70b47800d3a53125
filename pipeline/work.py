"""A document's way through a run: what was found to do, and what came of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from models import Annotations, Arrival, Document, GoodPractice, IngestResult, Passage, Status, StepError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.records import KnownPractice


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document as somebody hands it over.

    `uri` is its place (for a file the absolute path); `path` holds its bytes; `title` and `language` are what
    its deliverer knows of it, None to take them from the document.
    """

    uri: str
    path: Path
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An incoming document compared with the catalogue.

    `earlier` is set when there is nothing to do: the result that stands. `replaces` names the document that this
    place held before, `known` the practices that came from it.
    """

    incoming: Incoming
    sha256: str
    arrival: Arrival
    earlier: IngestResult | None = None
    replaces: str | None = None
    known: "tuple[KnownPractice, ...]" = ()


@dataclass(frozen=True, slots=True)
class Processed:
    """What the steps made of one work item; nothing of it is in the store yet.

    `vectors` are float32 (passages, dim); None where nothing was read.
    """

    item: WorkItem
    status: Status
    document: Document | None = None
    annotations: Annotations = field(default_factory=Annotations)
    practices: tuple[GoodPractice, ...] = ()
    passages: tuple[Passage, ...] = ()
    vectors: "NDArray[np.float32] | None" = None
    errors: tuple[StepError, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    def result(self) -> IngestResult:
        """The same as the run reports it."""
        if self.item.earlier is not None:
            return self.item.earlier
        return IngestResult(
            uri=self.item.incoming.uri,
            arrival=self.item.arrival,
            status=self.status,
            document=self.document,
            practices=self.practices,
            no_practice=self.annotations.no_practice,
            errors=self.errors,
            seconds=self.seconds,
        )
