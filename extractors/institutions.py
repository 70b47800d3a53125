"""What kind of institution a name stands for, by the words in it."""

import re
from functools import cache

from extractors.gazetteers import table
from extractors.gazetteers.folding import tokens


def institution_type(name: str) -> str | None:
    """A key of `institution_types.toml`; None when no word of the name tells.

    >>> institution_type("Ministry of Health"), institution_type("Kranich Maschinenbau GmbH")
    ('ministry', 'company')
    """
    folded = " ".join(token.folded for token in tokens(name))
    return next((kind for kind, pattern in _patterns() if pattern.search(folded)), None)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, _pattern(words)) for kind, words in table("institution_types.toml")["types"].items())


def _pattern(words: list[str]) -> re.Pattern[str]:
    parts = [re.escape(word).replace(r"\*", "[^ ]*") for word in words]
    return re.compile(rf"(?<![^ ])(?:{'|'.join(parts)})(?![^ ])")
