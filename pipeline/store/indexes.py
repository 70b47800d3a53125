"""The word index of one generation: derived data that can always be made again from the passages."""

import math
import re
import shutil
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from models import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Plain words only, and in lower case: nothing of a query is read as query syntax.
_WORD = re.compile(r"\w+")

#: Another number for another schema: an index of an earlier one is not found, and so made again.
WORDS = "words-2"
#: Languages with a stemmer of their own, for documents and queries in them; everything is also stemmed as English,
#: which leaves names alone.
STEMMERS = {
    **{"da": "danish", "de": "german", "el": "greek", "es": "spanish", "fi": "finnish", "fr": "french"},
    **{"hu": "hungarian", "it": "italian", "nl": "dutch", "pt": "portuguese", "ro": "romanian", "sv": "swedish"},
}
_PLAIN_FIELDS = ("title", "text")
#: Words of a query that are looked up, each once: thousands of them would take many seconds.
_MOST_WORDS = 200
#: From this part of all passages on, the best of all are filtered: naming every allowed one would cost more. When too
#: few of the best are allowed, it is done all the same.
_FILTERED_SHARE = 0.05


class WordIndex:
    """Words of titles and passages, ranked by BM25 (tantivy)."""

    def __init__(self, folder: Path) -> None:
        """Open for reading; nothing is made or mended.

        Raises:
            StoreError: there is no such index, or it is damaged.
        """
        import tantivy

        try:
            self._index: Any = tantivy.Index.open(str(folder / WORDS))
            _register_stemmers(self._index)
        except (ValueError, OSError) as error:
            raise StoreError(
                f"The word index of {folder} cannot be read: {error}. Run: goodpractice reprocess --outdated"
            ) from error

    @classmethod
    def for_writing(cls, folder: Path, passages: int) -> tuple[Self, bool]:
        """(the index, whether it was just made); made anew when it is missing, damaged or holds another number."""
        try:
            words = cls(folder)
            if words.count() == passages:
                return words, False
        except StoreError:
            pass  # Derived data: made again below.
        return cls.anew(folder), True

    @classmethod
    def anew(cls, folder: Path) -> Self:
        """An empty index in place of what is there."""
        import tantivy

        path = folder / WORDS
        for earlier in folder.glob("words*"):
            shutil.rmtree(earlier, ignore_errors=True)
        path.mkdir()
        tantivy.Index(cls._schema(), path=str(path))
        return cls(folder)

    @staticmethod
    def _schema() -> Any:  # noqa: ANN401 - tantivy ships no usable types
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage_no", stored=False, indexed=True, fast=True)
        builder.add_text_field("title", tokenizer_name="en_stem", index_option="freq")
        builder.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
        for language in STEMMERS:
            builder.add_text_field(f"text_{language}", tokenizer_name=f"{language}_stem", index_option="freq")
        return builder.build()

    def change(self, removed: Sequence[int], added: Sequence[tuple[int, str, str, str]]) -> None:
        """Take out passage numbers and add (passage number, title, text, language)."""
        import tantivy

        if not removed and not added:
            return
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        if removed:
            # By query: deleting by term takes the number for a signed one and silently finds nothing (0.27).
            numbers = tantivy.Query.term_set_query(self._index.schema, "passage_no", list(removed))
            writer.delete_documents_by_query(numbers)
        for passage_no, title, text, language in added:
            document = tantivy.Document()
            document.add_unsigned("passage_no", passage_no)
            document.add_text("title", title)
            document.add_text("text", text)
            if language in STEMMERS:
                document.add_text(f"text_{language}", f"{title}\n{text}")
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def count(self) -> int:
        return int(self._index.searcher().num_docs)

    def search(
        self,
        query: str,
        limit: int,
        allowed: "NDArray[np.int64] | None" = None,
        every_word: bool = False,
        language: str | None = None,
        also: Sequence[Sequence[tuple[str, float]]] = (),
    ) -> tuple[list[int], list[float]]:
        """Passage numbers and BM25 scores, best first.

        Only `allowed` numbers (int64, any order) where given; with `every_word` only passages that hold all words.
        In the `language` of the query words are stemmed as in the documents of that language. `also` are groups of
        English stems with weights, of which the best counts.
        """
        import numpy as np
        import tantivy

        words = " ".join(list(dict.fromkeys(_WORD.findall(query.lower())))[:_MOST_WORDS])
        if not words:
            return [], []
        fields = [*_PLAIN_FIELDS, *([f"text_{language}"] if language in STEMMERS else [])]
        parsed, _ = self._index.parse_query_lenient(words, fields, conjunction_by_default=every_word)
        if also:
            parsed = self._with_stems(parsed, also)
        if allowed is None:
            return self._best(parsed, limit)
        if len(allowed) >= _FILTERED_SHARE * self.count():
            wider = int(1.5 * limit * self.count() / len(allowed))
            numbers, scores = self._best(parsed, wider)
            kept = np.flatnonzero(np.isin(np.array(numbers, dtype=np.int64), allowed))[:limit]
            if len(kept) == limit or len(numbers) < wider:
                return [numbers[i] for i in kept], [scores[i] for i in kept]
        members = tantivy.Query.term_set_query(self._index.schema, "passage_no", allowed.tolist())
        filtered = [(tantivy.Occur.Must, parsed), (tantivy.Occur.Must, tantivy.Query.const_score_query(members, 0.0))]
        return self._best(tantivy.Query.boolean_query(filtered), limit)

    def _best(self, parsed: Any, limit: int) -> tuple[list[int], list[float]]:  # noqa: ANN401
        """Passage numbers and scores of the `limit` best for a parsed query."""
        searcher = self._index.searcher()
        hits = searcher.search(parsed, limit=limit, count=False).hits
        if not hits:
            return [], []
        numbers = searcher.fast_field_values("passage_no", [address for _, address in hits])
        return [int(n) for n in numbers if n is not None], [float(score) for score, _ in hits]

    def _with_stems(self, parsed: Any, groups: Sequence[Sequence[tuple[str, float]]]) -> Any:  # noqa: ANN401
        """A parsed query, or any of these groups of stems."""
        import tantivy

        parts = [parsed]
        for group in groups:
            for field in _PLAIN_FIELDS:
                terms = (
                    (tantivy.Query.term_query(self._index.schema, field, stem, index_option="freq"), weight)
                    for stem, weight in group
                )
                boosted = [tantivy.Query.boost_query(term, weight) for term, weight in terms]
                parts.append(tantivy.Query.disjunction_max_query(boosted))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])

    def holds(self, stem: str) -> bool:
        """Whether a passage has a word with this English stem."""
        return bool(self._index.searcher().doc_freq("text", stem))

    def rarity(self, words: Sequence[str]) -> list[float]:
        """For each word, 0 when it stands in every passage to 1 when it stands in one or none."""
        searcher = self._index.searcher()
        total = max(2, int(searcher.num_docs))
        counts = [searcher.doc_freq("text", stemmed(word)) for word in words]
        return [math.log(total / max(1, count)) / math.log(total) for count in counts]


@lru_cache(maxsize=50_000)
def stemmed(word: str, language: str = "en") -> str:
    """The word as the index holds it."""
    found = _analyzer(STEMMERS.get(language, "english")).analyze(word)
    return str(found[0]) if found else ""


@cache
def _analyzer(stemmer: str) -> Any:  # noqa: ANN401 - tantivy ships no usable types
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(40))
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer(stemmer)).build()


def _register_stemmers(index: Any) -> None:  # noqa: ANN401
    for language, stemmer in STEMMERS.items():
        index.register_tokenizer(f"{language}_stem", _analyzer(stemmer))
