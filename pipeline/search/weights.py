"""The numbers of the ranking, as `benchmarks/train_ranking.py` learnt them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "ranking.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """How scores are put together.

    Attributes:
        words: of the BM25 share, beside a cosine of the main encoder.
        question_share: how much of the mean of generic questions is taken off a query.
        feedback_passages: the first passages of the multilingual encoder that make the second query.
        feedback_temperature: small for the first of them to count most.
        multilingual: of the multilingual encoder's score; `feedback` of the nearness to what it found.
    """

    words: float
    question_share: float
    feedback_passages: int
    feedback_temperature: float
    multilingual: float
    feedback: float


@cache
def load_weights() -> Weights:
    """The weights that ship with the package; they go with the default encoders."""
    return Weights(**json.loads(_FILE.read_text(encoding="utf-8"))["weights"])
