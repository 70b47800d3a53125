"""The encoders of a catalogue, each loaded when it is first needed.

One reads English and another every language, both into one space, so that a query in any language is compared with
all passages. English passages are read by both: where one of them errs the other often does not.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING

from models.trained import is_installed, manifest
from models.trained.encoder import Encoder, encoder_id, is_packaged, load_encoder
from models.trained.lexicon import is_lexicon_of
from pipeline.settings import EmbedSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

ENGLISH = "en"
#: In no language (names, numbers), or in one that nobody could tell: read as English.
_NO_LANGUAGE = (None, "")
#: How much the second reading of an English passage counts, beside the first; 0.2 to 0.6 rank much the same.
_SECOND_READING = 0.4


class Encoders:
    """The encoders of the settings.

    Attributes:
        model_id: what decides the vectors of passages; known without loading a model.
    """

    def __init__(
        self,
        settings: EmbedSettings,
        load: Callable[[str], Encoder] = load_encoder,
        identify: Callable[[str], str] = encoder_id,
    ) -> None:
        self._english = settings.encoder
        self._others = settings.other_languages if _is_here(settings.other_languages) else settings.encoder
        self._load, self._identify = load, identify
        self._loaded: dict[str, Encoder] = {}
        self._starting: dict[str, Future[Encoder]] = {}
        self._loading = Lock()

    @cached_property
    def model_id(self) -> str:
        """See above."""
        if self._english == self._others:
            return self._identify(self._english)
        return f"{self._identify(self._english)} {self._identify(self._others)} {_SECOND_READING}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self.of(ENGLISH).dim

    def of(self, language: str | None) -> Encoder:
        """The encoder of texts and queries in a language (ISO 639-1; None or "" for none).

        Raises:
            ModelError: it cannot be loaded.
        """
        return self._get(self._name(language))

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> "NDArray[np.float32]":
        """Vectors of passages in these languages, float32 (n, dim) of unit length."""
        import numpy as np

        if not texts or self._english == self._others:
            return self._get(self._english).encode(texts)
        vectors = self._get(self._others).encode(texts)
        english = [n for n, language in enumerate(languages) if self.reads_as_english(language)]
        if english:
            first = self._get(self._english).encode([texts[place] for place in english])
            both = (1 - _SECOND_READING) * first + _SECOND_READING * vectors[english]
            vectors[english] = both / np.linalg.norm(both, axis=1, keepdims=True)
        return vectors

    def start(self, language: str | None) -> None:
        """Begin to load what queries in a language need, beside other work; whoever asks for it waits for the rest."""
        name = self._name(language)
        if is_packaged(name) and name not in self._loaded and name not in self._starting:
            import numpy  # noqa: F401 - two threads that import it at once can both fail

            pool = ThreadPoolExecutor(1)
            self._starting[name] = pool.submit(self._load, name)
            pool.shutdown(wait=False)

    def reads_as_english(self, language: str | None) -> bool:
        """Whether texts in a language go to the same encoder as English ones."""
        return self._name(language) == self._english

    def has_lexicon_for(self, language: str | None) -> bool:
        """Whether English for the words of a query in a language can be told."""
        name = self._name(language)
        return name != self._english and is_lexicon_of(name)

    def _get(self, name: str) -> Encoder:
        with self._loading:
            if name not in self._loaded:
                started = self._starting.pop(name, None)
                self._loaded[name] = started.result() if started else self._load(name)
            return self._loaded[name]

    def _name(self, language: str | None) -> str:
        return self._english if language in (ENGLISH, *_NO_LANGUAGE) else self._others


def _is_here(name: str) -> bool:
    """False for none, and for a packaged model that this platform has no package of: search then does without it."""
    if not name:
        return False
    if is_packaged(name) and not is_installed(manifest()[name.partition(":")[0]]):
        log.warning("%s is not installed: queries in other languages than English will find little", name)
        return False
    return True


@cache
def encoders(settings: EmbedSettings) -> Encoders:
    """The encoders of these settings, once per process."""
    return Encoders(settings)
