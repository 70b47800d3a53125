"""Queries: those of the relevance collection, and our own with our judgements, in `queries/`."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent / "queries"
_LINE = re.compile(r"([a-z]{2}): (.+)")


@dataclass(frozen=True, slots=True)
class Query:
    """One query.

    Attributes:
        base: shared by the translations of one query: they have the same judgements.
        source: "dev", "translated" (ours, in nine languages), "answerable" or "unanswerable" (ours).
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


def dev_queries(folder: Path) -> list[Query]:
    """The queries for development of the relevance collection in `folder`."""
    grades = json.loads((folder / "qrels.dev.json").read_text(encoding="utf-8"))
    rows = json.loads((folder / "queries.dev.json").read_text(encoding="utf-8"))
    return [Query(r["query_id"], r["query_id"], r["lang"], r["text"], "dev", grades[r["query_id"]]) for r in rows]


def own_queries() -> list[Query]:
    """Ours: translated ones with judgements, and single ones that have an answer or have none."""
    judged = json.loads((HERE / "judgements.json").read_text(encoding="utf-8"))
    found, base = [], ""
    for line in (HERE / "translated.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            base = line.strip("[]")
        elif match := _LINE.fullmatch(line):
            found.append(Query(f"{base}-{match[1]}", base, match[1], match[2], "translated", judged[base]))
    for source in ("answerable", "unanswerable"):
        lines = (HERE / f"{source}.txt").read_text(encoding="utf-8").splitlines()
        matches = [match for match in map(_LINE.fullmatch, lines) if match]
        found += [Query(f"{source}-{n}", f"{source}-{n}", m[1], m[2], source, {}) for n, m in enumerate(matches)]
    return found
