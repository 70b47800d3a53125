"""One night: look into the inbox, ingest what is complete, write the morning report. Without Prefect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.inbox import InboxSettings, look
from flows.morning import morning_report
from models import GoodPracticeError, RunReport
from pipeline import run as plain
from pipeline.digest import tell_news
from pipeline.report_files import write_whole
from pipeline.scan import find_documents
from pipeline.settings import Settings
from pipeline.store.generations import CatalogueFolder
from pipeline.work import Incoming

Ingest = Callable[[Sequence[Incoming], Path, Settings], RunReport]

#: How long the night waits for somebody who is writing to the catalogue at that hour.
LOCK_WAIT_S = 1800.0


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did: the run, the report's text (Markdown) and where it was written."""

    run: RunReport
    text: str
    path: Path


def run_night(
    inbox: Path,
    catalogue: Path,
    settings: Settings,
    ingest: Ingest = plain.ingest,
    inbox_settings: InboxSettings | None = None,
) -> Night:
    """Ingest the complete files of the inbox, and tell what is new to the saved searches.

    Files that are there already are left alone.

    The files stay where they are. The report goes to `reports/morning-<date>-<run>.md` of the catalogue.

    Raises:
        DocumentError: there is no inbox.
        StoreError: the catalogue cannot be written, or somebody else writes to it for half an hour.
    """
    patient = replace(settings, store=replace(settings.store, lock_timeout_s=LOCK_WAIT_S))
    incoming = find_documents([inbox])
    found = look([one.path for one in incoming], inbox_settings or InboxSettings())
    ready = frozenset(found.ready)
    run = ingest([one for one in incoming if one.path in ready], catalogue, patient)
    text = morning_report(run, found.unfinished, inbox) + _news(catalogue, settings)
    name = f"morning-{run.started_at:%Y-%m-%d}-{run.run_id}.md"
    return Night(run, text, write_whole(CatalogueFolder(catalogue).reports / name, text))


def _news(catalogue: Path, settings: Settings) -> str:
    """Writes the digests; a paragraph about them for the morning report, empty when there is nothing to say."""
    try:
        told = tell_news(catalogue, settings)
    except GoodPracticeError as error:
        return f"\n## Saved searches\n\n- They could not be run: {error} The next night tells what is missing.\n"
    lines = [f"- {told.count} new in your saved searches: {file}" for file in told.files]
    lines += [f"- {told.problem}"] if told.problem else []
    return "\n".join(["\n## Saved searches\n", *lines]) + "\n" if lines else ""
