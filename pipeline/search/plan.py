"""Which practices may answer: stated filters decide, conditions understood in a query bend where one is silent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.places import country_of_region
from pipeline.search.asked import Understood
from pipeline.search.filters import WITHIN, Between, Condition, Filters, OneOf
from pipeline.search.selection import practices_that_hold, practices_that_name, practices_that_state
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

#: A practice that states otherwise is left out for these; for the others it only comes later.
_DECIDING = ("year", "budget", "status", "scope", "topic", "city")
#: No answer may come from elsewhere: when nothing lies there, nothing fits.
PLACES = ("country", "region")
#: Masks kept for a generation, one bit's byte for each practice.
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """Masks over the rows of practices.

    Attributes:
        allowed: may answer.
        silent: for each condition that was understood, the allowed ones that do not say whether it holds.
        unmet: places that were understood and in which no practice under the stated filters lies.
    """

    allowed: "Mask"
    silent: "tuple[tuple[Condition, Mask], ...]"
    unmet: tuple[Condition, ...]

    @property
    def count(self) -> int:
        return int(self.allowed.sum())

    @property
    def meeting(self) -> int:
        """How many state all that was asked for; the others are silent about some of it."""
        stating = self.allowed.copy()
        for _, mask in self.silent:
            stating &= ~mask
        return int(stating.sum())


def plan(
    reader: GenerationReader, filters: Filters, understood: Sequence[Understood], must_state: bool = False
) -> Plan:
    """The practices with passages that hold all filters, and hold or do not deny what was understood.

    With `must_state` those that say nothing of any condition are left out: without words to rank by they are no answer.
    A place may be named in passing.
    """
    import numpy as np

    stated = _known(reader, "searched", lambda: reader.practice_rows)
    for condition in filters.conditions:
        if condition.name != WITHIN:
            stated = stated & _holds(reader, condition)
    allowed, silent, unmet = stated, [], []
    for condition in dict.fromkeys(item.condition for item in understood):
        holds = _holds(reader, condition)
        if condition.name in PLACES and not holds.any():
            unmet.append(condition)
            allowed = allowed & holds
        else:
            unsaid = _silent(reader, condition) & ~holds
            allowed = allowed & (holds | unsaid)
            silent.append((condition, unsaid))
    if must_state and silent and not any(condition.name in PLACES for condition, _ in silent):
        allowed = allowed & ~np.logical_and.reduce([mask for _, mask in silent])
    return Plan(allowed, tuple((condition, mask & allowed) for condition, mask in silent), tuple(unmet))


def _silent(reader: GenerationReader, condition: Condition) -> "Mask":
    """Practices that do not say whether the condition holds."""
    if isinstance(condition, OneOf) and condition.name in PLACES:
        if condition.is_excluded:
            return _nobody(reader)
        if condition.name == "country":
            return _known(reader, ("names", condition), lambda: practices_that_name(reader, condition.values))
        # Practices of the same country that name no region.
        countries = OneOf("country", tuple(dict.fromkeys(country_of_region(code) for code in condition.values)))
        return _holds(reader, countries) & ~_states(reader, OneOf("region", ()))
    if condition.name in _DECIDING:
        # An amount in another currency says nothing about a bound in this one.
        return ~_states(reader, condition)
    return ~_nobody(reader)


def _holds(reader: GenerationReader, condition: Condition) -> "Mask":
    return _known(reader, ("holds", condition), lambda: practices_that_hold(reader, condition))


def _states(reader: GenerationReader, condition: Condition) -> "Mask":
    if isinstance(condition, Between):
        condition = Between(condition.name, currency=condition.currency, words=condition.words)
    return _known(reader, ("states", condition), lambda: practices_that_state(reader, condition))


def _nobody(reader: GenerationReader) -> "Mask":
    return _known(reader, "nobody", lambda: reader.practice_rows[:0])


def _known(reader: GenerationReader, key: object, find: "Callable[[], NDArray[np.int64]]") -> "Mask":
    """A mask over the rows of practices, found once for each generation."""
    import numpy as np

    known = reader.worked_out.get(key)
    if not isinstance(known, np.ndarray):
        known = np.zeros(reader.row_count, dtype=bool)
        known[find()] = True
        if len(reader.worked_out) >= _KEPT:
            reader.worked_out.clear()
        reader.worked_out[key] = known
    return known
