"""Queries: those of the relevance collection, and our own with our judgements, in `queries/`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent / "queries"
_LINE = re.compile(r"([a-z]{2}): (.+)")


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One query.

    Attributes:
        base: shared by the translations of one query: they have the same judgements.
        source: "dev", "translated" (ours, in nine languages), "answerable", "unanswerable" or "known item" (ours).
        grades: of documents, 0 to 3; empty where nothing was judged.
    """

    query_id: str
    base: str
    language: str
    text: str
    source: str
    grades: dict[str, int]

    @property
    def is_answerable(self) -> bool:
        return self.source == "answerable" or any(grade >= 2 for grade in self.grades.values())


def dev_queries(folder: Path) -> list[JudgedQuery]:
    """The queries for development of the relevance collection in `folder`."""
    grades = json.loads((folder / "qrels.dev.json").read_text(encoding="utf-8"))
    rows = json.loads((folder / "queries.dev.json").read_text(encoding="utf-8"))
    return [JudgedQuery(r["query_id"], r["query_id"], r["lang"], r["text"], "dev", grades[r["query_id"]]) for r in rows]


def own_queries() -> list[JudgedQuery]:
    """Ours: translated ones with judgements, and single ones that have an answer or have none."""
    judged = json.loads((HERE / "judgements.json").read_text(encoding="utf-8"))
    found = [
        JudgedQuery(f"{base}-{language}", base, language, text, "translated", judged[base])
        for base, language, text in _blocks("translated.txt")
    ]
    for source in ("answerable", "unanswerable"):
        lines = (HERE / f"{source}.txt").read_text(encoding="utf-8").splitlines()
        matches = [match for match in map(_LINE.fullmatch, lines) if match]
        found += [JudgedQuery(f"{source}-{n}", f"{source}-{n}", m[1], m[2], source, {}) for n, m in enumerate(matches)]
    return found


def known_items() -> list[JudgedQuery]:
    """Ours, each for one document in another language."""
    return [
        JudgedQuery(f"{document}-{language}", document, language, text, "known item", {document: 3})
        for document, language, text in _blocks("known_items.txt")
    ]


def _blocks(name: str) -> Iterator[tuple[str, str, str]]:
    """(name of the block, language, text) of each line."""
    block = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            block = line.strip("[]")
        elif match := _LINE.fullmatch(line):
            yield block, match[1], match[2]
