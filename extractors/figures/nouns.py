"""The noun that a number counts, and the words before it that qualify it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extractors.figures.lexicon import GAP, Lexicon, alternation, common, lexicon
from models import Qualifier

MAX_WORDS: Final = 4
WINDOW: Final = 90
WORD: Final = re.compile(
    r"[ \u00a0]?\n?[ \u00a0]*(?:\*\*|[\"“”„«])?([^\W\d_][\w'’./&-]*|[°%]?[A-Za-z]{1,4}[²³]?)(?:\*\*)?"
)
SIGNS: Final = {
    "~": Qualifier.ABOUT,
    "≈": Qualifier.ABOUT,
    "±": Qualifier.ABOUT,
    ">": Qualifier.OVER,
    "≥": Qualifier.OVER,
    "<": Qualifier.UP_TO,
    "≤": Qualifier.UP_TO,
}
# English plurals without an s
PLURALS: Final = frozenset({"people", "women", "men", "children", "staff", "personnel", "media", "data", "fte"})


class Qualifiers:
    """Where the qualifying words of a text end; found once, asked for every figure."""

    def __init__(self, text: str, words: Lexicon) -> None:
        self._text = text
        self._ends = {
            m.end(): Qualifier(words.qualifiers[re.sub(r"\s", " ", m["word"].lower())])
            for m in _patterns(words.language).before.finditer(text)
        }
        self._after = _patterns(words.language).after

    def of(self, start: int, end: int) -> Qualifier | None:
        """What stands before ("over", "ca.", ">") or after ("+", "or more") the number."""
        position = start
        while position > max(0, start - 8) and self._text[position - 1] in ' \u00a0\n*("“„':
            position -= 1
        if position and (sign := SIGNS.get(self._text[position - 1])):
            return sign
        if found := self._ends.get(position):
            return found
        if re.match(r"\+(?!\d)", self._text[end : end + 2]):
            return Qualifier.OVER
        after = self._after.match(self._text, end)
        return (Qualifier.OVER if after["over"] else Qualifier.UP_TO) if after else None


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: re.Pattern[str]
    after: re.Pattern[str]
    of: re.Pattern[str]
    label: re.Pattern[str]


@lru_cache
def _patterns(language: str) -> _Patterns:
    words = lexicon(language)
    article = r"(?:\s(?:the|a|an|de|la|le|les|los|las|i|gli|die|der|den|een)(?!\w)|\sd['’])?"
    return _Patterns(
        before=re.compile(rf"(?<![\w-])(?P<word>{alternation(words.qualifiers)})(?!\w){article}", re.IGNORECASE),
        after=re.compile(
            rf"{GAP}(?:(?P<over>{words.any_of('over_after')})|{words.any_of('up_to_after')})(?!\w)", re.IGNORECASE
        ),
        of=re.compile(
            rf"\+?(?:\*\*)?(?:{GAP}(?:{words.any_of('of')})(?!\w)(?<!\w['’])|{GAP}d['’]|[-‐‑](?=[^\W\d]))*",
            re.IGNORECASE,
        ),
        label=re.compile(
            rf"(?:^|[^\w]){words.any_of('number_of')}\s?(?P<noun>[^\n:;.]{{2,60}}?)\s?[:=]\s*(?:[~><≥≤+*]|ca\.?)?\s*$",
            re.IGNORECASE,
        ),
    )


def unit_of(text: str, start: int, end: int, words: Lexicon) -> str | None:
    """The noun phrase after the number, or the label before it ("Number of downloads: 70,500")."""
    return _after(text[end : end + WINDOW], words) or _label(text[max(0, start - WINDOW) : start], words)


def _after(rest: str, words: Lexicon) -> str | None:
    skipped = _patterns(words.language).of.match(rest)
    position = skipped.end() if skipped else 0
    taken: list[str] = []
    while len(taken) < MAX_WORDS and (match := WORD.match(rest, position)):
        word = match[1].rstrip(".'’/&-")
        if not word or word.lower() in words.stop or (taken and _ends_phrase(taken, word, words.language)):
            break
        taken.append(word)
        position = match.end()
        if match[1] != word or _closes(taken, words):
            break
    if not taken or (words.language == "en" and _is_verb(taken)):
        return None
    return " ".join(taken)


def _ends_phrase(taken: list[str], word: str, language: str) -> bool:
    """True when `word` is no longer part of the noun phrase."""
    if language == "de":
        return taken[-1][0].isupper()
    if language == "en":
        return bool(re.search(r"(?:ing|ed|ly)$", word)) and _is_plural(taken[-1])
    return len(taken) >= 3


def _closes(taken: list[str], words: Lexicon) -> bool:
    last = taken[-1]
    if last in common().raw["measures"] or (last.lower() in words.count_nouns and words.language in ("en", "de")):
        return True
    return (words.language == "en" and _is_plural(last)) or (words.language == "de" and last[0].isupper())


def _is_plural(word: str) -> bool:
    return word.lower() in PLURALS or bool(re.search(r"[^suiy]s$|[a-z]{2}(?:us|s)es$|[a-z]ies$|[A-Z]s$", word))


def _is_verb(taken: list[str]) -> bool:
    """True for "14 asked for more advice": the noun is not there."""
    return taken[0].endswith("ed") and not _is_plural(taken[-1])


def _label(before: str, words: Lexicon) -> str | None:
    match = _patterns(words.language).label.search(before)
    if not match:
        return None
    taken: list[str] = []
    for word in match["noun"].split():
        if (taken and word.lower() in words.stop) or len(taken) == MAX_WORDS:
            break
        taken.append(word.strip('()*"“”,'))
    return " ".join(taken) or None
