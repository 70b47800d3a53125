"""Our packages have plain names: a foreign `models` or `flows` on the path must not be taken for ours."""

import importlib.util
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SIBLINGS = ("models", "corpus", "extractors", "pipeline")


def check() -> None:
    """Raises ImportError with the way out when a sibling package comes from somewhere else."""
    for name in _SIBLINGS:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        if origin != _ROOT:
            raise ImportError(
                f"The package {name!r} would come from {origin}, not from {_ROOT} beside goodpractice. "
                "Install goodpractice into an environment of its own."
            )
