"""Keywords: those that the document lists; else terms of its topics, as they stand in the text."""

from extractors.topics import OBJECTIVE_SCHEME, terms
from models import SectionLabel, Span, Value
from models.text import folded, joined
from pipeline.records.evidence import Evidence, Filled
from pipeline.template import TemplateField

_MAX_KEYWORDS = 6
#: A term that comes once says little; in the title it says enough.
_MIN_COUNT = 2
#: Words that begin alike are forms of one.
_SHARED_PREFIX = 6
_LISTED_SCORE, _TERM_SCORE = 0.9, 0.5


def fill_keywords(evidence: Evidence, _: TemplateField) -> Filled:
    """The line that lists them, or the most frequent terms of the suggested objectives, each at its first place."""
    text, scope = evidence.document.text, evidence.boundary.span
    listed = evidence.words("keywords_label", before=r"^[ \t]*", after=r"[ \t]*:?\s+(.+)$")
    match = listed.search(text, scope.start, scope.end)
    if match is not None and not evidence.is_personal(Span(*match.span(1))):
        return (evidence.value(Span(*match.span(1)), _LISTED_SCORE, "keywords/1"),), None
    codes = [t.label for t in evidence.annotations.topics if t.scheme == OBJECTIVE_SCHEME]
    found = [
        evidence.value(span, _TERM_SCORE, "keywords/1", _written(span.of(text)))
        for span, count in terms(evidence.document, scope, codes)
        if (count >= _MIN_COUNT or _is_in_title(evidence, span)) and _is_open(evidence, span)
    ]
    if not found:
        return (), "no keywords stated in this document"
    return tuple(_without_variants(found)[:_MAX_KEYWORDS]), None


def _without_variants(found: list[Value]) -> list[Value]:
    """Of "repair", "repairs" and "repaired" the first."""
    kept: dict[str, Value] = {}
    for value in found:
        kept.setdefault(folded(value.display)[:_SHARED_PREFIX], value)
    return list(kept.values())


def _written(term: str) -> str:
    """In small letters, but for acronyms."""
    word = joined(term)
    return word if sum(char.isupper() for char in word) > 1 else word.lower()


def _is_in_title(evidence: Evidence, span: Span) -> bool:
    title = evidence.boundary.title_span
    return title is not None and title.overlaps(span)


def _is_open(evidence: Evidence, span: Span) -> bool:
    is_contact = evidence.label_at(span) is SectionLabel.CONTACT
    return evidence.boundary.span.contains(span) and not is_contact and not evidence.is_personal(span)
