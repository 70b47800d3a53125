"""Writes a BERT sentence encoder as an ONNX graph, from its weights alone: no torch, no tracing.

The graph takes token ids and the attention mask (int64, (n, length)) and gives finished embeddings: mean over the
tokens of each text, unit length; and what each token adds to it: the mean of these has the same direction.
Operators of the domain com.microsoft are those that onnxruntime's own optimiser would put in; written at once they
cost nothing at load.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnx import ModelProto, NodeProto, TensorProto

    Tensors = Mapping[str, NDArray[np.float32]]

OPSET = 21
IR_VERSION = 10
#: 7 bits with the sign: pairs of products with 8-bit activations then fit into 16 bits, which processors without
#: VNNI need; the eighth bit would gain less than 0.001 in cosine.
_LARGEST_INTEGER = 63
_CONTRIB = "com.microsoft"
INPUTS = ("input_ids", "attention_mask")
OUTPUT, TOKENS = "sentence_embedding", "token_embeddings"
_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class FourBitRows:
    """A matrix in blocks of `block` weights that share a scale; value = signed nibble times scale.

    Attributes:
        packed: uint8 (rows, columns / 2), two weights in two's complement a byte, the earlier one low.
        scales: float16 (rows, columns / block).
    """

    packed: "NDArray[np.uint8]"
    scales: "NDArray[np.float16]"
    block: int

    def dense(self) -> "NDArray[np.float32]":
        """The same matrix, float32 (rows, columns)."""
        import numpy as np

        rows = len(self.packed)
        nibbles = np.stack([self.packed & 15, self.packed >> 4], axis=-1).astype(np.int8)
        signed = ((nibbles ^ 8) - 8).reshape(rows, -1, self.block).astype(np.float32)
        result: NDArray[np.float32] = (signed * self.scales.astype(np.float32)[:, :, None]).reshape(rows, -1)
        return result


@dataclass(frozen=True, slots=True)
class BertWeights:
    """What a post-norm BERT with erf GELU and absolute positions is made of.

    Attributes:
        tensors: float32, under the names of transformers' BertModel; matrices are (out, in).
        heads: of each attention layer.
        layers: how many there are.
        epsilon: of the layer norms.
        words: the word embeddings, where `tensors` does not hold them.
        last: matrix (out, in) and bias of a layer behind the mean over the tokens.
    """

    tensors: "Tensors"
    heads: int
    layers: int
    epsilon: float
    words: FourBitRows | None = None
    last: "tuple[NDArray[np.float32], NDArray[np.float32]] | None" = None


def bert_model(weights: BertWeights, int8: bool) -> "ModelProto":
    """The ONNX model; with `int8` its matrix products run on 8-bit integers, weights scaled per output column.

    The activations are scaled per call (dynamic quantisation): with `int8` the vector of a text changes a little
    with the texts of the same call, so each text should have its own.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights, int8)
    graph.write()
    ids, mask = (helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "length"]) for name in INPUTS)
    width = int(weights.tensors["embeddings.LayerNorm.weight"].shape[0])
    outputs = [
        helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n", width]),
        helper.make_tensor_value_info(TOKENS, TensorProto.FLOAT, ["n", "length", width]),
    ]
    made = helper.make_graph(graph.nodes, "bert", [ids, mask], outputs, graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_CONTRIB, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=IR_VERSION, producer_name="goodpractice")


@dataclass(slots=True)
class _Graph:
    """The graph while it is being written; every method gives the name of its result."""

    weights: BertWeights
    int8: bool
    nodes: "list[NodeProto]" = field(default_factory=list)
    constants: "list[TensorProto]" = field(default_factory=list)

    def write(self) -> None:
        from onnx import TensorProto

        mask = self._node("Cast", INPUTS[1], to=TensorProto.INT32)
        hidden = self._embeddings()
        for layer in range(self.weights.layers):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, mask)
        self._pool(hidden)

    def _embeddings(self) -> str:
        """Word plus position plus the row of token type 0, normalised."""
        import numpy as np

        tensors = self.weights.tensors
        places = (
            tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        ends = [self._constant(name, np.array([number])) for name, number in (("zero", 0), ("one", 1))]
        length = self._node("Shape", INPUTS[0], start=1, end=2)
        place = self._node("Slice", self._constant("positions", places), ends[0], length, ends[0], ends[1])
        both = self._node("Add", self._words(), place)
        norm = [self._tensor(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self._node("LayerNormalization", both, *norm, axis=-1, epsilon=self.weights.epsilon)

    def _words(self) -> str:
        from onnx import TensorProto, helper

        four_bit = self.weights.words
        if four_bit is None:
            return self._node("Gather", self._tensor(_WORDS), INPUTS[0])
        rows, half = four_bit.packed.shape
        packed = four_bit.packed.tobytes()
        self.constants.append(helper.make_tensor(_WORDS, TensorProto.INT4, [rows, 2 * half], packed, raw=True))
        scales = self._constant(f"{_WORDS}.scales", four_bit.scales)
        options = {"gather_axis": 0, "quantize_axis": 1, "block_size": four_bit.block}
        found = self._contrib("GatherBlockQuantized", _WORDS, INPUTS[0], scales, **options)
        return self._node("Cast", found, to=TensorProto.FLOAT)

    def _layer(self, name: str, hidden: str, mask: str) -> str:
        import numpy as np

        tensors = self.weights.tensors
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        together = np.concatenate([tensors[f"{part}.weight"] for part in parts])
        bias = np.concatenate([tensors[f"{part}.bias"] for part in parts])
        product = self._product(f"{name}.attention.self", together, hidden)
        query, key, value = self._split(product)
        bias_name = self._constant(f"{name}.attention.self.bias", bias)
        attended = self._contrib("MultiHeadAttention", query, key, value, bias_name, mask, num_heads=self.weights.heads)
        hidden = self._add_and_norm(f"{name}.attention.output", attended, hidden)
        inner = self._product(f"{name}.intermediate.dense", tensors[f"{name}.intermediate.dense.weight"], hidden)
        active = self._contrib("BiasGelu", inner, self._tensor(f"{name}.intermediate.dense.bias"))
        return self._add_and_norm(f"{name}.output", active, hidden)

    def _add_and_norm(self, name: str, inner: str, hidden: str) -> str:
        """LayerNorm(dense(inner) + hidden)."""
        product = self._product(f"{name}.dense", self.weights.tensors[f"{name}.dense.weight"], inner)
        rest = [self._tensor(f"{name}.{part}") for part in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")]
        return self._contrib("SkipLayerNormalization", product, hidden, *rest, epsilon=self.weights.epsilon)

    def _product(self, name: str, matrix: "NDArray[np.float32]", hidden: str) -> str:
        """The hidden states times the transposed matrix, without bias."""
        import numpy as np

        columns = np.ascontiguousarray(matrix.T)
        if not self.int8:
            return self._node("MatMul", hidden, self._constant(f"{name}.weight", columns))
        scales = np.maximum(np.abs(columns).max(axis=0), np.finfo(np.float32).tiny) / np.float32(_LARGEST_INTEGER)
        whole = np.rint(columns / scales).astype(np.int8)
        stored = [self._constant(f"{name}.weight", whole), self._constant(f"{name}.scale", scales.astype(np.float32))]
        return self._contrib("DynamicQuantizeMatMul", hidden, *stored)

    def _pool(self, hidden: str) -> None:
        """The mean over the tokens to unit length, then the last layer; the tokens in the same measure."""
        import numpy as np
        from onnx import TensorProto, helper

        mask = self._node("Cast", INPUTS[1], to=TensorProto.FLOAT)
        column = self._node("Unsqueeze", mask, self._constant("two", np.array([2])))
        total = self._node("ReduceSum", self._node("Mul", hidden, column), "one", keepdims=1)
        count = self._node("ReduceSum", column, "one", keepdims=1)
        length = self._node("Div", self._node("ReduceL2", total, "two", keepdims=1), count)
        tokens = self._node("Div", hidden, length)
        mean = self._node("Div", self._node("Div", total, count), length)
        if self.weights.last:
            matrix, bias = self.weights.last
            turn = self._constant("last.weight", np.ascontiguousarray(matrix.T))
            move = self._constant("last.bias", bias)
            tokens, mean = (self._node("Add", self._node("MatMul", part, turn), move) for part in (tokens, mean))
        flat = self._node("Squeeze", mean, "one")
        self.nodes.append(helper.make_node("LpNormalization", [flat], [OUTPUT], axis=1, p=2))
        self.nodes.append(helper.make_node("Identity", [tokens], [TOKENS]))

    def _split(self, product: str) -> list[str]:
        from onnx import helper

        names = [f"{product}.{part}" for part in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [product], names, axis=-1, num_outputs=3))
        return names

    def _node(self, operator: str, *inputs: str, domain: str = "", **options: float) -> str:
        from onnx import helper

        name = f"{operator}_{len(self.nodes)}"
        node = helper.make_node(operator, list(inputs), [name], name=name, domain=domain)
        node.attribute.extend(helper.make_attribute(option, value) for option, value in options.items())
        self.nodes.append(node)
        return name

    def _contrib(self, operator: str, *inputs: str, **options: float) -> str:
        return self._node(operator, *inputs, domain=_CONTRIB, **options)

    def _tensor(self, name: str) -> str:
        return self._constant(name, self.weights.tensors[name])

    def _constant(self, name: str, array: "NDArray[np.generic]") -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(array, name))
        return name
