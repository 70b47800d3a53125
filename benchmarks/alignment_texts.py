"""The texts that the reader of other languages learns from (docs/training.md says what each is)."""

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.search.dictionary_files import LANGUAGES, translations

PHRASES = Path(__file__).resolve().parents[1] / "models" / "trained" / "phrases"
#: Definitions and examples of WordNet that are taken, drawn at random.
DEFINITIONS = 60_000
#: A text, and the English one whose vector it is to get.
Pair = tuple[str, str]


def read_phrases() -> list[dict[str, str]]:
    """The phrases in all languages, by ISO 639-1 code."""
    blocks = [
        block
        for file in sorted(PHRASES.glob("*.txt"))
        for block in file.read_text(encoding="utf-8").strip().split("\n\n")
    ]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


def read_words() -> list[Pair]:
    """The translations of the dictionary with the English word; usual ones count twice."""
    rows = [row for language in LANGUAGES for row in translations(language)]
    return [(form, english) for english, form, rank in rows for _ in range(1 if rank else 2)]


def read_names(folder: Path) -> list[Pair]:
    """Names of kinds of places and of pictures, each with the English one."""
    return sorted({pair for pair in (*_osm_names(folder / "osm"), *_cldr_names(folder / "cldr"))})


def read_english(folder: Path) -> list[str]:
    """Words, definitions and examples of WordNet, and the descriptors of EuroVoc, which count three times."""
    found = []
    for file in sorted((folder / "wordnet").rglob("dict/data.*")):
        for line in file.read_text(encoding="utf-8").splitlines():
            head, _, gloss = line.partition("|")
            if not line.startswith("  ") and not head.split()[4][0].isupper():
                found += [head.split()[4].partition("(")[0].replace("_", " "), *_said_by(gloss)]
    found = random.Random(1).sample(found, min(DEFINITIONS, len(found)))
    return found + 3 * read_descriptors(folder)


def read_descriptors(folder: Path) -> list[str]:
    """The English descriptors of EuroVoc."""
    files = (folder / "eurovoc").rglob("eurovoc_descriptors.json")
    return [row["label"] for file in files for row in json.loads(file.read_text(encoding="utf-8"))]


def _said_by(gloss: str) -> list[str]:
    """The definition and the examples that stand behind it in quotation marks."""
    parts = [gloss.partition('; "')[0].strip(), *re.findall(r'"([^"]+)"', gloss)]
    return [part for part in parts if len(part) > 15]


def _osm_names(folder: Path) -> Iterator[Pair]:
    def read(language: str) -> dict[str, str]:
        file = next(folder.rglob(f"translations/{language}.json"), None)
        if file is None:
            return {}
        ((_, content),) = json.loads(file.read_text(encoding="utf-8")).items()
        found = {}
        for key, row in content["presets"].get("presets", {}).items():
            found[key] = row.get("name", "")
        for key, row in content["presets"].get("fields", {}).items():
            found[f"{key}:"] = row.get("label", "")
            for option, shown in (row.get("options") or {}).items():
                found[f"{key}:{option}"] = shown.get("title", "") if isinstance(shown, dict) else shown
        return {key: name for key, name in found.items() if name and "{" not in name and "<" not in name}

    yield from _paired(read)


def _cldr_names(folder: Path) -> Iterator[Pair]:
    def read(language: str) -> dict[str, str]:
        file = next(folder.rglob(f"annotations/{language}/annotations.json"), None)
        if file is None:
            return {}
        rows = json.loads(file.read_text(encoding="utf-8"))["annotations"]["annotations"]
        return {sign: row["tts"][0] for sign, row in rows.items() if row.get("tts")}

    yield from _paired(read)


def _paired(read: Callable[[str], dict[str, str]]) -> Iterator[Pair]:
    english = read("en")
    for language in sorted({language for phrase in read_phrases() for language in phrase} - {"en"}):
        for key, name in read({"pt": "pt-PT"}.get(language, language)).items():
            if key in english and name != english[key]:
                yield name, english[key]
