"""Reading in a separate process under limits, so that no file can hang or exhaust the caller.

The process is started once and used for many files. It is replaced when a file kills it, makes it hang or takes it
over a limit; that file gets a `DocumentError` and the next one a fresh process. Where the file has pages, only the
page at which it happened is lost, and the file is read again without it.
"""

import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO

import corpus
from corpus.messages import BYTES_PER_MIB, LENGTH, receive, send
from corpus.reader import UNREADABLE, PageWatch
from corpus.settings import ReadSettings
from models import Document, DocumentError, Reason

log = logging.getLogger(__name__)
#: Seconds for the process to start, which importing takes a fraction of.
_START_TIMEOUT_S = 60.0
#: Of `timeout_s`, for one page: a page that hangs late must leave time to read the file again without it.
_PAGE_SHARE = 1 / 2
#: The limit is on addresses, of which a good part is never used.
_MEMORY_SHARE = 0.5
_LEAST_S = 0.001
_ROOT = str(Path(corpus.__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    name: str
    title: str | None
    language: str | None
    settings: ReadSettings
    lost: dict[int, str]
    processes: int


class _ProcessLost(Exception):
    """The process is gone: why, and the page it was at, 0 for none."""

    def __init__(self, page_no: int, error: DocumentError) -> None:
        super().__init__(str(error))
        self.page_no = page_no
        self.error = error


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
        request = _Request(str(path), name or str(path), title, language, self.settings, {}, self.settings.processes)
        with self._lock:
            return self._without_lost_pages(request)

    def _without_lost_pages(self, request: _Request) -> Document:
        """The document, read again without each page at which the process was lost, until there are too many."""
        settings = self.settings
        deadline = time.monotonic() + settings.timeout_s
        lost: dict[int, str] = {}
        first: DocumentError | None = None
        for _ in range(settings.max_lost_pages + 3):
            left = max(deadline - time.monotonic(), _LEAST_S)
            try:
                return self._attempt(replace(request, lost=lost, settings=replace(settings, timeout_s=left)), deadline)
            except _ProcessLost as error:
                first = first or error.error
                if not error.page_no or time.monotonic() >= deadline:
                    break
                if error.page_no < 0:
                    # Two pages were under way: one process alone shows which of them it was.
                    request = replace(request, processes=1)
                    continue
                log.warning("%s: page %d lost: %s", request.name, error.page_no, error)
                lost[error.page_no] = f"{UNREADABLE} ({error.error.reason.value}: the reading process ended at it)"
                if len(lost) > settings.max_lost_pages:
                    rest = range(error.page_no + 1, settings.max_pages + 1)
                    lost |= dict.fromkeys(rest, "not read: too many pages before it ended the reading process")
            except DocumentError as error:
                # With all its pages lost the file says what became of the first.
                raise first or error from error
        assert first is not None
        raise first

    def _attempt(self, request: _Request, deadline: float) -> Document:
        page_no = 0
        page_s = min(self.settings.page_timeout_s, _PAGE_SHARE * self.settings.timeout_s)
        max_bytes = self.settings.max_output_mib * BYTES_PER_MIB
        try:
            requests, answers = _pipes(self._started())
            send(requests, request)
            while True:
                until = min(deadline, time.monotonic() + page_s) if page_no else deadline
                answer = receive(answers, until, max_bytes)
                if not isinstance(answer, int):
                    break
                page_no = answer
        except TimeoutError as error:
            self._kill()
            raise _ProcessLost(page_no, self._timed_out(request.name)) from error
        except (EOFError, OSError) as error:
            raise _ProcessLost(page_no, self._ended(request.name)) from error
        except OverflowError as error:
            self._kill()
            raise _output_too_large(request) from error
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
        receive(_pipes(self._process)[1], time.monotonic() + _START_TIMEOUT_S, BYTES_PER_MIB)
        return self._process

    def _timed_out(self, name: str) -> DocumentError:
        return DocumentError(
            Reason.TIMED_OUT,
            f"{Path(name).name}: reading took longer than {self.settings.timeout_s:g} s, or "
            f"{self.settings.page_timeout_s:g} s for a page, and was stopped; "
            "split the file or raise the settings read.timeout_s and read.page_timeout_s",
        )

    def _ended(self, name: str) -> DocumentError:
        """The error for a process that ended by itself."""
        status, peak_mib = self._reap()
        if status == -signal.SIGXCPU:
            return self._timed_out(name)
        # Libraries in C++ abort when they get no memory.
        if status in (-signal.SIGKILL, -signal.SIGABRT) or peak_mib > _MEMORY_SHARE * self.settings.memory_mib:
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


def _output_too_large(request: _Request) -> DocumentError:
    return DocumentError(
        Reason.TOO_LARGE,
        f"{Path(request.name).name}: more than {request.settings.max_output_mib:,} MiB as read; "
        "split the file or raise the setting read.max_output_mib",
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


def serve() -> None:
    """The process's own loop: requests from standard input, answers to standard output, until the caller is gone."""
    # Ctrl-C goes to the whole group; the caller ends us itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    threading.Thread(target=_end_with_caller, args=(os.getppid(),), daemon=True).start()
    send(answers, None)
    requests = sys.stdin.buffer
    while header := requests.read(LENGTH.size):
        (length,) = LENGTH.unpack(header)
        request = pickle.loads(requests.read(length))
        watch = PageWatch(lambda page_no: send(answers, page_no), request.lost, request.processes)
        limit = request.settings.max_output_mib * BYTES_PER_MIB
        send(answers, _answer(request, watch), limit, _output_too_large(request))


def _end_with_caller(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _answer(request: _Request, watch: PageWatch) -> Document | DocumentError:
    _limit(request.settings)
    name = Path(request.name).name
    try:
        return corpus.read(
            Path(request.path),
            name=request.name,
            title=request.title,
            language=request.language,
            settings=request.settings,
            watch=watch,
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
    """Memory for the whole process, CPU for the next file on top of what was used so far."""
    memory = settings.memory_mib * BYTES_PER_MIB
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime) + settings.cpu_s + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    # No core file of a hostile document, and nothing written anywhere.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
