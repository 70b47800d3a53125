"""A document's units gathered to parts: each a heading with what stands under it, or a passage of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.cues import CueMatch
from extractors.outline import Unit, UnitKind
from models import Document, PracticeBoundary, SectionLabel, Span

#: Headings that announce anything: below them a passage may speak of something else.
_GENERIC = frozenset({SectionLabel.SUMMARY})
#: Words beside a title in its line that still leave it a title line: a code, a number.
_MAX_TITLE_EXTRA_WORDS = 3


@dataclass(slots=True)
class Part:
    """A run of units that will carry one label.

    Attributes:
        opener: the heading or inline label that it starts with; None for a passage of its own.
        cue: what the opener points to.
        soft: stands under a heading that announces anything, whose label is `under`.
        new_practice: nothing before it belongs to the same practice.
        texts: the units that are not headings.
    """

    units: list[Unit]
    opener: Unit | None = None
    cue: CueMatch | None = None
    soft: bool = False
    under: SectionLabel | None = None
    new_practice: bool = False
    texts: list[Unit] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        self.units.append(unit)
        if unit.kind is not UnitKind.HEADING:
            self.texts.append(unit)


def gather_parts(document: Document, units: Sequence[Unit], practices: Sequence[PracticeBoundary]) -> list[Part]:
    """Units gathered to parts; titles of practices are left out and start afresh."""
    parts: list[Part] = []
    starts = sorted(practice.span.start for practice in practices)
    titles = [practice.title_span for practice in practices if practice.title_span is not None]
    upcoming = 0
    fresh = True
    for unit in units:
        while upcoming < len(starts) and unit.span.end > starts[upcoming]:
            upcoming, fresh = upcoming + 1, True
        if any(unit.span.overlaps(title) for title in titles) and _is_title_only(document, unit, titles):
            fresh = True
            continue
        if fresh or not _joins(parts, unit):
            parts.append(_new_part(unit, parts, fresh))
            fresh = False
        else:
            parts[-1].add(unit)
    return [part for part in parts if part.texts or part.cue is not None]


def _is_title_only(document: Document, unit: Unit, titles: Sequence[Span]) -> bool:
    """A heading is the title as a whole; running text only where nothing else stands in it."""
    if unit.kind is UnitKind.HEADING:
        return True
    text = unit.span.of(document.text)
    covered = sum(min(t.end, unit.span.end) - max(t.start, unit.span.start) for t in titles if t.overlaps(unit.span))
    rest = len(text.split()) - sum(len(t.of(document.text).split()) for t in titles if t.overlaps(unit.span))
    return covered > 0 and rest <= _MAX_TITLE_EXTRA_WORDS


def _joins(parts: Sequence[Part], unit: Unit) -> bool:
    """True where a unit goes on with the part before it."""
    if not parts:
        return False
    part = parts[-1]
    opener = part.opener
    if unit.kind is UnitKind.INLINE:
        return False
    if unit.kind is UnitKind.TEXT:
        if unit.glued:
            return bool(part.units)
        if opener is None or opener.kind is UnitKind.INLINE:
            return False
        return not part.soft or not part.texts
    if unit.cue is not None or opener is None or opener.kind is not UnitKind.HEADING:
        return False
    deeper = unit.level is not None and opener.level is not None and unit.level > opener.level
    aside = not part.texts and part.cue is not None and len(unit.label_text.split()) <= 3
    return deeper or aside


def _new_part(unit: Unit, parts: Sequence[Part], fresh: bool) -> Part:
    opener = None if unit.kind is UnitKind.TEXT else unit
    announced = opener is not None and opener.cue is not None and opener.cue.label in _GENERIC
    part = Part([], opener, unit.cue if opener is not None else None, announced, new_practice=fresh)
    if unit.kind is UnitKind.TEXT and parts and parts[-1].soft and not fresh:
        part.soft, part.under = True, parts[-1].cue.label if parts[-1].cue else parts[-1].under
    part.add(unit)
    return part


def practices_of(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts of each practice, and of what lies between practices."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.new_practice or not groups:
            groups.append([])
        groups[-1].append(part)
    return groups


def part_text(document: Document, part: Part) -> str:
    """The text of a part below its heading, white space joined."""
    return " ".join(" ".join(unit.span.of(document.text).split()) for unit in part.texts)
