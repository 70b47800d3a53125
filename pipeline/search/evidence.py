"""Why a passage was found: the words of the query that stand in it, and the sentence that says most of them."""

import re
from collections.abc import Sequence

from models import Passage, Span
from models.text import sentences
from pipeline.encoders import Encoders
from pipeline.search.language import query_language
from pipeline.search.requests import core
from pipeline.store.indexes import stemmed
from pipeline.store.reader import GenerationReader

_WORD = re.compile(r"\w+")
#: Shorter words are mostly articles and prepositions, in whatever language.
_MIN_LETTERS = 3
#: Passages of a page, and sentences of each, that are compared by meaning when no word of the query stands in them:
#: each sentence costs 20 ms or more.
_MAX_COMPARED, _MAX_SENTENCES = 3, 4
_LONGEST = 300


class Reason:
    """Why passages answer one query.

    A text of several paragraphs is no question, and has neither matched words nor an answering sentence.
    """

    def __init__(self, reader: GenerationReader, encoders: Encoders, query: str) -> None:
        self._reader, self._encoders = reader, encoders
        self._query = core(query) if len(query) <= _LONGEST else ""
        self._language = query_language(self._query) if self._query else None
        self._compared = 0

    def of(self, passage: Passage) -> tuple[tuple[str, ...], Span | None]:
        """(words of the query as the passage has them, the sentence that says most of it, in its document)."""
        if not self._query.strip():
            return (), None
        return matched_words(self._query, passage.text, self._language), self._best_sentence(passage)

    def _best_sentence(self, passage: Passage) -> Span | None:
        """The sentence of the passage, as a span of the document, that says most of the query.

        By its words, rare ones counting most; by meaning where no word of the query stands in the passage, as when
        question and answer are in different languages; none where that would take too long.
        """
        text = self._reader.document_text(passage.doc_id, passage.span)
        found = list(sentences(text, Span(0, len(text))))
        if len(found) <= 1:
            return passage.span if found else None
        scores = self._by_words([span.of(text) for span in found])
        if not any(scores):
            if self._compared == _MAX_COMPARED:
                return None
            self._compared += 1
            scores = self._by_meaning([span.of(text) for span in found[:_MAX_SENTENCES]])
        best = found[max(range(len(scores)), key=lambda n: scores[n])]
        return Span(passage.span.start + best.start, passage.span.start + best.end)

    def _by_words(self, texts: Sequence[str]) -> list[float]:
        of_text = self._language or "en"
        words = sorted({word for word in words_of(self._query) if len(word) >= _MIN_LETTERS})
        rarities = zip(words, self._reader.words.rarity(words), strict=True)
        weights = {stemmed(word, of_text): rarity for word, rarity in rarities}
        return [sum(weights.get(stem, 0) for stem in {stemmed(w, of_text) for w in words_of(text)}) for text in texts]

    def _by_meaning(self, texts: Sequence[str]) -> list[float]:
        encoder = self._encoders[self._encoders.key_of(self._language)]
        vectors = encoder.encode_queries([self._query, *texts])
        return [float(score) for score in vectors[1:] @ vectors[0]]


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


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


def matched_words(query: str, text: str, language: str | None) -> tuple[str, ...]:
    """Words of `text`, as they stand there, that are words of the query but for their ending; each once, in order."""
    of_text = language or "en"
    wanted = {stemmed(word, of_text) for word in words_of(query) if len(word) >= _MIN_LETTERS}
    found = (word for word in _WORD.findall(text) if len(word) >= _MIN_LETTERS and stemmed(word, of_text) in wanted)
    return tuple({word.lower(): word for word in found}.values())
