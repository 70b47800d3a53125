"""Finds text that stands in a document more than once.

Web pages carry a paragraph collapsed and expanded, so a copy follows its original under the same heading. Two
practices of one report may share a line ("Funding: ...") and mean it both times: there the copy counts only when
a longer run is the same. Headings and short cells never count: "Yes" or "Results" say something new each time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.cues import words
from models import Block, BlockKind

#: Characters of normalised text that must be the same: under one heading, and across headings.
MIN_NEAR_CHARACTERS = 40
MIN_FAR_CHARACTERS = 150
#: A copy inside a longer block needs a sentence's length: a name alone is often mentioned again.
MIN_INSIDE_CHARACTERS = 80
_WINDOW_CHARACTERS = 200_000
_MAX_CANDIDATES = 16
_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE, BlockKind.CAPTION})


@dataclass(slots=True)
class _Stream:
    """Normalised text of the latest blocks, words a space apart.

    Attributes:
        starts: where each block's key begins in `text`.
        blocks: the index of that block.
    """

    text: str = " "
    starts: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)

    def add(self, index: int, key: str) -> None:
        if len(self.text) > 2 * _WINDOW_CHARACTERS:
            self._forget()
        self.starts.append(len(self.text))
        self.blocks.append(index)
        self.text += key + " "

    def _forget(self) -> None:
        """Drop the older half, so that time and memory grow with the document and not with its square."""
        kept = bisect_left(self.starts, len(self.text) - _WINDOW_CHARACTERS)
        cut = self.starts[kept] - 1 if kept < len(self.starts) else len(self.text) - 1
        self.text = self.text[cut:]
        self.starts = [start - cut for start in self.starts[kept:]]
        self.blocks = self.blocks[kept:]

    def find(self, key: str, scope_start: int) -> int | None:
        """Index of the block where the key stands, from block `scope_start` on."""
        first = bisect_left(self.blocks, scope_start)
        if first == len(self.starts):
            return None
        at = self.text.find(f" {key} ", self.starts[first] - 1)
        while at >= 0:
            start, after = at + 1, at + len(key) + 2
            inside = bisect_right(self.starts, start) - 1
            begins = self.starts[inside] == start
            following = bisect_left(self.starts, after)
            ends = after == len(self.text) or (following < len(self.starts) and self.starts[following] == after)
            if (begins and ends) or len(key) >= MIN_INSIDE_CHARACTERS:
                return self.blocks[inside]
            at = self.text.find(f" {key} ", at + 1)
        return None


def normalised(text: str) -> str:
    """Words in lower case, one space apart: white space, punctuation and case folded."""
    return " ".join(words(text.casefold()))


def mark_repeats(blocks: tuple[Block, ...], text: str) -> tuple[Block, ...]:
    """The blocks with `repeats` set on every later copy; it names the first one."""
    eligible = [index for index, block in enumerate(blocks) if block.kind in _KINDS]
    keys = {index: normalised(blocks[index].content.of(text)) for index in eligible}
    scopes = _scopes(blocks)
    found = _equal_runs(eligible, keys, scopes)
    _contained(eligible, keys, scopes, found, blocks)
    return tuple(replace(block, repeats=found.get(index)) for index, block in enumerate(blocks))


def _scopes(blocks: Sequence[Block]) -> list[int]:
    """For each block the index of the heading that it stands under, 0 before the first."""
    scopes: list[int] = []
    current = 0
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            current = index
        scopes.append(current)
    return scopes


def _equal_runs(eligible: list[int], keys: dict[int, str], scopes: list[int]) -> dict[int, int]:
    """Blocks, alone or in a run, that equal earlier ones in the same order."""
    found: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    position = 0
    while position < len(eligible):
        key = keys[eligible[position]]
        best = 0
        for earlier in places.get(key, ())[:_MAX_CANDIDATES] if key else ():
            run = _run_length(eligible, keys, earlier, position)
            same = [eligible[position + step] for step in range(run)]
            near = scopes[eligible[earlier]] == scopes[same[-1]]
            needed = MIN_NEAR_CHARACTERS if near else MIN_FAR_CHARACTERS
            if run > best and sum(len(keys[index]) for index in same) >= needed:
                best = run
                for step, index in enumerate(same):
                    original = eligible[earlier + step]
                    found[index] = found.get(original, original)
        for step in range(max(best, 1)):
            places.setdefault(keys[eligible[position + step]], []).append(position + step)
        position += max(best, 1)
    return found


def _run_length(eligible: list[int], keys: dict[int, str], earlier: int, later: int) -> int:
    run = 0
    while (
        earlier + run < later
        and later + run < len(eligible)
        and keys[eligible[earlier + run]] == keys[eligible[later + run]]
    ):
        run += 1
    return run


def _contained(
    eligible: list[int], keys: dict[int, str], scopes: list[int], found: dict[int, int], blocks: Sequence[Block]
) -> None:
    """Adds blocks whose text stands inside, or across, earlier blocks under the same heading."""
    stream = _Stream()
    for unit in _units(eligible, blocks, found):
        key = " ".join(keys[index] for index in unit).strip()
        fresh = [index for index in unit if index not in found]
        if fresh and len(key) >= MIN_NEAR_CHARACTERS:
            original = stream.find(key, scopes[unit[0]])
            if original is not None:
                found.update({index: found.get(original, original) for index in fresh})
        for index in unit:
            if keys[index]:
                stream.add(index, keys[index])


def _units(eligible: list[int], blocks: Sequence[Block], found: dict[int, int]) -> list[list[int]]:
    """Lists as one unit, every other block as its own: list items are short, a whole list is not."""
    units: list[list[int]] = []
    for index in eligible:
        is_item = blocks[index].kind is BlockKind.LIST_ITEM
        previous = units[-1][-1] if units else None
        joins = (
            previous is not None
            and previous == index - 1
            and is_item
            and blocks[previous].kind is BlockKind.LIST_ITEM
            and (index in found) == (previous in found)
        )
        if joins:
            units[-1].append(index)
        else:
            units.append([index])
    return units
