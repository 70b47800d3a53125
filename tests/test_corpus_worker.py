import io
import os
import pickle
import threading
from pathlib import Path

import pytest

from corpus import ReadSettings, read
from corpus.worker import ReadWorker, _OnlyRecords
from models import BlockKind, DocumentError, Reason, Span


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text("Plain words about a practice.")
    return path


def pid_of(worker: ReadWorker) -> int:
    assert worker._process is not None
    return worker._process.pid


def test_reads_the_same_as_in_process_and_keeps_its_process(letter: Path) -> None:
    with ReadWorker() as worker:
        first = worker.read(letter, title="Given", language="en")
        pid = pid_of(worker)
        second = worker.read(letter)
        assert pid_of(worker) == pid
    here = read(letter, title="Given", language="en")
    assert (first.text, first.blocks, first.title, first.source.uri) == (here.text, here.blocks, "Given", str(letter))
    assert second.doc_id == here.doc_id


def test_reasons_cross_the_border(tmp_path: Path) -> None:
    with ReadWorker() as worker, pytest.raises(DocumentError) as caught:
        worker.read(tmp_path / "none.pdf")
    assert caught.value.reason is Reason.NOT_FOUND


def test_slow_file_is_stopped_and_the_next_one_read(letter: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow.md"
    slow.write_text("* a\n" * 400_000)
    with ReadWorker(ReadSettings(timeout_s=0.3)) as worker:
        with pytest.raises(DocumentError) as caught:
            worker.read(slow)
        assert caught.value.reason is Reason.TIMED_OUT
        worker.settings = ReadSettings(timeout_s=60)
        assert worker.read(letter).text == "Plain words about a practice."


def test_file_that_takes_too_much_memory_is_too_large(tmp_path: Path, letter: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text("Some words in a line.\n" * 3_000_000)
    with ReadWorker(ReadSettings(memory_mib=400)) as worker:
        with pytest.raises(DocumentError) as caught:
            worker.read(large)
        assert caught.value.reason is Reason.TOO_LARGE
        assert worker.read(letter).blocks


def test_killed_process_is_replaced(letter: Path) -> None:
    with ReadWorker() as worker:
        worker.read(letter)
        pid = pid_of(worker)
        os.kill(pid, 9)
        try:
            worker.read(letter)
        except DocumentError as error:
            # The signal may arrive between the check and the answer.
            assert error.reason in (Reason.TOO_LARGE, Reason.DAMAGED)
        assert worker.read(letter).blocks
        assert pid_of(worker) != pid


def test_close_leaves_no_process_behind(letter: Path) -> None:
    with ReadWorker() as worker:
        worker.read(letter)
        pid = pid_of(worker)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_threads_share_one_worker(letter: Path) -> None:
    texts: list[str] = []
    with ReadWorker() as worker:
        threads = [threading.Thread(target=lambda: texts.append(worker.read(letter).text)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == ["Plain words about a practice."] * 4


class _AsOlderPythons:
    """Pickles as Python 3.11.0 to 3.11.3 pickle a member of an enum; or, with another object, as an attacker would."""

    def __init__(self, owner: object, name: str) -> None:
        self.owner, self.name = owner, name

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, (self.owner, self.name)


def test_enum_members_of_older_pythons_are_read() -> None:
    data = pickle.dumps(_AsOlderPythons(BlockKind, "HEADING"))
    assert _OnlyRecords(io.BytesIO(data)).load() is BlockKind.HEADING


@pytest.mark.parametrize(("owner", "name"), [(BlockKind, "__init__"), (Span, "of")])
def test_other_attributes_are_refused(owner: object, name: str) -> None:
    data = pickle.dumps(_AsOlderPythons(owner, name))
    with pytest.raises((pickle.UnpicklingError, KeyError)):
        _OnlyRecords(io.BytesIO(data)).load()
