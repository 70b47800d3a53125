"""Ranking passages by meaning and by words."""

from typing import TYPE_CHECKING

from models.trained.encoder import Encoder
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def ranked_passages(
    reader: GenerationReader,
    encoder: Encoder,
    query: str,
    settings: SearchSettings,
    allowed: "NDArray[np.int64] | None",
) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
    """(passage numbers, scores), best first, of the passages that count."""
    import numpy as np

    numbers = reader.passage_numbers if allowed is None else allowed
    vectors = reader.vectors if allowed is None else reader.vectors[np.searchsorted(reader.passage_numbers, allowed)]
    similarity = vectors @ encoder.encode_queries([query])[0]
    found, bm25 = reader.words.search(query, settings.word_candidates, allowed)
    words = np.zeros(len(numbers), dtype=np.float32)
    if found:
        words[np.searchsorted(numbers, found)] = np.array(bm25, dtype=np.float32) / max(bm25)
    counts = similarity >= settings.similarity_floor
    complete, _ = reader.words.search(query, settings.word_candidates, allowed, every_word=True)
    counts[np.searchsorted(numbers, np.array(complete, dtype=np.int64))] = True
    scores = similarity + settings.words_weight * words
    order = np.flatnonzero(counts)
    # Equal scores keep the order of the passages, so that the same query gives the same list.
    order = order[np.argsort(-scores[order], kind="stable")]
    return numbers[order], scores[order]
