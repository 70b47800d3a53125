"""English for the words of queries in other languages."""

import numpy as np
import pytest

from goodpractice import Catalogue
from models.span import Span
from models.trained.encoder import DEFAULT_OTHER_LANGUAGES, WordEncoder, load_encoder
from models.trained.lexicon import load_lexicon
from pipeline.store.indexes import stemmed

pytestmark = pytest.mark.model


def reader() -> WordEncoder:
    encoder = load_encoder(DEFAULT_OTHER_LANGUAGES)
    assert isinstance(encoder, WordEncoder)
    return encoder


@pytest.mark.parametrize("text", ["Beratung für junge Landwirte", "µ? 2014", "κήποι", "x " * 400])
def test_words_of_a_query_add_up_to_its_vector(text: str) -> None:
    reading = reader().read_query(text)
    assert np.array_equal(reading.vector, load_encoder(DEFAULT_OTHER_LANGUAGES).encode_queries([text])[0])
    assert reading.mean @ reading.vector / np.linalg.norm(reading.mean) == pytest.approx(1, abs=1e-4)
    assert reading.vectors.shape == (len(reading.words), len(reading.vector))


def test_words_are_where_they_stand() -> None:
    text = "2 Gärten, für Öl-Mühlen?"
    assert [span.of(text) for span in reader().read_query(text).words] == ["Gärten", "für", "Öl", "Mühlen"]
    assert reader().read_query("Öl").words == (Span(0, 2),)


@pytest.mark.parametrize(
    ("query", "word", "stem"),
    [
        ("Beratung für junge Landwirte", "Landwirte", "farmer"),
        ("szkolenia dla rolników", "rolników", "farmer"),
        ("riparazione di vecchie biciclette", "riparazione", "repair"),
        ("réutilisation des eaux de pluie dans les jardins", "jardins", "garden"),
        ("ayudas para bomberos voluntarios", "voluntarios", "volunt"),
        ("verlichting van fietspaden in dorpen", "verlichting", "light"),
        ("ενεργειακή αναβάθμιση σχολείων", "σχολείων", "school"),
    ],
)
def test_nearest_english_words_are_the_translation(query: str, word: str, stem: str) -> None:
    reading = reader().read_query(query)
    near = load_lexicon().nearest(reading, 3)
    place = [span.of(query) for span in reading.words].index(word)
    assert stem in {stemmed(found) for found, _ in near[place]}


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("Reparatur von Haushaltsgeräten", "repair"),
        ("réparer des appareils ménagers", "repair"),
        ("naprawa sprzętu", "repair"),
    ],
)
def test_words_that_matched_are_those_of_the_english_passage(
    sample_catalogue: Catalogue, query: str, word: str
) -> None:
    hit = sample_catalogue.search(query).hits[0]
    assert any(matched.lower().startswith(word) for matched in hit.matched)
    assert hit.sentence is not None
