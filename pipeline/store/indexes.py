"""Derived indexes of one generation: vectors and words, both ordered by passage number.

They can always be made again from the passages; the generation's header says which encoder made the vectors and
how many rows there are, and a reader refuses what does not agree.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from models import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Plain words only, and in lower case: nothing of a query is read as query syntax.
_WORD = re.compile(r"\w+")

VECTORS = "vectors.npy"
WORDS = "words"


def write_vectors(folder: Path, vectors: "NDArray[np.float32]") -> None:
    """Replace the vectors; float32 (n, dim), rows in the order of passage numbers."""
    import numpy as np

    temporary = folder / f"{VECTORS}.new"
    with temporary.open("wb") as file:
        np.save(file, vectors)
    temporary.replace(folder / VECTORS)


def open_vectors(folder: Path, rows: int) -> "NDArray[np.float32]":
    """The vectors, memory-mapped and read-only, float32 (rows, dim).

    Raises:
        StoreError: missing, or not as many as the passages.
    """
    import numpy as np

    try:
        vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise StoreError(f"The vectors of {folder} cannot be read: {error}. Run: goodpractice reprocess") from error
    if len(vectors) != rows:
        raise StoreError(
            f"The vectors of {folder} have {len(vectors)} rows for {rows} passages. Run: goodpractice reprocess"
        )
    return vectors  # type: ignore[no-any-return]


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
        except (ValueError, OSError) as error:
            raise StoreError(
                f"The word index of {folder} cannot be read: {error}. Run: goodpractice reprocess --all"
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
        shutil.rmtree(path, ignore_errors=True)
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
        return builder.build()

    def change(self, removed: Sequence[int], added: Sequence[tuple[int, str, str]]) -> None:
        """Take out passage numbers and add (passage number, title, text)."""
        import tantivy

        if not removed and not added:
            return
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        if removed:
            # By query: deleting by term takes the number for a signed one and silently finds nothing (0.27).
            numbers = tantivy.Query.term_set_query(self._index.schema, "passage_no", list(removed))
            writer.delete_documents_by_query(numbers)
        for passage_no, title, text in added:
            document = tantivy.Document()
            document.add_unsigned("passage_no", passage_no)
            document.add_text("title", title)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def count(self) -> int:
        return int(self._index.searcher().num_docs)

    def search(
        self, query: str, limit: int, allowed: "NDArray[np.int64] | None" = None, every_word: bool = False
    ) -> tuple[list[int], list[float]]:
        """Passage numbers and BM25 scores, best first.

        Only `allowed` numbers (int64, any order) where given; with `every_word` only passages that hold all words.
        """
        import tantivy

        words = " ".join(_WORD.findall(query))
        if not words:
            return [], []
        parsed, _ = self._index.parse_query_lenient(words.lower(), ["title", "text"], conjunction_by_default=every_word)
        if allowed is not None:
            members = tantivy.Query.term_set_query(self._index.schema, "passage_no", allowed.tolist())
            parsed = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, parsed),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(members, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        hits = searcher.search(parsed, limit=limit, count=False).hits
        if not hits:
            return [], []
        numbers = searcher.fast_field_values("passage_no", [address for _, address in hits])
        return [int(n) for n in numbers if n is not None], [float(score) for score, _ in hits]
