"""Measures search across languages, through the product's own search.

    python benchmarks/across_languages.py --shared ../shared --work FOLDER

Ingests the relevance collection (kept in --work for the next time). Our own queries exist in nine languages: for each
language nDCG@10 and how far that is below the same queries in English. Then queries for one document that is in
another language than the query: how high it stands (mean reciprocal rank among the first ten).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from own_queries import known_items, own_queries  # noqa: E402
from relevance import build, rank  # noqa: E402
from scorers import load_scorer  # noqa: E402

from goodpractice import Catalogue  # noqa: E402


def main() -> None:
    """Ingest, search, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of measuring data")
    parser.add_argument("--work", type=Path, required=True, help="folder where the ingested collection is kept")
    parser.add_argument("--json", type=Path, help="file for the numbers")
    arguments = parser.parse_args()
    docs = arguments.shared / "relevance" / "docs.jsonl"
    catalogue = build(docs, arguments.work / "relevance-catalogue")
    measured = same_queries(catalogue, load_scorer(docs)) | single_documents(catalogue)
    if arguments.json:
        arguments.json.write_text(json.dumps(measured), encoding="utf-8")


def same_queries(catalogue: Catalogue, scorer: ModuleType) -> dict[str, float]:
    """nDCG@10 of the same queries in each language."""
    queries = [query for query in own_queries() if query.source == "translated"]
    scores: dict[str, list[float]] = {}
    for query in queries:
        found = rank(catalogue, query.text)
        scores.setdefault(query.language, []).append(float(scorer.score_query(found, query.grades)[0]))
    means = {language: float(np.mean(found)) for language, found in sorted(scores.items())}
    english, others = means.pop("en"), float(np.mean(list(means.values())))
    print(f"nDCG@10 of the same queries in each language, and how far that is below English\n  en {english:.3f}")
    for language, mean in (means | {"all but English": others}).items():
        print(f"  {language} {mean:.3f}  {english - mean:+.3f}")
    return {"ndcg10_english": english, "ndcg10_others": others}


def single_documents(catalogue: Catalogue) -> dict[str, float]:
    """Mean reciprocal rank, among the first ten, of the one document that a query in another language asks for."""
    print("mean reciprocal rank of the one document, which is in another language")
    measured, items = {}, known_items()
    for name, is_english in (("english", True), ("others", False)):
        chosen = [item for item in items if (item.language == "en") is is_english]
        places = [_place(rank(catalogue, item.text)[:10], item.base) for item in chosen]
        mean = float(np.mean([1 / place if place else 0.0 for place in places]))
        measured[f"known_item_{name}"] = mean
        told = f"first {places.count(1)} of {len(places)}, not among ten {places.count(0)}"
        print(f"  queries, {name}: {mean:.3f}; {told}")
    return measured


def _place(found: Sequence[str], document: str) -> int:
    """1 for the first; 0 when it is not there."""
    return found.index(document) + 1 if document in found else 0


if __name__ == "__main__":
    main()
