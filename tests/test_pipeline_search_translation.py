"""English for the words of queries in other languages."""

import unicodedata

import numpy as np
import pytest

from goodpractice import Catalogue
from models.span import Span
from models.trained.encoder import DEFAULT_OTHER_LANGUAGES, WordEncoder, load_encoder
from models.trained.lexicon import load_lexicon, meanings_of
from pipeline.encoders import encoders
from pipeline.search.query import Query, query_for
from pipeline.search.translation import Translation
from pipeline.settings import EmbedSettings, SearchSettings
from pipeline.store.generations import CatalogueFolder
from pipeline.store.indexes import stemmed
from pipeline.store.reader import CatalogueReader

pytestmark = pytest.mark.model


def in_english(catalogue: Catalogue, text: str) -> Translation:
    with CatalogueReader(CatalogueFolder(catalogue.root)) as opened:
        translation = query_for(opened.now(), encoders(EmbedSettings()), text, SearchSettings()).translation
    assert translation
    return translation


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
    near = load_lexicon().nearest(meanings_of(reading), 3)
    place = [span.of(query) for span in reading.words].index(word)
    assert stem in {stemmed(part) for found, _ in near[place] for part in found.split()}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Nachbarschaftshilfe für ältere Menschen", "neighbourhood aid for elderly"),
        ("vrijwilligers helpen met de computer", "volunteers help with the computer"),
        ("jak gminy oszczędzają wodę", "how municipalities save water"),
        ("covoiturage à Łódź 2014", "carpooling to Łódź 2014"),
    ],
)
def test_query_is_read_word_by_word(sample_catalogue: Catalogue, query: str, wanted: str) -> None:
    found = in_english(sample_catalogue, query).text.split()
    assert sum(word in wanted.split() for word in found) >= len(wanted.split()) - 1


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Wanderwege in Straßburg", "Straßburg"),
        ("turystyka w gminie Łódź", "Łódź"),
        ("projets FEDER en montagne", "FEDER"),
        ("mobilità a Potenza", "Potenza"),
    ],
)
def test_names_stay_as_they_are(sample_catalogue: Catalogue, query: str, name: str) -> None:
    assert name in in_english(sample_catalogue, query).text.split()


def test_letters_may_be_taken_apart_and_marks_invisible(sample_catalogue: Catalogue) -> None:
    query = "Gärten für Schulen und Hoch\N{SOFT HYPHEN}wasser"
    plain = sample_catalogue.search("Gärten für Schulen und Hochwasser")
    assert sample_catalogue.search(unicodedata.normalize("NFD", query)).hits == plain.hits


def test_result_tells_how_the_query_was_read(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("naprawa starych urządzeń w Polsce")
    assert result.in_english
    assert "repair" in result.in_english.split()
    assert sample_catalogue.search("repair of old appliances").in_english is None
    assert sample_catalogue.search("Kołobrzeg").in_english is None


def test_word_with_several_senses_is_read_by_its_neighbours(sample_catalogue: Catalogue) -> None:
    assert "countryside" in in_english(sample_catalogue, "Leben auf dem Land, Dörfer und Bauern").text
    assert "countries" in in_english(sample_catalogue, "Zusammenarbeit mit einem anderen Land in Europa").text


def test_query_in_english_and_in_a_language_without_dictionary_has_no_translation(sample_catalogue: Catalogue) -> None:
    with CatalogueReader(CatalogueFolder(sample_catalogue.root)) as opened:
        for text, language in (("repair of bicycles", "en"), ("bisiklet tamiri", "tr")):
            query = Query(opened.now(), encoders(EmbedSettings()), text, language, SearchSettings())
            assert query.translation is None
            assert query.stems_in_english == ()


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
