"""Turning text into vectors."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from models.errors import ModelError
from models.trained import file_sha256, manifest
from models.trained.converted import model_id
from models.trained.onnx_encoder import OnnxEncoder, Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT_ENCODER = "all-minilm-l6-v2"
DEFAULT_OTHER_LANGUAGES = "aligned-e5-small"


class Encoder(Protocol):
    """Encodes texts by meaning.

    Attributes:
        model_id: names the weights, the back end and its format; vectors of one index all come from one model_id.
        dim: length of a vector.
    """

    model_id: str
    dim: int

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Vectors float32 (n, dim) of unit length, in the order of `texts`; similarity is their cosine.

        For what is searched: passages, titles, examples.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """The same for what people ask; some models encode questions and passages differently."""
        ...


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that also tells what each word of a query means where it stands."""

    def read_query(self, text: str) -> Reading:
        """The same vector as `encode_queries` gives, and the words, in one call."""
        ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model on the CPU."""

    def __init__(self, path: str, model_id: str, batch_size: int = 32) -> None:
        if Path(path).is_dir():
            # Read once, when the library is imported: a folder never needs the network.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ImportError as error:
            raise ModelError(
                "sentence-transformers is not installed. Install it with: pip install 'goodpractice[models]'"
            ) from error
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(path, device="cpu", trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelError(f"The model {model_id!r} could not be loaded from {path}: {error}") from error
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"The model {model_id!r} does not tell the length of its vectors.")
        self.model_id = model_id
        self.dim = int(dim)
        self._batch_size = batch_size

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Encoder.encode`; the model's own prompt for documents, where it has one."""
        return self._vectors(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Encoder.encode_queries`; the model's own prompt for queries, where it has one."""
        return self._vectors(self._model.encode_query, texts)

    def _vectors(self, encode: Callable[..., Any], texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = encode(
            list(texts),
            batch_size=self._batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """The encoder of that name: a key of the manifest, a folder, or a Hugging Face name.

    A packaged model runs on onnxruntime, converted once from the installed package, without network. Its format can
    be named after a colon: "all-minilm-l6-v2:int8". Everything else is loaded by sentence-transformers.

    Raises:
        ModelError: not installed, damaged, or not to be found.
    """
    if is_packaged(name):
        key, _, form = name.partition(":")
        return OnnxEncoder(manifest()[key], form or None)
    return SentenceTransformerEncoder(name, encoder_id(name))


def encoder_id(name: str) -> str:
    """The `model_id` of the encoder of that name, without loading it.

    Raises:
        ModelError: no such format.
    """
    if is_packaged(name):
        key, _, form = name.partition(":")
        return model_id(manifest()[key], form or manifest()[key].formats[0])
    weights = _folder_digest(Path(name)) if Path(name).is_dir() else ""
    return f"{name}{weights}+sentence-transformers"


def _folder_digest(folder: Path) -> str:
    """Tells the weights of one folder from those of another, or from what lay there before."""
    files = sorted(file for ending in ("safetensors", "bin") for file in folder.rglob(f"*.{ending}"))
    digest = hashlib.sha256("".join(file_sha256(file) for file in files).encode())
    return f"@{digest.hexdigest()[:12]}"


def is_packaged(name: str) -> bool:
    """True for an encoder that comes from an installed package, with checksums."""
    weights = manifest().get(name.partition(":")[0])
    return weights is not None and bool(weights.formats)
