"""Ranking passages by meaning and by words, each language by what serves it best.

English queries are compared by the main encoder, others by the multilingual one, with what only tells the language
taken off both sides; words count a little beside. The best of that are then ranked again by their nearness, in the
main encoder, to the first few of them. `benchmarks/train_ranking.py` measures this and sets `data/ranking.json`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.encoders import ENGLISH, MAIN, MULTILINGUAL, Encoders
from pipeline.search.evidence import coverage, words_of
from pipeline.search.language import query_language
from pipeline.search.requests import core, generic_questions
from pipeline.search.scan import similarities
from pipeline.search.weights import Route, Weights, load_weights
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader
from pipeline.store.vectors import VectorSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

#: A passage that belongs to no section (a place line, a link) says less about its practice than any other.
_UNLABELLED = 0.9
#: Words of a query that is looked up rather than asked; shorter ones (articles) do not count (letters).
_NAME_WORDS, _MIN_LETTERS = 2, 3
#: ISO 639 for a language that is not known.
_UNKNOWN = "und"
#: How much of a query's words answers hold in a large catalogue, and the passages from which words are trusted more.
_TYPICAL_COVERAGE, _TRUSTED_PASSAGES = 0.7, 500
#: The first passages whose words or nearness say whether anything fits.
_JUDGED_BY_WORDS, _JUDGED_BY_NEARNESS = 15, 10
#: Where few passages are searched fewer of them are about one thing: one in so many is judged, at least two.
_PASSAGES_EACH, _LEAST_JUDGED = 200, 2


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages in their order.

    Attributes:
        numbers: passage numbers, best first, at most `search.candidates`.
        scores: of these passages; higher is better, comparable within one query only.
        language: ISO 639-1 code of the query; None when its words belong to no language (names).
        fits: 0..1, how sure it is that something here answers the query; 0.5 is where it begins to.
    """

    numbers: "Numbers"
    scores: "Floats"
    language: str | None
    fits: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A query on its way: `rows` are the places of the passages that are allowed, None for all."""

    reader: GenerationReader
    encoders: Encoders
    text: str
    language: str | None
    rows: "Numbers | None"
    settings: SearchSettings
    weights: Weights

    @property
    def is_multilingual(self) -> bool:
        return self.encoders.key_of(self.language) == MULTILINGUAL

    @property
    def route(self) -> Route:
        return self.weights.multilingual if self.is_multilingual else self.weights.main

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
    asked = Asked(reader, encoders, text, _language(reader, text), rows, settings, load_weights())
    if not len(numbers):
        return Ranking(numbers, np.zeros(0, dtype=np.float32), asked.language, 0.0)
    meaning = by_multilingual(asked) if asked.is_multilingual else by_main(asked)
    first = meaning + np.float32(asked.route.words) * by_words(asked, numbers)
    places = best_first(first, settings.candidates)
    near = by_feedback(asked, first, places)
    scores = (first[places] + np.float32(asked.route.feedback) * near) / np.float32(1 + asked.route.feedback)
    found = numbers[places]
    scores[np.isin(found, reader.unlabelled_passages)] *= np.float32(_UNLABELLED)
    order = np.argsort(-scores, kind="stable")
    found = found[order]
    fits = (
        1.0
        if _is_name(asked, allowed)
        else asked.route.fits.probability(features(asked, float(meaning.max()), found, near[order]))
    )
    return Ranking(found, scores[order], asked.language, fits)


def is_short(query: str) -> bool:
    """True for one or two words, but for articles and the like."""
    return 1 <= sum(len(word) >= _MIN_LETTERS for word in words_of(core(query))) <= _NAME_WORDS


def _language(reader: GenerationReader, text: str) -> str | None:
    """The query's language; a word of none that no passage holds is compared by meaning across languages."""
    language = query_language(text)
    return _UNKNOWN if language is None and not reader.words.search(text, 1)[0] else language


def _is_name(asked: Asked, allowed: "Numbers | None") -> bool:
    """True for one or two words that stand together in a passage: a name, or a subject as people look it up."""
    words = words_of(asked.text)
    if not 1 <= len(words) <= _NAME_WORDS:
        return False
    return bool(asked.reader.words.search(asked.text, 1, allowed, every_word=True)[0])


def best_first(scores: "Floats", limit: int) -> "Numbers":
    """Places of the `limit` best; equal scores keep their order, so that the same query gives the same list."""
    import numpy as np

    if len(scores) <= limit:
        return np.argsort(-scores, kind="stable")
    best = np.sort(np.argpartition(-scores, limit)[:limit])
    return best[np.argsort(-scores[best], kind="stable")]


def by_main(asked: Asked) -> "Floats":
    """Cosine by the main encoder of each allowed passage."""
    return similarities(asked.set(MAIN), asked.encoders.main.encode_queries([asked.text])[0], asked.rows)


def by_multilingual(asked: Asked) -> "Floats":
    """The same by the multilingual encoder, without what only tells the language of query and passage."""
    vectors = asked.set(MULTILINGUAL)
    query = asked.encoders[MULTILINGUAL].encode_queries([asked.text])[0]
    generic = asked.encoders.centre(MULTILINGUAL, generic_questions(asked.language or ENGLISH))
    query = query - asked.weights.question_share * generic
    offsets = (vectors.centres @ query).astype(query.dtype)
    languages = vectors.languages if asked.rows is None else vectors.languages[asked.rows]
    centred: Floats = similarities(vectors, query, asked.rows) - offsets[languages]
    return centred


def by_words(asked: Asked, numbers: "Numbers") -> "Floats":
    """BM25 of each passage of `numbers`, as its share of the best."""
    import numpy as np

    words = np.zeros(len(numbers), dtype=np.float32)
    allowed = None if asked.rows is None else numbers
    limit = asked.settings.word_candidates
    found, bm25 = asked.reader.words.search(asked.text, limit, allowed, language=asked.language)
    if found:
        words[np.searchsorted(numbers, found)] = np.array(bm25, dtype=np.float32) / max(bm25)
    return words


def by_feedback(asked: Asked, first: "Floats", places: "Numbers") -> "Floats":
    """How near each of `places` (best first) is to the first few of them, by the main encoder."""
    import numpy as np

    rows = places if asked.rows is None else asked.rows[places]
    vectors = asked.set(MAIN).exact[rows]
    best = first[places[: asked.route.feedback_passages]]
    share = np.exp((best - best[0]) / np.float32(asked.route.feedback_temperature))
    centre = (share / share.sum()) @ vectors[: len(best)]
    near: Floats = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9)).astype(np.float32)
    return near


def features(asked: Asked, top: float, found: "Numbers", near: "Floats") -> tuple[float, float, float]:
    """What tells a query that something answers: the best cosine, the number of words, and what supports it.

    For English that is how much of the query's words, rare ones above all, one of the first passages holds; for
    other languages how near the first passages are to each other.
    """
    import numpy as np

    words = words_of(asked.text)
    if asked.is_multilingual:
        searched = len(asked.reader.passage_numbers) if asked.rows is None else len(asked.rows)
        judged = min(_JUDGED_BY_NEARNESS, max(_LEAST_JUDGED, searched // _PASSAGES_EACH))
        support = float(near[:judged].mean())
    else:
        held = coverage(asked.reader, words, [int(n) for n in found[:_JUDGED_BY_WORDS]])
        # In a small catalogue a word is missing because little is written, not because nothing is about it.
        trust = len(asked.reader.passage_numbers) / (len(asked.reader.passage_numbers) + _TRUSTED_PASSAGES)
        support = trust * held + (1 - trust) * _TYPICAL_COVERAGE
    return top, float(np.log1p(len(words))), support
