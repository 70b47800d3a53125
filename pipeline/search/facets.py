"""Counts of facet values under the filters, exact, by GROUP BY.

A facet's own filter does not narrow its own counts, so that one sees what another choice would give. Counts are of
practices under the filters, whatever the query's words: choosing a value gives so many practices to rank.
"""

from collections.abc import Sequence

from pipeline.search.asked import Understood
from pipeline.search.filters import Filters
from pipeline.search.plan import plan
from pipeline.search.result import FacetCount
from pipeline.store.reader import GenerationReader

_COUNTS = (
    "SELECT value, any_value(label), count(DISTINCT practice_id) AS practices FROM practice_facets "
    "JOIN practices USING (practice_id) JOIN fitting ON practices.rowid = fitting.practice_row "
    "WHERE facet = ? GROUP BY value ORDER BY practices DESC, value"
)


def facet_counts(
    reader: GenerationReader, filters: Filters, understood: Sequence[Understood], names: Sequence[str]
) -> dict[str, tuple[FacetCount, ...]]:
    """For each facet its values with the number of practices, the largest first."""
    import numpy as np

    counts = {}
    for name in names:
        others = tuple(item for item in understood if item.condition.name != name)
        rows = np.flatnonzero(plan(reader, filters.without(name), others).allowed)
        counts[name] = tuple(FacetCount(*row) for row in reader.counted(_COUNTS, rows, [name]))
    return counts
