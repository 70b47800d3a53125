"""Tells which parts of a document are practices: none, the whole document, or several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.collected import find_collected
from extractors.cues import boundary_count, boundary_share
from extractors.outline import Unit, UnitKind, outline
from extractors.stories import Story, find_stories
from extractors.titles import document_title
from models import Annotations, Document, PracticeBoundary, SectionLabel, Span

_NAME = "boundaries/1"
# The end is optional, so that text without one is passed in one step and not searched from each character.
_SENTENCE = re.compile(r"[^.!?\n]+(?:\n(?!\s*\n)[^.!?\n]*)*([.!?])?")
_MIN_SENTENCE_WORDS = 7
_MIN_WORDS = 8
_LONG_UNITS = 25
_SLIDE_SENTENCE_SHARE = 0.45
_REPORT_WORDS = 900
#: So many phrases of rules or surveys stand in any text.
_FEW_RULES = 4
#: A document with that much of its text under headings of a practice tells one, whatever its shape.
_CUED_SHARE = 0.6
#: Among slides, headings of a practice with less of the text under them tell none.
_TOLD_SHARE = 0.3
_KIND_TITLE_SHARE = 0.6
#: Headings of so many kinds tell one initiative.
_TOLD = 3
_TERM = re.compile(r"^\W*[^\n:–]{2,50}\s*(?::|\s[–—-]|\t|\.{4,})\s*\S")
#: Sections that tell of one initiative.
_TELLING = frozenset(
    {
        SectionLabel.CONTEXT,
        SectionLabel.OBJECTIVES,
        SectionLabel.ACTIVITIES,
        SectionLabel.STAKEHOLDERS,
        SectionLabel.RESOURCES,
        SectionLabel.EVIDENCE,
        SectionLabel.DIFFICULTIES,
        SectionLabel.LESSONS,
        SectionLabel.TRANSFERABILITY,
        SectionLabel.SUSTAINABILITY,
        SectionLabel.TIMESCALE,
    }
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a document looks like, counted."""

    words: int
    units: int
    sentence_share: float
    cued_share: float
    telling: frozenset[SectionLabel]
    uncued_headings: int
    terms: int
    normative: int
    initiative: int


class BoundaryExtractor:
    """Fills `Annotations.practices`, in reading order, or `no_practice` with the reason."""

    name = _NAME
    requires: frozenset[str] = frozenset()
    provides = frozenset({"practices"})

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        units = outline(document)
        stories = find_stories(document, units) or find_collected(document, units)
        if stories:
            return replace(annotations, practices=tuple(_boundary(story) for story in stories), no_practice=None)
        shape = _shape(document, units)
        reason = _why_none(document, shape)
        if reason is not None:
            return replace(annotations, practices=(), no_practice=reason)
        return replace(annotations, practices=(_single(document, units, shape),), no_practice=None)


def _boundary(story: Story) -> PracticeBoundary:
    return PracticeBoundary(story.span, story.title.text, story.title.span, story.score, _NAME)


def _single(document: Document, units: Sequence[Unit], shape: _Shape) -> PracticeBoundary:
    title = document_title(document, units)
    span = Span(units[0].span.start, units[-1].span.end)
    score = min(0.95, 0.5 + 0.1 * len(shape.telling))
    return PracticeBoundary(span, title.text, title.span, round(score, 2), _NAME)


def _shape(document: Document, units: Sequence[Unit]) -> _Shape:
    texts = [unit.span.of(document.text) for unit in units if unit.kind is not UnitKind.HEADING]
    words = sum(len(text.split()) for text in texts)
    in_sentences = sum(
        len(found.group().split())
        for text in texts
        for found in _SENTENCE.finditer(text)
        if found[1] and len(found.group().split()) >= _MIN_SENTENCE_WORDS
    )
    joined = " ".join(texts)
    headings = [unit for unit in units if unit.kind is UnitKind.HEADING]
    return _Shape(
        words=words,
        units=len(units),
        sentence_share=in_sentences / words if words else 0.0,
        cued_share=_cued_words(document, units) / words if words else 0.0,
        telling=frozenset(unit.cue.label for unit in units if unit.cue is not None) & _TELLING,
        uncued_headings=sum(unit.cue is None for unit in headings),
        terms=sum(bool(_TERM.match(text)) for text in texts if len(text.split()) < 60),
        normative=boundary_count(joined, "normative", document.language),
        initiative=boundary_count(joined, "initiative", document.language),
    )


def _cued_words(document: Document, units: Sequence[Unit]) -> int:
    """Words that stand under a heading or inline label of a known kind."""
    count = 0
    under = False
    for unit in units:
        if unit.kind is UnitKind.HEADING:
            under = unit.cue is not None
        elif unit.cue is not None or under:
            count += len(unit.span.of(document.text).split())
    return count


def _why_none(document: Document, shape: _Shape) -> str | None:
    """The reason why a document that does not tell several practices tells none either; None when it tells one."""
    if shape.words < _MIN_WORDS:
        words = "1 word" if shape.words == 1 else f"{shape.words} words"
        return f"The document holds only {words} of running text, too few to describe a practice."
    if _is_titled_as_none(document.title or "") and SectionLabel.EVIDENCE not in shape.telling:
        return f"The title “{document.title}” names a list, a call or a rule, and no part tells what was achieved."
    if shape.telling and shape.cued_share >= _CUED_SHARE:
        return _why_rules(shape) if len(shape.telling) == 1 else None
    if shape.units >= 8 and len(shape.telling) < 2 and shape.terms >= 0.7 * (shape.units - shape.uncued_headings):
        return "The document is a list of terms or entries; no part tells of one initiative."
    return _why_slides_or_report(shape)


def _is_titled_as_none(title: str) -> bool:
    """True for the name of a list, a call or a rule, and for a title that begins with one ("Survey on ...")."""
    words = title.split()
    begins = any(boundary_share(" ".join(words[:count]), "no_practice") == 1 for count in range(1, min(6, len(words))))
    return begins or boundary_share(title, "no_practice") >= _KIND_TITLE_SHARE


def _why_slides_or_report(shape: _Shape) -> str | None:
    # A word such as "Partnership" on a slide is no chapter: parts of a practice hold a good share of the text.
    is_told = len(shape.telling) >= _TOLD and shape.cued_share >= _TOLD_SHARE
    if shape.units >= _LONG_UNITS and not is_told and shape.sentence_share < _SLIDE_SENTENCE_SHARE:
        share = round(100 * shape.sentence_share)
        return (
            f"The document reads like slides or a list: {share} % of its words stand in full sentences, "
            "and no part tells what one initiative did and achieved."
        )
    rules = _why_rules(shape)
    if rules is not None:
        return rules
    if shape.words >= _REPORT_WORDS and len(shape.telling) < 2 and shape.uncued_headings >= 6:
        return (
            f"The document is a report of {shape.uncued_headings} chapters, of which none is headed like a part of a "
            "practice (objectives, activities, results)."
        )
    return None


def _why_rules(shape: _Shape) -> str | None:
    if shape.normative <= max(_FEW_RULES, shape.initiative) or len(shape.telling) >= _TOLD:
        return None
    return (
        "The document speaks of rules, policy or survey findings rather than of one initiative: "
        f"{shape.normative} phrases of that kind against {shape.initiative} that tell of an initiative."
    )
