"""What a figure says about the practice: budget, output, result, target or context."""

import re
from dataclasses import dataclass
from typing import Final

from extractors.figures.lexicon import Lexicon
from models import FigureKind, FigureRole, SectionLabel

BEFORE: Final = 160
AFTER: Final = 100
SENTENCE_END: Final = re.compile(r"[.!?;](?=\s+[^\Wa-z\d_])|\n\s*\n|\n(?=\s*[-•*◆])")
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
class Surroundings:
    """The words of a figure's sentence before and after it."""

    before: str
    after: str


def surroundings(text: str, start: int, end: int) -> Surroundings:
    """The sentence around the figure, cut at a fixed distance."""
    before = text[max(0, start - BEFORE) : start]
    for match in SENTENCE_END.finditer(before):
        cut = match.end()
        before = " " * cut + before[cut:]
    after = text[end : end + AFTER]
    stop = SENTENCE_END.search(after)
    return Surroundings(before.strip(), after[: stop.start()] if stop else after)


def role_of(kind: FigureKind, near: Surroundings, label: SectionLabel | None, words: Lexicon) -> FigureRole:
    """The section's label first, then the words near."""
    if kind is FigureKind.DATE:
        return FigureRole.TARGET if _is_deadline(near, words) else FigureRole.CONTEXT
    cue = nearest_cue(near, words)
    if label is SectionLabel.RESOURCES:
        return FigureRole.CONTEXT if kind is FigureKind.DURATION and cue is not FigureRole.BUDGET else FigureRole.BUDGET
    if label is SectionLabel.OBJECTIVES:
        return FigureRole.BUDGET if kind is FigureKind.MONEY and cue is FigureRole.BUDGET else FigureRole.TARGET
    if label is SectionLabel.EVIDENCE:
        return _evidence(kind, cue)
    if label in SURROUNDINGS:
        is_budget = kind is FigureKind.MONEY and cue is FigureRole.BUDGET
        return FigureRole.BUDGET if is_budget else FigureRole.CONTEXT
    return _by_cue(kind, cue)


def _evidence(kind: FigureKind, cue: FigureRole | None) -> FigureRole:
    if cue in (FigureRole.OUTPUT, FigureRole.RESULT, FigureRole.TARGET):
        return cue
    if cue is FigureRole.BUDGET and kind is FigureKind.MONEY:
        return cue
    if kind is FigureKind.DURATION:
        return FigureRole.CONTEXT
    return FigureRole.OUTPUT if kind is FigureKind.COUNT else FigureRole.RESULT


def _by_cue(kind: FigureKind, cue: FigureRole | None) -> FigureRole:
    if cue is FigureRole.BUDGET and kind not in (FigureKind.MONEY, FigureKind.PERCENTAGE):
        return FigureRole.CONTEXT
    if kind is FigureKind.DURATION and cue is FigureRole.OUTPUT:
        return FigureRole.CONTEXT
    return cue or FigureRole.CONTEXT


def nearest_cue(near: Surroundings, words: Lexicon) -> FigureRole | None:
    """The role whose cue stands nearest; words after the figure count as a little farther away."""
    best: tuple[int, FigureRole] | None = None
    for role in (FigureRole.BUDGET, FigureRole.TARGET, FigureRole.OUTPUT, FigureRole.RESULT):
        cues = words.roles[role.value]
        distances = [len(near.before) - m.end() for m in cues.finditer(near.before)]
        distances += [m.start() + 20 for m in cues.finditer(near.after)]
        if distances and (best is None or min(distances) < best[0]):
            best = (min(distances), role)
    return best[1] if best else None


def _is_deadline(near: Surroundings, words: Lexicon) -> bool:
    """ "by 2030", "Target 2021:" right before the date."""
    tail = near.before[-40:].rstrip("*( ")
    return any(m.end() == len(tail) for m in words.roles["deadline"].finditer(tail))


def is_about_money(text: str, start: int, words: Lexicon) -> bool:
    """True when the words of the same clause before the number say cost, value or grant."""
    clause = re.split(r"[.;!?](?=\s)|\n\s*\n|\n(?=\s*[-•*])", text[max(0, start - 90) : start])[-1]
    return bool(words.roles["money"].search(clause))
