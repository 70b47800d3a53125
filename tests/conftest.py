"""What several tests share: the sample documents in a real catalogue, and an encoder that needs no model."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.samples import sample_paths
from goodpractice import Catalogue, Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the measuring data are skipped, with the reason, where the data is not."""
    if not SHARED.is_dir():
        skip = pytest.mark.skip(reason="the measuring data is not here: no folder ../shared beside the project")
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the project."""
    return SHARED


class WordEncoder:
    """Vectors by hashed words: near when words are shared, the same on every machine, no model."""

    model_id = "words@test"
    dim = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Float32 (n, 64), unit length."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dim] += 1
            vectors[row] /= np.linalg.norm(vectors[row]) or 1
        return vectors


@pytest.fixture(scope="session")
def word_encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="session")
def sample_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """All sample documents, ingested once by the real pipeline. Read only."""
    with Catalogue.open(tmp_path_factory.mktemp("samples") / "catalogue", Settings()) as catalogue:
        report = catalogue.ingest(sample_paths())
        assert not report.failed
        yield catalogue
