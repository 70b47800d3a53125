"""Start and end of a practice."""

import re
from dataclasses import dataclass

from models import EntityKind, Figure, SectionLabel, Span, Value
from models.text import sentences
from pipeline.records.evidence import Evidence, Filled
from pipeline.template import TemplateField

_START = re.compile(
    r"\b(?:start(?:ed|s|ing)?|beg[ai]n\w*|launch\w*|since|set up|establish\w*|founded|introduced|creat\w+|opened"
    r"|d[ée]but\w*|lanc[ée]\w*|depuis|beginn\w*|seit|gestartet|inici\w+|desde|inizi\w+|avviat\w+|dal|rozpocz\w+|od)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:end(?:ed|s|ing)?|until|till|finish\w*|complet\w+|clos\w+|fin|jusqu\w*|ende\w*|bis|abgeschlossen|final\w*"
    r"|hasta|fine|conclus\w+|fino|zako[nń]cz\w+|do)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:project|programme|program|scheme|initiative|pilot|practice|ran|runs|running|implement\w*|period|duration"
    r"|timescale|carried out|projet\w*|dur[ée]e|p[ée]riode|projekt\w*|laufzeit|zeitraum|programm\w*|proyecto|duraci[oó]n"
    r"|periodo|progetto|durata|okres\w*|realizacj\w+)\b",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:ongoing|on-going|still running|continues to run|en cours|laufend|in corso|en curso|trwa)\b", re.IGNORECASE
)
#: Sections whose dates say when something was measured or published, not when the practice ran.
_OTHER_DATES = (SectionLabel.EVIDENCE, SectionLabel.CONTACT, SectionLabel.OTHER, SectionLabel.POLICY_LINK)
#: A period so close after a programme's or fund's name is the programme's own (characters).
_NAME_TO_PERIOD = 30
#: A cue stands so close before its date (characters).
_CUE_REACH = 60


@dataclass(frozen=True, slots=True)
class _Period:
    start: tuple[Figure, str] | None = None
    end: tuple[Figure, str] | None = None


def fill_start(evidence: Evidence, _: TemplateField) -> Filled:
    period = _period(evidence)
    if period.start is None:
        return (), "this document does not say when the practice started"
    figure, shown = period.start
    return (_value(evidence, figure, shown),), None


def fill_end(evidence: Evidence, _: TemplateField) -> Filled:
    period = _period(evidence)
    if period.end is not None:
        figure, shown = period.end
        return (_value(evidence, figure, shown),), None
    for section in evidence.annotations.sections:
        if section.label is SectionLabel.TIMESCALE:
            match = _ONGOING.search(evidence.document.text, section.span.start, section.span.end)
            if match:
                return (evidence.value(Span(*match.span()), section.score, section.extractor, "ongoing"),), None
    return (), "this document does not say when the practice ended"


def _value(evidence: Evidence, figure: Figure, shown: str) -> Value:
    return evidence.value(figure.span, figure.score, figure.extractor, shown)


def _period(evidence: Evidence) -> _Period:
    dates = evidence.dates()
    stated = [d for d in dates if evidence.label_at(d.span) is SectionLabel.TIMESCALE]
    if stated:
        return _from_form(evidence, stated)
    told = [
        d for d in dates if evidence.label_at(d.span) not in _OTHER_DATES and not _belongs_to_programme(evidence, d)
    ]
    return _from_sentences(evidence, told)


def _from_form(evidence: Evidence, dates: list[Figure]) -> _Period:
    """Dates of a timescale section: a range says both, else the word before the date says which."""
    for figure in dates:
        if figure.value_max is not None:
            return _Period((figure, str(figure.value)), (figure, str(figure.value_max)))
    starts, ends = [], []
    for figure in dates:
        text = evidence.document.text
        before = text[max(0, figure.span.start - _CUE_REACH) : figure.span.start].rpartition("\n\n")[2]
        # The nearest cue decides: "start: 2016, end: 2018" has both words before the second date.
        start_cue = max((m.end() for m in _START.finditer(before)), default=-1)
        end_cue = max((m.end() for m in _END.finditer(before)), default=-1)
        (ends if end_cue > start_cue else starts).append(figure)
    first = min(starts, key=lambda f: str(f.value), default=None)
    last = max(ends, key=lambda f: str(f.value), default=None)
    return _Period((first, str(first.value)) if first else None, (last, str(last.value)) if last else None)


def _from_sentences(evidence: Evidence, dates: list[Figure]) -> _Period:
    """A period in a sentence about the practice; else the first date with a word for starting before it."""
    for figure in dates:
        if figure.value_max is not None and _PERIOD.search(_sentence(evidence, figure)):
            return _Period((figure, str(figure.value)), (figure, str(figure.value_max)))
    start = next((d for d in dates if d.value_max is None and _has_cue(evidence, d, _START)), None)
    end = next((d for d in dates if d.value_max is None and d is not start and _has_cue(evidence, d, _END)), None)
    return _Period((start, str(start.value)) if start else None, (end, str(end.value)) if end else None)


def _sentence(evidence: Evidence, figure: Figure) -> str:
    text = evidence.document.text
    for block in evidence.document.body():
        if block.content.contains(figure.span):
            for span in sentences(text, block.content):
                if span.contains(figure.span):
                    return span.of(text)
    return ""


def _has_cue(evidence: Evidence, figure: Figure, cue: re.Pattern[str]) -> bool:
    sentence_start = _sentence(evidence, figure).partition(figure.text)[0]
    return bool(cue.search(sentence_start[-_CUE_REACH:]))


def _belongs_to_programme(evidence: Evidence, figure: Figure) -> bool:
    """A programming period such as "COSME 2014-2020"."""
    names = evidence.entities(EntityKind.PROGRAMME, EntityKind.FUND)
    return any(0 <= figure.span.start - name.span.end <= _NAME_TO_PERIOD for name in names)
