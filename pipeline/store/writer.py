"""Writing the next generation."""

import logging
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from models import Annotations, Arrival, GoodPractice, Status, StepError, StoreError
from pipeline.encoders import Encoders
from pipeline.segment import embedded_text
from pipeline.settings import PIPELINE_VERSION, Settings
from pipeline.store import indexes, rows
from pipeline.store.database import connect, insert, migrate
from pipeline.store.facts import FACT_TABLES, fact_rows, renew_facts
from pipeline.store.generations import CatalogueFolder, Generation, begin, publish, writing
from pipeline.store.ids import with_free_ids
from pipeline.store.reader import GenerationReader
from pipeline.store.vectors import FOLDER, PassageLanguages, VectorSet, VectorSetWriter
from pipeline.work import Processed

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

_BY_DOCUMENT = ("sections", "figures", "entities", "topics", "passages", "practices", "documents")
_BY_PRACTICE = ("practice_sources", "fields", "field_values", *FACT_TABLES)


@contextmanager
def new_generation(folder: CatalogueFolder, settings: Settings, encoders: Encoders) -> Iterator["Writer"]:
    """A writer on a copy of the current generation; published when the block ends well, thrown away otherwise.

    The caller holds the write lock.

    Raises:
        StoreError: no room, no right to write, or the finished copy fails its check.
    """
    working = begin(folder)
    try:
        with writing(folder.root), _duckdb_errors(folder):
            connection = connect(working.database, read_only=False)
            try:
                migrate(connection)
                renew_facts(connection, GenerationReader(working, connection))
                writer = Writer(connection, working, settings, encoders)
                yield writer
                header = writer.finish()
            finally:
                connection.close()
        _verify(working, header)
    except BaseException:
        shutil.rmtree(working.path, ignore_errors=True)
        raise
    publish(folder, working, header, settings.store.keep_generations)


@contextmanager
def _duckdb_errors(folder: CatalogueFolder) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StoreError(
            f"The catalogue {folder.root} could not be written: {error}. It is as it was before; "
            "free some room on the disk and run the same command again."
        ) from error


def _verify(working: Generation, header: dict[str, object]) -> None:
    connection = connect(working.database, read_only=True)
    try:
        row = connection.execute("SELECT count(*) FROM passages").fetchone()
    finally:
        connection.close()
    counts = {row[0] if row else None, header["passages"], indexes.WordIndex(working.path).count()}
    counts.add(VectorSet(working.path / FOLDER).header.rows)
    if len(counts) != 1:
        raise StoreError(f"The new generation {working.path} disagrees with its indexes; nothing was changed.")


class Writer:
    """Adds and replaces documents in a working copy."""

    def __init__(
        self, connection: "DuckDBPyConnection", generation: Generation, settings: Settings, encoders: Encoders
    ) -> None:
        self._connection = connection
        self._generation = generation
        self._settings = settings
        self._encoders = encoders
        self._earlier_numbers, self._vectors = self._earlier_vectors()
        self._removed: list[int] = []
        self._added: list[tuple[int, str, str, str]] = []

    def write(self, processed: Sequence[Processed], run_id: str) -> list[Processed]:
        """Store what came of a batch and log it; documents that failed leave what was there before.

        Gives the batch as stored: practices whose id another document has got new ones.
        """
        now = datetime.now(UTC).replace(tzinfo=None)
        for one in processed:
            if one.item.arrival is not Arrival.UNCHANGED:
                self._set_source(one, now)
        read_again = [one.document.doc_id for one in processed if one.document is not None]
        for doc_id in [*read_again, *self._unclaimed()]:
            self._remove(doc_id)
        taken = {i for (i,) in self._connection.execute("SELECT practice_id FROM practices").fetchall()}
        stored = [with_free_ids(one, taken) for one in processed]
        self._insert([one for one in stored if one.document])
        self._note_added(now)
        insert(self._connection, "ingest_log", [self._log_row(p, run_id, now) for p in stored])
        return stored

    def _note_added(self, now: datetime) -> None:
        """New practices came in now; one that is read again keeps its day, one that is gone leaves none."""
        self._connection.execute(
            "DELETE FROM practice_added WHERE practice_id NOT IN (SELECT practice_id FROM practices)"
        )
        self._connection.execute(
            "INSERT INTO practice_added SELECT practice_id, ? FROM practices ANTI JOIN practice_added "
            "USING (practice_id)",
            [now],
        )

    def write_run(self, run_id: str, started_at: datetime, finished_at: datetime) -> None:
        """Note the run; written again with a later end by each batch."""
        self._connection.execute("DELETE FROM runs WHERE run_id = ?", [run_id])
        times = (started_at.replace(tzinfo=None), finished_at.replace(tzinfo=None))
        insert(self._connection, "runs", [(run_id, *times)])

    def finish(self) -> dict[str, object]:
        """Write the indexes and give the header of the generation."""
        import numpy as np

        kept = ~np.isin(self._earlier_numbers, np.array(self._removed, dtype=np.int64))
        digest, languages = passage_digest(self._connection), passage_languages(self._connection)
        self._vectors.finish(kept, self._encoders.dim, digest, languages)
        words, is_fresh = indexes.WordIndex.for_writing(self._generation.path, len(self._earlier_numbers))
        words.change([] if is_fresh else self._removed, self._passages() if is_fresh else self._added)
        self._connection.execute("CHECKPOINT")
        return {
            "vectors": self._encoders.model_id,
            "passages": len(languages.codes),
            "digest": digest,
            "practices": self._count("practices"),
            "documents": self._count("documents"),
            "pipeline_version": PIPELINE_VERSION,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }

    def _earlier_vectors(self) -> "tuple[NDArray[np.int64], VectorSetWriter]":
        """(numbers of the passages that are there already, their vectors, made again where need be)."""
        import numpy as np

        numbers = self._connection.execute("SELECT passage_no FROM passages ORDER BY passage_no").fetchnumpy()
        earlier = np.asarray(numbers["passage_no"], dtype=np.int64)

        def encode(part: slice) -> "NDArray[np.float32]":
            found = self._passages(int(earlier[part][0]), int(earlier[part][-1]))
            texts = [embedded_text(title, text) for _, title, text, _ in found]
            return self._encoders.encode(texts, [language for *_, language in found])

        folder, digest = self._generation.path / FOLDER, passage_digest(self._connection)
        vectors = VectorSetWriter(folder, self._encoders.model_id)
        if not vectors.keep_or_remake(len(earlier), digest, encode) and len(earlier):
            log.info("%d passages embedded again by %s", len(earlier), self._encoders.model_id)
        return earlier, vectors

    def _unclaimed(self) -> list[str]:
        """Documents that no place holds any more."""
        query = "SELECT doc_id FROM documents ANTI JOIN sources USING (doc_id)"
        return [doc_id for (doc_id,) in self._connection.execute(query).fetchall()]

    def _remove(self, doc_id: str) -> None:
        """Take out a document with all that was made of it."""
        numbers = self._connection.execute("SELECT passage_no FROM passages WHERE doc_id = ?", [doc_id])
        self._removed += [number for (number,) in numbers.fetchall()]
        for table in _BY_PRACTICE:
            self._connection.execute(
                f"DELETE FROM {table} WHERE practice_id IN (SELECT practice_id FROM practices WHERE doc_id = ?)",
                [doc_id],
            )
        for table in _BY_DOCUMENT:
            self._connection.execute(f"DELETE FROM {table} WHERE doc_id = ?", [doc_id])

    def _insert(self, processed: Sequence[Processed]) -> None:
        tables: dict[str, list[rows.Row]] = {name: [] for name in (*_BY_DOCUMENT, *_BY_PRACTICE)}
        for one in processed:
            if one.document is None:
                continue
            tables["documents"].append(rows.document_row(one.document, one.annotations.no_practice))
            doc_id = one.document.doc_id
            outside = rows.outside_practices(one.annotations, one.practices)
            parts: list[tuple[str | None, Annotations | GoodPractice]] = [(None, outside)]
            parts += [(p.practice_id, p) for p in one.practices]
            for practice_id, part in parts:
                tables["sections"] += rows.section_rows(doc_id, practice_id, part.sections)
                tables["figures"] += rows.figure_rows(doc_id, practice_id, part.figures)
                tables["entities"] += rows.entity_rows(doc_id, practice_id, part.entities)
                tables["topics"] += rows.topic_rows(doc_id, practice_id, part.topics)
            for ordinal, practice in enumerate(one.practices):
                _add_practice(tables, practice, doc_id, ordinal)
            for name, found in fact_rows((p, one.document) for p in one.practices).items():
                tables[name] += found
            self._number_passages(tables["passages"], one)
        for name, found in tables.items():
            insert(self._connection, name, found)

    def _number_passages(self, table: "list[rows.Row]", one: Processed) -> None:
        if not one.passages:
            return
        numbers = self._connection.execute(
            f"SELECT nextval('passage_numbers') FROM range({len(one.passages)})"
        ).fetchall()
        titles = {p.practice_id: p.title for p in one.practices}
        language = (one.document.language if one.document else None) or ""
        for (number,), passage in zip(numbers, one.passages, strict=True):
            table.append(rows.passage_row(number, passage))
            self._added.append((number, titles[passage.practice_id], passage.text, language))
        assert one.vectors is not None
        self._vectors.add(one.vectors)

    def _set_source(self, one: Processed, now: datetime) -> None:
        item, uri = one.item, one.item.incoming.uri
        doc_id = one.document.doc_id if one.document else item.replaces
        made_by = (PIPELINE_VERSION, self._settings.fingerprint(limits=one.status is not Status.SUCCESS))
        if item.arrival in (Arrival.DUPLICATE, Arrival.MOVED):
            made_by = self._made_by(doc_id) or made_by
        if item.arrival is Arrival.MOVED:
            self._connection.execute("UPDATE documents SET uri = ? WHERE doc_id = ?", [uri, doc_id])
        if item.arrival is Arrival.MOVED or (one.document and item.replaces != doc_id):
            self._connection.execute("DELETE FROM sources WHERE doc_id = ?", [item.replaces])
        self._connection.execute("DELETE FROM sources WHERE uri = ?", [uri])
        errors = rows.to_json(tuple[StepError, ...], one.errors)
        known = (item.incoming.title, item.incoming.language)
        row = (uri, item.sha256, doc_id, one.status.value, errors, *made_by, *known, now)
        insert(self._connection, "sources", [row])
        self._follow(one, made_by)

    def _made_by(self, doc_id: str | None) -> tuple[int, str] | None:
        """(pipeline version, settings) that a stored document was made by."""
        row = self._connection.execute(
            "SELECT pipeline_version, settings FROM sources JOIN documents USING (doc_id) "
            "WHERE doc_id = ? AND status <> 'failed'",
            [doc_id],
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else None

    def _follow(self, one: Processed, made_by: tuple[int, str]) -> None:
        """Other places of the same document were read with it; a place that was left no longer names a document."""
        if one.document:
            self._connection.execute(
                "UPDATE sources SET pipeline_version = ?, settings = ? WHERE doc_id = ? AND status <> 'failed'",
                [*made_by, one.document.doc_id],
            )
        self._connection.execute(
            "UPDATE documents SET uri = (SELECT min(uri) FROM sources WHERE sources.doc_id = documents.doc_id) "
            "WHERE uri = ? AND doc_id NOT IN (SELECT doc_id FROM sources WHERE uri = ? AND doc_id IS NOT NULL) "
            "AND doc_id IN (SELECT doc_id FROM sources)",
            [one.item.incoming.uri, one.item.incoming.uri],
        )

    def _log_row(self, one: Processed, run_id: str, now: datetime) -> "rows.Row":
        return (
            run_id,
            one.item.incoming.uri,
            one.item.sha256,
            one.document.doc_id if one.document else None,
            one.item.arrival.value,
            "unchanged"
            if one.item.arrival is Arrival.UNCHANGED and one.status is not Status.FAILED
            else one.status.value,
            len(one.practices),
            rows.to_json(tuple[StepError, ...], one.errors),
            rows.to_json(dict[str, float], one.seconds),
            PIPELINE_VERSION,
            self._settings.fingerprint(),
            now,
        )

    def _passages(self, first: int = 0, last: int = sys.maxsize) -> list[tuple[int, str, str, str]]:
        """(number, title of the practice, text, language of the document) of passages of these numbers."""
        query = (
            "SELECT passage_no, practices.title, passages.text, coalesce(language, '') FROM passages "
            "JOIN practices USING (practice_id) JOIN documents ON documents.doc_id = passages.doc_id "
            "WHERE passage_no BETWEEN ? AND ? ORDER BY passage_no"
        )
        return self._connection.execute(query, [first, last]).fetchall()

    def _count(self, table: str) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(row[0]) if row else 0


def passage_digest(connection: "DuckDBPyConnection") -> str:
    """16 hex digits over all passages, the same for the same numbers and texts in any order."""
    row = connection.execute("SELECT bit_xor(hash(passage_no, text)) FROM passages").fetchone()
    return f"{row[0] or 0:016x}" if row else "0" * 16


def passage_languages(connection: "DuckDBPyConnection") -> PassageLanguages:
    """The language of each passage's document, in the order of passage numbers."""
    import numpy as np

    counted = connection.execute(
        "SELECT coalesce(language, '') AS name, count(*) FROM documents GROUP BY name ORDER BY count(*) DESC, name"
    ).fetchall()
    # A byte for each passage; nobody writes in more languages than that.
    places = {name: min(place, 255) for place, (name, _) in enumerate(counted)}
    rows = connection.execute(
        "SELECT coalesce(language, '') FROM passages JOIN documents USING (doc_id) ORDER BY passage_no"
    ).fetchall()
    codes = np.fromiter((places[name] for (name,) in rows), dtype=np.uint8, count=len(rows))
    return PassageLanguages(tuple(name for name, _ in counted[:256]), codes)


def _add_practice(tables: "dict[str, list[rows.Row]]", practice: GoodPractice, doc_id: str, ordinal: int) -> None:
    country, region = (practice.field(name).display or None for name in ("country", "region"))
    tables["practices"].append(
        (practice.practice_id, practice.title, practice.template, doc_id, ordinal, country, region)
    )
    tables["practice_sources"] += [
        (practice.practice_id, i, s.doc_id, s.span.start, s.span.end) for i, s in enumerate(practice.sources)
    ]
    fields, values = rows.field_rows(practice)
    tables["fields"] += fields
    tables["field_values"] += values
