"""The small classifier that labels passages: multinomial logistic regression, numpy only."""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from models.errors import ModelError

_KEY = "section-head"

Floats = npt.NDArray[np.float32]


class TextEncoder(Protocol):
    """Turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (n, dim), float32, unit length, in the order of the texts."""
        ...


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
    weights: Floats
    bias: Floats
    cue_labels: tuple[str, ...]

    def probabilities(self, vectors: Floats, cues: Floats) -> Floats:
        """Probability of each label, shape (n, number of labels); each row sums to 1.

        Raises:
            ModelError: the vectors are not of the size that the weights were trained for.
        """
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


def load_section_head() -> SectionHead:
    """The weights that ship with the package.

    Raises:
        ModelError: they are missing or their sha256 is not the one in manifest.toml.
    """
    folder = files("models.trained")
    try:
        row: dict[str, Any] = tomllib.loads(folder.joinpath("manifest.toml").read_text(encoding="utf-8"))["models"][
            _KEY
        ]
        data = folder.joinpath(row["file"]).read_bytes()
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"section-head: no weights found ({error}); install the package again") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != row["sha256"]:
        raise ModelError(
            f"section-head: {row['file']} has sha256 {digest[:12]}…, expected {row['sha256'][:12]}…; "
            "install the package again"
        )
    raw: dict[str, Any] = json.loads(data)
    return SectionHead(
        labels=tuple(raw["labels"]),
        weights=np.asarray(raw["weights"], np.float32),
        bias=np.asarray(raw["bias"], np.float32),
        cue_labels=tuple(raw["cue_labels"]),
    )
