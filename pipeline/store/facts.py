"""Facts of practices as rows, and keeping them as new as the rules that make them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models import Document, GoodPractice
from pipeline.records.facts import facts_of
from pipeline.settings import FACTS_VERSION
from pipeline.store.database import insert
from pipeline.store.reader import GenerationReader
from pipeline.store.rows import Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FACT_TABLES = ("practice_facets", "practice_numbers")
#: Practices whose facts are made at a time.
_BATCH = 500


def fact_rows(practices: Iterable[tuple[GoodPractice, Document]]) -> dict[str, list[Row]]:
    """Rows of both tables for these practices."""
    tables: dict[str, list[Row]] = {name: [] for name in FACT_TABLES}
    for practice, document in practices:
        facts, given = facts_of(practice, document), practice.practice_id
        tables["practice_facets"] += [(given, f.facet, f.value, f.label) for f in facts.facets]
        tables["practice_numbers"] += [
            (given, n.kind, n.words, n.low, n.high, n.currency, n.text, n.span.start, n.span.end) for n in facts.numbers
        ]
    return tables


def renew_facts(connection: "DuckDBPyConnection", reader: GenerationReader) -> None:
    """Make the facts of every practice again when other rules made them; `reader` reads through `connection`."""
    row = connection.execute("SELECT version FROM derived_versions WHERE name = 'facts'").fetchone()
    if row and row[0] == FACTS_VERSION:
        return
    for table in FACT_TABLES:
        connection.execute(f"DELETE FROM {table}")
    ids = reader.practice_ids()
    documents: dict[str, Document] = {}
    for start in range(0, len(ids), _BATCH):
        pairs = []
        for practice in reader.practices(ids[start : start + _BATCH]):
            doc_id = practice.sources[0].doc_id
            document = documents.get(doc_id) or reader.document(doc_id)
            if document:
                documents = {doc_id: document}
                pairs.append((practice, document))
        for table, found in fact_rows(pairs).items():
            insert(connection, table, found)
    connection.execute("INSERT OR REPLACE INTO derived_versions VALUES ('facts', ?)", [FACTS_VERSION])
