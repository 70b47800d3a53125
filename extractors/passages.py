"""Labels for passages that no heading explains: the trained classifier, cue words, and the passage before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.cues import passage_cues
from models import SectionLabel
from models.trained.encoder import Encoder
from models.trained.section_head import SectionHead

Floats = NDArray[np.float32]

#: Characters of a passage that are judged; its kind shows early.
_MAX_CHARACTERS = 400
_MAX_CUES = 2
_CUE_WEIGHT = 1.5
#: How much more likely a passage stays with the label before than any other, as a factor.
_STAY = 1.6
#: How often text without a heading is of a kind: the rare ones mostly have a heading of their own.
_PRIOR = {
    SectionLabel.ACTIVITIES: 1.6,
    SectionLabel.SUMMARY: 1.3,
    SectionLabel.OBJECTIVES: 1.3,
    SectionLabel.EVIDENCE: 1.3,
    SectionLabel.CONTEXT: 1.2,
    SectionLabel.DIFFICULTIES: 0.8,
    SectionLabel.CONTACT: 0.8,
    SectionLabel.LESSONS: 0.7,
    SectionLabel.SUSTAINABILITY: 0.7,
    SectionLabel.TRANSFERABILITY: 0.6,
    SectionLabel.POLICY_LINK: 0.6,
    SectionLabel.OTHER: 0.6,
}
#: What a practice's first words tend to be, as factors.
_OPENING = {
    SectionLabel.SUMMARY: 1.5,
    SectionLabel.OBJECTIVES: 1.3,
    SectionLabel.CONTEXT: 1.3,
    SectionLabel.ACTIVITIES: 1.2,
    SectionLabel.LESSONS: 0.5,
    SectionLabel.OTHER: 0.5,
    SectionLabel.SUSTAINABILITY: 0.4,
    SectionLabel.TRANSFERABILITY: 0.4,
}
#: A label that only rests on the place in the document, not on words.
_GUESS_SCORE = 0.2


#: Labels whose matter is spread over a practice even where a heading names them.
_SPREAD = frozenset({SectionLabel.ACTIVITIES, SectionLabel.OTHER})
_HEADED_ELSEWHERE = 0.4
#: Text before the first of several headings mostly sums the practice up.
_LEAD = 4.0
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands.

    Attributes:
        before: label of the passage before it; None at the start of a practice.
        headed: labels that have a heading of their own in the same practice.
    """

    before: SectionLabel | None
    headed: frozenset[SectionLabel]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label with its probability; `by_cue` is True when words of the passage point to it too."""

    label: SectionLabel
    score: float
    by_cue: bool


class PassageLabeller:
    """Judges passages one after the other.

    The weights know English sentences only, so text in another language is judged by its cue words
    alone, and without any the label is a guess with a low score.
    """

    def __init__(self, encoder: Encoder, head: SectionHead) -> None:
        self._encoder = encoder
        self._head = head
        self._labels = tuple(SectionLabel(label) for label in head.labels)

    def probabilities(self, texts: Sequence[str], language: str | None) -> Floats:
        """Shape (n, labels), before the order of the passages is looked at."""
        shortened = [text[:_MAX_CHARACTERS] for text in texts]
        cues = cue_features(shortened, language, self._head.cue_labels)
        if (language or "en")[:2] == "en":
            return self._head.probabilities(self._encoder.encode(shortened), cues)
        logits = np.zeros((len(texts), len(self._labels)), np.float32)
        for column, label in enumerate(self._head.cue_labels):
            logits[:, self._head.labels.index(label)] += _CUE_WEIGHT * cues[:, column]
        powers = np.exp(logits)
        result: Floats = powers / powers.sum(axis=1, keepdims=True)
        return result

    def judge(self, row: Floats, text: str, language: str | None, place: Place) -> Judgement:
        """The label of one passage, from its probabilities and its place in the practice."""
        if float(row.max() - row.min()) < _SAME:
            return Judgement(place.before or SectionLabel.SUMMARY, _GUESS_SCORE, by_cue=False)
        weighted = row * np.asarray([_factor(label, place) for label in self._labels], np.float32)
        best = int(weighted.argmax())
        label = self._labels[best]
        by_cue = label in passage_cues(text[:_MAX_CHARACTERS], language)
        return Judgement(label, round(float(weighted[best] / weighted.sum()), 3), by_cue)


def _factor(label: SectionLabel, place: Place) -> float:
    """How much more likely the label is at this place than anywhere."""
    factor = _PRIOR.get(label, 1.0)
    if label in place.headed and label not in _SPREAD:
        factor *= _HEADED_ELSEWHERE
    if place.before is None:
        factor *= _OPENING.get(label, 1.0)
        if label is SectionLabel.SUMMARY and place.headed:
            factor *= _LEAD
    elif label is place.before:
        factor *= _STAY
    return factor


def cue_features(texts: Sequence[str], language: str | None, labels: Sequence[str]) -> Floats:
    """Cue words per label and text, at most two counted each; float32 (n, number of labels)."""
    rows = []
    for text in texts:
        found = passage_cues(text, language)
        rows.append([min(_MAX_CUES, found.get(SectionLabel(label), 0)) for label in labels])
    return np.asarray(rows, np.float32).reshape(len(texts), len(labels))
