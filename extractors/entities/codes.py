"""Country codes in running text: "(AT)", "RO, BG and HU", "Nordlicht GmbH, AT"."""

import re

from extractors.entities.mentions import Mention, Origin
from extractors.places import country_name, find_country, is_country
from models import EntityKind

#: Codes that stand in texts as countries: Europe and its neighbours, with Eurostat's EL and UK.
_CODES = (
    "AT BE BG CH CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK UK"
    " AL BA MD ME MK RS TR UA XK US"
).split()
#: Codes that are also English words or usual abbreviations: they need company or brackets.
_WORDLIKE = frozenset({"IT", "HR", "NO", "IS", "BE", "AT", "ME", "US", "SI", "SE", "AL", "MT", "BA", "ES", "LI", "PT"})
_CODE = rf"(?:{'|'.join(_CODES)})"
_JOIN = r"(?:\s?[,/;–&+-]\s?|\s(?:and|or|und|et|y|e|i)\s(?:an?\s)?)"
_LIST = re.compile(rf"(?<![\w/-]){_CODE}(?:{_JOIN}{_CODE})+(?![\w-])")
_BRACKETED = re.compile(rf"[(\[]\s?({_CODE})(?:\s?\d)?\s?[)\]]")
_TRAILING = re.compile(rf"(?<=[\w.)]),\s({_CODE})(?=\s*(?:$|[\n;|]))", re.MULTILINE)
_ANY = re.compile(rf"(?<!\w){_CODE}(?!\w)")
_LANGUAGES = re.compile(r"\b(?:EN|languages?|Sprachen?|langues?|lingue|idiomas?|języki?)\b")
#: How much text before a list of codes may say that they are languages.
_CONTEXT = 30


def country_codes(text: str) -> list[Mention]:
    """Country codes that clearly stand for countries; lists of languages are passed over."""
    found: list[Mention] = []
    for match in _LIST.finditer(text):
        around = text[max(0, match.start() - _CONTEXT) : match.end() + 4]
        codes = list(_ANY.finditer(match.group()))
        is_clear = any(code.group() not in _WORDLIKE for code in codes) and not _LANGUAGES.search(around)
        if is_clear:
            found += [_mention(code.group(), match.start() + code.start(), 0.85) for code in codes]
    for match in _BRACKETED.finditer(text):
        if not _explains(text[: match.start()], match.group(1)):
            found.append(_mention(match.group(1), match.start(1), 0.75))
    found += [_mention(match.group(1), match.start(1), 0.75) for match in _TRAILING.finditer(text)]
    return found


def _explains(before: str, code: str) -> bool:
    """True when the words before the bracket spell the code out: "information technology (IT)"."""
    words = re.findall(r"[^\W\d_]+", before)[-len(code) :]
    return "".join(word[0] for word in words).upper() == code or (
        code in _WORDLIKE and bool(words) and words[-1].islower()
    )


def _mention(code: str, start: int, score: float) -> Mention:
    iso = code if is_country(code) else find_country(code) or code
    return Mention(EntityKind.COUNTRY, start, start + len(code), country_name(iso), score, Origin.PATTERN, iso)
