"""Labels in bold at the start of a paragraph, which name what it says: a line of their own."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from corpus.cues import BULLET, NUMBER, is_label, starts_low
from corpus.pdf.layout import line_of
from corpus.pdf.paragraphs import Paragraph
from corpus.pdf.tables import Table

#: One bold start alone is emphasis.
_MIN_LABELS = 2
_MAX_WORDS = 6
#: Less is a value ("Budget: 346.000 EUR"), which reads better beside its label.
_MIN_TEXT = 60
_ENDS = (".", ":", "–", "—")

Items = Sequence[Paragraph | Table]


def with_labels_apart(pages: Sequence[Items]) -> tuple[list[list[Paragraph | Table]], set[int]]:
    """The items of each page with such labels as paragraphs of their own, and the `id` of each label."""
    found: dict[int, tuple[Paragraph, Paragraph]] = {}
    for item in (item for items in pages for item in items):
        parts = _parts(item) if isinstance(item, Paragraph) else None
        if parts is not None:
            found[id(item)] = parts
    if len(found) < _MIN_LABELS:
        return [list(items) for items in pages], set()
    apart = [[part for item in items for part in found.get(id(item), (item,))] for items in pages]
    return apart, {id(label) for label, _ in found.values()}


def _parts(paragraph: Paragraph) -> tuple[Paragraph, Paragraph] | None:
    """The label and the text after it."""
    first, *others = paragraph.lines
    bold = list(takewhile(lambda word: word.bold, first.words))
    rest = first.words[len(bold) :]
    if not bold or not rest or len(bold) > _MAX_WORDS or any(word.bold for word in rest[:1]):
        return None
    label, after = line_of(bold), line_of(rest)
    name = label.text.rstrip("".join(_ENDS) + " ")
    if not label.text.endswith(_ENDS) or BULLET.match(label.text) or NUMBER.match(label.text) or not is_label(name):
        return None
    lines = [after, *others]
    if starts_low(after.text) or sum(len(line.text) for line in lines) < _MIN_TEXT:
        return None
    return (
        replace(paragraph, lines=[label], gap_below=0.0),
        replace(paragraph, lines=lines, gap_above=0.0),
    )
