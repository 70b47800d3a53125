"""The encoders of a catalogue: one for English, one for every language, each loaded when it is first needed."""

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
MAIN, MULTILINGUAL = "main", "multilingual"
ENGLISH = "en"


class Encoders:
    """Both encoders of the settings.

    Attributes:
        ids: the model id of each vector set that the settings ask for and this machine can make, by its name;
            known without loading a model.
    """

    def __init__(
        self,
        settings: EmbedSettings,
        load: Callable[[str], Encoder] = load_encoder,
        identify: Callable[[str], str] = encoder_id,
    ) -> None:
        self._names = {MAIN: settings.encoder}
        if settings.multilingual and _is_here(settings.multilingual):
            self._names[MULTILINGUAL] = settings.multilingual
        self._load, self._identify = load, identify
        self._loaded: dict[str, Encoder] = {}
        self._starting: dict[str, Future[Encoder]] = {}
        self._centres: dict[tuple[str, ...], NDArray[np.float32]] = {}

    @cached_property
    def ids(self) -> dict[str, str]:
        """The model id of each vector set, by name."""
        return {key: self._identify(name) for key, name in self._names.items()}

    def __getitem__(self, key: str) -> Encoder:
        """The encoder of a vector set.

        Raises:
            ModelError: it cannot be loaded.
        """
        if key not in self._loaded:
            started = self._starting.pop(key, None)
            self._loaded[key] = started.result() if started else self._load(self._names[key])
        return self._loaded[key]

    def start(self, key: str) -> None:
        """Begin to load a packaged encoder beside other work; whoever asks for it waits for the rest."""
        if is_packaged(self._names[key]) and key not in self._loaded and key not in self._starting:
            pool = ThreadPoolExecutor(1)
            self._starting[key] = pool.submit(self._load, self._names[key])
            pool.shutdown(wait=False)

    def centre(self, key: str, texts: Sequence[str]) -> "NDArray[np.float32]":
        """The mean vector of these texts as queries, float32 (dim,); the same texts are encoded once."""
        known = self._centres.get((key, *texts))
        if known is None:
            known = self._centres[key, *texts] = self[key].encode_queries(texts).mean(axis=0)
        return known

    def key_of(self, language: str | None) -> str:
        """The vector set that serves queries in a language.

        Names, which are in no language (None), are looked for as in English: a model of many knows no more of them.
        """
        return MAIN if language in (ENGLISH, None) or MULTILINGUAL not in self._names else MULTILINGUAL

    @property
    def main(self) -> Encoder:
        return self[MAIN]


def _is_here(name: str) -> bool:
    """False for a packaged model that this platform has no package of: search then does without it."""
    if is_packaged(name) and not is_installed(manifest()[name.partition(":")[0]]):
        log.warning("%s is not installed: queries in other languages than English will find little", name)
        return False
    return True


@cache
def encoders(settings: EmbedSettings) -> Encoders:
    """The encoders of these settings, once per process."""
    return Encoders(settings)
