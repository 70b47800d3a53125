"""Pages of a PDF through PDFium: words with place and font, and drawn lines."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.pdf.frame import Frame
from corpus.pdf.painted import MAX_OBJECTS, Matrix, Painted, painted
from corpus.pdf.raised import Raised
from corpus.pdf.structure import content_id, tagged_headings
from corpus.pdf.unseen import unseen_characters
from models import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage
    from pypdfium2.raw import FPDF_PAGEOBJECT as Handle

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": None, "\u2010": "-"}
)
_SOFT_HYPHEN = "\u00ad"
#: PDFium reports the hyphen at a line end as this character.
_LINE_END_HYPHEN = "\x02"
_UNMAPPED = frozenset({0, 0xFFFE, 0xFFFF})
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi|extrab", re.IGNORECASE)
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
_ITALIC_NAME = re.compile(rb"ital|obliq", re.IGNORECASE)
_ITALIC = 1 << 6
_WORD_GAP = 0.28
#: In heights of a line.
_MAX_LETTER_WIDTH = 1.5
#: In heights of the word.
_SAME_PLACE = 0.18
_SAMPLED_CHARACTERS = 60
_MIN_TURNED_SHARE = 0.6
_MIN_RULE_LENGTH = 12.0
_MAX_RULE_THICKNESS = 3.0


@dataclass(slots=True)
class Word:
    """Characters without white space between; points, origin top left, as the page is shown.

    Attributes:
        heading: level and number of the heading that the file tags the word as part of.
        spaced: whether the file itself writes a space before the word.
        turn: degrees clockwise by which the word is turned against the page as shown: 0, 90, 180 or 270.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    heading: tuple[int, int] | None = None
    italic: bool = False
    spaced: bool = False
    turn: int = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, horizontal when top == bottom, else vertical."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page.

    Attributes:
        sideways: words that run up or down the page, or upside down.
        characters: how many the page has, read or not.
        score: how sure the words are; below 1 where they were recognised in a picture.
        turn: degrees clockwise by which the page as shown was turned so that most of its text stands upright.
        shapes: the extents of drawings that are more than straight lines: bars, curves, slopes, frames.
        notes: what people pinned to the page, each as one word.
        links: addresses on the web and the places that lead there (x0, top, x1, bottom).
        unseen: why text was left out that nobody sees.
    """

    page_no: int
    width: float
    height: float
    words: tuple[Word, ...]
    sideways: tuple[Word, ...]
    rules: tuple[Rule, ...]
    characters: int
    score: float = 1.0
    turn: int = 0
    shapes: tuple[Box, ...] = ()
    notes: tuple[Word, ...] = ()
    links: tuple[tuple[str, tuple[float, float, float, float]], ...] = ()
    unseen: frozenset[str] = frozenset()


def page_content(page: "PdfPage", page_no: int, max_characters: int, may_have_layers: bool) -> PageContent:
    """Words and rules of an open PDFium page.

    Args:
        page: PdfPage.
        page_no: from 1.
        max_characters: how many characters to look at; a page of more is not meant to be read.
        may_have_layers: whether parts of the file may be hidden.
    """
    objects = list(painted(page))
    textpage = page.get_textpage()
    try:
        characters = textpage.count_chars()
        unseen = unseen_characters(page, textpage, objects, max_characters, may_have_layers)
        turn = _turn(textpage, characters, page.get_rotation(), unseen)
        frame = Frame(page, turn)
        upright, sideways = _words(textpage, frame, max_characters, tagged_headings(page), unseen)
    finally:
        textpage.close()
    rules, shapes = _drawings(objects, page_no, frame)
    size = (frame.width, frame.height)
    words = (tuple(upright), tuple(sideways))
    reasons = frozenset(unseen.values())
    return PageContent(page_no, *size, *words, rules, characters, turn=turn, shapes=shapes, unseen=reasons)


def _turn(textpage: "PdfTextPage", characters: int, rotation: int, unseen: Container[int]) -> int:
    """Degrees clockwise that bring most of the text upright: 0, 90, 180 or 270."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    seen: Counter[int] = Counter()
    for index in range(0, characters, max(1, characters // _SAMPLED_CHARACTERS)):
        if (
            index not in unseen
            and raw.FPDFText_GetMatrix(textpage, index, matrix)
            and not chr(raw.FPDFText_GetUnicode(textpage, index)).isspace()
        ):
            angle = math.degrees(math.atan2(matrix.b, matrix.a)) - rotation
            seen[round(angle / 90) * 90 % 360] += 1
    turn, count = seen.most_common(1)[0] if seen else (0, 0)
    return turn if count > _MIN_TURNED_SHARE * seen.total() else 0


def _words(
    textpage: "PdfTextPage",
    frame: Frame,
    max_characters: int,
    tagged: dict[int, tuple[int, int]],
    unseen: Container[int],
) -> tuple[list[Word], list[Word]]:
    """Those that stand upright, and the others; not what lies beside the page, such as the marks of a printer."""
    import pypdfium2.raw as raw

    upright: list[Word] = []
    sideways: list[Word] = []
    seen: set[tuple[str, int, int]] = set()
    for first, letters, box, spaced in _letter_runs(textpage, frame, max_characters, unseen):
        text = "".join(letters).translate(_LIGATURES)
        # Bold made by printing twice, and shadows, give the same word at the same place.
        grain = max(_SAME_PLACE * (box[3] - box[1]), 0.3)
        place = (text, round(box[0] / grain), round(box[1] / grain))
        on_page = box[2] > 0 and box[0] < frame.width and box[3] > 0 and box[1] < frame.height
        if place in seen or not on_page:
            continue
        seen.add(place)
        size, turned = _size(textpage, first, frame.rotation)
        bold, italic = _face(textpage, first)
        word = Word(text, *box, size or (box[3] - box[1]), bold, italic=italic, spaced=spaced, turn=turned)
        if tagged:
            word.heading = tagged.get(content_id(raw.FPDFText_GetTextObject(textpage, first)))
        (sideways if turned else upright).append(word)
    return upright, sideways


def _letter_runs(
    textpage: "PdfTextPage", frame: Frame, max_characters: int, unseen: Container[int]
) -> Iterator[tuple[int, list[str], tuple[float, float, float, float], bool]]:
    """Runs of characters that stand close together.

    Gives the index of the first, the characters, their box, and whether the file writes a space before them.
    """
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    letters: list[str] = []
    first, box, spaced, space = 0, (0.0, 0.0, 0.0, 0.0), False, False
    characters = [one for one in _characters(textpage, max_characters) if one[0] not in unseen]
    raised = Raised(characters)
    for place, (index, letter) in enumerate(characters):
        if letter.isspace() or not raw.FPDFText_GetLooseCharBox(textpage, index, rect):
            if letters:
                if letter in "\r\n" and letters[-1] == _SOFT_HYPHEN:
                    letters[-1] = "-"
                yield first, letters, box, spaced
            letters = []
            space = space or raw.FPDFText_IsGenerated(textpage, index) == 0
            continue
        here = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        if letters and not _is_next(box, here):
            yield first, letters, box, spaced
            letters = []
        if letters:
            box = (min(box[0], here[0]), min(box[1], here[1]), max(box[2], here[2]), max(box[3], here[3]))
        else:
            first, box, spaced, space = index, here, space, False
        letters.append(raised.read(place, here))
        if letter == _LINE_END_HYPHEN:
            letters[-1] = "-"
            yield first, letters, box, spaced
            letters = []
    if letters:
        yield first, letters, box, spaced


def _characters(textpage: "PdfTextPage", max_characters: int) -> Iterator[tuple[int, str]]:
    """Index and character; PDFium gives one beyond U+FFFF as two halves at the same place."""
    import pypdfium2.raw as raw

    high = 0
    for index in range(min(textpage.count_chars(), max_characters)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if high and 0xDC00 <= code <= 0xDFFF:
            code, high = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
        elif high:
            yield index - 1, "\ufffd"
            high = 0
        if 0xD800 <= code <= 0xDBFF:
            high = code
        else:
            yield index, "\ufffd" if code in _UNMAPPED or 0xDC00 <= code <= 0xDFFF else chr(code)


def _is_next(box: tuple[float, float, float, float], here: tuple[float, float, float, float]) -> bool:
    """True when the character at `here` goes on with the word in `box`, in either writing direction."""
    height = max(here[3] - here[1], 1.0)
    width = max(here[2] - here[0], 1.0)
    level = abs((here[1] + here[3]) - (box[1] + box[3])) < height
    upright = level and -0.5 * height < here[0] - box[2] < _WORD_GAP * height
    leftwards = level and -0.5 * height < box[0] - here[2] < _WORD_GAP * height
    # A word of many letters in one column stands upright, and what begins below it is the next line.
    is_narrow = box[2] - box[0] < _MAX_LETTER_WIDTH * max(height, width)
    turned = abs(here[0] - box[0]) < 0.5 * width and min(abs(here[1] - box[3]), abs(box[1] - here[3])) < 0.3 * width
    return upright or leftwards or (turned and is_narrow)


def _size(textpage: "PdfTextPage", index: int, rotation: int) -> tuple[float, int]:
    """Font size in points as shown, and by how many degrees clockwise the text is turned: 0, 90, 180 or 270."""
    import pypdfium2.raw as raw

    size = raw.FPDFText_GetFontSize(textpage, index)
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, index, matrix):
        return size, 0
    if abs(matrix.b) > abs(matrix.a):
        turned = 270 if matrix.b > 0 else 90
    else:
        # A font that is only mirrored stands upright.
        turned = 180 if matrix.a < 0 and matrix.d < 0 else 0
    return size * (math.hypot(matrix.c, matrix.d) or 1.0), (turned + rotation) % 360


def _face(textpage: "PdfTextPage", index: int) -> tuple[bool, bool]:
    """Whether the character is bold, and whether it is italic."""
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    if not raw.FPDFText_GetFontInfo(textpage, index, name, 128, flags):
        name.value, flags.value = b"", 0
    italic = bool(_ITALIC_NAME.search(name.value)) or bool(flags.value & _ITALIC)
    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT:
        return True, italic
    return bool(_BOLD_NAME.search(name.value)) or bool(flags.value & _FORCE_BOLD), italic


def _drawings(objects: Iterable[Painted], page_no: int, frame: Frame) -> tuple[tuple[Rule, ...], tuple[Box, ...]]:
    """Lines, edges of rectangles and thin bars drawn on the page; and where larger shapes are drawn."""
    import pypdfium2.raw as raw

    rules: list[Rule] = []
    shapes: list[Box] = []
    for one in objects:
        if one.kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        points, straight = _path_rules(one.item, one.matrix, frame)
        rules += straight
        if points:
            x0, top, x1, bottom = frame.box(*map(min, zip(*points, strict=True)), *map(max, zip(*points, strict=True)))
            if x1 - x0 > _MAX_RULE_THICKNESS and bottom - top > _MAX_RULE_THICKNESS:
                shapes.append(Box(page_no, x0, top, x1, bottom))
    return tuple(rules), tuple(shapes)


def _path_rules(item: "Handle", m: Matrix, frame: Frame) -> tuple[list[tuple[float, float]], list[Rule]]:
    """The points of a path and its straight segments; a bar thinner than a few points counts as one line."""
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    points: list[tuple[float, float]] = []
    rules: list[Rule] = []
    for index in range(min(raw.FPDFPath_CountSegments(item), MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = (x.value * m[0] + y.value * m[2] + m[4], x.value * m[1] + y.value * m[3] + m[5])
        points.append(here)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        strokes = [(before, here)] if kind == raw.FPDF_SEGMENT_LINETO else []
        if raw.FPDFPathSegment_GetClose(segment):
            strokes.append((here, start))
        for a, b in strokes:
            rule = _straight(*frame.box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
            if rule is not None:
                rules.append(rule)
        before = here
    return points, rules


def _straight(x0: float, top: float, x1: float, bottom: float) -> Rule | None:
    if x1 - x0 >= _MIN_RULE_LENGTH and bottom - top <= _MAX_RULE_THICKNESS:
        middle = (top + bottom) / 2
        return Rule(x0, middle, x1, middle)
    if bottom - top >= _MIN_RULE_LENGTH / 2 and x1 - x0 <= _MAX_RULE_THICKNESS:
        middle = (x0 + x1) / 2
        return Rule(middle, top, middle, bottom)
    return None
