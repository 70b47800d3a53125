"""Paragraphs on their way to blocks: which are headings by their look, and on which level they stand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.cues import CAPTION, is_label, section_depth
from corpus.drafts import Draft
from corpus.flow.letters import Letters, Run, text_of
from models import BlockKind

#: A heading in larger type only is at least so much larger than most of the text.
_LARGER = 1.15
_MIN_RUN_IN_TEXT = 60
_MAX_LEVEL = 6
_MIN_PLAIN_CHARACTERS = 60
_MAX_CAPTION_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A draft, and what is still to be told about it.

    Attributes:
        look: letters of most of a paragraph.
        is_even: all of its letters are so.
        lead: characters of a first part in bold type.
        hangs: a note or box that only hangs on the paragraph before.
    """

    draft: Draft
    look: Letters | None = None
    is_even: bool = False
    lead: int = 0
    hangs: bool = False


def is_caption(text: str) -> bool:
    """True for "Table 1: Budget"; not for a sentence that begins with "Table 1 shows"."""
    found = CAPTION.match(text)
    if not found or len(text) >= _MAX_CAPTION_CHARACTERS:
        return False
    return not found.group()[-1].isalpha() or not text.endswith(".")


def paragraph_item(draft: Draft, runs: Sequence[Run]) -> Item:
    """The draft of a plain paragraph with the look of its runs."""
    written = [run for run in runs if run.text.strip()]
    counts: Counter[tuple[bool, float | None]] = Counter()
    for run in written:
        counts[bool(run.letters.bold), run.letters.size] += len(run.text)
    if not counts:
        return Item(draft)
    bold, size = counts.most_common(1)[0][0]
    underlined = all(run.letters.underlined for run in written)
    capitals = all(run.letters.capitals for run in written)
    look = Letters(bold, underlined, capitals, size)
    if len(counts) == 1:
        return Item(draft, look, is_even=True)
    first = next((index for index, run in enumerate(runs) if run.text.strip() and not run.letters.bold), 0)
    lead = text_of(runs[:first])
    return Item(draft, look, lead=len(lead) if draft.text.startswith(lead) else 0)


def blocks_of(items: Iterable[Item]) -> Iterator[Draft]:
    """The drafts in order, headings with their levels."""
    return _levelled(list(_told(list(items))))


def _told(items: Sequence[Item]) -> Iterator[Item]:
    """The items, with headings told by their look and run-in headings apart from their text."""
    body = _body(items)
    for item in items:
        draft = item.draft
        if draft.kind is not BlockKind.PARAGRAPH or draft.marker:
            yield item
        elif item.is_even and item.look and _stands_out(item.look, body) and is_label(_as_shown(draft.text, item.look)):
            yield replace(item, draft=replace(draft, kind=BlockKind.HEADING, text=" ".join(draft.text.split())))
        elif _is_run_in(draft.text, item.lead) and not body.bold:
            yield Item(Draft(BlockKind.HEADING, draft.text[: item.lead]), lead=item.lead)
            yield Item(replace(draft, text=draft.text[item.lead :].strip()))
        else:
            yield item


def _body(items: Sequence[Item]) -> Letters:
    """The look of most of the text in paragraphs too long for a heading."""
    counts: Counter[Letters] = Counter()
    for item in items:
        if item.look and len(item.draft.text) >= _MIN_PLAIN_CHARACTERS:
            counts[item.look] += len(item.draft.text)
    return counts.most_common(1)[0][0] if counts else Letters()


def _stands_out(look: Letters, body: Letters) -> bool:
    is_larger = bool(look.size and body.size) and (look.size or 0) >= _LARGER * (body.size or 0)
    return is_larger or bool((look.bold and not body.bold) or (look.underlined and not body.underlined))


def _as_shown(text: str, look: Letters) -> str:
    return "" if "\n" in text else text.upper() if look.capitals else text


def _is_run_in(text: str, lead: int) -> bool:
    """True for a label in bold type with a mark at its end, before a text that could be a paragraph of its own."""
    label, rest = text[:lead].rstrip(), text[lead:].lstrip()
    if not label or label[-1] not in ".:" or "\n" in label or len(rest) < _MIN_RUN_IN_TEXT:
        return False
    return is_label(label.rstrip(".:")) and (rest[0].isupper() or not rest[0].isalpha())


def _levelled(items: Sequence[Item]) -> Iterator[Draft]:
    steps = _steps([item for item in items if _is_open(item) and not item.lead])
    styled, last = 0, 0
    for item in items:
        draft = item.draft
        if draft.kind is not BlockKind.HEADING:
            yield draft
            continue
        if draft.level is not None:
            styled = last = draft.level
        else:
            # A line that is a heading by its look only stands under the last real heading.
            level = last + 1 if item.lead else styled + steps.get(_key(item), 1)
            draft = replace(draft, level=min(level, _MAX_LEVEL))
            last = last if item.lead else level
        yield draft


def _is_open(item: Item) -> bool:
    return item.draft.kind is BlockKind.HEADING and item.draft.level is None


def _key(item: Item) -> tuple[int, bool, bool]:
    """What makes a heading stand out more: size in whole points, then weight, then capitals."""
    look = item.look or Letters()
    return round(look.size or 0), bool(look.bold), bool(look.capitals)


def _steps(items: Sequence[Item]) -> dict[tuple[int, bool, bool], int]:
    """How deep each look stands below a real heading: by its section numbers, else below the next larger look."""
    depths: dict[tuple[int, bool, bool], Counter[int]] = {}
    for item in items:
        depth = section_depth(item.draft.text)
        depths.setdefault(_key(item), Counter()).update([depth] if depth else [])
    steps: dict[tuple[int, bool, bool], int] = {}
    above = 0
    for key in sorted(depths, reverse=True):
        numbered = depths[key].most_common(1)
        above = numbered[0][0] if numbered else above + 1
        steps[key] = above
    return steps
