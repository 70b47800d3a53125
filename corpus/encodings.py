"""Bytes of a text file -> characters."""

import codecs
import re

from corpus.language import detect
from models import DocumentError, Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Single-byte encodings that European office programs wrote.
_LEGACY = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1257", "iso8859_2", "iso8859_15")
#: Of these, the ones that write Latin letters; earlier is likelier when nothing tells them apart.
_LATIN = ("cp1252", "cp1250", "cp1257", "iso8859_2", "iso8859_15")
#: Letters beyond a-z by language (Unicode CLDR, main exemplar characters).
_LETTERS = {
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüß",
    "en": "éèêëïôç",
    "es": "áéíñóúü",
    "et": "äõöšüž",
    "fi": "åäöšž",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "ga": "áéíóú",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìîòóù",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "nl": "áäéëíïóöúü",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõú",
    "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sv": "åäöé",
}
_SIGNS = "€£§°©®±²³µ·«»„“”‘’‚–—…•\u00a0"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.01
#: Letters of European scripts and spaces in a written text.
_MIN_WRITTEN_SHARE = 0.7
_SAMPLE_BYTES = 200_000


def looks_binary(text: str) -> bool:
    """True when the decoded text holds NUL or many control characters, as no written text does."""
    sample = text[:_SAMPLE_BYTES]
    return "\0" in sample or len(_CONTROLS.findall(sample)) > _MAX_CONTROL_SHARE * len(sample)


def decode(data: bytes, name: str) -> str:
    """The characters of a text file: UTF-8 first, then a byte order mark, then the likeliest legacy encoding.

    A byte order mark at the start is part of the encoding and not of the text; nothing else is changed.

    Raises:
        DocumentError: the bytes are no text (reason unsupported).
    """
    text = _decoded(data)
    if text is None or looks_binary(text):
        raise DocumentError(
            Reason.UNSUPPORTED,
            f"{name}: this is not a text file (binary content); "
            "give a PDF, Word (.docx), HTML, Markdown or plain text file",
        )
    return text


def _decoded(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    if b"\0" in data[:_SAMPLE_BYTES]:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return data.decode(_legacy_encoding(data), errors="replace")


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 as some programs save it: the zeros of plain letters and spaces stand on one side of the pairs only."""
    sample = data[:_SAMPLE_BYTES]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or min(first, second) > _MAX_CONTROL_SHARE * max(first, second):
        return None
    try:
        text = data.decode("utf-16-le" if second > first else "utf-16-be")
    except UnicodeDecodeError:
        return None
    # Columns of numbers look the same; written text has words.
    letters = sum((c.isalpha() and c < "\u0600") or c in " \r\n" for c in text[:_SAMPLE_BYTES])
    return text if letters > _MIN_WRITTEN_SHARE * len(text[:_SAMPLE_BYTES]) else None


def _legacy_encoding(data: bytes) -> str:
    """The detector's choice; among Latin encodings the one with the fewest letters foreign to the language.

    Latin encodings differ in a few letters only ("où" or "oů"), which byte statistics cannot tell.
    """
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    if best is not None and best.encoding not in _LATIN:
        return best.encoding
    return min(_LATIN, key=lambda encoding: _foreign_letters(sample.decode(encoding, errors="replace")))


def _foreign_letters(text: str) -> int:
    """Letters and signs beyond ASCII that the text's own language does not write."""
    own = _LETTERS.get(detect(text) or "", "") + _SIGNS
    return sum(c not in own for c in text.lower() if c > "\x7f")
