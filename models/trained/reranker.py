"""Re-rankers: models that read a query and a text together. None is packaged; who has one names it in the settings."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

from models.errors import ModelError


@runtime_checkable
class Reranker(Protocol):
    """Says how well texts answer a query."""

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """One number for each text; higher is better, comparable within one query only."""
        ...


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Load it.

        Raises:
            ModelError: sentence-transformers is not installed, or the folder holds no such model.
        """
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelError("A cross-encoder needs sentence-transformers: pip install goodpractice[models]") from error
        try:
            self._model = CrossEncoder(str(folder), local_files_only=True)
        except Exception as error:
            raise ModelError(f"The re-ranker {folder} cannot be loaded: {error}") from error

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """See `Reranker.score`."""
        pairs = [(query, text) for text in texts]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]


@cache
def load_reranker(name: str) -> Reranker:
    """The re-ranker of that name, once per process: the folder of a cross-encoder, or "module:attribute".

    The attribute is a re-ranker, or a class or function without parameters that gives one.

    Raises:
        ModelError: it cannot be loaded, or is no re-ranker.
    """
    if Path(name).is_dir():
        return CrossEncoderReranker(Path(name))
    module, mark, attribute = name.partition(":")
    if not mark or not module or not attribute:
        raise ModelError(f"search.reranker {name!r}: neither a folder that is there nor MODULE:ATTRIBUTE.")
    try:
        found = getattr(import_module(module), attribute)
        made = found() if isinstance(found, type) or not hasattr(found, "score") else found
    except (ImportError, AttributeError, TypeError) as error:
        raise ModelError(f"search.reranker {name!r} cannot be loaded: {error}") from error
    if not isinstance(made, Reranker):
        raise ModelError(f"search.reranker {name!r} has no method score(query, texts).")
    return made
