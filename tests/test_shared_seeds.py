"""The five documents that the project started from, through the real pipeline."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goodpractice import Catalogue, GoodPractice, Settings
from models import EntityKind, Qualifier
from models.text import folded
from pipeline.process import annotate
from pipeline.run import extractors

pytestmark = [pytest.mark.shared, pytest.mark.model]

COUNTRIES_WITH_STORIES = {"Austria", "Croatia", "France", "Germany", "Greece", "Hungary", "Slovakia", "Sweden"}


@pytest.fixture(scope="module")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path_factory.mktemp("seeds") / "catalogue", Settings()) as catalogue:
        report = catalogue.ingest([shared / "seeds"])
        assert not report.failed
        yield catalogue


def practices(seeds: Catalogue, number: str) -> list[GoodPractice]:
    return [
        p for p in seeds.all() if Path(seeds.document(p.sources[0].doc_id).source.uri).name.startswith(number + "_")
    ]


def shown(practice: GoodPractice, name: str) -> str:
    return practice.field(name).display


@pytest.mark.parametrize("number", ["000", "001"])
def test_polish_practice(seeds: Catalogue, number: str) -> None:
    (practice,) = practices(seeds, number)
    assert folded(practice.title) == "clustering for international markets"
    assert shown(practice, "country") == "Poland"
    assert "PL61" in shown(practice, "region")
    assert folded(shown(practice, "institution")).startswith("torun regional development agency")
    assert "Enterprise Europe Network" in shown(practice, "resources")
    assert "Out of 29 clusters" in shown(practice, "evidence")
    assert "Identifying seed funding to initiate clusters" in shown(practice, "transfer")


def test_figures_that_only_one_source_states(seeds: Catalogue) -> None:
    (first,), (second,) = practices(seeds, "000"), practices(seeds, "001")
    assert (shown(first, "start"), shown(first, "end")) == ("2013", "2015")
    assert [f.qualifier for f in first.figures if f.unit == "SMEs" and f.value == 80] == [Qualifier.ABOUT]
    assert [f.qualifier for f in second.figures if f.unit == "SMEs" and f.value == 80] == [Qualifier.OVER]
    assert 3_400_000 in [f.value for f in second.figures if f.currency == "EUR"]


def test_text_that_stands_twice_counts_once(seeds: Catalogue) -> None:
    (practice,) = practices(seeds, "001")
    assert shown(practice, "detail").count("Financial support was provided to establish") == 1
    assert shown(practice, "transfer").count("Working out which sectors") == 1


def test_romanian_practice(seeds: Catalogue) -> None:
    (practice,) = practices(seeds, "002")
    assert shown(practice, "country") == "Romania"
    assert "lack of strategic vision" in shown(practice, "challenges")
    assert shown(practice, "start") == "2016-01"
    assert [(str(f.value), f.currency) for f in practice.figures if f.currency] == [("20000", "EUR")]
    assert "20.000 EUR per cluster" in shown(practice, "resources")


def test_report_gives_a_practice_for_each_country_with_a_story(seeds: Catalogue) -> None:
    found = practices(seeds, "003")
    titles = " ".join(p.title.title() for p in found)
    assert [country for country in COUNTRIES_WITH_STORIES if country not in titles] == []


def test_report_says_no_place_of_others(seeds: Catalogue) -> None:
    by_title = {folded(p.title): p for p in practices(seeds, "003")}
    assert (shown(by_title["hungary"], "country"), shown(by_title["hungary"], "city")) == ("Hungary", "")
    listed = by_title["future cluster skills"]
    assert [shown(listed, name) for name in ("country", "region")] == ["", ""]
    assert "Partners" not in shown(listed, "summary")


def test_deck_gives_none_says_why_and_keeps_its_figures(seeds: Catalogue) -> None:
    reader = seeds._reader.now()
    ((doc_id, reason),) = reader.rows("SELECT doc_id, no_practice FROM documents WHERE uri LIKE '%/004_%'")
    kept = {value for (value,) in reader.rows("SELECT number FROM figures WHERE doc_id = ?", [doc_id])}
    assert practices(seeds, "004") == []
    assert reason
    assert {346_000.0, 4_500.0, 130_000_000.0} <= kept


def test_search_puts_the_polish_practice_first(seeds: Catalogue) -> None:
    hits = seeds.search("seed funding to start clusters so that small firms can export together")
    assert folded(hits[0].title) == "clustering for international markets"
    assert "seed funding" in hits[0].passage.text.lower()


def test_author_of_the_page_is_in_no_record_and_no_passage(seeds: Catalogue) -> None:
    (practice,) = practices(seeds, "002")
    found = annotate(seeds.document(practice.sources[0].doc_id), extractors(), Settings())
    persons = {e.text for e in found.entities if e.kind is EntityKind.PERSON}
    texts = [v.display for f in practice.fields for v in f.values]
    texts += [text for (text,) in seeds._reader.now().rows("SELECT text FROM passages")]
    assert persons
    assert [name for name in persons for text in texts if name in text] == []
