"""The steps of one document: parse, extract, records, passages, vectors. Nothing is stored here."""

import logging
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from corpus.worker import ReadWorker
from extractors import Extractor
from extractors import run as run_extractors
from models import (
    Annotations,
    Document,
    DocumentError,
    GoodPractice,
    GoodPracticeError,
    ModelError,
    PracticeBoundary,
    Span,
    Status,
    StepError,
)
from pipeline.contacts import personal_spans, set_contacts_apart
from pipeline.encoders import Encoders
from pipeline.mapping import TableMapping, check_mapping, load_mapping
from pipeline.records import make_records
from pipeline.segment import embedded_texts, passages_of
from pipeline.settings import Settings
from pipeline.table_rows import Row, annotated, rows_of
from pipeline.template import load_template
from pipeline.work import Processed, WorkItem

log = logging.getLogger(__name__)


def process(
    items: Iterable[WorkItem],
    worker: ReadWorker,
    extractors: Sequence[Extractor],
    encoders: Encoders,
    settings: Settings,
) -> Iterator[Processed]:
    """Each work item through all steps, in order; a step that fails ends its own document only."""
    for item in items:
        if item.earlier is not None:
            yield Processed(item, item.earlier.status, errors=item.earlier.errors)
            continue
        done = _process_one(item, worker, extractors, encoders, settings)
        log.info("%s: %s, %d practices", item.incoming.uri, done.status.value, len(done.practices))
        yield done


def annotate(
    document: Document, extractors: Sequence[Extractor], settings: Settings, rows: Sequence[Row] = ()
) -> Annotations:
    """What the extractors find; with `extract.one_practice` the whole document is one practice.

    Each of `rows`, where a table has some, is a practice.
    """
    found = run_extractors(document, extractors)
    if rows:
        return annotated(document, found, rows, load_template(settings.extract.template))
    annotations = set_contacts_apart(document, found)
    return _as_one_practice(document, annotations) if settings.extract.one_practice else annotations


def mapping_of(settings: Settings) -> TableMapping | None:
    """The mapping that the settings name, checked against their form.

    Raises:
        SettingsError: it cannot be read, or names a field that the form does not have.
    """
    if not settings.extract.mapping:
        return None
    mapping = load_mapping(settings.extract.mapping)
    check_mapping(mapping, load_template(settings.extract.template))
    return mapping


def _as_one_practice(document: Document, annotations: Annotations) -> Annotations:
    first = annotations.practices[0] if annotations.practices else None
    title = document.title or (first.title if first else document.source.uri.rpartition("/")[2])
    title_span = first.title_span if first and first.title == title else None
    whole = PracticeBoundary(Span(0, len(document.text)), title, title_span, 1.0, "one-practice/1")
    return replace(annotations, practices=(whole,), no_practice=None)


def _process_one(
    item: WorkItem, worker: ReadWorker, extractors: Sequence[Extractor], encoders: Encoders, settings: Settings
) -> Processed:
    seconds: dict[str, float] = {}
    refused: tuple[StepError, ...] = ()
    step = "parse"
    incoming = item.incoming
    try:
        with _timed(seconds, step):
            document = worker.read(incoming.path, name=incoming.uri, title=incoming.title, language=incoming.language)
        step = "extract"
        with _timed(seconds, step):
            template = load_template(settings.extract.template)
            rows = rows_of(document, template, mapping_of(settings))
            annotations = annotate(document, extractors, settings, rows)
        step = "records"
        with _timed(seconds, step):
            practices = make_records(document, annotations, template, item.known, rows)
        step = "propose"
        if settings.propose.url:
            with _timed(seconds, step):
                practices, refused = _with_proposals(document, annotations, practices, settings)
        step = "passages"
        with _timed(seconds, step):
            personal = personal_spans(document, annotations)
            found = passages_of(document, practices, settings.embed.passage_characters, personal)
        step, texts = "embed", embedded_texts(practices, found)
        with _timed(seconds, step):
            vectors = encoders.encode(texts, [document.language] * len(texts))
    except GoodPracticeError as error:
        reason = error.reason.value if isinstance(error, DocumentError) else None
        return _failed(item, StepError(step, str(error), detail=reason), seconds)
    except Exception as error:  # One bad document never stops the others; the traceback goes with it.
        message = f"{type(error).__name__} in the step {step}: {error}"
        return _failed(item, StepError(step, message, detail=traceback.format_exc()), seconds)
    errors = (*(StepError("parse", page.message, page.page_no) for page in document.page_errors), *refused)
    status = Status.PARTIAL if errors else Status.SUCCESS
    return Processed(item, status, document, annotations, practices, found, vectors, errors, seconds)


def _with_proposals(
    document: Document, annotations: Annotations, practices: tuple[GoodPractice, ...], settings: Settings
) -> tuple[tuple[GoodPractice, ...], tuple[StepError, ...]]:
    """The practices with what a language model proposed; after an error no further one of the document is asked for."""
    from pipeline.proposals import propose

    filled = list(practices)
    template = load_template(settings.extract.template)
    try:
        for index, practice in enumerate(practices):
            filled[index] = propose(document, annotations, practice, template, settings.propose)
    except ModelError as error:
        return tuple(filled), (StepError("propose", str(error)),)
    return tuple(filled), ()


def _failed(item: WorkItem, error: StepError, seconds: dict[str, float]) -> Processed:
    return Processed(item, Status.FAILED, errors=(error,), seconds=seconds)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[step] = round(time.perf_counter() - start, 4)
