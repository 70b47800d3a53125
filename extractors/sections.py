"""Labels every part of a document: by its headings and, where none helps, by a trained model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.cues import CueMatch, boundary_share, passage_cues
from extractors.outline import UnitKind, outline
from extractors.parts import Part, gather_parts, part_text, practices_of
from extractors.passages import LABELS, MAX_CHARACTERS, Floats, Passage, evidence, fixed_labels, section_model_fits
from models import Annotations, Document, ModelError, Section, SectionLabel, Span
from models.trained.encoder import Encoder
from models.trained.section_model import SectionModel, load_section_model

_NAME = "sections/2"
BY_HEADING = f"{_NAME}:heading"
BY_MODEL = f"{_NAME}:model"

#: A heading whose cue covers less of it than this is weighed against the text below it.
SETTLED_SHARE = 0.7
_LONG_CUE_SHARE = 0.4
#: Below a heading that announces anything, the model must be as sure as this, and words of the text
#: point the same way, to say something else.
_SWITCH_SCORE = 0.6
#: Labels of short facts, which are one section even under several headings in a row.
_FACTS = frozenset({SectionLabel.CONTACT, SectionLabel.TIMESCALE})
_FACT_CHARACTERS = 120
_CHALLENGE_WORDS = ("challenge", "herausforderung", "defi", "reto", "desafi", "sfida", "sfide", "wyzwani", "provoc")
#: Fewer words than this, without a heading, say nothing: a menu entry, a date line, a name.
_MIN_WORDS = 5
_FRAGMENT_SCORE = 0.3
_NOTICE_WORDS = 14
_NOTICE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A part with its label."""

    part: Part
    label: SectionLabel
    score: float
    extractor: str


class SectionExtractor:
    """Fills `Annotations.sections`; the sections come in reading order and never overlap.

    Every block of a practice lies in one section, except headings that open none and titles. Text outside of
    the practices is labelled too: it may be the introduction of a report. Without an encoder, text that no heading
    explains is labelled by its words and its place alone.
    """

    name = _NAME
    requires = frozenset({"practices"})
    provides = frozenset({"sections"})

    def __init__(self, encoder: Encoder | None, model: SectionModel | None = None) -> None:
        """Raises ModelError when the weights were trained on the vectors of another encoder."""
        self._encoder, self._model = encoder, model or load_section_model()
        if encoder is not None and not section_model_fits(self._model, encoder):
            raise ModelError(
                f"section-model: trained on vectors of {self._model.encoder}, and given {encoder.model_id}; "
                "load the encoder that the manifest names for it"
            )

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        parts = gather_parts(document, outline(document), annotations.practices)
        labelled = [one for group in practices_of(parts) for one in self._label(document, group)]
        return replace(annotations, sections=tuple(_sections(_following_copies(document, labelled))))

    def _label(self, document: Document, parts: Sequence[Part]) -> list[_Labelled]:
        settled = settled_labels(parts)
        passages = [as_passage(document, part) for part in parts]
        known = evidence(passages, document.language, self._encoder, len(self._model.body) - 1)
        rows = self._model.probabilities(known, fixed_labels(settled))
        headed = frozenset(label for label in settled if label is not None)
        return [
            _Labelled(part, label, self._model.by_cue, BY_HEADING)
            if label is not None
            else self._judged(document, part, row, headed)
            for part, label, row in zip(parts, settled, rows, strict=True)
        ]

    def _judged(self, document: Document, part: Part, row: Floats, headed: frozenset[SectionLabel]) -> _Labelled:
        """The label that the model gives, unless the part says nothing or stands under a heading that outdoes it."""
        label = SectionLabel(LABELS[int(np.argmax(row))])
        score = round(self._model.calibrated(float(row.max())), 3)
        words = passage_cues(part_text(document, part)[:MAX_CHARACTERS], document.language)
        is_sure = score >= _SWITCH_SCORE and label in words
        if part.under is not None and (not is_sure or label in headed - {part.under}):
            # What has a heading of its own is told there: a price in the description is not the practice's budget.
            label, score = part.under, _FRAGMENT_SCORE
        elif part.under is None and (_is_notice(document, part) or _is_fragment(document, part)):
            label, score = SectionLabel.OTHER, _FRAGMENT_SCORE
        return _Labelled(part, label, score, BY_MODEL)


def settled_labels(parts: Sequence[Part]) -> list[SectionLabel | None]:
    """The label of each part of a practice whose heading says enough; None where the model decides."""
    labels: list[SectionLabel | None] = []
    for part in parts:
        is_settled = part.cue is not None and (settles(part.cue) or not part.texts)
        labels.append(_label_of_cue(part.cue, frozenset(filter(None, labels))) if is_settled and part.cue else None)
    return labels


def settles(cue: CueMatch) -> bool:
    """True for a cue that covers its heading, and for one of several words side by side."""
    return cue.share >= SETTLED_SHARE or (" " in cue.phrase and cue.share >= _LONG_CUE_SHARE)


def as_passage(document: Document, part: Part) -> Passage:
    """A part as the model sees it."""
    heading = part.opener.label_text if part.opener is not None else ""
    is_settled = part.cue is not None and settles(part.cue)
    return Passage(part_text(document, part), heading, part.cue, is_settled)


def _label_of_cue(cue: CueMatch, seen: frozenset[SectionLabel]) -> SectionLabel:
    told = {SectionLabel.ACTIVITIES, SectionLabel.EVIDENCE, SectionLabel.RESOURCES} & seen
    bare = " " not in cue.phrase and cue.phrase.startswith(_CHALLENGE_WORDS)
    if cue.label is SectionLabel.DIFFICULTIES and bare and not told:
        # "Challenges" before the solution are why it was needed, after it what it met.
        return SectionLabel.CONTEXT
    return cue.label


def _is_fragment(document: Document, part: Part) -> bool:
    """True for menu entries, places and dates: no text of the part is as long as a short sentence."""
    lengths = [len(unit.span.of(document.text).split()) for unit in part.texts]
    return part.opener is None and all(length < _MIN_WORDS for length in lengths)


def _is_notice(document: Document, part: Part) -> bool:
    """True for a short line above a text that says what kind it is: "Published on 9 February 2021"."""
    words = [word for unit in part.texts for word in unit.span.of(document.text).split()]
    return len(words) <= _NOTICE_WORDS and boundary_share(" ".join(words), "kind") >= _NOTICE_SHARE


def _following_copies(document: Document, labelled: Sequence[_Labelled]) -> list[_Labelled]:
    """A repeated passage carries the label of the passage it repeats."""
    first_copies: dict[int, SectionLabel] = {}
    result = []
    for one in labelled:
        repeats = document.blocks[one.part.texts[0].block].repeats if one.part.texts else None
        if one.extractor == BY_MODEL and repeats is not None and repeats in first_copies:
            one = replace(one, label=first_copies[repeats])
        for unit in one.part.texts:
            first_copies.setdefault(unit.block, one.label)
        result.append(one)
    return result


def _sections(labelled: Sequence[_Labelled]) -> list[Section]:
    found: list[Section] = []
    owner: _Labelled | None = None
    for one in labelled:
        part = one.part
        span = Span(part.units[0].span.start, part.units[-1].span.end)
        heading = part.opener.label_text if part.opener is not None and part.opener.label_text else None
        if owner is not None and _continues(owner, one):
            last = found[-1]
            found[-1] = replace(last, span=Span(last.span.start, span.end), score=max(last.score, one.score))
        else:
            found.append(Section(one.label, span, heading, one.score, one.extractor))
            owner = one
    return found


def _continues(owner: _Labelled, one: _Labelled) -> bool:
    """True where a part goes on with the section before: same label, no heading of its own."""
    part, opener = one.part, owner.part.opener
    if part.new_practice or one.label is not owner.label:
        return False
    if part.opener is None or part.opener.kind is UnitKind.INLINE:
        return True
    if opener is not None and opener.level is None and part.opener.level is not None:
        return False
    # A fact sheet gives "Start date" and "End date" headings of their own, with a word or two below.
    short = sum(len(unit.span) for unit in part.texts) <= _FACT_CHARACTERS
    return opener is not None and short and one.label in _FACTS
