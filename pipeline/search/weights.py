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

    def probability(self, features: Sequence[float], gain: float = 0.0) -> float:
        total = self.bias + gain + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Route:
    """How the queries of one encoder are ranked.

    Attributes:
        words: weight of the BM25 share, beside a cosine.
        feedback: weight of the nearness to the first `feedback_passages`.
        feedback_temperature: small for the very first of them to count most.
        foreign: (factor, summand) that put cosines of passages in other languages on the scale of English ones.
        fits: when anything answers the query.
        fewer: added to its logit for each time that there are e times fewer passages than it was learnt on.
    """

    words: float
    feedback: float
    feedback_passages: int
    feedback_temperature: float
    foreign: tuple[float, float]
    fits: Fits
    fewer: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How English queries are ranked, and those in other languages."""

    english: Route
    others: Route


@cache
def load_weights() -> Weights:
    """The weights that ship with the package; they go with the default encoders."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    return Weights(_route(content["english"]), _route(content["others"]))


def _route(content: dict[str, object]) -> Route:
    fits, foreign = content.pop("fits"), content.pop("foreign")
    assert isinstance(fits, dict)
    assert isinstance(foreign, list)
    scale, made = (float(foreign[0]), float(foreign[1])), Fits(fits["bias"], tuple(fits["weights"]))
    return Route(foreign=scale, fits=made, **content)  # type: ignore[arg-type]
