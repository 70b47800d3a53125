"""Looking into the inbox: which files are complete, and which are still being written."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models import SettingsError

#: Names that programs give to files while they download, copy or edit them.
_UNFINISHED_SUFFIXES = frozenset({".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp"})
_LOCK_FILE_PREFIX = "~$"


@dataclass(frozen=True, slots=True)
class InboxSettings:
    """When a file counts as complete: not changed for `quiet_s`, and the same at two looks `pause_s` apart.

    Raises:
        SettingsError: a time is negative.
    """

    quiet_s: float = 30.0
    pause_s: float = 2.0

    def __post_init__(self) -> None:
        for name in ("quiet_s", "pause_s"):
            if getattr(self, name) < 0:
                raise SettingsError(f"inbox.{name} must not be negative, got {getattr(self, name)}")


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files of an inbox, in the order given: complete ones, and those to leave for the next night."""

    ready: tuple[Path, ...]
    unfinished: tuple[Path, ...]


#: Size in bytes and time of the last change in nanoseconds; None when the file is gone.
Trace = tuple[int, int] | None


def look(
    files: Sequence[Path],
    settings: InboxSettings,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.time,
) -> Inbox:
    """Tell complete files from those that somebody is still writing; editors' lock files are neither.

    Two looks are needed because copying may keep the old time of change, one alone because it may pause.
    """
    documents = [file for file in files if not file.name.startswith(_LOCK_FILE_PREFIX)]
    first = {file: _trace(file) for file in documents}
    if documents:
        pause(settings.pause_s)
    second = {file: _trace(file) for file in documents}
    return sort_files(first, second, now(), settings.quiet_s)


def sort_files(first: Mapping[Path, Trace], second: Mapping[Path, Trace], now: float, quiet_s: float) -> Inbox:
    """The decision behind `look`, from what two looks showed; a file that is gone belongs to neither part."""
    ready, unfinished = [], []
    for file, trace in second.items():
        if trace is None:
            continue
        is_changing = first[file] != trace or abs(now - trace[1] / 1e9) < quiet_s
        if is_changing or file.suffix.lower() in _UNFINISHED_SUFFIXES:
            unfinished.append(file)
        else:
            ready.append(file)
    return Inbox(tuple(ready), tuple(unfinished))


def _trace(file: Path) -> Trace:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns
