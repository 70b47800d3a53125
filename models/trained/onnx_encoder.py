"""Encoding with onnxruntime and tokenizers alone: ready in a fraction of a second."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelError
from models.trained import Weights
from models.trained.bert_graph import INPUTS
from models.trained.converted import MODEL, TOKENIZER, find_converted, model_id

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


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
        self._tokenizer = _tokenizer(folder / TOKENIZER, weights.max_tokens)
        self._query_prefix, self._passage_prefix = weights.query_prefix, weights.passage_prefix
        self._threads = threads or default_threads()

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Encoder.encode`."""
        return self._vectors([self._passage_prefix + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Encoder.encode_queries`."""
        return self._vectors([self._query_prefix + text for text in texts])

    def _vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        if len(texts) == 1 or self._threads == 1:
            for row, text in enumerate(texts):
                vectors[row] = self._vector(text)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                for row, vector in enumerate(pool.map(self._vector, texts)):
                    vectors[row] = vector
        return vectors

    def _vector(self, text: str) -> "NDArray[np.float32]":
        import numpy as np

        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        given = dict(zip(INPUTS, (ids, np.ones_like(ids)), strict=True))
        ((vector,),) = self._session.run(None, given)
        return vector  # type: ignore[no-any-return]


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


def _tokenizer(path: Path, max_tokens: int) -> "Tokenizer":
    """Cuts at `max_tokens` and never pads, whatever the file says."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
