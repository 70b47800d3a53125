import tomllib
from pathlib import Path

import pytest

from corpus import read
from corpus.language import NEIGHBOURS, OFFICIAL, detect
from models import BlockKind

SENTENCES: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parents[1] / "benchmarks" / "reading" / "languages.toml").read_text(encoding="utf-8")
)


def test_sentences_stand_for_every_official_language() -> None:
    assert tuple(SENTENCES) == OFFICIAL


@pytest.mark.parametrize("language", OFFICIAL)
def test_each_official_language_is_told_from_a_paragraph(language: str) -> None:
    assert detect(" ".join(SENTENCES[language])) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kommunen åpnet et verksted der innbyggerne reparerer apparater sammen med frivillige.", "no"),
        ("Општина је отворила радионицу у којој становници поправљају кућне апарате.", "sr"),
        ("Belediye, sakinlerin gönüllülerle birlikte ev aletlerini onardığı bir atölye açtı.", "tr"),
    ],
)
def test_a_neighbours_language_does_not_pass_for_an_official_one(text: str, language: str) -> None:
    assert language in NEIGHBOURS
    assert detect(text) == language


def test_names_and_figures_tell_no_language() -> None:
    assert detect("2014 2015 12 % EUR 120,000 Interreg Europe") is None


def test_a_document_in_two_languages_tells_them_block_by_block() -> None:
    english, french = " ".join(SENTENCES["en"]), " ".join(SENTENCES["fr"])
    text = f"# Repair workshop\n\n{english}\n\n{french}\n\nRésumé\n\n{english.replace('thirty', 'forty')}\n"
    document = read(text.encode(), name="a.md")
    assert [block.language for block in document.blocks] == [None, "en", "fr", None, "en"]
    assert document.language == "en"


def test_the_language_of_most_text_is_the_documents_own() -> None:
    text = "\n\n".join([SENTENCES["en"][0], *SENTENCES["pl"]])
    assert read(text.encode(), name="a.txt").language == "pl"


def test_a_repeated_paragraph_weighs_once() -> None:
    english, german = " ".join(SENTENCES["en"]), " ".join(SENTENCES["de"])
    document = read(f"{english}\n\n{german}\n\n{english}\n\n{english}\n".encode(), name="a.txt")
    assert [block.repeats for block in document.blocks] == [None, None, 0, 0]
    assert document.language == "de"


def test_a_given_language_wins_for_the_document_only() -> None:
    document = read(" ".join(SENTENCES["it"]).encode(), name="a.txt", language="en")
    assert document.language == "en"
    assert [b.language for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == ["it"]
