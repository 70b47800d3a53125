"""One function for each field of the form: (evidence, form field) -> (values, reason when there are none)."""

import re
from collections.abc import Callable, Iterator

from extractors.entities.labels import labelled_role
from extractors.topics import objective_names
from models import BlockKind, EntityKind, SectionLabel, Span, Value
from models.text import joined, sentences
from pipeline.records.evidence import Evidence, Filled
from pipeline.records.institution import fill_institution
from pipeline.records.keywords import fill_keywords
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
#: Part of a sentence must say more to stand for the whole, and ends where the sentence itself makes a break.
_PART_MIN = 60
_PART_END = re.compile(r"[;:]\s|\s[–—-]\s")
_FORM_LINE = re.compile(r"[^.:]{2,40}:\s")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?]")
_SOCIAL = ("facebook.", "twitter.", "x.com", "linkedin.", "instagram.", "youtube.")
#: The words that make a programme the practice's own stand so close before its name (characters).
_CUE_REACH = 80
_SCOPES = ("national", "regional", "local")
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
    """The first sentence that fits the limit, from the section that says most; else a part; else one over limit."""
    limit = form_field.limit or 10_000
    longer: list[Value] = []
    for value in _summary_candidates(evidence):
        if _SUMMARY_MIN <= len(value.display) <= limit:
            return (value,), None
        if len(value.display) > limit:
            longer.append(value)
    for value in longer:
        part = _first_part(evidence, value, limit)
        if part is not None:
            return (part,), None
    return ((longer[0],), None) if longer else ((), "no sentence of this document sums the practice up")


def _summary_candidates(evidence: Evidence) -> Iterator[Value]:
    """Whole sentences, label by label: running text before list items and lines without a full stop."""
    text = evidence.document.text
    for label in _SUMMARY_LABELS:
        blocks = list(evidence.blocks(label))
        paragraphs = [row for row in blocks if row[0].kind is BlockKind.PARAGRAPH]
        # "To assist ...": an aim, not what the practice is.
        items = [row for row in blocks if row[0].kind is BlockKind.LIST_ITEM and label is not SectionLabel.OBJECTIVES]
        for rows, needs_end in ((paragraphs, True), (paragraphs, False), (items, False)):
            for _, content, score, extractor in rows:
                for span in sentences(text, content):
                    sentence = span.of(text)
                    is_whole = sentence.endswith((".", "!", "…", ".”", ".»", '."'))
                    # "Main institution: ..." is a line of a form.
                    is_open = sentence.endswith((":", "?", ";")) or (not is_whole and bool(_FORM_LINE.match(sentence)))
                    # "Partners: ..." names somebody and tells nothing.
                    is_open = is_open or labelled_role(sentence) is not None
                    if is_whole is needs_end or (not needs_end and rows is items):
                        if not is_open and not evidence.is_personal(span):
                            yield evidence.value(span, score, extractor, joined(sentence))


def _first_part(evidence: Evidence, value: Value, limit: int) -> Value | None:
    """The words before a semicolon, colon or dash, when they say enough and fit."""
    if not isinstance(value.origin, Span):
        return None
    for match in _PART_END.finditer(value.text):
        span = Span(value.origin.start, value.origin.start + match.start())
        display = joined(span.of(evidence.document.text))
        if _PART_MIN <= len(display) <= limit:
            return evidence.value(span, value.score, value.extractor, display)
    return None


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


def fill_objective(evidence: Evidence, form_field: TemplateField) -> Filled:
    """Specific objectives by code and official name, each with the sentences that led to it."""
    topics = [t for t in evidence.annotations.topics if t.label in form_field.choices]
    names = objective_names()
    if not topics:
        return (), "the text does not point clearly to one specific objective"
    return tuple(
        evidence.derived(f"{t.label} {names[t.label]}", t.extractor, t.evidence, t.score) for t in topics
    ), None


def fill_scope(evidence: Evidence, _: TemplateField) -> Filled:
    """Only a scope that the words state: on a line of the form, or as the level at which it runs."""
    text, span = evidence.document.text, evidence.boundary.span
    for choice in _SCOPES:
        words = evidence.words(f"scope_{choice}")
        stated_scope = evidence.words("scope_label", after=rf"\s*[:–\t-]?\s*({words.pattern})")
        match = stated_scope.search(text, span.start, span.end)
        if match is not None:
            return (evidence.value(Span(*match.span(1)), 0.9, "scope/1", choice),), None
    told = [(choice, match) for choice in _SCOPES for match in _levels(evidence, choice)]
    if len({choice for choice, _ in told}) == 1:
        choice, match = told[0]
        return (evidence.value(Span(*match.span()), 0.6, "scope/1", choice),), None
    return (), (
        "several levels are named and none as the practice's own"
        if told
        else "this document does not state the geographical scope"
    )


def _levels(evidence: Evidence, choice: str) -> Iterator[re.Match[str]]:
    """Words such as "at regional level", where the text tells what was done."""
    text, span = evidence.document.text, evidence.boundary.span
    for match in evidence.words(f"level_{choice}").finditer(text, span.start, span.end):
        if evidence.label_at(Span(*match.span())) in _SUMMARY_LABELS:
            yield match


def fill_link(evidence: Evidence, _: TemplateField) -> Filled:
    """The first web address that is no social network: one that stands in the text, else one behind its words."""
    span = evidence.boundary.span
    for match in _LINK.finditer(evidence.document.text, span.start, span.end):
        if not any(site in match.group().lower() for site in _SOCIAL):
            return (evidence.value(Span(*match.span()), 0.9, "link/1"),), None
    for link in evidence.document.links:
        if span.contains(link.span) and not any(site in link.uri.lower() for site in _SOCIAL):
            return (evidence.derived(link.uri, "link-target/1", (link.span,), 0.7),), None
    return (), "no web link stands in this document"


def fill_programme(evidence: Evidence, _: TemplateField) -> Filled:
    """The programme that the words around it name as the practice's own; others are only mentioned."""
    mentions = evidence.entities(EntityKind.PROGRAMME)
    own = evidence.words("own_programme", after=r"\b\W*(?:[\w-]+\W+){0,6}$")
    for mention in mentions:
        line_start = evidence.document.text.rfind("\n", 0, mention.span.start) + 1
        before = evidence.document.text[max(line_start, mention.span.start - _CUE_REACH) : mention.span.start]
        # "Im Programm Interreg ...": the word may be taken for a part of the name.
        first = mention.text.split()[0] if " " in mention.text else ""
        if own.search(f"{before}{first} ") or before.rstrip().endswith(":") or mention.text in evidence.boundary.title:
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
    "objective": fill_objective,
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
