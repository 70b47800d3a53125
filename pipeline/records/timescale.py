"""Start and end of a practice."""

import re
from dataclasses import dataclass

from models import EntityKind, Figure, SectionLabel, Span
from models.text import sentences
from pipeline.records.evidence import Evidence, Filled
from pipeline.template import TemplateField

#: Sections whose dates say when something was measured or asked, not when the practice ran.
_OTHER_DATES = (SectionLabel.EVIDENCE, SectionLabel.CONTACT, SectionLabel.OTHER, SectionLabel.POLICY_LINK)
#: Sections that tell what was done: a period there needs no further word.
_TOLD = (SectionLabel.SUMMARY, SectionLabel.ACTIVITIES)
#: A period so close after a programme's or fund's name is the programme's own (characters).
_NAME_TO_PERIOD = 30
#: A line so long may hold several facts, divided by semicolons and full stops (characters).
_LONG_LINE = 60
_FACT_END = re.compile(r"[;|•]\s*|[.!?]\s+(?=\w+:)")
#: A cue stands so close before its date (characters).
_CUE_REACH = 60


@dataclass(frozen=True, slots=True)
class _Period:
    """Figures that state start and end; for a range both are the same figure."""

    start: Figure | None = None
    end: Figure | None = None


def fill_start(evidence: Evidence, _: TemplateField) -> Filled:
    """The stated start, at its own precision."""
    figure = _period(evidence).start
    if figure is None:
        return (), "this document does not say when the practice started"
    return (evidence.value(figure.span, figure.score, figure.extractor, str(figure.value)),), None


def fill_end(evidence: Evidence, _: TemplateField) -> Filled:
    """The stated end, or "ongoing" where the words say so."""
    figure = _period(evidence).end
    if figure is not None:
        shown = str(figure.value if figure.value_max is None else figure.value_max)
        return (evidence.value(figure.span, figure.score, figure.extractor, shown),), None
    ongoing = _ongoing(evidence)
    if ongoing is not None:
        return (evidence.value(ongoing, 0.8, "timescale/1", "ongoing"),), None
    return (), "this document does not say when the practice ended"


def _period(evidence: Evidence) -> _Period:
    of_document = evidence.words("of_document", after=r"\b[^\n]{0,12}$")
    # A day without its year is that of an event.
    dated = [d for d in evidence.dates() if not str(d.value).startswith("--")]
    dates = [d for d in dated if not of_document.search(_before(evidence, d))]
    stated = [d for d in dates if _is_stated(evidence, d.span)]
    if stated:
        return _from_form(evidence, stated)
    told = [
        d for d in dates if evidence.label_at(d.span) not in _OTHER_DATES and not _belongs_to_programme(evidence, d)
    ]
    return _from_sentences(evidence, told)


def _is_stated(evidence: Evidence, span: Span) -> bool:
    """In a section about the time, or behind such a label: on its line, or among the facts of a longer one."""
    if evidence.label_at(span) is SectionLabel.TIMESCALE:
        return True
    label = evidence.words("time_label", before=r"\W*", after=r"\b[^:\t\n]{0,30}[:\t]")
    line = evidence.line(span)
    fact = _FACT_END.split(evidence.document.text[line.start : span.start])[-1] if len(line) > _LONG_LINE else ""
    return bool(label.match(line.of(evidence.document.text)) or label.match(fact))


def _from_form(evidence: Evidence, dates: list[Figure]) -> _Period:
    """A range says both, else the nearest word before the date says which."""
    for figure in dates:
        if figure.value_max is not None:
            return _Period(figure, figure)
    starts: list[Figure] = []
    ends: list[Figure] = []
    for figure in dates:
        before = _before(evidence, figure)
        # "start: 2016, end: 2018" has both words before the second date.
        start_cue = max((m.end() for m in evidence.words("start").finditer(before)), default=-1)
        end_cue = max((m.end() for m in evidence.words("end").finditer(before)), default=-1)
        (ends if end_cue > start_cue else starts).append(figure)
    return _Period(
        min(starts, key=lambda f: str(f.value), default=None), max(ends, key=lambda f: str(f.value), default=None)
    )


def _from_sentences(evidence: Evidence, dates: list[Figure]) -> _Period:
    """A period in a sentence about the practice; else the first date with a word for starting before it."""
    for figure in dates:
        if figure.value_max is not None and (
            evidence.label_at(figure.span) in _TOLD or evidence.words("period").search(_sentence(evidence, figure))
        ):
            return _Period(figure, figure)
    start = next((d for d in dates if d.value_max is None and _has_cue(evidence, d, "start")), None)
    end = next((d for d in dates if d.value_max is None and d is not start and _has_cue(evidence, d, "end")), None)
    return _Period(start, end)


def _ongoing(evidence: Evidence) -> Span | None:
    """Where the text says that the practice still runs."""
    text, whole = evidence.document.text, evidence.boundary.span
    for match in evidence.words("ongoing").finditer(text, whole.start, whole.end):
        if _is_stated(evidence, Span(*match.span())):
            return Span(*match.span())
    for match in evidence.words("ongoing_told").finditer(text, whole.start, whole.end):
        if evidence.label_at(Span(*match.span())) in (*_TOLD, SectionLabel.SUSTAINABILITY):
            return Span(*match.span())
    return None


def _before(evidence: Evidence, figure: Figure) -> str:
    """The words before a date, not beyond the paragraph."""
    text = evidence.document.text
    return text[max(0, figure.span.start - _CUE_REACH) : figure.span.start].rpartition("\n\n")[2]


def _sentence(evidence: Evidence, figure: Figure) -> str:
    text = evidence.document.text
    for block in evidence.document.body():
        if block.content.contains(figure.span):
            for span in sentences(text, block.content):
                if span.contains(figure.span):
                    return span.of(text)
    return ""


def _has_cue(evidence: Evidence, figure: Figure, cue: str) -> bool:
    sentence_start = _sentence(evidence, figure).partition(figure.text)[0]
    return bool(evidence.words(cue).search(sentence_start[-_CUE_REACH:]))


def _belongs_to_programme(evidence: Evidence, figure: Figure) -> bool:
    """A programming period such as "COSME 2014-2020"."""
    names = evidence.entities(EntityKind.PROGRAMME, EntityKind.FUND)
    return any(0 <= figure.span.start - name.span.end <= _NAME_TO_PERIOD for name in names)
