"""The extractors, in the order in which they run."""

from collections.abc import Sequence

from extractors.boundaries import BoundaryExtractor
from extractors.entities.extractor import EntityExtractor
from extractors.extractor import Extractor
from extractors.figures.extractor import FigureExtractor
from extractors.sections import SectionExtractor
from extractors.topics import TopicExtractor
from models import Annotations, Document, SettingsError
from models.trained.encoder import Encoder


def build_extractors(encoder: Encoder | None) -> tuple[Extractor, ...]:
    """All extractors, ready to run one after the other.

    Raises:
        ModelError: trained weights are missing or damaged.
        SettingsError: the order of the table cannot work.
    """
    return checked(
        (
            BoundaryExtractor(),
            SectionExtractor(encoder),
            FigureExtractor(),
            EntityExtractor(),
            TopicExtractor(),
        )
    )


def checked(extractors: Sequence[Extractor]) -> tuple[Extractor, ...]:
    """The same extractors, when each one's `requires` is provided by those before it.

    Raises:
        SettingsError: it is not; the message names the extractor and what it lacks.
    """
    provided: set[str] = set()
    for extractor in extractors:
        missing = extractor.requires - provided
        if missing:
            raise SettingsError(
                f"extractor {extractor.name}: nothing before it provides {', '.join(sorted(missing))}; "
                "move it down in extractors/registry.py"
            )
        provided |= extractor.provides
    return tuple(extractors)


def run(document: Document, extractors: Sequence[Extractor]) -> Annotations:
    """What the extractors find, each one seeing what the ones before it found."""
    annotations = Annotations()
    for extractor in extractors:
        annotations = extractor.extract(document, annotations)
    return annotations
