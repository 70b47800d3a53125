"""Ingestion as a Prefect flow: the plain steps of `pipeline.run`, one task per batch for each."""

import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

import httpx
from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, TaskRun
from prefect.utilities.annotations import quote

from models import GoodPracticeError, RunReport, StoreError
from pipeline import run as plain
from pipeline.report import as_markdown
from pipeline.report_files import write_report
from pipeline.settings import Settings
from pipeline.work import Incoming, Processed, WorkItem

#: Seconds before a commit is tried again; a disk may be full or a network folder away for a moment.
COMMIT_RETRY_DELAYS_S = (2, 10)

T = TypeVar("T")


def ingest(
    incoming: Sequence[Incoming],
    root: Path,
    settings: Settings,
    on_scan: plain.OnScan | None = None,
    on_result: plain.OnResult | None = None,
) -> RunReport:
    """The same as `pipeline.run.ingest`, as one flow run; call `prepare_prefect` before importing this module.

    Raises:
        StoreError: the catalogue cannot be written.
        ModelError: the encoder cannot be loaded.
        GoodPracticeError: Prefect's server does not answer.
    """
    reports: list[RunReport] = []

    # A flow of its own for each call, because Prefect stores parameters and takes no more than 512 KB of them.
    @flow(name="ingest")
    def ingest_documents(catalogue: str, documents: int) -> None:
        reports.append(ingest_in_tasks(incoming, root, settings, on_scan, on_result))

    _start_server()
    ingest_documents(catalogue=str(root), documents=len(incoming))
    return reports[0]


def _start_server() -> None:
    """Have the temporary server running, out of reach of Ctrl-C.

    Ctrl-C goes to every process of the terminal. If it ended the server too, Prefect would try for a minute to
    report the stop to it. A process keeps the signal mask of the thread that started it, so a thread that is
    deaf to the signal starts the server, and the main thread stays awake. With a server of one's own this is
    no more than a greeting.
    """
    errors: list[Exception] = []

    def greet() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with get_client(sync_client=True) as client:
                client.hello()
        except (RuntimeError, httpx.HTTPError) as error:
            errors.append(error)

    thread = threading.Thread(target=greet, daemon=True)
    thread.start()
    thread.join()
    if errors:
        raise GoodPracticeError(
            f"Prefect's server does not answer: {errors[0]}. Check PREFECT_API_URL, or ingest without --prefect."
        ) from errors[0]


def _whole(value: T) -> T:
    """Hands a value to a task as it is; Prefect would search all of it for results to wait for."""
    return cast(T, quote(value))


def ingest_in_tasks(
    incoming: Sequence[Incoming],
    root: Path,
    settings: Settings,
    on_scan: plain.OnScan | None = None,
    on_result: plain.OnResult | None = None,
) -> RunReport:
    """The body of a flow: scan, then process and commit batch by batch, then publish the report.

    When it is stopped, what was committed stays and is reported in the file.
    """
    with plain.start_run(root, settings) as run:
        items = scan_documents(_whole(run), _whole(incoming))
        if on_scan:
            on_scan(items)
        todo = plain.batches(items, settings.store.batch_size)
        try:
            for number, batch in enumerate(todo, start=1):
                name = f"batch {number} of {len(todo)}"
                done = process_documents.with_options(task_run_name=f"process {name}")(
                    _whole(batch), settings, _whole(on_result)
                )
                commit_documents.with_options(task_run_name=f"commit {name}")(_whole(run), _whole(done))
        except KeyboardInterrupt:
            write_report(run.report(), run.folder.reports)
            raise
        if not todo:
            run.results += [item.earlier for item in items if item.earlier]
        report = run.report()
        publish_report(_whole(report), run.folder.reports)
    return report


@task(cache_policy=NO_CACHE, persist_result=False)
def scan_documents(run: plain.Run, incoming: Sequence[Incoming]) -> list[WorkItem]:
    """Compare the documents with the catalogue."""
    return plain.scan(run, incoming)


@task(cache_policy=NO_CACHE, persist_result=False)
def process_documents(
    batch: Sequence[WorkItem], settings: Settings, on_result: plain.OnResult | None
) -> list[Processed]:
    """Compute only. Not tried again: a bad document is bad the second time too, and fails alone."""
    return plain.process_batch(batch, settings, on_result)


def _is_store_error(_task: "Task[..., object]", _run: TaskRun, state: "State[object]") -> bool:
    return isinstance(state.result(raise_on_failure=False), StoreError)


@task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(COMMIT_RETRY_DELAYS_S),
    retry_delay_seconds=list(COMMIT_RETRY_DELAYS_S),
    retry_condition_fn=_is_store_error,
)
def commit_documents(run: plain.Run, done: Sequence[Processed]) -> None:
    """The only writer; a failed try leaves the catalogue as it was."""
    plain.commit(run, done)


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_report(report: RunReport, folder: Path) -> Path:
    """The run report as two files and as an artifact."""
    path = write_report(report, folder)
    create_markdown_artifact(markdown=as_markdown(report), key="ingest-report", description=f"Run {report.run_id}")
    return path
