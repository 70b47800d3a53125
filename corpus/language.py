"""Which language a text is written in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from models import SKIPPED_KINDS, Block

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: The 24 official languages of the EU; the detector knows them all.
OFFICIAL = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
#: Languages of neighbours who take part in the programmes: without them their texts would pass for an official one.
#: Bosnian and Montenegrin are left out, for nothing tells them from Croatian in a paragraph.
NEIGHBOURS = ("is", "mk", "no", "ru", "sq", "sr", "tr", "uk")
#: A block with fewer letters says too little: names and headings look like any language.
MIN_BLOCK_LETTERS = 40
MIN_BLOCK_CONFIDENCE = 0.8
_BLOCK_CHARACTERS = 240
_SAMPLE_CHARACTERS = 4_000
_MIN_LETTERS = 20
_MIN_CONFIDENCE = 0.5


@cache
def _detector() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages([*OFFICIAL, *NEIGHBOURS])
    return detector


def detect(text: str) -> str | None:
    """ISO 639-1 code of the text's language; None when it is too short or too mixed to tell."""
    return _told(_sample(text), _MIN_LETTERS, _MIN_CONFIDENCE)


def _told(sample: str, min_letters: int, min_confidence: float) -> str | None:
    if sum(c.isalpha() for c in sample) < min_letters:
        return None
    language, confidence = _detector().classify(sample)
    return language if confidence >= min_confidence else None


def with_languages(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """The blocks, each with its own language where it is long enough to tell; running lines are left alone."""
    return tuple(
        block if block.kind in SKIPPED_KINDS else replace(block, language=_block_language(block.content.of(text)))
        for block in blocks
    )


def _block_language(content: str) -> str | None:
    return _told(content[:_BLOCK_CHARACTERS], MIN_BLOCK_LETTERS, MIN_BLOCK_CONFIDENCE)


def document_language(blocks: Sequence[Block], text: str) -> str | None:
    """The language that most of the text stands in, by letters; told from the whole text when no block tells."""
    weights: Counter[str] = Counter()
    for block in blocks:
        if block.language and block.repeats is None:
            weights[block.language] += block.content.end - block.content.start
    return weights.most_common(1)[0][0] if weights else detect(text)


def _sample(text: str) -> str:
    """Start and middle of a long text: the first page is often a list of names."""
    if len(text) <= _SAMPLE_CHARACTERS:
        return text
    half, middle = _SAMPLE_CHARACTERS // 2, len(text) // 2
    return text[:half] + "\n" + text[middle : middle + half]
