"""One function for each field of the form: (evidence, form field) -> (values, reason when there are none)."""

import re
from collections.abc import Callable, Iterator

from models import BlockKind, EntityKind, SectionLabel, Span, Value
from models.text import joined, sentences
from pipeline.records.evidence import Evidence, Filled
from pipeline.records.institution import fill_institution
from pipeline.records.places import fill_city, fill_country, fill_region
from pipeline.records.timescale import fill_end, fill_start
from pipeline.template import TemplateField

Filler = Callable[[Evidence, TemplateField], Filled]

#: Where a summary may come from, best first.
_SUMMARY_LABELS = (
    SectionLabel.SUMMARY,
    SectionLabel.OBJECTIVES,
    SectionLabel.ACTIVITIES,
    SectionLabel.CONTEXT,
)
#: A sentence shorter than this says too little about a practice.
_SUMMARY_MIN = 40
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?]")
_SOCIAL = ("facebook.", "twitter.", "x.com", "linkedin.", "instagram.", "youtube.")
#: The words that make a programme the practice's own stand so close before its name (characters).
_CUE_REACH = 80
_QUOTES = "‘’“”„\"'«»"


def fill_title(evidence: Evidence, _: TemplateField) -> Filled:
    """The title at its place, or from the document property that gave it."""
    boundary = evidence.boundary
    if boundary.title_span:
        value = evidence.value(boundary.title_span, boundary.score, boundary.extractor, _unquoted(boundary.title))
        return (value,), None
    if boundary.title:
        return (evidence.property_value("title", boundary.title, boundary.score, boundary.extractor),), None
    return (), "this document states no title"


def fill_summary(evidence: Evidence, form_field: TemplateField) -> Filled:
    """The first sentence that fits the limit, from the section that says most; else the first one, over limit."""
    limit = form_field.limit or 10_000
    first: Value | None = None
    for value in _summary_candidates(evidence):
        if _SUMMARY_MIN <= len(value.display) <= limit:
            return (value,), None
        if first is None and len(value.display) > limit:
            first = value
    return ((first,), None) if first else ((), "no sentence of this document sums the practice up")


def _summary_candidates(evidence: Evidence) -> Iterator[Value]:
    """Whole sentences, label by label: running text before list items, which often are fragments."""
    for label in _SUMMARY_LABELS:
        blocks = list(evidence.blocks(label))
        for kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            if kind is BlockKind.LIST_ITEM and label is SectionLabel.OBJECTIVES:
                continue  # "To assist ...": an aim, not what the practice is
            for block, content, score, extractor in blocks:
                if block.kind is kind:
                    for span in sentences(evidence.document.text, content):
                        is_open = span.of(evidence.document.text).endswith((":", "?", ";"))
                        if not is_open and not evidence.is_personal(span):
                            yield evidence.value(span, score, extractor, joined(span.of(evidence.document.text)))


def fill_text(evidence: Evidence, form_field: TemplateField) -> Filled:
    """The text of the sections that the template names, in its order of labels."""
    values = tuple(
        evidence.value(run, score, extractor)
        for label in form_field.sections
        for run, score, extractor in evidence.section_contents(label)
    )
    if values:
        return values, None
    names = " or ".join(label.value.replace("_", " ") for label in form_field.sections)
    return (), f"no {names or form_field.label.lower()} stated in this document"


def fill_topic(evidence: Evidence, form_field: TemplateField) -> Filled:
    """Topics of the closed list, each with the sentences that led to it."""
    topics = [t for t in evidence.annotations.topics if t.label in form_field.choices]
    if not topics:
        return (), "the text does not point clearly to one topic"
    return tuple(evidence.derived(t.label, t.extractor, t.evidence, t.score) for t in topics), None


def fill_scope(evidence: Evidence, _: TemplateField) -> Filled:
    """Only a scope that the words state."""
    span = evidence.boundary.span
    stated_scope = evidence.words("scope_label", after=r"\s*[:–-]?\s*(national|regional|local)\b")
    match = stated_scope.search(evidence.document.text, span.start, span.end)
    if match is None:
        return (), "this document does not state the geographical scope"
    stated = Span(*match.span(1))
    return (evidence.value(stated, 0.9, "scope/1", match.group(1).lower()),), None


def fill_link(evidence: Evidence, _: TemplateField) -> Filled:
    """The first web address that is no social network."""
    span = evidence.boundary.span
    for match in _LINK.finditer(evidence.document.text, span.start, span.end):
        if not any(site in match.group().lower() for site in _SOCIAL):
            return (evidence.value(Span(*match.span()), 0.9, "link/1"),), None
    return (), "no web link stands in this document"


def fill_keywords(evidence: Evidence, _: TemplateField) -> Filled:
    """Only keywords that the document lists as such."""
    span = evidence.boundary.span
    listed = evidence.words("keywords_label", before=r"^[ \t]*", after=r"[ \t]*:?\s+(.+)$")
    match = listed.search(evidence.document.text, span.start, span.end)
    if match is None:
        return (), "no keywords stated in this document"
    return (evidence.value(Span(*match.span(1)), 0.9, "keywords/1"),), None


def fill_programme(evidence: Evidence, _: TemplateField) -> Filled:
    """The programme that the words around it name as the practice's own; others are only mentioned."""
    mentions = evidence.entities(EntityKind.PROGRAMME)
    own = evidence.words("own_programme", after=r"\b\W*(?:[\w-]+\W+){0,6}$")
    for mention in mentions:
        line_start = evidence.document.text.rfind("\n", 0, mention.span.start) + 1
        before = evidence.document.text[max(line_start, mention.span.start - _CUE_REACH) : mention.span.start]
        if own.search(before) or before.rstrip().endswith(":") or mention.text in evidence.boundary.title:
            return (evidence.value(mention.span, mention.score, mention.extractor, mention.name),), None
    if mentions:
        return (), "programmes are mentioned, but none as the one that this practice belongs to"
    return (), "no programme named in this document"


def fill_project(evidence: Evidence, _: TemplateField) -> Filled:
    """The project mentioned most, the first of them when several are mentioned as often."""
    mentions = evidence.entities(EntityKind.PROJECT)
    if not mentions:
        return (), "no project named in this document"
    names = [e.name for e in mentions]
    best = max(mentions, key=lambda e: (names.count(e.name), -e.span.start))
    share = names.count(best.name) / len(names)
    return (evidence.value(best.span, best.score * share, best.extractor, best.name),), None


def _unquoted(title: str) -> str:
    """Without the quotation marks that go round the whole title."""
    text = joined(title)
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES and not any(q in text[1:-1] for q in _QUOTES):
        return text[1:-1].strip()
    return text


FILLERS: dict[str, Filler] = {
    "title": fill_title,
    "summary": fill_summary,
    "topic": fill_topic,
    "scope": fill_scope,
    "country": fill_country,
    "region": fill_region,
    "city": fill_city,
    "institution": fill_institution,
    "programme": fill_programme,
    "project": fill_project,
    "start": fill_start,
    "end": fill_end,
    "link": fill_link,
    "keywords": fill_keywords,
}
