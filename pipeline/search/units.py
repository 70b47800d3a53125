"""What a figure counts, under any of its usual names."""

import tomllib
from functools import cache
from importlib import resources


def word_stems(words: str) -> list[tuple[str, ...]]:
    """For a folded text, what must stand in a figure's words: all of the list, of each element any.

    "smes" gives the beginnings of every name for small firms; words without other names stand for themselves.
    """
    if not words:
        return []
    for group in _groups():
        if any(f"{words} ".startswith(stem) for stem in group):
            return [group]
    return [(_stem(word),) for word in words.split()]


def is_known_unit(words: str) -> bool:
    """True for a folded name of something that has other names too, from its first word to its last."""
    return any(words.startswith(stem) and words.count(" ") == stem.count(" ") for group in _groups() for stem in group)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    content = tomllib.loads((resources.files("pipeline.search") / "data" / "units.toml").read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in content["same"])
