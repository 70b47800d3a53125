"""Measures search over many passages: time, recall under filters, share of what memory can deliver, and peers.

    python benchmarks/scan_speed.py [--work FOLDER] [--practices 10000] [--vectors 1000000] [--peers]

One thread. 100,000 made-up passages are asked through the whole search with filters and facets (the catalogue of
`made_catalogue.py`), and their vectors scanned alone; with --practices more of them, ten for each practice; with
--vectors so many vectors without a catalogue, too, those of the catalogue over and over, each time with other noise.
The scan is timed against reading the same bytes once, in the same run.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from made_catalogue import jittered, make, sentences_of_texts  # noqa: E402

from goodpractice import Catalogue  # noqa: E402
from pipeline.search import Filters, Search  # noqa: E402
from pipeline.search.ranking import best_first  # noqa: E402
from pipeline.search.scan import similarities  # noqa: E402
from pipeline.store.generations import CatalogueFolder  # noqa: E402
from pipeline.store.vectors import FOLDER, PassageLanguages, VectorSet, VectorSetWriter  # noqa: E402

QUERIES, CHUNK = 50, 50_000
SELECTIVITIES = (1.0, 0.1, 0.01, 0.001)
FILTERS = ("", "country:DE,PL", "country:DE,PL year:2010..2012 budget:<500000EUR", "country:MT topic:Greener")
FACETS = ("country", "topic")


def main() -> None:
    """Make what is missing, search it, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="folder for the catalogue and the vectors (a temporary one without)")
    parser.add_argument("--practices", type=int, default=10_000, help="of the catalogue, with ten passages each")
    parser.add_argument("--vectors", type=int, nargs="*", default=[], help="scan so many vectors, too")
    parser.add_argument("--peers", action="store_true", help="compare with other programs (the extra bench)")
    parser.add_argument("--plot", type=Path, help="file for a picture of the comparison, such as peers.png")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = arguments.work or Path(folder)
        root = make(work / "catalogue", arguments.practices)
        generation = CatalogueFolder(root).current()
        assert generation is not None
        vectors = VectorSet(generation.path / FOLDER)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        whole_search(root)
        measure(vectors)
        for total in arguments.vectors:
            measure(more_of(work, vectors, total))
        if arguments.peers:
            from search_peers import compare, plot

            found = compare(vectors, work)
            if arguments.plot:
                plot(found, arguments.plot)


def whole_search(root: Path) -> None:
    """One line for each filter: a warm search from the query to the hits, facets counted."""
    print(f"{'whole search, facets counted; filter':68}{'p50 ms':>8}{'p95 ms':>8}")
    words = [" ".join(one.split()[:8]) for one in sentences_of_texts()[::20]]
    with Catalogue.open(root) as catalogue:
        for filters in FILTERS:
            asked = [Search(one, Filters.parse(filters), facets=FACETS) for one in words]
            answered = [one for one in asked if catalogue.search(one).hits]
            times = [seconds(partial(catalogue.search, one)) for _ in range(5) for one in answered]
            p50, p95 = 1e3 * np.quantile(times, [0.5, 0.95])
            name = f"{filters or 'none'} ({len(answered)} of {len(asked)} answered)"
            print(f"{name:68}{p50:8.1f}{p95:8.1f}", flush=True)
    print(f"memory of its own: {_own_memory_mib():,.0f} MiB; files mapped into memory come to that and can be let go")


def _own_memory_mib() -> float:
    """What the process holds beside mapped files, in MiB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"RssAnon:\s+(\d+) kB", status)[0]) / 1024


def more_of(folder: Path, vectors: VectorSet, total: int) -> VectorSet:
    """The vectors over and over with other noise each time, written by the product's own writer."""
    made = folder / f"made-{total}"
    if (made / "header.json").exists():
        return VectorSet(made)
    random = np.random.default_rng(1)
    writer = VectorSetWriter(made, "made")
    writer.keep_or_remake(0, "0", lambda part: np.zeros((0, vectors.header.dim), dtype=np.float32))
    begin = time.perf_counter()
    for part in _parts(vectors, total):
        writer.add(jittered(part, random))
    languages = PassageLanguages(("en",), np.zeros(total, dtype=np.uint8))
    writer.finish(np.ones(0, dtype=np.bool_), vectors.header.dim, "0", languages)
    print(f"{total:,} vectors written in {time.perf_counter() - begin:.0f} s")
    return VectorSet(made)


def _parts(vectors: VectorSet, total: int) -> "Iterator[NDArray[np.float32]]":
    for start in range(0, total, CHUNK):
        places = np.arange(start, min(start + CHUNK, total)) % vectors.header.rows
        yield vectors.exact[places]


def measure(vectors: VectorSet) -> None:
    """The scan alone: one line for each selectivity."""
    random = np.random.default_rng(2)
    total = vectors.header.rows
    queries = jittered(vectors.exact[random.integers(0, total, QUERIES)], random)
    scanned = vectors.short if vectors.short is not None else vectors.exact
    read = timed(lambda: int(np.bitwise_xor.reduce(scanned.view(np.uint8).ravel().view(np.uint64))))
    form = "int8, the best scored again in float32" if vectors.short is not None else "float32"
    print(f"{total:,} vectors of {vectors.header.dim}, {form}; load {os.getloadavg()[0]:.1f}")
    print(f"reading the same {scanned.nbytes / 1e6:,.0f} MB once: {1e3 * read:.1f} ms")
    print(f"{'filter leaves':>14}{'p50 ms':>9}{'p95 ms':>9}{'recall@10':>11}{'of the reading':>16}")
    for selectivity in SELECTIVITIES:
        rows = None
        if selectivity < 1:
            rows = np.sort(random.choice(total, max(1, int(total * selectivity)), replace=False)).astype(np.int64)
        times, recall = [], []
        for query in queries:
            begin = time.perf_counter()
            found = similarities(vectors, query, rows)
            best = best_first(found, 2_000)[:10]
            times.append(time.perf_counter() - begin)
            exact = vectors.exact @ query if rows is None else vectors.exact[rows] @ query
            recall.append(len(set(best.tolist()) & set(best_first(exact, 10)[:10].tolist())) / min(10, len(exact)))
        p50, p95 = np.quantile(times, [0.5, 0.95])
        share = f"{read / p50:.0%}" if selectivity == 1 else ""
        print(f"{selectivity:14.1%}{1e3 * p50:9.1f}{1e3 * p95:9.1f}{np.mean(recall):11.3f}{share:>16}", flush=True)


def seconds(call: "Callable[[], object]") -> float:
    """Of one call."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def timed(call: "Callable[[], object]") -> float:
    """Seconds of the fastest of five runs."""
    return min(seconds(call) for _ in range(5))


if __name__ == "__main__":
    main()
