from pathlib import Path

import pytest

from corpus import ReadSettings, read
from corpus.worker import ReadWorker
from models import BlockKind, DocumentError, Reason

SHARED = Path(__file__).resolve().parents[2] / "shared"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the measuring data in ../shared is not part of the project"),
]


def test_every_file_that_is_hard_to_read_gives_text_or_a_fixed_reason() -> None:
    outcomes = []
    with ReadWorker(ReadSettings(timeout_s=60)) as worker:
        for path in sorted((SHARED / "robust" / "real").iterdir()):
            try:
                outcomes.append(bool(worker.read(path).text.strip()))
            except DocumentError as error:
                outcomes.append(error.reason in Reason and path.name in str(error))
    assert len(outcomes) == 50
    assert all(outcomes)


def test_collapsed_and_expanded_web_text_counts_once() -> None:
    (path,) = (SHARED / "seeds").glob("001_*.txt")
    document = read(path)
    copies = [block for block in document.blocks if block.repeats is not None]
    originals = [document.blocks[block.repeats] for block in copies if block.repeats is not None]
    assert len(copies) == 14
    assert [b.content.of(document.text) for b in copies] == [b.content.of(document.text) for b in originals]


def test_headings_of_text_taken_from_a_pdf() -> None:
    (path,) = (SHARED / "seeds").glob("000_*.txt")
    document = read(path)
    found = [b.content.of(document.text) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert len(found) == 10
    assert all(heading.endswith(":") for heading in found[1:])
    assert document.text == path.read_bytes().decode()
