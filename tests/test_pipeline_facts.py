"""What filters and facets need: derived from records, kept as new as the rules."""

import shutil
from pathlib import Path

import duckdb
import pytest

from goodpractice import Catalogue, Settings, StoreError
from pipeline.records.facts import rolled_up
from pipeline.store.database import migrations
from pipeline.store.generations import CatalogueFolder
from pipeline.store.reader import GenerationReader

pytestmark = pytest.mark.model


def _reader(catalogue: Catalogue) -> GenerationReader:
    current = CatalogueFolder(catalogue.root).current()
    assert current is not None
    return GenerationReader(current)


def _facets(catalogue: Catalogue, title: str) -> set[str]:
    query = "SELECT facet || ':' || label FROM practice_facets JOIN practices USING (practice_id) WHERE title = ?"
    return {row[0] for row in _reader(catalogue).rows(query, [title])}


def _numbers(catalogue: Catalogue, title: str) -> set[tuple[str, str, float, float, str | None]]:
    query = (
        "SELECT kind, words, low, high, currency FROM practice_numbers JOIN practices USING (practice_id) "
        "WHERE title = ?"
    )
    return set(_reader(catalogue).rows(query, [title]))


def test_region_rolls_up_and_fields_become_facets(sample_catalogue: Catalogue) -> None:
    facets = _facets(sample_catalogue, "Repair vouchers that keep household appliances in use")
    assert {
        "country:Austria",
        "region:Steiermark (AT22)",
        "region:Südösterreich (AT2)",
        "project:REFIX",
        "fund:European Regional Development Fund",
        "institution:Styrian Agency for Repair and Reuse",
        "evidence:measurable",
        "language:en",
        "section:evidence",
        "review:unreviewed",
    } <= facets


def test_years_budget_and_figures_become_numbers(sample_catalogue: Catalogue) -> None:
    numbers = _numbers(sample_catalogue, "Repair vouchers that keep household appliances in use")
    assert {
        ("year", "", 2017.0, 2020.0, None),
        ("budget", "", 1_250_000.0, 1_250_000.0, "EUR"),
        ("count", "households", 1200.0, 1200.0, None),
    } <= numbers


def test_practice_that_goes_on_has_no_last_year(sample_catalogue: Catalogue) -> None:
    assert ("year", "", 2020.0, 9999.0, None) in _numbers(sample_catalogue, "The library of things")


def test_every_number_stands_at_its_place(sample_catalogue: Catalogue) -> None:
    query = (
        "SELECT d.text[n.start_char + 1 : n.end_char], n.text FROM practice_numbers n "
        "JOIN practices USING (practice_id) JOIN documents d USING (doc_id) WHERE n.kind <> 'year'"
    )
    found = _reader(sample_catalogue).rows(query)
    assert len(found) > 100
    assert [pair for pair in found if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    ("code", "wider"),
    [
        ("PL213", ("PL213", "PL21", "PL2")),
        ("UKD33", ("UKD33", "UKD3", "UKD", "GB-ENG")),
        ("UKM", ("UKM",)),
        ("GB-ENG", ("GB-ENG",)),
        ("EE004", ("EE004",)),
    ],
)
def test_regions_lie_in_each_other(code: str, wider: tuple[str, ...]) -> None:
    assert rolled_up(code) == wider


@pytest.fixture
def older(sample_catalogue: Catalogue, tmp_path: Path) -> Catalogue:
    """The same catalogue as the first version of the schema left it."""
    root = tmp_path / "older"
    shutil.copytree(sample_catalogue.root, root)
    current = CatalogueFolder(root).current()
    assert current is not None
    with duckdb.connect(str(current.database)) as connection:
        for table in ("practice_facets", "practice_numbers", "practice_added", "derived_versions"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM schema_version WHERE version > 1")
    return Catalogue.open(root, Settings())


def test_older_catalogue_says_what_to_do_and_gets_its_facts(older: Catalogue, sample_catalogue: Catalogue) -> None:
    with pytest.raises(StoreError, match="goodpractice reprocess"):
        older.search("", "country:PT")
    older.reprocess()
    assert [hit.title for hit in older.search("", "country:PT")] == [
        hit.title for hit in sample_catalogue.search("", "country:PT")
    ]
    for table in ("practice_facets", "practice_numbers"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert _reader(older).rows(query) == _reader(sample_catalogue).rows(query)
    added = _reader(older).rows("SELECT count(*) FROM practice_added WHERE added_at > TIMESTAMP '2020-01-01'")
    assert added == _reader(older).rows("SELECT count(*) FROM practices")


def test_older_rules_are_made_again(older: Catalogue) -> None:
    older.reprocess()
    current = CatalogueFolder(older.root).current()
    assert current is not None
    older.close()
    with duckdb.connect(str(current.database)) as connection:
        connection.execute("UPDATE derived_versions SET version = 0")
        connection.execute("DELETE FROM practice_facets")
    older.reprocess()
    assert older.search("", "country:PT").total == 2


def test_reading_a_document_again_keeps_the_day_it_came(older: Catalogue) -> None:
    older.reprocess()
    before = _reader(older).rows("SELECT * FROM practice_added ORDER BY ALL")
    older.reprocess(everything=True)
    assert _reader(older).rows("SELECT * FROM practice_added ORDER BY ALL") == before


def test_every_migration_has_its_number() -> None:
    assert len(migrations()) >= 2
