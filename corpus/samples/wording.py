"""The words of the samples that a script sets as PDF or DOCX, in a small mark-up of one line per block."""

from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "sources"

_MARKS = {
    "# ": "title",
    "## ": "heading",
    "### ": "subheading",
    "@ ": "subtitle",
    "- ": "item",
    "  - ": "nested_item",
    "| ": "row",
    "> ": "caption",
    "~ ": "contents",
    "= ": "part",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source file: what it is and what it says."""

    kind: str
    text: str

    @property
    def cells(self) -> list[str]:
        """The cells of a table row, or the entry and page number of a contents line."""
        return [cell.strip() for cell in self.text.split("|")]


def read_wording(name: str) -> tuple[Line, ...]:
    """The lines of `sources/<name>.src`; a line without a mark is a paragraph."""
    lines = (SOURCES / f"{name}.src").read_text(encoding="utf-8").splitlines()
    return tuple(_line(line) for line in lines if line.strip())


def _line(line: str) -> Line:
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            return Line(kind, line[len(mark) :].strip())
    return Line("paragraph", line.strip())
