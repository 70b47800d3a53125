"""A whole run: scan, process in batches, commit each batch as a generation, report.

`scan`, `process_batch` and `commit` are the plain functions that a flow wraps in tasks; `ingest` and `reprocess`
put them together without any server. A run that is stopped keeps every batch that was committed, and the same
call goes on with the rest.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from corpus.worker import ReadWorker
from extractors import Extractor, build_extractors
from models import Arrival, IngestResult, RunReport
from models.trained import is_installed, manifest
from models.trained.encoder import load_encoder
from models.trained.section_model import load_section_model
from pipeline.encoders import encoders
from pipeline.process import mapping_of, process
from pipeline.scan import compare, outdated
from pipeline.settings import Settings
from pipeline.store.generations import CatalogueFolder, write_lock
from pipeline.store.reader import GenerationReader
from pipeline.store.writer import new_generation
from pipeline.template import load_template
from pipeline.work import Incoming, Processed, WorkItem

OnScan = Callable[[Sequence[WorkItem]], None]
OnResult = Callable[[IngestResult], None]


@dataclass(slots=True)
class Run:
    """A run under way: its id, start (UTC), what it did so far, and whether it made vectors again without documents."""

    folder: CatalogueFolder
    settings: Settings
    run_id: str = field(default_factory=lambda: f"run-{uuid.uuid4().hex[:12]}")
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    results: list[IngestResult] = field(default_factory=list)
    is_indexed_again: bool = False

    def report(self) -> RunReport:
        current = self.folder.current()
        finished = datetime.now(UTC)
        return RunReport(
            self.run_id,
            self.started_at,
            finished,
            tuple(self.results),
            current.name if current else None,
            self.is_indexed_again,
        )


@contextmanager
def start_run(root: Path, settings: Settings) -> Iterator[Run]:
    """A run that holds the write lock of the catalogue at `root`.

    Raises:
        StoreError: no right to write there, or another writer is at work.
        SettingsError: there is no such template, or the mapping does not fit it.
    """
    folder = CatalogueFolder(root)
    # A wrong name must not send every document into quarantine.
    load_template(settings.extract.template)
    mapping_of(settings)
    with write_lock(folder, settings.store.lock_timeout_s):
        yield Run(folder, settings)


def ingest(
    incoming: Sequence[Incoming],
    root: Path,
    settings: Settings,
    on_scan: OnScan | None = None,
    on_result: OnResult | None = None,
) -> RunReport:
    """Bring documents into the catalogue at `root`; what is there already is left alone.

    `on_scan` is told once what was found, `on_result` each document as it is done.

    Raises:
        StoreError: the catalogue cannot be written.
        ModelError: the encoder cannot be loaded.
    """
    with start_run(root, settings) as run:
        return _finish(run, scan(run, incoming), on_scan, on_result)


def reprocess(
    root: Path,
    settings: Settings,
    everything: bool = False,
    on_scan: OnScan | None = None,
    on_result: OnResult | None = None,
) -> RunReport:
    """Read again what an older pipeline version or other settings made, from the kept bytes; or all of it.

    Vectors of another encoder, and facts for filters, are made again even when no document has to be read.

    Raises:
        StoreError: there is no catalogue, or it cannot be written.
    """
    CatalogueFolder(root).existing()
    with start_run(root, settings) as run:
        with _reader(run.folder) as reader:
            items = outdated(reader, run.folder, settings, everything) if reader else []
            model = encoders(settings.embed).model_id
            stale = reader is not None and not (reader.has_facts and reader.has_vectors_of(model))
        if stale and not items:
            commit(run, [])
            run.is_indexed_again = True
        return _finish(run, items, on_scan, on_result)


def scan(run: Run, incoming: Sequence[Incoming]) -> list[WorkItem]:
    """Compare documents with the catalogue and keep a copy of their bytes."""
    with _reader(run.folder) as reader:
        return compare(incoming, run.folder, reader, run.settings)


def process_batch(items: Sequence[WorkItem], settings: Settings, on_result: OnResult | None = None) -> list[Processed]:
    """All steps for each item, in order; nothing is stored."""
    done = []
    with ReadWorker(settings.read) as worker:
        for one in process(items, worker, extractors(), encoders(settings.embed), settings):
            done.append(one)
            if on_result:
                on_result(one.result())
    return done


def commit(run: Run, processed: Sequence[Processed]) -> None:
    """Store a batch as a new generation. The results count from here on."""
    with new_generation(run.folder, run.settings, encoders(run.settings.embed)) as writer:
        stored = writer.write(processed, run.run_id)
        writer.write_run(run.run_id, run.started_at, datetime.now(UTC))
    run.results += [one.result() for one in stored]


def batches(items: Sequence[WorkItem], size: int) -> list[list[WorkItem]]:
    """Items in batches; none at all when everything is unchanged, because then nothing is written."""
    if all(item.arrival is Arrival.UNCHANGED for item in items):
        return []
    # What is settled without reading goes first, so that the batches after it are all work.
    ordered = sorted(items, key=lambda item: item.earlier is None)
    return [list(ordered[start : start + size]) for start in range(0, len(ordered), size)]


@cache
def extractors() -> tuple[Extractor, ...]:
    """The extractors, loaded once per process, with the encoder whose vectors the model of sections was trained on.

    Where no package holds that encoder, sections go by headings and words alone.
    """
    name = load_section_model().encoder
    return build_extractors(load_encoder(name) if is_installed(manifest()[name]) else None)


def _finish(run: Run, items: list[WorkItem], on_scan: OnScan | None, on_result: OnResult | None) -> RunReport:
    if on_scan:
        on_scan(items)
    todo = batches(items, run.settings.store.batch_size)
    for batch in todo:
        commit(run, process_batch(batch, run.settings, on_result))
    if not todo:
        run.results += [item.earlier for item in items if item.earlier]
    return run.report()


@contextmanager
def _reader(folder: CatalogueFolder) -> Iterator[GenerationReader | None]:
    current = folder.current()
    reader = GenerationReader(current) if current else None
    try:
        yield reader
    finally:
        if reader:
            reader.close()
