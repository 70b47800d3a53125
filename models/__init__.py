"""The shapes of our data: immutable records that every other package shares."""

from models.annotations import Annotations, Entity, Figure, PracticeBoundary, Section, Topic
from models.assessment import Answer, Assessment, Criterion, Shortcoming
from models.document import Block, Document, Link, Page, PageError, Source
from models.errors import (
    DocumentError,
    GoodPracticeError,
    ModelError,
    Reason,
    SettingsError,
    StoreError,
)
from models.geometry import Box
from models.labels import (
    SKIPPED_KINDS,
    BlockKind,
    EntityKind,
    EntityRole,
    FigureKind,
    FigureRole,
    Qualifier,
    SectionLabel,
)
from models.metadata import Metadata, Stated
from models.outcome import Arrival, IngestResult, RunReport, Status, StepError
from models.practice import (
    Decision,
    Derived,
    DocumentProperty,
    Field,
    GoodPractice,
    Origin,
    Passage,
    PracticeSource,
    SearchHit,
    Value,
)
from models.span import Span
from models.table import Cell, Grid, Merged

__all__ = [
    "SKIPPED_KINDS",
    "Annotations",
    "Answer",
    "Arrival",
    "Assessment",
    "Block",
    "BlockKind",
    "Box",
    "Cell",
    "Criterion",
    "Decision",
    "Derived",
    "Document",
    "DocumentError",
    "DocumentProperty",
    "Entity",
    "EntityKind",
    "EntityRole",
    "Field",
    "Figure",
    "FigureKind",
    "FigureRole",
    "GoodPractice",
    "GoodPracticeError",
    "Grid",
    "IngestResult",
    "Link",
    "Merged",
    "Metadata",
    "ModelError",
    "Origin",
    "Page",
    "PageError",
    "Passage",
    "PracticeBoundary",
    "PracticeSource",
    "Qualifier",
    "Reason",
    "RunReport",
    "SearchHit",
    "Section",
    "SectionLabel",
    "SettingsError",
    "Shortcoming",
    "Source",
    "Span",
    "Stated",
    "Status",
    "StepError",
    "StoreError",
    "Topic",
    "Value",
]
