"""Complete files are told from those that are still being written."""

import os
from pathlib import Path

import pytest

from flows.inbox import Inbox, InboxSettings, look, sort_files
from models import SettingsError

NOW = 1_700_000_000.0
LONG_AGO = int((NOW - 3_600) * 1e9)
JUST_NOW = int((NOW - 5) * 1e9)
REPORT, NOTE, GONE = Path("report.pdf"), Path("note.txt"), Path("gone.txt")


def test_file_untouched_for_an_hour_is_ready() -> None:
    trace = {REPORT: (1_000, LONG_AGO)}
    assert sort_files(trace, trace, NOW, quiet_s=30) == Inbox((REPORT,), ())


def test_file_that_grows_between_two_looks_waits() -> None:
    inbox = sort_files({REPORT: (1_000, LONG_AGO)}, {REPORT: (1_400, LONG_AGO)}, NOW, quiet_s=30)
    assert inbox == Inbox((), (REPORT,))


def test_file_changed_seconds_ago_waits() -> None:
    trace = {REPORT: (1_000, JUST_NOW), NOTE: (20, LONG_AGO)}
    assert sort_files(trace, trace, NOW, quiet_s=30) == Inbox((NOTE,), (REPORT,))


def test_file_with_a_time_in_the_far_future_is_ready() -> None:
    trace = {REPORT: (1_000, int((NOW + 86_400) * 1e9))}
    assert sort_files(trace, trace, NOW, quiet_s=30) == Inbox((REPORT,), ())


def test_file_that_vanished_is_neither_ready_nor_waiting() -> None:
    assert sort_files({GONE: (1, LONG_AGO)}, {GONE: None}, NOW, quiet_s=30) == Inbox((), ())


def test_file_that_appears_under_its_name_at_the_second_look_waits() -> None:
    assert sort_files({GONE: None}, {GONE: (1, LONG_AGO)}, NOW, quiet_s=30) == Inbox((), (GONE,))


@pytest.mark.parametrize("name", ["report.pdf.part", "Report.CRDOWNLOAD", "x.tmp"])
def test_unfinished_download_waits_by_its_name(name: str) -> None:
    trace = {Path(name): (1_000, LONG_AGO)}
    assert sort_files(trace, trace, NOW, quiet_s=30) == Inbox((), (Path(name),))


def test_look_sees_a_file_that_is_written_during_the_pause(tmp_path: Path) -> None:
    growing, complete, lock_file = (tmp_path / name for name in ("growing.txt", "complete.txt", "~$form.docx"))
    for file in (growing, complete, lock_file):
        file.write_text("first part")
        os.utime(file, (NOW - 3_600, NOW - 3_600))
    pauses = []

    def write_more(seconds: float) -> None:
        pauses.append(seconds)
        growing.write_text("first part, second part")
        os.utime(growing, (NOW - 3_600, NOW - 3_600))

    found = look([growing, complete, lock_file], InboxSettings(), write_more, lambda: NOW)
    assert found == Inbox((complete,), (growing,))
    assert pauses == [2.0]


def test_empty_inbox_costs_no_pause() -> None:
    def never(seconds: float) -> None:
        raise AssertionError(seconds)

    assert look([], InboxSettings(), never) == Inbox((), ())


def test_negative_time_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"inbox\.quiet_s must not be negative, got -1"):
        InboxSettings(quiet_s=-1)
