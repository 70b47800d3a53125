"""Generations of one catalogue: writers build the next one aside, readers follow a pointer.

A DuckDB file that is being written cannot be read by anyone else, so nobody writes to a file that is read.
A writer copies the current generation, works on the copy, closes it, checks it, and then replaces the small
file CURRENT in one step. A killed writer leaves an orphan folder, which the next one sweeps.
"""

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from models import StoreError

DATABASE = "catalogue.duckdb"
HEADER = "generation.json"
_NAME = re.compile(r"gen-[0-9]{6,}")
#: Room left beside the copy of the current generation, in bytes.
_SPARE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Generation:
    """One finished state of the catalogue in a folder of its own."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def number(self) -> int:
        return int(self.name.removeprefix("gen-"))

    @property
    def database(self) -> Path:
        return self.path / DATABASE

    def header(self) -> dict[str, object]:
        """Encoder, row counts and digest, as the writer left them.

        Raises:
            StoreError: the header is missing or damaged.
        """
        try:
            content = json.loads((self.path / HEADER).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(f"The generation {self.path} is damaged: {error}. Ingest the documents again.") from error
        return dict(content)


@dataclass(frozen=True, slots=True)
class CatalogueFolder:
    """Where a catalogue lies on disk."""

    root: Path

    @property
    def generations(self) -> Path:
        return self.root / "generations"

    @property
    def originals(self) -> Path:
        """Every document's bytes, named by their sha256, so that none is lost and all can be read again."""
        return self.root / "originals"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def pointer(self) -> Path:
        return self.root / "CURRENT"

    def current(self) -> Generation | None:
        """The generation that readers should use; None before the first one.

        Raises:
            StoreError: the pointer names a generation that is not there, or cannot be read.
        """
        try:
            name = self.pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"The catalogue {self.root} cannot be read: {error}") from error
        generation = Generation(self.generations / name)
        if not _NAME.fullmatch(name) or not generation.database.is_file():
            raise StoreError(
                f"The catalogue {self.root} points to {name!r}, which is not there. "
                f"Write the name of a folder of {self.generations} into {self.pointer}, or ingest into a new folder."
            )
        return generation

    def existing(self) -> Generation:
        """The generation that readers use.

        Raises:
            StoreError: there is no catalogue yet, or it is damaged.
        """
        generation = self.current()
        if generation is None:
            raise StoreError(
                f"There is no catalogue at {self.root} yet. Make one with: goodpractice ingest FILE_OR_FOLDER"
            )
        return generation

    def prepare(self) -> None:
        """Create the folders.

        Raises:
            StoreError: the place cannot be written to.
        """
        with writing(self.root):
            for folder in (self.generations, self.originals, self.reports):
                folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Turns the errors of a full or locked disk into one clear sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            message = f"No room left on the disk of {root}. Free some space; the catalogue is as it was before."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            message = f"No right to write to {root}. Choose another folder with --catalogue, or change its rights."
        elif isinstance(error, NotADirectoryError | FileExistsError):
            message = f"{root} is not a folder. Choose another place with --catalogue."
        else:
            raise
        raise StoreError(message) from error


@contextmanager
def write_lock(folder: CatalogueFolder, timeout_s: float) -> Iterator[None]:
    """The right to write, held by one process at a time.

    Raises:
        StoreError: another writer holds it for longer than `timeout_s`.
    """
    folder.prepare()
    lock = FileLock(folder.root / "write.lock")
    try:
        with writing(folder.root):
            lock.acquire(timeout=timeout_s)
    except Timeout as error:
        raise StoreError(
            f"Another process is writing to the catalogue {folder.root}. Wait until it has finished and try again; "
            "reading and searching go on meanwhile."
        ) from error
    try:
        yield
    finally:
        lock.release()


def begin(folder: CatalogueFolder) -> Generation:
    """A working copy of the current generation, under the next number. Only for the holder of the lock.

    Raises:
        StoreError: no room or no right to write.
    """
    sweep(folder)
    current = folder.current()
    working = Generation(folder.generations / f"gen-{(current.number if current else 0) + 1:06d}")
    with writing(folder.root):
        needed = _size(current.path) if current else 0
        if shutil.disk_usage(folder.root).free < needed + _SPARE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if current:
            shutil.copytree(current.path, working.path)
        else:
            working.path.mkdir()
    return working


def publish(folder: CatalogueFolder, working: Generation, header: dict[str, object], keep: int) -> Generation:
    """Make a finished working copy the current generation and remove the oldest ones beyond `keep`."""
    with writing(folder.root):
        (working.path / HEADER).write_text(json.dumps(header, indent=1), encoding="utf-8")
        replacement = folder.pointer.with_suffix(".new")
        with replacement.open("w", encoding="ascii") as file:
            file.write(working.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        replacement.replace(folder.pointer)
    for old in _all(folder)[:-keep]:
        shutil.rmtree(old.path, ignore_errors=True)
    return working


def sweep(folder: CatalogueFolder) -> None:
    """Remove what a killed writer left behind: half copies, and folders newer than the current generation.

    Raises:
        StoreError: CURRENT is gone while finished generations are there: which one counts is not for us to say.
    """
    current = folder.current()
    found = _all(folder)
    finished = [generation.name for generation in found if (generation.path / HEADER).is_file()]
    if current is None and finished:
        raise StoreError(
            f"The catalogue {folder.root} has lost the file CURRENT. "
            f"Write the name of its newest generation, {finished[-1]}, into {folder.pointer} and try again."
        )
    with writing(folder.root):
        for half_copy in folder.originals.glob("*.new"):
            half_copy.unlink()
        for generation in found:
            if current is None or generation.number > current.number:
                shutil.rmtree(generation.path)


def _all(folder: CatalogueFolder) -> list[Generation]:
    # Somebody's own copy (gen-000012.bak) is none of ours.
    paths = [path for path in folder.generations.glob("gen-*") if _NAME.fullmatch(path.name) and path.is_dir()]
    found = [Generation(path) for path in paths]
    return sorted(found, key=lambda generation: generation.number)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
