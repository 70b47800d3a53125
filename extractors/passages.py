"""What is known about the parts of a practice, as numbers for the model that labels them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.cues import CueMatch, passage_cues
from models import SectionLabel
from models.trained.encoder import Encoder
from models.trained.section_model import Evidence, SectionModel

Floats = NDArray[np.float64]

LABELS = tuple(label.value for label in SectionLabel)
#: Characters of a passage that are judged; its kind shows early.
MAX_CHARACTERS = 400
_MAX_WORDS = 2
_SHORT = 8
#: How many numbers say how a part looks.
LOOKS = 13
_MONEY = re.compile(r"[€$£]|\b(?:EUR|PLN|CHF|HUF|CZK|RON|euros?|Euro|zł|lei)\b")
_PLACE_TO_ASK = re.compile(r"@|https?://|www\.|\+\d\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LIST = re.compile(r"(?m)^\s*(?:[-•*◆–]|\d{1,2}[.)]|[a-h]\))\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part as the model sees it.

    Attributes:
        text: below the heading; `heading` is empty where there is none.
        cue: what the heading points to.
        is_settled: the heading says enough; the text need not be encoded.
    """

    text: str
    heading: str
    cue: CueMatch | None
    is_settled: bool


def evidence(passages: Sequence[Passage], language: str | None, encoder: Encoder | None, dim: int) -> Evidence:
    """Evidence for one practice; vectors only for what is not settled, none at all without an encoder."""
    bodies, headings = _vectors(passages, encoder, dim)
    return Evidence(
        bodies=bodies,
        headings=headings,
        cues=np.asarray([_one_hot(p.cue.label if p.cue else None, p.cue.share if p.cue else 0) for p in passages]),
        words=np.asarray([_words(p.text, language) for p in passages], np.float64),
        elsewhere=np.asarray([_elsewhere(passages, i) for i in range(len(passages))]),
        looks=np.asarray([_looks(p, i, len(passages)) for i, p in enumerate(passages)], np.float64),
        unheaded=np.asarray([not p.heading for p in passages]),
    )


def _vectors(passages: Sequence[Passage], encoder: Encoder | None, dim: int) -> tuple[Floats, Floats]:
    bodies, headings = np.zeros((len(passages), dim)), np.zeros((len(passages), dim))
    if encoder is None:
        return bodies, headings
    texts = {i: p.text[:MAX_CHARACTERS] for i, p in enumerate(passages) if not p.is_settled and p.text}
    heads = {i: p.heading for i, p in enumerate(passages) if not p.is_settled and p.heading}
    vectors = encoder.encode([*texts.values(), *heads.values()]) if texts or heads else np.zeros((0, dim))
    if texts or heads:
        bodies, headings = np.zeros((len(passages), vectors.shape[1])), np.zeros((len(passages), vectors.shape[1]))
        bodies[list(texts)] = vectors[: len(texts)]
        headings[list(heads)] = vectors[len(texts) :]
    return bodies, headings


def _one_hot(label: SectionLabel | None, value: float) -> Floats:
    row = np.zeros(len(LABELS))
    if label is not None:
        row[LABELS.index(label.value)] = value
    return row


def _words(text: str, language: str | None) -> list[int]:
    found = passage_cues(text[:MAX_CHARACTERS], language)
    return [min(_MAX_WORDS, found.get(SectionLabel(label), 0)) for label in LABELS]


def _looks(passage: Passage, place: int, count: int) -> list[float]:
    """How a part looks and where it stands; the first is always 1."""
    text = passage.text
    digits = sum(word[:1].isdigit() for word in text.split())
    return [
        1.0,
        float(place == count - 1),
        place / max(1, count - 1),
        float(bool(_MONEY.search(text))),
        float("%" in text),
        min(digits, 4) / 4,
        float(bool(_YEAR.search(text))),
        float(text.lstrip(" *_")[:1] in "\"“„«»‘'"),
        float(len(text.split()) < _SHORT),
        float(bool(_PLACE_TO_ASK.search(text))),
        float(len(_LIST.findall(text)) > 1),
        float(passage.heading.endswith("?")),
        float(bool(passage.heading)),
    ]


def _elsewhere(passages: Sequence[Passage], place: int) -> Floats:
    """1 for the labels that a heading of another part of the practice settles."""
    rows = [_one_hot(p.cue.label, 1) for i, p in enumerate(passages) if i != place and p.is_settled and p.cue]
    return np.max(rows, axis=0) if rows else np.zeros(len(LABELS))


def fixed_labels(labels: Sequence[SectionLabel | None]) -> Floats:
    """One row for each part, with 1 at the label that is settled."""
    return np.asarray([_one_hot(label, 1) for label in labels])


def section_model_fits(model: SectionModel, encoder: Encoder) -> bool:
    """True for vectors of the encoder that the weights were trained on."""
    return encoder.model_id.startswith(model.encoder)
