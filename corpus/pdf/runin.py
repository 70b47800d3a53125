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
        parts = _parts(item) if isinstance(item, Paragraph) and not item.in_picture else None
        if parts is not None:
            found[id(item)] = parts
    if len(found) < _MIN_LABELS:
        return [list(items) for items in pages], set()
    apart = [[part for item in items for part in found.get(id(item), (item,))] for items in pages]
    return apart, {id(label) for label, _ in found.values()}


def _parts(paragraph: Paragraph) -> tuple[Paragraph, Paragraph] | None:
    """The label, on one line or two, and the text after it."""
    lines = paragraph.lines
    full = list(takewhile(lambda line: line.bold and not line.text.endswith(_ENDS), lines[:1]))
    if len(lines) == len(full):
        return None
    start = lines[len(full)]
    bold = list(takewhile(lambda word: word.bold, start.words))
    rest = start.words[len(bold) :]
    if not bold or not rest:
        return None
    label = [*full, line_of(bold)]
    after = [line_of(rest), *lines[len(full) + 1 :]]
    if not _is_name(" ".join(line.text for line in label)) or starts_low(after[0].text):
        return None
    if sum(len(line.text) for line in after) < _MIN_TEXT:
        return None
    return replace(paragraph, lines=label, gap_below=0.0), replace(paragraph, lines=after, gap_above=0.0)


def _is_name(text: str) -> bool:
    if not text.endswith(_ENDS) or len(text.split()) > _MAX_WORDS or BULLET.match(text) or NUMBER.match(text):
        return False
    return is_label(text.rstrip("".join(_ENDS) + " "))
