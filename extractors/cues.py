"""Cues: which label the words of a heading, of an inline label or of running text point to."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models import SectionLabel

#: Words that say nothing about the kind of a section; a heading made of them alone matches nothing.
_FILLER = frozenset(
    "the a an of and or to in on for by at with from this that your our its it s project projects "
    "practice practices good best innovation le la les l de du des d et un une en au aux ce cette projet "
    "der die das des dem den und im zu zum zur fur von vom ein eine projekt projekts "
    "el los las del y e un una para por proyecto il lo gli i dei della delle degli di nel progetto da "
    "w z i na do o oraz projektu projekt si van het een voor os as dos das do projeto proiectului".split()
)
_NUMBERING = re.compile(r"^\W*(?:(?:\d+(?:\.\d+)*|[ivxIVX]{1,4}|[a-zA-Z])[.)]\s+|\d+(?:\.\d+)*\s+)")
_FOLDED_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ß": "ss", "đ": "d", "ı": "i", "æ": "ae"})
#: As many letters as every beginning of a word ("transferab*") has at least.
_STEM = 4
_WORD = re.compile(r"[^\W_]+")
_OTHER_LANGUAGE_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class CueMatch:
    """The label a heading points to; `share` is the part of its words that the cue covers, 0..1."""

    label: SectionLabel
    share: float
    phrase: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """A phrase of a cue file; `whole` ones match only where they are all that the heading says."""

    group: str
    language: str
    words: tuple[str, ...]
    whole: bool = False


def fold(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and punctuation."""
    if text.isascii():
        return tuple(_WORD.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED_LETTERS).casefold())
    return tuple(_WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c))))


def strip_numbering(text: str) -> str:
    """A heading without the "2.3", "IV." or "a)" before it."""
    stripped = _NUMBERING.sub("", text, count=1)
    return stripped if fold(stripped) else text


def match_heading(text: str, language: str | None) -> CueMatch | None:
    """The best cue for a heading, or None.

    A phrase matches where its words stand in the heading side by side. The one that covers the
    largest share of the heading's telling words wins, then the longer phrase, then the language of the
    document, then the earlier place in the heading.
    """
    return _match(fold(strip_numbering(text)), (language or "en")[:2])


@cache
def _match(words: tuple[str, ...], language: str) -> CueMatch | None:
    weight = [0.2 if word in _FILLER or word.isdigit() else 1.0 for word in words]
    telling = sum(part == 1.0 for part in weight)
    best: tuple[float, int, int, int] | None = None
    winner: _Cue | None = None
    covered: dict[str, set[int]] = {}
    for cue, start in _cues_within(words):
        places = range(start, start + len(cue.words))
        if cue.whole and telling > len(cue.words):
            continue
        share = sum(weight[i] for i in places) * _trust(cue, language)
        # The fourth part makes the earlier of two equal matches win ("results and lessons").
        rank = (round(share, 4), len(cue.words), int(cue.language == language), -start)
        covered.setdefault(cue.group, set()).update(places)
        if best is None or rank > best:
            best, winner = rank, cue
    if winner is None:
        return None
    share = sum(weight[i] for i in covered[winner.group]) / sum(weight)
    return CueMatch(SectionLabel(winner.group), min(1.0, share * _trust(winner, language)), " ".join(winner.words))


def _trust(cue: _Cue, language: str) -> float:
    return 1.0 if cue.language in (language, "en") else _OTHER_LANGUAGE_SHARE


def passage_cues(text: str, language: str | None) -> dict[SectionLabel, int]:
    """How often running text uses words that point to a label, by label.

    Only the phrases of the given language count; an unknown language is read as English.
    """
    words = fold(text)
    code = (language or "en")[:2]
    found: dict[SectionLabel, int] = {}
    for cue, _ in _cues_within(words, "passage_cues.toml"):
        if cue.language == code:
            label = SectionLabel(cue.group)
            found[label] = found.get(label, 0) + 1
    return found


def boundary_share(text: str, group: str) -> float:
    """The part of a text's telling words that phrases of one group in boundary_cues.toml cover, 0..1."""
    words = fold(strip_numbering(text))
    covered: set[int] = set()
    for cue, start in _cues_within(words, "boundary_cues.toml"):
        if cue.group == group:
            covered.update(range(start, start + len(cue.words)))
    return len(covered) / len(words) if words else 0.0


def boundary_count(text: str, group: str, language: str | None) -> int:
    """How often phrases of one group in boundary_cues.toml stand in a text of that language."""
    code = (language or "en")[:2]
    cues = _cues_within(fold(text), "boundary_cues.toml")
    return sum(cue.group == group and cue.language == code for cue, _ in cues)


def boundary_phrases(group: str) -> tuple[str, ...]:
    """The phrases of one group in boundary_cues.toml in all languages, longest first."""
    found = {
        " ".join(cue.words) for cues in _cue_index("boundary_cues.toml").values() for cue in cues if cue.group == group
    }
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _cues_within(words: tuple[str, ...], source: str = "heading_cues.toml") -> Iterator[tuple[_Cue, int]]:
    index = _cue_index(source)
    for start, word in enumerate(words):
        for cue in (*index.get(word, ()), *index.get(f"{word[:_STEM]}*", ())):
            part = words[start : start + len(cue.words)]
            if len(part) == len(cue.words) and all(map(_same_word, cue.words, part)):
                yield cue, start


def _same_word(cue: str, word: str) -> bool:
    if cue.endswith("*"):
        return word.startswith(cue[:-1])
    return cue == word


@cache
def _cue_index(source: str) -> dict[str, tuple[_Cue, ...]]:
    """All cues by their first word; those that end in "*" under the beginning that all of them have."""
    raw = tomllib.loads(files("extractors").joinpath(source).read_text(encoding="utf-8"))
    index: dict[str, list[_Cue]] = {}
    for group, languages in raw.items():
        for language, phrases in languages.items():
            for phrase in phrases:
                words = tuple(phrase.removeprefix("=").split())
                first = f"{words[0][:_STEM]}*" if words[0].endswith("*") else words[0]
                index.setdefault(first, []).append(_Cue(group, language, words, phrase.startswith("=")))
    return {word: tuple(cues) for word, cues in index.items()}
