"""Tables that tell of something else in each row: "Good practice | Country | What was done | Result"."""

from extractors.cues import boundary_share
from models import Block, BlockKind

_NAME_SHARE = 0.5
_MIN_COLUMNS = 2
_MIN_ROW_WORDS = 8


def name_column(block: Block) -> int | None:
    """The column that names what a row tells of; None in a table without one."""
    if block.kind is not BlockKind.TABLE or len(block.rows) < 3 or len(block.rows[0]) < _MIN_COLUMNS:
        return None
    for column, head in enumerate(block.rows[0]):
        if boundary_share(head, "name") >= _NAME_SHARE or boundary_share(head, "marker") >= _NAME_SHARE:
            return column
    return None


def is_register(block: Block) -> bool:
    """True for a table with a column of names whose rows are sentences rather than numbers."""
    if name_column(block) is None:
        return False
    lengths = [sum(len(cell.split()) for cell in row) for row in block.rows[1:]]
    return sum(lengths) >= _MIN_ROW_WORDS * len(lengths)
