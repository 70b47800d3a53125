"""Which language a text is written in."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

#: The official languages of the EU that the detector knows: all but Maltese.
KNOWN = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
_SAMPLE_CHARACTERS = 4_000
_MIN_LETTERS = 20
_MIN_CONFIDENCE = 0.5


@cache
def _detector() -> "LanguageDetector":
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in KNOWN]
    # Low accuracy: trigrams only. It is as good as the full models on texts over 120 characters
    # and takes 40 MiB instead of about 1 GiB.
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()


def detect(text: str) -> str | None:
    """ISO 639-1 code of the text's language; None when it is too short or too mixed to tell."""
    sample = _sample(text)
    if sum(c.isalpha() for c in sample) < _MIN_LETTERS:
        return None
    ranked = _detector().compute_language_confidence_values(sample)
    if not ranked or ranked[0].value < _MIN_CONFIDENCE:
        return None
    return ranked[0].language.iso_code_639_1.name.lower()


def _sample(text: str) -> str:
    """Start and middle of a long text: the first page is often a list of names."""
    if len(text) <= _SAMPLE_CHARACTERS:
        return text
    half, middle = _SAMPLE_CHARACTERS // 2, len(text) // 2
    return text[:half] + "\n" + text[middle : middle + half]
