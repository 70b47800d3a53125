"""Measures search on judged queries.

    python benchmarks/relevance.py --docs docs.jsonl --queries queries.json --out RUN.json [--qrels qrels.json]

Ingests the documents through the product's own ingestion, each as one practice, into a catalogue that is kept
beside RUN.json for the next time; runs every query through the product's own search; writes ranked document ids
(an empty list where the product says that nothing fits); prints the scorer's table when judgements are given.
Documents of the first ten that nobody judged count as 0 there. `queries/judged_top10.json` holds our own judgements of
some, by the collection's rules, from titles and openings: the mean with them is printed beside, with the share that is
still unjudged and bootstrap intervals over queries; with --against another run, of the paired difference.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scorers import load_scorer  # noqa: E402

from goodpractice import Catalogue, Incoming, Settings  # noqa: E402
from goodpractice.progress import watched  # noqa: E402
from pipeline.settings import ExtractSettings  # noqa: E402

#: Documents that the scorer looks at.
DEPTH = 20
OWN = ROOT / "benchmarks" / "queries" / "judged_top10.json"
SAMPLES = 2_000


def main() -> None:
    """Ingest, search and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, required=True, help="JSON lines with doc_id, title, text, lang")
    parser.add_argument("--queries", type=Path, required=True, help="JSON list with query_id and text")
    parser.add_argument("--out", type=Path, required=True, help="file for the run")
    parser.add_argument("--qrels", type=Path, help="judgements; prints the scores")
    parser.add_argument("--against", type=Path, help="an earlier run to compare with")
    parser.add_argument("--json", type=Path, help="file for the scores")
    arguments = parser.parse_args()
    catalogue = build(arguments.docs, arguments.out.parent / "relevance-catalogue")
    queries = json.loads(arguments.queries.read_text(encoding="utf-8"))
    run = {q["query_id"]: rank(catalogue, q["text"]) for q in queries}
    arguments.out.write_text(json.dumps(run, indent=1), encoding="utf-8")
    if arguments.qrels:
        scorer = load_scorer(arguments.docs)
        files = [str(arguments.out), str(arguments.queries), str(arguments.qrels)]
        scorer.main(files)
        earlier = json.loads(arguments.against.read_text(encoding="utf-8")) if arguments.against else None
        with_own_judgements(scorer, run, json.loads(arguments.qrels.read_text(encoding="utf-8")), earlier)
        if arguments.json:
            table, block = scorer.evaluate(run, queries, json.loads(arguments.qrels.read_text(encoding="utf-8")))
            arguments.json.write_text(json.dumps(scorer.plain({"groups": table, "nothing_fits": block})))


Run = dict[str, list[str]]
Grades = dict[str, dict[str, int]]


def with_own_judgements(scorer: ModuleType, run: Run, given: Grades, earlier: Run | None) -> None:
    """The mean over answerable queries with our judgements beside those given, and how sure it is."""
    own = json.loads(OWN.read_text(encoding="utf-8"))
    queries = [q for q, grades in given.items() if any(grade >= 2 for grade in grades.values())]
    grades = {q: own.get(q, {}) | given[q] for q in queries}
    for name, judged in (("given", given), ("given and our", grades)):
        shown = [(q, doc) for q in queries for doc in run[q][:10]]
        share = np.mean([doc not in judged[q] for q, doc in shown])
        scores = np.array([scorer.score_query(run[q], judged[q])[0] for q in queries])
        print(
            f"{name} judgements: nDCG@10 {scores.mean():.3f} {interval(scores)}; unjudged in the first ten {share:.1%}"
        )
    if earlier:
        gains = [s - scorer.score_query(earlier[q], grades[q])[0] for q, s in zip(queries, scores, strict=True)]
        print(f"gain over the earlier run: {np.mean(gains):+.3f} {interval(np.array(gains))}, paired")


def interval(values: NDArray[np.float64]) -> str:
    """The middle 95 % of the mean over queries drawn again and again."""
    drawn = np.random.default_rng(7).integers(0, len(values), (SAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
    return f"({low:.3f} to {high:.3f})"


def build(docs: Path, root: Path) -> Catalogue:
    """The catalogue of these documents; what was ingested before is left alone."""
    folder = root / f"texts-{hashlib.sha256(docs.read_bytes()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    incoming = []
    for line in docs.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = folder / f"{row['doc_id']}.txt"
        if not path.exists():
            path.write_text(row["text"], encoding="utf-8")
        incoming.append(Incoming(row["doc_id"], path, title=row.get("title"), language=row.get("lang")))
    catalogue = Catalogue.open(root / "catalogue", Settings(extract=ExtractSettings(one_practice=True)))
    with watched("Ingesting the collection", quiet=False) as (on_scan, on_result):
        report = catalogue.ingest(incoming, on_scan, on_result)
    for result in report.failed:
        print(f"failed: {result.uri}: {result.errors[0].message}")
    return catalogue


def rank(catalogue: Catalogue, query: str) -> list[str]:
    """Document ids, best first."""
    return [hit.document for hit in catalogue.search(query, limit=DEPTH)]


if __name__ == "__main__":
    main()
