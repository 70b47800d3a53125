"""Measures search across languages, through the product's own search.

    python benchmarks/across_languages.py --shared ../shared --work FOLDER

Ingests the relevance collection (kept in --work for the next time). Our own queries exist in nine languages: for each
language nDCG@10 and how far that is below the same queries in English. Then queries for one document that is in
another language than the query: how high it stands (mean reciprocal rank among the first ten).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from own_queries import JudgedQuery, known_items, own_queries  # noqa: E402
from relevance import build, rank  # noqa: E402
from scorers import load_scorer  # noqa: E402


def main() -> None:
    """Ingest, search, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of measuring data")
    parser.add_argument("--work", type=Path, required=True, help="folder where the ingested collection is kept")
    arguments = parser.parse_args()
    docs = arguments.shared / "relevance" / "docs.jsonl"
    scorer, catalogue = load_scorer(docs), build(docs, arguments.work / "relevance-catalogue")

    translated = [query for query in own_queries() if query.source == "translated"]
    found = {query.query_id: rank(catalogue, query.text) for query in translated}
    scores = {query.query_id: float(scorer.score_query(found[query.query_id], query.grades)[0]) for query in translated}
    print("nDCG@10 of the same queries in each language, and how far that is below English")
    english = _mean(scores, translated, "en")
    others = sorted({query.language for query in translated} - {"en"})
    print(f"  en {english:.3f}")
    for language in others:
        mean = _mean(scores, translated, language)
        print(f"  {language} {mean:.3f}  {english - mean:+.3f}")
    mean = float(np.mean([_mean(scores, translated, language) for language in others]))
    print(f"  all but English {mean:.3f}  {english - mean:+.3f}")

    items = known_items()
    print("mean reciprocal rank of the one document, which is in another language")
    for name, chosen in (
        ("English queries", [item for item in items if item.language == "en"]),
        ("other queries", [item for item in items if item.language != "en"]),
    ):
        places = [_place(rank(catalogue, item.text)[:10], item.base) for item in chosen]
        first = sum(place == 1 for place in places)
        ranks = np.mean([1 / place if place else 0.0 for place in places])
        print(f"  {name}: {ranks:.3f}; first {first} of {len(places)}, not among ten {places.count(0)}")


def _mean(scores: dict[str, float], queries: Sequence[JudgedQuery], language: str) -> float:
    return float(np.mean([scores[query.query_id] for query in queries if query.language == language]))


def _place(found: Sequence[str], document: str) -> int:
    """1 for the first; 0 when it is not there."""
    return found.index(document) + 1 if document in found else 0


if __name__ == "__main__":
    main()
