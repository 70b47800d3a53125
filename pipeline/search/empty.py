"""Why a search found nothing, and which filter excluded most."""

from collections.abc import Callable, Sequence

from models.text import folded
from pipeline.search.asked import Question
from pipeline.search.facet_values import CODED, label_of
from pipeline.search.filters import Condition, Filters, OneOf
from pipeline.search.plan import Plan, plan
from pipeline.search.result import NothingFits, Relaxed
from pipeline.store.reader import GenerationReader

#: A longer meaning is not repeated (characters).
_SHOWN = 80
#: The practices that fit under these filters and this plan.
Ranked = Callable[[Filters, Plan], Sequence[object]]


def nothing_fits(
    reader: GenerationReader, filters: Filters, question: Question, chosen: Plan, ranked: Ranked
) -> NothingFits:
    """The reason in plain words, and what each filter costs, the one that excludes most first."""
    relaxed = []
    for condition in dict.fromkeys((*filters.conditions, *(item.condition for item in question.understood))):
        fewer = Filters(tuple(c for c in filters.conditions if c != condition))
        understood = tuple(item for item in question.understood if item.condition != condition)
        other = plan(reader, fewer, understood, must_state=not question.meaning.strip())
        relaxed.append(Relaxed(str(condition), other.count, bool(ranked(fewer, other))))
    relaxed.sort(key=lambda one: (-one.fits, -one.practices))
    return NothingFits(_reason(reader, filters, question, chosen), tuple(relaxed))


def _reason(reader: GenerationReader, filters: Filters, question: Question, chosen: Plan) -> str:
    if not len(reader.passage_numbers):
        return "The catalogue holds no practices yet."
    if chosen.unmet:
        return f"No practice of the catalogue lies in {' or '.join(map(named, chosen.unmet))}."
    if not chosen.count:
        silent = plan(reader, filters, question.understood).count
        if silent:
            return f"No practice says that it meets the conditions; {silent:,} say nothing about some of them."
        return "No practice meets all conditions at once."
    if filters or question.understood:
        if question.meaning.strip():
            return f"{_meeting(chosen)}, but none of them is about {_short(question.meaning)}."
        return "No passage meets all conditions at once."
    return "Nothing in the catalogue is about this."


def _short(meaning: str) -> str:
    text = " ".join(meaning.split())
    return f"“{text}”" if len(text) <= _SHOWN else "this"


def _meeting(chosen: Plan) -> str:
    """How many practices meet the conditions: only those that say so."""
    meeting, silent = chosen.meeting, chosen.count - chosen.meeting
    told = f"{meeting:,} practice{' meets' if meeting == 1 else 's meet'} the conditions"
    return f"{told} and {silent:,} {'does' if silent == 1 else 'do'} not say" if silent else told


def named(condition: Condition) -> str:
    """The values of a condition as people read them."""
    if isinstance(condition, OneOf):
        return " or ".join(
            label_of(condition.name, value) if condition.name in CODED else value for value in condition.values
        )
    return folded(str(condition))


def topics_of(reader: GenerationReader, practice_ids: Sequence[str]) -> tuple[str, ...]:
    """Topics of these practices, the commonest first."""
    query = (
        "SELECT label FROM topics WHERE practice_id IN (SELECT unnest(string_split(?, ','))) "
        "GROUP BY label ORDER BY count(DISTINCT practice_id) DESC, label LIMIT 3"
    )
    return tuple(label for (label,) in reader.rows(query, [",".join(practice_ids)]))
