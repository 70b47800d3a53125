"""Prefect's settings are in place before Prefect is imported, and nothing else imports it."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.environment import prepare_prefect
from models import SettingsError


def test_what_the_user_set_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "prefect", raising=False)
    environment = {"PREFECT_API_URL": "http://prefect.example/api", "PREFECT_LOGGING_LEVEL": "INFO"}
    prepare_prefect(tmp_path, environment)
    assert environment == {
        "PREFECT_API_URL": "http://prefect.example/api",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


def test_call_after_the_import_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "prefect", sys)
    with pytest.raises(SettingsError, match="Prefect was imported before PREFECT_HOME"):
        prepare_prefect(tmp_path, {})


def test_second_call_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "prefect", raising=False)
    environment: dict[str, str] = {}
    prepare_prefect(tmp_path / "first", environment)
    monkeypatch.setitem(sys.modules, "prefect", sys)
    prepare_prefect(tmp_path / "second", environment)
    assert environment["PREFECT_HOME"] == str(tmp_path / "first")


def test_settings_reach_prefect_and_the_night_needs_none_of_it(tmp_path: Path) -> None:
    code = (
        "import sys, flows, flows.environment, flows.inbox, flows.morning, flows.night\n"
        "assert 'prefect' not in sys.modules\n"
        f"flows.environment.prepare_prefect(__import__('pathlib').Path({str(tmp_path)!r}))\n"
        "from prefect.settings import get_current_settings\n"
        "now = get_current_settings()\n"
        "print(now.home, now.server.ephemeral.enabled, now.server.ephemeral.startup_timeout_seconds,\n"
        "      now.server.analytics_enabled)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.stdout.strip(), done.stderr) == (f"{tmp_path} True 180 False", "")
