"""Spelling variants and acronyms of one name, and mentions that only the rest of the document explains."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.entities.mentions import Mention, Origin
from extractors.entities.names import Entry, NameIndex
from extractors.gazetteers import words
from extractors.gazetteers.folding import key, tokens
from models import EntityKind

_JOINED_KINDS = frozenset({EntityKind.ORG, EntityKind.PROGRAMME, EntityKind.PROJECT, EntityKind.FUND})
_ACRONYM = r"[^\W\d_][\w&+/-]{1,11}"
_AFTER = re.compile(rf"\s*\(\s*[\"“„'‘]?({_ACRONYM})[\"”“'’]?\s*(?:[),;]|–)")
_BEFORE = re.compile(rf"(?<![\w-])({_ACRONYM})\s*(?:\(|–\s|-\s)\s*(?:the\s)?$")
#: Two different words of otherwise equal names are one word in two forms when they start alike.
_SHARED_PREFIX = 6
#: A doubtful name is not looked for in the rest of the document.
_MIN_SCORE = 0.6


def with_acronyms(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions and the acronyms beside them in brackets, which take the full name and its kind."""
    found = list(mentions)
    for mention in mentions:
        if mention.kind not in _JOINED_KINDS or len(mention.name.split()) < 2:
            continue
        after = _AFTER.match(text, mention.end)
        before = _BEFORE.search(text, max(0, mention.start - 16), mention.start)
        for match in (after, before):
            if match is not None and _is_acronym(match.group(1), mention.name, is_bracketed=match is after):
                start, end = match.span(1)
                found = [m for m in found if m.origin is not Origin.STATISTICAL or m.end <= start or end <= m.start]
                if all(m.end <= start or end <= m.start for m in found):
                    found.append(replace(mention, start=start, end=end, score=0.85, origin=Origin.PATTERN))
    return found


def _is_acronym(word: str, name: str, *, is_bracketed: bool) -> bool:
    """True when the word could stand for the name: capitals, and its letters start words of the name."""
    if word.casefold() in words("terms"):
        return False
    if sum(char.isupper() for char in word) < 2:
        return is_bracketed and _runs_through(word, name) and len(word) >= 3 and word[0].isupper()
    return _runs_through(word, name)


def _runs_through(word: str, name: str) -> bool:
    """True when the first letter starts the name's first or second word and the others follow in order."""
    letters = [token.folded[0] for token in tokens(word)] if "-" in word else list(tokens(word)[0].folded)
    parts = [token.folded for token in tokens(name)]
    if letters[0] not in {part[0] for part in parts[:3]}:
        return False
    joined = " ".join(parts)
    position = 0
    for letter in letters:
        position = joined.find(letter, position) + 1
        if position == 0:
            return False
    return True


def canonical_names(mentions: Iterable[Mention]) -> dict[tuple[EntityKind, str], str]:
    """Kind and spelling to the name under which all its variants go: the fullest, then the most frequent."""
    counts = Counter((m.kind, m.name) for m in mentions if m.kind in _JOINED_KINDS and m.origin is not Origin.GAZETTEER)
    first_seen = {pair: index for index, pair in enumerate(counts)}
    canonical: dict[tuple[EntityKind, str], str] = {}
    leaders: list[tuple[EntityKind, str]] = []
    for pair in sorted(counts, key=lambda p: (-len(key(p[1])), -counts[p], first_seen[p])):
        leader = next((one for one in leaders if one[0] is pair[0] and _is_variant(pair[1], one[1])), None)
        if leader is None:
            leaders.append(pair)
        canonical[pair] = (leader or pair)[1]
    return canonical


def _is_variant(name: str, of: str) -> bool:
    """True for the same words in other hyphens and accents, one word in another form, or a general word left out."""
    short, full = key(name), key(of)
    if "".join(short) == "".join(full):
        return True
    short, full = key(name.replace("-", "")), key(of.replace("-", ""))
    if len(short) == len(full) >= 3:
        different = [(a, b) for a, b in zip(short, full, strict=True) if a != b]
        return len(different) == 1 and different[0][0][:_SHARED_PREFIX] == different[0][1][:_SHARED_PREFIX]
    if len(short) < 3 or len(short) > len(full) or short[0] != full[0] or short[-1] != full[-1]:
        return False
    rest = iter(full)
    left_out = set(full) - set(short)
    return all(word in rest for word in short) and left_out <= words("generic")


def document_names(mentions: Iterable[tuple[str, Mention]]) -> NameIndex:
    """The names of a document (as written, with their mention), to find where they stand again."""
    index = NameIndex()
    for written, mention in mentions:
        if mention.score < _MIN_SCORE or mention.kind in (EntityKind.COUNTRY, EntityKind.REGION):
            continue
        parts = written.split()
        score = min(mention.score, 0.75)
        index.add(Entry(mention.kind, mention.name, " ".join(parts), score, mention.code, is_exact=len(parts) == 1))
        if mention.kind is EntityKind.PERSON and len(parts) > 1 and len(parts[-1]) > 3:
            index.add(Entry(mention.kind, mention.name, parts[-1], 0.6, is_exact=True))
        initials = "".join(part[0] for part in parts if part[0].isupper())
        if mention.kind is EntityKind.ORG and len(initials) >= 4 and initials.casefold() not in words("terms"):
            index.add(Entry(mention.kind, mention.name, initials, 0.7, is_exact=True))
    return index
