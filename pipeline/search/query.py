"""A query, and how near passages are to it by meaning.

English is read by one encoder, every other language by another, both into the same space: a query in any language is
compared with all passages. One that is not English is read by both, the first being given its translation.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from models.trained.encoder import Encoder, WordEncoder
from models.trained.onnx_encoder import Reading
from pipeline.encoders import ENGLISH, Encoders
from pipeline.search.dictionary import dictionary_of
from pipeline.search.language import query_language
from pipeline.search.requests import core
from pipeline.search.scan import is_gathered, similarities
from pipeline.search.translation import Stems, Translation, translated
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
#: A longer text (characters) is compared by its meaning: its words would be found anywhere.
_LONGEST_TRANSLATED = 300
#: How much the English of a query counts, beside the query itself; 0.5 to 0.7 rank much the same.
_IN_ENGLISH = 0.5


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
    weights: Weights = field(default_factory=load_weights)

    @property
    def route(self) -> Route:
        return self.weights.english if self.is_english else self.weights.others

    @property
    def is_english(self) -> bool:
        """Whether it goes to the encoder of English: a name, which is in no language, does too."""
        return self.encoders.reads_as_english(self.language)

    @property
    def encoder(self) -> Encoder:
        """Of the query's language."""
        return self.encoders.of(self.language)

    @cached_property
    def vector(self) -> "Floats":
        """Float32 (dim,) of unit length: by the encoder of its language, and of English where it has a translation."""
        import numpy as np

        vector: Floats = self._reading.vector if self._reading else self.encoder.encode_queries([self.text])[0]
        if self.in_english:
            in_english = self.encoders.of(ENGLISH).encode_queries([self.in_english])[0]
            both = (1 - _IN_ENGLISH) * vector + _IN_ENGLISH * in_english
            vector = both / np.linalg.norm(both)
        return vector

    @cached_property
    def translation(self) -> Translation | None:
        """The query in English; None for an English one, and where there is no dictionary."""
        dictionary = dictionary_of(self.language) if self._reading else None
        if self._reading is None or dictionary is None:
            return None
        return translated(self.text, self._reading, dictionary, self.reader.words)

    @property
    def in_english(self) -> str | None:
        """The text that the encoder of English reads beside the query; None where it reads none."""
        return self.translation.text if self.translation and self.translation.is_sure else None

    @property
    def stems_in_english(self) -> tuple[Stems, ...]:
        """See `Translation.stems`."""
        return self.translation.stems if self.translation else ()

    @cached_property
    def is_strange(self) -> bool:
        """True for one or two words that stand in no passage and are English, or in no dictionary."""
        if not is_short(self.text):
            return False
        is_known = self.translation.is_sure if self.translation else not self.is_english
        return not is_known and not self.reader.words.search(self.text, 1)[0]

    @cached_property
    def _reading(self) -> Reading | None:
        is_name = self.language == _UNKNOWN
        if is_name or len(self.text) > _LONGEST_TRANSLATED or not self.encoders.has_lexicon_for(self.language):
            return None
        encoder = self.encoder
        return encoder.read_query(self.text) if isinstance(encoder, WordEncoder) else None

    @cached_property
    def vectors(self) -> VectorSet:
        """Those of all passages.

        Raises:
            StoreError: they were made by another encoder, or of other passages.
        """
        return self.reader.vectors(self.encoders.model_id)

    def nearness(self, rows: "Numbers | None") -> "Floats":
        """How near passages are by meaning, float32; of `rows` (ascending) in their order, None for all.

        Comparable within one query only.
        """
        if rows is None or not is_gathered(rows, len(self.reader.passage_numbers)):
            return self._nearness_of_all if rows is None else self._nearness_of_all[rows]
        return self._nearness(rows)

    def on_one_scale(self, cosines: "Floats", rows: "Numbers | None") -> "Floats":
        """Cosines of `rows` (None for all) with those of passages in other languages on the scale of English ones."""
        is_foreign = self.vectors.is_foreign if rows is None else self.vectors.is_foreign[rows]
        factor, summand = self.route.foreign
        cosines[is_foreign] = cosines[is_foreign] * factor + summand
        return cosines

    @cached_property
    def _nearness_of_all(self) -> "Floats":
        return self._nearness(None)

    def _nearness(self, rows: "Numbers | None") -> "Floats":
        found = self.on_one_scale(similarities(self.vectors, self.vector, rows), rows)
        is_fragment = self.reader.is_fragment if rows is None else self.reader.is_fragment[rows]
        if is_fragment.any() and not is_fragment.all():
            found[is_fragment] = found.min()
        return found


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
    return Query(reader, encoders, text, language, settings)


def _language_of_holders(reader: GenerationReader, encoders: Encoders, text: str, least: int) -> str | None:
    """The language of most passages that hold all words of a text, else each of them; None for fewer than `least`."""
    import numpy as np

    words = [word for word in words_of(text) if len(word) >= MIN_LETTERS]
    for parts in ([text], words):
        found = [reader.words.search(part, _HOLDERS, every_word=True)[0] for part in parts]
        if all(len(part) >= least for part in found):
            vectors = reader.vectors(encoders.model_id)
            codes = vectors.languages[np.searchsorted(reader.passage_numbers, [n for part in found for n in part])]
            return vectors.header.languages[int(np.bincount(codes).argmax())] or None
    return None
