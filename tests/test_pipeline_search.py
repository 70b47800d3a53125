import pytest

from goodpractice import Catalogue, Settings, SettingsError, StoreError
from models.text import joined
from pipeline.encoders import Encoders
from pipeline.settings import EmbedSettings

pytestmark = pytest.mark.model


def test_meaning_finds_what_shares_no_words(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("mending broken devices rather than buying new ones")
    assert "epair" in hits[0].title


def test_hit_shows_a_passage_that_stands_in_its_document(sample_catalogue: Catalogue) -> None:
    hit = sample_catalogue.search("rain water in school yards")[0]
    document = sample_catalogue.document(hit.passage.doc_id)
    shown = [line.removeprefix("• ") for line in hit.passage.text.splitlines() if "|" not in line]
    text = joined(hit.passage.span.of(document.text))
    assert hit.title == "Rain gardens in school yards"
    assert [line for line in shown if line not in text] == []


def test_each_practice_comes_once_and_best_first(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("energy use of small firms", limit=50)
    assert len({hit.practice_id for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("country", ["Portugal", "PT", "portugal", "Portugalia"])
def test_country_filter_takes_names_and_codes(sample_catalogue: Catalogue, country: str) -> None:
    hits = sample_catalogue.search("energy", country=country)
    assert {hit.country for hit in hits} == {"Portugal"}


def test_section_filter_leaves_only_its_passages(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("bus companies saw the service as a competitor", section="difficulties")
    assert hits
    assert {hit.passage.label for hit in hits} == {"difficulties"}


def test_filter_comes_before_the_ranking(sample_catalogue: Catalogue) -> None:
    """The best of one country is found although better ones of others would fill the list."""
    hits = sample_catalogue.search("repairing household appliances", country="Estonia", limit=1)
    assert [hit.country for hit in hits] in ([], ["Estonia"])


def test_nothing_fits_is_an_empty_list(sample_catalogue: Catalogue) -> None:
    assert sample_catalogue.search("breeding of racing camels in zero gravity") == []


def test_name_that_stands_in_a_document_is_found_by_its_words(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("POWERDOWN")
    assert any(hit.document.endswith("energy-scouts-note.txt") for hit in hits)


def test_same_query_gives_the_same_list(sample_catalogue: Catalogue) -> None:
    assert sample_catalogue.search("jobs for young people") == sample_catalogue.search("jobs for young people")


@pytest.mark.parametrize(
    ("query", "country", "section", "message"),
    [
        ("  ", None, None, "query is empty"),
        ("x", "Atlantis", None, "'Atlantis' is not a country"),
        ("x", None, "budget", "not a section label"),
    ],
)
def test_bad_search_says_what_is_wrong(
    sample_catalogue: Catalogue, query: str, country: str | None, section: str | None, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        sample_catalogue.search(query, country, section)


def test_vectors_of_another_encoder_are_refused(sample_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    another = Encoders(EmbedSettings("another", ""), identify=lambda _: "another@1")
    monkeypatch.setattr("goodpractice.catalogue.encoders", lambda settings: another)
    other = Catalogue.open(sample_catalogue.root, Settings())
    with pytest.raises(StoreError, match="reprocess --outdated"):
        other.search("energy")
