"""Measures names on texts of our own, the sealed half apart.

    python benchmarks/names.py [--errors]

A name is right when a span of the same kind overlaps it, one to one, as the gold scorer counts. `--errors` lists the
mistakes of the open texts; those of the sealed texts stay unseen, so that no rule is made for them.
"""

import json
import re
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus import read  # noqa: E402
from extractors.entities.extractor import EntityExtractor  # noqa: E402
from models import Annotations, EntityKind, Span  # noqa: E402

_MARK = re.compile(r"\[\[([A-Z]+):(.+?)\]\]")
Name = tuple[str, Span]


def unmarked(marked: str) -> tuple[str, list[Name]]:
    """The text without its marks, and what they mark."""
    text, names, position = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        names.append((match.group(1), Span(len(text), len(text) + len(match.group(2)))))
        text += match.group(2)
        position = match.end()
    return text + marked[position:], names


def main() -> None:
    """Find and score."""
    rows = tomllib.loads((ROOT / "benchmarks" / "entity_texts.toml").read_text(encoding="utf-8"))["texts"]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        text, gold = unmarked(row["text"])
        document = read(text.encode(), name="a.txt", language=row["language"])
        found = EntityExtractor().extract(document, Annotations()).entities
        names = [(e.kind.value, e.span) for e in found if e.kind is not EntityKind.PERSON]
        _count(row, text, gold, names, counts)
    for group in sorted(counts):
        print(json.dumps({"group": group} | _scores(counts[group])))


def _count(
    row: dict[str, str], text: str, gold: list[Name], found: list[Name], counts: dict[str, Counter[str]]
) -> None:
    language = "en" if row["language"] == "en" else "other"
    left = list(found)
    for kind, span in gold:
        match = next((name for name in left if name[0] == kind and name[1].overlaps(span)), None)
        if match:
            left.remove(match)
        elif row["part"] == "open" and "--errors" in sys.argv:
            print(f"missed  {row['id']} {kind}: {span.of(text)}", file=sys.stderr)
        for group in (
            f"{row['part']} {language}",
            f"{row['part']} {language} {kind}",
            f"{row['part']} {row['language']}",
        ):
            counts[group]["right" if match else "missed"] += 1
    for kind, span in left:
        if row["part"] == "open" and "--errors" in sys.argv:
            print(f"too much {row['id']} {kind}: {span.of(text)!r}", file=sys.stderr)
        for group in (
            f"{row['part']} {language}",
            f"{row['part']} {language} {kind}",
            f"{row['part']} {row['language']}",
        ):
            counts[group]["false"] += 1


def _scores(count: Counter[str]) -> dict[str, float | int]:
    right, false, missed = count["right"], count["false"], count["missed"]
    f1 = 2 * right / (2 * right + false + missed) if right else 0.0
    return {"f1": round(f1, 3), "right": right, "false": false, "missed": missed}


if __name__ == "__main__":
    main()
