"""Topic suggestions: the Interreg Europe topic that a practice's own words speak for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.gazetteers import table
from extractors.gazetteers.folding import tokens
from extractors.wrapping import unwrapped
from models import Annotations, Document, SectionLabel, Span, Topic

#: Sections that say nothing about the subject.
_SKIPPED = frozenset({SectionLabel.CONTACT, SectionLabel.OTHER})
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[\W\d]*[^\W\d_a-z])|\n")
_STRONG_WEIGHT = 1.0
_WEAK_WEIGHT = 0.25
#: A sentence full of cues is still one sentence.
_MAX_PER_SENTENCE = 2.0
#: Evidence needed for a suggestion: so much weight, and so many different strong cues or sentences with one.
_MIN_WEIGHT = 2.0
_MIN_STRONG = 2
#: A second topic must have this part of the first one's weight.
_SECOND_SHARE = 0.6
#: Weight at which the score is a half.
_HALF_WEIGHT = 3.0
_MAX_TOPICS = 2
_MAX_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class _Cues:
    """Patterns over folded words joined by single spaces."""

    label: str
    strong: re.Pattern[str]
    weak: re.Pattern[str]


@dataclass(slots=True)
class _Evidence:
    weight: float
    cues: set[str]
    sentences: list[tuple[float, Span]]


class TopicExtractor:
    """Suggests at most two topics for each practice, or for the document where none is marked."""

    name = "topics/1"
    requires = frozenset({"sections"})
    provides = frozenset({"topics"})

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        """A copy of `annotations` with the topics, best first within each practice; none on thin evidence."""
        scopes = [practice.span for practice in annotations.practices] or [Span(0, len(document.text))]
        sentences = list(_sentences(document, annotations))
        topics: list[Topic] = []
        for scope in scopes:
            own = [sentence for sentence in sentences if scope.contains(sentence)]
            topics += self._suggest(document, own)
        return replace(annotations, topics=tuple(topics))

    def _suggest(self, document: Document, sentences: Sequence[Span]) -> list[Topic]:
        language = (document.language or "en")[:2]
        found = {cues.label: _collect(document.text, sentences, cues) for cues in _cues(language)}
        ranked = sorted(found.items(), key=lambda item: -item[1].weight)
        best = ranked[0][1].weight
        return [
            Topic(label, _scheme(), evidence.weight / (evidence.weight + _HALF_WEIGHT), _strongest(evidence), self.name)
            for label, evidence in ranked[:_MAX_TOPICS]
            if evidence.weight >= max(_MIN_WEIGHT, _SECOND_SHARE * best)
            and max(len(evidence.cues), len(evidence.sentences)) >= _MIN_STRONG
        ]


def _sentences(document: Document, annotations: Annotations) -> Iterator[Span]:
    """Sentences that count: each text once, without contact details and closing words."""
    skipped = [section.span for section in annotations.sections if section.label in _SKIPPED]
    for block in document.body():
        if block.repeats is not None or any(span.overlaps(block.content) for span in skipped):
            continue
        yield from _split(block.content, document.text)


def _split(content: Span, text: str) -> Iterator[Span]:
    """The sentences of a block without white space around them; a line break ends one as a full stop does."""
    readable = unwrapped(content.of(text))
    start = 0
    cuts = [match.span() for match in _SENTENCE_END.finditer(readable)]
    for end, following in (*cuts, (len(readable), len(readable))):
        sentence = readable[start:end]
        begin = content.start + start + len(sentence) - len(sentence.lstrip())
        if sentence.strip():
            yield Span(begin, begin + len(sentence.strip()))
        start = following


@cache
def _scheme() -> str:
    return str(table("topics.toml")["scheme"])


@cache
def _cues(language: str) -> tuple[_Cues, ...]:
    """The cues of a language, with the English ones, which documents in other languages use too."""
    return tuple(
        _Cues(
            topic["label"],
            _pattern(topic["strong"].get(language, []) + topic["strong"]["en"]),
            _pattern(topic["weak"].get(language, topic["weak"]["en"])),
        )
        for topic in table("topics.toml")["topics"]
    )


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    parts = sorted({" ".join(re.findall(r"[^\W_]+\*?", phrase)) for phrase in phrases}, key=len, reverse=True)
    alternatives = "|".join(re.escape(part).replace(r"\*", "[^ ]*").replace(r"\ ", " ") for part in parts)
    return re.compile(rf"(?<![^ ])(?:{alternatives})(?![^ ])")


def _collect(text: str, sentences: Sequence[Span], cues: _Cues) -> _Evidence:
    evidence = _Evidence(0.0, set(), [])
    for sentence in sentences:
        folded = " ".join(token.folded for token in tokens(sentence.of(text)))
        strong = set(cues.strong.findall(folded))
        weak = set(cues.weak.findall(folded))
        weight = min(_MAX_PER_SENTENCE, _STRONG_WEIGHT * len(strong) + _WEAK_WEIGHT * len(weak))
        evidence.weight += weight
        evidence.cues |= strong
        if strong:
            evidence.sentences.append((weight, sentence))
    return evidence


def _strongest(evidence: _Evidence) -> tuple[Span, ...]:
    """The sentences that speak most clearly, in reading order."""
    best = sorted(evidence.sentences, key=lambda pair: -pair[0])[:_MAX_EVIDENCE]
    return tuple(sorted(span for _, span in best))
