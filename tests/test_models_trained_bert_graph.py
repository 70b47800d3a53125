from collections.abc import Mapping
from math import erf

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from models.trained.bert_graph import INPUTS, OUTPUT, BertWeights, FourBitRows, bert_model

Floats = NDArray[np.float32]
WIDTH, HEADS, LAYERS, WORDS, PLACES = 32, 4, 2, 50, 12
EPSILON = 1e-12
#: The graph and numpy add up float32 in another order.
ROUNDING = 1e-5


def tensors(seed: int = 1) -> dict[str, Floats]:
    random = np.random.default_rng(seed)

    def some(*shape: int) -> Floats:
        return random.normal(0, 0.5, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": some(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": some(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
        "embeddings.LayerNorm.weight": some(WIDTH),
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    square, wide = (WIDTH, WIDTH), (4 * WIDTH, WIDTH)
    shapes = {f"attention.self.{name}": square for name in ("query", "key", "value")} | {
        "attention.output.dense": square,
        "intermediate.dense": wide,
        "output.dense": wide[::-1],
    }
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            made[f"encoder.layer.{layer}.{name}.weight"] = some(*shape)
            made[f"encoder.layer.{layer}.{name}.bias"] = some(shape[0])
        for name in ("attention.output", "output"):
            made[f"encoder.layer.{layer}.{name}.LayerNorm.weight"] = some(WIDTH)
            made[f"encoder.layer.{layer}.{name}.LayerNorm.bias"] = some(WIDTH)
    return made


def by_numpy(weights: Mapping[str, Floats], ids: list[int]) -> Floats:
    """The encoder as its paper writes it down, one text at a time."""

    def dense(name: str, x: Floats) -> Floats:
        result: Floats = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return result

    def norm(name: str, x: Floats) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        result: Floats = scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return result

    hidden = weights["embeddings.word_embeddings.weight"][ids]
    hidden = hidden + weights["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = norm("embeddings.LayerNorm", hidden + weights["embeddings.token_type_embeddings.weight"][0])
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            dense(f"{name}.attention.self.{part}", hidden).reshape(len(ids), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        powers = np.exp(query @ key.swapaxes(1, 2) / np.sqrt(WIDTH // HEADS))
        attended = (powers / powers.sum(axis=-1, keepdims=True) @ value).swapaxes(0, 1).reshape(len(ids), WIDTH)
        hidden = norm(f"{name}.attention.output.LayerNorm", dense(f"{name}.attention.output.dense", attended) + hidden)
        inner = dense(f"{name}.intermediate.dense", hidden)
        inner = inner * 0.5 * (1 + np.vectorize(erf)(inner / np.sqrt(2)))
        hidden = norm(f"{name}.output.LayerNorm", dense(f"{name}.output.dense", inner) + hidden)
    mean = hidden.mean(axis=0)
    result: Floats = (mean / np.linalg.norm(mean)).astype(np.float32)
    return result


def by_graph(weights: BertWeights, texts: list[list[int]], int8: bool = False) -> Floats:
    """All texts in one call, the shorter ones padded with the id 1."""
    model = bert_model(weights, int8)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    longest = max(map(len, texts))
    ids = np.array([text + [1] * (longest - len(text)) for text in texts], dtype=np.int64)
    mask = np.array([[1] * len(text) + [0] * (longest - len(text)) for text in texts], dtype=np.int64)
    (found,) = session.run([OUTPUT], dict(zip(INPUTS, (ids, mask), strict=True)))
    result: Floats = found
    return result


TEXTS = [[3, 14, 15, 9, 26], [5], list(range(20, 20 + PLACES))]


def test_graph_computes_what_the_formulas_say() -> None:
    weights = tensors()
    found = by_graph(BertWeights(weights, HEADS, LAYERS, EPSILON), TEXTS)
    assert np.abs(found - np.array([by_numpy(weights, text) for text in TEXTS])).max() < ROUNDING


def test_int8_stays_near_the_formulas() -> None:
    weights = tensors()
    found = by_graph(BertWeights(weights, HEADS, LAYERS, EPSILON), TEXTS[:1], int8=True)
    assert float(found[0] @ by_numpy(weights, TEXTS[0])) > 0.99


@pytest.mark.parametrize("int8", [False, True])
def test_four_bit_word_embeddings_are_their_dense_matrix(int8: bool) -> None:
    random = np.random.default_rng(7)
    packed = random.integers(0, 256, (WORDS, WIDTH // 2), dtype=np.uint8)
    words = FourBitRows(packed, random.uniform(0.1, 1, (WORDS, 2)).astype(np.float16), WIDTH // 2)
    rest = tensors()
    rest["embeddings.word_embeddings.weight"] = words.dense()
    dense = BertWeights(rest, HEADS, LAYERS, EPSILON)
    four_bit = BertWeights(rest, HEADS, LAYERS, EPSILON, words)
    assert np.abs(by_graph(four_bit, TEXTS[:1], int8) - by_graph(dense, TEXTS[:1], int8)).max() < ROUNDING


def test_nibbles_are_signed_and_the_low_one_comes_first() -> None:
    words = FourBitRows(np.array([[0x87, 0xF0]], np.uint8), np.array([[0.5, 2]], np.float16), 2)
    assert words.dense().tolist() == [[3.5, -4.0, 0.0, -2.0]]
