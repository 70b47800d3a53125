"""Whether small catalogues say rightly that nothing fits.

    python benchmarks/small_catalogues.py --shared ../shared --work /tmp/relevance

Searches, for each query of `own_queries.py` that has judgements or no answer, a few random documents
of the relevance collection and one that answers it, and prints how often the floor refuses. The weights were trained on
the whole collection with the same queries, so the numbers are kind; what they say is how size changes them.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from own_queries import JudgedQuery, dev_queries, own_queries  # noqa: E402
from relevance import build  # noqa: E402
from train_ranking import documents_of  # noqa: E402

from goodpractice import Settings  # noqa: E402
from pipeline.encoders import encoders  # noqa: E402
from pipeline.search import ranking  # noqa: E402
from pipeline.search.groups import floor_share  # noqa: E402
from pipeline.search.query import query_for  # noqa: E402
from pipeline.store.generations import CatalogueFolder  # noqa: E402
from pipeline.store.reader import CatalogueReader, GenerationReader  # noqa: E402

DOCUMENTS = (20, 80, 200)


def main() -> None:
    """Print false alarms and rightly said ones for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of measuring data")
    parser.add_argument("--work", type=Path, required=True, help="folder where the ingested collection is kept")
    arguments = parser.parse_args()
    catalogue = build(arguments.shared / "relevance" / "docs.jsonl", arguments.work / "relevance-catalogue")
    queries = [q for q in dev_queries(arguments.shared / "relevance") + own_queries() if is_measured(q)]
    with CatalogueReader(CatalogueFolder(catalogue.root)) as opened:
        reader = opened.now()
        for count in DOCUMENTS:
            for is_english in (True, False):
                measure(reader, [q for q in queries if (q.language == "en") is is_english], count)


def measure(reader: GenerationReader, queries: list[JudgedQuery], count: int) -> None:
    """One line for catalogues of so many documents."""
    random, settings = np.random.default_rng(7), Settings()
    uris = documents_of(reader)
    told: dict[bool, list[bool]] = {True: [], False: []}
    documents, sizes = np.unique(uris), []
    for query in queries:
        picked = list(random.choice(documents, count, replace=False))
        answers = [d for d in documents if query.grades.get(str(d), 0) >= 2]
        if query.is_answerable:
            picked += [random.choice(answers)]
        allowed = np.flatnonzero(np.isin(uris, picked))
        asked = query_for(reader, encoders(settings.embed), query.text, settings.search)
        found = ranking.ranked_passages(asked, allowed)
        is_told = found.fits < settings.search.fits_floor * floor_share(asked)
        told[query.is_answerable].append(is_told)
        sizes.append(len(allowed))
    alarms, said = told[True], told[False]
    shown = f"false alarms {sum(alarms)} of {len(alarms)}, said {sum(said)} of {len(said)}"
    language = "English" if queries[0].language == "en" else "other languages"
    print(f"{count} documents, {np.mean(sizes):.0f} passages, {language}: {shown}")


def is_measured(query: JudgedQuery) -> bool:
    """With a known answer or none."""
    return query.source != "answerable"


if __name__ == "__main__":
    main()
