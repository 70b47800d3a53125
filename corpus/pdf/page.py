"""What stands on one page, in reading order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.pdf.aligned import aligned_tables, underlined_tables
from corpus.pdf.charts import charts, with_pictures, without_bars
from corpus.pdf.columns import page_columns
from corpus.pdf.contents import entry_words
from corpus.pdf.glyphs import PageContent, Word
from corpus.pdf.layout import line_of, lines_of, turned_lines
from corpus.pdf.paragraphs import Paragraph, paragraphs
from corpus.pdf.side_boxes import side_boxes
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
        links: addresses on the web, the words that lead there, and their place.
    """

    width: float
    height: float
    characters: int = 0
    items: list[Paragraph | Table] = field(default_factory=list)
    sizes_in_tables: Counter[float] = field(default_factory=Counter)
    score: float = 1.0
    turn: int = 0
    links: list[tuple[str, str, Box]] = field(default_factory=list)

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
        """Without what stands in pictures."""
        return [item for item in self.items if isinstance(item, Paragraph) and not item.in_picture]


def laid_out(content: PageContent) -> PageLayout:
    """Tables, then what stands around them, column by column."""
    content = replace(content, words=tuple(joined_letters(content.words)))
    pictures = charts(content, content.words)
    rest = without_bars(content, pictures)
    ruled, words = ruled_tables(rest)
    underlined, words = underlined_tables(content.page_no, content.width, rest.rules, words)
    entries = {id(word) for word in entry_words(words)}
    aligned, others = aligned_tables(content.page_no, content.height, [w for w in words if id(w) not in entries])
    words = [*others, *(word for word in words if id(word) in entries)]
    kept = {id(word) for word in rest.words}
    words += [word for word in content.words if id(word) not in kept]
    in_text = {id(word) for word in words}
    # What is mostly table was no chart.
    pictures = [picture for picture in pictures if len(picture.words & in_text) > len(picture.words) / 2]
    tables = sorted([*ruled, *underlined, *aligned], key=lambda table: table.box.top)
    layout = PageLayout(content.width, content.height, content.characters)
    for word in content.words:
        if id(word) not in in_text:
            layout.sizes_in_tables[round(word.size * 2) / 2] += len(word.text)
    charted = frozenset().union(*(picture.words for picture in pictures))
    boxes, _ = side_boxes(content, [word for word in words if id(word) not in charted])
    boxed = {id(word) for _, held in boxes for word in held}
    found = _in_order(content, [word for word in words if id(word) not in boxed], tables)
    for box, held in boxes:
        place = _place(found, box)
        found[place:place] = [_in_box(item) for item in _in_order(content, held, [])]
    found = with_pictures(pictures, found)
    found += [Paragraph(content.page_no, [line]) for line in turned_lines(content.sideways)]
    for note in content.notes:
        found.append(Paragraph(content.page_no, [line_of([note])]))
    layout.links = [
        (uri, _words_in(content.words, place), Box(content.page_no, *(round(x, 2) for x in place)))
        for uri, place in content.links
    ]
    layout.items = found
    layout.score = content.score
    layout.turn = content.turn
    return layout


def _in_order(content: PageContent, words: list[Word], tables: list[Table]) -> list[Paragraph | Table]:
    """Paragraphs and tables as they are read."""
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
            found.insert(_place(found, table.box), table)
    return found


def _in_box(item: Paragraph | Table) -> Paragraph | Table:
    return replace(item, in_box=True) if isinstance(item, Paragraph) else item


def _words_in(words: Sequence[Word], place: tuple[float, float, float, float]) -> str:
    """The words that lead somewhere, line by line."""
    x0, top, x1, bottom = place
    held = [w for w in words if x0 <= (w.x0 + w.x1) / 2 <= x1 and top <= w.middle <= bottom]
    return " ".join(line.text for line in lines_of(held))


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


def _place(items: list[Paragraph | Table], place: Box) -> int:
    """Where a narrow table belongs: after what stands above it in the same column, or before what stands below."""
    same = [index for index, item in enumerate(items) if min(item.box.x1, place.x1) > max(item.box.x0, place.x0)]
    above = [index for index in same if items[index].box.top <= place.top]
    if above or same:
        return above[-1] + 1 if above else same[0]
    return max((index + 1 for index, item in enumerate(items) if item.box.x1 <= place.x0), default=0)
