"""A progress bar for work over many documents."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models import IngestResult, Status
from pipeline.work import WorkItem

if TYPE_CHECKING:
    from pipeline.run import OnResult, OnScan


@contextmanager
def watched(title: str, quiet: bool) -> "Iterator[tuple[OnScan, OnResult]]":
    """(on_scan, on_result) that move a bar on standard error; no bar where nobody looks at a terminal."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def on_scan(items: Sequence[WorkItem]) -> None:
            progress.update(task, total=sum(item.earlier is None for item in items))

        def on_result(result: IngestResult) -> None:
            if result.seconds:
                progress.advance(task)
            if result.status is Status.FAILED:
                name = escape(result.uri.rpartition("/")[2])
                progress.console.print(f"[yellow]failed:[/] {name}", highlight=False)

        yield on_scan, on_result
