"""Understanding what a query asks for: conditions become filters, the rest is the meaning to search for."""

import re
from dataclasses import dataclass

from pipeline.search.asked.numbers import numbers_asked
from pipeline.search.asked.phrases import phrases_asked
from pipeline.search.asked.places import places_asked
from pipeline.search.asked.words import QueryWords, beginning
from pipeline.search.asked.years import recent_years
from pipeline.search.filters import NUMBERS, Condition, Filters

__all__ = ["Question", "Understood", "understand"]

#: A longer text is a description to compare with, not a question with conditions (words).
_MAX_WORDS = 60
#: What tied a condition at the end to the rest.
_DANGLING = re.compile(r"[,;]?\s*\b(?:but|aber|mais|pero|ma|ale)\W*$", re.IGNORECASE)
#: Conditions on an amount of something.
_COUNTED = frozenset(NUMBERS) - {"year"}


@dataclass(frozen=True, slots=True)
class Understood:
    """One condition that a query states; `words` are those it was read from, `start` and `end` their code points."""

    condition: Condition
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was understood; `meaning` is what is left to search for, empty when nothing is."""

    understood: tuple[Understood, ...]
    meaning: str

    @property
    def filters(self) -> Filters:
        return Filters(tuple(dict.fromkeys(item.condition for item in self.understood)))


def understand(query: str) -> Question:
    """Conditions on place, money, years, counts, evidence and state that a query states in one of six languages.

    >>> question = understand("clusters in Poland since 2014")
    >>> str(question.filters), question.meaning
    ('country:PL year:>=2014', 'clusters')
    """
    words = QueryWords(query)
    if len(words.tokens) > _MAX_WORDS:
        return Question((), query)
    found: list[tuple[Condition, int, int]] = [
        *phrases_asked(words),
        *recent_years(words),
        *numbers_asked(words),
        *places_asked(words),
    ]
    items: list[Understood] = []
    taken: set[int] = set()
    for condition, first, last in sorted(found, key=lambda item: item[1]):
        own = [i for i in range(first, last) if i not in taken]
        if own:
            taken.update(own)
            start, end = words.tokens[own[0]].start, words.tokens[own[-1]].end
            items.append(Understood(condition, query[start:end], start, end))
    return Question(tuple(items), _meaning(words, taken, has_number=any(c.name in _COUNTED for c, _, _ in found)))


def _meaning(words: QueryWords, taken: set[int], has_number: bool) -> str:
    """The query without the words that became conditions; empty when only words such as "practices" are left.

    Beside a number verbs such as "created" and "worth" say nothing either.
    """
    if not taken:
        return words.text.strip()
    left = [token for i, token in enumerate(words.tokens) if i not in taken]
    anything = beginning("anything", "words", *(["tying"] if has_number else []))
    if all(anything.fullmatch(token.folded) for token in left):
        return ""
    parts, position = [], 0
    for i, token in enumerate(words.tokens):
        if i in taken:
            # What stands between two words that are taken goes with them, as in "500,000".
            if i - 1 not in taken:
                parts.append(words.text[position : token.start].rstrip("€£$~<>≤≥ "))
            position = token.end
    parts.append(words.text[position:].lstrip("%€£$ "))
    text = " ".join(" ".join(parts).split())
    text = re.sub(r"\.?\s[€£$%](?!\S)", "", text)  # Behind an amount with a point: "2 Mio. €".
    text = re.sub(r"\(\s*\)", "", text)
    text = _DANGLING.sub("", text)
    text = re.sub(r"\s+(?=[,.;:?!])", "", text)
    text = re.sub(r"[,;:]+(?=[,.;:?!])|^[.,;:?!\s]+", "", text)
    return text.strip(" ,;:").removesuffix(".") if text.count(".") == 1 else text.strip(" ,;:")
