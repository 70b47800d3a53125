"""The numbers of the ranking, as `benchmarks/train_ranking.py` learnt them."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "ranking.json"


@dataclass(frozen=True, slots=True)
class Fits:
    """A logistic regression over what `ranking.features` gives; its threshold is where the probability is 0.5."""

    bias: float
    weights: tuple[float, ...]

    def probability(self, features: Sequence[float]) -> float:
        total = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Route:
    """How the queries of one encoder are ranked.

    Attributes:
        words: weight of the BM25 share, beside a cosine.
        feedback: weight of the nearness to the first `feedback_passages`.
        feedback_temperature: small for the very first of them to count most.
        fits: when anything answers the query.
    """

    words: float
    feedback: float
    feedback_passages: int
    feedback_temperature: float
    fits: Fits


@dataclass(frozen=True, slots=True)
class Weights:
    """Both routes; `question_share` is how much of the mean of generic questions is taken off a query."""

    question_share: float
    main: Route
    multilingual: Route


@cache
def load_weights() -> Weights:
    """The weights that ship with the package; they go with the default encoders."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    return Weights(content["question_share"], _route(content["main"]), _route(content["multilingual"]))


def _route(content: dict[str, object]) -> Route:
    fits = content.pop("fits")
    assert isinstance(fits, dict)
    return Route(fits=Fits(fits["bias"], tuple(fits["weights"])), **content)  # type: ignore[arg-type]
