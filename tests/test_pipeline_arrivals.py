"""Copies, moves and changes of the same documents: nothing is lost, doubled or blocks the next run."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import ReadSettings
from corpus.samples import sample_paths
from goodpractice import Catalogue, Settings
from models import Arrival, IngestResult, RunReport, Status
from pipeline.settings import ExtractSettings, StoreSettings

pytestmark = pytest.mark.model

SAMPLES = {path.name: path for path in sample_paths()}
NOTE, GARDENS = SAMPLES["energy-scouts-note.txt"], SAMPLES["rain-gardens.md"]
OTHER_SETTINGS = replace(Settings(), extract=ExtractSettings(one_practice=True))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    shutil.copy(NOTE, folder / "a.txt")
    shutil.copy(NOTE, folder / "b.txt")
    return folder


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue.open(tmp_path / "catalogue", Settings())


def arrivals(report: RunReport) -> dict[str, tuple[Arrival, Status]]:
    return {Path(r.uri).name: (r.arrival, r.status) for r in report.results}


def places(catalogue: Catalogue) -> dict[str, str]:
    """File name of the document behind each practice, by practice id."""
    return {p.practice_id: Path(catalogue.document(p.sources[0].doc_id).source.uri).name for p in catalogue.all()}


def change(file: Path, note: str) -> None:
    file.write_text(NOTE.read_text(encoding="utf-8") + f"\n{note}\n", encoding="utf-8")


def test_another_limit_reads_again_only_what_a_limit_cut(tmp_path: Path, inbox: Path) -> None:
    (inbox / "long.txt").write_text("The town helped its firms. " * 400)
    tight = replace(Settings(), read=ReadSettings(max_characters=9_000))
    first = arrivals(Catalogue.open(tmp_path / "catalogue", tight).ingest([inbox]))
    assert first["long.txt"] == (Arrival.NEW, Status.FAILED)
    looser = replace(Settings(), read=ReadSettings(max_characters=90_000, timeout_s=200))
    second = arrivals(Catalogue.open(tmp_path / "catalogue", looser).ingest([inbox]))
    assert second["a.txt"] == (Arrival.UNCHANGED, Status.SUCCESS)
    assert second["long.txt"][1] is Status.SUCCESS
    report = Catalogue.open(tmp_path / "catalogue", replace(Settings(), read=ReadSettings(timeout_s=9))).ingest([inbox])
    assert {arrival for arrival, _ in arrivals(report).values()} <= {Arrival.UNCHANGED, Arrival.DUPLICATE}


def test_one_of_two_copies_changes(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    (first,) = places(catalogue)
    change(inbox / "a.txt", "Read in June.")
    report = catalogue.ingest([inbox])
    assert arrivals(report)["a.txt"] == (Arrival.CHANGED, Status.SUCCESS)
    found = places(catalogue)
    assert found.pop(first) == "b.txt"
    assert list(found.values()) == ["a.txt"]


@pytest.mark.parametrize("notes", [("Read in June.", "Read in June."), ("Read in June.", "Read in July.")])
def test_both_copies_change(catalogue: Catalogue, inbox: Path, notes: tuple[str, str]) -> None:
    catalogue.ingest([inbox])
    (first,) = places(catalogue)
    for name, note in zip(("a.txt", "b.txt"), notes, strict=True):
        change(inbox / name, note)
    assert not catalogue.ingest([inbox]).failed
    found = places(catalogue)
    assert found[first] == "a.txt"
    assert len(found) == len(set(notes))


def test_copy_goes_on_when_the_first_place_is_deleted(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    (first,) = places(catalogue)
    (inbox / "a.txt").unlink()
    change(inbox / "b.txt", "Read in June.")
    catalogue.ingest([inbox])
    assert places(catalogue) == {first: "b.txt"}


def test_old_bytes_come_back_at_another_place(catalogue: Catalogue, inbox: Path) -> None:
    (inbox / "b.txt").unlink()
    catalogue.ingest([inbox])
    (first,) = places(catalogue)
    change(inbox / "a.txt", "Read in June.")
    catalogue.ingest([inbox])
    shutil.copy(NOTE, inbox / "archive.txt")
    (result,) = [r for r in catalogue.ingest([inbox]).results if r.practices]
    assert places(catalogue) == {first: "a.txt", result.practices[0].practice_id: "archive.txt"}
    assert catalogue.search("energy scouts")


def test_renamed_and_replaced_by_a_new_version(catalogue: Catalogue, inbox: Path) -> None:
    (inbox / "b.txt").unlink()
    catalogue.ingest([inbox])
    (first,) = places(catalogue)
    (inbox / "a.txt").rename(inbox / "a-old.txt")
    change(inbox / "a.txt", "Read in June.")
    assert arrivals(catalogue.ingest([inbox])) == {
        "a-old.txt": (Arrival.MOVED, Status.SUCCESS),
        "a.txt": (Arrival.CHANGED, Status.SUCCESS),
    }
    found = places(catalogue)
    assert found.pop(first) == "a-old.txt"
    assert list(found.values()) == ["a.txt"]


def test_file_overwritten_with_another_document_leaves_nothing_behind(catalogue: Catalogue, inbox: Path) -> None:
    shutil.copy(GARDENS, inbox / "b.txt")
    catalogue.ingest([inbox])
    shutil.copy(GARDENS, inbox / "a.txt")
    assert arrivals(catalogue.ingest([inbox]))["a.txt"] == (Arrival.DUPLICATE, Status.SUCCESS)
    assert list(places(catalogue).values()) == ["b.txt"]


def test_copy_of_a_document_that_fails_is_told_to_fail_from_the_next_run_on(catalogue: Catalogue, inbox: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_bytes(bytes(range(256)) * 40)
    catalogue.ingest([inbox])
    catalogue.ingest([inbox])
    assert arrivals(catalogue.ingest([inbox])) == {
        "a.txt": (Arrival.UNCHANGED, Status.FAILED),
        "b.txt": (Arrival.UNCHANGED, Status.FAILED),
    }


def test_run_stopped_between_a_copy_and_its_original(tmp_path: Path, inbox: Path) -> None:
    catalogue = Catalogue.open(tmp_path / "catalogue", replace(Settings(), store=StoreSettings(batch_size=1)))

    def stop(_: IngestResult) -> None:
        if catalogue.root.joinpath("CURRENT").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.ingest([inbox], on_result=stop)
    catalogue.ingest([inbox])
    assert len(catalogue.all()) == 1


def test_moved_document_stays_outdated(catalogue: Catalogue, inbox: Path) -> None:
    (inbox / "b.txt").unlink()
    catalogue.ingest([inbox])
    (inbox / "a.txt").rename(inbox / "n.txt")
    other = Catalogue.open(catalogue.root, OTHER_SETTINGS)
    other.ingest([inbox])
    assert arrivals(other.reprocess()) == {"n.txt": (Arrival.CHANGED, Status.SUCCESS)}
    assert other.reprocess().results == ()


def test_copies_are_read_again_once(catalogue: Catalogue, inbox: Path) -> None:
    catalogue.ingest([inbox])
    other = Catalogue.open(catalogue.root, OTHER_SETTINGS)
    assert len(other.reprocess().results) == 1
    assert other.reprocess().results == ()
    assert {a for a, _ in arrivals(other.ingest([inbox])).values()} == {Arrival.UNCHANGED}


def test_file_that_cannot_be_opened_for_a_while_keeps_its_record(
    catalogue: Catalogue, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.ingest([inbox])
    before = places(catalogue)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.scan.hashlib.file_digest", lambda *_: open("/nowhere/at/all"))
        assert {s for _, s in arrivals(catalogue.ingest([inbox])).values()} == {Status.FAILED}
    assert places(catalogue) == before
    catalogue.ingest([inbox])
    assert places(catalogue) == before
