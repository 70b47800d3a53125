"""Why a passage was found: the words of the query that stand in it, and the sentence that says most of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models import Passage, Span
from models.text import sentences
from pipeline.search.query import Query
from pipeline.search.words import MIN_LETTERS, WORD, words_of
from pipeline.store.indexes import stemmed

#: Passages of a page, sentences of each, and characters of these that are compared by meaning when no word of the query
#: stands in a passage: a sentence costs 10 ms or more.
_MAX_COMPARED, _MAX_SENTENCES, _MAX_CHARACTERS = 3, 4, 300
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
    rarities = _rarities(query)
    texts = query.reader.document_parts([(passage.doc_id, passage.span) for passage in passages])
    best: list[Span | None] = []
    compared: dict[int, list[Span]] = {}
    for n, text in enumerate(texts):
        found = list(sentences(text, Span(0, len(text))))
        scores = [_rarity_of(span.of(text), rarities, query.language) for span in found]
        best.append(found[scores.index(max(scores))] if found and (len(found) == 1 or any(scores)) else None)
        if len(found) > 1 and best[n] is None and len(compared) < _MAX_COMPARED:
            compared[n] = found[:_MAX_SENTENCES]
    for n, span in _nearest(query, passages, texts, compared).items():
        best[n] = span
    return [
        Reason(matched_words(query.text, passage.text, query.language), _moved(span, passage.span.start))
        for passage, span in zip(passages, best, strict=True)
    ]


def _moved(span: Span | None, by: int) -> Span | None:
    return Span(span.start + by, span.end + by) if span else None


def _rarities(query: Query) -> dict[str, float]:
    """How much the words of the query tell, by their stem."""
    words = sorted({word for word in words_of(query.text) if len(word) >= MIN_LETTERS})
    rarities = zip(words, query.reader.words.rarity(words), strict=True)
    return {stemmed(word, query.language or "en"): rarity for word, rarity in rarities}


def _rarity_of(sentence: str, rarities: Mapping[str, float], language: str | None) -> float:
    stems = {stemmed(word, language or "en") for word in words_of(sentence)}
    return sum(rarities.get(stem, 0.0) for stem in stems)


def _nearest(
    query: Query, passages: Sequence[Passage], texts: Sequence[str], compared: Mapping[int, Sequence[Span]]
) -> dict[int, Span]:
    """Of each of these passages (by their place) the sentence that is nearest to the query."""
    languages = query.reader.languages([passages[n].doc_id for n in compared])
    nearest = {}
    for n, spans in compared.items():
        # The encoder of the passage, not of the query: both give vectors in one space, and that of English is quicker.
        encoder = query.encoders.of(languages.get(passages[n].doc_id))
        near = encoder.encode_queries([span.of(texts[n])[:_MAX_CHARACTERS] for span in spans]) @ query.vector
        nearest[n] = spans[int(near.argmax())]
    return nearest


def matched_words(query: str, text: str, language: str | None) -> tuple[str, ...]:
    """Words of `text`, as they stand there, that are words of the query but for their ending; each once, in order."""
    of_text = language or "en"
    wanted = {stemmed(word, of_text) for word in words_of(query) if len(word) >= MIN_LETTERS}
    found = (word for word in WORD.findall(text) if len(word) >= MIN_LETTERS and stemmed(word, of_text) in wanted)
    return tuple({word.lower(): word for word in found}.values())
