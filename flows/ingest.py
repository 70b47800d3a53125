"""Ingestion as a Prefect flow: the plain steps of `pipeline.run`, one task per batch for each."""

from collections.abc import Sequence
from pathlib import Path

from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.utilities.annotations import quote

from models import RunReport, StoreError
from pipeline import run as plain
from pipeline.report import as_markdown
from pipeline.report_files import write_report
from pipeline.settings import Settings
from pipeline.work import Incoming, Processed, WorkItem

#: Seconds before a commit is tried again; a disk may be full or a network folder away for a moment.
COMMIT_RETRY_DELAYS_S = (2, 10)


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
    """
    reports: list[RunReport] = []

    # A flow of its own for each call, because Prefect stores parameters and takes no more than 512 KB of them.
    @flow(name="ingest")
    def ingest_documents(catalogue: str, documents: int) -> None:
        reports.append(ingest_in_tasks(incoming, root, settings, on_scan, on_result))

    ingest_documents(catalogue=str(root), documents=len(incoming))
    return reports[0]


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
        items = scan_documents(quote(run), quote(incoming))
        if on_scan:
            on_scan(items)
        todo = plain.batches(items, settings.store.batch_size)
        try:
            for number, batch in enumerate(todo, start=1):
                name = f"batch {number} of {len(todo)}"
                done = process_documents.with_options(task_run_name=f"process {name}")(
                    quote(batch), settings, quote(on_result)
                )
                commit_documents.with_options(task_run_name=f"commit {name}")(quote(run), quote(done))
        except KeyboardInterrupt:
            write_report(run.report(), run.folder.reports)
            raise
        if not todo:
            run.results += [item.earlier for item in items if item.earlier]
        report = run.report()
        publish_report(quote(report), run.folder.reports)
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
    create_markdown_artifact(
        markdown=as_markdown(report), key="ingest-report", description=f"Run {report.run_id}"
    )
    return path
