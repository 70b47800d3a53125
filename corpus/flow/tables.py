"""Tables of flowing text: grids of values, forms of labels and answers, and frames around running text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.cues import is_label
from corpus.drafts import Draft, table_draft
from corpus.flow.items import Item
from corpus.forms import MIN_ANSWER_CHARACTERS, is_form
from models import BlockKind, Merged

_MAX_LABEL_CHARACTERS = 100
#: More than this in one cell is running text, not a value.
_MIN_TEXT_WORDS = 25
_MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what it holds; its place counts from 0, and it may run over several rows and columns."""

    row: int
    column: int
    items: tuple[Item, ...]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """The words of its paragraphs, without notes, boxes and tables inside."""
        return " ".join(item.draft.text for item in self.items if _is_own(item))


def _is_own(item: Item) -> bool:
    return not item.hangs and item.draft.kind is not BlockKind.TABLE


def table_items(cells: Sequence[Cell], header_rows: int | None = None) -> Iterator[Item]:
    """A grid as one table; a form or a frame around text as its own blocks, in reading order."""
    width = max((cell.column + cell.columns for cell in cells), default=0)
    if width == 1 or len(cells) == 1:
        yield from _one_column(cells)
    elif width == 2 and _is_form(cells):
        yield from _form(cells)
    elif _is_layout(cells):
        for cell in cells:
            yield from cell.items
    else:
        yield from _grid(cells, width, header_rows)


def _one_column(cells: Sequence[Cell]) -> Iterator[Item]:
    """Boxes one below the other; a short one over a long one is its label."""
    filled = [cell for cell in cells if cell.items]
    labels = [_is_lone_label(cell) for cell in filled]
    follows = [*(not label for label in labels[1:]), False]
    has_answers = any(label and answered for label, answered in zip(labels, follows, strict=True))
    is_open = False
    for cell, label, answered in zip(filled, labels, follows, strict=True):
        if has_answers and label and (answered or not is_open):
            yield _headed(cell)
            is_open = True
        else:
            yield from cell.items
            is_open = False


def _is_lone_label(cell: Cell) -> bool:
    first = cell.items[0].draft
    return (
        sum(_is_own(item) for item in cell.items) == 1
        and first.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        and len(first.text) <= _MAX_LABEL_CHARACTERS
        and "\n" not in first.text
        and is_label(first.text)
    )


def _headed(cell: Cell) -> Item:
    """The cell as a heading, whatever its letters; a heading by its style keeps its level."""
    draft = cell.items[0].draft
    level = draft.level if draft.kind is BlockKind.HEADING else None
    return Item(Draft(BlockKind.HEADING, " ".join(cell.text.split()), level=level))


def _is_form(cells: Sequence[Cell]) -> bool:
    pairs = _by_row(cells)
    rows = [[cell.text for cell in pair] for pair in pairs if len(pair) == 2]
    across = [pair[0] for pair in pairs if len(pair) == 1]
    return all(cell.columns == 2 and cell.rows == 1 for cell in across) and is_form(rows, MIN_ANSWER_CHARACTERS)


def _by_row(cells: Sequence[Cell]) -> list[list[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


def _form(cells: Sequence[Cell]) -> Iterator[Item]:
    for pair in _by_row(cells):
        if len(pair) == 1:
            yield from pair[0].items
            continue
        left, right = pair
        if left.items:
            yield _headed(left)
            yield from (item for item in left.items if not _is_own(item))
        yield from right.items


def _is_layout(cells: Sequence[Cell]) -> bool:
    """True for a frame around running text: no head over or beside it, and lists, tables or paragraphs in its cells."""
    heads = [cell for cell in cells if cell.row == 0]
    sides = [cell for cell in cells if cell.column == 0 and cell.row > 0]
    if all(map(_is_short, heads)) or (sides and all(map(_is_short, [*sides, heads[0]]))):
        return False
    return any(_is_rich(cell) for cell in cells)


def _is_short(cell: Cell) -> bool:
    """True for what can head a row or column; an empty corner too."""
    return not _is_rich(cell) and len(cell.text) <= _MAX_LABEL_CHARACTERS


def _is_rich(cell: Cell) -> bool:
    kinds = [item.draft.kind for item in cell.items]
    is_long = len(cell.text.split()) >= _MIN_TEXT_WORDS
    return (
        BlockKind.TABLE in kinds
        or any(item.draft.level is not None and item.draft.kind is BlockKind.HEADING for item in cell.items)
        or kinds.count(BlockKind.LIST_ITEM) > 1
        or (is_long and len(kinds) > 1)
    )


def _grid(cells: Sequence[Cell], width: int, header_rows: int | None) -> Iterator[Item]:
    height = max(cell.row + cell.rows for cell in cells)
    merged = [Merged(c.row, c.column, c.rows, c.columns) for c in cells if c.rows > 1 or c.columns > 1]
    if width > _MAX_COLUMNS:
        # No table for people: its cells one after the other.
        draft = table_draft([cell.text for cell in row] for row in _by_row(cells))
    else:
        rows = [[""] * width for _ in range(height)]
        for cell in cells:
            rows[cell.row][cell.column] = cell.text
        draft = table_draft(rows, merged, header_rows if header_rows and header_rows < height else None)
    if draft is not None:
        yield Item(draft)
    for cell in cells:
        yield from (item for item in cell.items if not _is_own(item))
