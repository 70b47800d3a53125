"""Reports are written whole or not at all."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import Arrival, IngestResult, RunReport, Status, StoreError
from pipeline.report_files import write_report, write_whole

AT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
REPORT = RunReport(
    "run-1", AT, AT, (IngestResult("/srv/inbox/bois–local.txt", Arrival.NEW, Status.SUCCESS),), "gen-000001"
)


def test_report_is_written_for_people_and_for_machines(tmp_path: Path) -> None:
    path = write_report(REPORT, tmp_path / "reports")
    assert path == tmp_path / "reports" / "run-1.md"
    assert "bois–local.txt" in path.read_text(encoding="utf-8")
    content = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert (content["run_id"], content["counts"]["new"]) == ("run-1", 1)
    assert sorted(file.name for file in path.parent.iterdir()) == ["run-1.json", "run-1.md"]


def test_folder_that_is_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(StoreError, match="is not a folder"):
        write_whole(tmp_path / "reports" / "run-1.md", "text")
