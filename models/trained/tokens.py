"""Token ids of texts; those of a short text without loading a vocabulary of hundreds of thousands of pieces.

Building a unigram tokenizer of 250,000 pieces takes most of a second and 200 MB. A query is made of its own
substrings, so a tokenizer that knows no other pieces gives the same tokens. The pieces lie sorted in a
memory-mapped file, of which a look-up touches a few pages.
"""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

TOKENIZER = "tokenizer.json"
#: The tokenizer without its pieces, the pieces in the order of their characters, their ids and scores.
FRAME, PIECES, VALUES = "frame.json", "pieces.npy", "values.npy"
#: In longer texts looking every substring up costs more than it saves.
_SHORT = 500


def write_pieces(tokenizer: "Tokenizer", folder: Path) -> None:
    """Write what short texts need beside the tokenizer; only a unigram tokenizer has use for it."""
    import numpy as np

    frame: dict[str, Any] = json.loads(tokenizer.to_str())
    if frame["model"]["type"] != "Unigram":
        return
    vocabulary: list[tuple[str, float]] = frame["model"].pop("vocab")
    special = {row["content"] for row in frame["added_tokens"]}
    lowest = min(range(len(vocabulary)), key=lambda n: vocabulary[n][1])
    # What every small tokenizer starts with: the marks, and the lowest score, from which that of the unknown follows.
    always = [n for n, (piece, _) in enumerate(vocabulary) if piece in special or n == lowest]
    frame["always"] = [(n, *vocabulary[n]) for n in always]
    order = sorted(range(len(vocabulary)), key=lambda n: vocabulary[n][0])
    kept = [n for n in order if n not in set(always)]
    (folder / FRAME).write_text(json.dumps(frame), encoding="utf-8")
    np.save(folder / PIECES, np.array([vocabulary[n][0] for n in kept]))
    values = np.array([(n, vocabulary[n][1]) for n in kept], dtype=[("id", np.int32), ("score", np.float64)])
    np.save(folder / VALUES, values)


class TokenIds:
    """The tokenizer of a folder, cutting at `max_tokens` and never padding, whatever its file says.

    Safe to be used by several threads.
    """

    def __init__(self, folder: Path, max_tokens: int) -> None:
        self._folder = folder
        self._max_tokens = max_tokens
        self._whole: Tokenizer | None = None
        self._loading = threading.Lock()
        self._few = _FewPieces(folder) if (folder / FRAME).is_file() else None

    def ids(self, text: str) -> list[int]:
        """With the whole vocabulary, which is loaded by the first call."""
        return self._tokenizer().encode(text).ids

    def _tokenizer(self) -> "Tokenizer":
        with self._loading:
            if self._whole is None:
                from tokenizers import Tokenizer

                self._whole = self._set(Tokenizer.from_file(str(self._folder / TOKENIZER)))
            return self._whole

    def ids_of_short(self, text: str) -> list[int]:
        """The same ids, sooner when the text is short and the vocabulary is not loaded."""
        return self.placed(text)[0]

    def placed(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """(ids, for each the code points of the text that it stands for, none for marks), as `ids_of_short`."""
        few = self._few
        if few is None or self._whole is not None or len(text) > _SHORT or any(mark in text for mark in few.marks):
            encoding = self._tokenizer().encode(text)
            return encoding.ids, encoding.offsets
        tokenizer, true_ids = few.for_text(text)
        encoding = self._set(tokenizer).encode(text)
        return [true_ids[n] for n in encoding.ids], encoding.offsets

    def _set(self, tokenizer: "Tokenizer") -> "Tokenizer":
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._max_tokens)
        return tokenizer


class _FewPieces:
    """Makes tokenizers that know the pieces of one text."""

    def __init__(self, folder: Path) -> None:
        import numpy as np
        from tokenizers import Tokenizer

        self._frame: dict[str, Any] = json.loads((folder / FRAME).read_text(encoding="utf-8"))
        self._always: list[tuple[int, str, float]] = self._frame.pop("always")
        self._pieces: NDArray[np.str_] = np.load(folder / PIECES, mmap_mode="r", allow_pickle=False)
        self._values = np.load(folder / VALUES, mmap_mode="r", allow_pickle=False)
        self._longest = self._pieces.dtype.itemsize // 4
        self.marks = [row["content"] for row in self._frame["added_tokens"]]
        place = {piece: n for n, (_, piece, _) in enumerate(self._always)}
        self._frame["added_tokens"] = [row | {"id": place[row["content"]]} for row in self._frame["added_tokens"]]
        self._bare = Tokenizer.from_str(self._json([]))

    def for_text(self, text: str) -> "tuple[Tokenizer, list[int]]":
        """(a tokenizer that knows the pieces of `text`, the true id of each of its ids)."""
        import numpy as np
        from tokenizers import Tokenizer

        words = [word for word, _ in self._bare.pre_tokenizer.pre_tokenize_str(self._normal(text))]
        parts = {word[a : a + n] for word in words for a in range(len(word)) for n in range(1, self._longest + 1)}
        wanted = np.array(sorted(parts), dtype=np.str_)
        at = np.minimum(np.searchsorted(self._pieces, wanted), len(self._pieces) - 1)
        found = at[self._pieces[at] == wanted]
        values = self._values[found]
        pieces = list(zip(self._pieces[found].tolist(), values["score"].tolist(), strict=True))
        true_ids = [n for n, _, _ in self._always] + values["id"].tolist()
        return Tokenizer.from_str(self._json(pieces)), true_ids

    def _normal(self, text: str) -> str:
        normalizer = self._bare.normalizer
        return normalizer.normalize_str(text) if normalizer else text

    def _json(self, pieces: Sequence[tuple[str, float]]) -> str:
        vocabulary = [(piece, score) for _, piece, score in self._always] + list(pieces)
        return json.dumps(self._frame | {"model": self._frame["model"] | {"vocab": vocabulary}})
