"""The phrases that the reader of other languages was trained on: whole, in all their languages, each once."""

from collections import Counter
from pathlib import Path

import pytest

from models.trained import FOLDER
from pipeline.search.language import LANGUAGES

FILES = sorted((FOLDER / "phrases").glob("*.txt"))
#: All official languages but Maltese, which the base has not learnt.
OFFICIAL = ("en", *sorted(set(LANGUAGES[:24]) - {"en", "mt"}))


def blocks(file: Path) -> list[list[tuple[str, str]]]:
    """(language, text) of each line, by phrase."""
    found = []
    for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = [line.partition(": ") for line in block.splitlines()]
        found.append([(language, text) for language, _, text in lines])
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_phrase_is_there_in_every_language(file: Path) -> None:
    for block in blocks(file):
        assert tuple(language for language, _ in block) == OFFICIAL
        assert all(text == text.strip() != "" for _, text in block)


def test_no_phrase_comes_twice_in_a_file() -> None:
    assert len(FILES) == 24
    for file in FILES:
        counted = Counter(block[0][1].casefold() for block in blocks(file))
        assert not [text for text, times in counted.items() if times > 1]
