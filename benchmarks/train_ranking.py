"""Learns the numbers of the ranking and measures them by cross-validation.

    python benchmarks/train_ranking.py --shared ../shared --work /tmp/relevance [--write]

Ingests the relevance collection (kept in --work for the next time), tries settings on its queries for development
and on our own (see `queries/`), and prints, for each way of ranking, what was chosen and what it scores on queries
that had no part in choosing: all translations of a query are left out together. --write puts the chosen numbers
into pipeline/search/data/ranking.json.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from own_queries import JudgedQuery, dev_queries, known_items, own_queries  # noqa: E402
from relevance import build  # noqa: E402
from scorers import load_scorer  # noqa: E402

from goodpractice import Settings  # noqa: E402
from pipeline.encoders import encoders  # noqa: E402
from pipeline.search import ranking  # noqa: E402
from pipeline.search.query import Query, query_for  # noqa: E402
from pipeline.search.scan import similarities  # noqa: E402
from pipeline.search.weights import Route, load_weights  # noqa: E402
from pipeline.store.generations import CatalogueFolder  # noqa: E402
from pipeline.store.reader import CatalogueReader, GenerationReader  # noqa: E402

FILE = ROOT / "pipeline" / "search" / "data" / "ranking.json"
FOLDS, SAMPLES = 8, 2_000
#: Share of answerable queries that may be told that nothing fits. With 0.03 for English 18 instead of 20 of the 26 dev
#: queries without an answer would be told; for others it costs none.
FALSE_ALARMS = {"english": 0.04, "others": 0.03}
GRID = {
    "words": (0.02, 0.05, 0.1),
    "feedback": (0.0, 0.3, 0.8),
    "feedback_passages": (8,),
    "feedback_temperature": (0.05, 0.1),
}
#: How much of the difference of the means is taken off passages in other languages. For English queries 0.65 of it hid
#: answers (mean reciprocal rank of known items 0.61 instead of 0.77, nDCG@10 the same); for others none of it let wrong
#: ones in front (nDCG@10 0.68 instead of 0.71).
SHIFT = {"english": 0.0, "others": 1.0}
#: What small catalogues need (`benchmarks/small_catalogues.py`): 1.1 for English would leave half as many told that
#: nothing fits; 1.1 for others would refuse 13 of 163 in one of them, 1.6 leave five more of 65 untold in another.
FEWER = {"english": 0.7, "others": 1.5}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """A query with what does not depend on the numbers: cosines and BM25 shares of all passages."""

    query: JudgedQuery
    asked: Query
    meaning: NDArray[np.float32]
    words: NDArray[np.float32]

    def ranked(self, route: Route) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(places of passages, best first, and their nearness to the first ones)."""
        first = self.meaning + np.float32(route.words) * self.words
        places = ranking.best_first(first, self.asked.settings.candidates)
        first = first[places]
        near = ranking.by_feedback(self.asked, route, first, places)
        order = np.argsort(-(first + route.feedback * near), kind="stable")
        return places[order], near[order]


def main() -> None:
    """Try, choose, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of measuring data")
    parser.add_argument("--work", type=Path, required=True, help="folder where the ingested collection is kept")
    parser.add_argument("--write", action="store_true", help="write the chosen numbers")
    arguments = parser.parse_args()
    docs = arguments.shared / "relevance" / "docs.jsonl"
    scorer = load_scorer(docs)
    catalogue = build(docs, arguments.work / "relevance-catalogue")
    with CatalogueReader(CatalogueFolder(catalogue.root)) as opened:
        reader, settings = opened.now(), Settings()
        asked = dev_queries(arguments.shared / "relevance") + own_queries() + known_items()
        documents = documents_of(reader)
        chosen: dict[str, Any] = {}
        for name, is_english in (("english", True), ("others", False)):
            queries = [query_for(reader, encoders(settings.embed), q.text, settings.search) for q in asked]
            pairs = [(q, a) for q, a in zip(asked, queries, strict=True) if a.is_english is is_english]
            start = replace(getattr(load_weights(), name), foreign=foreign_scale(SHIFT[name], [a for _, a in pairs]))
            weights = replace(load_weights(), **{name: start})
            mine = [trial(q, replace(a, weights=weights)) for q, a in pairs]
            route = choose(name, mine, documents, scorer, start)
            numbers = {k: getattr(route, k) for k in (*GRID, "foreign")}
            chosen[name] = numbers | {"fits": fit(name, mine, route), "fewer": FEWER[name]}
    if arguments.write:
        FILE.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


def foreign_scale(share: float, queries: Sequence[Query]) -> tuple[float, float]:
    """(factor, summand) that give passages in other languages the spread and nearly the mean of the English ones."""
    rows = np.array([similarities(query.vectors, query.vector) for query in queries])
    is_foreign = queries[0].vectors.is_foreign
    english, foreign = rows[:, ~is_foreign], rows[:, is_foreign]
    factor = float(english.std(axis=1).mean() / foreign.std(axis=1).mean())
    summand = share * float(english.mean() - factor * foreign.mean())
    print(f"\npassages in other languages: cosine times {factor:.3f} plus {summand:.3f}")
    return round(factor, 4), round(summand, 4)


def trial(query: JudgedQuery, asked: Query) -> Trial:
    """Everything about a query that is the same for all numbers."""
    nearness = asked.nearness(None)
    return Trial(query, asked, nearness, ranking.by_words(asked, None, nearness))


def documents_of(reader: GenerationReader) -> NDArray[np.str_]:
    """The document of each passage, in the order of passage numbers."""
    query = "SELECT uri FROM passages JOIN documents USING (doc_id) ORDER BY passage_no"
    return np.array([uri for (uri,) in reader.rows(query)])


def choose(
    name: str,
    trials: Sequence[Trial],
    documents: NDArray[np.str_],
    scorer: Any,  # noqa: ANN401
    start: Route,
) -> Route:
    """The best numbers on all judged queries; prints what such a choice gives on queries left out."""
    judged = [t for t in trials if t.query.source in ("dev", "translated") and any(t.query.grades.values())]
    changes: list[Any] = [dict(zip(GRID, values, strict=True)) for values in itertools.product(*GRID.values())]
    routes = [replace(start, **change) for change in changes]
    # A query counts once, in however many languages it is.
    share = 1 / np.array([sum(other.query.base == t.query.base for other in judged) for t in judged])

    def ndcg(t: Trial, route: Route) -> float:
        found = list(dict.fromkeys(documents[t.ranked(route)[0][:200]].tolist()))
        return float(scorer.score_query(found[:20], t.query.grades)[0])

    table = np.array([[ndcg(t, route) for t in judged] for route in routes])
    plain = np.array([ndcg(t, replace(start, words=0.0, feedback=0.0)) for t in judged])
    left_out = cross_validated(judged, lambda train: int((table[:, train] @ share[train]).argmax()), table)
    chosen = int((table @ share).argmax())
    best = routes[chosen]
    shown = ", ".join(f"{k}={getattr(best, k)}" for k in GRID)
    print(f"\n{name}: {len(judged)} judged queries; best {shown}")
    report("  nDCG@10, numbers chosen on the others", judged, left_out, plain)
    report("  nDCG@10, best numbers on the same queries", judged, table[chosen], plain)
    return best


def folds(trials: Sequence[Trial]) -> NDArray[np.int64]:
    """A fold for each trial, the same for all translations of a query."""
    bases = sorted({t.query.base for t in trials})
    order = np.random.default_rng(7).permutation(len(bases))
    fold = {base: int(place) % FOLDS for base, place in zip(bases, order, strict=True)}
    return np.array([fold[t.query.base] for t in trials])


def cross_validated(trials: Sequence[Trial], pick: "Callable[[NDArray[np.bool_]], int]", table: Floats) -> Floats:
    """For each trial the score by the setting that was picked without its fold."""
    fold, result = folds(trials), np.zeros(len(trials))
    for number in range(FOLDS):
        test = fold == number
        result[test] = table[pick(~test)][test]
    return result


def report(what: str, trials: Sequence[Trial], scores: Floats, plain: Floats) -> None:
    """Means by source, and a bootstrap interval of the gain over the plain cosine."""
    bases = sorted({t.query.base for t in trials})
    gains = [
        np.mean([s - p for t, s, p in zip(trials, scores, plain, strict=True) if t.query.base == b]) for b in bases
    ]
    random = np.random.default_rng(7)
    means = [np.mean(random.choice(gains, len(gains))) for _ in range(SAMPLES)]
    low, high = np.quantile(means, [0.025, 0.975])
    print(f"{what}: {scores.mean():.3f} (plain cosine {plain.mean():.3f}, gain {low:+.3f} to {high:+.3f})")
    for source in ("dev", "translated"):
        chosen = [s for t, s in zip(trials, scores, strict=True) if t.query.source == source]
        if chosen:
            print(f"    {source}: {np.mean(chosen):.3f} over {len(chosen)}")


def fit(name: str, trials: Sequence[Trial], route: Route) -> dict[str, object]:
    """When something fits: a logistic regression; prints what it does on queries left out."""
    rows = []
    for t in trials:
        _, near = t.ranked(route)
        rows.append(ranking.features(t.asked, float(t.meaning.max()), near))
    values, answerable = np.array(rows), np.array([t.query.is_answerable for t in trials])
    fold, left_out = folds(trials), np.zeros(len(trials))
    for number in range(FOLDS):
        test = fold == number
        bias, weights = regression(values[~test], answerable[~test], FALSE_ALARMS[name])
        left_out[test] = values[test] @ weights + bias
    print(f"{name}: when nothing fits, on queries left out")
    for source in (("dev",), ("known item",), ("dev", "translated", "answerable", "unanswerable", "known item")):
        of = np.array([t.query.source in source for t in trials])
        said, alarms = left_out[of & ~answerable] < 0, left_out[of & answerable] < 0
        print(
            f"    {', '.join(source)}: said {said.sum()} of {len(said)}, false alarms {alarms.sum()} of {len(alarms)}"
        )
    bias, weights = regression(values, answerable, FALSE_ALARMS[name])
    return {"bias": round(float(bias), 4), "weights": [round(float(w), 4) for w in weights]}


def regression(values: Floats, answerable: NDArray[np.bool_], alarms: float) -> tuple[float, Floats]:
    """(bias, weights), the bias set so that a share `alarms` of the answerable ones lies below zero."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = values.mean(axis=0), values.std(axis=0)
    model = LogisticRegression(class_weight="balanced").fit((values - mean) / spread, answerable)
    weights: Floats = model.coef_[0] / spread
    return -float(np.quantile(values[answerable] @ weights, alarms)), weights


if __name__ == "__main__":
    main()
