"""Cells that no spreadsheet takes for a formula, names that no terminal takes for markup."""

import io
import sys

import pytest

from goodpractice.export import safe_cell
from goodpractice.progress import watched
from models import Arrival, IngestResult, Status


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(1)", "\t=1", "\n=1", "  =cmd|'/C calc'!A0", '"=1', "'=1"])
def test_formula_is_made_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "12 firms", "Graz - Vienna", "“Quoted” = fine"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


def test_file_name_with_markup_stays_whole_in_the_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with watched("Reading", quiet=False) as (_, on_result):
        on_result(IngestResult("/inbox/[red]a.pdf", Arrival.NEW, Status.FAILED))
    assert "[red]a.pdf" in terminal.getvalue()
