"""How near every passage is to a vector."""

from typing import TYPE_CHECKING

from pipeline.store.vectors import INT8_SCALE, VectorSet, as_int8

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Passages scored again in float32 after a scan over int8.
RESCORED = 200
#: Fewer passages than this part of all are gathered; more are masked out of a scan over all.
_GATHERED_SHARE = 0.1
_CHUNK = 65_536


def is_gathered(rows: "NDArray[np.int64]", total: int) -> bool:
    """True where so few rows of all are wanted that only these are read."""
    return len(rows) < _GATHERED_SHARE * total


def similarities(vectors: VectorSet, query: "Floats", rows: "NDArray[np.int64] | None" = None) -> "Floats":
    """The cosine to `query` (unit length) of every row, or of `rows` (ascending) in their order; float32.

    In a set with int8 the best `RESCORED` are exact and the others within about 0.01.
    """
    import numpy as np

    if rows is not None and is_gathered(rows, vectors.header.rows):
        parts = [_products(vectors.exact[rows[n : n + _CHUNK]], query) for n in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
    if vectors.short is None:
        everything = _products(vectors.exact, query)
        return everything if rows is None else everything[rows]
    found = short_similarities(vectors.short, query)
    if rows is not None:
        found = found[rows]
    best = best_places(found, RESCORED)
    found[best] = _products(vectors.exact[best if rows is None else rows[best]], query)
    return found


def best_places(scores: "Floats", limit: int) -> "NDArray[np.int64]":
    """Places of the `limit` highest scores, ascending; all places where there are no more."""
    import numpy as np

    if len(scores) <= limit:
        return np.arange(len(scores))
    block = len(scores) // (4 * limit)
    if block <= 1:
        places = np.arange(len(scores))
    else:
        # So many blocks have a maximum of this or more, so that nothing lower is among the best: a look at the maxima
        # spares sorting a million scores.
        maxima = scores[: len(scores) // block * block].reshape(-1, block).max(axis=1)
        places = np.flatnonzero(scores >= np.partition(maxima, -limit)[-limit])
    return np.sort(places[np.argpartition(-scores[places], limit - 1)[:limit]])


def _products(rows: "Floats", query: "Floats") -> "Floats":
    """The product of each row with the query; at the speed of memory, where `rows @ query` takes twice as long."""
    import numpy as np

    products: Floats = np.einsum("ij,j->i", rows, query)
    return products


def short_similarities(short: "NDArray[np.int8]", query: "Floats") -> "Floats":
    """About the same from int8 rows, reading a quarter of the bytes; float32 (rows,)."""
    import numpy as np

    shortened = as_int8(query)
    try:
        from numkong import cdist
    except ImportError:
        # Not built for this platform: the same numbers, four to five times slower.
        parts = [short[n : n + _CHUNK].astype(np.float32) @ shortened for n in range(0, len(short), _CHUNK)]
        products = np.concatenate(parts)
    else:
        products = np.asarray(cdist(shortened[None], short, metric="dot"), dtype=np.float32)[0]
    scaled: Floats = (products / (INT8_SCALE * INT8_SCALE)).astype(np.float32)
    return scaled
