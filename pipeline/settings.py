"""Every choice that a user can make, one frozen dataclass per step.

Read once, from a TOML file and from the environment: `GOODPRACTICE_SEARCH_LIMIT=20` sets `search.limit`,
and `[search] limit = 20` in the file does the same; the environment wins.
"""

import hashlib
import json
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.settings import ReadSettings
from models import SettingsError
from models.trained.encoder import DEFAULT_ENCODER

#: Raised whenever the same document would give another record: documents made by an older number are outdated.
PIPELINE_VERSION = 1

ENVIRONMENT_PREFIX = "GOODPRACTICE_"


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """How records are made.

    `one_practice` takes each document as one practice instead of looking for boundaries;
    `template` names a file of `models/templates`.
    """

    one_practice: bool = False
    template: str = "interreg-europe-2021"


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """The encoder (a key of the manifest, a folder, or a Hugging Face name) and the length of passages."""

    encoder: str = DEFAULT_ENCODER
    passage_characters: int = 900

    def __post_init__(self) -> None:
        if self.passage_characters < 100:
            raise SettingsError(f"embed.passage_characters must be at least 100, got {self.passage_characters}")


#: Names of this machine.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ProposeSettings:
    """A language model that proposes values for empty fields; off without a `url`.

    `url` is the base of an OpenAI-compatible endpoint (".../v1"); `key` comes from the environment only
    (`GOODPRACTICE_PROPOSE_KEY`). At most `max_characters` of a practice are sent.
    """

    url: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0
    max_tokens: int = 1_000
    max_characters: int = 24_000

    def __post_init__(self) -> None:
        if self.url:
            parts = urlsplit(self.url)
            is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
            if not is_safe or not parts.hostname or parts.username:
                raise SettingsError(
                    f"propose.url must begin with https:// (http:// only for this machine), got {self.url!r}"
                )
            if not self.model:
                raise SettingsError("propose.model must name the model that propose.url serves")
        if self.timeout_s <= 0 or self.max_tokens < 1 or self.max_characters < 1:
            raise SettingsError("propose.timeout_s, propose.max_tokens and propose.max_characters must be above 0")


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How hits are ranked and when nothing fits; the numbers go with the default encoder.

    A passage's score is its cosine to the query plus `words_weight` times its BM25 score relative to the best of
    `word_candidates` passages. Below `similarity_floor` a passage counts only when it holds every word of the query.
    """

    limit: int = 10
    word_candidates: int = 400
    words_weight: float = 0.05
    similarity_floor: float = 0.3

    def __post_init__(self) -> None:
        if self.limit < 1 or self.word_candidates < 1:
            raise SettingsError("search.limit and search.word_candidates must be at least 1")
        if self.words_weight < 0:
            raise SettingsError(f"search.words_weight must not be negative, got {self.words_weight}")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Generations kept, documents written at a time, and seconds to wait for another writer."""

    keep_generations: int = 3
    batch_size: int = 50
    lock_timeout_s: float = 5.0

    def __post_init__(self) -> None:
        if self.keep_generations < 2:
            raise SettingsError(f"store.keep_generations must be at least 2, got {self.keep_generations}")
        if self.batch_size < 1:
            raise SettingsError(f"store.batch_size must be at least 1, got {self.batch_size}")
        if self.lock_timeout_s < 0:
            raise SettingsError(f"store.lock_timeout_s must not be negative, got {self.lock_timeout_s}")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    read: ReadSettings = field(default_factory=ReadSettings)
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    propose: ProposeSettings = field(default_factory=ProposeSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    store: StoreSettings = field(default_factory=StoreSettings)

    def fingerprint(self) -> str:
        """12 hex digits over the settings that change a record or its vectors."""
        made_by = {"read": asdict(self.read), "extract": asdict(self.extract), "embed": asdict(self.embed)}
        if self.propose.url:
            made_by["propose"] = {"url": self.propose.url, "model": self.propose.model}
        return hashlib.sha256(json.dumps(made_by, sort_keys=True).encode()).hexdigest()[:12]


def load_settings(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from a TOML file (optional) and the environment.

    Raises:
        SettingsError: the file cannot be read, a key is unknown or a value does not fit.
    """
    chosen = _from_file(path) if path else {}
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and "_" in name[len(ENVIRONMENT_PREFIX) :]:
            section, _, key = name[len(ENVIRONMENT_PREFIX) :].lower().partition("_")
            if section in _SECTIONS:
                chosen.setdefault(section, {})[key] = text
    settings = Settings()
    for section, values in chosen.items():
        if section not in _SECTIONS:
            raise SettingsError(f"Unknown settings section [{section}]; known: {', '.join(_SECTIONS)}.")
        settings = replace(settings, **{section: _changed(section, getattr(settings, section), values)})
    return settings


_SECTIONS = tuple(f.name for f in fields(Settings))


def _from_file(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}") from error
    if isinstance(content.get("propose"), dict) and "key" in content["propose"]:
        raise SettingsError(
            f"The settings file {path}: propose.key belongs in GOODPRACTICE_PROPOSE_KEY, not in a file."
        )
    for name, values in content.items():
        if not isinstance(values, dict):
            raise SettingsError(f"The settings file {path}: {name} must stand in a section, as in [search] limit = 20.")
    return content


def _changed(section: str, current: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any of the settings
    known = {f.name: type(getattr(current, f.name)) for f in fields(current)}
    converted = {}
    for key, value in values.items():
        if key not in known:
            raise SettingsError(f"Unknown setting {section}.{key}; known: {', '.join(known)}.")
        converted[key] = _converted(f"{section}.{key}", value, known[key])
    return replace(current, **converted)


def _converted(name: str, value: object, kind: type) -> object:
    if kind is bool:
        if str(value).lower() in ("true", "1", "yes"):
            return True
        if str(value).lower() in ("false", "0", "no"):
            return False
        raise SettingsError(f"{name} must be true or false, got {value!r}")
    try:
        if kind is int and (isinstance(value, bool) or (isinstance(value, float) and not value.is_integer())):
            raise ValueError("no whole number")
        converted = kind(value)
        if kind is float and not math.isfinite(converted):
            raise ValueError("no number")
        return converted
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{name} must be a {kind.__name__}, got {value!r}") from error
