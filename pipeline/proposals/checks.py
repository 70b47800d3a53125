"""Proposals held against the document: found word for word, outside personal data, of the field's kind."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.places import country_name, find_country, is_city
from models import Block, BlockKind, Document, FigureKind, GoodPractice, Span, Value
from models.text import joined
from pipeline.segment import as_read

VERSION = "proposed/1"
#: A model's proposal is worth less than anything that rules or lists found.
_SCORE = 0.4
_MAX_CHARACTERS = 4_000
_MAX_VALUES = 5
#: Names may be short, texts say something.
_MIN_NAME, _MIN_TEXT = 3, 20
_NAMES = frozenset({"city", "institution", "programme", "project"})


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a proposal stands, and the words there."""

    document: Document
    practice: GoodPractice
    span: Span

    @property
    def text(self) -> str:
        return joined(self.span.of(self.document.text))


def checked(
    document: Document,
    practice: GoodPractice,
    hidden: Sequence[Span],
    name: str,
    proposed: Sequence[str] | None,
    model: str,
) -> tuple[Value, ...]:
    """The proposals for a field that hold, each with its place; fields of one value take the first."""
    values: list[Value] = []
    for text in (proposed or ())[:_MAX_VALUES]:
        span = find(document, practice.sources[0].span, hidden, text)
        if span is None:
            continue
        found = _Found(document, practice, span)
        display = _CHECKS.get(name, _text)(found) if name not in _NAMES else _name(found)
        if display is not None and not any(_overlaps(value, span) for value in values):
            values.append(_value(found, display, model))
    return tuple(values if name in ("resources", "evidence", "challenges", "transfer") else values[:1])


def find(document: Document, scope: Span, hidden: Sequence[Span], text: str) -> Span | None:
    """The first place of these words in the practice, white space and case aside; None where they do not stand."""
    words = text.split()
    if not words or len(text) > _MAX_CHARACTERS:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    for match in re.compile(pattern, re.IGNORECASE).finditer(document.text, scope.start, scope.end):
        span = Span(*match.span())
        if not any(one.overlaps(span) for one in hidden):
            return span
    return None


def _overlaps(value: Value, span: Span) -> bool:
    return isinstance(value.origin, Span) and value.origin.overlaps(span)


def _value(found: _Found, display: str, model: str) -> Value:
    document, span = found.document, found.span
    return Value(
        text=span.of(document.text),
        origin=span,
        doc_id=document.doc_id,
        score=_SCORE,
        extractor=f"{VERSION} ({model})",
        display=display,
        page_no=document.page_no(span),
        boxes=document.boxes(span),
    )


def _text(found: _Found) -> str | None:
    """Running text: long enough, and no heading."""
    if len(found.text) < _MIN_TEXT or _is_heading(found):
        return None
    return as_read(found.document, found.span) or None


def _is_heading(found: _Found) -> bool:
    return any(block.kind is BlockKind.HEADING and block.span.contains(found.span) for block in _blocks(found))


def _blocks(found: _Found) -> list[Block]:
    return [block for block in found.document.blocks if block.span.overlaps(found.span)]


def _name(found: _Found) -> str | None:
    """A name: short, on one block, beginning with a capital or a digit; what also stands in small letters is none."""
    text = found.text
    is_name = len(text) >= _MIN_NAME and len(text.split()) <= 15 and (text[0].isupper() or text[0].isdigit())
    if text[0].isupper() and re.search(rf"(?<!\w){re.escape(text.lower())}(?!\w)", found.document.text):
        return None
    return text if is_name and len(_blocks(found)) == 1 and not _is_heading(found) else None


def _country(found: _Found) -> str | None:
    code = find_country(found.text)
    return country_name(code) if code and len(found.text) > 2 else None


def _region(found: _Found) -> str | None:
    """A region that the gazetteer knows, with its code; a city is none."""
    for entity in found.practice.entities:
        if entity.span == found.span and entity.code and len(entity.code) > 2 and not is_city(entity.name):
            return f"{entity.name} ({entity.code})"
    return None


def _date(found: _Found) -> str | None:
    for figure in found.practice.figures:
        if figure.span == found.span and figure.kind is FigureKind.DATE and figure.value_max is None:
            return str(figure.value)
    return None


_CHECKS: dict[str, Callable[[_Found], str | None]] = {
    "country": _country,
    "region": _region,
    "start": _date,
    "end": _date,
}
