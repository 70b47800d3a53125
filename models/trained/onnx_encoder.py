"""Encoding with onnxruntime and tokenizers alone: ready in a fraction of a second."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelError
from models.span import Span
from models.trained import Weights
from models.trained.bert_graph import INPUTS, OUTPUT, TOKENS
from models.trained.converted import MODEL, find_converted, model_id
from models.trained.tokens import TokenIds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A query and its words as one call of the encoder reads them.

    Attributes:
        vector: float32 (dim,) of unit length.
        mean: float32 (dim,), the same direction in the measure of `vectors`.
        words: their places in the text, in reading order; numbers are none.
        vectors: float32 (words, dim), what each word adds to `mean`.
    """

    vector: "NDArray[np.float32]"
    mean: "NDArray[np.float32]"
    words: tuple[Span, ...]
    vectors: "NDArray[np.float32]"


class OnnxEncoder:
    """A packaged encoder, its graph giving finished embeddings.

    Each text is a call of its own, and the texts are shared out over threads. Batches gain nothing on a CPU (a
    text's 120 tokens fill the matrix products, and padding is work for nothing), and in int8 a text's vector would
    change with its neighbours.
    """

    def __init__(self, weights: Weights, form: str | None = None, threads: int | None = None) -> None:
        """The model in that format (default: the first of `weights.formats`); `threads` as in `default_threads`.

        Raises:
            ModelError: no such format, or the model cannot be made or loaded.
        """
        form = form or weights.formats[0]
        if form not in weights.formats:
            raise ModelError(f"{weights.key} cannot be had as {form!r}; choose from: {', '.join(weights.formats)}.")
        folder = find_converted(weights, form)
        self.model_id = model_id(weights, form)
        self._session = _session(folder / MODEL)
        self.dim = int(self._session.get_outputs()[0].shape[1])
        self._tokens = TokenIds(folder, weights.max_tokens)
        self._query_prefix, self._passage_prefix = weights.query_prefix, weights.passage_prefix
        self._threads = threads or default_threads()

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Encoder.encode`."""
        return self._vectors([self._passage_prefix + text for text in texts], self._tokens.ids)

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Encoder.encode_queries`."""
        return self._vectors([self._query_prefix + text for text in texts], self._tokens.ids_of_short)

    def read_query(self, text: str) -> "Reading":
        """See `WordEncoder.read_query`."""
        import numpy as np

        ids, places = self._tokens.placed(self._query_prefix + text)
        vector, tokens = self._run(ids, OUTPUT, TOKENS)
        shift = len(self._query_prefix)
        words, rows = [], []
        for match in _WORD.finditer(text):
            start, end = match.start() + shift, match.end() + shift
            own = [n for n, (first, last) in enumerate(places) if first < min(end, last) and start < last]
            if own:
                words.append(Span(*match.span()))
                rows.append(tokens[own].mean(axis=0))
        vectors = np.array(rows, dtype=np.float32).reshape(len(rows), self.dim)
        return Reading(vector, tokens.mean(axis=0), tuple(words), vectors)

    def _vectors(self, texts: Sequence[str], ids: Callable[[str], list[int]]) -> "NDArray[np.float32]":
        """One call for each text; `ids` gives its tokens."""
        import numpy as np

        def vector(text: str) -> "NDArray[np.float32]":
            return self._run(ids(text), OUTPUT)[0]

        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        if len(texts) == 1 or self._threads == 1:
            for row, text in enumerate(texts):
                vectors[row] = vector(text)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                for row, found in enumerate(pool.map(vector, texts)):
                    vectors[row] = found
        return vectors

    def _run(self, ids: list[int], *outputs: str) -> "list[NDArray[np.float32]]":
        import numpy as np

        row = np.array([ids], dtype=np.int64)
        given = dict(zip(INPUTS, (row, np.ones_like(row)), strict=True))
        return [found[0] for found in self._session.run(outputs, given)]


def default_threads(environment: Mapping[str, str] = os.environ) -> int:
    """$OMP_NUM_THREADS, which torch and numpy follow too; else the processors that this process may use."""
    wanted = environment.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _session(path: Path) -> "InferenceSession":
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("onnxruntime is not installed. Install the project again.") from error
    options = onnxruntime.SessionOptions()
    # One thread for each call, many calls at once: the threads never wait for each other.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(f"The model {path} cannot be loaded: {error}") from error
