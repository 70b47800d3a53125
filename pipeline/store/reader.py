"""Reading the current generation."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from models import Annotations, Document, GoodPractice, Passage, PracticeSource, SectionLabel, Span, StoreError
from pipeline.settings import FACTS_VERSION
from pipeline.store import indexes, rows
from pipeline.store.database import connect, inlined
from pipeline.store.generations import CatalogueFolder, Generation
from pipeline.store.vectors import FOLDER, VectorSet

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


#: A passage of fewer characters says nothing by itself.
_FRAGMENT = 40
#: A list as one text parameter: a list parameter costs DuckDB 60 ms (measured with 1.5.5).
_LISTED = "(SELECT unnest(string_split(?, ',')))"


class GenerationReader:
    """One generation, read-only; never changes, so it can be shared by threads through `cursor`."""

    def __init__(self, generation: Generation, connection: "DuckDBPyConnection | None" = None) -> None:
        """Opens the generation; a writer reads its own working copy through its `connection`."""
        self.generation = generation
        self._connection = connection or connect(generation.database, read_only=True)
        self._vectors: VectorSet | None = None

    @cached_property
    def header(self) -> dict[str, object]:
        """Encoder, row counts and digest."""
        return self.generation.header()

    def close(self) -> None:
        self._connection.close()

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, each on a cursor of its own."""
        with self._connection.cursor() as cursor:
            return cursor.execute(*inlined(query, parameters)).fetchall()

    def numbers(self, query: str, parameters: Sequence[object] = ()) -> "NDArray[np.int64]":
        """The first column of a query as int64 (n,)."""
        import numpy as np

        with self._connection.cursor() as cursor:
            columns = cursor.execute(*inlined(query, parameters)).fetchnumpy()
        return np.asarray(next(iter(columns.values())), dtype=np.int64)

    def vectors(self, model: str) -> VectorSet:
        """The vectors of all passages, rows as in `passage_numbers`.

        Raises:
            StoreError: missing, damaged, or made by another model or from other passages.
        """
        if self._vectors is None:
            self._vectors = VectorSet(self.generation.path / FOLDER)
        self._vectors.check(model, len(self.passage_numbers), str(self.header.get("digest")))
        return self._vectors

    def has_vectors_of(self, model: str) -> bool:
        """False where the vectors have to be made again before this model can search."""
        try:
            self.vectors(model)
        except StoreError:
            return False
        return True

    @cached_property
    def passage_numbers(self) -> "NDArray[np.int64]":
        """All passage numbers, ascending, int64 (passages,)."""
        return self.numbers("SELECT passage_no FROM passages ORDER BY passage_no")

    @cached_property
    def is_unlabelled(self) -> "NDArray[np.bool_]":
        """Whether each of `passage_numbers` belongs to no section, bool (passages,)."""
        import numpy as np

        unlabelled = self.numbers(f"SELECT passage_no FROM passages WHERE label = '{SectionLabel.OTHER}'")
        return np.isin(self.passage_numbers, unlabelled)

    @cached_property
    def is_fragment(self) -> "NDArray[np.bool_]":
        """Passages of a word or two ("and", "to LPHW,") beside others of their practice, bool (passages,).

        Their vectors are those of the title alone, and near to whatever is short.
        """
        import numpy as np

        lengths = self.numbers("SELECT end_char - start_char FROM passages ORDER BY passage_no")
        is_whole, has_whole = lengths >= _FRAGMENT, np.zeros(self.row_count, dtype=bool)
        has_whole[self.practice_rows[is_whole]] = True
        found: NDArray[np.bool_] = ~is_whole & has_whole[self.practice_rows]
        return found

    @cached_property
    def words(self) -> indexes.WordIndex:
        """The word index.

        Raises:
            StoreError: missing, damaged, or not as many passages as the catalogue.
        """
        words = indexes.WordIndex(self.generation.path)
        if words.count() != len(self.passage_numbers):
            raise StoreError(
                f"The word index of {self.generation.path} holds {words.count()} passages, "
                f"the catalogue {len(self.passage_numbers)}. Run: goodpractice reprocess --all"
            )
        return words

    @cached_property
    def has_facts(self) -> bool:
        """False for a catalogue whose facts for filters are missing or made by older rules."""
        tables = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'derived_versions'"
        if not self.rows(tables)[0][0]:
            return False
        return self.rows("SELECT version FROM derived_versions WHERE name = 'facts'") == [(FACTS_VERSION,)]

    def columns(self, query: str, parameters: Sequence[object] = ()) -> "dict[str, NDArray[np.int64]]":
        """Columns of whole numbers, by name, int64 (n,) each."""
        import numpy as np

        with self._connection.cursor() as cursor:
            found = cursor.execute(*inlined(query, parameters)).fetchnumpy()
        return {name: np.asarray(column, dtype=np.int64) for name, column in found.items()}

    @cached_property
    def worked_out(self) -> dict[object, object]:
        """What searches have found out about this generation, which never changes; kept by whoever needs it again."""
        return {}

    @cached_property
    def practice_rows(self) -> "NDArray[np.int64]":
        """For each of `passage_numbers` the row of its practice (see `ids_by_row`), int64 (passages,)."""
        query = "SELECT practices.rowid FROM passages JOIN practices USING (practice_id) ORDER BY passage_no"
        return self.numbers(query)

    @cached_property
    def ids_by_row(self) -> dict[int, str]:
        """Practice ids by their row in this generation."""
        return dict(self.rows("SELECT rowid, practice_id FROM practices"))

    @cached_property
    def row_count(self) -> int:
        """One more than the highest row of a practice."""
        return int(self.rows("SELECT coalesce(max(rowid) + 1, 0) FROM practices")[0][0])

    def document(self, doc_id: str) -> Document | None:
        found = self.rows("SELECT * FROM documents WHERE doc_id = ?", [doc_id])
        return rows.document_from_row(found[0]) if found else None

    def annotations(self, doc_id: str) -> Annotations:
        """Sections, figures, entities and topics of a document, in and outside its practices, in reading order."""
        found = {
            table: self.rows(f"SELECT * FROM {table} WHERE doc_id = ?", [doc_id])
            for table in ("sections", "figures", "entities", "topics")
        }
        return Annotations(
            sections=tuple(sorted(map(rows.section_from_row, found["sections"]), key=lambda s: s.span)),
            figures=tuple(sorted(map(rows.figure_from_row, found["figures"]), key=lambda f: f.span)),
            entities=tuple(sorted(map(rows.entity_from_row, found["entities"]), key=lambda e: e.span)),
            topics=tuple(sorted(map(rows.topic_from_row, found["topics"]), key=lambda t: t.evidence)),
        )

    def practice_ids(self) -> list[str]:
        """All ids, by document and place in it."""
        query = "SELECT practice_id FROM practices JOIN documents USING (doc_id) ORDER BY uri, ordinal"
        return [practice_id for (practice_id,) in self.rows(query)]

    def practices(self, practice_ids: Sequence[str]) -> list[GoodPractice]:
        """The practices of these ids, in the given order; unknown ids are left out."""
        wanted = [",".join(practice_ids)]
        parts = {
            table: self._by_practice(table, wanted)
            for table in ("fields", "field_values", "practice_sources", "sections", "figures", "entities", "topics")
        }
        found = {row[0]: row for row in self.rows(f"SELECT * FROM practices WHERE practice_id IN {_LISTED}", wanted)}
        return [_practice(found[i], {t: p.get(i, []) for t, p in parts.items()}) for i in practice_ids if i in found]

    def _by_practice(self, table: str, wanted: list[str]) -> dict[str, list[tuple[Any, ...]]]:
        by_id: dict[str, list[tuple[Any, ...]]] = {}
        for practice_id, *row in self.rows(
            f"SELECT practice_id, * FROM {table} WHERE practice_id IN {_LISTED} ORDER BY ordinal", wanted
        ):
            by_id.setdefault(practice_id, []).append(tuple(row))
        return by_id

    def passage_texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """Title and text of passages, by number."""
        # Found before they are joined: in one step DuckDB reads all texts, which takes ten times as long.
        query = (
            "WITH found AS MATERIALIZED (SELECT passage_no, practice_id, text FROM passages "
            f"WHERE passage_no IN ({','.join(str(int(number)) for number in numbers)})) "
            "SELECT passage_no, title || '. ' || text FROM found JOIN practices USING (practice_id)"
        )
        return dict(self.rows(query)) if numbers else {}

    def document_parts(self, parts: Sequence[tuple[str, Span]]) -> list[str]:
        """Parts of the texts of documents, (document id, span) each, without the rest of these documents."""
        if not parts:
            return []
        listed = ", ".join(f"({n}, ?, {span.start + 1}, {len(span)})" for n, (_, span) in enumerate(parts))
        query = (
            f"WITH wanted(n, doc_id, first, length) AS (VALUES {listed}) SELECT n, substring(text, first, length) "
            "FROM wanted JOIN documents USING (doc_id)"
        )
        found = dict(self.rows(query, [doc_id for doc_id, _ in parts]))
        return [str(found.get(n, "")) for n in range(len(parts))]

    def languages(self, doc_ids: Sequence[str]) -> dict[str, str | None]:
        """The language of documents, by id."""
        query = f"SELECT doc_id, language FROM documents WHERE doc_id IN {_LISTED}"
        return dict(self.rows(query, [",".join(doc_ids)])) if doc_ids else {}

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Passages by number."""
        query = f"SELECT * FROM passages WHERE passage_no IN (SELECT CAST(v AS BIGINT) FROM {_LISTED} AS listed(v))"
        return {row[0]: rows.passage_from_row(row) for row in self.rows(query, [",".join(map(str, numbers))])}


def _practice(row: tuple[Any, ...], parts: dict[str, list[tuple[Any, ...]]]) -> GoodPractice:
    values = parts["field_values"]
    return GoodPractice(
        practice_id=row[0],
        title=row[1],
        template=row[2],
        sources=tuple(PracticeSource(s[2], Span(s[3], s[4])) for s in parts["practice_sources"]),
        fields=tuple(rows.field_from_rows(f, (v for v in values if v[1] == f[2])) for f in parts["fields"]),
        sections=tuple(rows.section_from_row(r) for r in parts["sections"]),
        figures=tuple(rows.figure_from_row(r) for r in parts["figures"]),
        entities=tuple(rows.entity_from_row(r) for r in parts["entities"]),
        topics=tuple(rows.topic_from_row(r) for r in parts["topics"]),
    )


class CatalogueReader:
    """The current generation, followed: each call to `now` looks at the pointer and swaps when it has moved."""

    def __init__(self, folder: CatalogueFolder) -> None:
        self._folder = folder
        self._reader: GenerationReader | None = None

    def now(self) -> GenerationReader:
        """A reader on the newest generation.

        Raises:
            StoreError: there is no catalogue yet, or it is damaged.
        """
        current = self._folder.existing()
        if self._reader is None or self._reader.generation != current:
            earlier, self._reader = self._reader, GenerationReader(current)
            if earlier:
                earlier.close()
        return self._reader

    def close(self) -> None:
        if self._reader:
            self._reader.close()
            self._reader = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
