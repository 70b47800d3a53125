"""What stands on one page, in reading order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.pdf.aligned import aligned_tables, underlined_tables
from corpus.pdf.contents import entry_words
from corpus.pdf.glyphs import PageContent, Word
from corpus.pdf.layout import page_columns, turned_lines
from corpus.pdf.paragraphs import Paragraph, paragraphs
from corpus.pdf.spacing import joined_letters
from corpus.pdf.tables import Table, ruled_tables
from models import Box

_WIDE_TABLE = 0.55


@dataclass(slots=True)
class PageLayout:
    """Paragraphs and tables of one page in reading order.

    Attributes:
        score: how sure the words are, below 1 where they were recognised.
        turn: degrees clockwise from the page as shown to the one laid out here.
        sizes_in_tables: how many characters of each font size stand in tables.
    """

    width: float
    height: float
    characters: int = 0
    items: list[Paragraph | Table] = field(default_factory=list)
    sizes_in_tables: Counter[float] = field(default_factory=Counter)
    score: float = 1.0
    turn: int = 0

    @property
    def shown_size(self) -> tuple[float, float]:
        """Width and height of the page as shown."""
        return (self.height, self.width) if self.turn % 180 else (self.width, self.height)

    def shown(self, box: Box) -> Box:
        """The box on the page as shown; layout is done on the page turned until its text stands upright."""
        corners = [self._shown_point(x, y) for x, y in ((box.x0, box.top), (box.x1, box.bottom))]
        xs, ys = sorted(round(x, 2) for x, _ in corners), sorted(round(y, 2) for _, y in corners)
        return Box(box.page_no, xs[0], ys[0], xs[1], ys[1])

    def _shown_point(self, x: float, top: float) -> tuple[float, float]:
        if self.turn == 90:
            return top, self.width - x
        if self.turn == 180:
            return self.width - x, self.height - top
        return (self.height - top, x) if self.turn == 270 else (x, top)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [item for item in self.items if isinstance(item, Paragraph)]


def laid_out(content: PageContent) -> PageLayout:
    """Tables, then what stands around them, column by column."""
    content = replace(content, words=tuple(joined_letters(content.words)))
    ruled, words = ruled_tables(content)
    underlined, words = underlined_tables(content.page_no, content.width, content.rules, words)
    entries = {id(word) for word in entry_words(words)}
    aligned, others = aligned_tables(content.page_no, content.height, [w for w in words if id(w) not in entries])
    words = [*others, *(word for word in words if id(word) in entries)]
    tables = sorted([*ruled, *underlined, *aligned], key=lambda table: table.box.top)
    layout = PageLayout(content.width, content.height, content.characters)
    in_text = {id(word) for word in words}
    for word in content.words:
        if id(word) not in in_text:
            layout.sizes_in_tables[round(word.size * 2) / 2] += len(word.text)
    found: list[Paragraph | Table] = []
    for zone in _zones(words, tables, content.width):
        if isinstance(zone, Table):
            found.append(zone)
            continue
        for group in page_columns(zone, content.height):
            found += paragraphs(content.page_no, group)
    placed = {id(item) for item in found}
    for table in tables:
        if id(table) not in placed:
            found.insert(_place(found, table), table)
    found += [Paragraph(content.page_no, [line]) for line in turned_lines(content.sideways)]
    layout.items = found
    layout.score = content.score
    layout.turn = content.turn
    return layout


def _zones(words: list[Word], tables: list[Table], width: float) -> Iterator[list[Word] | Table]:
    """Wide tables part the page: what stands above is read before, what stands below after."""
    left = sorted(words, key=lambda word: word.middle)
    text_width = max((w.x1 for w in left), default=width) - min((w.x0 for w in left), default=0.0)
    for table in tables:
        if table.box.x1 - table.box.x0 < _WIDE_TABLE * text_width:
            continue
        above = [word for word in left if word.middle < table.box.top]
        left = left[len(above) :]
        if above:
            yield above
        yield table
    if left:
        yield left


def _place(items: list[Paragraph | Table], table: Table) -> int:
    """Where a narrow table belongs: after the last paragraph above it in the same column."""
    best = 0
    for index, item in enumerate(items):
        box = item.box
        beside = min(box.x1, table.box.x1) > max(box.x0, table.box.x0)
        if beside and box.top <= table.box.top:
            best = index + 1
    return best
