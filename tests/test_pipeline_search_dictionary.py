"""The dictionary: its files, and how words of a text are found in it."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.dictionary import Piece, dictionary_of
from pipeline.search.dictionary_files import LANGUAGES, function_words, head_words, irregular_forms, translations


def pieces(language: str, text: str) -> list[Piece]:
    dictionary = dictionary_of(language)
    assert dictionary
    return dictionary.read(text)


def english(language: str, text: str) -> list[set[str]]:
    """What each part of the words that mean something can be."""
    found = [piece for piece in pieces(language, text) if not piece.is_function]
    return [{sense.english for sense in part} for piece in found for part in piece.senses]


def test_files_are_whole() -> None:
    heads = head_words()
    assert heads == sorted(set(heads))
    assert len(heads) > 4_900
    for language in LANGUAGES:
        rows = list(translations(language))
        assert {head for head, _, _ in rows} == set(heads), language
        assert all(re.search(r"\w", form) and form == form.strip() for _, form, _ in rows), language
        assert not [form for _, form, _ in rows if re.search(r"[\d;:=()]", form)], language
        assert len(list(function_words(language))) > 100, language


@pytest.mark.parametrize(("language", "letters"), [("bg", "[а-я]"), ("el", "[α-ωά-ώ]")])
def test_other_alphabets_are_not_transliterated(language: str, letters: str) -> None:
    own = [bool(re.search(letters, form.lower())) for _, form, _ in translations(language)]
    assert sum(own) > 0.99 * len(own)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "Schulen", "school"),
        ("de", "Dörfern", "village"),
        ("fr", "subventions", "subsidies"),
        ("es", "imágenes", "images"),
        ("it", "imprese", "enterprises"),
        ("pl", "rolników", "farmers"),
        ("cs", "energetické", "energy"),
        ("el", "σχολείων", "school"),
        ("bg", "градските", "urban"),
        ("ro", "satele", "village"),
        ("sv", "kommunen", "municipalities"),
        ("de", "SCHULEN", "school"),
        ("it", "reti", "network"),
        ("de", "Dörfern", "village"),
        ("de", "Landwirtinnen", "farmers"),
        ("de", "fuer Waelder", "forest"),
        ("hu", "városokban", "town"),
        ("hu", "iskolákban", "school"),
        ("sv", "skolorna", "school"),
        ("da", "byerne", "town"),
        ("pl", "wsi", "village"),
        ("nl", "bruggen", "bridge"),
        ("cs", "sociální byt", "apartment"),
        ("fr", "trains régionaux", "train"),
    ],
)
def test_forms_of_a_word_are_found(language: str, text: str, wanted: str) -> None:
    assert wanted in set().union(*english(language, text))


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "Exportförderung", ["export", "promotion"]),
        ("de", "Straßenbahnhaltestellen", ["tram", "stop"]),
        ("de", "KLIMAWERKSTATT", ["climate", "workshops"]),
        ("nl", "breedbandverbinding", ["broadband", "connection"]),
        ("sv", "exportstöd", ["export", "support"]),
        ("da", "byggematerialer", ["built", "materials"]),
        ("de", "Arbeitsmarktförderung", ["labour market", "promotion"]),
        ("fi", "energianeuvonta", ["energy", "advice"]),
    ],
)
def test_compounds_are_taken_apart(language: str, text: str, wanted: list[str]) -> None:
    found = english(language, text)
    assert all(word in part for word, part in zip(wanted, found, strict=True))


def test_several_words_that_stand_for_one() -> None:
    text = "zones humides"
    (piece,) = pieces("fr", text)
    assert (piece.start, piece.end) == (0, len(text))
    assert "wetland" in {sense.english for sense in piece.senses[0]}


def test_accents_tell_words_apart_and_may_be_missing() -> None:
    assert [piece.senses[0][0].english for piece in pieces("fr", "ou où")] == ["or", "where"]
    assert english("fr", "hotel") == english("fr", "hôtel")
    assert english("pl", "swiatlo") == english("pl", "światło")


def test_function_words_have_no_stems_and_may_have_no_english() -> None:
    found = pieces("de", "für den sich")
    assert all(piece.is_function for piece in found)
    assert [[sense.english for part in piece.senses for sense in part] for piece in found] == [["for"], ["the"], []]


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Dörfern"), ("de", "Bürgerinnen"), ("hu", "falvakban"), ("sv", "skolorna"), ("nl", "straten")],
)
def test_endings_are_no_parts_of_compounds(language: str, text: str) -> None:
    assert len(english(language, text)) == 1


def test_expressions_end_at_punctuation() -> None:
    assert len(pieces("es", "energía solar")) == 1
    assert len(pieces("es", "energía, solar")) == 2


def test_function_word_that_is_all_of_the_text_keeps_its_other_sense() -> None:
    assert not pieces("fi", "voi")[0].is_function
    assert pieces("fi", "miten koulu voi auttaa")[2].is_function


@pytest.mark.parametrize("language", LANGUAGES)
def test_irregular_forms_are_forms_of_words_in_the_dictionary(language: str) -> None:
    bases = {form.lower() for _, form, _ in translations(language)}
    rows = list(irregular_forms(language))
    assert sum(base in bases for _, base in rows) > 0.7 * len(rows)


def test_short_words_that_begin_alike_are_others() -> None:
    assert "three" not in set().union(*english("es", "tren"), set())


def test_unknown_words_and_names_are_left_alone() -> None:
    assert english("de", "Xyzzyqua") == []
    assert english("pl", "Grzmotnia") == []


def test_norwegian_is_read_as_danish_and_others_not_at_all() -> None:
    assert dictionary_of("no") is dictionary_of("da")
    assert dictionary_of("en") is None
    assert dictionary_of("tr") is None
    assert dictionary_of(None) is None


@given(st.sampled_from(LANGUAGES), st.text(max_size=60))
def test_every_word_is_in_one_piece(language: str, text: str) -> None:
    found = pieces(language, text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = Counter(n for piece in found for n in range(piece.start, piece.end))
    words = {n for match in re.finditer(r"[^\W_]+", text) for n in range(*match.span())}
    assert words <= set(covered)
    assert max(covered.values(), default=1) == 1


@given(st.data())
def test_each_translation_is_found_as_it_stands(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    head, form, _ = data.draw(st.sampled_from(list(translations(language))))
    found = pieces(language, form)
    if not any(piece.is_function for piece in found):
        assert head in {sense.english for piece in found for part in piece.senses for sense in part}
