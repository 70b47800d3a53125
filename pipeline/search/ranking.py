"""Ranking passages by meaning and by words, each language by what serves it best.

Nearness by meaning (see `query.py`) comes first; words count a little beside. The best of that are then ranked again
by their nearness to the first few of them. `benchmarks/train_ranking.py` measures this and sets
`data/ranking.json`.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.search.query import Query
from pipeline.search.scan import best_places
from pipeline.search.weights import Route
from pipeline.search.words import is_short, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

#: A passage that belongs to no section (a place line, a link) says less about its practice than any other.
_UNLABELLED = 0.9
#: Of a query so many words count, and of the passages so many, when it is told whether anything fits.
_MOST_WORDS, _JUDGED = 4, 3
#: English passages that tell what words are worth to one in another language.
_COMPARED = 10
#: Passages that the weights were learnt on. The best of fewer is less near by chance (`Route.fewer`).
_LEARNT_ON = 2_360


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages in their order.

    Attributes:
        rows: places of passages in `GenerationReader.passage_numbers`, best first, at most `search.candidates`.
        scores: of these passages; higher is better, comparable within one query only.
        fits: 0..1, how sure it is that something here answers the query; 0.5 is where it begins to.
    """

    rows: "Numbers"
    scores: "Floats"
    fits: float


def ranked_passages(query: Query, rows: "Numbers | None") -> Ranking:
    """The passages of `rows` (ascending; None for all), best first.

    Raises:
        StoreError: the vectors were made by another encoder, or of other passages.
    """
    import numpy as np

    reader = query.reader
    numbers = reader.passage_numbers if rows is None else reader.passage_numbers[rows]
    if not len(numbers):
        return Ranking(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), 0.0)
    allowed = None if rows is None else numbers
    nearness = query.nearness(rows)
    first = nearness + np.float32(query.route.words) * by_words(query, rows, nearness)
    places = best_first(first, query.settings.candidates)
    found = places if rows is None else rows[places]
    first = first[places]
    near = by_feedback(query, query.route, first, found)
    scores = (first + np.float32(query.route.feedback) * near) / np.float32(1 + query.route.feedback)
    scores[reader.is_unlabelled[found]] *= np.float32(_UNLABELLED)
    order = np.argsort(-scores, kind="stable")
    found = found[order]
    fits = 1.0
    if not _is_name(query, allowed):
        told = features(query, float(nearness.max()), near[order])
        gain = query.route.fewer * math.log(max(1.0, _LEARNT_ON / len(numbers)))
        fits = query.route.fits.probability(told, gain)
    return Ranking(found, scores[order], fits)


def _is_name(query: Query, allowed: "Numbers | None") -> bool:
    """True for one or two words that stand together in a passage: a name, or a subject as people look it up."""
    return is_short(query.text) and bool(query.reader.words.search(query.text, 1, allowed, every_word=True)[0])


def best_first(scores: "Floats", limit: int) -> "Numbers":
    """Places of the `limit` best; equal scores keep their order, so that the same query gives the same list."""
    import numpy as np

    best = best_places(scores, limit)
    return best[np.argsort(-scores[best], kind="stable")]


def by_words(query: Query, rows: "Numbers | None", nearness: "Floats") -> "Floats":
    """BM25 of each passage of `rows` (ascending; None for all), as its share of the best.

    A query that is not English is looked for in its own words and in English ones; passages in other languages have no
    English words, and get what the English ones that are nearest by meaning have on average.
    """
    import numpy as np

    numbers = query.reader.passage_numbers if rows is None else query.reader.passage_numbers[rows]
    allowed = None if rows is None else numbers
    words = np.zeros(len(numbers), dtype=np.float32)
    also = query.stems_in_english
    limit = query.settings.word_candidates
    found, bm25 = query.reader.words.search(query.text, limit, allowed, language=query.language, also=also)
    if found:
        words[np.searchsorted(numbers, found)] = np.array(bm25, dtype=np.float32) / max(bm25)
    if also:
        is_foreign = query.vectors.is_foreign if rows is None else query.vectors.is_foreign[rows]
        nearest = best_places(np.where(is_foreign, np.float32(-1), nearness), _COMPARED)
        typical = words[nearest[~is_foreign[nearest]]].sum() / _COMPARED
        words[is_foreign] = np.maximum(words[is_foreign], typical)
    return words


def by_feedback(query: Query, route: Route, first: "Floats", rows: "Numbers") -> "Floats":
    """How near each of `rows` (best first, with their scores) is to the centre of the first few; higher is nearer."""
    import numpy as np

    best = first[: route.feedback_passages]
    share = np.exp((best - best[0]) / np.float32(route.feedback_temperature))
    share /= share.sum()
    vectors = query.vectors.exact[rows]
    centre = share @ vectors[: len(share)]
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(centre)
    near: Floats = (vectors @ centre / np.maximum(lengths, 1e-9)).astype(np.float32)
    return near


def features(query: Query, top: float, near: "Floats") -> tuple[float, float, float]:
    """What tells a query that something answers: the best cosine, the number of words, how near the first are."""
    import numpy as np

    # A longer query is less near to its answers, but beyond a few words no further.
    words = min(len(words_of(query.text)), _MOST_WORDS)
    return top, float(np.log1p(words)), float(near[:_JUDGED].mean())
