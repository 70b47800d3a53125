"""More like this: a text of any length, or a practice, as the query."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models import Span, StoreError
from models.text import sentences
from pipeline.search.filters import Filters
from pipeline.search.groups import Group, ranked_groups
from pipeline.search.plan import Plan
from pipeline.search.query import Query
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An encoder reads no more than this of a text at a time (characters), and so many parts speak for the whole.
_PART, _PARTS = 900, 8


def is_long(text: str) -> bool:
    """True for more than an encoder reads at a time."""
    return len(text) > _PART


def text_of_practice(reader: GenerationReader, practice_id: str) -> str:
    """Title and passages of a practice.

    Raises:
        StoreError: no practice has this id.
    """
    query = (
        "SELECT title, text FROM practices JOIN passages USING (practice_id) WHERE practice_id = ? ORDER BY passage_no"
    )
    found = reader.rows(query, [practice_id])
    if not found:
        raise StoreError(f"No practice has the id {practice_id!r}. See the ids with: goodpractice list")
    return "\n".join([f"{found[0][0]}.", *(text for _, text in found)])


def similar_groups(
    parts: Sequence[Query], filters: Filters, chosen: Plan, floor: float, least_share: float
) -> list[Group]:
    """Practices that are like the parts of a text on average, best first; not those below `least_share` of the best."""
    best: dict[int, Group] = {}
    sums: dict[int, float] = {}
    for part in parts:
        for group in ranked_groups(part, filters, chosen, floor, least_share=0.0):
            sums[group.row] = sums.get(group.row, 0.0) + group.score
            if group.row not in best or group.score > best[group.row].score:
                best[group.row] = group
    means = {row: round(total / len(parts), 6) for row, total in sums.items()}
    least = least_share * max(means.values(), default=0.0)
    rows = sorted((row for row in means if means[row] >= least), key=lambda row: (-means[row], row))
    return [Group(row, best[row].passage_no, means[row]) for row in rows]


def parts_of(text: str) -> Sequence[str]:
    """Runs of sentences, at most so many, spread evenly over the text; the beginning is always one."""
    runs = list(_runs(text))
    if len(runs) <= _PARTS:
        return runs
    step = (len(runs) - 1) / (_PARTS - 1)
    return [runs[round(i * step)] for i in range(_PARTS)]


def _runs(text: str) -> "Iterator[str]":
    run = ""
    for span in sentences(text, Span(0, len(text))):
        sentence = span.of(text)[:_PART]
        if run and len(run) + len(sentence) > _PART:
            yield run
            run = ""
        run = f"{run} {sentence}".strip()
    if run:
        yield run
