"""English for words of other languages, by the dictionary that the project wrote for itself.

`data/dictionary.txt` has a line for each English word, with its translations into 22 languages;
`data/function_words.txt` the articles, prepositions, pronouns and the like of each. Words of a text are found by how
they begin, since endings differ from form to form; compounds by their parts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.gazetteers.folding import fold

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"\w+")
#: Languages of the dictionary, ISO 639-1, in the order of its lines.
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
#: Norwegian is written nearly as Danish is, and short texts in one are often taken for the other.
_READ_AS = {"no": "da", "nb": "da"}
#: Languages that write compounds as one word, and what may stand between their parts.
_COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "nl", "sv"})
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_LEAST_COMPOUND, _LEAST_PART, _MOST_PARTS = 7, 3, 3
#: Letters that all forms of a word share; the share of the longer form that they make up; and how long the endings of
#: the form in the text and of the one in the dictionary may be.
_BEGINNING, _LEAST_SHARED, _ENDING, _OWN_ENDING = 3, 0.6, 5, 3
#: What another form costs, each letter of an ending beside the share of letters that differ, and other accents; and how
#: much more forms may cost that are nearly as close.
_PER_LETTER, _OTHER_ACCENTS, _NEARLY = 0.05, 0.1, 0.25
_VOWELS = frozenset("aeiouyаеиоуъюяαεηιουω")
#: A form that costs so much may be one of another word.
_DOUBTFUL = 0.5


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
    senses: tuple[tuple[Sense, ...], ...] = ()
    is_function: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple["_Form", ...]
    english: str
    rank: int

    def sense(self, cost: float = 0.0) -> Sense:
        return Sense(self.english, self.rank, cost)


@dataclass(frozen=True, slots=True)
class _Form:
    """A word in lower case, and without its accents."""

    plain: str
    folded: str

    @classmethod
    def of(cls, word: str) -> "_Form":
        return cls(word.lower(), fold(word))

    def __getitem__(self, part: slice) -> "_Form":
        return _Form(self.plain[part], self.folded[part])


class Dictionary:
    """The words of one language of `LANGUAGES`.

    Attributes:
        language: ISO 639-1 code.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._has_compounds = language in _COMPOUNDING
        self._by_beginning: dict[str, list[_Entry]] = {}
        for english, text, rank in translations(language):
            entry = _Entry(_forms(text), english, rank)
            self._by_beginning.setdefault(entry.words[0].folded[:_BEGINNING], []).append(entry)
        as_written: dict[tuple[str, ...], str] = {}
        without_accents: dict[tuple[str, ...], str] = {}
        for text, english in function_words(language):
            words = _forms(text)
            as_written.setdefault(tuple(word.plain for word in words), english)
            without_accents.setdefault(tuple(word.folded for word in words), english)
        self._function_words = without_accents | as_written
        self._most_words = max(len(words) for words in self._function_words)

    def read(self, text: str) -> list[Piece]:
        """All words of a text, in reading order."""
        places = [match.span() for match in _WORD.finditer(text)]
        words = [_Form.of(text[start:end]) for start, end in places]
        pieces, at = [], 0
        while at < len(words):
            length, senses, is_function = self._piece(words, at)
            pieces.append(Piece(places[at][0], places[at + length - 1][1], senses, is_function))
            at += length
        return pieces

    def _piece(self, words: Sequence[_Form], at: int) -> tuple[int, tuple[tuple[Sense, ...], ...], bool]:
        """How many words the piece has that begins with this one, its senses, and whether it is a function word."""
        length, senses = self._senses(words[at:])
        for count in range(min(self._most_words, len(words) - at), max(0, length - 1), -1):
            english = self._function_words.get(tuple(word.plain for word in words[at : at + count]))
            if english is not None:
                return count, ((Sense(english),),) if english else (), True
        parts = self._parts(words[at], _MOST_PARTS) if length < 2 and is_doubtful(senses) else ()
        return (1, parts, False) if parts or not senses else (length, (senses,), False)

    def _senses(self, words: Sequence[_Form]) -> tuple[int, tuple[Sense, ...]]:
        """Of the entries that these words begin with: the number of words of the longest, and what the closest mean."""
        found: list[tuple[int, Sense]] = []
        for entry in self._by_beginning.get(words[0].folded[:_BEGINNING], ()):
            if len(entry.words) <= len(words):
                costs = [_cost(form, base) for form, base in zip(words, entry.words, strict=False)]
                known = [cost for cost in costs if cost is not None]
                if len(known) == len(costs):
                    found.append((len(costs), entry.sense(sum(known) / len(known))))
        if not found:
            return 0, ()
        most = max(length for length, _ in found)
        least = min(sense.cost for length, sense in found if length == most)
        return most, tuple(sense for length, sense in found if length == most and sense.cost <= least + _NEARLY)

    def _parts(self, word: _Form, most: int) -> tuple[tuple[Sense, ...], ...]:
        """The parts of a compound, the first as long as possible; none for another word."""
        letters = len(word.folded)
        if not self._has_compounds or most < 2 or letters < _LEAST_COMPOUND:
            return ()
        if len(word.plain) != letters:  # "ß" and "æ" are two letters without accents.
            word = _Form(word.folded, word.folded)
        for place in range(letters - _LEAST_PART, _LEAST_PART - 1, -1):
            first = self._first_part(word[:place])
            if first:
                _, last = self._senses([word[place:]])
                rest = (last,) if last else self._parts(word[place:], most - 1)
                if rest:
                    return (first, *rest)
        return ()

    def _first_part(self, word: _Form) -> tuple[Sense, ...]:
        """What a word means to which another is joined: with a linking letter, or without its own ending."""
        entries = [e for e in self._by_beginning.get(word.folded[:_BEGINNING], ()) if len(e.words) == 1]
        for link in _LINKS:
            stem = word.folded.removesuffix(link)
            if word.folded.endswith(link) and len(stem) >= _LEAST_PART:
                if found := tuple(entry.sense() for entry in entries if entry.words[0].folded == stem):
                    return found
        if len(word.folded) <= _LEAST_PART:
            return ()
        return tuple(e.sense() for e in entries if word.folded in (e.words[0].folded[:-1], e.words[0].folded[:-2]))


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


def _cost(form: _Form, base: _Form) -> float | None:
    """How far a form of a word is from another, 0 for the same; None where they are hardly forms of one word."""
    with_accents = _difference(form.plain, base.plain)
    if with_accents == 0:
        return 0.0
    without = _difference(form.folded, base.folded)
    if without is not None:
        without += _OTHER_ACCENTS
    return min((cost for cost in (with_accents, without) if cost is not None), default=None)


def _difference(form: str, base: str) -> float | None:
    if form == base:
        return 0.0
    shared = next((n for n, (a, b) in enumerate(zip(form, base, strict=False)) if a != b), min(len(form), len(base)))
    longest, ending, own = max(len(form), len(base)), len(form) - shared, len(base) - shared
    is_joined = own == 0 and ending <= _OWN_ENDING  # "satele" of "sat"
    if shared < _BEGINNING or (shared < _LEAST_SHARED * longest and not is_joined):
        return None
    if ending > _ENDING or own > _OWN_ENDING:
        return None
    # Of short words only a vowel changes: "rete" and "reti", but not "tren" and "tres".
    if ending and own and shared == _BEGINNING and not {form[shared:], base[shared:]} <= _VOWELS:
        return None
    return 1 - shared / longest + _PER_LETTER * (ending + own)


def head_words() -> list[str]:
    """The English words that there are translations of."""
    return [english for english, _, rank in translations(LANGUAGES[0]) if rank == 0]


def translations(language: str) -> Iterator[tuple[str, str, int]]:
    """(English word, translation, its rank: 0 for the usual one)."""
    place = LANGUAGES.index(language)
    for line in _lines("dictionary.txt"):
        english, _, all_languages = line.partition(": ")
        forms = all_languages.split("; ")[place].removeprefix(f"{language} ")
        for rank, form in enumerate(forms.split(", ")):
            yield english, form, rank


def function_words(language: str) -> Iterator[tuple[str, str]]:
    """(articles, prepositions and the like, their English: empty where nothing stands for them)."""
    for line in _lines("function_words.txt"):
        if line.startswith(f"{language} "):
            form, _, english = line[len(language) + 1 :].partition(" = ")
            yield form, english.removeprefix("-")


def _lines(name: str) -> list[str]:
    return (_DATA / name).read_text(encoding="utf-8").splitlines()


def _forms(text: str) -> tuple[_Form, ...]:
    return tuple(map(_Form.of, _WORD.findall(text)))
