"""Why a passage was found: the words of the query that stand in it, and the sentence that says most of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models import Passage, Span
from models.text import sentences
from pipeline.encoders import ENGLISH
from pipeline.search.query import Query
from pipeline.search.words import MIN_LETTERS, WORD, words_of
from pipeline.store.indexes import stemmed

#: Passages of a page, sentences of each, and characters of these that are compared by meaning when no word of the query
#: stands in a passage: a sentence costs 10 ms or more.
_MAX_COMPARED, _MAX_SENTENCES, _MAX_CHARACTERS = 2, 4, 150
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage answers: words of the query as the passage has them, the sentence that says most of the query.

    `sentence` is a span of the document; None where none stands out, or where to find it would take too long.
    """

    matched: tuple[str, ...] = ()
    sentence: Span | None = None


def reasons(query: Query, passages: Sequence[Passage]) -> list[Reason]:
    """Why each passage answers the query.

    The sentence is told by its words, rare ones counting most; by meaning where no word of the query stands in the
    passage, as when question and answer are in different languages. A text of several paragraphs is no question, and
    nothing is told for it.
    """
    if not query.text.strip() or len(query.text) > _LONGEST:
        return [Reason()] * len(passages)
    own = _Wanted(_rarities(query), query.language or ENGLISH)
    both = (own, _Wanted(_rarities_in_english(query), ENGLISH))
    languages = query.reader.languages([passage.doc_id for passage in passages])
    texts = query.reader.document_parts([(passage.doc_id, passage.span) for passage in passages])
    found: list[Reason] = []
    compared = 0
    for passage, text in zip(passages, texts, strict=True):
        language = languages.get(passage.doc_id)
        wanted = both if query.encoders.reads_as_english(language) else (own,)
        spans = list(sentences(text, Span(0, len(text))))
        span = spans[0] if len(spans) == 1 else _telling(spans, text, wanted)
        if span is None and spans and compared < _MAX_COMPARED:
            compared += 1
            span = _nearest(query, language, spans[:_MAX_SENTENCES], text)
        sentence = span and Span(span.start + passage.span.start, span.end + passage.span.start)
        found.append(Reason(_matched(passage.text, wanted), sentence))
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Words that are looked for, by their stem in a language, with how much each tells."""

    values: Mapping[str, float]
    language: str

    def value(self, text: str) -> float:
        """Of all its words, each once."""
        return sum(self.values.get(stem, 0.0) for stem in {stemmed(word, self.language) for word in words_of(text)})

    def holds(self, word: str) -> bool:
        return stemmed(word, self.language) in self.values


def _rarities(query: Query) -> dict[str, float]:
    """How much the words of the query tell, by their stem."""
    words = sorted({word for word in words_of(query.text) if len(word) >= MIN_LETTERS})
    rarities = zip(words, query.reader.words.rarity(words), strict=True)
    return {stemmed(word, query.language or ENGLISH): rarity for word, rarity in rarities}


def _rarities_in_english(query: Query) -> dict[str, float]:
    """The same of what its words are in English; how near they come counts, too."""
    weights = {stem: weight for stems in query.stems_in_english for stem, weight in stems}
    rarities = query.reader.words.rarity(list(weights))
    return {stem: weight * rarity for (stem, weight), rarity in zip(weights.items(), rarities, strict=True)}


def _telling(spans: Sequence[Span], text: str, wanted: Sequence[_Wanted]) -> Span | None:
    """The sentence that says most of what is looked for; None where none says anything."""
    values = [sum(each.value(span.of(text)) for each in wanted) for span in spans]
    return spans[values.index(max(values))] if any(values) else None


def _nearest(query: Query, language: str | None, spans: Sequence[Span], text: str) -> Span:
    """The sentence that is nearest to the query by meaning."""
    # The encoder of the passage, not of the query: both give vectors in one space, and that of English is quicker.
    encoder = query.encoders.of(language)
    near = encoder.encode_queries([span.of(text)[:_MAX_CHARACTERS] for span in spans]) @ query.vector
    return spans[int(near.argmax())]


def _matched(text: str, wanted: Sequence[_Wanted]) -> tuple[str, ...]:
    """Words of `text`, as they stand there, that are words of the query but for their ending; each once, in order."""
    found = (
        word for word in WORD.findall(text) if len(word) >= MIN_LETTERS and any(each.holds(word) for each in wanted)
    )
    return tuple({word.lower(): word for word in found}.values())
