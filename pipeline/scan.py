"""Finding the documents to read and comparing them with what the catalogue holds."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
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
        if not _exists(path):
            raise DocumentError(Reason.NOT_FOUND, f"{path} does not exist. Check the path and try again.")
        files = sorted(_files(path)) if path.is_dir() else [path]
        for file in files:
            # A name that is not UTF-8 (an old disk) still needs a place that can be stored and printed.
            uri = os.fsencode(file.resolve()).decode("utf-8", "backslashreplace")
            found.setdefault(uri, Incoming(uri, file))
    return list(found.values())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a folder above it that may not be entered, a name that is too long
        raise DocumentError(Reason.NO_ACCESS, f"{path} cannot be looked at: {error.strerror}.") from error


def _files(folder: Path) -> Iterable[Path]:
    """Its files, and the folders that may not be read: these fail as documents do, so that the report names them."""
    root, closed = folder.resolve(), []
    for directory, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(directory) / name
            hidden = name.startswith(".") or name.lower() in _IGNORED_NAMES
            if not hidden and file.is_file() and file.resolve().is_relative_to(root):
                yield file
    yield from closed


def compare(
    incoming: Sequence[Incoming], folder: CatalogueFolder, reader: GenerationReader | None, settings: Settings
) -> list[WorkItem]:
    """What each document is to the catalogue; also keeps a copy of its bytes."""
    found = [(one, _kept(one, folder, settings)) for one in incoming]
    now = {one.uri: sha256 for one, sha256 in found if isinstance(sha256, str)}
    comparison = _Comparison(reader, settings, now)
    return [comparison.item(one, sha256) for one, sha256 in found]


def _kept(one: Incoming, folder: CatalogueFolder, settings: Settings) -> str | DocumentError:
    try:
        return keep_original(one.path, folder, settings.read.max_bytes)
    except DocumentError as error:
        return error


@dataclass(slots=True)
class _Comparison:
    """One scan against the catalogue.

    `now` gives the sha256 of every incoming place, `seen` the first place of every sha256 that did not fail,
    `passed_on` the documents whose ids a changed document has taken over.
    """

    reader: GenerationReader | None
    settings: Settings
    now: dict[str, str]
    seen: dict[str, str] = field(default_factory=dict)
    passed_on: set[str] = field(default_factory=set)

    def item(self, one: Incoming, found: str | DocumentError) -> WorkItem:
        if isinstance(found, DocumentError):
            here = _here(self.reader, one.uri) if self.reader else None
            return _failed(one, found, here.doc_id if here else None)
        item = self._against(one, found, self.reader) if self.reader else WorkItem(one, found, Arrival.NEW)
        if item.arrival is not Arrival.UNCHANGED and found in self.seen:
            return _settled(one, found, Arrival.DUPLICATE, document_id(found), f"same bytes as {self.seen[found]}")
        if item.earlier is None or item.earlier.status is not Status.FAILED:
            self.seen.setdefault(found, one.uri)
        return item

    def _against(self, one: Incoming, sha256: str, reader: GenerationReader) -> WorkItem:
        here = _here(reader, one.uri)
        if here and here.sha256 == sha256 and _is_current(here.made_by, self.settings):
            return WorkItem(one, sha256, Arrival.UNCHANGED, earlier=here.result(one), replaces=here.doc_id)
        if here and here.doc_id == document_id(sha256):
            return WorkItem(one, sha256, Arrival.CHANGED, replaces=here.doc_id, known=_known(reader, here.doc_id))
        elsewhere = reader.rows(
            "SELECT sources.uri, doc_id, sources.sha256 FROM sources JOIN documents USING (doc_id) "
            "WHERE sources.sha256 = ? AND status <> 'failed' AND sources.uri <> ?",
            [sha256, one.uri],
        )
        if elsewhere:
            standing = [uri for uri, _, held in elsewhere if self._stands(uri, held)]
            arrival = Arrival.DUPLICATE if standing else Arrival.MOVED
            return _settled(
                one, sha256, arrival, elsewhere[0][1], f"same bytes as {(standing or [elsewhere[0][0]])[0]}"
            )
        return self._changed(one, sha256, here.doc_id, reader) if here else WorkItem(one, sha256, Arrival.NEW)

    def _changed(self, one: Incoming, sha256: str, doc_id: str | None, reader: GenerationReader) -> WorkItem:
        """What stood here goes on under the same ids, unless another place still holds it or has taken them over."""
        if doc_id is None or self._held_elsewhere(doc_id, one.uri, reader):
            return WorkItem(one, sha256, Arrival.CHANGED)
        known = () if doc_id in self.passed_on else _known(reader, doc_id)
        self.passed_on.add(doc_id)
        return WorkItem(one, sha256, Arrival.CHANGED, replaces=doc_id, known=known)

    def _held_elsewhere(self, doc_id: str, uri: str, reader: GenerationReader) -> bool:
        if any(document_id(sha256) == doc_id for sha256 in self.now.values()):
            return True
        others = reader.rows("SELECT uri, sha256 FROM sources WHERE doc_id = ? AND uri <> ?", [doc_id, uri])
        return any(self._stands(other, sha256) for other, sha256 in others)

    def _stands(self, uri: str, sha256: str) -> bool:
        """Whether that place still holds these bytes; a place that is no path of a file always does."""
        if uri in self.now:
            return self.now[uri] == sha256
        return not os.path.isabs(uri) or Path(uri).exists()


@dataclass(frozen=True, slots=True)
class _Here:
    """What the catalogue holds of one place."""

    sha256: str
    doc_id: str | None
    status: str
    errors: str
    made_by: tuple[int, str]

    def result(self, one: Incoming) -> IngestResult:
        errors = rows.from_json(tuple[StepError, ...], self.errors)
        return IngestResult(one.uri, Arrival.UNCHANGED, Status(self.status), errors=errors)


def _here(reader: GenerationReader, uri: str) -> _Here | None:
    found = reader.rows(
        "SELECT sources.sha256, sources.doc_id, status, errors, pipeline_version, settings FROM sources "
        # A copy whose original was never read, because the run was killed or reading failed, is not here yet.
        "LEFT JOIN documents USING (doc_id) WHERE sources.uri = ? AND (status = 'failed' OR text IS NOT NULL)",
        [uri],
    )
    if not found:
        return None
    sha256, doc_id, status, errors, *made_by = found[0]
    return _Here(sha256, doc_id, status, errors, (made_by[0], made_by[1]))


def outdated(reader: GenerationReader, folder: CatalogueFolder, settings: Settings, everything: bool) -> list[WorkItem]:
    """Documents that an older pipeline version or other settings made (or all), read again from their kept bytes."""
    query = "SELECT uri, sha256, doc_id, pipeline_version, settings, title, language FROM sources WHERE sha256 <> ''"
    items: dict[str, WorkItem] = {}
    held_once = _held_once(reader)
    for uri, sha256, doc_id, version, fingerprint, title, language in reader.rows(f"{query} ORDER BY uri"):
        if everything or not _is_current((version, fingerprint), settings):
            incoming = Incoming(uri, original(folder, sha256), title, language)
            earlier = doc_id if doc_id == document_id(sha256) or doc_id in held_once else None
            items.setdefault(
                sha256, WorkItem(incoming, sha256, Arrival.CHANGED, replaces=earlier, known=_known(reader, earlier))
            )
    return list(items.values())


def _is_current(made_by: tuple[int, str], settings: Settings) -> bool:
    version, fingerprint = made_by
    return version == PIPELINE_VERSION and fingerprint in settings.fingerprints()


def _held_once(reader: GenerationReader) -> set[str]:
    """Documents that one place only holds."""
    return {doc_id for (doc_id,) in reader.rows("SELECT doc_id FROM sources GROUP BY doc_id HAVING count(*) = 1")}


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
        try:
            with _opened(path) as source, temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            # The file may have changed since it was looked at: the name follows what was copied.
            sha256, _ = _checksum(temporary, max_bytes)
            target = original(folder, sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(target)
        finally:
            # Half a copy would keep a full disk full.
            temporary.unlink(missing_ok=True)
    return sha256


def _checksum(path: Path, max_bytes: int) -> tuple[str, int]:
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            raise DocumentError(
                Reason.TOO_LARGE,
                f"{path.name} has {size:,} bytes; the limit is {max_bytes:,}. Split it, or raise read.max_bytes.",
            )
        try:
            return hashlib.file_digest(file, "sha256").hexdigest(), size
        except OSError as error:
            raise _unreadable(path, error) from error


def _opened(path: Path) -> BufferedReader:
    try:
        if path.is_dir():
            raise DocumentError(
                Reason.NO_ACCESS,
                f"{path.name} is a folder that may not be read. Change its rights and ingest it again.",
            )
        if not path.is_file():
            raise DocumentError(Reason.NO_ACCESS, f"{path} is not a file. Give a document or a folder of documents.")
        return path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> DocumentError:
    if isinstance(error, PermissionError):
        return DocumentError(Reason.NO_ACCESS, f"{path.name} may not be read. Change its rights and ingest it again.")
    return DocumentError(Reason.NO_ACCESS, f"{path.name} cannot be read: {error.strerror}.")


def _known(reader: GenerationReader, doc_id: str | None) -> tuple[KnownPractice, ...]:
    query = "SELECT practice_id, title FROM practices WHERE doc_id = ? ORDER BY ordinal"
    return tuple(KnownPractice(*row) for row in reader.rows(query, [doc_id])) if doc_id else ()


def _settled(one: Incoming, sha256: str, arrival: Arrival, doc_id: str | None, note: str) -> WorkItem:
    """Nothing to read; `note` is told in the report."""
    result = IngestResult(one.uri, arrival, Status.SUCCESS, note=note)
    return WorkItem(one, sha256, arrival, earlier=result, replaces=doc_id)


def _failed(one: Incoming, error: DocumentError, doc_id: str | None) -> WorkItem:
    """A file that cannot be looked at; what it held before stays."""
    step = StepError("parse", str(error), detail=error.reason.value)
    result = IngestResult(one.uri, Arrival.NEW, Status.FAILED, errors=(step,))
    return WorkItem(one, "", Arrival.NEW, earlier=result, replaces=doc_id)
