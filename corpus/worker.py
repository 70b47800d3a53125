"""Reading in a separate process under limits, so that no file can hang or exhaust the caller.

The process is started once and used for many files. It is replaced when a file kills it, makes it hang or takes it
over a limit; that file gets a `DocumentError` and the next one a fresh process.
"""

import io
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import IO

import corpus
from corpus.settings import ReadSettings
from models import Document, DocumentError, Reason

_LENGTH = struct.Struct(">Q")
#: Seconds for the process to start, which importing takes a fraction of.
_START_TIMEOUT_S = 60.0
#: CPU seconds on top of the wall limit: the hard stop when the caller itself is gone.
_CPU_MARGIN_S = 5
_MEMORY_SHARE = 0.7
_ROOT = str(Path(corpus.__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    name: str
    title: str | None
    language: str | None
    settings: ReadSettings


class _OnlyRecords(pickle.Unpickler):
    """Unpickles our own records only: the process that answers has read a hostile file."""

    def find_class(self, module: str, name: str) -> object:
        if module.split(".")[0] in ("models", "corpus") or module == "datetime":
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):
            # So do Python 3.11.0 to 3.11.3 pickle a member of an enum.
            return _enum_member
        raise pickle.UnpicklingError(f"unexpected {module}.{name} in the answer of a reading process")


def _enum_member(kind: object, name: str) -> Enum:
    """`getattr` for members of enums and nothing else."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        member: Enum = kind[name]
        return member
    raise pickle.UnpicklingError(f"unexpected attribute {name!r} in the answer of a reading process")


class ReadWorker:
    """Reads files one after the other in its own process; several threads may share it.

    Usage: `with ReadWorker(ReadSettings(timeout_s=60)) as worker: document = worker.read("report.pdf")`
    """

    def __init__(self, settings: ReadSettings | None = None) -> None:
        self.settings = settings or ReadSettings()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "ReadWorker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; a later `read` would start a new one."""
        with self._lock:
            self._kill()

    def read(
        self, path: str | Path, *, name: str | None = None, title: str | None = None, language: str | None = None
    ) -> Document:
        """As `corpus.read`, under the limits on time and memory too; `name` is the file's name for people.

        Raises:
            DocumentError: as `corpus.read`, and timed_out, too_large or damaged when the process hung,
                ran out of memory or crashed.
        """
        path = Path(path).absolute()
        name = name or str(path)
        request = _Request(str(path), name, title, language, self.settings)
        with self._lock:
            try:
                requests, answers = _pipes(self._started())
                _send(requests, request)
                answer = _receive(answers, self.settings.timeout_s)
            except TimeoutError as error:
                self._kill()
                raise self._timed_out(name) from error
            except (EOFError, OSError) as error:
                raise self._ended(name) from error
            except BaseException:
                # Ctrl-C, or an answer that is none: the process may still be writing, so it cannot be used again.
                self._kill()
                raise
        if isinstance(answer, DocumentError):
            raise answer
        if not isinstance(answer, Document):
            raise TypeError(f"a reading process answers with a document or an error, got {type(answer).__name__}")
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._kill()
        environment = dict(os.environ, OMP_NUM_THREADS="1", PYTHONPATH=_python_path())
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from corpus.worker import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        _receive(_pipes(self._process)[1], _START_TIMEOUT_S)
        return self._process

    def _timed_out(self, name: str) -> DocumentError:
        return DocumentError(
            Reason.TIMED_OUT,
            f"{Path(name).name}: reading took longer than {self.settings.timeout_s:g} s and was stopped; "
            "split the file or raise the setting read.timeout_s",
        )

    def _ended(self, name: str) -> DocumentError:
        """The error for a process that ended by itself."""
        status, peak_mib = self._reap()
        if status == -signal.SIGXCPU:
            return self._timed_out(name)
        if status == -signal.SIGKILL or peak_mib > _MEMORY_SHARE * self.settings.memory_mib:
            return _out_of_memory(Path(name).name, self.settings)
        return DocumentError(
            Reason.DAMAGED,
            f"{Path(name).name}: the reading process crashed on it (status {status}); "
            "the file is probably damaged: fetch it again or print it to a new PDF",
        )

    def _reap(self) -> tuple[int, float]:
        """Exit status (negative for a signal) and peak memory of the ended process."""
        process, self._process = self._process, None
        if process is None:
            return 0, 0.0
        _close_pipes(process)
        process.kill()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except ChildProcessError:
            return process.wait(), 0.0
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, usage.ru_maxrss / 1024

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _close_pipes(process)
            process.wait()


def _out_of_memory(name: str, settings: ReadSettings) -> DocumentError:
    return DocumentError(
        Reason.TOO_LARGE,
        f"{name}: reading needs more memory than {settings.memory_mib:,} MiB; "
        "split the file or raise the setting read.memory_mib",
    )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Where requests go and answers come from."""
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in _pipes(process):
        with suppress(OSError):
            pipe.close()


def _python_path() -> str:
    """Our own packages first, then what the caller had."""
    return os.pathsep.join(dict.fromkeys([_ROOT, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]))


def _send(pipe: IO[bytes], message: object) -> None:
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes], timeout_s: float) -> object:
    """One message.

    Raises:
        TimeoutError: it is not complete in time.
        EOFError: the other side is gone.
    """
    deadline = time.monotonic() + timeout_s
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size, deadline))
    return _OnlyRecords(io.BytesIO(_exactly(pipe, length, deadline))).load()


def _exactly(pipe: IO[bytes], count: int, deadline: float) -> bytes:
    parts = bytearray()
    descriptor = pipe.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while len(parts) < count:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
        chunk = os.read(descriptor, min(count - len(parts), 1 << 20))
        if not chunk:
            raise EOFError
        parts += chunk
    return bytes(parts)


def serve() -> None:
    """The process's own loop: requests from standard input, answers to standard output, until the caller is gone."""
    # Ctrl-C goes to the whole group; the caller ends us itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    threading.Thread(target=_end_with_caller, args=(os.getppid(),), daemon=True).start()
    _send(answers, None)
    requests = sys.stdin.buffer
    while header := requests.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(header)
        request = pickle.loads(requests.read(length))
        _send(answers, _answer(request))


def _end_with_caller(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _answer(request: _Request) -> Document | DocumentError:
    _limit(request.settings)
    name = Path(request.name).name
    try:
        return corpus.read(
            Path(request.path),
            name=request.name,
            title=request.title,
            language=request.language,
            settings=request.settings,
        )
    except DocumentError as error:
        return error
    except MemoryError:
        return _out_of_memory(name, request.settings)
    except Exception as error:
        # The border to hostile files: whatever a parser raises on one is a reason for that file, not our end.
        return DocumentError(
            Reason.DAMAGED,
            f"{name}: cannot be read ({type(error).__name__}: {error}); fetch it again or save it in another program",
        )


def _limit(settings: ReadSettings) -> None:
    """Memory for the whole process, CPU for the next file: what was used so far plus the wall limit."""
    memory = settings.memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime + settings.timeout_s) + _CPU_MARGIN_S
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    # No core file of a hostile document, and nothing written anywhere.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
