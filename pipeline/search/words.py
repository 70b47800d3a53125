"""Words of a query, and how much of them passages hold."""

import re
from collections.abc import Sequence

from pipeline.store.indexes import stemmed
from pipeline.store.reader import GenerationReader

WORD = re.compile(r"\w+")
#: Shorter words are mostly articles and prepositions, in whatever language.
MIN_LETTERS = 3
#: Words of a query that is looked up rather than asked; articles do not count.
_NAME_WORDS = 2


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word.lower() for word in WORD.findall(text)]


def is_short(text: str) -> bool:
    """True for one or two words, but for articles and the like."""
    return 1 <= sum(len(word) >= MIN_LETTERS for word in words_of(text)) <= _NAME_WORDS


def coverage(reader: GenerationReader, words: Sequence[str], numbers: Sequence[int]) -> float:
    """How much of the words one passage with its title holds at best, 0..1, rare words counting most."""
    rarity = {stemmed(word): value**2 for word, value in zip(words, reader.words.rarity(words), strict=True)}
    total = sum(rarity.values())
    if not total:
        return 0.0
    best = 0.0
    for text in reader.passage_texts(numbers).values():
        held = {stemmed(word) for word in words_of(text)} & set(rarity)
        best = max(best, sum(rarity[stem] for stem in held) / total)
    return best
