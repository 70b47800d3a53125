"""A practice held against the programme's definition of a good practice, and against its form."""

from dataclasses import dataclass
from enum import StrEnum

from models.practice import Value


class Answer(StrEnum):
    """What a document says to a question: that it is so, that it is not, or nothing clear."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the definition; `evidence` are the sentences that speak to it, each with its place."""

    name: str
    question: str
    answer: Answer
    reason: str
    evidence: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """What to mend before the practice is submitted; `field` is None where no single field is meant."""

    kind: str
    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The definition's questions answered, and what is missing for submission."""

    practice_id: str
    criteria: tuple[Criterion, ...]
    shortcomings: tuple[Shortcoming, ...]

    @property
    def is_ready(self) -> bool:
        return not self.shortcomings

    def answer(self, name: str) -> Answer:
        """The answer to that question.

        Raises:
            KeyError: there is no such question.
        """
        return {c.name: c.answer for c in self.criteria}[name]
