"""Lines that number the parts of a document: "A. Name", "3) What was done", "§ 4 Costs"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models import Block, BlockKind, Document

#: The same sign after the same kind of number makes a family; nested numbers ("2.1") are one by depth.
_ENUMERATOR = re.compile(
    r"\W{0,3}(?:(?P<section>§\s?\d{1,3})\.?|(?P<nested>\d{1,2}\.\d{1,2})\.?"
    r"|(?P<roman>[IVX]{1,5})(?P<r>[.)])|(?P<digit>\d{1,2})(?P<d>[.)])|(?P<letter>[A-Za-z])(?P<l>[.)]))\s+(?=\S)"
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_MIN_MEMBERS = 3
_MAX_WORDS = 18
#: So many of a family must have running text below them, or it is a plain list.
_HEADING_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """A block that is one numbered line."""

    block: int
    place: int
    family: str
    number: int


def numbered_heads(document: Document, shown: Sequence[tuple[int, Block]]) -> frozenset[int]:
    """Indices of blocks whose numbered line heads what follows: their numbers rise, and text stands below most."""
    lines = [line for place, (index, block) in enumerate(shown) for line in _lines(document, index, place, block)]
    heads: set[int] = set()
    for run in _runs(lines):
        under = [_has_text_below(line.place, shown) for line in run]
        if len(run) >= _MIN_MEMBERS and sum(under) >= _HEADING_SHARE * len(run):
            heads |= {line.block for line in run}
    return frozenset(heads)


def _lines(document: Document, index: int, place: int, block: Block) -> list[_Line]:
    text = block.span.of(document.text).strip()
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING) or "\n" in text:
        return []
    if len(text.split()) > _MAX_WORDS or text.endswith((",", ";")):
        return []
    found = _ENUMERATOR.match(text)
    if found is None:
        return []
    # "I.", "V." and "X." may be letters too: a line belongs to both families, and the run decides.
    readings = (
        [("letter" + found["r"], ord(found["roman"]) - 64)] if found["roman"] and len(found["roman"]) == 1 else []
    )
    return [_Line(index, place, family, number) for family, number in [*_reading(found), *readings]]


def _reading(found: re.Match[str]) -> list[tuple[str, int]]:
    if found["section"]:
        return [("section", int(found["section"].lstrip("§ ")))]
    if found["nested"]:
        upper, lower = found["nested"].split(".")
        return [("nested" + upper, int(lower))]
    if found["roman"]:
        return [("roman" + found["r"], _roman(found["roman"]))]
    if found["digit"]:
        return [("digit" + found["d"], int(found["digit"]))]
    letter = found["letter"]
    case = "letter" if letter.isupper() else "small"
    return [(case + found["l"], ord(letter.upper()) - 64)]


def _roman(written: str) -> int:
    values = [_ROMAN[sign] for sign in written]
    return sum(-v if any(w > v for w in values[i + 1 :]) else v for i, v in enumerate(values))


def _runs(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Lines of a family whose numbers rise by one from the first."""
    runs: list[list[_Line]] = []
    open_runs: dict[str, list[_Line]] = {}
    for line in lines:
        run = open_runs.get(line.family)
        if run is not None and line.number == run[-1].number + 1:
            run.append(line)
        elif line.number == 1:
            open_runs[line.family] = [line]
            runs.append(open_runs[line.family])
    return runs


def _has_text_below(place: int, shown: Sequence[tuple[int, Block]]) -> bool:
    return place + 1 < len(shown) and shown[place + 1][1].kind is BlockKind.PARAGRAPH
