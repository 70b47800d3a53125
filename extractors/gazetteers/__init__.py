"""Data files of names and words, and how they are read. `sources.toml` says where each comes from."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file of this folder, by column name, in the order of the file."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def table(name: str) -> dict[str, Any]:
    """The content of a TOML file of this folder."""
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def words(key: str) -> frozenset[str]:
    """One list of `words.toml`, in lower case."""
    return frozenset(word.casefold() for word in table("words.toml")[key])
