"""Ranking passages by meaning and by words, each language by what serves it best.

English: the main encoder's cosine and a little BM25. Other languages: the multilingual encoder finds the first few
passages, with what only tells the language taken off both sides; the main encoder then ranks everything by its
nearness to those. Measured by `benchmarks/train_ranking.py`, which also sets the numbers of `data/ranking.json`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.encoders import MAIN, MULTILINGUAL, Encoders
from pipeline.search.language import query_language
from pipeline.search.requests import core, generic_questions
from pipeline.search.scan import similarities
from pipeline.search.weights import Weights, load_weights
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader
from pipeline.store.vectors import VectorSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages in their order.

    Attributes:
        numbers: passage numbers, best first, at most `search.candidates`.
        scores: of these passages; higher is better, comparable within one query only.
        language: ISO 639-1 code of the query; None when its words belong to no language (names).
        fits: 0..1, how sure it is that something here answers the query.
    """

    numbers: "Numbers"
    scores: "Floats"
    language: str | None
    fits: float


@dataclass(frozen=True, slots=True)
class _Question:
    """A query on its way: `rows` are the places of the passages that are allowed, None for all."""

    reader: GenerationReader
    encoders: Encoders
    text: str
    language: str | None
    rows: "Numbers | None"
    settings: SearchSettings
    weights: Weights

    def set(self, key: str) -> VectorSet:
        return self.reader.vectors(key, self.encoders.ids[key])


def ranked_passages(
    reader: GenerationReader,
    encoders: Encoders,
    query: str,
    settings: SearchSettings,
    allowed: "Numbers | None",
) -> Ranking:
    """The passages of `allowed` (numbers, ascending; None for all), best first.

    Raises:
        StoreError: the vectors were made by another encoder, or of other passages.
    """
    import numpy as np

    numbers = reader.passage_numbers if allowed is None else allowed
    rows = None if allowed is None else np.searchsorted(reader.passage_numbers, allowed)
    text = core(query)
    language = query_language(text)
    asked = _Question(reader, encoders, text, language, rows, settings, load_weights())
    scores = (_scores(asked) + asked.weights.words * _words(asked, numbers)).astype(np.float32)
    order = best_first(scores, settings.candidates)
    return Ranking(numbers[order], scores[order], language, 1.0)


def best_first(scores: "Floats", limit: int) -> "Numbers":
    """Places of the `limit` best; equal scores keep their order, so that the same query gives the same list."""
    import numpy as np

    if len(scores) <= limit:
        return np.argsort(-scores, kind="stable")
    best = np.sort(np.argpartition(-scores, limit)[:limit])
    return best[np.argsort(-scores[best], kind="stable")]


def _scores(asked: _Question) -> "Floats":
    import numpy as np

    if asked.language == ENGLISH or MULTILINGUAL not in asked.encoders.ids:
        return _by_main(asked)
    if asked.language is None:
        return (_by_main(asked) + _by_feedback(asked)) / np.float32(2)
    return _by_feedback(asked)


def _by_main(asked: _Question) -> "Floats":
    return similarities(asked.set(MAIN), asked.encoders.main.encode_queries([asked.text])[0], asked.rows)


def _by_feedback(asked: _Question) -> "Floats":
    """By the multilingual encoder, then by nearness to what it found."""
    import numpy as np

    weights = asked.weights
    first = _by_multilingual(asked)
    best = best_first(first, weights.feedback_passages)
    share = np.exp((first[best] - first[best[0]]) / weights.feedback_temperature)
    places = best if asked.rows is None else asked.rows[best]
    centre = (share / share.sum()) @ asked.set(MAIN).exact[places]
    near = similarities(asked.set(MAIN), centre / np.linalg.norm(centre), asked.rows)
    together: Floats = weights.multilingual * first + weights.feedback * near
    return together


def _by_multilingual(asked: _Question) -> "Floats":
    """Cosine by the multilingual encoder, without what only tells the language of query and passage."""
    vectors, weights = asked.set(MULTILINGUAL), asked.weights
    query = asked.encoders[MULTILINGUAL].encode_queries([asked.text])[0]
    query = query - weights.question_share * _question_centre(asked)
    offsets = vectors.centres @ query
    languages = vectors.languages if asked.rows is None else vectors.languages[asked.rows]
    centred: Floats = similarities(vectors, query, asked.rows) - offsets[languages]
    return centred


def _question_centre(asked: _Question) -> "Floats":
    """Where questions of that language lie, whatever they ask."""
    return asked.encoders.centre(MULTILINGUAL, generic_questions(asked.language or ENGLISH))


def _words(asked: _Question, numbers: "Numbers") -> "Floats":
    """BM25 of each passage, as its share of the best."""
    import numpy as np

    words = np.zeros(len(numbers), dtype=np.float32)
    allowed = None if asked.rows is None else numbers
    found, bm25 = asked.reader.words.search(
        asked.text, asked.settings.word_candidates, allowed, language=asked.language
    )
    if found:
        words[np.searchsorted(numbers, found)] = np.array(bm25, dtype=np.float32) / max(bm25)
    return words
