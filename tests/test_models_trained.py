import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models import ModelError, trained
from models.trained.encoder import DEFAULT_ENCODER, load_encoder

#: Vectors are computed in float32.
ROUNDING = 1e-5


@pytest.fixture
def manifest_of_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A manifest whose only model is a file in `tmp_path` with the checksum of b"weights"."""
    monkeypatch.setattr(trained, "FOLDER", tmp_path)
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "manifest.toml").write_text(
        f'[models.one]\nfile = "one.bin"\nsha256 = "{digest}"\nlicence = "MIT"\norigin = "here"\n'
    )
    trained.manifest.cache_clear()
    trained.find_weights.cache_clear()
    return tmp_path / "one.bin"


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    yield
    trained.manifest.cache_clear()
    trained.find_weights.cache_clear()


def test_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(ModelError, match="all-minilm-l6-v2"):
        trained.find_weights("no-such-model")


def test_missing_weights_say_what_to_do(manifest_of_one: Path) -> None:
    with pytest.raises(ModelError, match="Install the project again"):
        trained.find_weights("one")


def test_changed_weights_are_refused(manifest_of_one: Path) -> None:
    manifest_of_one.write_bytes(b"other weights")
    with pytest.raises(ModelError, match="not the ones expected"):
        trained.find_weights("one")


def test_every_model_of_the_manifest_is_the_one_expected() -> None:
    assert all(trained.find_weights(key).is_file() for key in trained.manifest())


@pytest.mark.model
def test_default_encoder_gives_unit_vectors_near_for_the_same_meaning() -> None:
    encoder = load_encoder(DEFAULT_ENCODER)
    vectors = encoder.encode(["Loans for small firms", "Credit for SMEs", "Otters came back to the river"])
    similarity = vectors @ vectors.T
    assert vectors.shape == (3, encoder.dim)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < ROUNDING
    assert similarity[0, 1] > similarity[0, 2] + 0.2


@pytest.mark.model
def test_encoder_that_cannot_be_loaded_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        load_encoder(str(tmp_path))
