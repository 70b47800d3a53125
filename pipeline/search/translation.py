"""A query in another language, word by word in English: so the encoder of English reads it, too, and words match.

Each word is looked up in the dictionary; among several English ones the nearest to what the word adds to the meaning of
the query is taken. A word that is not in the dictionary gets the English ones that are nearest to it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.places import find_city, find_regions
from models.trained.lexicon import load_lexicon, meanings_of
from models.trained.onnx_encoder import Reading
from pipeline.search.dictionary import Dictionary, Piece, Sense, is_doubtful
from pipeline.store.indexes import WordIndex, stemmed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: English words for one word, and how many are looked at: some stand in no passage, some have one stem.
_WORDS, _LOOKED_AT = 3, 12
#: A word that is in no dictionary: shorter ones and those that nothing is nearer to than this are names, or have no
#: English here.
_MIN_LETTERS, _LEAST_COSINE = 4, 0.45
#: What a translation is worth beside the cosine of words that only stand near; what it costs that it is not the first,
#: and that the word has another form.
_IN_DICTIONARY, _PER_RANK, _PER_FORM = 0.3, 0.05, 0.5
#: The cosine by which another word stands for a word a third as much as the nearest; the share below which it does no
#: more.
_SPREAD, _LEAST_SHARE = 0.1, 0.3
#: Of a word that the list of English words does not have.
_UNKNOWN_COSINE = 0.3

#: Stems of English words for one word of a query, with their weights, 1 for the best.
Stems = tuple[tuple[str, float], ...]
#: English for one word, best first, with what it is worth.
_Options = dict[str, float]


@dataclass(frozen=True, slots=True)
class Translation:
    """A query in English.

    Attributes:
        text: word by word, in the order of the query; names as they are.
        stems: for each word that means something what it can be in English, as far as it stands in the passages.
        is_sure: whether the dictionary has any of these words; the others are guessed, and may be names.
    """

    text: str
    stems: tuple[Stems, ...]
    is_sure: bool


def translated(text: str, reading: Reading, dictionary: Dictionary, index: WordIndex) -> Translation:
    """English for a query that an encoder has read.

    Raises:
        ModelError: the list of English words is missing or changed.
    """
    places = {span.start: place for place, span in enumerate(reading.words)}
    meanings = meanings_of(reading)
    near = load_lexicon().nearest(meanings, _LOOKED_AT)
    words: list[str] = []
    stems: list[Stems] = []
    is_sure = False
    for piece in dictionary.read(text):
        if _is_name(piece, text, dictionary):
            words.append(text[piece.start : piece.end])
            continue
        if piece.is_function:
            words += [sense.english for part in piece.senses for sense in part]
            continue
        is_sure = is_sure or bool(piece.senses)
        place = places.get(piece.start)
        meaning = None if place is None else meanings[place]
        options = [_ranked(part, meaning) for part in piece.senses]
        if place is not None and all(map(is_doubtful, piece.senses)):
            options = [_with_near(options[0] if options else {}, near[place], piece.end - piece.start)]
        for option in filter(None, options):
            words.append(next(iter(option)))
            if found := _stems(option, index):
                stems.append(found)
        if not any(options):
            words.append(text[piece.start : piece.end])
    return Translation(" ".join(words), tuple(stems), is_sure)


def _is_name(piece: Piece, text: str, dictionary: Dictionary) -> bool:
    """True for places, for abbreviations that the dictionary has not, and for other words that stand out as names.

    Those are written large without beginning the query, in a language that writes nouns small.
    """
    word = text[piece.start : piece.end]
    if not word[0].isupper() or text.isupper() or " " in word:
        return False
    if word.isupper() and len(word) > 1:
        return not piece.is_sure
    stands_out = piece.start > 0 and dictionary.language != "de"
    if stands_out and not piece.is_function and all(map(is_doubtful, piece.senses)):
        return True
    return (stands_out or not piece.is_sure) and not piece.is_function and bool(find_city(word) or find_regions(word))


def _ranked(senses: Sequence[Sense], meaning: "NDArray[np.float32] | None") -> _Options:
    """What the dictionary has for a word that means `meaning` in the query, float32 (dim,); None for a number."""
    cosines = {} if meaning is None else load_lexicon().cosines(meaning, [sense.english for sense in senses])
    values: _Options = {}
    for sense in senses:
        value = cosines.get(sense.english, _UNKNOWN_COSINE) + _IN_DICTIONARY
        value -= _PER_RANK * sense.rank + _PER_FORM * sense.cost
        values[sense.english] = max(value, values.get(sense.english, -math.inf))
    return _sorted(values)


def _with_near(found: _Options, near: Sequence[tuple[str, float]], letters: int) -> _Options:
    """The English words that stand near, too: for a word that is not in the dictionary, or may be another one."""
    if letters < _MIN_LETTERS or (not found and near[0][1] < _LEAST_COSINE):
        return found
    return _sorted(dict(near) | found)


def _sorted(values: Mapping[str, float]) -> _Options:
    return dict(sorted(values.items(), key=lambda item: -item[1]))


def _stems(option: _Options, index: WordIndex) -> Stems:
    """The best few that stand in the passages."""
    best = next(iter(option.values()))
    found: dict[str, float] = {}
    for english, value in option.items():
        share = math.exp((value - best) / _SPREAD)
        for stem in map(stemmed, english.split()):
            if share >= _LEAST_SHARE and len(found) < _WORDS and index.holds(stem):
                found.setdefault(stem, share)
    return tuple(found.items())
