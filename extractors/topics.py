"""Topic suggestions: the Interreg Europe topics and specific objectives that a practice's own words speak for."""

import re
from collections import Counter
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
_PHRASE_WEIGHT = 1.0
#: One word alone often names who takes part ("pupils") and not what it is about.
_WORD_WEIGHT = 0.6
_WEAK_WEIGHT = 0.25
#: A sentence full of cues is still one sentence.
_MAX_PER_SENTENCE = 2.0
#: Evidence needed for a suggestion: so much weight, and so many different strong cues or sentences with one.
_MIN_WEIGHT = 0.9
#: Cues that begin with the same letters say the same again, and each time half, a third, ... as much.
_STEM = 6
_MIN_STRONG = 2
#: A second topic must have this part of the first one's weight.
_SECOND_SHARE = 0.6
#: Weight at which the score is a half.
_HALF_WEIGHT = 3.0
_MAX_TOPICS = 2
_MAX_OBJECTIVES = 3
#: A sentence of the title counts so much more.
_TITLE_FACTOR = 2.0
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
    """Suggests at most two topics for each practice, or for the document where none is marked.

    Behind them stand at most three specific objectives of these topics.
    """

    name = "topics/2"
    requires = frozenset({"sections"})
    provides = frozenset({"topics"})

    def extract(self, document: Document, annotations: Annotations) -> Annotations:
        """A copy of `annotations` with the topics, best first within each practice; none on thin evidence."""
        scopes = [(practice.span, practice.title_span) for practice in annotations.practices]
        sentences = list(_sentences(document, annotations))
        topics: list[Topic] = []
        for scope, title in scopes or [(Span(0, len(document.text)), None)]:
            own = [sentence for sentence in sentences if scope.contains(sentence)]
            topics += self._suggest(document, own, title)
        return replace(annotations, topics=tuple(topics))

    def _suggest(self, document: Document, sentences: Sequence[Span], title: Span | None) -> list[Topic]:
        language = (document.language or "en")[:2]
        topics = self._best(document, sentences, title, _cues(language), _MAX_TOPICS, _scheme())
        codes = {code for topic in topics for code in _codes(topic.label)}
        wanted = tuple(cues for cues in _objective_cues(language) if cues.label in codes)
        return topics + self._best(document, sentences, title, wanted, _MAX_OBJECTIVES, OBJECTIVE_SCHEME)

    def _best(
        self,
        document: Document,
        sentences: Sequence[Span],
        title: Span | None,
        cues: Sequence[_Cues],
        most: int,
        scheme: str,
    ) -> list[Topic]:
        found = {one.label: _collect(document.text, sentences, one, title) for one in cues}
        ranked = sorted(found.items(), key=lambda item: -item[1].weight)
        best = ranked[0][1].weight if ranked else 0.0
        return [
            Topic(label, scheme, evidence.weight / (evidence.weight + _HALF_WEIGHT), _strongest(evidence), self.name)
            for label, evidence in ranked[:most]
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


#: Scheme of the suggestions whose label is the code of a specific objective.
OBJECTIVE_SCHEME = "eu-specific-objectives-2021"


@cache
def objective_names() -> dict[str, str]:
    """Code to official name of the specific objectives 2021-2027."""
    return {row["code"]: row["name"] for row in table("objectives.toml")["objectives"]}


@cache
def _codes(topic: str) -> tuple[str, ...]:
    return tuple(next(row["objectives"] for row in table("topics.toml")["topics"] if row["label"] == topic))


@cache
def _objective_cues(language: str) -> tuple[_Cues, ...]:
    nothing = re.compile(r"(?!)")
    return tuple(_Cues(code, _pattern(_spoken(code, language)), nothing) for code in objective_names())


@cache
def _spoken(code: str, language: str) -> tuple[str, ...]:
    """The cues of an objective in a language, and in English."""
    cues = next(row["cues"] for row in table("objectives.toml")["objectives"] if row["code"] == code)
    return (*cues["en"], *(cues.get(language, []) if language != "en" else []))


@cache
def _cues(language: str) -> tuple[_Cues, ...]:
    """The cues of a language, with the English ones, which documents in other languages use too."""
    return tuple(
        _Cues(
            topic["label"],
            _pattern(
                [
                    *topic["strong"].get(language, []),
                    *topic["strong"]["en"],
                    *(cue for code in topic["objectives"] for cue in _spoken(code, language)),
                ]
            ),
            _pattern(topic["weak"].get(language, topic["weak"]["en"])),
        )
        for topic in table("topics.toml")["topics"]
    )


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    parts = sorted({" ".join(re.findall(r"\*?[^\W_]+\*?", phrase)) for phrase in phrases}, key=len, reverse=True)
    alternatives = "|".join(re.escape(part).replace(r"\*", "[^ ]*").replace(r"\ ", " ") for part in parts)
    return re.compile(rf"(?<![^ ])(?:{alternatives})(?![^ ])")


def _collect(text: str, sentences: Sequence[Span], cues: _Cues, title: Span | None) -> _Evidence:
    evidence = _Evidence(0.0, set(), [])
    said: Counter[str] = Counter()
    for sentence in sentences:
        folded = " ".join(token.folded for token in tokens(sentence.of(text)))
        strong = set(cues.strong.findall(folded))
        weak = set(cues.weak.findall(folded))
        told = sum((_PHRASE_WEIGHT if " " in cue else _WORD_WEIGHT) / (1 + said[cue[:_STEM]]) for cue in strong)
        said.update(cue[:_STEM] for cue in strong)
        weight = min(_MAX_PER_SENTENCE, told + _WEAK_WEIGHT * len(weak))
        if title is not None and title.overlaps(sentence):
            weight *= _TITLE_FACTOR
        evidence.weight += weight
        evidence.cues |= strong
        if strong:
            evidence.sentences.append((weight, sentence))
    return evidence


def terms(document: Document, scope: Span, codes: Sequence[str]) -> list[tuple[Span, int]]:
    """Terms of these objectives that stand in the scope: where each stands first and how often, most often first."""
    language = (document.language or "en")[:2]
    wanted = [cues.strong for cues in _objective_cues(language) if cues.label in codes]
    first: dict[str, Span] = {}
    counts: Counter[str] = Counter()
    for block in document.body():
        if block.repeats is None and block.content.overlaps(scope):
            for span, folded in _matches(document.text, block.content, wanted):
                first.setdefault(folded, span)
                counts[folded] += 1
    return sorted(((first[key], count) for key, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def _matches(text: str, content: Span, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[Span, str]]:
    """Each match once, in whole words, with its folded form."""
    found = tokens(unwrapped(content.of(text)))
    starts, folded = {}, ""
    for index, token in enumerate(found):
        starts[len(folded)] = index
        folded += token.folded + " "
    ends = {start + len(found[index].folded): index for start, index in starts.items()}
    seen: set[tuple[int, int]] = set()
    for pattern in patterns:
        for match in pattern.finditer(folded.rstrip()):
            place = (starts[match.start()], ends[match.end()])
            if place not in seen:
                seen.add(place)
                first, last = found[place[0]], found[place[1]]
                yield Span(content.start + first.start, content.start + last.end), match.group()


def _strongest(evidence: _Evidence) -> tuple[Span, ...]:
    """The sentences that speak most clearly, in reading order."""
    best = sorted(evidence.sentences, key=lambda pair: -pair[0])[:_MAX_EVIDENCE]
    return tuple(sorted(span for _, span in best))
