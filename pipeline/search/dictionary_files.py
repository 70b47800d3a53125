"""The files of the dictionary, in `data/`, written for this project: one line for each word, in 22 languages."""

from collections.abc import Iterator
from pathlib import Path

_DATA = Path(__file__).parent / "data"
#: Languages of the dictionary, ISO 639-1, in the order of its lines.
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)


def head_words() -> list[str]:
    """The English words that there are translations of."""
    return [line.partition(": ")[0] for line in _lines("dictionary.txt")]


def translations(language: str) -> Iterator[tuple[str, str, int]]:
    """(English word, translation, its rank: 0 for the usual one)."""
    for line in _lines("dictionary.txt"):
        english, _, all_languages = line.partition(": ")
        forms = f"; {all_languages}".partition(f"; {language} ")[2].partition("; ")[0]
        for rank, form in enumerate(forms.split(", ")):
            yield english, form, rank


def function_words(language: str) -> Iterator[tuple[str, str]]:
    """(articles, prepositions and the like, their English: empty where nothing stands for them)."""
    return ((word, english.removeprefix("-")) for word, english in _pairs("function_words.txt", language))


def irregular_forms(language: str) -> Iterator[tuple[str, str]]:
    """(forms that no rule finds, the form in the dictionary)."""
    return _pairs("irregular_forms.txt", language)


def _pairs(name: str, language: str) -> Iterator[tuple[str, str]]:
    for line in _lines(name):
        if line.startswith(f"{language} "):
            first, _, second = line[len(language) + 1 :].partition(" = ")
            yield first, second


def _lines(name: str) -> list[str]:
    return (_DATA / name).read_text(encoding="utf-8").splitlines()
