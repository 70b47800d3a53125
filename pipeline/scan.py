"""Finding the documents to read and comparing them with what the catalogue holds."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from models import Arrival, DocumentError, IngestResult, Reason, Status, StepError
from pipeline.records import KnownPractice
from pipeline.settings import PIPELINE_VERSION, Settings
from pipeline.store import rows
from pipeline.store.generations import CatalogueFolder, writing
from pipeline.store.reader import GenerationReader
from pipeline.work import Incoming, WorkItem

#: Files that are never documents.
_IGNORED_NAMES = {"thumbs.db", "desktop.ini"}


def find_documents(paths: Iterable[Path]) -> list[Incoming]:
    """Files given or found below folders given, sorted by name; hidden files and links out of a folder are left.

    Raises:
        DocumentError: a path does not exist.
    """
    found: dict[str, Incoming] = {}
    for path in paths:
        if not path.exists():
            raise DocumentError(Reason.NOT_FOUND, f"{path} does not exist. Check the path and try again.")
        files = sorted(_files(path)) if path.is_dir() else [path]
        for file in files:
            uri = str(file.resolve())
            found.setdefault(uri, Incoming(uri, file))
    return list(found.values())


def _files(folder: Path) -> Iterable[Path]:
    root = folder.resolve()
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(directory) / name
            hidden = name.startswith(".") or name.lower() in _IGNORED_NAMES
            if not hidden and file.is_file() and file.resolve().is_relative_to(root):
                yield file


def compare(
    incoming: Sequence[Incoming], folder: CatalogueFolder, reader: GenerationReader | None, settings: Settings
) -> list[WorkItem]:
    """What each document is to the catalogue; also keeps a copy of its bytes."""
    seen: dict[str, str] = {}
    items = []
    for one in incoming:
        items.append(_compare_one(one, folder, reader, settings, seen))
    return items


def _compare_one(
    one: Incoming,
    folder: CatalogueFolder,
    reader: GenerationReader | None,
    settings: Settings,
    seen: dict[str, str],
) -> WorkItem:
    try:
        sha256 = keep_original(one.path, folder, settings.read.max_bytes)
    except DocumentError as error:
        return _failed(one, "", error)
    item = _against_catalogue(one, sha256, reader, settings) if reader else WorkItem(one, sha256, Arrival.NEW)
    if item.arrival is not Arrival.UNCHANGED and sha256 in seen:
        return _settled(one, sha256, Arrival.DUPLICATE, document_id(sha256), f"same bytes as {seen[sha256]}")
    seen.setdefault(sha256, one.uri)
    return item


def _against_catalogue(one: Incoming, sha256: str, reader: GenerationReader, settings: Settings) -> WorkItem:
    here = reader.rows(
        "SELECT sha256, doc_id, status, errors, pipeline_version, settings FROM sources WHERE uri = ?", [one.uri]
    )
    doc_id = here[0][1] if here else None
    if here and here[0][0] == sha256:
        if here[0][4:] == (PIPELINE_VERSION, settings.fingerprint()):
            return WorkItem(one, sha256, Arrival.UNCHANGED, earlier=_earlier(one, here[0]), replaces=doc_id)
        return WorkItem(one, sha256, Arrival.CHANGED, replaces=doc_id, known=_known(reader, doc_id))
    elsewhere = reader.rows(
        "SELECT uri, doc_id FROM sources WHERE sha256 = ? AND status <> 'failed' AND doc_id IS NOT NULL AND uri <> ?",
        [sha256, one.uri],
    )
    if elsewhere:
        standing = [uri for uri, _ in elsewhere if Path(uri).exists()]
        arrival = Arrival.DUPLICATE if standing else Arrival.MOVED
        return _settled(one, sha256, arrival, elsewhere[0][1], f"same bytes as {(standing or [elsewhere[0][0]])[0]}")
    if here:
        return WorkItem(one, sha256, Arrival.CHANGED, replaces=doc_id, known=_known(reader, doc_id))
    return WorkItem(one, sha256, Arrival.NEW)


def outdated(reader: GenerationReader, folder: CatalogueFolder, settings: Settings, everything: bool) -> list[WorkItem]:
    """Documents that an older pipeline version or other settings made (or all), read again from their kept bytes."""
    query = "SELECT uri, sha256, doc_id, pipeline_version, settings, title, language FROM sources WHERE sha256 <> ''"
    items: dict[str, WorkItem] = {}
    for uri, sha256, doc_id, version, fingerprint, title, language in reader.rows(f"{query} ORDER BY uri"):
        if everything or (version, fingerprint) != (PIPELINE_VERSION, settings.fingerprint()):
            incoming = Incoming(uri, original(folder, sha256), title, language)
            items.setdefault(
                sha256, WorkItem(incoming, sha256, Arrival.CHANGED, replaces=doc_id, known=_known(reader, doc_id))
            )
    return list(items.values())


def original(folder: CatalogueFolder, sha256: str) -> Path:
    """Where the bytes of that checksum are kept."""
    return folder.originals / sha256[:2] / sha256


def document_id(sha256: str) -> str:
    """The id of the document with these bytes; `corpus` gives the same."""
    return f"doc-{sha256[:16]}"


def keep_original(path: Path, folder: CatalogueFolder, max_bytes: int) -> str:
    """Copy the bytes into the catalogue, once; gives their sha256.

    Raises:
        DocumentError: the file cannot be read or is larger than `max_bytes`.
        StoreError: the catalogue cannot be written.
    """
    sha256, size = _checksum(path, max_bytes)
    target = original(folder, sha256)
    if target.exists() and target.stat().st_size == size:
        return sha256
    with writing(folder.root):
        temporary = folder.originals / f"{sha256}.new"
        shutil.copyfile(path, temporary)
        # The file may have changed since it was looked at: the name follows what was copied.
        sha256, _ = _checksum(temporary, max_bytes)
        target = original(folder, sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
    return sha256


def _checksum(path: Path, max_bytes: int) -> tuple[str, int]:
    try:
        if not path.is_file():
            raise DocumentError(Reason.NO_ACCESS, f"{path} is not a file. Give a document or a folder of documents.")
        size = path.stat().st_size
        if size > max_bytes:
            raise DocumentError(
                Reason.TOO_LARGE,
                f"{path.name} has {size:,} bytes; the limit is {max_bytes:,}. Split it, or raise read.max_bytes.",
            )
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), size
    except PermissionError as error:
        raise DocumentError(
            Reason.NO_ACCESS, f"{path.name} may not be read. Change its rights and ingest it again."
        ) from error
    except OSError as error:
        raise DocumentError(Reason.NO_ACCESS, f"{path.name} cannot be read: {error.strerror}.") from error


def _known(reader: GenerationReader, doc_id: str | None) -> tuple[KnownPractice, ...]:
    query = "SELECT practice_id, title FROM practices WHERE doc_id = ? ORDER BY ordinal"
    return tuple(KnownPractice(*row) for row in reader.rows(query, [doc_id])) if doc_id else ()


def _earlier(one: Incoming, row: tuple[object, ...]) -> IngestResult:
    errors = rows.from_json(tuple[StepError, ...], str(row[3]))
    return IngestResult(one.uri, Arrival.UNCHANGED, Status(str(row[2])), errors=errors)


def _settled(one: Incoming, sha256: str, arrival: Arrival, doc_id: str | None, note: str) -> WorkItem:
    """Nothing to read; `note` is told in the report."""
    result = IngestResult(one.uri, arrival, Status.SUCCESS, note=note)
    return WorkItem(one, sha256, arrival, earlier=result, replaces=doc_id)


def _failed(one: Incoming, sha256: str, error: DocumentError) -> WorkItem:
    step = StepError("parse", str(error), detail=error.reason.value)
    return WorkItem(one, sha256, Arrival.NEW, earlier=IngestResult(one.uri, Arrival.NEW, Status.FAILED, errors=(step,)))
