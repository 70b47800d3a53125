"""Names of the gazetteers and where they stand in a text."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from extractors.entities.mentions import Mention, Origin
from extractors.gazetteers import rows, table
from extractors.gazetteers.folding import Token, key, tokens
from extractors.places import EVERYDAY, LANGUAGES, country_name, country_names, country_of_region, written_forms
from models import EntityKind

#: What may stand between two words of one name.
_GAP = re.compile(r"[ \t\u00a0\u00ad]{0,9}(?:[-‐–—'’./&][ \t\u00a0]{0,2})?")
_SENTENCE_GAP = re.compile(r"\.\s")
#: Acronyms this short must be written exactly as the gazetteer has them.
_ACRONYM_LENGTH = 8
#: Polish subregions are called by an adjective that offices and newspapers bear as well.
_POLISH_ADJECTIVE = re.compile(r"^\w+(?:ski|cki)$")
#: Items of a line of facts: short parts between commas, bars and brackets, perhaps after a label.
_ITEM_LEFT = re.compile(r"\s*(?:[-•*◦]\s*)?(?:[^:]{1,40}:\s*)?(?:[^,;|/()\t]{1,40}[,;|/(\t]\s*)*")
_ITEM_RIGHT = re.compile(r"\s*(?:[,;|/)(\t][^.:]*)?[.]?\s*")
_ITEM_LINE = 80
_REGION_WORD = r"(?:regions?|regi[óo]n|regione|région|regiunea|provinces?|provincia|county)"
_REGION_AFTER = re.compile(rf"\s{_REGION_WORD}\b")
_REGION_BEFORE = re.compile(rf"(?i:\b{_REGION_WORD})\s(?:of\s|de\s|del\s|di\s)?$")
#: Cities among them are clear enough in capitals, these are not.
_DOUBTFUL_CITIES = frozenset({"nice", "essen", "tours", "split", "nancy", "cork"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a gazetteer.

    Attributes:
        spelling: the name as written there; an acronym must match it letter by letter.
        countries: the name counts only in documents that name one of them or are in their language.
        is_exact: only this very spelling counts.
        is_everyday: the name is also a plain word; it counts only where the place says that it is a name.
    """

    kind: EntityKind
    name: str
    spelling: str
    score: float
    code: str | None = None
    countries: frozenset[str] = frozenset()
    is_exact: bool = False
    is_everyday: bool = False

    @property
    def is_acronym(self) -> bool:
        letters = [char for char in self.spelling if char.isalpha()]
        return len(self.spelling) <= _ACRONYM_LENGTH and all(char.isupper() for char in letters)


@dataclass(slots=True)
class NameIndex:
    """Finds the longest known names in a text."""

    _entries: dict[tuple[str, ...], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _lengths: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, entry: Entry) -> None:
        """Files a name under its folded words; earlier entries win over later ones."""
        for words in {tuple(t.folded for t in tokens(entry.spelling)), key(entry.spelling)}:
            if words:
                self._entries[words].append(entry)
                self._lengths[words[0]].add(len(words))

    def find(self, text: str, countries: frozenset[str] = frozenset()) -> list[Mention]:
        """Every mention of a known name, longest first at each place.

        `countries` are the countries that the document is about; names tied to others do not count.
        """
        found: list[Mention] = []
        words = tokens(text)
        index = 0
        while index < len(words):
            mention, length = self._longest_at(text, words, index, countries)
            if mention is not None:
                found.append(mention)
            index += length
        return found

    def _longest_at(
        self, text: str, words: tuple[Token, ...], index: int, countries: frozenset[str]
    ) -> tuple[Mention | None, int]:
        for length in sorted(self._lengths.get(words[index].folded, ()), reverse=True):
            run = words[index : index + length]
            if len(run) < length or not _is_joined(text, run):
                continue
            written = text[run[0].start : run[-1].end]
            for entry in self._entries.get(tuple(t.folded for t in run), ()):
                if entry.is_everyday and not _is_placed(text, run[0].start, run[-1].end):
                    continue
                if _fits(entry, written, run) and (not entry.countries or entry.countries & countries):
                    mention = Mention(
                        entry.kind, run[0].start, run[-1].end, entry.name, entry.score, Origin.GAZETTEER, entry.code
                    )
                    return mention, length
        return None, 1


def _is_joined(text: str, run: tuple[Token, ...]) -> bool:
    for left, right in pairwise(run):
        gap = text[left.end : right.start]
        if not _GAP.fullmatch(gap) or (_SENTENCE_GAP.search(gap) and len(left.text) > 2):
            return False
    return True


def _fits(entry: Entry, written: str, run: tuple[Token, ...]) -> bool:
    if entry.is_acronym or entry.is_exact:
        return written == entry.spelling
    if any(char.isupper() for char in entry.spelling[:1]) and not run[0].is_capitalised:
        return False
    # "Central Europe" is a name, "Central europe" and "horizon Europe" are slips, "the cohesion fund" is a term.
    last = entry.spelling.split()[-1]
    return run[-1].is_capitalised or "-" in last or not last[0].isupper()


def _is_placed(text: str, start: int, end: int) -> bool:
    """True for an item of its own in a short line ("Norte", "Country: Portugal, Norte") and beside the word region."""
    left = text[text.rfind("\n", 0, start) + 1 : start].rsplit(". ", 1)[-1]
    right = text[end : (text + "\n").index("\n", end)].split(". ", 1)[0]
    if _REGION_AFTER.match(right) or _REGION_BEFORE.search(left):
        return True
    is_short = len(left) + len(right) <= _ITEM_LINE
    return is_short and bool(_ITEM_LEFT.fullmatch(left)) and bool(_ITEM_RIGHT.fullmatch(right))


def _schemes() -> list[Entry]:
    return [
        Entry(EntityKind(group["kind"]), names[0], name, 0.95)
        for group in table("schemes.toml")["entries"]
        for names in group["lists"]
        for name in names
    ]


def _countries(language: str | None) -> list[Entry]:
    spellings: list[tuple[str, str]] = []
    for spoken in dict.fromkeys(("en", (language or "en").split("-")[0])):
        spellings += [(code, name) for code, name in country_names(spoken).items()]
        spellings += [(r["code"], r["name"]) for r in rows("countries.csv") if r["language"] in (spoken, "en")]
    for own in LANGUAGES:  # a country's own name for itself: Polska, Österreich
        territory = {"cs": "CZ", "da": "DK", "el": "GR", "et": "EE", "sl": "SI", "sv": "SE"}.get(own, own[:2].upper())
        name = country_names(own).get(territory)
        if name and territory != "EN" and name not in {"Island", "Eire"}:
            spellings.append((territory, name))
    return [Entry(EntityKind.COUNTRY, country_name(code), name, 0.95, code) for code, name in spellings]


def _regions() -> list[Entry]:
    official = {row["code"]: row["name"] for row in rows("regions.csv")}
    entries: list[Entry] = []
    for row in rows("exonyms.csv"):
        entries.append(Entry(EntityKind.REGION, official[row["code"]], row["name"], 0.9, row["code"]))
    newest_first = sorted(rows("regions.csv"), key=lambda row: row["editions"].split()[-1], reverse=True)
    latin = {row["code"]: row["name"] for row in rows("transliterations.csv")}
    for level in ("2", "1", "3"):
        for row in newest_first:
            if row["level"] == level:
                entries += _region_entries(row)
                if row["code"] in latin:
                    entries += _region_entries(row | {"name": latin[row["code"]]})
    return entries


def _region_entries(row: dict[str, str]) -> list[Entry]:
    country = country_of_region(row["code"])
    entries = []
    for form in written_forms(row["name"]):
        if " ".join(key(form)) in EVERYDAY and row["level"] == "2":
            tied = frozenset({country})
            entries.append(Entry(EntityKind.REGION, form, form, 0.75, row["code"], tied, is_everyday=True))
        if row["level"] == "3" and _POLISH_ADJECTIVE.search(form):
            continue
        is_tied = row["level"] == "3" or " ".join(key(form)) in EVERYDAY
        if " ".join(key(form)) in EVERYDAY and len(key(form)) == 1 and row["level"] != "2":
            continue
        if " ".join(key(form)) in EVERYDAY:
            form, is_tied = f"{form} Region", True
        tied = frozenset({country}) if is_tied else frozenset()
        entries.append(Entry(EntityKind.REGION, form, form, 0.75 if is_tied else 0.9, row["code"], tied))
    return entries


def _places() -> list[Entry]:
    codes = {"England": "GB-ENG", "Scotland": "UKM", "Wales": "UKL", "Northern Ireland": "UKN0"}
    entries: list[Entry] = []
    for row in rows("places.csv"):
        tied = frozenset({row["country"]}) if row["name"].casefold() in _DOUBTFUL_CITIES else frozenset()
        for name in (row["name"], *filter(None, row["other_names"].split("|"))):
            entries.append(Entry(EntityKind.REGION, row["name"], name, 0.85, codes.get(row["name"]), tied))
    return entries


@cache
def known_names(language: str | None) -> NameIndex:
    """All gazetteers for documents of one language (BCP 47); built once for each."""
    index = NameIndex()
    for entry in (*_schemes(), *_countries(language), *_places(), *_regions()):
        index.add(entry)
    return index
