"""English for the words of a query in another language, so that they are found and shown in English passages, too."""

from models.trained.lexicon import load_lexicon
from models.trained.onnx_encoder import Reading
from pipeline.store.indexes import WordIndex, stemmed

#: English words for one word, and how many are looked at: some stand in no passage, some have one stem.
_WORDS, _LOOKED_AT = 3, 12
#: Shorter words are articles and prepositions in nearly every language.
_MIN_LETTERS = 4
#: A word that nothing is nearer to than this is a name or has no English here; the cosine by which another word stands
#: for it a third as much as the nearest, and the share below which it stands for it no more.
_LEAST_COSINE, _SPREAD, _LEAST_SHARE = 0.3, 0.1, 0.3


#: Stems of English words for one word of a query, with their weights, 1 for the nearest.
Stems = tuple[tuple[str, float], ...]


def translations(reading: Reading, index: WordIndex) -> tuple[Stems, ...]:
    """English for each word of a query that has some in the passages, in reading order.

    Raises:
        ModelError: the list of English words is missing or changed.
    """
    import numpy as np

    found = []
    for span, near in zip(reading.words, load_lexicon().nearest(reading, _LOOKED_AT), strict=True):
        if span.end - span.start < _MIN_LETTERS or near[0][1] < _LEAST_COSINE:
            continue
        stems: dict[str, float] = {}
        for english, cosine in near:
            stem, share = stemmed(english), float(np.exp((cosine - near[0][1]) / _SPREAD))
            if share >= _LEAST_SHARE and len(stems) < _WORDS and index.holds(stem):
                stems.setdefault(stem, share)
        if stems:
            found.append(tuple(stems.items()))
    return tuple(found)
