"""Search by meaning and by words: filters first, then both rankings over the passages that are left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.places import country_name, find_country
from models import Passage, SearchHit, SectionLabel, SettingsError, StoreError
from models.trained.encoder import Encoder
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be: `country` a name in any EU language or an ISO code, `section` a label.

    Raises:
        SettingsError: no such country or label.
    """

    country: str | None = None
    section: str | None = None

    def __post_init__(self) -> None:
        if self.country is not None and find_country(self.country) is None:
            raise SettingsError(
                f"{self.country!r} is not a country that we know. Try its English name or its ISO code."
            )
        if self.section is not None and self.section not in set(SectionLabel):
            raise SettingsError(f"{self.section!r} is not a section label. Choose from: {', '.join(SectionLabel)}.")

    def clauses(self) -> tuple[list[str], list[str]]:
        """(conditions, parameters) in SQL over passages joined with practices."""
        conditions, parameters = [], []
        if self.country is not None:
            conditions.append("practices.country = ?")
            parameters.append(country_name(find_country(self.country) or ""))
        if self.section is not None:
            conditions.append("passages.label = ?")
            parameters.append(self.section)
        return conditions, parameters


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
    allowed = _allowed(reader, filters or Filters())
    if not len(reader.passage_numbers) or (allowed is not None and not len(allowed)):
        return []
    numbers, scores = _ranked(reader, encoder, query, settings, allowed)
    return _hits(reader, numbers, scores, limit or settings.limit)


def _allowed(reader: GenerationReader, filters: Filters) -> "NDArray[np.int64] | None":
    """Passage numbers that the filters leave, ascending; None when there is no filter."""
    conditions, parameters = filters.clauses()
    if not conditions:
        return None
    query = "SELECT passage_no FROM passages JOIN practices USING (practice_id) WHERE "
    return reader.numbers(query + " AND ".join(conditions) + " ORDER BY passage_no", parameters)


def _ranked(
    reader: GenerationReader,
    encoder: Encoder,
    query: str,
    settings: SearchSettings,
    allowed: "NDArray[np.int64] | None",
) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
    """(passage numbers, scores), best first, of the passages that count."""
    import numpy as np

    numbers = reader.passage_numbers if allowed is None else allowed
    vectors = reader.vectors if allowed is None else reader.vectors[np.searchsorted(reader.passage_numbers, allowed)]
    similarity = vectors @ encoder.encode_queries([query])[0]
    found, bm25 = reader.words.search(query, settings.word_candidates, allowed)
    words = np.zeros(len(numbers), dtype=np.float32)
    if found:
        words[np.searchsorted(numbers, found)] = np.array(bm25, dtype=np.float32) / max(bm25)
    counts = similarity >= settings.similarity_floor
    complete, _ = reader.words.search(query, settings.word_candidates, allowed, every_word=True)
    counts[np.searchsorted(numbers, np.array(complete, dtype=np.int64))] = True
    scores = similarity + settings.words_weight * words
    order = np.flatnonzero(counts)
    # Equal scores keep the order of the passages, so that the same query gives the same list.
    order = order[np.argsort(-scores[order], kind="stable")]
    return numbers[order], scores[order]


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
