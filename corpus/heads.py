"""How many rows and columns of a table are its head, told by where its values begin."""

import re
from collections.abc import Sequence

from models import Merged

Rows = Sequence[Sequence[str]]

_MAX_HEADER_ROWS = 4
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?")
_SIGNS = re.compile(r"[\W\d_]*\d[\W\d_]*")
_MIN_DIGITS = 0.5


def is_value(text: str) -> bool:
    """True for numbers with their signs, units and currency ("EUR 346.000", "17,8 %"); not for a year."""
    if _YEAR.fullmatch(text):
        return False
    if _SIGNS.fullmatch(text):
        return True
    marks = [c for c in text if c.isalnum()]
    return bool(marks) and sum(c.isdigit() for c in marks) >= _MIN_DIGITS * len(marks)


def header_rows(rows: Rows, merged: Sequence[Merged] = ()) -> int:
    """Rows at the top that head the columns; 0 for a list of labels and values.

    A second row belongs to the head where it divides cells of the first, or stands under an empty corner.
    """
    if not rows or _holds_values(rows[0]):
        return 0
    count = 1
    while count < min(_MAX_HEADER_ROWS, len(rows) - 1) and not _holds_values(rows[count]):
        divides = any(m.row == count - 1 and m.columns > 1 for m in merged)
        hangs = any(m.row < count < m.row + m.rows for m in merged)
        if not (divides or hangs or not rows[count][0]):
            break
        count += 1
    return count


def header_columns(rows: Rows, heads: int, merged: Sequence[Merged] = ()) -> int:
    """Columns on the left that head the rows: labels; a second one where it divides cells of the first."""
    body = rows[heads:]
    labels = [row[0] for row in body if row and row[0]]
    if not labels or len(body[0]) < 2 or sum(map(is_value, labels)) > len(labels) / 2:
        return 0
    seconds = [row[1] for row in body if len(row) > 1 and row[1]]
    divides = any(m.column == 0 and m.rows > 1 and m.row >= heads for m in merged)
    is_label = bool(seconds) and len(body[0]) > 2 and not any(map(is_value, seconds))
    return 2 if divides and is_label else 1


def _holds_values(row: Sequence[str]) -> bool:
    """True when most cells beside the first are values."""
    cells = [cell for cell in row[1:] if cell]
    return bool(cells) and sum(map(is_value, cells)) > len(cells) / 2
