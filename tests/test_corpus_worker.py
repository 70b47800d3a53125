import io
import itertools
import os
import pickle
import re
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus import ReadSettings, read
from corpus.messages import OnlyRecords
from corpus.pdf import pages
from corpus.worker import ReadWorker
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


def test_document_that_is_too_large_as_read(tmp_path: Path, letter: Path) -> None:
    large = tmp_path / "large.md"
    large.write_text("* a\n" * 40_000)
    with ReadWorker(ReadSettings(max_output_mib=1)) as worker:
        with pytest.raises(DocumentError) as caught:
            worker.read(large)
        assert caught.value.reason is Reason.TOO_LARGE
        assert "read.max_output_mib" in str(caught.value)
        assert worker.read(letter).blocks


def test_seconds_of_a_processor_are_limited(tmp_path: Path) -> None:
    slow = tmp_path / "slow.md"
    slow.write_text("* a\n" * 400_000)
    with ReadWorker(ReadSettings(cpu_s=1)) as worker, pytest.raises(DocumentError) as caught:
        worker.read(slow)
    assert caught.value.reason is Reason.TIMED_OUT


#: Put in the way of the reading process: pages named in the file beside the document end it, others hang.
FAULTS = """
import os, time
from pathlib import Path
import corpus.pdf.pages as reader
original = reader.page_content
def page_content(page, page_no, max_characters, may_have_layers):
    kill, hang = (eval(line) for line in Path(os.environ["FAULTS"]).read_text().splitlines())
    if page_no in kill:
        os._exit(1)
    if page_no in hang:
        time.sleep(600)
    return original(page, page_no, max_characters, may_have_layers)
reader.page_content = page_content
"""


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Faulty":
    """Makes a PDF of 12 pages of which the given ones kill and hang the reading process."""
    (tmp_path / "sitecustomize.py").write_text(FAULTS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("FAULTS", str(tmp_path / "faults"))

    def made(kill: tuple[int, ...], hang: tuple[int, ...], count: int = 12) -> Path:
        (tmp_path / "faults").write_text(f"{kill}\n{hang}")
        canvas = Canvas(str(tmp_path / "report.pdf"), pagesize=A4)
        for page_no in range(1, count + 1):
            canvas.drawString(70, 500, f"What the town did in year {page_no} is told here.")
            canvas.showPage()
        canvas.save()
        return tmp_path / "report.pdf"

    return made


Faulty = Callable[..., Path]


def test_pages_that_kill_or_hang_the_process_cost_themselves_only(faulty: Faulty) -> None:
    with ReadWorker(ReadSettings(page_timeout_s=1.5)) as worker:
        document = worker.read(faulty((3,), (7,)))
    assert [(e.page_no, e.message) for e in document.page_errors] == [
        (3, "cannot be read (damaged: the reading process ended at it)"),
        (7, "cannot be read (timed_out: the reading process ended at it)"),
    ]
    assert len(document.pages) == 12
    assert re.findall(r"year (\d+)", document.text) == [str(n) for n in range(1, 13) if n not in (3, 7)]


def test_long_document_read_by_two_processes_is_the_same(faulty: Faulty) -> None:
    path = faulty((), (), 70)
    with ReadWorker(ReadSettings(processes=2)) as two, ReadWorker(ReadSettings(processes=1)) as one:
        ours, theirs = two.read(path), one.read(path)
    assert re.findall(r"year (\d+)", ours.text) == [str(n) for n in range(1, 71)]
    assert (ours.text, ours.blocks, ours.pages) == (theirs.text, theirs.blocks, theirs.pages)


@pytest.mark.parametrize("page_no", [5, 60])
def test_page_that_kills_one_of_two_processes_costs_itself_only(faulty: Faulty, page_no: int) -> None:
    with ReadWorker() as worker:
        document = worker.read(faulty((page_no,), (), 70))
    assert [e.page_no for e in document.page_errors] == [page_no]
    assert re.findall(r"year (\d+)", document.text) == [str(n) for n in range(1, 71) if n != page_no]


def test_after_too_many_lost_pages_the_rest_is_given_up(faulty: Faulty) -> None:
    with ReadWorker(ReadSettings(max_lost_pages=1)) as worker:
        document = worker.read(faulty((2, 5, 9), ()))
    assert re.findall(r"year (\d+)", document.text) == ["1", "3", "4"]
    assert [e.page_no for e in document.page_errors] == [2, *range(5, 13)]
    assert "too many pages" in document.page_errors[-1].message


def test_document_whose_every_page_kills_the_process_has_the_reason_of_the_first(faulty: Faulty) -> None:
    with ReadWorker() as worker, pytest.raises(DocumentError) as caught:
        worker.read(faulty(tuple(range(1, 13)), ()))
    assert caught.value.reason is Reason.DAMAGED
    assert "crashed" in str(caught.value)


def test_pages_that_the_time_does_not_reach_are_named(monkeypatch: pytest.MonkeyPatch, faulty: Faulty) -> None:
    clock = itertools.count(step=10)
    monkeypatch.setattr(pages, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    document = read(faulty((), ()), settings=ReadSettings(timeout_s=100, ocr=False))
    assert [e.page_no for e in document.page_errors] == [8, 9, 10, 11, 12]
    assert all("read.timeout_s" in e.message for e in document.page_errors)


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
    assert OnlyRecords(io.BytesIO(data)).load() is BlockKind.HEADING


@pytest.mark.parametrize("name", [b"cposix\nsystem\n.", b"\x80\x04\x8c\x0dmodels.errors\x8c\x0bStrEnum.mro\x93."])
def test_names_that_are_no_record_are_refused(name: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        OnlyRecords(io.BytesIO(name)).load()


@pytest.mark.parametrize(("owner", "name"), [(BlockKind, "__init__"), (Span, "of")])
def test_other_attributes_are_refused(owner: object, name: str) -> None:
    data = pickle.dumps(_AsOlderPythons(owner, name))
    with pytest.raises((pickle.UnpicklingError, KeyError)):
        OnlyRecords(io.BytesIO(data)).load()
