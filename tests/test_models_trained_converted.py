import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, pre_tokenizers, processors
from tokenizers.models import WordLevel

from models import ModelError, trained
from models.trained import Weights, converted, file_sha256
from models.trained.converted import MODEL, WEIGHTS, converted_path, find_converted, is_converted, models_folder
from models.trained.onnx_encoder import OnnxEncoder, default_threads
from models.trained.tokens import TOKENIZER

WIDTH = 32
WORDS = ["<s>", "</s>", "ask", "tell", *(f"w{n}" for n in range(20))]
#: Float32 sums in another order.
ROUNDING = 1e-5

Changes = dict[str, NDArray[np.generic]]


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weights:
    """A model of one layer that lies beside a manifest of its own; converted models go to an empty folder."""
    source = tmp_path / "source"
    source.mkdir()
    _write_source(source)
    row = Weights(
        key="tiny",
        file="model.safetensors",
        sha256=file_sha256(source / "model.safetensors"),
        beside=(("tokenizer.json", file_sha256(source / "tokenizer.json")),),
        licence="MIT",
        origin="here",
        reader="bert-folder",
        formats=("fp32", "int8"),
        max_tokens=8,
        query_prefix="ask ",
        passage_prefix="tell ",
    )
    monkeypatch.setattr(trained, "FOLDER", source)
    rows = {"tiny": row}
    monkeypatch.setattr(trained, "manifest", lambda: rows)
    monkeypatch.setattr(converted, "manifest", lambda: rows)
    monkeypatch.setenv("GOODPRACTICE_MODELS", str(tmp_path / "models"))
    trained.find_weights.cache_clear()
    return row


def _write_source(folder: Path) -> None:
    random = np.random.default_rng(3)
    layer = "encoder.layer.0"
    shapes = {
        "embeddings.word_embeddings": (len(WORDS), WIDTH),
        "embeddings.position_embeddings": (16, WIDTH),
        "embeddings.token_type_embeddings": (2, WIDTH),
        **{f"{layer}.attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")},
        f"{layer}.attention.output.dense": (WIDTH, WIDTH),
        f"{layer}.intermediate.dense": (64, WIDTH),
        f"{layer}.output.dense": (WIDTH, 64),
        **{f"{part}.LayerNorm": (WIDTH,) for part in ("embeddings", f"{layer}.attention.output", f"{layer}.output")},
    }
    tensors = {f"{name}.weight": random.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}
    tensors |= {f"{name}.bias": random.normal(0, 0.5, shape[0]).astype(np.float32) for name, shape in shapes.items()}
    save_file(tensors, folder / "model.safetensors")
    config = {"num_attention_heads": 2, "num_hidden_layers": 1, "layer_norm_eps": 1e-12}
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    tokenizer.add_special_tokens(["<s>", "</s>"])
    tokenizer.enable_padding(length=16)
    tokenizer.enable_truncation(4)
    tokenizer.save(str(folder / "tokenizer.json"))


def changed(weights: Weights, changes: Changes) -> Weights:
    """A row of the manifest for the same model with changes."""
    save_file(changes, trained.FOLDER / "changes.safetensors")
    digest = file_sha256(trained.FOLDER / "changes.safetensors")
    row = replace(weights, key="other", file="changes.safetensors", sha256=digest, base="tiny", beside=(), reader=None)
    trained.manifest()["other"] = row
    trained.find_weights.cache_clear()
    return row


def test_changes_are_added_to_the_base_and_a_last_layer_follows(weights: Weights) -> None:
    random = np.random.default_rng(4)
    matrix, bias = random.normal(0, 1, (WIDTH, WIDTH)).astype(np.float32), np.ones(WIDTH, dtype=np.float32)
    name = "encoder.layer.0.attention.self.value"
    down, up = (random.normal(0, 1, shape).astype(np.float16) for shape in ((2, WIDTH), (WIDTH, 2)))
    none: Changes = {f"{name}.down": down * 0, f"{name}.up": up}
    last: Changes = {"last.weight": matrix, "last.bias": bias}
    texts = ["w1 w2", "w3"]
    plain, turned = OnnxEncoder(weights).encode(texts), OnnxEncoder(changed(weights, none | last)).encode(texts)
    expected = plain @ matrix.T + bias
    assert np.allclose(turned, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=ROUNDING)
    same: Changes = {
        f"{name}.down": down,
        f"{name}.up": up,
        "last.weight": np.eye(WIDTH, dtype=np.float32),
        "last.bias": bias * 0,
    }
    other = OnnxEncoder(changed(weights, same)).encode(texts)
    source = load_file(trained.FOLDER / "model.safetensors")
    source[f"{name}.weight"] = source[f"{name}.weight"] + up.astype(np.float32) @ down.astype(np.float32)
    save_file(source, trained.FOLDER / "model.safetensors")
    by_hand = replace(weights, key="by-hand", sha256=file_sha256(trained.FOLDER / "model.safetensors"))
    trained.manifest()["by-hand"] = by_hand
    assert np.allclose(other, OnnxEncoder(by_hand).encode(texts), atol=ROUNDING)
    assert not np.allclose(other, plain, atol=0.01)


@pytest.mark.parametrize("name", ["encoder.layer.9.output.dense", "encoder.layer.0.output.dense"])
def test_changes_of_another_model_are_refused(weights: Weights, name: str) -> None:
    changes: Changes = {f"{name}.down": np.zeros((2, 7), np.float16), f"{name}.up": np.zeros((7, 2), np.float16)}
    last: Changes = {"last.weight": np.eye(WIDTH, dtype=np.float32), "last.bias": np.zeros(WIDTH, np.float32)}
    with pytest.raises(ModelError, match="does not change this model"):
        OnnxEncoder(changed(weights, changes | last))


def test_model_is_made_once(weights: Weights) -> None:
    assert not is_converted(weights, "fp32")
    folder = find_converted(weights, "fp32")
    made = (folder / MODEL).stat().st_mtime_ns
    assert is_converted(weights, "fp32")
    assert (find_converted(weights, "fp32"), (folder / MODEL).stat().st_mtime_ns) == (folder, made)
    assert folder.name == f"tiny-{weights.sha256[:12]}-fp32"


@pytest.mark.parametrize("name", [MODEL, WEIGHTS, TOKENIZER, "manifest.json"])
def test_damaged_file_is_made_again(weights: Weights, name: str) -> None:
    folder = find_converted(weights, "fp32")
    whole = digests(folder)
    (folder / name).write_bytes(b"cut off")
    assert not is_converted(weights, "fp32")
    find_converted(weights, "fp32")
    assert digests(folder) == whole


def digests(folder: Path) -> dict[str, str]:
    """Checksums of the files, but for the note of when they were last right."""
    files = [file for file in folder.iterdir() if file.name != "verified.json"]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_files_that_did_not_change_are_read_once(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = find_converted(weights, "fp32")
    find_converted(weights, "fp32")
    monkeypatch.setattr(converted, "file_sha256", lambda path: pytest.fail(f"read again: {path}"))
    assert find_converted(weights, "fp32") == folder


def test_doctor_finds_damage_that_kept_size_and_time(weights: Weights) -> None:
    folder = find_converted(weights, "fp32")
    find_converted(weights, "fp32")
    file = folder / MODEL
    stat, content = file.stat(), bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not is_converted(weights, "fp32")


def test_another_converter_makes_the_model_again(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    before = OnnxEncoder(weights).model_id
    monkeypatch.setattr(converted, "CONVERTER", converted.CONVERTER + 1)
    assert not is_converted(weights, "fp32")
    assert OnnxEncoder(weights).model_id != before


def test_leftovers_of_a_killed_process_are_swept(weights: Weights) -> None:
    folder = converted_path(weights, "int8")
    orphan = folder.parent / f".{folder.name}-99"
    orphan.mkdir(parents=True)
    find_converted(weights, "int8")
    assert sorted(p.name for p in folder.parent.iterdir() if p.is_dir()) == [folder.name]


def test_damaged_source_is_not_converted(weights: Weights) -> None:
    (trained.FOLDER / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="has the sha256"):
        find_converted(weights, "fp32")


def test_folder_that_cannot_be_written_is_named_with_the_way_out(
    weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GOODPRACTICE_MODELS", str(tmp_path / "file" / "models"))
    with pytest.raises(ModelError, match="GOODPRACTICE_MODELS="):
        find_converted(weights, "fp32")


def test_every_encoder_of_the_manifest_is_prepared_in_its_default_format(weights: Weights) -> None:
    converted.prepare()
    assert (is_converted(weights, "fp32"), is_converted(weights, "int8")) == (True, False)


def test_place_of_the_models() -> None:
    assert models_folder({"GOODPRACTICE_MODELS": "/srv/models"}) == Path("/srv/models")
    assert models_folder({"XDG_CACHE_HOME": "/var/cache"}) == Path("/var/cache/goodpractice/models")
    assert models_folder({}) == Path.home() / ".cache" / "goodpractice" / "models"


def test_unknown_format_names_the_known_ones(weights: Weights) -> None:
    with pytest.raises(ModelError, match="choose from: fp32, int8"):
        OnnxEncoder(weights, "fp16")


@pytest.mark.parametrize("form", ["fp32", "int8"])
def test_vectors_keep_the_order_and_do_not_depend_on_company_or_threads(weights: Weights, form: str) -> None:
    texts = [" ".join(f"w{(n * k) % 20}" for k in range(n % 7)) for n in range(12)]
    together = OnnxEncoder(weights, form, threads=3).encode(texts)
    alone = OnnxEncoder(weights, form, threads=1)
    assert together.dtype == np.float32
    assert np.array_equal(together, np.concatenate([alone.encode([text]) for text in texts]))
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < ROUNDING


def test_no_text_gives_no_vector(weights: Weights) -> None:
    assert OnnxEncoder(weights).encode([]).shape == (0, WIDTH)


def test_queries_and_passages_get_their_own_prefix(weights: Weights) -> None:
    encoder = OnnxEncoder(weights)
    query, passage = encoder.encode_queries(["w1 w2"])[0], encoder.encode(["w1 w2"])[0]
    assert float(query @ passage) < 0.999
    bare = OnnxEncoder(Weights(**{f: getattr(weights, f) for f in Weights.__slots__} | {"query_prefix": ""}))
    assert np.array_equal(bare.encode_queries(["ask w1 w2"])[0], query)


def test_text_is_cut_at_the_limit_of_the_manifest_and_never_padded(weights: Weights) -> None:
    encoder = OnnxEncoder(weights)
    # Eight tokens: two marks, the prefix, and five words; the tokenizer's own file says four.
    five, nine = "w1 w2 w3 w4 w5", "w1 w2 w3 w4 w5 w6 w7 w8 w9"
    assert np.array_equal(encoder.encode([five]), encoder.encode([nine]))
    assert float(encoder.encode([five])[0] @ encoder.encode(["w1 w2"])[0]) < 0.999


def test_threads_follow_the_environment() -> None:
    assert default_threads({"OMP_NUM_THREADS": "3"}) == 3
    assert default_threads({"OMP_NUM_THREADS": "many"}) == default_threads({}) >= 1


_CONVERT = """
import sys
from dataclasses import replace
from pathlib import Path
from models import trained
from models.trained import Weights
from models.trained.converted import find_converted
row = eval(sys.argv[1])
trained.FOLDER = Path(sys.argv[2])
trained.manifest = lambda: {"tiny": row}
print(find_converted(row, "fp32"))
"""


def test_two_processes_at_once_make_one_model(weights: Weights) -> None:
    command = [sys.executable, "-c", _CONVERT, repr(weights), str(trained.FOLDER)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) for _ in range(2)]
    told = {process.communicate(timeout=60)[0].strip() for process in both}
    assert told == {str(converted_path(weights, "fp32"))}
    assert [process.returncode for process in both] == [0, 0]
    assert is_converted(weights, "fp32")
