"""Real Prefect flow runs on a temporary server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from corpus.samples import sample_paths
from flows.environment import prepare_prefect
from models import Arrival, RunReport, Status, StoreError
from pipeline import run as plain
from pipeline.scan import find_documents
from pipeline.settings import Settings, StoreSettings
from pipeline.store.generations import CatalogueFolder, write_lock
from pipeline.work import Processed

pytestmark = [pytest.mark.prefect, pytest.mark.model]

SAMPLES = {path.name: path for path in sample_paths()}
CHOSEN = ("energy-scouts-note.txt", "northern-lakes-slides.pdf", "rain-gardens.md")
ONE_BY_ONE = Settings(store=StoreSettings(batch_size=1))
LONG_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture(scope="session")
def flow_module(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """`flows.ingest`, imported only when Prefect has its own home."""
    prepare_prefect(tmp_path_factory.mktemp("prefect"))
    import flows.ingest

    return flows.ingest


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in CHOSEN:
        shutil.copy(SAMPLES[name], folder / name)
        os.utime(folder / name, LONG_AGO)
    return folder


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return tmp_path / "catalogue"


def ingest(flow_module: ModuleType, inbox: Path, catalogue: Path, settings: Settings = ONE_BY_ONE) -> RunReport:
    report: RunReport = flow_module.ingest(find_documents([inbox]), catalogue, settings)
    return report


def outcome(report: RunReport) -> dict[str, tuple[Arrival, Status, tuple[str, ...]]]:
    return {
        Path(r.uri).name: (r.arrival, r.status, tuple(practice.title for practice in r.practices))
        for r in report.results
    }


def test_flow_does_what_the_plain_pipeline_does(flow_module: ModuleType, inbox: Path, catalogue: Path) -> None:
    by_flow = ingest(flow_module, inbox, catalogue)
    by_hand = plain.ingest(find_documents([inbox]), catalogue.with_name("plain"), ONE_BY_ONE)
    assert outcome(by_flow) == outcome(by_hand)
    assert outcome(by_flow)["rain-gardens.md"] == (Arrival.NEW, Status.SUCCESS, ("Rain gardens in school yards",))
    assert by_flow.generation == by_hand.generation == "gen-000003"


def test_report_is_an_artifact_and_two_files(flow_module: ModuleType, inbox: Path, catalogue: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import ArtifactSort

    report = ingest(flow_module, inbox, catalogue)
    file = catalogue / "reports" / f"{report.run_id}.md"
    with get_client(sync_client=True) as client:
        latest = client.read_artifacts(sort=ArtifactSort.CREATED_DESC, limit=1)[0]
    assert (latest.key, latest.data) == ("ingest-report", file.read_text(encoding="utf-8"))
    assert json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["counts"]["new"] == len(CHOSEN)


def test_second_run_finds_nothing_to_do(flow_module: ModuleType, inbox: Path, catalogue: Path) -> None:
    first = ingest(flow_module, inbox, catalogue)
    second = ingest(flow_module, inbox, catalogue)
    assert second.count(Arrival.UNCHANGED) == len(CHOSEN)
    assert second.generation == first.generation


def test_bad_document_fails_alone_with_its_reason(flow_module: ModuleType, inbox: Path, catalogue: Path) -> None:
    (inbox / "damaged.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    report = ingest(flow_module, inbox, catalogue, Settings())
    assert [Path(result.uri).name for result in report.failed] == ["damaged.pdf"]
    assert report.failed[0].errors[0].detail == "damaged"
    assert report.count(Arrival.NEW) == len(CHOSEN)


class FailingCommit:
    """Raises at the given calls, counted from 1, and commits at all others."""

    def __init__(self, errors: dict[int, BaseException]) -> None:
        self.errors = errors
        self.calls = 0
        self.commit = plain.commit

    def __call__(self, run: plain.Run, done: Sequence[Processed]) -> None:
        self.calls += 1
        if self.calls in self.errors:
            raise self.errors[self.calls]
        self.commit(run, done)


def without_delay(flow_module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = flow_module.commit_documents.with_options(retry_delay_seconds=0)
    monkeypatch.setattr(flow_module, "commit_documents", impatient)


def test_commit_is_tried_again_after_a_store_error(
    flow_module: ModuleType, inbox: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_delay(flow_module, monkeypatch)
    commit = FailingCommit({1: StoreError("No room left on the disk")})
    monkeypatch.setattr(plain, "commit", commit)
    report = ingest(flow_module, inbox, catalogue, Settings())
    assert commit.calls == 2
    assert report.count(Arrival.NEW) == len(CHOSEN)


def test_store_error_that_stays_reaches_the_caller(
    flow_module: ModuleType, inbox: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_delay(flow_module, monkeypatch)
    commit = FailingCommit({call: StoreError("No room left on the disk") for call in (1, 2, 3)})
    monkeypatch.setattr(plain, "commit", commit)
    with pytest.raises(StoreError, match="No room left on the disk"):
        ingest(flow_module, inbox, catalogue, Settings())
    assert commit.calls == 3


def test_programming_error_is_not_tried_again(
    flow_module: ModuleType, inbox: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = FailingCommit({1: ValueError("wrong")})
    monkeypatch.setattr(plain, "commit", commit)
    with pytest.raises(ValueError, match="wrong"):
        ingest(flow_module, inbox, catalogue, Settings())
    assert commit.calls == 1


def test_stopped_run_keeps_what_was_committed_and_the_next_goes_on(
    flow_module: ModuleType, inbox: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopped:
        stopped.setattr(plain, "commit", FailingCommit({2: KeyboardInterrupt()}))
        with pytest.raises(KeyboardInterrupt):
            ingest(flow_module, inbox, catalogue)
    (written,) = (catalogue / "reports").glob("run-*.json")
    assert json.loads(written.read_text(encoding="utf-8"))["counts"]["new"] == 1
    with write_lock(CatalogueFolder(catalogue), timeout_s=0):
        pass
    report = ingest(flow_module, inbox, catalogue)
    assert (report.count(Arrival.UNCHANGED), report.count(Arrival.NEW)) == (1, 2)


INTERRUPTED_RUN = """
import os, signal, sys
from pathlib import Path
from flows.environment import prepare_prefect
home, inbox, catalogue = map(Path, sys.argv[1:])
prepare_prefect(home)
from flows.ingest import ingest
from pipeline.scan import find_documents
from pipeline.settings import Settings, StoreSettings
seen = []

def press_ctrl_c(result):
    seen.append(result)
    if len(seen) == 2:
        os.killpg(0, signal.SIGINT)

try:
    ingest(find_documents([inbox]), catalogue, Settings(store=StoreSettings(batch_size=1)), None, press_ctrl_c)
except KeyboardInterrupt:
    print("stopped")
"""


def test_ctrl_c_ends_the_run_quickly_and_quietly(inbox: Path, catalogue: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_RUN, str(tmp_path / "prefect"), str(inbox), str(catalogue)],
        cwd=Path(__file__).parents[1],
        env={name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        capture_output=True,
        text=True,
        timeout=240,
        start_new_session=True,  # Ctrl-C goes to every process of the terminal, the temporary server too.
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")
    assert CatalogueFolder(catalogue).current() is not None


def test_night_by_flow_writes_the_morning_report_once_for_each_night(
    flow_module: ModuleType, inbox: Path, catalogue: Path
) -> None:
    from flows.nightly import nightly_flow

    first, second = (Path(nightly_flow(str(inbox), str(catalogue))) for _ in range(2))
    assert "3 new documents came in." in first.read_text(encoding="utf-8")
    assert "Nothing new came in; the catalogue is as it was." in second.read_text(encoding="utf-8")
    assert first != second


def test_deployment_without_an_inbox_says_what_to_do(flow_module: ModuleType, catalogue: Path) -> None:
    from flows.nightly import nightly_flow
    from models import SettingsError

    with pytest.raises(SettingsError, match="set GOODPRACTICE_INBOX"):
        nightly_flow("{{ $GOODPRACTICE_INBOX }}", str(catalogue))
