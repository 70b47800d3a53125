"""The questions of the programme's definition. Yes and no need a sentence that says so; silence is unclear."""

import re
from collections.abc import Callable, Sequence

from models import Document, FigureKind, FigureRole, SectionLabel, Value
from models.assessment import Answer, Criterion
from pipeline.assessment.statements import Statement
from pipeline.records.words import words
from pipeline.segment import as_read

EXTRACTOR = "assessment/1"
MEASURABLE_RESULT, POLICY_LINK, TRANSFERABLE = "measurable_result", "policy_link", "transferable"

_TABLE = ("pipeline.assessment", "cues.toml")
_MAX_EVIDENCE = 3
#: Kinds that measure a result; a date or a duration alone does not.
_MEASURES = frozenset({FigureKind.COUNT, FigureKind.MONEY, FigureKind.PERCENTAGE, FigureKind.RATIO})
_ACHIEVED = frozenset({FigureRole.RESULT, FigureRole.OUTPUT})
#: Sections that speak of aims, money and needs: a number there is no result.
_NOT_ACHIEVED = frozenset(
    {SectionLabel.OBJECTIVES, SectionLabel.RESOURCES, SectionLabel.CONTEXT, SectionLabel.POLICY_LINK}
)
#: A word turns a cue round from so near before it or, as in German, after it (characters, inside the clause).
_BEFORE, _AFTER = 60, 30
_CLAUSE = re.compile(r"[,;:.()–—]|\b(?:but|however|mais|aber|pero|ma|ale|maar|mas|dar)\b")

_Judged = tuple[Answer, str, Sequence[Statement], float]


def assess_criteria(found: Sequence[Statement], document: Document) -> tuple[Criterion, ...]:
    """The three questions, answered."""
    questions: tuple[tuple[str, str, Callable[[Sequence[Statement], str | None], _Judged]], ...] = (
        (MEASURABLE_RESULT, "Is there a measurable result?", _measurable),
        (POLICY_LINK, "Is there a link to a public policy?", _policy),
        (TRANSFERABLE, "Can it be transferred?", _transferable),
    )
    criteria = []
    for name, question, judge in questions:
        answer, reason, evidence, score = judge(found, document.language)
        values = tuple(_value(document, statement, score) for statement in evidence[:_MAX_EVIDENCE])
        criteria.append(Criterion(name, question, answer, reason, values))
    return tuple(criteria)


def _measurable(found: Sequence[Statement], language: str | None) -> _Judged:
    shown = [s for s in found if s.label not in _NOT_ACHIEVED and any(_is_achieved(s, role) for role in _ACHIEVED)]
    if shown:
        # Sentences of the evidence section first, results before outputs, else in the order of the text.
        shown.sort(key=lambda s: (s.label is not SectionLabel.EVIDENCE, not _is_achieved(s, FigureRole.RESULT)))
        is_told_as_such = shown[0].label is SectionLabel.EVIDENCE
        return Answer.YES, "results are stated in numbers", shown, 0.9 if is_told_as_such else 0.7
    denied = [s for s in found if _pattern("no_result", language).search(s.text)]
    if denied:
        return Answer.NO, "the document says that there are no measured results", denied, 0.8
    targets = [s for s in found if any(f.role is FigureRole.TARGET for f in s.figures)]
    if targets:
        return Answer.UNCLEAR, "only targets are stated in numbers, no results", targets, 0.6
    told = [s for s in found if s.label is SectionLabel.EVIDENCE]
    if told:
        return Answer.UNCLEAR, "results are told in words, none in numbers", told, 0.6
    return Answer.UNCLEAR, "no result is stated in this document", (), 0.0


def _is_achieved(statement: Statement, role: FigureRole) -> bool:
    return any(f.role is role and f.kind in _MEASURES for f in statement.figures)


def _policy(found: Sequence[Statement], language: str | None) -> _Judged:
    policy, tie = _pattern("policy", language), _pattern("policy_tie", language)
    named = [s for s in found if policy.search(s.text)]
    tied = [s for s in named if tie.search(s.text) or s.label is SectionLabel.POLICY_LINK]
    linked = [s for s in tied if not _is_turned(s.text, tie, language) and not _is_turned(s.text, policy, language)]
    if linked:
        linked.sort(key=lambda s: s.label is not SectionLabel.POLICY_LINK)
        return (
            Answer.YES,
            "a policy is named and tied to the practice",
            linked,
            _score(linked, SectionLabel.POLICY_LINK),
        )
    if tied:
        return Answer.NO, "the document says that it is not linked to a policy", tied, 0.6
    headed = [s for s in found if s.label is SectionLabel.POLICY_LINK]
    if headed:
        return Answer.UNCLEAR, "the policy section names no strategy, plan or law", headed, 0.5
    if named:
        return Answer.UNCLEAR, "a policy is mentioned, but not tied to the practice", named, 0.4
    return Answer.UNCLEAR, "no policy is named in this document", (), 0.0


def _transferable(found: Sequence[Statement], language: str | None) -> _Judged:
    transfer, hindered = _pattern("transfer", language), _pattern("no_transfer", language)
    told = [s for s in found if s.label is not SectionLabel.CONTEXT]
    against = [s for s in told if hindered.search(s.text) or _is_turned(s.text, transfer, language)]
    elsewhere = _pattern("elsewhere", language)
    speaking = [
        s
        for s in told
        if s not in against
        and (transfer.search(s.text) or (s.label is SectionLabel.TRANSFERABILITY and elsewhere.search(s.text)))
    ]
    if speaking and against:
        return Answer.UNCLEAR, "the document speaks for it and against it", [speaking[0], *against], 0.5
    if speaking:
        speaking.sort(key=lambda s: s.label is not SectionLabel.TRANSFERABILITY)
        return Answer.YES, "use elsewhere is described", speaking, _score(speaking, SectionLabel.TRANSFERABILITY)
    if against:
        return Answer.NO, "the document says that it can hardly be transferred", against, 0.7
    headed = [s for s in found if s.label is SectionLabel.TRANSFERABILITY]
    if headed:
        return Answer.UNCLEAR, "the section on transfer does not say whether it can be transferred", headed, 0.5
    return Answer.UNCLEAR, "transfer is not mentioned in this document", (), 0.0


def _is_turned(text: str, cue: re.Pattern[str], language: str | None) -> bool:
    """True when every mention of the cue stands in a clause with a negation."""
    allowed = _pattern("no_negation", language).sub(lambda match: "_" * len(match.group()), text)
    negation = _pattern("negation", language)
    mentions = list(cue.finditer(text))
    return bool(mentions) and all(_clause_has(allowed, match.start(), match.end(), negation) for match in mentions)


def _clause_has(text: str, start: int, end: int, negation: re.Pattern[str]) -> bool:
    before = _CLAUSE.split(text[max(0, start - _BEFORE) : start])[-1]
    after = _CLAUSE.split(text[end : end + _AFTER])[0]
    return bool(negation.search(before) or negation.search(text[start:end]) or negation.search(after))


def _score(found: Sequence[Statement], label: SectionLabel) -> float:
    """Surer when the section says the same as the words."""
    return 0.85 if found[0].label is label else 0.65


def _pattern(name: str, language: str | None) -> re.Pattern[str]:
    return words(name, language, table=_TABLE)


def _value(document: Document, statement: Statement, score: float) -> Value:
    return Value(
        text=statement.span.of(document.text),
        origin=statement.span,
        doc_id=document.doc_id,
        score=score,
        extractor=EXTRACTOR,
        display=as_read(document, statement.span),
        page_no=document.page_no(statement.span),
        boxes=document.boxes(statement.span),
    )
