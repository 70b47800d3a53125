"""The nightly flow, as `prefect.yaml` deploys it."""

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.ingest import ingest_in_tasks
from flows.night import run_night
from models import SettingsError
from pipeline.settings import load_settings


@flow(name="nightly")
def nightly_flow(inbox: str, catalogue: str, settings_file: str | None = None) -> str:
    """Read what is new in the inbox and write the morning report; gives the path of the report.

    Running it again changes nothing, so that nights missed and made up for at once do no harm.

    Raises:
        SettingsError: a folder was not named when the flow was deployed.
    """
    for name, value in (("inbox", inbox), ("catalogue", catalogue)):
        if not value or "{{" in value:
            raise SettingsError(f"No {name}: set GOODPRACTICE_{name.upper()} and run `prefect deploy` again.")
    settings = load_settings(Path(settings_file) if settings_file else None)
    night = run_night(Path(inbox), Path(catalogue), settings, ingest_in_tasks)
    create_markdown_artifact(markdown=night.text, key="morning-report", description="What the night brought")
    return str(night.path)
