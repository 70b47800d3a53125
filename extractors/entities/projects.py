"""Projects: acronyms and quoted names beside the word project, project numbers, spelt-out acronyms."""

import re

from extractors.entities.mentions import Mention, Origin
from extractors.entities.phrases import UPPER
from extractors.gazetteers import words
from extractors.gazetteers.folding import tokens
from models import EntityKind

_WORD = (
    r"(?:[Pp]rojects?|PROJECT|[Pp]rojets?|[Pp]rojekt(?:u|em|ie|s|es)?|[Pp]royectos?|[Pp]rogett[oi]|[Pp]rojeto"
    r"|[Pp]roiectul(?:ui)?)"
)
#: A name that looks like an acronym, with two capitals at least ("GREENER", "InnoLab", "eTour", "Bio-HUB").
_ACRONYM = rf"(?=[\w+&-]*[{UPPER}][\w+&-]*[{UPPER}]|[a-z][{UPPER}])[^\W_][\w+&-]*[\w+]"
_VERSION = r"(?:[ ]\d(?:\.\d)?\+?(?![\w.]))?"
_QUOTED = r"[„“”\"‘'«‚]\s?([^„“”\"‘'«»\n]{2,100}?)\s?[”“\"’'»‘]"
_BEFORE = re.compile(
    rf"(?<!\w){_WORD}\s(?:called\s|named\s|entitled\s|titled\s|namens\s|intitulé\s)?({_ACRONYM}{_VERSION})(?!\w)"
)
_AFTER = re.compile(rf"(?<![\w-])({_ACRONYM}{_VERSION})[ \u00a0](?:{_WORD}|PROJECT)(?!\w)")
_QUOTED_AFTER = re.compile(
    rf"(?<!\w){_WORD},?\s(?:called\s|named\s|entitled\s|titled\s|pn\.\s|pod nazwą\s|intitulé\s|mit dem Titel\s)?"
    + _QUOTED
)
_QUOTED_BEFORE = re.compile(rf"{_QUOTED}\s(?:{_WORD})(?!\w)")
_THE_PROJECT = re.compile(
    r"(?<!\w)(?:the|The|das|Das|le|Le|el|El|il|Il)[ ]([A-Z][\w-]{2,})[ ](?:project|Projekt)(?!\w)"
)
_LABEL = re.compile(
    r"(?:^|\n)\s*(?:Project (?:title|name|acronym)|Acronym|Projekttitel|Projektname|Akronym|Titre du projet"
    r"|Nom du projet"
    r"|Acronyme|Título del proyecto|Acrónimo|Titolo del progetto|Acronimo|Tytuł projektu|Nazwa projektu|Akronim)"
    r"\s*[:|\t]\s*([^\n|]{2,100}?)\s*(?=\n|\||$)"
)
#: A project number, then the name up to a colon or dash: "2011-1-AT1-LEO05-01234 CRAFTS: ...".
_NUMBERED = re.compile(r"(?:^|\n)\s*(?=[\w/.-]*\d)(?:[A-Z0-9]+[/.-]){2,}[A-Z0-9]+\s([A-Za-z][\w-]{2,30})(?=\s?[:–-])")
_SPELT_OUT = re.compile(rf"(?:^|\n)\s*({_ACRONYM}{_VERSION})\s?(?:[–—:-]|\()\s?([A-Z][^\n)]{{10,120}})")
_VERSIONED = re.compile(r"(?<![\w-])([A-Z][A-Z-]{4,}[ ]\d\.\d)(?![\w.])")
#: Letters of an acronym that must be found in the words after it.
_MIN_INITIALS = 3
#: "EU-funded project": a description, not a name.
_DESCRIBED = re.compile(r"-(?:funded|financed|based|wide|led|related|level|supported|driven|oriented)$")
_DEMONYM = re.compile(r"(?:ish|ese|ian|ean|can|man|opean)$")


def projects(text: str) -> list[Mention]:
    """Mentions of projects in a block."""
    found: list[Mention] = []
    for pattern, score in ((_BEFORE, 0.85), (_AFTER, 0.85), (_NUMBERED, 0.8), (_VERSIONED, 0.6), (_THE_PROJECT, 0.55)):
        found += [_mention(m, text, score) for m in pattern.finditer(text) if _is_name(m.group(1))]
    for pattern, score in ((_QUOTED_AFTER, 0.85), (_QUOTED_BEFORE, 0.75), (_LABEL, 0.9)):
        found += [_mention(m, text, score) for m in pattern.finditer(text) if m.group(1)[0].isupper()]
    for match in _SPELT_OUT.finditer(text):
        if _is_name(match.group(1)) and _spells(match.group(1), match.group(2)):
            found.append(_mention(match, text, 0.7))
    return found


def _is_name(name: str) -> bool:
    word = name.split()[0]
    if _DESCRIBED.search(word):
        return False
    return word.casefold() not in words("terms") | words("generic") | words("openers") and not _DEMONYM.search(word)


def _spells(acronym: str, expansion: str) -> bool:
    """True when the initials of the following words run through the acronym and name no organisation."""
    found = tokens(expansion)[: len(acronym) + 3]
    if any(t.text.casefold() in words("org_heads") | words("org_prefixes") for t in found):
        return False
    position, hits = 0, 0
    letters = acronym.casefold()
    for token in found:
        at = letters.find(token.folded[0], position)
        if at >= 0 and token.is_capitalised:
            position, hits = at + 1, hits + 1
    return hits >= _MIN_INITIALS and letters[0] == found[0].folded[0]


def _mention(match: re.Match[str], text: str, score: float) -> Mention:
    start, end = match.span(1)
    return Mention(EntityKind.PROJECT, start, end, " ".join(text[start:end].split()), score, Origin.PATTERN)
