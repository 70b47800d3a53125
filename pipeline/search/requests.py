"""What people say around the thing they ask for: "find practices like this one" tells nothing about it."""

import re
import tomllib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def core(query: str) -> str:
    """The query without phrases that only ask; the whole query when nothing else is in it."""
    left = query
    for pattern in _request_patterns():
        left = pattern.sub(" ", left)
    left = " ".join(left.split()).strip(" ,;:-–")
    return left if any(c.isalnum() for c in left) else query


@cache
def _request_patterns() -> tuple[re.Pattern[str], ...]:
    patterns = [phrase for phrases in _read("requests.toml").values() for phrase in phrases]
    # A phrase ends its sentence: in "find similar schemes for disadvantaged groups" it does not, and stays.
    return tuple(re.compile(rf"(?<!\w)(?:{pattern})(?:\s*[.?!:;]+|\s*$)", re.IGNORECASE) for pattern in patterns)


@cache
def _read(name: str) -> dict[str, list[str]]:
    content = tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
    return {language: list(texts) for language, texts in content.items()}
