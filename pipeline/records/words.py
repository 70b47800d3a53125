"""Lists of words by language, as patterns."""

import re
import tomllib
from functools import cache
from importlib import resources

#: Package and file of a table of words.
Table = tuple[str, str]
RECORD_WORDS: Table = ("pipeline.records", "words.toml")


@cache
def words(
    name: str, language: str | None, before: str = r"\b", after: str = r"\b", table: Table = RECORD_WORDS
) -> re.Pattern[str]:
    """A pattern, without regard to case, for any of the words in that language and in English.

    `before` and `after` are put round the alternatives.
    """
    lists = _lists(table)[name]
    alternatives = list(lists["en"])
    own = (language or "en")[:2]
    if own != "en":
        alternatives += lists.get(own, [])
    return re.compile(f"{before}(?:{'|'.join(alternatives)}){after}", re.IGNORECASE | re.MULTILINE)


@cache
def no_value() -> re.Pattern[str]:
    """A whole value, in any of the languages, that says there is none: "n/a", "TBC", "-"."""
    alternatives = [word for own in _lists(RECORD_WORDS)["no_value"].values() for word in own]
    return re.compile(rf"[\W_]*(?:{'|'.join(alternatives)})?[\W_]*", re.IGNORECASE)


@cache
def _lists(table: Table) -> dict[str, dict[str, list[str]]]:
    package, file = table
    return tomllib.loads((resources.files(package) / file).read_text(encoding="utf-8"))
