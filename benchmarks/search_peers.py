"""The same passages in other programs: latency and recall under filters, disk and time to build.

Run by `scan_speed.py --peers`. What is not installed is named and left out. Each is asked for the ten nearest vectors
among the rows that a filter leaves (`part` below a bound); LanceDB for the fusion of these with its word index, too.
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from made_catalogue import jittered
from numpy.typing import NDArray

from pipeline.search.ranking import best_first
from pipeline.search.scan import similarities
from pipeline.store.vectors import VectorSet

TOP, QUERIES = 10, 20
SELECTIVITIES = (1.0, 0.1, 0.01, 0.001)
#: (query, share of the rows that the filter leaves) to the rows found.
Find = Callable[[NDArray[np.float32], float], list[int]]


@dataclass(frozen=True, slots=True)
class Data:
    """Unit vectors with a number below 1 for each, `part`, that filters compare."""

    vectors: VectorSet
    part: NDArray[np.float64]
    folder: Path

    @property
    def rows(self) -> NDArray[np.float32]:
        return np.asarray(self.vectors.exact)


def compare(vectors: VectorSet, folder: Path) -> dict[str, dict[str, list[float]]]:
    """Print one line for each program and filter; gives p50 in ms and recall by program."""
    random = np.random.default_rng(3)
    data = Data(vectors, random.random(vectors.header.rows), folder / "peers")
    queries = jittered(data.rows[random.integers(0, vectors.header.rows, QUERIES)], random)
    print(f"{'program':28}{'leaves':>8}{'p50 ms':>9}{'p95 ms':>9}{'recall@10':>11}{'MB':>7}{'build s':>9}")
    found: dict[str, dict[str, list[float]]] = {}
    for name, prepare in PROGRAMS.items():
        shutil.rmtree(data.folder, ignore_errors=True)
        data.folder.mkdir(parents=True)
        begin = time.perf_counter()
        try:
            find = prepare(data)
        except ImportError as error:
            print(f"{name}: left out, {error}")
            continue
        found[name] = measured(name, find, data, queries, time.perf_counter() - begin)
    shutil.rmtree(data.folder, ignore_errors=True)
    return found


def plot(found: dict[str, dict[str, list[float]]], path: Path) -> None:
    """Latency and recall over the share that the filter leaves, one line for each program."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, lines in found.items():
        left.loglog(SELECTIVITIES, np.maximum(lines["p50"], 0.01), marker="o", label=name)
        right.semilogx(SELECTIVITIES, lines["recall"], marker="o")
    left.set(xlabel="share that the filter leaves", ylabel="p50, ms")
    right.set(xlabel="share that the filter leaves", ylabel="recall@10", ylim=(-0.05, 1.05))
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(path, dpi=110)


def measured(name: str, find: Find, data: Data, queries: NDArray[np.float32], built_s: float) -> dict[str, list[float]]:
    """One line for each filter."""
    size = _size(data.folder) or data.rows.nbytes
    result: dict[str, list[float]] = {"p50": [], "recall": []}
    for share in SELECTIVITIES:
        allowed = np.flatnonzero(data.part < share)
        times, recall = [], []
        find(queries[0], share)
        for query in queries:
            begin = time.perf_counter()
            rows = find(query, share)
            times.append(time.perf_counter() - begin)
            exact = allowed[best_first(data.rows[allowed] @ query, TOP)[:TOP]]
            recall.append(len(set(rows) & set(exact.tolist())) / len(exact))
        p50, p95 = 1e3 * np.quantile(times, [0.5, 0.95])
        result["p50"].append(float(p50))
        result["recall"].append(float(np.mean(recall)))
        numbers = f"{share:8.1%}{p50:9.1f}{p95:9.1f}{np.mean(recall):11.2f}{size / 1e6:7.0f}{built_s:9.1f}"
        print(f"{name:28}{numbers}", flush=True)
    return result


def ours(data: Data) -> Find:
    """The scan of `pipeline.search.scan`."""

    def find(query: NDArray[np.float32], share: float) -> list[int]:
        rows = None if share >= 1 else np.flatnonzero(data.part < share)
        best = best_first(similarities(data.vectors, query, rows), TOP)[:TOP]
        chosen: list[int] = (best if rows is None else rows[best]).tolist()
        return chosen

    return find


def duckdb_arrays(data: Data, index: bool = False) -> Find:
    """DuckDB's array functions over all rows that the filter leaves, or its vss extension with an HNSW index."""
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect(str(data.folder / f"{'hnsw' if index else 'arrays'}.duckdb"), config={"threads": 1})
    if index:
        import duckdb_extension_vss

        folder = Path(str(duckdb_extension_vss.__file__)).parent
        connection.execute(f"LOAD '{next(folder.rglob('*.duckdb_extension'))}'")
        connection.execute("SET hnsw_enable_experimental_persistence = true")
    dim = data.rows.shape[1]
    connection.execute("PRAGMA force_compression = 'uncompressed'")
    connection.execute(f"CREATE TABLE passages (id BIGINT, part DOUBLE, vector FLOAT[{dim}])")
    columns = {"id": np.arange(len(data.part)), "part": data.part, "vector": _listed(data.rows)}
    connection.register("given", pa.table(columns))
    connection.execute("INSERT INTO passages SELECT * FROM given")
    if index:
        # All processors build; one searches.
        connection.execute(f"SET threads = {os.cpu_count() or 1}")
        connection.execute("CREATE INDEX near ON passages USING HNSW (vector) WITH (metric = 'cosine')")
        connection.execute("SET threads = 1")
    connection.execute("CHECKPOINT")

    def find(query: NDArray[np.float32], share: float) -> list[int]:
        where = f"WHERE part < {share}" if share < 1 else ""
        text = f"[{','.join(map(str, query.tolist()))}]::FLOAT[{dim}]"
        sql = f"SELECT id FROM passages {where} ORDER BY array_cosine_distance(vector, {text}) LIMIT {TOP}"
        return [row[0] for row in connection.execute(sql).fetchall()]

    return find


def lancedb_hybrid(data: Data, words: str | None = None) -> Find:
    """LanceDB, exact under a filter that runs first; with `words` fused with its word index."""
    import lancedb
    import pyarrow as pa

    texts = pa.array([f"passage {n % 97} about {n % 1013}" for n in range(len(data.part))])
    columns = {"id": pa.array(np.arange(len(data.part))), "part": pa.array(data.part), "text": texts}
    columns["vector"] = _listed(data.rows)
    table: Any = lancedb.connect(str(data.folder)).create_table("passages", pa.table(columns))
    if words:
        table.create_fts_index("text")

    def find(query: NDArray[np.float32], share: float) -> list[int]:
        asked = (
            table.search(query_type="hybrid").vector(query).text(words)
            if words
            else table.search(query).distance_type("cosine")
        )
        if share < 1:
            asked = asked.where(f"part < {share}", prefilter=True)
        return [int(n) for n in asked.limit(TOP).to_arrow()["id"].to_pylist()]

    return find


def txtai_given(data: Data) -> Find:
    """A txtai index with given vectors, its default index (faiss) and its SQL filter, which runs after the search."""
    from txtai import Embeddings

    given = _Given(data.rows)
    index = Embeddings({"method": "external", "transform": lambda texts: given(texts), "content": True})
    rows = ({"text": str(n), "part": float(part)} for n, part in enumerate(data.part))
    index.index((n, row, None) for n, row in enumerate(rows))

    def find(query: NDArray[np.float32], share: float) -> list[int]:
        given.query = query
        sql = f"SELECT id FROM txtai WHERE similar('?') AND part < {share} LIMIT {TOP}"
        return [int(row["id"]) for row in index.search(sql, TOP)]

    return find


def _listed(rows: NDArray[np.float32]) -> Any:  # noqa: ANN401 - pyarrow may be missing
    """The vectors as an Arrow array of lists of one length."""
    import pyarrow as pa

    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])


class _Given:
    """Stands for a model: the number that a text holds names its vector; "?" is the query."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self.vectors, self.query = vectors, vectors[0]

    def __call__(self, texts: list[str]) -> NDArray[np.float32]:
        return np.stack([self.query if text == "?" else self.vectors[int(text)] for text in texts])


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _named(package: str, what: str) -> str:
    with suppress(metadata.PackageNotFoundError):
        return f"{what.format(metadata.version(package))}"
    return what.format("").strip()


PROGRAMS: dict[str, Callable[[Data], Find]] = {
    "goodpractice": ours,
    _named("duckdb", "DuckDB {} arrays"): duckdb_arrays,
    _named("duckdb-extension-vss", "DuckDB vss {} HNSW"): partial(duckdb_arrays, index=True),
    _named("lancedb", "LanceDB {} vectors"): lancedb_hybrid,
    _named("lancedb", "LanceDB {} hybrid"): partial(lancedb_hybrid, words="passage about 7"),
    _named("txtai", "txtai {} faiss"): txtai_given,
}
