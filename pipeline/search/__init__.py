"""Search by meaning and by words: filters first, then both rankings over the passages that are left."""

from typing import TYPE_CHECKING

from models import Passage, SearchHit, SettingsError, StoreError
from models.trained.encoder import Encoder
from pipeline.search.filters import Filters
from pipeline.search.ranking import ranked_passages
from pipeline.search.selection import allowed_passages
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Filters", "search"]


def search(
    reader: GenerationReader,
    encoder: Encoder,
    query: str,
    settings: SearchSettings,
    filters: Filters | None = None,
    limit: int | None = None,
) -> list[SearchHit]:
    """Practices that fit, best first, each with its best passage; an empty list when nothing fits.

    Raises:
        StoreError: the vectors were made by another encoder.
        SettingsError: the query is empty.
    """
    if not query.strip():
        raise SettingsError("The query is empty. Say in your own words what the practice should be about.")
    made_by = reader.header.get("encoder")
    if made_by != encoder.model_id:
        raise StoreError(
            f"The catalogue was embedded by {made_by}, the settings name {encoder.model_id}. "
            "Run: goodpractice reprocess --outdated"
        )
    allowed = allowed_passages(reader, filters or Filters())
    if not len(reader.passage_numbers) or (allowed is not None and not len(allowed)):
        return []
    numbers, scores = ranked_passages(reader, encoder, query, settings, allowed)
    return _hits(reader, numbers, scores, limit or settings.limit)


def _hits(
    reader: GenerationReader, numbers: "NDArray[np.int64]", scores: "NDArray[np.float32]", limit: int
) -> list[SearchHit]:
    """The best passage of each practice, until there are `limit` practices."""
    best: dict[str, tuple[int, float]] = {}
    passages: dict[int, Passage] = {}
    for start in range(0, len(numbers), 4 * limit):
        part = [int(n) for n in numbers[start : start + 4 * limit]]
        passages |= reader.passages(part)
        for number, score in zip(part, scores[start:], strict=False):
            best.setdefault(passages[number].practice_id, (number, float(score)))
        if len(best) >= limit:
            break
    chosen = list(best.items())[:limit]
    rows = {
        row[0]: row[1:]
        for row in reader.rows(
            "SELECT practice_id, practices.title, country, region, uri FROM practices JOIN documents USING (doc_id) "
            "WHERE practice_id IN (SELECT unnest(string_split(?, ',')))",
            [",".join(practice_id for practice_id, _ in chosen)],
        )
    }
    hits = []
    for practice_id, (number, score) in chosen:
        title, country, region, uri = rows[practice_id]
        hits.append(SearchHit(practice_id, title, score, passages[number], uri, country, region))
    return hits
