"""A query, and how near passages are to it by meaning: each passage by the encoder that serves both languages.

English queries meet English passages in the main encoder. Whatever is not English, query or passage, is compared by
the multilingual one, with what only tells a language taken off both sides. Two encoders give two scales: for an
English query the nearness of passages in other languages is put on the scale of the English ones, by the mean and
spread of both over a sample of passages.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models import StoreError
from models.trained.encoder import Encoder
from pipeline.encoders import ENGLISH, MAIN, MULTILINGUAL, Encoders
from pipeline.search.language import query_language
from pipeline.search.requests import core, generic_questions
from pipeline.search.scan import is_gathered, similarities
from pipeline.search.weights import Route, Weights, load_weights
from pipeline.search.words import MIN_LETTERS, is_short, words_of
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader
from pipeline.store.vectors import VectorSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

#: ISO 639 for a language that is not known.
_UNKNOWN = "und"
#: Passages that tell the language of a word.
_HOLDERS, _FEW_HOLDERS = 20, 4
#: Passages that tell mean and spread of their kind, and of how many they count as much as what is usual.
_SAMPLE, _PRIOR = 1_000, 100
#: Mean and spread of the nearness of all passages to a query, over the queries of `benchmarks/train_ranking.py`.
_MAIN_USUAL, _MULTILINGUAL_USUAL = (0.1, 0.09), (0.0, 0.015)


@dataclass(frozen=True)
class Query:
    """What is searched for; each part is worked out once, when it is needed.

    Attributes:
        text: without phrases that only ask.
        language: ISO 639-1 code; None when the words belong to no language (names).
    """

    reader: GenerationReader
    encoders: Encoders
    text: str
    language: str | None
    settings: SearchSettings

    @property
    def weights(self) -> Weights:
        return load_weights()

    @property
    def route(self) -> Route:
        return self.weights.multilingual if self.is_multilingual else self.weights.main

    @cached_property
    def is_multilingual(self) -> bool:
        """Whether all passages are compared by the multilingual encoder."""
        return self.encoders.key_of(self.language) == MULTILINGUAL

    @property
    def encoder(self) -> Encoder:
        """Of the query's language."""
        return self.encoders[MULTILINGUAL if self.is_multilingual else MAIN]

    @cached_property
    def vector(self) -> "Floats":
        """By the encoder of its language, float32 (dim,)."""
        vector: Floats = self.encoder.encode_queries([self.text])[0]
        return vector

    @cached_property
    def is_foreign(self) -> "NDArray[np.bool_]":
        """Passages that the main encoder does not understand, bool (passages,); none where no other has read them."""
        import numpy as np

        try:
            if MULTILINGUAL in self.encoders.ids:
                return self.set(MULTILINGUAL).is_foreign
        except StoreError:
            if self.is_multilingual:
                raise
        return np.zeros(len(self.reader.passage_numbers), dtype=bool)

    def set(self, key: str) -> VectorSet:
        """The vectors of all passages by one encoder.

        Raises:
            StoreError: they were made by another encoder, or of other passages.
        """
        return self.reader.vectors(key, self.encoders.ids[key])

    def nearness(self, rows: "Numbers | None") -> "Floats":
        """How near passages are by meaning, float32; of `rows` (ascending) in their order, None for all.

        Comparable within one query only. A passage may be near as a name is, too, whatever its language.
        """
        if rows is None or not is_gathered(rows, len(self.reader.passage_numbers)):
            return self._nearness_of_all if rows is None else self._nearness_of_all[rows]
        return self._nearness(rows)

    @cached_property
    def _nearness_of_all(self) -> "Floats":
        return self._nearness(None)

    def _nearness(self, rows: "Numbers | None") -> "Floats":
        found = self._by_multilingual(rows) if self.is_multilingual else self._by_main(rows)
        is_fragment = self.reader.is_fragment if rows is None else self.reader.is_fragment[rows]
        if is_fragment.any() and not is_fragment.all():
            found[is_fragment] = found.min()
        return found

    def _by_main(self, rows: "Numbers | None") -> "Floats":
        """Cosines; of passages in other languages those of the multilingual encoder, on the same scale."""
        import numpy as np

        found = similarities(self.set(MAIN), self.vector, rows)
        foreign = np.flatnonzero(self.is_foreign if rows is None else self.is_foreign[rows])
        if len(foreign):
            scale, shift = self._foreign_scale
            found[foreign] = np.maximum(
                found[foreign], scale * self._by_multilingual(foreign if rows is None else rows[foreign]) + shift
            )
        return found

    def _by_multilingual(self, rows: "Numbers | None") -> "Floats":
        """Cosines without what only tells the language of query and passage."""
        vectors = self.set(MULTILINGUAL)
        generic = self.encoders.centre(MULTILINGUAL, generic_questions(self.language or ENGLISH))
        query = self._multilingual_vector - self.weights.question_share * generic
        offsets = (vectors.centres @ query).astype(query.dtype)
        languages = vectors.languages if rows is None else vectors.languages[rows]
        centred: Floats = similarities(vectors, query, rows) - offsets[languages]
        return centred

    @cached_property
    def _multilingual_vector(self) -> "Floats":
        if self.is_multilingual:
            return self.vector
        vector: Floats = self.encoders[MULTILINGUAL].encode_queries([self.text])[0]
        return vector

    @cached_property
    def _foreign_scale(self) -> "tuple[np.float32, np.float32]":
        """(factor, summand) that put the multilingual encoder's nearness on the scale of the main one."""
        english, foreign = _sample(~self.is_foreign), _sample(self.is_foreign)
        mean, spread = _mean_and_spread(similarities(self.set(MAIN), self.vector, english), _MAIN_USUAL)
        of_foreign = _mean_and_spread(self._by_multilingual(foreign), _MULTILINGUAL_USUAL)
        scale = spread / of_foreign[1]
        return scale, mean - scale * of_foreign[0]


def query_for(
    reader: GenerationReader, encoders: Encoders, meaning: str, settings: SearchSettings, whole: str = ""
) -> Query:
    """What `meaning` asks for; its language is that of the `whole` query, which has more words to tell it by.

    One or two words that stand in passages, together or each by itself, are in the language of most of these; a few
    passages do not count against a language that the words look like. A word of no language that no passage holds is
    compared by meaning across languages.
    """
    text = core(meaning)
    language = query_language(whole or text)
    least = _FEW_HOLDERS if language else 1
    held = _language_of_holders(reader, encoders, text, least) if is_short(text) else None
    if held is not None:
        language = held
    elif query_language(text) is None and not reader.words.search(text, 1)[0]:
        language = _UNKNOWN
    query = Query(reader, encoders, text, language, settings)
    if not query.is_multilingual and query.is_foreign.any():
        encoders.start(MULTILINGUAL)
    return query


def _language_of_holders(reader: GenerationReader, encoders: Encoders, text: str, least: int) -> str | None:
    """The language of most passages that hold all words of a text, else each of them; None for fewer than `least`."""
    import numpy as np

    words = [word for word in words_of(text) if len(word) >= MIN_LETTERS]
    for parts in ([text], words):
        found = [reader.words.search(part, _HOLDERS, every_word=True)[0] for part in parts]
        if all(len(part) >= least for part in found):
            vectors = reader.vectors(MAIN, encoders.ids[MAIN])
            codes = vectors.languages[np.searchsorted(reader.passage_numbers, [n for part in found for n in part])]
            return vectors.header.languages[int(np.bincount(codes).argmax())] or None
    return None


def _sample(mask: "NDArray[np.bool_]") -> "Numbers":
    """Places where the mask holds, ascending; of many about `_SAMPLE` to twice as many, spread evenly."""
    import numpy as np

    places = np.flatnonzero(mask)
    return places[:: max(1, len(places) // _SAMPLE)]


def _mean_and_spread(found: "Floats", usual: tuple[float, float]) -> "tuple[np.float32, np.float32]":
    """Of these numbers; of few of them nearly what is usual."""
    import numpy as np

    share = len(found) / (len(found) + _PRIOR)
    mean, spread = (float(found.mean()), float(found.std())) if len(found) else usual
    return np.float32(share * mean + (1 - share) * usual[0]), np.float32(share * spread + (1 - share) * usual[1])
