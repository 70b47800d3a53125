"""Measures the vector scan: time, share of what memory can deliver, and recall under filters.

    python benchmarks/scan_speed.py [--rows 100000] [--work FOLDER]

The vectors are made: unit vectors around 2,000 random centres, so that neighbours exist as they do among texts. The
product's own scan is timed against reading the same bytes once, in the same run. One thread is used.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.search.ranking import best_first  # noqa: E402
from pipeline.search.scan import similarities  # noqa: E402
from pipeline.store.vectors import PassageLanguages, VectorSet, VectorSetWriter  # noqa: E402

DIM, CENTRES, QUERIES, CHUNK = 384, 2_000, 20, 50_000
SELECTIVITIES = (1.0, 0.5, 0.1, 0.01, 0.001)


def main() -> None:
    """Make the vectors, scan them, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--work", type=Path, help="folder for the vectors (a temporary one without)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        vectors = made(Path(folder), arguments.rows)
        form = "int8, best scored again in float32" if vectors.short is not None else "float32"
        print(f"{arguments.rows:,} vectors of {DIM}, {form}")
        measure(vectors)


def made(folder: Path, rows: int) -> VectorSet:
    """A set of vectors written by the product's own writer."""
    random = np.random.default_rng(1)
    centres = random.standard_normal((CENTRES, DIM)).astype(np.float32)
    writer = VectorSetWriter(folder, "main", "made")
    writer.keep_or_remake(0, "0", [], lambda texts: np.zeros((0, DIM), dtype=np.float32))
    for start in range(0, rows, CHUNK):
        count = min(CHUNK, rows - start)
        part = centres[random.integers(0, CENTRES, count)] + random.standard_normal((count, DIM)).astype(np.float32)
        writer.add(part / np.linalg.norm(part, axis=1, keepdims=True))
    languages = PassageLanguages(("en",), np.zeros(rows, dtype=np.uint8), (rows,))
    start_s = time.perf_counter()
    writer.finish(np.ones(0, dtype=np.bool_), DIM, "0", languages)
    print(f"written in {time.perf_counter() - start_s:.1f} s")
    return VectorSet(folder, "main")


def measure(vectors: VectorSet) -> None:
    """One line for each selectivity."""
    random = np.random.default_rng(2)
    total = vectors.header.rows
    base = vectors.exact[random.integers(0, total, QUERIES)]
    queries = base + 0.5 * random.standard_normal((QUERIES, DIM)).astype(np.float32) / np.sqrt(DIM) * 20
    queries = (queries / np.linalg.norm(queries, axis=1, keepdims=True)).astype(np.float32)
    scanned = vectors.short if vectors.short is not None else vectors.exact
    read = timed(lambda: int(np.bitwise_xor.reduce(scanned.view(np.uint8).ravel().view(np.uint64))))
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
        print(f"{selectivity:14.1%}{1e3 * p50:9.1f}{1e3 * p95:9.1f}{np.mean(recall):11.3f}{share:>16}")


def timed(call: "Callable[[], object]") -> float:
    """Seconds of the fastest of five runs."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begin)
    return best


if __name__ == "__main__":
    main()
