"""Which encoder reads what, and what becomes of two readings."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from models import ModelError
from models.trained.encoder import Encoder
from pipeline.encoders import Encoders
from pipeline.settings import EmbedSettings


class OneAxis:
    """Every text lies on one axis."""

    dim = 3

    def __init__(self, axis: int) -> None:
        self.model_id = f"axis-{axis}"
        self._axis = axis

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.eye(self.dim, dtype=np.float32)[self._axis], (len(texts), 1))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(texts)


def two_axes(settings: EmbedSettings | None = None) -> Encoders:
    """English on the first axis, other languages on the second."""
    english = EmbedSettings().encoder

    def axis(name: str) -> OneAxis:
        return OneAxis(0 if name == english else 1)

    return Encoders(settings or EmbedSettings(), axis, lambda name: axis(name).model_id)


def test_english_passages_are_read_by_both_and_others_by_one() -> None:
    vectors = two_axes().encode(["otters", "Otter", "1 234", "loutres"], ["en", "de", None, "fr"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(vectors[[1, 3]], OneAxis(1).encode(["", ""]))
    assert np.array_equal(vectors[0], vectors[2])
    first, second, _ = vectors[0]
    assert first > second > 0


def test_queries_are_read_by_the_encoder_of_their_language() -> None:
    both = two_axes()
    assert [both.of(language).model_id for language in ("en", "", None, "pl")] == ["axis-0"] * 3 + ["axis-1"]


def test_one_encoder_for_all_reads_each_passage_once() -> None:
    alone = two_axes(EmbedSettings(other_languages=""))
    assert alone.model_id == "axis-0"
    assert np.array_equal(alone.encode(["otters", "Otter"], ["en", "de"]), OneAxis(0).encode(["", ""]))


def test_no_passages_have_no_vectors() -> None:
    assert two_axes().encode([], []).shape == (0, 3)


def test_loading_begins_once_and_an_error_reaches_who_asks() -> None:
    calls: list[str] = []

    def load(name: str) -> Encoder:
        calls.append(name)
        raise ModelError("no room")

    both = Encoders(EmbedSettings(), load)
    both.start("en")
    both.start(None)
    with pytest.raises(ModelError, match="no room"):
        both.of("en").encode(["x"])
    assert calls == [EmbedSettings().encoder]
