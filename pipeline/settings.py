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
from models.trained.encoder import DEFAULT_ENCODER, DEFAULT_OTHER_LANGUAGES

#: Raised whenever the same document would give another record: documents made by an older number are outdated.
PIPELINE_VERSION = 6

#: Raised whenever the same record would give other facts: the next writer makes them again for every practice.
FACTS_VERSION = 2

ENVIRONMENT_PREFIX = "GOODPRACTICE_"


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """How records are made.

    `one_practice` takes each document as one practice instead of looking for boundaries;
    `template` names a file of `models/templates`; `mapping` is a TOML file that says which column of a table is which
    field (see `pipeline.mapping`).
    """

    one_practice: bool = False
    template: str = "interreg-europe-2021"
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """The encoders (a key of the manifest, a folder, or a Hugging Face name) and the length of passages.

    `encoder` reads English, `other_languages` every other language into the same space; "" where `encoder` reads all.
    """

    encoder: str = DEFAULT_ENCODER
    other_languages: str = DEFAULT_OTHER_LANGUAGES
    passage_characters: int = 900

    def __post_init__(self) -> None:
        keys = [name.partition(":")[0] for name in (self.encoder, self.other_languages)]
        if keys[1] == DEFAULT_OTHER_LANGUAGES and keys[0] != DEFAULT_ENCODER:
            raise SettingsError(
                f"embed.other_languages {self.other_languages!r} fits {DEFAULT_ENCODER!r} only, not embed.encoder "
                f'{self.encoder!r}. Set other_languages = "" for an encoder that reads all languages.'
            )
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
    """How many hits, how many passages are looked at, and how sure a search must be that something fits.

    `word_candidates` passages are scored by their words, the best `candidates` of all make the list; below
    `fits_floor` (0..1) the answer is that nothing fits. Practices with less than `least_share` of the best score are
    left out (0 keeps all). A practice that does not say whether a condition of the query holds has its score times
    `silent_weight`. A `reranker` (the folder of a cross-encoder, or
    "module:attribute") puts the first `reranked` practices in its own order.
    """

    limit: int = 10
    candidates: int = 2_000
    word_candidates: int = 400
    silent_weight: float = 0.8
    fits_floor: float = 0.5
    least_share: float = 0.5
    reranker: str = ""
    reranked: int = 20

    def __post_init__(self) -> None:
        for name in ("limit", "candidates", "word_candidates", "reranked"):
            if getattr(self, name) < 1:
                raise SettingsError(f"search.{name} must be at least 1, got {getattr(self, name)}")
        if not 0 < self.silent_weight <= 1:
            raise SettingsError(f"search.silent_weight must be above 0 and at most 1, got {self.silent_weight}")
        for name in ("fits_floor", "least_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(f"search.{name} must lie between 0 and 1, got {getattr(self, name)}")


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
class MailSettings:
    """Where digests are sent; without a `host` they are only written.

    `recipients` are addresses divided by commas; `security` is starttls, tls or none. Keep the password out of
    files: GOODPRACTICE_MAIL_PASSWORD.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    recipients: str = ""

    def __post_init__(self) -> None:
        if self.security not in ("starttls", "tls", "none"):
            raise SettingsError(f"mail.security must be starttls, tls or none, got {self.security!r}")
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"mail.port must be between 1 and 65535, got {self.port}")
        for name in ("sender", "recipients"):
            if self.host and "@" not in getattr(self, name):
                raise SettingsError(f"mail.{name} must be an e-mail address when mail.host is set")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    read: ReadSettings = field(default_factory=ReadSettings)
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    propose: ProposeSettings = field(default_factory=ProposeSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    mail: MailSettings = field(default_factory=MailSettings)

    def fingerprint(self, *, limits: bool = False) -> str:
        """Hex digits over the settings that change a record or its passages.

        The encoders are not among them: each set of vectors says which model made it, and is made again alone.
        Limits of reading change only what was not read, or not in full: such a document bears the fingerprint
        `limits`, so that it is tried again when a limit is another one.
        """
        reading = asdict(self.read)
        limited = {name: reading.pop(name) for name in self.read.limits()}
        extract = asdict(self.extract)
        if self.extract.mapping:
            # What the file says counts, not where it lies.
            extract["mapping"] = _content_of(self.extract.mapping)
        parts = {"read": reading, "extract": extract, "embed": {"passage_characters": self.embed.passage_characters}}
        if self.propose.url:
            parts["propose"] = {"url": self.propose.url, "model": self.propose.model}
        made_by = _digest(parts)
        return f"{made_by}-{_digest(limited)[:6]}" if limits else made_by

    def fingerprints(self) -> tuple[str, str]:
        """What documents that need not be read again bear: those read in full, and the others."""
        return self.fingerprint(), self.fingerprint(limits=True)


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


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


def _content_of(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return path


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
