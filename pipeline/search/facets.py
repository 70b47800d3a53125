"""Counts of facet values under the filters, exact.

A facet's own filter does not narrow its own counts, so that one sees what another choice would give. Counts are of
practices under the filters, whatever the query's words: choosing a value gives so many practices to rank.

Each facet is read once for a generation, as a column of codes; a count is then a pass over it. GROUP BY in DuckDB
gives the same numbers and takes 10 ms for each facet of 10,000 practices, this a tenth of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.search.asked import Understood
from pipeline.search.filters import Filters
from pipeline.search.plan import plan
from pipeline.search.result import FacetCount
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_VALUES = "SELECT value, any_value(label) FROM practice_facets WHERE facet = ? GROUP BY value ORDER BY value"
_ENTRIES = """
SELECT DISTINCT practices.rowid AS practice, dense_rank() OVER (ORDER BY value) - 1 AS code
FROM practice_facets JOIN practices USING (practice_id) WHERE facet = ?
"""


@dataclass(frozen=True, slots=True)
class _Column:
    """One facet: its values with labels, and for each practice that has one the row and the value's place."""

    values: tuple[tuple[str, str], ...]
    rows: "NDArray[np.int64]"
    codes: "NDArray[np.int64]"


def facet_counts(
    reader: GenerationReader, filters: Filters, understood: Sequence[Understood], names: Sequence[str], must_state: bool
) -> dict[str, tuple[FacetCount, ...]]:
    """For each facet its values with the number of practices, the largest first; `must_state` as in `plan`."""
    return {name: _counts(reader, filters, understood, name, must_state) for name in names}


def _counts(
    reader: GenerationReader, filters: Filters, understood: Sequence[Understood], name: str, must_state: bool
) -> tuple[FacetCount, ...]:
    import numpy as np

    others = tuple(item for item in understood if item.condition.name != name)
    allowed = plan(reader, filters.without(name), others, must_state).allowed
    column = _column(reader, name)
    counts = np.bincount(column.codes[allowed[column.rows]], minlength=len(column.values))
    order = np.argsort(-counts, kind="stable")
    found = ((*column.values[int(i)], int(counts[i])) for i in order if counts[i])
    return tuple(FacetCount(value, label, count) for value, label, count in found)


def _column(reader: GenerationReader, name: str) -> _Column:
    column = reader.worked_out.get(("facet", name))
    if not isinstance(column, _Column):
        entries = reader.columns(_ENTRIES, [name])
        column = _Column(tuple(reader.rows(_VALUES, [name])), entries["practice"], entries["code"])
        reader.worked_out["facet", name] = column
    return column
