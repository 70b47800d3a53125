"""English words with their vectors, in the space of the encoders: the words of a query in another language stand near.

`benchmarks/make_lexicon.py` makes the file, safetensors:

    words      uint8, UTF-8, divided by line feeds
    vectors    int8 (words, dim)
    scales     float32 (words,); a vector of unit length is its row times its scale
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from models.trained import find_weights, manifest
from models.trained.onnx_encoder import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEY = "english-words"
#: Of a word's vector so much of that of the whole query is taken off: each word also stands for its neighbours.
_OFF = 0.5


@dataclass(frozen=True)
class Lexicon:
    """English words in lower case and their vectors, float32 (words, dim) of unit length."""

    words: tuple[str, ...]
    vectors: "NDArray[np.float32]"

    def nearest(self, meanings: "NDArray[np.float32]", count: int) -> "list[list[tuple[str, float]]]":
        """For each word of a query, by what `meanings_of` gives, the `count` nearest English ones with the cosine."""
        import numpy as np

        near = meanings @ self.vectors.T
        best = np.argsort(-near, axis=1, kind="stable")[:, :count]
        return [
            [(self.words[place], float(row[place])) for place in places] for row, places in zip(near, best, strict=True)
        ]

    def cosines(self, meaning: "NDArray[np.float32]", words: Sequence[str]) -> dict[str, float]:
        """How near one word of a query, float32 (dim,), is to these English ones, as far as they are in the list."""
        known = [word for word in words if word in self._places]
        near = self.vectors[[self._places[word] for word in known]] @ meaning
        return dict(zip(known, near.tolist(), strict=True))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}


def meanings_of(reading: Reading) -> "NDArray[np.float32]":
    """What each word of a query means without its neighbours, float32 (words, dim) of unit length."""
    import numpy as np

    own = reading.vectors - np.float32(_OFF) * reading.mean
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), np.float32(1e-9))
    return own


@cache
def load_lexicon() -> Lexicon:
    """The words that ship with the package.

    Raises:
        ModelError: the file is missing or changed.
    """
    import numpy as np
    from safetensors.numpy import load_file

    content = load_file(find_weights(KEY))
    vectors = content["vectors"].astype(np.float32) * content["scales"][:, None]
    return Lexicon(tuple(content["words"].tobytes().decode().split("\n")), vectors)


def is_lexicon_of(name: str) -> bool:
    """Whether the words lie in the space of the encoder of that name."""
    return name.partition(":")[0] == manifest()[KEY].base
