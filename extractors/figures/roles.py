"""What a figure says about the practice: budget, output, result, target or context."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from extractors.cues import match_heading
from extractors.figures.lexicon import Lexicon
from models import FigureKind, FigureRole, SectionLabel, Span

BEFORE: Final = 160
AFTER: Final = 100
# A cue after the figure counts as this many characters farther away.
AFTER_COST: Final = 25
MONEY_REACH: Final = 90
# So far behind "from 5 months" stands "to 3 weeks".
TO_REACH: Final = 14
SENTENCE_END: Final = re.compile(r"[.!?;](?=\s+[^\Wa-z\d_])|;(?=\s)|\n\s*\n|\n(?=\s*[-•*◆])")
#: "Results: 280 people served" says where it stands, not what the number is.
HEADS_LINE: Final = re.compile(r"\s?:(?:\*\*|__)?\s")
#: "An audit costs from ...": what one thing costs anywhere.
PRICE: Final = re.compile(
    r"(?<!\w)(?:an?|each|every|une?|chaque|eine?|jede[rs]?|una|cada|ogni|een|elke)\s(?:[\w-]+\s){1,6}"
    r"(?:costs?|coûte|kostet|cuesta|costa|kosztuje|kost)\s(?:[^\W\d]+\s){0,2}$",
    re.IGNORECASE,
)
#: "Out of 190 firms", "from 9 villages": the whole, or where it came from.
WHOLE: Final = re.compile(r"(?<!\w)(?:out of|from|across|aus|von insgesamt|parmi|spośród|uit)\s$", re.IGNORECASE)
CUED: Final = (FigureRole.BUDGET, FigureRole.TARGET, FigureRole.OUTPUT, FigureRole.RESULT)
# Sections whose figures describe the surroundings; money there may still be a budget.
SURROUNDINGS: Final = frozenset(
    {
        SectionLabel.CONTEXT,
        SectionLabel.STAKEHOLDERS,
        SectionLabel.POLICY_LINK,
        SectionLabel.TIMESCALE,
        SectionLabel.CONTACT,
        SectionLabel.DIFFICULTIES,
    }
)


@dataclass(frozen=True, slots=True)
class _Places:
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def before(self, position: int) -> int | None:
        """End of the last place that ends at or before `position`."""
        index = bisect_right(self.ends, position)
        return self.ends[index - 1] if index else None

    def after(self, position: int) -> int | None:
        """Start of the first place at or after `position`."""
        index = bisect_left(self.starts, position)
        return self.starts[index] if index < len(self.starts) else None


class Cues:
    """Where the cue words of a text stand; found once, asked for every figure."""

    def __init__(self, text: str, words: Lexicon) -> None:
        self._places = {name: _places(pattern, text) for name, pattern in words.roles.items()}
        self._sentences = tuple(m.end() for m in SENTENCE_END.finditer(text))
        self._text = text

    def role(self, kind: FigureKind, place: Span, label: SectionLabel | None) -> FigureRole:
        """The section's label first, then the words of the sentence."""
        if kind is FigureKind.DATE:
            return FigureRole.TARGET if self._is_deadline(place) else FigureRole.CONTEXT
        cue = self._nearest(place)
        if label is SectionLabel.RESOURCES:
            is_budget = kind is not FigureKind.DURATION or cue is FigureRole.BUDGET
            return FigureRole.BUDGET if is_budget else FigureRole.CONTEXT
        if self._is_aside(kind, place, label, cue):
            return FigureRole.CONTEXT
        if kind is FigureKind.MONEY:
            return _money(cue, label, is_change=self.is_change(place.start))
        if label is SectionLabel.OBJECTIVES:
            return FigureRole.TARGET
        if label is SectionLabel.EVIDENCE:
            return _evidence(kind, cue)
        return FigureRole.CONTEXT if label in SURROUNDINGS else _by_cue(kind, cue)

    def _is_aside(self, kind: FigureKind, place: Span, label: SectionLabel | None, cue: FigureRole | None) -> bool:
        """True for the price of a thing, and in the evidence for a whole of which only a part counts."""
        if label is not SectionLabel.RESOURCES and self._is_baseline(place):
            return True
        before = self._text[max(0, place.start - BEFORE) : place.start]
        if kind is FigureKind.MONEY:
            return bool(PRICE.search(before))
        return kind is FigureKind.COUNT and label is SectionLabel.EVIDENCE and not cue and bool(WHOLE.search(before))

    def _is_baseline(self, place: Span) -> bool:
        """True for what was there before a change: "from 40 to 173", "19 species against 8 before"."""
        if self._ends_at("against", place.start):
            return True
        to = self._places["changed_to"].after(place.end)
        is_left = to is not None and to - place.end <= TO_REACH and not SENTENCE_END.search(self._text, place.end, to)
        return is_left and self._ends_at("baseline", place.start)

    def _ends_at(self, name: str, position: int) -> bool:
        found = self._places[name].before(position)
        return found is not None and not self._text[found:position].strip(" €$£\u00a0")

    def is_about_money(self, position: int) -> bool:
        """True when the words of the same sentence shortly before say cost, value or grant."""
        found = self._places["money"].before(position)
        return found is not None and found >= max(self._sentence(position)[0], position - MONEY_REACH)

    def is_change(self, position: int) -> bool:
        """True when words of increase or reduction stand shortly before."""
        found = self._places["change"].before(position)
        return found is not None and found >= max(self._sentence(position)[0], position - MONEY_REACH)

    def _sentence(self, position: int) -> tuple[int, int]:
        index = bisect_right(self._sentences, position)
        start = self._sentences[index - 1] if index else 0
        return start, self._sentences[index] if index < len(self._sentences) else len(self._text)

    def _nearest(self, place: Span) -> FigureRole | None:
        """The role whose cue stands nearest; a plan ("aims to support 50 SMEs") outdoes what is planned."""
        low, high = self._sentence(place.start)
        low, high = max(low, place.start - BEFORE), min(high, place.end + AFTER)
        distances: dict[FigureRole, int] = {}
        for role in CUED:
            places = self._places[role.value]
            before, after = places.before(place.start), places.after(place.end)
            near = [place.start - before] if before is not None and before >= low else []
            near += [after - place.end + AFTER_COST] if after is not None and after < high else []
            if near:
                distances[role] = min(near)
        nearest = min(distances, key=lambda role: distances[role], default=None)
        planned = self._places[FigureRole.TARGET.value].before(place.start)
        if nearest in (FigureRole.OUTPUT, FigureRole.RESULT) and planned is not None and planned >= low:
            return FigureRole.TARGET
        return nearest

    def _is_deadline(self, place: Span) -> bool:
        """True for words right before the date such as "by 2030", "Target 2021:"."""
        found = self._places["deadline"].before(place.start)
        return found is not None and not self._text[found : place.start].strip(" *(:\n")


def _heads_line(text: str, cue: re.Match[str]) -> bool:
    """True for "Results:" at the start of a line; "Jobs created: 12" says what the number is."""
    if not HEADS_LINE.match(text, cue.end()) or text[text.rfind("\n", 0, cue.start()) + 1 : cue.start()].strip(" *_-•"):
        return False
    heading = match_heading(cue.group(), None)
    return heading is not None and heading.label is SectionLabel.EVIDENCE


def _places(pattern: re.Pattern[str], text: str) -> _Places:
    found = [m.span() for m in pattern.finditer(text) if not _heads_line(text, m)]
    return _Places(tuple(s for s, _ in found), tuple(e for _, e in found))


def _money(cue: FigureRole | None, label: SectionLabel | None, *, is_change: bool) -> FigureRole:
    """Money is put in unless a section of surroundings or of effects, or a word of effect says otherwise."""
    if label in SURROUNDINGS:
        return FigureRole.BUDGET if cue is FigureRole.BUDGET else FigureRole.CONTEXT
    if label is SectionLabel.OBJECTIVES:
        return FigureRole.BUDGET if cue is FigureRole.BUDGET and not is_change else FigureRole.TARGET
    if label is SectionLabel.EVIDENCE:
        return FigureRole.BUDGET if cue is FigureRole.BUDGET and not is_change else FigureRole.RESULT
    return FigureRole.RESULT if cue is FigureRole.RESULT else FigureRole.BUDGET


def _evidence(kind: FigureKind, cue: FigureRole | None) -> FigureRole:
    if kind in (FigureKind.PERCENTAGE, FigureKind.RATIO) and cue is not FigureRole.TARGET:
        return FigureRole.RESULT
    if cue in (FigureRole.OUTPUT, FigureRole.RESULT, FigureRole.TARGET):
        return cue
    if kind is FigureKind.DURATION:
        return FigureRole.CONTEXT
    return FigureRole.OUTPUT if kind is FigureKind.COUNT else FigureRole.RESULT


def _by_cue(kind: FigureKind, cue: FigureRole | None) -> FigureRole:
    if cue is FigureRole.BUDGET and kind is not FigureKind.PERCENTAGE:
        return FigureRole.CONTEXT
    if kind is FigureKind.DURATION and cue is FigureRole.OUTPUT:
        return FigureRole.CONTEXT
    return cue or FigureRole.CONTEXT
