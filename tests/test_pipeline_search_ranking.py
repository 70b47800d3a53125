"""Ranking: routes, request phrases, languages of queries, scans and the reasons of a hit."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from corpus.samples import FOLDER
from goodpractice import Catalogue, Settings
from models import ModelError, StoreError
from models.text import joined
from models.trained.encoder import Encoder, load_encoder
from models.trained.reranker import load_reranker
from pipeline.encoders import Encoders
from pipeline.search import scan
from pipeline.search.language import query_language
from pipeline.search.query import query_for
from pipeline.search.ranking import best_first
from pipeline.search.requests import core
from pipeline.search.weights import Fits
from pipeline.settings import EmbedSettings, SearchSettings
from pipeline.store import indexes, vectors
from pipeline.store.vectors import PassageLanguages, VectorSet, VectorSetWriter

DIM = 16


def unit(rows: int, seed: int) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).standard_normal((rows, DIM)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def written(folder: Path, found: NDArray[np.float32], digest: str = "d") -> VectorSet:
    writer = VectorSetWriter(folder, "model")
    writer.keep_or_remake(0, "none", lambda part: unit(0, 0))
    writer.add(found)
    languages = PassageLanguages(("en",), np.zeros(len(found), dtype=np.uint8))
    writer.finish(np.ones(0, dtype=np.bool_), DIM, digest, languages)
    return VectorSet(folder)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("We lend tools to residents. Find practices like this one.", "We lend tools to residents."),
        ("Wir verleihen Werkzeug. Welche ähnlichen Praktiken gibt es?", "Wir verleihen Werkzeug."),
        ("Nous prêtons des outils. Quelles pratiques similaires existent ?", "Nous prêtons des outils."),
        ("Find similar schemes for disadvantaged groups", "Find similar schemes for disadvantaged groups"),
        ("Which similar practices exist?", "Which similar practices exist?"),
    ],
)
def test_phrases_that_only_ask_are_left_out(query: str, meant: str) -> None:
    assert core(query) == meant


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("offshore wind turbines", "en"),
        ("RESTORATION OF A FORTRESS FOR VISITORS", "en"),
        ("autoconsumo fotovoltaico compartido entre vecinos", "es"),
        ("Bürgerenergie Biogas", "de"),
        ("opieka nad dziećmi", "pl"),
        ("2014", None),
    ],
)
def test_language_of_a_short_query(query: str, language: str | None) -> None:
    assert query_language(query) == language


def test_rows_are_taken_out_and_appended_in_order(tmp_path: Path) -> None:
    before = unit(5, 1)
    written(tmp_path, before)
    writer = VectorSetWriter(tmp_path, "model")
    assert writer.keep_or_remake(5, "d", lambda part: unit(0, 0))
    writer.add(unit(2, 2))
    kept = np.array([True, False, True, True, False])
    writer.finish(kept, DIM, "e", PassageLanguages(("en",), np.zeros(5, dtype=np.uint8)))
    assert np.array_equal(VectorSet(tmp_path).exact, np.concatenate([before[kept], unit(2, 2)]))


@pytest.mark.parametrize(("model", "rows", "digest"), [("other", 3, "d"), ("model", 4, "d"), ("model", 3, "e")])
def test_vectors_of_another_model_or_other_passages_are_refused(
    tmp_path: Path, model: str, rows: int, digest: str
) -> None:
    found = written(tmp_path, unit(3, 1))
    with pytest.raises(StoreError, match="reprocess --outdated"):
        found.check(model, rows, digest)


def test_int8_scan_gives_the_same_best_as_an_exact_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_ROWS", 100)
    monkeypatch.setattr(scan, "RESCORED", 50)
    rows = unit(1_000, 4)
    found = written(tmp_path, rows)
    assert found.short is not None
    query = unit(1, 5)[0]
    for allowed in (None, np.arange(0, 1_000, 2), np.arange(3, 40)):
        exact = (rows if allowed is None else rows[allowed]) @ query
        scores = scan.similarities(found, query, allowed)
        assert best_first(scores, 10).tolist() == best_first(exact, 10).tolist()
        assert np.allclose(np.sort(scores)[-10:], np.sort(exact)[-10:], atol=1e-6)


@given(
    arrays(np.float32, st.integers(1, 3_000), elements=st.floats(-1, 1, width=16)),
    st.integers(1, 60),
)
def test_best_places_hold_the_highest_scores(scores: NDArray[np.float32], limit: int) -> None:
    places = scan.best_places(scores, limit)
    assert places.tolist() == sorted(set(places.tolist()))
    assert np.array_equal(np.sort(scores[places]), np.sort(scores)[-limit:])


def test_equal_scores_keep_their_order() -> None:
    assert best_first(np.array([1, 3, 3, 0, 3], dtype=np.float32), 2).tolist() == [1, 2]


def test_probability_is_a_half_at_the_threshold() -> None:
    assert Fits(-2.0, (1.0, 2.0)).probability((1.0, 0.5)) == 0.5


@pytest.mark.model
def test_english_query_of_english_documents_loads_no_other_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(name: str) -> Encoder:
        loaded.append(name)
        return load_encoder(name)

    with Catalogue.open(tmp_path / "catalogue", Settings()) as catalogue:
        catalogue.ingest([FOLDER / "rain-gardens.md"])
        both = Encoders(EmbedSettings(), load)
        monkeypatch.setattr("goodpractice.catalogue.encoders", lambda settings: both)
        assert catalogue.search("rain water in school yards").hits
        assert loaded == [EmbedSettings().encoder]
        assert catalogue.search("jardins de pluie dans les cours d'école").hits
        assert set(loaded) == {EmbedSettings().encoder, EmbedSettings().other_languages}


@pytest.mark.model
def test_vectors_of_one_encoder_are_made_again_for_two(tmp_path: Path) -> None:
    alone = Settings(embed=EmbedSettings(other_languages=""))
    with Catalogue.open(tmp_path / "catalogue", alone) as catalogue:
        catalogue.ingest([FOLDER / "rain-gardens.md"])
        assert catalogue.search("rain water in school yards").hits
    with Catalogue.open(tmp_path / "catalogue", Settings()) as catalogue:
        with pytest.raises(StoreError, match="reprocess --outdated"):
            catalogue.search("rain water in school yards")
        catalogue.reprocess()
        assert catalogue.search("Regenwasser auf Schulhöfen").hits


@pytest.mark.model
@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("timber from nearby forests for public buildings", "fr"),
        ("Holz aus der Region für öffentliche Gebäude", "fr"),
        ("courses for workers on digitally controlled machines", "de"),
        ("szkolenia pracowników w zakładzie pracy", "de"),
    ],
)
def test_query_finds_the_document_in_another_language(sample_catalogue: Catalogue, query: str, language: str) -> None:
    first = sample_catalogue.search(query, limit=2).hits
    assert language in [sample_catalogue.document(hit.passage.doc_id).language for hit in first]


@pytest.mark.model
@pytest.mark.parametrize(
    "query", ["réparer des appareils ménagers", "Reparatur von Haushaltsgeräten", "naprawa sprzętu domowego"]
)
def test_query_in_another_language_finds_the_english_document(sample_catalogue: Catalogue, query: str) -> None:
    assert "epair" in sample_catalogue.search(query)[0].title


@pytest.mark.model
def test_hit_says_which_words_matched_and_where_the_sentence_stands(sample_catalogue: Catalogue) -> None:
    hit = sample_catalogue.search("repaired household appliances")[0]
    assert any(word.startswith("repair") for word in (w.lower() for w in hit.matched))
    assert hit.sentence is not None
    text = sample_catalogue.document(hit.passage.doc_id).text
    assert joined(hit.sentence.of(text))
    assert hit.passage.span.start <= hit.sentence.start < hit.sentence.end <= hit.passage.span.end


@pytest.mark.model
def test_when_nothing_fits_the_nearest_stand_apart(sample_catalogue: Catalogue) -> None:
    found = sample_catalogue.search("breeding of racing camels in zero gravity")
    assert not found.hits
    assert found.nothing_fits is not None
    assert len(found.nothing_fits.nearest) == 3


def test_shipped_weights_can_be_read() -> None:
    file = Path(__file__).parents[1] / "pipeline" / "search" / "data" / "ranking.json"
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {"english", "others"}


class _Shortest:
    """A toy: the shorter a text, the better."""

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        return [-len(text) for text in texts]


SHORTEST = _Shortest()


@pytest.mark.model
@pytest.mark.parametrize("attribute", ["SHORTEST", "_Shortest"])
def test_reranker_orders_the_first_practices_only(
    sample_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, attribute: str
) -> None:
    monkeypatch.setitem(sys.modules, "toy_rerankers", sys.modules[__name__])
    load_reranker.cache_clear()
    everything = SearchSettings(least_share=0.0)
    with Catalogue.open(sample_catalogue.root, Settings(search=everything)) as catalogue:
        plain = catalogue.search("energy advice for small firms")
    settings = Settings(search=replace(everything, reranker=f"toy_rerankers:{attribute}", reranked=3))
    with Catalogue.open(sample_catalogue.root, settings) as catalogue:
        ordered = catalogue.search("energy advice for small firms")
    assert len(plain) > 3
    lengths = [len(f"{hit.title}. {hit.passage.text}") for hit in ordered[:3]]
    assert lengths == sorted(lengths) != [len(f"{hit.title}. {hit.passage.text}") for hit in plain[:3]]
    assert {hit.practice_id for hit in ordered[:3]} == {hit.practice_id for hit in plain[:3]}
    assert ordered[3:] == plain[3:]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "language"), [("school kitchens", "en"), ("Beschäftigte Lastwagen", "de"), ("bâtiments scieries", "fr")]
)
def test_words_are_in_the_language_of_the_passages_that_hold_them(
    sample_catalogue: Catalogue, text: str, language: str
) -> None:
    reader = sample_catalogue._reader.now()
    assert query_for(reader, Encoders(EmbedSettings()), text, SearchSettings()).language == language


@pytest.mark.model
def test_practices_far_behind_the_best_are_left_out(sample_catalogue: Catalogue) -> None:
    found = sample_catalogue.search("energy advice for small firms")
    assert {hit.title for hit in found} == {"Energy scouts for small firms"}
    with Catalogue.open(sample_catalogue.root, Settings(search=SearchSettings(least_share=0.0))) as catalogue:
        everything = catalogue.search("energy advice for small firms")
    assert everything[: len(found)] == found[:]
    assert len(everything) == 10 < everything.total
    best, next_one = found[0].score, everything[len(found)].score
    assert best is not None
    assert next_one is not None
    assert next_one < 0.5 * best


@pytest.mark.parametrize("name", ["no such folder", "json:nothing", "json:dumps", "math:pi", ":x"])
def test_reranker_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match=r"search\.reranker"):
        load_reranker(name)


def test_filtering_the_best_gives_what_searching_the_allowed_gives(
    sample_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = sample_catalogue._reader.now()
    allowed = reader.passage_numbers[::3]
    found = {}
    for share in (0.0, 2.0):
        monkeypatch.setattr(indexes, "_FILTERED_SHARE", share)
        found[share] = [
            reader.words.search(words, limit, allowed) for words in ("energy", "repair") for limit in (2, 50)
        ]
    assert found[0.0] == found[2.0]
    assert any(numbers for numbers, _ in found[0.0])
