"""Paths and folders as users leave them."""

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from models import DocumentError, Reason, StoreError
from pipeline.scan import find_documents, keep_original
from pipeline.store.generations import CatalogueFolder, sweep


@pytest.fixture
def folder(tmp_path: Path) -> CatalogueFolder:
    made = CatalogueFolder(tmp_path / "catalogue")
    made.prepare()
    return made


def test_name_that_is_not_utf8_gives_a_place_that_can_be_stored(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("text")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = find_documents([tmp_path])
    assert found.uri == f"{tmp_path}/caf\\xe9.txt"
    assert found.path.read_text() == "text"


def test_name_that_is_too_long_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="File name too long"):
        find_documents([tmp_path / ("x" * 300)])


def test_file_that_vanishes_before_it_is_copied_fails_alone(
    tmp_path: Path, folder: CatalogueFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("text")
    checksum = "pipeline.scan._checksum"

    def vanish(path: Path, _: int) -> tuple[str, int]:
        path.unlink()
        return "0" * 64, 4

    monkeypatch.setattr(checksum, vanish)
    with pytest.raises(DocumentError) as caught:
        keep_original(file, folder, 1000)
    assert caught.value.reason is Reason.NO_ACCESS
    assert list(folder.originals.iterdir()) == []


def test_folder_that_may_not_be_read_is_named_and_the_others_are_read(
    tmp_path: Path, folder: CatalogueFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "in" / "closed"
    closed.mkdir(parents=True)
    (tmp_path / "in" / "open.txt").write_text("Words.")
    scandir = os.scandir

    def refused(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    found = {one.path.name: one for one in find_documents([tmp_path / "in"])}
    assert set(found) == {"closed", "open.txt"}
    with pytest.raises(DocumentError, match="a folder that may not be read"):
        keep_original(found["closed"].path, folder, 1_000)


def test_pipe_is_no_document(tmp_path: Path, folder: CatalogueFolder) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert find_documents([tmp_path]) == []
    with pytest.raises(DocumentError, match="is not a file"):
        keep_original(tmp_path / "pipe.txt", folder, 1000)


def test_full_disk_leaves_no_half_copy(
    tmp_path: Path, folder: CatalogueFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_full(source: BinaryIO, copy: BinaryIO) -> None:
        copy.write(source.read(3))
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.txt").write_text("Ten farms heat with straw.")
    monkeypatch.setattr("pipeline.scan.shutil.copyfileobj", run_full)
    with pytest.raises(StoreError, match="No room left"):
        keep_original(tmp_path / "a.txt", folder, 1000)
    assert list(folder.originals.iterdir()) == []


def test_half_copy_of_a_killed_run_is_swept(folder: CatalogueFolder) -> None:
    (folder.originals / "abc.new").write_text("half")
    sweep(folder)
    assert list(folder.originals.iterdir()) == []
