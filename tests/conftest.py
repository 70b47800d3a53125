"""What several tests share: the measuring data, and the sample documents in a real catalogue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from corpus.samples import sample_paths
from goodpractice import Catalogue, Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


# How long an example takes says nothing about it: the first one loads models.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


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


@pytest.fixture(scope="session")
def sample_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """All sample documents, ingested once by the real pipeline. Read only."""
    with Catalogue.open(tmp_path_factory.mktemp("samples") / "catalogue", Settings()) as catalogue:
        report = catalogue.ingest(sample_paths())
        assert not report.failed
        yield catalogue
