"""English for words of other languages, by the dictionary that the project wrote for itself.

Words of a text are found by how they begin, since endings differ from form to form; compounds by their parts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.search.dictionary_files import LANGUAGES, function_words, irregular_forms, translations
from pipeline.search.word_forms import BEGINNING, ENDINGS, WORD, Form, cost, forms

#: Languages of neighbours that are written nearly alike, and that short texts are often taken for.
_READ_AS = {"no": "da", "nb": "da", "mk": "bg"}
#: Languages that write compounds as one word, and what may stand between their parts.
_COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "nl", "sv"})
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_LEAST_COMPOUND, _MOST_COMPOUND, _LEAST_PART, _LEAST_LAST, _MOST_PARTS = 7, 40, 3, 4, 3
#: A last part that costs more may be an ending.
_COSTLIEST_PART = 0.35
#: How much more forms may cost that are nearly as close, and a form that may be one of another word.
_NEARLY, _DOUBTFUL = 0.25, 0.45
#: Words of so many letters share one letter more.
_LONG = 8
#: The letter that is typed behind another for want of an umlaut and the like.
_TYPED = {"de": re.compile("(?<=[aou])e"), "da": re.compile("a(?=a)|(?<=o)e")}
_STOP = re.compile(r"[,;:.!?()\n]")


@dataclass(frozen=True, slots=True)
class Sense:
    """English for a word.

    Attributes:
        rank: 0 where the word is the first translation of the English one.
        cost: how far the word is from the form in the dictionary, 0 for the same.
    """

    english: str
    rank: int = 0
    cost: float = 0.0


Senses = tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a text, or words that stand for one English word.

    Attributes:
        start: code points, half-open.
        senses: what each part of a compound can mean; most words have one part, unknown ones none.
        is_function: an article, a preposition, a pronoun and the like, which may have no English.
    """

    start: int
    end: int
    senses: tuple[Senses, ...] = ()
    is_function: bool = False

    @property
    def is_sure(self) -> bool:
        """True where the dictionary has just this word."""
        return len(self.senses) == 1 and any(sense.cost == 0 for sense in self.senses[0])


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[Form, ...]
    english: str
    rank: int

    def sense(self, cost: float = 0.0) -> Sense:
        return Sense(self.english, self.rank, cost)


class Dictionary:
    """The words of one language of `LANGUAGES`.

    Attributes:
        language: ISO 639-1 code.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._has_compounds = language in _COMPOUNDING
        self._by_beginning: dict[str, list[_Entry]] = {}
        self._single: dict[str, list[_Entry]] = {}
        self._shortened: dict[str, list[_Entry]] = {}
        for entry in _entries(language):
            first = entry.words[0].folded
            for letters in {first[:BEGINNING], first[: BEGINNING + 1]}:
                self._by_beginning.setdefault(letters, []).append(entry)
            if len(entry.words) == 1:
                self._single.setdefault(first, []).append(entry)
                for letters in {first[:-1], first[:-2]}:
                    self._shortened.setdefault(letters, []).append(entry)
        self._as_written: dict[tuple[str, ...], str] = {}
        self._without_accents: dict[tuple[str, ...], str] = {}
        for text, english in function_words(language):
            words = forms(text)
            self._as_written.setdefault(tuple(word.plain for word in words), english)
            self._without_accents.setdefault(tuple(word.folded for word in words), english)
        self._most_words = max(len(words) for words in self._as_written)
        self._senses_of_word = lru_cache(10_000)(lambda word: self._senses([word])[1])

    def read(self, text: str) -> list[Piece]:
        """All words of a text, in reading order."""
        places = [match.span() for match in WORD.finditer(text)]
        words = [Form.of(text[start:end]) for start, end in places]
        pieces, at = [], 0
        while at < len(words):
            stop = at + 1
            while stop < len(words) and not _STOP.search(text, places[stop - 1][1], places[stop][0]):
                stop += 1
            length, senses, is_function = self._piece(words[at:stop], is_alone=len(words) == 1)
            pieces.append(Piece(places[at][0], places[at + length - 1][1], senses, is_function))
            at += length
        return pieces

    def _piece(self, words: Sequence[Form], is_alone: bool) -> tuple[int, tuple[Senses, ...], bool]:
        """How many of these words the first piece has, its senses, and whether it is a function word."""
        length, senses = self._senses(words)
        is_exact = any(sense.cost == 0 for sense in senses)
        for count in range(min(self._most_words, len(words)), max(0, length - 1), -1):
            english = self._function_word(words[:count], is_exact)
            if english is not None and not (is_alone and is_exact):
                return count, ((Sense(english),),) if english else (), True
        parts = self._parts(words[0], _MOST_PARTS) if length < 2 and is_doubtful(senses) else ()
        if parts or senses:
            return (1, parts, False) if parts else (length, (senses,), False)
        typed = self._typed_without(words[0])
        return self._piece([typed], is_alone) if typed else (1, (), False)

    def _function_word(self, words: Sequence[Form], is_exact: bool) -> str | None:
        """Without accents only where the dictionary has no such word: "byt" is a flat before it is "být"."""
        english = self._as_written.get(tuple(word.plain for word in words))
        if english is not None or is_exact:
            return english
        return self._without_accents.get(tuple(word.folded for word in words))

    def _typed_without(self, word: Form) -> Form | None:
        """Umlauts as they are typed where the keyboard has none, "fuer" as "fur"; None for other words."""
        if self.language not in _TYPED:
            return None
        typed = _TYPED[self.language].sub("", word.folded)
        return Form(typed, typed) if typed != word.folded else None

    def _senses(self, words: Sequence[Form]) -> tuple[int, Senses]:
        """Of the entries that these words begin with: the number of words of the longest, and what the closest mean."""
        found: list[tuple[int, Sense]] = []
        first = words[0].folded
        for entry in self._by_beginning.get(first[: BEGINNING + (len(first) >= _LONG)], ()):
            if len(entry.words) <= len(words):
                costs = [cost(form, base) for form, base in zip(words, entry.words, strict=False)]
                known = [each for each in costs if each is not None]
                if len(known) == len(costs):
                    found.append((len(costs), entry.sense(sum(known) / len(known))))
        if not found:
            return 0, ()
        most = max(length for length, _ in found)
        least = min(sense.cost for length, sense in found if length == most)
        return most, tuple(sense for length, sense in found if length == most and sense.cost <= least + _NEARLY)

    def _parts(self, word: Form, most: int) -> tuple[Senses, ...]:
        """The parts of a compound, the first as long as possible; none for another word."""
        letters = len(word.folded)
        if not self._has_compounds or most < 2 or not _LEAST_COMPOUND <= letters <= _MOST_COMPOUND:
            return ()
        if len(word.plain) != letters:  # "ß" and "æ" are two letters without accents.
            word = Form(word.folded, word.folded)
        for place in range(letters - _LEAST_LAST, _LEAST_PART - 1, -1):
            if word.folded[place:] not in ENDINGS and (first := self._first_part(word[:place])):
                last = tuple(sense for sense in self._senses_of_word(word[place:]) if sense.cost <= _COSTLIEST_PART)
                rest = (last,) if last else self._parts(word[place:], most - 1)
                if rest:
                    return (first, *rest)
        return ()

    def _first_part(self, word: Form) -> Senses:
        """What a word means to which another is joined: with a linking letter, or without its own ending."""
        for link in _LINKS:
            stem = word.folded.removesuffix(link)
            if word.folded.endswith(link) and len(stem) >= _LEAST_PART and stem in self._single:
                return tuple(entry.sense() for entry in self._single[stem])
        shortened = self._shortened.get(word.folded, ()) if len(word.folded) > _LEAST_PART else ()
        return tuple(entry.sense() for entry in shortened)


def is_doubtful(senses: Sequence[Sense]) -> bool:
    """True where the word may be another one than that in the dictionary, and where there is none."""
    return all(sense.cost > _DOUBTFUL for sense in senses)


def dictionary_of(language: str | None) -> Dictionary | None:
    """The dictionary that texts in a language (ISO 639-1) are read with; None where there is none."""
    name = _READ_AS.get(language or "", language)
    return _dictionary(name) if name in LANGUAGES else None


@cache
def _dictionary(language: str) -> Dictionary:
    return Dictionary(language)


def _entries(language: str) -> list[_Entry]:
    """Those of the file, and of forms that no rule finds."""
    entries = [_Entry(forms(text), english, rank) for english, text, rank in translations(language)]
    by_word: dict[str, list[_Entry]] = {}
    for entry in entries:
        if len(entry.words) == 1:
            by_word.setdefault(entry.words[0].plain, []).append(entry)
    for form, base in irregular_forms(language):
        entries += [_Entry(forms(form), entry.english, entry.rank) for entry in by_word.get(base.lower(), ())]
    return entries
