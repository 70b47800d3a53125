"""The encoders of a catalogue, each loaded when it is first needed.

One reads English and another every other language, both into one space, so that a query in any language is compared
with all passages. A third reads all languages by itself, and has a say about queries that are not English.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property
from typing import TYPE_CHECKING

from models.trained import is_installed, manifest
from models.trained.encoder import Encoder, encoder_id, is_packaged, load_encoder
from pipeline.settings import EmbedSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

#: Names of the two vector sets of a generation.
MAIN, SECOND = "main", "second"
ENGLISH = "en"
#: In no language (names, numbers), or in one that nobody could tell: read as English.
_NO_LANGUAGE = (None, "")


class Encoders:
    """The encoders of the settings.

    Attributes:
        ids: for each vector set that the settings ask for and this machine can make, what decides its vectors; known
            without loading a model.
    """

    def __init__(
        self,
        settings: EmbedSettings,
        load: Callable[[str], Encoder] = load_encoder,
        identify: Callable[[str], str] = encoder_id,
    ) -> None:
        self._english = settings.encoder
        self._others = settings.other_languages if _is_here(settings.other_languages) else settings.encoder
        self._second = settings.second if _is_here(settings.second) else ""
        self._load, self._identify = load, identify
        self._loaded: dict[str, Encoder] = {}
        self._starting: dict[str, Future[Encoder]] = {}
        self._generic: dict[tuple[str, ...], NDArray[np.float32]] = {}

    @cached_property
    def ids(self) -> dict[str, str]:
        """See above."""
        main = " ".join(self._identify(name) for name in dict.fromkeys((self._english, self._others)))
        return {MAIN: main} | ({SECOND: self._identify(self._second)} if self._second else {})

    def dim(self, key: str) -> int:
        """Length of a vector of a set."""
        return (self.of(ENGLISH) if key == MAIN else self.second).dim

    @property
    def second(self) -> Encoder:
        """The encoder of the second set; ask only when `ids` names one."""
        return self._get(self._second)

    def of(self, language: str | None) -> Encoder:
        """The encoder of texts and queries in a language (ISO 639-1; None or "" for none).

        Raises:
            ModelError: it cannot be loaded.
        """
        return self._get(self._name(language))

    def encode(self, key: str, texts: Sequence[str], languages: Sequence[str]) -> "NDArray[np.float32]":
        """Vectors of passages for a set, in the main one each by the encoder of its language, float32 (n, dim)."""
        import numpy as np

        if key == SECOND:
            return self.second.encode(texts)
        vectors = np.zeros((len(texts), self.dim(key)), dtype=np.float32)
        for is_english in (True, False):
            places = [n for n, language in enumerate(languages) if self.reads_as_english(language) is is_english]
            if places:
                vectors[places] = self.of(languages[places[0]]).encode([texts[place] for place in places])
        return vectors

    def generic(self, questions: Sequence[str]) -> "NDArray[np.float32]":
        """The mean vector of questions by the second encoder, float32 (dim,); the same ones are encoded once."""
        known = self._generic.get(tuple(questions))
        if known is None:
            known = self._generic[tuple(questions)] = self.second.encode_queries(questions).mean(axis=0)
        return known

    def start(self, language: str | None) -> None:
        """Begin to load what queries in a language need, beside other work; whoever asks for it waits for the rest."""
        names = [self._name(language)]
        if self._second and not self.reads_as_english(language):
            names.append(self._second)
        for name in names:
            if is_packaged(name) and name not in self._loaded and name not in self._starting:
                pool = ThreadPoolExecutor(1)
                self._starting[name] = pool.submit(self._load, name)
                pool.shutdown(wait=False)

    def reads_as_english(self, language: str | None) -> bool:
        """Whether texts in a language go to the same encoder as English ones."""
        return self._name(language) == self._english

    def _get(self, name: str) -> Encoder:
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
