"""A night takes what is complete, waits for other writers, and leaves a report."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.inbox import InboxSettings
from flows.night import run_night
from models import Arrival, DocumentError, IngestResult, RunReport, Status
from pipeline.settings import Settings
from pipeline.work import Incoming

NO_PAUSE = InboxSettings(quiet_s=30, pause_s=0)
STARTED = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


class Recorder:
    """Stands in for the pipeline and notes what it is given."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.lock_timeout_s = 0.0

    def __call__(self, incoming: Sequence[Incoming], root: Path, settings: Settings) -> RunReport:
        self.names = [one.path.name for one in incoming]
        self.lock_timeout_s = settings.store.lock_timeout_s
        results = tuple(IngestResult(one.uri, Arrival.NEW, Status.SUCCESS) for one in incoming)
        return RunReport("run-1", STARTED, STARTED, results, "gen-000001")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("complete.txt", "arriving.txt"):
        (folder / name).write_text("words")
    os.utime(folder / "complete.txt", (1_000_000_000, 1_000_000_000))
    return folder


def test_only_complete_files_are_ingested_and_the_others_are_told(inbox: Path, tmp_path: Path) -> None:
    ingest = Recorder()
    night = run_night(inbox, tmp_path / "catalogue", Settings(), ingest, NO_PAUSE)
    assert ingest.names == ["complete.txt"]
    assert "- arriving.txt: it was still being written when we looked" in night.text
    assert "1 new document came in." in night.text


def test_report_lies_in_the_catalogue_under_its_date(inbox: Path, tmp_path: Path) -> None:
    night = run_night(inbox, tmp_path / "catalogue", Settings(), Recorder(), NO_PAUSE)
    assert night.path == tmp_path / "catalogue" / "reports" / "morning-2026-03-02-run-1.md"
    assert night.path.read_text(encoding="utf-8") == night.text


def test_night_waits_half_an_hour_for_another_writer(inbox: Path, tmp_path: Path) -> None:
    ingest = Recorder()
    run_night(inbox, tmp_path / "catalogue", Settings(), ingest, NO_PAUSE)
    assert ingest.lock_timeout_s == 1800


def test_missing_inbox_is_an_error_not_a_quiet_night(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="inbox does not exist"):
        run_night(tmp_path / "inbox", tmp_path / "catalogue", Settings(), Recorder(), NO_PAUSE)
