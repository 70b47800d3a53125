"""What Prefect must find in the environment before it is imported."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

from models import SettingsError

#: The temporary server needs about 14 CPU seconds to start, more on a busy machine; Prefect's own limit is 20.
SERVER_START_LIMIT_S = 180


def prepare_prefect(home: Path, environment: MutableMapping[str, str] = os.environ) -> None:
    """Give Prefect its own home folder and a patient, silent temporary server; call it before importing Prefect.

    What is set already stays: with `PREFECT_API_URL` the flows report to that server and none is started.

    Raises:
        SettingsError: Prefect was imported before, so that it would not see these settings.
    """
    wanted = {
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(SERVER_START_LIMIT_S),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Errors reach the caller as exceptions; Prefect would print each of them with its traceback too.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
    }
    missing = {name: value for name, value in wanted.items() if name not in environment}
    if missing and "prefect" in sys.modules:
        raise SettingsError(f"Prefect was imported before {', '.join(missing)} could be set; call this first.")
    environment.update(missing)
