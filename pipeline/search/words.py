"""Words of a query."""

import re
import unicodedata

WORD = re.compile(r"\w+")
#: Shorter words are mostly articles and prepositions, in whatever language.
MIN_LETTERS = 3
#: Words of a query that is looked up rather than asked; articles do not count.
_NAME_WORDS = 2


def tidy(text: str) -> str:
    """Letters with their accents as one character each, without marks that nobody sees (soft hyphens, joiners)."""
    return "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word.lower() for word in WORD.findall(text)]


def is_short(text: str) -> bool:
    """True for one or two words, but for articles and the like."""
    return 1 <= sum(len(word) >= MIN_LETTERS for word in words_of(text)) <= _NAME_WORDS
