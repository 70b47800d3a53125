"""The small classifier that labels passages: multinomial logistic regression, numpy only."""

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from models.errors import ModelError
from models.trained import find_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SectionHead:
    """Weights over a text's vector and its cue counts.

    Attributes:
        labels: of the columns of the result.
        weights: float32 (dim + number of cue features, number of labels).
        bias: float32 (number of labels,).
        cue_labels: what the cue features count, in order.
    """

    labels: tuple[str, ...]
    weights: "Floats"
    bias: "Floats"
    cue_labels: tuple[str, ...]

    def probabilities(self, vectors: "Floats", cues: "Floats") -> "Floats":
        """Probability of each label, shape (n, number of labels); each row sums to 1.

        Raises:
            ModelError: the vectors are not of the size that the weights were trained for.
        """
        import numpy as np

        expected = self.weights.shape[0] - len(self.cue_labels)
        if vectors.ndim != 2 or vectors.shape[1] != expected:
            raise ModelError(
                f"section-head: vectors of shape {vectors.shape}, expected (n, {expected}); use the encoder that "
                "models/trained/manifest.toml names, or train the weights again"
            )
        logits = np.hstack([vectors, cues]) @ self.weights + self.bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return result


@cache
def load_section_head() -> SectionHead:
    """The weights that ship with the package.

    Raises:
        ModelError: they are missing or not the ones that the manifest names.
    """
    import numpy as np

    raw: dict[str, Any] = json.loads(find_weights("section-head").read_text(encoding="utf-8"))
    return SectionHead(
        labels=tuple(raw["labels"]),
        weights=np.asarray(raw["weights"], np.float32),
        bias=np.asarray(raw["bias"], np.float32),
        cue_labels=tuple(raw["cue_labels"]),
    )
