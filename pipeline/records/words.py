"""The words of `words.toml` as patterns."""

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def words(name: str, language: str | None, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    """A pattern, without regard to case, for any of the words in that language and in English.

    `before` and `after` are put round the alternatives.
    """
    table = _table()[name]
    alternatives = list(table["en"])
    own = (language or "en")[:2]
    if own != "en":
        alternatives += table.get(own, [])
    return re.compile(f"{before}(?:{'|'.join(alternatives)}){after}", re.IGNORECASE | re.MULTILINE)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    file = resources.files("pipeline.records") / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
