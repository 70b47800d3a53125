"""Whole runs of the real pipeline: arrivals, ids that stay, documents that fail, runs that are stopped."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.samples import sample_paths
from corpus.worker import ReadWorker
from goodpractice import Catalogue, Settings
from models import (
    Arrival,
    Document,
    DocumentError,
    IngestResult,
    PageError,
    Reason,
    RunReport,
    Status,
    StepError,
    StoreError,
)
from pipeline.records import make_records
from pipeline.report import summary_line
from pipeline.settings import ExtractSettings, StoreSettings
from pipeline.work import Incoming

pytestmark = pytest.mark.model

SAMPLES = {path.name: path for path in sample_paths()}
NOTE, GARDENS = SAMPLES["energy-scouts-note.txt"], SAMPLES["rain-gardens.md"]
ONE_BY_ONE = Settings(store=StoreSettings(batch_size=1))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for path in (NOTE, GARDENS):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue.open(tmp_path / "catalogue", ONE_BY_ONE)


def arrivals(report: RunReport) -> dict[str, tuple[Arrival, Status]]:
    return {Path(r.uri).name: (r.arrival, r.status) for r in report.results}


def files_of(root: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in root.rglob("*") if p.is_file()}


def test_second_ingest_of_the_same_bytes_writes_nothing(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    before = files_of(catalogue.root)
    report = catalogue.ingest([inbox])
    assert set(arrivals(report).values()) == {(Arrival.UNCHANGED, Status.SUCCESS)}
    assert files_of(catalogue.root) == before


def test_changed_document_replaces_the_old_one_and_keeps_its_ids(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    before = {p.title: p.practice_id for p in catalogue.all()}
    file = inbox / NOTE.name
    file.write_text(NOTE.read_text(encoding="utf-8").replace("around 120 SMEs", "around 125 SMEs"), encoding="utf-8")
    report = catalogue.ingest([inbox])
    assert arrivals(report) == {
        NOTE.name: (Arrival.CHANGED, Status.SUCCESS),
        GARDENS.name: (Arrival.UNCHANGED, Status.SUCCESS),
    }
    assert {p.title: p.practice_id for p in catalogue.all()} == before
    assert any("125" in f.text for p in catalogue.all() for f in p.figures)


def test_copy_under_another_name_is_a_duplicate(catalogue: Catalogue, inbox: Path) -> None:
    shutil.copy(NOTE, inbox / "copy.txt")
    report = catalogue.ingest([inbox])
    assert arrivals(report)[NOTE.name] == (Arrival.DUPLICATE, Status.SUCCESS)
    assert len(catalogue.all()) == 2
    assert {a for a, _ in arrivals(catalogue.ingest([inbox])).values()} == {Arrival.UNCHANGED}


def test_renamed_document_has_moved(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    (inbox / NOTE.name).rename(inbox / "renamed.txt")
    report = catalogue.ingest([inbox])
    assert arrivals(report)["renamed.txt"] == (Arrival.MOVED, Status.SUCCESS)
    uris = {catalogue.document(s.doc_id).source.uri for p in catalogue.all() for s in p.sources}
    assert uris == {str(inbox / "renamed.txt"), str(inbox / GARDENS.name)}


def test_bad_documents_fail_with_their_reason_and_the_others_come_in(catalogue: Catalogue, inbox: Path) -> None:
    (inbox / "empty.pdf").write_bytes(b"")
    (inbox / "damaged.pdf").write_bytes(b"%PDF-1.7\n" + b"garbage " * 50)
    (inbox / "binary.txt").write_bytes(bytes(range(256)) * 40)
    shutil.copy(SAMPLES["village-life-practices.html"], inbox / "page.pdf")
    report = catalogue.ingest([inbox])
    reasons = {Path(r.uri).name: r.errors[0].detail for r in report.failed}
    assert reasons == {"empty.pdf": Reason.EMPTY, "damaged.pdf": Reason.DAMAGED, "binary.txt": Reason.UNSUPPORTED}
    assert arrivals(report)["page.pdf"] == (Arrival.NEW, Status.SUCCESS)
    assert len(catalogue.all()) == 5


def test_document_that_failed_is_not_tried_again_and_still_told(catalogue: Catalogue, inbox: Path) -> None:
    (inbox / "empty.pdf").write_bytes(b"")
    catalogue.ingest([inbox])
    (result,) = catalogue.ingest([inbox]).failed
    assert (result.arrival, result.errors[0].detail) == (Arrival.UNCHANGED, Reason.EMPTY)


def test_damaged_new_version_leaves_the_good_old_one(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    before = catalogue.all()
    (inbox / NOTE.name).write_bytes(b"")
    assert arrivals(catalogue.ingest([inbox]))[NOTE.name] == (Arrival.CHANGED, Status.FAILED)
    assert catalogue.all() == before


def test_run_stopped_in_the_middle_keeps_what_was_finished_and_goes_on(catalogue: Catalogue, inbox: Path) -> None:
    def stop(result: IngestResult) -> None:
        if result.uri.endswith(GARDENS.name):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.ingest([inbox], on_result=stop)
    assert len(catalogue.all()) == 1
    report = catalogue.ingest([inbox])
    assert arrivals(report) == {
        NOTE.name: (Arrival.UNCHANGED, Status.SUCCESS),
        GARDENS.name: (Arrival.NEW, Status.SUCCESS),
    }
    assert len(catalogue.all()) == 2


def test_document_with_a_damaged_page_comes_in_in_part(
    catalogue: Catalogue, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ReadWorker.read

    def read(self: ReadWorker, path: Path, **named: str | None) -> Document:
        return replace(real(self, path, **named), page_errors=(PageError(7, "page 7 is damaged"),))

    monkeypatch.setattr(ReadWorker, "read", read)
    report = catalogue.ingest([inbox / NOTE.name])
    (result,) = report.results
    assert (result.status, result.errors) == (Status.PARTIAL, (StepError("parse", "page 7 is damaged", 7),))
    assert len(catalogue.all()) == 1
    assert catalogue.ingest([inbox / NOTE.name]).results[0].status is Status.PARTIAL


def test_crash_in_a_step_fails_its_own_document_only(
    catalogue: Catalogue, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = make_records

    def break_on_gardens(document, *rest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        if document.source.uri.endswith(GARDENS.name):
            raise ZeroDivisionError("broken on purpose")
        return real(document, *rest)

    monkeypatch.setattr("pipeline.process.make_records", break_on_gardens)
    report = catalogue.ingest([inbox])
    (failed,) = report.failed
    assert failed.uri.endswith(GARDENS.name)
    assert failed.errors[0].message == "ZeroDivisionError in the step records: broken on purpose"
    assert "Traceback" in (failed.errors[0].detail or "")
    assert len(catalogue.all()) == 1


def test_reprocess_reads_only_what_other_settings_made_and_keeps_ids(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    before = {p.practice_id for p in catalogue.all()}
    shutil.rmtree(inbox)
    assert catalogue.reprocess().results == ()
    other = Catalogue.open(catalogue.root, replace(ONE_BY_ONE, extract=ExtractSettings(one_practice=True)))
    report = other.reprocess()
    assert [r.arrival for r in report.results] == [Arrival.CHANGED, Arrival.CHANGED]
    assert {p.practice_id for p in other.all()} == before
    assert other.reprocess().results == ()


def test_reprocess_where_no_catalogue_is_says_so_and_makes_none(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(StoreError, match="There is no catalogue at"):
        Catalogue.open(elsewhere, Settings()).reprocess()
    assert not elsewhere.exists()


def test_reprocess_makes_vectors_of_another_encoder_again(catalogue: Catalogue, inbox: Path) -> None:
    report = catalogue.ingest([inbox])
    header = catalogue.root / "generations" / str(report.generation) / "vectors" / "header.json"
    ours = json.loads(header.read_text())
    header.write_text(json.dumps(ours | {"model": "all-minilm-l6-v2@another-back-end"}))
    file = header.with_name("exact.f32")
    vectors = np.fromfile(file, dtype=np.float32).reshape(ours["rows"], ours["dim"])
    np.flip(vectors, axis=0).tofile(file)
    fresh = Catalogue.open(catalogue.root, ONE_BY_ONE)
    with pytest.raises(StoreError, match="reprocess --outdated"):
        fresh.search("saving energy")
    report = fresh.reprocess()
    assert "made again" in summary_line(report)
    again = catalogue.root / "generations" / str(report.generation) / "vectors"
    assert again != header.parent
    assert np.array_equal(np.fromfile(again / "exact.f32", dtype=np.float32), vectors.ravel())
    assert json.loads((again / "header.json").read_text())["model"] == ours["model"]
    assert fresh.search("saving energy")
    assert "made again" not in summary_line(fresh.reprocess())


def test_document_handed_over_with_title_and_language(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "d1.txt"
    file.write_text("Retired engineers repair bicycles for school children in three towns of the county.")
    report = catalogue.ingest([Incoming("register:d1", file, title="Bicycles for schools", language="en")])
    (practice,) = catalogue.all()
    assert (practice.title, catalogue.document(practice.sources[0].doc_id).source.uri) == (
        "Bicycles for schools",
        "register:d1",
    )
    assert report.count(Arrival.NEW) == 1


def test_path_that_does_not_exist_is_told_before_anything_starts(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        catalogue.ingest([tmp_path / "missing"])


def test_unknown_id_says_how_to_see_the_ids(sample_catalogue: Catalogue) -> None:
    with pytest.raises(StoreError, match="goodpractice list"):
        sample_catalogue.get("gp-nothing")


def test_practice_is_found_by_the_beginning_of_its_id(sample_catalogue: Catalogue) -> None:
    one = sample_catalogue.all()[0]
    assert sample_catalogue.get(one.practice_id[:9]) == one


def test_data_frame_has_one_row_for_each_practice(sample_catalogue: Catalogue) -> None:
    frame = sample_catalogue.practices()
    by_title = frame.set_index("title")
    assert len(frame) == len(sample_catalogue.all())
    assert by_title.loc["Rain gardens in school yards", "start"] == "2017-04"
    assert list(frame.columns[:3]) == ["practice_id", "title", "summary"]
