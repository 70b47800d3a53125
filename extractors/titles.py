"""Titles of practices, and where they stand in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.cues import boundary_share, fold, strip_numbering
from extractors.outline import Unit, UnitKind
from models import Document, Span

_MARKS = "*_#= \t\r\n\xa0"
_DOUBLE_QUOTES = '"“”„‟«»'
_QUOTES = _DOUBLE_QUOTES + "'‘’‚‹›`" + _MARKS
_MAX_TITLE_WORDS = 30
_KIND_SHARE = 0.6
#: Units at the start of a document among which its title is looked for.
_HEAD_UNITS = 8
#: Units at the start of a form among which its field for the name is looked for.
_FORM_UNITS = 12
_NAME_SHARE = 0.7
_LABELLED = re.compile(r"\W{0,4}(?P<label>[^\n:.;!?]{3,60}?)\s?:(?:\*\*|__)?\s+(?=\S)")
_FIRST_SENTENCE = re.compile(r"[^.!?\n]{3,160}(?=[.!?](?:\s|$)|\n|$)")
_PLACE_LINE = re.compile(r"^[^.:;!?]{2,60},\s[^.:;!?,]{2,40}$")
_HAS_DATE = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Title:
    """A title without the quotes around it; `span` covers exactly its words, None for a property."""

    text: str
    span: Span | None


def title_of_heading(text: str, span: Span) -> Title:
    """The title that a heading is: numbering, "Project:", marks and quotes left out, white space joined."""
    raw = span.of(text)
    bare = strip_numbering(raw)
    found = _LABELLED.match(bare)
    if found is not None and any(boundary_share(found["label"], group) == 1 for group in ("name", "marker")):
        bare = bare[found.end() :]
    offset = span.start + len(raw) - len(bare)
    inner = bare.strip(_MARKS).rstrip(":").rstrip(_MARKS)
    if not any(quote in inner[1:-1] for quote in _DOUBLE_QUOTES):
        inner = inner.strip(_QUOTES)
    offset += bare.index(inner)
    return Title(" ".join(inner.split()), Span(offset, offset + len(inner)))


def document_title(document: Document, units: Sequence[Unit]) -> Title:
    """The title of a document that tells one practice.

    A line that says so ("Name of the practice: ...") comes before all. Then the property comes first unless it
    only says what kind of text this is, or says so in part and a heading of the highest level stands on top; then
    the first heading or short line that says more, then the first sentence.
    """
    named = _named_line(document, units)
    if named is not None:
        return named
    given = " ".join((document.title or "").strip(_QUOTES).split())
    quoted = _quoted_line(document, units)
    if given and boundary_share(_without_kind(given), "kind") < _KIND_SHARE and not (quoted and _is_kind_line(given)):
        place = find_in_text(document.text, given)
        top = units[0] if units and units[0].level == 1 and _can_be_title(document, units[0]) else None
        if place is None and top is not None and _is_kind_line(given):
            return title_of_heading(document.text, top.span)
        bare = _without_kind(given)
        return Title(bare, place if bare == given else find_in_text(document.text, bare))
    if quoted is not None:
        return quoted
    for unit in units[:_HEAD_UNITS]:
        if _can_be_title(document, unit):
            return title_of_heading(document.text, unit.span)
    if given:
        return Title(given, find_in_text(document.text, given))
    return _first_sentence(document, units)


def _named_line(document: Document, units: Sequence[Unit]) -> Title | None:
    """What follows the label "Title" or "Name of the practice" of a form, in its line or below."""
    for i, unit in enumerate(units[:_FORM_UNITS]):
        line = unit.span.of(document.text)
        found = _LABELLED.match(strip_numbering(line))
        if found is not None and boundary_share(found["label"], "name") >= _NAME_SHARE:
            start = unit.span.start + len(line) - len(strip_numbering(line)) + found.end()
            return _short_title(document, Span(start, unit.span.end))
        bare = strip_numbering(line).strip(_MARKS + ":")
        if boundary_share(bare, "name") >= _NAME_SHARE and len(fold(bare)) > 1 and i + 1 < len(units):
            return _short_title(document, units[i + 1].span) if units[i + 1].cue is None else None
    return None


def _short_title(document: Document, span: Span) -> Title | None:
    line = span.of(document.text).split("\n")[0]
    if not 0 < len(fold(line)) <= _MAX_TITLE_WORDS:
        return None
    return title_of_heading(document.text, Span(span.start, span.start + len(line)))


def _without_kind(title: str) -> str:
    """A title without the part before or behind a colon or dash that only says what kind of text this is."""
    for mark in (": ", " – ", " - ", " | "):
        before, found, after = title.partition(mark)
        if found and boundary_share(before, "kind") >= _KIND_SHARE and fold(after):
            return after.strip()
        if found and boundary_share(after, "kind") >= _KIND_SHARE and fold(before):
            return before.strip()
    return title


def find_in_text(text: str, title: str) -> Span | None:
    """Where a title stands in the text, white space apart; None when it does not."""
    pattern = r"\s+".join(re.escape(word) for word in title.split())
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    return Span(found.start(), found.end()) if found else None


def _is_kind_line(text: str) -> bool:
    return boundary_share(text, "kind") > 0


def _quoted_line(document: Document, units: Sequence[Unit]) -> Title | None:
    """A line at the start that stands in quotes as a whole."""
    for unit in units[:_HEAD_UNITS]:
        line = unit.span.of(document.text).strip()
        if unit.cue is not None or "\n" in line:
            break
        if re.fullmatch(r"[\"“„‘«'].{3,200}[\"”“’»']", line):
            return title_of_heading(document.text, unit.span)
    return None


def _can_be_title(document: Document, unit: Unit) -> bool:
    line = unit.span.of(document.text).strip()
    words = fold(line)
    if unit.cue is not None or unit.glued or unit.item or not 1 < len(words) <= _MAX_TITLE_WORDS or "\n\n" in line:
        return False
    if boundary_share(line, "kind") >= _KIND_SHARE:
        return False
    if unit.kind is UnitKind.HEADING:
        return True
    dated = _HAS_DATE.search(line) is not None and len(words) <= 6
    return not (line.endswith((".", ":", ";", ",")) or dated or _PLACE_LINE.match(line))


def _first_sentence(document: Document, units: Sequence[Unit]) -> Title:
    for unit in units:
        found = _FIRST_SENTENCE.search(document.text, unit.span.start, unit.span.end)
        if found is not None:
            return title_of_heading(document.text, Span(found.start(), found.end()))
    return Title(" ".join(document.text.split())[:1] or document.doc_id, None)
