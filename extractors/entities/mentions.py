"""What finders return, and how overlapping finds are settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from models import EntityKind


class Origin(IntEnum):
    """How a mention was found; of two of the same length the lower one wins."""

    GAZETTEER = 0
    PATTERN = 1
    LABEL = 2
    STATISTICAL = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a block; start and end count from the start of the block's content."""

    kind: EntityKind
    start: int
    end: int
    name: str
    score: float
    origin: Origin
    code: str | None = None

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Mention") -> bool:
        return max(self.start, other.start) < min(self.end, other.end)


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in reading order; of two that overlap the longer stays, statistical ones give way."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.origin is Origin.STATISTICAL, -len(m), m.origin, m.start)):
        if len(mention) and not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
