"""The noun that a number counts, and the words before it that qualify it."""

import re
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
}
SIGNS_UP_TO: Final = {"<": Qualifier.UP_TO, "≤": Qualifier.UP_TO}
# English plurals without an s
PLURALS: Final = frozenset({"people", "women", "men", "children", "staff", "personnel", "media", "data", "fte"})


def qualifier_of(text: str, start: int, end: int, words: Lexicon) -> Qualifier | None:
    """What stands before ("over", "ca.", ">") or after ("+", "or more") the number."""
    before = re.sub(r"[*\s(\"“„]+$", "", text[max(0, start - 40) : start])
    if before and (sign := (SIGNS | SIGNS_UP_TO).get(before[-1])):
        return sign
    pattern = _before(words.language)
    if match := pattern.search(before):
        return Qualifier(words.qualifiers[re.sub(r"\s", " ", match["word"].lower())])
    rest = text[end : end + 24]
    if re.match(r"\+(?!\d)", rest):
        return Qualifier.OVER
    for name, qualifier in (("over_after", Qualifier.OVER), ("up_to_after", Qualifier.UP_TO)):
        if re.match(rf"{GAP}{words.any_of(name)}(?!\w)", rest, re.IGNORECASE):
            return qualifier
    return None


@lru_cache
def _before(language: str) -> re.Pattern[str]:
    found = alternation(lexicon(language).qualifiers)
    return re.compile(
        rf"(?<![\w-])(?P<word>{found})(?:\s(?:the|a|an|de|d['’]|la|le|les|los|las|i|gli|die|der|den|een))?$",
        re.IGNORECASE,
    )


def unit_of(text: str, start: int, end: int, words: Lexicon) -> str | None:
    """The noun phrase after the number, or the label before it ("Number of downloads: 70,500")."""
    return _after(text[end : end + WINDOW], words) or _label(text[max(0, start - WINDOW) : start], words)


def _after(rest: str, words: Lexicon) -> str | None:
    position = _skip_of(rest, words)
    taken: list[str] = []
    while len(taken) < MAX_WORDS and (match := WORD.match(rest, position)):
        word = match[1].rstrip(".'’/&-")
        if not word or word.lower() in words.stop or (taken and _ends_phrase(taken, word, words.language)):
            break
        taken.append(word)
        position = match.end()
        if match[1] != word or _closes(taken, words):
            break
    if not taken or words.language == "en" and _is_verb(taken):
        return None
    return " ".join(taken)


def _skip_of(rest: str, words: Lexicon) -> int:
    match = re.match(
        rf"[+]?(?:{GAP}(?:{words.any_of('of')})(?<!\w['’])(?!\w)|{GAP}d['’]|[-‐‑](?=[^\W\d]))*", rest, re.IGNORECASE
    )
    return match.end() if match else 0


def _ends_phrase(taken: list[str], word: str, language: str) -> bool:
    """True when `word` is no longer part of the noun phrase."""
    if language == "de":
        return taken[-1][0].isupper()
    if language == "en":
        return bool(re.search(r"(?:ing|ed|ly)$", word)) and _is_plural(taken[-1])
    return len(taken) >= 3


def _closes(taken: list[str], words: Lexicon) -> bool:
    last = taken[-1]
    if last in common().raw["measures"] or last.lower() in words.count_nouns and words.language in ("en", "de"):
        return True
    return words.language == "en" and _is_plural(last) or words.language == "de" and last[0].isupper()


def _is_plural(word: str) -> bool:
    return word.lower() in PLURALS or bool(re.search(r"[^suiy]s$|[a-z]{2}(?:us|s)es$|[a-z]ies$|[A-Z]s$", word))


def _is_verb(taken: list[str]) -> bool:
    """ "14 received additional funding": the noun is not there."""
    return taken[0].endswith("ed") and not _is_plural(taken[-1])


def _label(before: str, words: Lexicon) -> str | None:
    pattern = rf"(?:^|[^\w]){words.any_of('number_of')}\s?(?P<noun>[^\n:;.]{{2,60}}?)\s?[:=]\s*(?:[~><≥≤+*]|ca\.?)?\s*$"
    match = re.search(pattern, before, re.IGNORECASE)
    if not match:
        return None
    taken: list[str] = []
    for word in match["noun"].split():
        if taken and word.lower() in words.stop or len(taken) == MAX_WORDS:
            break
        taken.append(word.strip('()*"“”,'))
    return " ".join(taken) or None
