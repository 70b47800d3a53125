"""The nightly deployment on a real Prefect server: its future runs exist, and nothing cancels them for ever."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from socket import socket
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[1]
#: A busy machine takes minutes to start the server; the scheduler looks for new deployments every 5 seconds.
START_LIMIT_S = 240
SCHEDULE_LIMIT_S = 60


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return inherited | {
        "PREFECT_HOME": str(tmp_path_factory.mktemp("prefect")),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(ROOT),
        "GOODPRACTICE_INBOX": "/srv/inbox",
        "GOODPRACTICE_CATALOGUE": "/srv/catalogue",
    }


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """A server with the deployment and the automations on it."""
    port = environment["PREFECT_API_URL"].rpartition(":")[2].removesuffix("/api")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui"]
    log = Path(environment["PREFECT_HOME"]) / "server.log"
    with (
        log.open("w") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT) as process,
        httpx.Client(base_url=environment["PREFECT_API_URL"], timeout=60) as client,
    ):
        try:
            wait_until(lambda: process.poll() is not None or is_healthy(client), START_LIMIT_S)
            assert process.poll() is None, log.read_text()
            prefect(environment, "work-pool", "create", "goodpractice", "--type", "process")
            prefect(environment, "--no-prompt", "deploy", "--all")
            prefect(environment, "automation", "create", "--from-file", "automations.yaml")
            yield client
        finally:
            process.terminate()


def prefect(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        cwd=ROOT / "flows",
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def is_healthy(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def wait_until(is_so: Callable[[], bool], limit_s: float) -> None:
    end = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < end, f"not so after {limit_s} s"
        time.sleep(0.5)


def deployment(server: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = server.get("/deployments/name/nightly/nightly").raise_for_status().json()
    return found


def scheduled_starts(server: httpx.Client) -> list[datetime]:
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    found = server.post("/flow_runs/filter", json=wanted).raise_for_status().json()
    return sorted(datetime.fromisoformat(run["expected_start_time"]) for run in found)


def test_future_runs_exist_at_half_past_one_in_brussels(server: httpx.Client) -> None:
    wait_until(lambda: bool(scheduled_starts(server)), SCHEDULE_LIMIT_S)
    starts = scheduled_starts(server)
    local = [start.astimezone(ZoneInfo("Europe/Brussels")) for start in starts]
    assert len(starts) >= 3
    assert all(start > datetime.now(UTC) for start in starts)
    assert {(start.hour, start.minute) for start in local} == {(1, 30)}
    assert {later.date() - earlier.date() for earlier, later in pairwise(local)} == {timedelta(days=1)}


def test_one_night_at_a_time(server: httpx.Client) -> None:
    found = deployment(server)
    assert found["global_concurrency_limit"]["limit"] == 1
    assert found["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_deployment_runs_the_installed_flow_on_the_folders_named(server: httpx.Client) -> None:
    found = deployment(server)
    assert found["entrypoint"] == "flows.nightly.nightly_flow"
    assert found["parameters"] == {"inbox": "/srv/inbox", "catalogue": "/srv/catalogue"}
    assert found["job_variables"]["env"] == {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}


def test_automations_free_the_place_of_a_killed_run(server: httpx.Client) -> None:
    found = server.post("/automations/filter", json={}).raise_for_status().json()
    by_name = {one["name"]: one for one in found}
    assert set(by_name) == {"Nightly run without a heartbeat", "Nightly run that never began"}
    for one in found:
        assert one["enabled"]
        assert one["trigger"]["match_related"]["prefect.resource.name"] == "nightly"
        assert [action["state"] for action in one["actions"]] == ["CRASHED"]
