"""Ranked passages grouped to practices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models import ModelError
from models.trained.reranker import load_reranker
from pipeline.search.filters import Filters
from pipeline.search.names import practices_named
from pipeline.search.plan import Plan
from pipeline.search.query import Query
from pipeline.search.ranking import ranked_passages
from pipeline.search.selection import allowed_passages
from pipeline.search.words import is_short
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

#: One or two words say little, and what they say is rarely too special: so much of the floor is enough for them, but
#: not for English ones that stand in no passage, nor for those that no dictionary has.
_SHORT = 0.4


@dataclass(frozen=True, slots=True)
class Group:
    """A practice, by its row in this generation, with its best passage; 0 is the score where nothing is ranked."""

    row: int
    passage_no: int
    score: float


def ranked_groups(query: Query, filters: Filters, chosen: Plan, floor: float, least_share: float) -> list[Group]:
    """Practices that fit, best first; of two alike the one that says what was asked for comes first.

    Below the `floor` (0..1) nothing fits but what bears the query as its name. What has less than `least_share` of the
    best score is left out.
    """
    import numpy as np

    reader = query.reader
    allowed = allowed_passages(reader, filters, chosen.allowed)
    if not len(allowed):
        return []
    is_narrowed = len(allowed) < len(reader.passage_numbers)
    ranking = ranked_passages(query, allowed if is_narrowed else None)
    passages, scores = ranking.rows, ranking.scores
    rows = reader.practice_rows[passages]
    is_doubtful = ranking.fits < floor or query.is_strange
    if ranking.fits < floor * floor_share(query) or (is_doubtful and _is_only_a_name(query)):
        keep = np.isin(rows, practices_named(reader, query.text))
        passages, scores, rows = passages[keep], scores[keep], rows[keep]
    first = _first_of_each(rows, reader.row_count)
    first = first[scores[first] >= least_share * scores.max(initial=-1.0)]
    weights = np.ones(reader.row_count, dtype=np.float32)
    for _, mask in chosen.silent:
        weights[mask] *= query.settings.silent_weight
    # A negative score, too, must fall.
    adjusted = scores[first] - np.abs(scores[first]) * (1 - weights[rows[first]])
    order = np.argsort(-adjusted.round(6), kind="stable")
    return _groups(rows[first[order]], reader.passage_numbers[passages[first[order]]], adjusted[order])


def reranked(
    reader: GenerationReader, groups: "Sequence[Group]", meaning: str, settings: SearchSettings
) -> "Sequence[Group]":
    """The first `settings.reranked` practices in the order of the re-ranker, the others behind them as they are.

    Raises:
        ModelError: the re-ranker cannot be loaded, or does not give a number for each text.
    """
    first = groups[: settings.reranked]
    if not settings.reranker or not meaning.strip() or not first:
        return groups
    texts = reader.passage_texts([group.passage_no for group in first])
    scores = load_reranker(settings.reranker).score(meaning, [texts[group.passage_no] for group in first])
    if len(scores) != len(first) or any(score != score for score in scores):
        raise ModelError(f"search.reranker {settings.reranker!r} did not give a number for each of {len(first)} texts.")
    order = sorted(range(len(first)), key=lambda place: -scores[place])
    return [*(first[place] for place in order), *groups[settings.reranked :]]


def _is_only_a_name(query: Query) -> bool:
    """True for the name of a record, or of its place, whose words stand in no passage: "Thueringen"."""
    is_said = bool(query.reader.words.search(query.text, 1)[0])
    return not is_said and len(practices_named(query.reader, query.text)) > 0


def floor_share(query: Query) -> float:
    """How much of `search.fits_floor` a query must reach."""
    return _SHORT if is_short(query.text) and not query.is_strange else 1.0


def listed(reader: GenerationReader, filters: Filters, chosen: Plan) -> list[Group]:
    """The practices that the filters leave, those that state most of the conditions first, else as catalogued."""
    import numpy as np

    allowed = allowed_passages(reader, filters, chosen.allowed)
    rows = reader.practice_rows[allowed]
    first = _first_of_each(rows, reader.row_count)
    unsaid = sum((mask[rows[first]].astype(int) for _, mask in chosen.silent), np.zeros(len(first), dtype=int))
    order = np.argsort(unsaid, kind="stable")
    first = first[order]
    return _groups(rows[first], reader.passage_numbers[allowed[first]], np.zeros(len(first)))


def _groups(
    rows: "NDArray[np.int64]", numbers: "NDArray[np.int64]", scores: "NDArray[np.floating[Any]]"
) -> list[Group]:
    return list(map(Group, rows.tolist(), numbers.tolist(), scores.tolist()))


def _first_of_each(rows: "NDArray[np.int64]", count: int) -> "NDArray[np.int64]":
    """Where each row stands first, ascending."""
    import numpy as np

    first = np.full(count, len(rows), dtype=np.int64)
    first[rows[::-1]] = np.arange(len(rows) - 1, -1, -1)
    return np.sort(first[first < len(rows)])
