"""Labels every part of a document: by its headings and, where none helps, by a small classifier."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.cues import CueMatch, boundary_share
from extractors.outline import Unit, UnitKind, outline
from extractors.passages import Judgement, PassageLabeller, Place
from models import Annotations, Document, PracticeBoundary, Section, SectionLabel, Span
from models.trained.encoder import Encoder
from models.trained.section_head import SectionHead, load_section_head

_NAME = "sections/1"
BY_HEADING = f"{_NAME}:heading"
BY_CLASSIFIER = f"{_NAME}:classifier"

#: Headings that announce anything: below them a passage may speak of something else.
_GENERIC = frozenset({SectionLabel.SUMMARY})
_SWITCH_SCORE = 0.4
#: Labels of short facts, which are one section even under several headings in a row.
_FACTS = frozenset({SectionLabel.CONTACT, SectionLabel.TIMESCALE})
_FACT_CHARACTERS = 120
_CHALLENGE_WORDS = ("challenge", "herausforderung", "defi", "reto", "desafi", "sfida", "sfide", "wyzwani", "provoc")
_HEADING_BASE = 0.55
_HEADING_GAIN = 0.4
#: Words beside a title in its line that still leave it a title line: a code, a number.
_MAX_TITLE_EXTRA_WORDS = 3
#: Fewer words than this, without a cue, say nothing: a menu entry, a date line, a name.
_MIN_WORDS = 5
_FRAGMENT_SCORE = 0.3
_NOTICE_WORDS = 14
_NOTICE_SHARE = 0.2


@dataclass(slots=True)
class _Part:
    """A run of units that will carry one label.

    Attributes:
        cue: None where the passages decide.
        soft: stands under a heading that announces anything, whose label is `under`.
    """

    units: list[Unit]
    opener: Unit | None = None
    cue: CueMatch | None = None
    soft: bool = False
    under: SectionLabel | None = None
    new_practice: bool = False
    label: SectionLabel | None = None
    score: float = 0.0
    extractor: str = BY_HEADING
    texts: list[Unit] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        self.units.append(unit)
        if unit.kind is not UnitKind.HEADING:
            self.texts.append(unit)


class SectionExtractor:
    """Fills `Annotations.sections`; the sections come in reading order and never overlap.

    Every block of a practice lies in one section, except headings that open none and titles. Text outside of
    the practices is labelled too: it may be the introduction of a report.
    """

    name = _NAME
    requires = frozenset({"practices"})
    provides = frozenset({"sections"})

    def __init__(self, encoder: Encoder, head: SectionHead | None = None) -> None:
        self._labeller = PassageLabeller(encoder, head or load_section_head())

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        parts = _parts(document, outline(document), annotations.practices)
        self._label(document, parts)
        return replace(annotations, sections=tuple(_sections(document, parts)))

    def _label(self, document: Document, parts: Sequence[_Part]) -> None:
        open_parts = [part for part in parts if part.cue is None and part.texts]
        texts = [_text(document, part) for part in open_parts]
        rows = self._labeller.probabilities(texts, document.language) if texts else ()
        judged = {id(part): (row, text) for part, row, text in zip(open_parts, rows, texts, strict=True)}
        headed = _headed(parts)
        before: SectionLabel | None = None
        first_copies: dict[int, SectionLabel] = {}
        seen: set[SectionLabel] = set()
        for part in parts:
            if part.new_practice:
                before, seen = None, set()
            if part.cue is not None:
                _label_by_cue(part, part.cue, seen)
            elif id(part) in judged:
                row, text = judged[id(part)]
                place = Place(before, headed[id(part)])
                judgement = self._labeller.judge(row, text, document.language, place)
                _label_by_text(document, part, judgement, place.headed)
                _follow_first_copy(document, part, first_copies)
            if part.label is not None:
                before = part.label
                seen.add(part.label)
                for unit in part.texts:
                    first_copies.setdefault(unit.block, part.label)


def _parts(document: Document, units: Sequence[Unit], practices: Sequence[PracticeBoundary]) -> list[_Part]:
    """Units gathered to parts; titles of practices are left out and start afresh."""
    parts: list[_Part] = []
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


def _headed(parts: Sequence[_Part]) -> dict[int, frozenset[SectionLabel]]:
    """For each part the labels that have a heading of their own in the same practice."""
    result: dict[int, frozenset[SectionLabel]] = {}
    start = 0
    for i in range(1, len(parts) + 1):
        if i == len(parts) or parts[i].new_practice:
            labels = frozenset(part.cue.label for part in parts[start:i] if part.cue is not None)
            result |= {id(part): labels for part in parts[start:i]}
            start = i
    return result


def _is_title_only(document: Document, unit: Unit, titles: Sequence[Span]) -> bool:
    """A heading is the title as a whole; running text only where nothing else stands in it."""
    if unit.kind is UnitKind.HEADING:
        return True
    text = unit.span.of(document.text)
    covered = sum(min(t.end, unit.span.end) - max(t.start, unit.span.start) for t in titles if t.overlaps(unit.span))
    rest = len(text.split()) - sum(len(t.of(document.text).split()) for t in titles if t.overlaps(unit.span))
    return covered > 0 and rest <= _MAX_TITLE_EXTRA_WORDS


def _joins(parts: Sequence[_Part], unit: Unit) -> bool:
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


def _new_part(unit: Unit, parts: Sequence[_Part], fresh: bool) -> _Part:
    opener = None if unit.kind is UnitKind.TEXT else unit
    announced = opener is not None and opener.cue is not None and opener.cue.label in _GENERIC
    part = _Part([], opener, unit.cue if opener is not None else None, announced, new_practice=fresh)
    if unit.kind is UnitKind.TEXT and parts and parts[-1].soft and not fresh:
        part.soft, part.under = True, parts[-1].cue.label if parts[-1].cue else parts[-1].under
    part.add(unit)
    return part


def _text(document: Document, part: _Part) -> str:
    heading = [part.opener.label_text] if part.opener is not None else []
    return " ".join(heading + [" ".join(unit.span.of(document.text).split()) for unit in part.texts])


def _label_by_cue(part: _Part, cue: CueMatch, seen: set[SectionLabel]) -> None:
    part.label = cue.label
    told = {SectionLabel.ACTIVITIES, SectionLabel.EVIDENCE, SectionLabel.RESOURCES} & seen
    bare = " " not in cue.phrase and cue.phrase.startswith(_CHALLENGE_WORDS)
    if cue.label is SectionLabel.DIFFICULTIES and bare and not told:
        # "Challenges" before the solution are why it was needed, after it what it met.
        part.label = SectionLabel.CONTEXT
    part.score = round(_HEADING_BASE + _HEADING_GAIN * cue.share, 3)


def _label_by_text(document: Document, part: _Part, judgement: Judgement, headed: frozenset[SectionLabel]) -> None:
    part.extractor = BY_CLASSIFIER
    part.label, part.score = judgement.label, judgement.score
    if part.under is not None:
        # What has a heading of its own is told there: a price in the description is not the practice's budget.
        if not judgement.by_cue or judgement.score < _SWITCH_SCORE or judgement.label in headed - {part.under}:
            part.label, part.score = part.under, _FRAGMENT_SCORE
    elif _is_notice(document, part) or (_is_fragment(document, part) and not judgement.by_cue):
        part.label, part.score = SectionLabel.OTHER, _FRAGMENT_SCORE


def _is_fragment(document: Document, part: _Part) -> bool:
    """True for menu entries, places and dates: no text of the part is as long as a short sentence."""
    return all(len(unit.span.of(document.text).split()) < _MIN_WORDS for unit in part.texts)


def _is_notice(document: Document, part: _Part) -> bool:
    """True for a short line above a text that says what kind it is: "Published on 9 February 2021"."""
    words = [word for unit in part.texts for word in unit.span.of(document.text).split()]
    return len(words) <= _NOTICE_WORDS and boundary_share(" ".join(words), "kind") >= _NOTICE_SHARE


def _follow_first_copy(document: Document, part: _Part, first_copies: dict[int, SectionLabel]) -> None:
    """A repeated passage carries the label of the passage it repeats."""
    repeats = document.blocks[part.texts[0].block].repeats
    if repeats is not None and repeats in first_copies:
        part.label = first_copies[repeats]


def _sections(document: Document, parts: Sequence[_Part]) -> list[Section]:
    found: list[Section] = []
    owner: _Part | None = None
    for part in parts:
        if part.label is None:
            owner = None
            continue
        span = Span(part.units[0].span.start, part.units[-1].span.end)
        heading = part.opener.label_text if part.opener is not None and part.opener.label_text else None
        if owner is not None and _continues(owner, part):
            last = found[-1]
            found[-1] = replace(last, span=Span(last.span.start, span.end), score=max(last.score, part.score))
        else:
            found.append(Section(part.label, span, heading, part.score, part.extractor))
            owner = part
    return found


def _continues(owner: _Part, part: _Part) -> bool:
    """True where a part goes on with the section before: same label, no heading of its own."""
    if part.new_practice or part.label is not owner.label:
        return False
    if part.opener is None or part.opener.kind is UnitKind.INLINE:
        return True
    if owner.opener is not None and owner.opener.level is None and part.opener.level is not None:
        return False
    # A fact sheet gives "Start date" and "End date" headings of their own, with a word or two below.
    short = sum(len(unit.span) for unit in part.texts) <= _FACT_CHARACTERS
    return owner.opener is not None and short and part.label in _FACTS
