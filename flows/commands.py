"""What the command line calls, found by entry points; Prefect is imported only when it is asked for."""

from collections.abc import Sequence
from pathlib import Path

from flows.environment import prepare_prefect
from flows.night import Night, run_night
from models import RunReport
from pipeline.run import OnResult, OnScan
from pipeline.scan import find_documents
from pipeline.settings import Settings
from pipeline.store.generations import CatalogueFolder


def ingest(
    paths: Sequence[Path], root: Path, settings: Settings, on_scan: OnScan | None, on_result: OnResult | None
) -> RunReport:
    """`pipeline.run.ingest` as a flow run, recorded in the catalogue's own Prefect home.

    Raises:
        DocumentError: a path does not exist.
        StoreError: the catalogue cannot be written.
    """
    incoming = find_documents(paths)
    CatalogueFolder(root).prepare()
    prepare_prefect(root / "prefect")
    from flows.ingest import ingest as ingest_flow

    return ingest_flow(incoming, root, settings, on_scan, on_result)


def nightly(inbox: Path, root: Path, settings: Settings) -> Night:
    """One night now, without a Prefect server."""
    return run_night(inbox, root, settings)
