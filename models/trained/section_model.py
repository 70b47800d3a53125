"""The model that labels parts of a document: two classifiers over vectors, and a chain over the document.

Each part has logits from its text, from its heading, from cue words and from how it looks; a linear chain with learnt
transitions (a conditional random field) turns them into probabilities that also know the labels before and after.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from models.errors import ModelError
from models.trained import find_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

KEY = "section-model"
#: Logits are cut here, so that one classifier never outvotes everything else.
LOWEST = -9.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about the n parts of one practice, in reading order.

    Attributes:
        bodies: vectors of their texts, (n, dim); a row of zeros where a text was not encoded.
        headings: vectors of their headings, (n, dim); a row of zeros where there is none.
        cues: how surely the heading names each label, 0..1, (n, labels).
        words: cue words of each label in the text, (n, labels).
        elsewhere: 1 for labels that the heading of another part of the practice names, (n, labels).
        looks: how the part looks, (n, looks).
        unheaded: True where the part has no heading of its own, (n,).
    """

    bodies: "Floats"
    headings: "Floats"
    cues: "Floats"
    words: "Floats"
    elsewhere: "Floats"
    looks: "Floats"
    unheaded: "Flags"


@dataclass(frozen=True, slots=True)
class SectionModel:
    """The weights.

    Attributes:
        labels: of the columns.
        encoder: key of the encoder that the vectors must come from.
        body, heading: (dim + 1, labels), the last row added to every part.
        scales: what the logits of body, heading, cues, words and elsewhere count for.
        looks: (looks, labels).
        start: (labels,), for the first part of a practice.
        moves: (labels, labels), from the label before to this one.
        stay: what a part without a heading gains by the label before.
        knots: probability and share of right labels beside it, both rising: the calibration of scores.
        by_cue: share of right labels among headings with a cue.
    """

    labels: tuple[str, ...]
    encoder: str
    body: "Floats"
    heading: "Floats"
    scales: tuple[float, ...]
    looks: "Floats"
    start: "Floats"
    moves: "Floats"
    stay: float
    knots: tuple[tuple[float, float], ...]
    by_cue: float

    def emissions(self, evidence: Evidence) -> "Floats":
        """What each part says by itself, (n, labels); neither normalised nor calibrated.

        Raises:
            ModelError: the vectors are not of the size that the weights were trained for.
        """
        body, heading, cues, words, elsewhere = self.scales
        result: Floats = (
            body * vector_logits(evidence.bodies, self.body)
            + heading * vector_logits(evidence.headings, self.heading)
            + cues * evidence.cues
            + words * evidence.words
            + elsewhere * evidence.elsewhere
            + evidence.looks @ self.looks
        )
        return result

    def probabilities(self, evidence: Evidence, fixed: "Floats") -> "Floats":
        """Of each label for each part, given all parts; (n, labels), rows sum to 1.

        A row of `fixed` that is not all zeros settles the label of its part.
        """
        import numpy as np

        emissions = np.where(fixed.sum(axis=1)[:, None] > 0, np.where(fixed > 0, 0.0, -1e3), self.emissions(evidence))
        result, _ = forward_backward(
            emissions, self.start, self.moves, self.stay * evidence.unheaded.astype(np.float64)
        )
        return result

    def calibrated(self, probability: float) -> float:
        """The share of labels with that probability that are right, by cross-validation."""
        import numpy as np

        given, right = zip(*self.knots, strict=True)
        return float(np.interp(probability, given, right))


def vector_logits(vectors: "Floats", weights: "Floats") -> "Floats":
    """Log-probabilities of a classifier over unit vectors, (n, labels); zeros for rows of zeros.

    Raises:
        ModelError: the vectors are not of the size of the weights.
    """
    import numpy as np

    if vectors.shape[1] != len(weights) - 1:
        raise ModelError(
            f"{KEY}: vectors of length {vectors.shape[1]}, expected {len(weights) - 1}; use the encoder that "
            "models/trained/manifest.toml names, or train the weights again"
        )
    logits = vectors @ weights[:-1] + weights[-1]
    logits -= _log_sum(logits)
    result: Floats = np.maximum(logits, LOWEST) * (np.abs(vectors).sum(axis=1)[:, None] > 0)
    return result


def forward_backward(
    emissions: "Floats", start: "Floats", moves: "Floats", stays: "Floats"
) -> "tuple[Floats, tuple[Floats, float]]":
    """Probabilities (n, labels) of a chain; beside them those of each move (n - 1, labels, labels) and log Z."""
    import numpy as np

    count, labels = emissions.shape
    steps = moves[None] + stays[1:, None, None] * np.eye(labels)[None]
    forward, backward = np.zeros_like(emissions), np.zeros_like(emissions)
    forward[0] = start + emissions[0]
    for i in range(1, count):
        forward[i] = _log_sum((forward[i - 1][:, None] + steps[i - 1]).T)[:, 0] + emissions[i]
    for i in range(count - 2, -1, -1):
        backward[i] = _log_sum(steps[i] + (emissions[i + 1] + backward[i + 1])[None])[:, 0]
    total = float(_log_sum(forward[-1][None])[0, 0])
    pairs = forward[:-1, :, None] + steps + (emissions[1:] + backward[1:])[:, None, :] - total
    return np.exp(forward + backward - total), (np.exp(pairs), total)


def _log_sum(values: "Floats") -> "Floats":
    """Logarithm of the sum of the powers of each row, (n, 1)."""
    import numpy as np

    top = values.max(axis=1, keepdims=True)
    result: Floats = top + np.log(np.exp(values - top).sum(axis=1, keepdims=True))
    return result


@cache
def load_section_model() -> SectionModel:
    """The weights that ship with the package.

    Raises:
        ModelError: they are missing or not the ones that the manifest names.
    """
    import numpy as np

    raw: dict[str, Any] = json.loads(find_weights(KEY).read_text(encoding="utf-8"))
    arrays = {name: np.asarray(raw[name], np.float64) for name in ("body", "heading", "looks", "start", "moves")}
    return SectionModel(
        labels=tuple(raw["labels"]),
        encoder=raw["encoder"],
        scales=tuple(raw["scales"]),
        stay=raw["stay"],
        knots=tuple((given, right) for given, right in raw["knots"]),
        by_cue=raw["by_cue"],
        **arrays,
    )
