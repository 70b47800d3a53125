"""Persons, so that later steps can leave them out: finding too many is better than missing one."""

import re
from functools import cache

from extractors.entities.mentions import Mention, Origin
from extractors.gazetteers import words
from extractors.gazetteers.folding import Token, tokens
from models import EntityKind

_PARTICLES = frozenset(
    {"de", "del", "della", "di", "da", "dos", "van", "von", "der", "den", "ter", "la", "le", "y", "e", "zu", "af", "du"}
)
_GAP = re.compile(r"[ \u00a0]{1,2}|[-’']|\.[ \u00a0]?")
_TITLE_GAP = re.compile(r"\.?[ \u00a0]{0,2}|\.?-?")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+")
_LABEL_GAP = re.compile(r"\s*[:–|-]\s*|[ \u00a0]*\n+[ \u00a0]*")
#: How far before an e-mail address its owner's name may stand.
_EMAIL_REACH = 60
_MAX_NAME = 4
_SPEAKER_SCORE = 0.7
_ONE_SPACE = re.compile(r"[ \u00a0]")
_ARTICLES = frozenset("the a an our its le la der die el il de o".split())
#: "Ada Example, the mayor": a comma, perhaps an article.
_APPOSITION = re.compile(rf"[ \u00a0]?,[ \u00a0](?:(?:{'|'.join(sorted(_ARTICLES))})[ \u00a0])?")


def persons(text: str) -> list[Mention]:
    """Names after titles, after labels such as "Contact:", before e-mail addresses, and by given name."""
    run = tokens(text)
    found: list[Mention] = []
    for index, token in enumerate(run):
        rest = run[index + 1 :]
        if _is_title(text, token, rest):
            found += _named(text, _skip_titles(text, rest), 0.9, minimum=1)
        elif token.text.casefold() in words("given_names") and token.text[0].isupper():
            found += _named(text, run[index:], 0.8, minimum=2)
    return found + _labelled(text) + _before_email(text, run) + _speaking(text, run)


def _is_title(text: str, token: Token, rest: tuple[Token, ...]) -> bool:
    word = token.text.casefold()
    if word not in words("person_titles") or not rest or not rest[0].is_capitalised:
        return False
    gap = text[token.end : rest[0].start]
    # "M." and "Sr." need their dot, "Pan Jan" does not.
    needs_dot = word in {"m", "sr", "sra", "ing", "sig", "mag", "rag", "miss"}
    return (
        bool(_TITLE_GAP.fullmatch(gap))
        and bool(gap)
        and (not needs_dot or "." in gap)
        and token.text[0].isupper() | (word in {"pan", "pani", "pana", "panią", "mgr", "inż", "hab", "dr", "prof"})
    )


def _skip_titles(text: str, rest: tuple[Token, ...]) -> tuple[Token, ...]:
    while len(rest) > 1 and rest[0].text.casefold() in words("person_titles") and len(rest[0].text) > 1:
        rest = rest[1:]
    return rest


def _named(text: str, run: tuple[Token, ...], score: float, minimum: int) -> list[Mention]:
    """The name that starts with the run's first word, when it has at least `minimum` words."""
    name: list[Token] = []
    for token in run:
        if name and not _GAP.fullmatch(text[name[-1].end : token.start]):
            break
        if name and "." in text[name[-1].end : token.start] and len(name[-1].text) > 2:
            break
        if token.text.casefold() in words("not_person") | words("org_heads"):
            break
        is_part = token.text[0].isupper() and not any(char.isdigit() for char in token.text)
        if not is_part and not (name and token.text in _PARTICLES):
            break
        name.append(token)
    while name and name[-1].text in _PARTICLES:
        name.pop()
    capitals = sum(t.text[0].isupper() for t in name)
    is_one_word = minimum > 1 and " " not in text[name[0].start : name[-1].end].replace("\u00a0", " ") if name else True
    if is_one_word or not minimum <= capitals <= _MAX_NAME or (capitals == 1 and len(name[0].text) < 3):
        return []
    return [_mention(text, name[0].start, name[-1].end, score)]


@cache
def _labels() -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, words("person_labels")), key=len, reverse=True))
    return re.compile(rf"(?im)^\W{{0,4}}(?:{labels})(?=\s*[:–|\n-])")


def _labelled(text: str) -> list[Mention]:
    """Names after a label at the start of a line: "Contact: ..." or "Author" on a line of its own."""
    found: list[Mention] = []
    for match in _labels().finditer(text):
        gap = _LABEL_GAP.match(text, match.end())
        if gap is not None:
            rest = tuple(t for t in tokens(text[gap.end() : gap.end() + _EMAIL_REACH]))
            start = gap.end()
            if rest and rest[0].start <= 2:
                moved = tuple(Token(t.text, t.folded, t.start + start, t.end + start) for t in rest)
                found += _named(text, _skip_titles(text, moved), 0.7, minimum=2)
    return found


def _before_email(text: str, run: tuple[Token, ...]) -> list[Mention]:
    """The last two or three capitalised words before an e-mail address that share a part with it."""
    found: list[Mention] = []
    for match in _EMAIL.finditer(text):
        local = match.group().split("@")[0].casefold()
        near = [t for t in run if match.start() - _EMAIL_REACH <= t.start and t.end <= match.start()]
        for index, token in enumerate(near):
            if len(token.folded) > 2 and token.folded in local and token.text[0].isupper():
                before = max(0, index - 1)
                named = _named(text, tuple(near[before:]), 0.85, minimum=2)
                found += named or _named(text, tuple(near[index:]), 0.85, minimum=2)
                break
    return found


def _speaking(text: str, run: tuple[Token, ...]) -> list[Mention]:
    """Two or three capitalised words beside a verb of speech, or before a comma and what the person is."""
    found: list[Mention] = []
    for index, token in enumerate(run):
        word = token.text.casefold()
        if word in words("speech_verbs") and token.text.islower():
            if index + 1 < len(run) and _ONE_SPACE.fullmatch(text[token.end : run[index + 1].start]):
                found += _named(text, run[index + 1 :], _SPEAKER_SCORE, minimum=2)
            found += _ending(text, run[:index], token.start, _ONE_SPACE)
        elif word in words("person_roles"):
            last = index - 1 if index and run[index - 1].text in _ARTICLES else index
            found += _ending(text, run[:last], token.start, _APPOSITION)
    return [mention for mention in found if not _is_known_otherwise(text, mention)]


def _ending(text: str, before: tuple[Token, ...], end: int, gap: re.Pattern[str]) -> list[Mention]:
    """The name that ends right before `end`, with nothing but `gap` between."""
    if not before or not gap.fullmatch(text[before[-1].end : end]):
        return []
    start = len(before)
    while start and len(before) - start < _MAX_NAME - 1 and before[start - 1].text[0].isupper():
        if start < len(before) and not _GAP.fullmatch(text[before[start - 1].end : before[start].start]):
            break
        start -= 1
    return _named(text, before[start:], _SPEAKER_SCORE, minimum=2)


def _is_known_otherwise(text: str, mention: Mention) -> bool:
    """True when a word of it is none of a person: "The Council says"."""
    parts = re.findall(r"[^\W\d_]+", text[mention.start : mention.end].casefold())
    return bool(set(parts) & (words("org_heads") | words("not_person") | words("openers") | words("common")))


def _mention(text: str, start: int, end: int, score: float) -> Mention:
    return Mention(EntityKind.PERSON, start, end, " ".join(text[start:end].split()), score, Origin.PATTERN)
