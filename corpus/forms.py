"""Two-column tables that are forms: a label on the left, a text on the right."""

from collections.abc import Sequence

from corpus.cues import is_label

MIN_ANSWER_CHARACTERS = 150
_MAX_LABEL_CHARACTERS = 100
_MIN_LABEL_SHARE = 0.7


def is_form(rows: Sequence[Sequence[str]], min_answer_characters: int = MIN_ANSWER_CHARACTERS) -> bool:
    """True when most left cells name what stands on the right, and the right holds whole paragraphs.

    Such a table is a layout of headings and text, not a grid of values: its rows are read as headed sections.

    Args:
        rows: cell texts.
        min_answer_characters: how long the longest text on the right is at least.
    """
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return False
    labels = sum(is_label(left) and len(left) <= _MAX_LABEL_CHARACTERS for left, _ in rows)
    answers = [len(right) for left, right in rows if right]
    return (
        labels >= _MIN_LABEL_SHARE * len(rows)
        and bool(answers)
        and max(answers) >= min_answer_characters
        and all(len(left) <= _MAX_LABEL_CHARACTERS for left, _ in rows)
    )
