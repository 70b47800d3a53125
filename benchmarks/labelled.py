"""Reads the labelled texts of `benchmarks/texts` into the shape that the scorer of the gold documents takes.

    python benchmarks/labelled.py --out DIR [--part train|test]

A file has a head of "key: value" lines, a line "---", and the text with marks:

    @practice TITLE ; country=X ; region=Y    a practice starts here and goes on to the next one or to @end
    @label|other label                        a section starts here; what stands after the bar is right too
    @any                                      text that carries any label without being wrong
    @none                                     a title, a menu or a contents list, which carries none
    {346 000 EUR|EUR 346000|budget}           a figure: text, value (left out for a plain count), role

Values: "EUR 5" money, "% 5" percentage, "t 5" duration, "r 0.9" ratio, "d 2013..2015" date ("d" alone: as written),
"5" count; "A..B" is a range. "x" marks a number that is no figure of the gold (a number word). The marks do not stand
in the text that is measured. A third of the files, by the hash of their names, is the test part: nothing is trained
on it and no rule was made from it.
"""

import argparse
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).resolve().parent / "texts"
LABELS = (
    "summary context objectives activities stakeholders resources evidence difficulties lessons transferability "
    "sustainability policy_link timescale contact other"
).split()
ROLES = ("budget", "output", "result", "target", "context")
KINDS = {"%": "percentage", "t": "duration", "r": "ratio", "d": "date"}
_FIGURE = re.compile(r"\{([^{}|\n]+)\|([^{}\n]+)\}")
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+")


@dataclass
class _Parsed:
    """A text as far as it was read."""

    text: str = ""
    sections: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    practices: list[dict[str, Any]] = field(default_factory=list)

    def close(self, rows: list[dict[str, Any]]) -> None:
        """End the last span of `rows` at the last sign that is not white space."""
        if rows and rows[-1]["end_char"] is None:
            start = rows[-1]["start_char"]
            inner = self.text[start:]
            rows[-1]["start_char"] = start + len(inner) - len(inner.lstrip())
            rows[-1]["end_char"] = start + len(inner.rstrip())


def is_test(name: str) -> bool:
    """True for the files that are kept unseen."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def labelled(part: str | None = None) -> list[dict[str, Any]]:
    """The texts of a part ("train", "test"), or all of them, in the order of their names."""
    files = sorted(TEXTS.glob("*.txt"))
    return [read_labelled(file) for file in files if part is None or is_test(file.stem) == (part == "test")]


def read_labelled(path: Path) -> dict[str, Any]:
    """One file in the gold's shape, with its `format` (txt or md).

    Raises:
        ValueError: a mark is not understood; the message names the file and the mark.
    """
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    parsed = _Parsed()
    try:
        for line in body.splitlines():
            _read_line(parsed, line)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    parsed.close(parsed.sections)
    parsed.close(parsed.practices)
    sections = [row for row in parsed.sections if row["label"] is not None and row["end_char"] > row["start_char"]]
    return {
        "id": path.stem,
        "lang": keys["lang"],
        "title": keys["title"],
        "template_kind": keys["kind"],
        "format": keys.get("format", "txt"),
        "text": parsed.text,
        "sections": sections,
        "figures": parsed.figures,
        "entities": [],
        "practices": parsed.practices,
        "practice_count_ok": [len(parsed.practices)],
    }


def _read_line(parsed: _Parsed, line: str) -> None:
    if not line.startswith("@"):
        _read_text(parsed, line)
        return
    if line.startswith(("@practice", "@end")):
        parsed.close(parsed.practices)
        parsed.close(parsed.sections)
        if line.startswith("@practice"):
            title, *facts = line.removeprefix("@practice ").split(" ; ")
            row: dict[str, Any] = {"title": title} | dict(fact.split("=", 1) for fact in facts)
            parsed.practices.append(row | {"start_char": len(parsed.text), "end_char": None})
        return
    parsed.close(parsed.sections)
    label, *alt = line[1:].split("|")
    if label == "any":
        label, alt = "other", LABELS[:-1]
    if label != "none" and not {label, *alt} <= set(LABELS):
        raise ValueError(f"unknown mark {line!r}")
    row = {"label": None if label == "none" else label, "alt": alt, "heading": None}
    parsed.sections.append(row | {"start_char": len(parsed.text), "end_char": None})


def _read_text(parsed: _Parsed, line: str) -> None:
    last = 0
    for found in _FIGURE.finditer(line):
        parsed.text += line[last : found.start()]
        start = len(parsed.text)
        parsed.text += found[1]
        spec, _, role = found[2].rpartition("|")
        if not spec and role not in ROLES:
            spec, role = role, "context"
        if spec != "x":
            parsed.figures.append(_figure(found[1], spec, role) | {"start_char": start, "end_char": len(parsed.text)})
        last = found.end()
    parsed.text += line[last:] + "\n"


def _figure(text: str, spec: str, role: str) -> dict[str, Any]:
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}")
    sign, _, written = spec.rpartition(" ") if spec != "d" else ("d", "", text)
    kind = KINDS.get(sign, "money" if sign else "count")
    low, _, high = (written or text).partition("..")
    return {
        "text": text,
        "kind": kind,
        "value": _value(kind, low),
        "value_max": _value(kind, high) if high else None,
        "currency": sign if kind == "money" else None,
        "role": role,
    }


def _value(kind: str, written: str) -> float | str:
    if kind == "date":
        return written
    grouped = _GROUPED.fullmatch(written)
    return float(re.sub(r"[^\d]", "", written) if grouped else written.replace(",", "."))


def main() -> None:
    """Write the texts as JSON files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the JSON files")
    parser.add_argument("--part", choices=("train", "test"), help="only this part")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for row in labelled(arguments.part):
        (arguments.out / f"{row['id']}.json").write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
