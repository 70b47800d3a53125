"""What a document says about itself."""

from dataclasses import dataclass

from models.practice import Derived, DocumentProperty
from models.span import Span


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a document says about itself, with its place.

    For a span origin `document.text[span]` equals `text`; a date from a property is in ISO form.
    """

    text: str
    origin: Span | DocumentProperty | Derived


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document as a whole; None where nothing says it.

    Attributes:
        organisation: who made or published it. Names of persons are never kept.
        date: of the document itself, as its first page or its properties say.
        language: BCP 47 code.
        programme: the programme as its logo or the first page names it.
        page_count: as counted, or as the properties say where the format has no pages.
    """

    title: Stated | None = None
    organisation: Stated | None = None
    date: Stated | None = None
    language: Stated | None = None
    programme: Stated | None = None
    page_count: Stated | None = None
