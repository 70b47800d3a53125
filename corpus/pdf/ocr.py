"""Pages without a usable text layer: drawn and recognised with RapidOCR, whose models ship in its package."""

import logging
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from corpus.pdf.glyphs import PageContent, Word

if TYPE_CHECKING:
    from pypdfium2 import PdfPage
    from rapidocr import RapidOCR

log = logging.getLogger(__name__)

_POINTS_PER_INCH = 72.0
_DPI = 150.0
#: Larger pages (posters) are drawn smaller; the detector works on at most 2,000 pixels anyway.
_MAX_PIXELS = 2_000.0
#: Font size as a share of the height of a recognised line.
_SIZE_SHARE = 0.82
#: Lines of about the usual height are body text, however unevenly the boxes lie around them.
_SAME_HEIGHT = 0.15
_WORD_GAP = 0.2
#: In line heights.
_LETTER_WIDTH = 0.45
_MIN_LETTERS_SHARE = 0.4
_MIN_CHARACTERS = 16
_MAX_UNMAPPED_SHARE = 0.10
_MIN_PICTURE_SHARE = 0.2
_MIN_PATHS = 200
_MAX_OBJECTS = 2_000


def is_installed() -> bool:
    """True when the packages of the extra `ocr` are there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def is_loaded() -> bool:
    """True when this process has recognised a page already."""
    return _engine.cache_info().currsize > 0


def needs_recognition(page: "PdfPage", content: PageContent) -> bool:
    """True for a page that shows something but has no text layer, or one with over 10 % unmapped characters."""
    text = "".join(word.text for word in (*content.words, *content.sideways))
    if text.count("\ufffd") > _MAX_UNMAPPED_SHARE * max(len(text), 1):
        return True
    return len(text) < _MIN_CHARACTERS and _shows_something(page)


def _shows_something(page: "PdfPage") -> bool:
    """True when pictures cover a good part of the page, or letters may have been drawn as paths."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    covered, paths = 0.0, 0
    for item, _ in zip(page.get_objects(max_depth=3), range(_MAX_OBJECTS), strict=False):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
    return covered > _MIN_PICTURE_SHARE * width * height or paths >= _MIN_PATHS


@cache
def _engine() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # Its line classifier turns upright lines over.
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def recognised(page: "PdfPage", content: PageContent) -> PageContent | None:
    """The page with the words that the engine sees, their boxes, and a score below 1.

    None when most letters of the lines found were not recognised: the models know the Latin script only.
    """
    import numpy as np

    width, height = content.width, content.height
    scale = min(_DPI / _POINTS_PER_INCH, _MAX_PIXELS / max(width, height, 1.0))
    picture = page.render(scale=scale).to_numpy()
    colours = picture[:, :, :3] if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2)
    found: Any = _engine()(np.ascontiguousarray(colours), return_word_box=True)
    if not found.txts:
        return content
    if sum(not c.isspace() for text in found.txts for c in text) < _MIN_LETTERS_SHARE * sum(
        _usual_letters(box) for box in found.boxes
    ):
        return None
    words: list[Word] = []
    for line in found.word_results:
        words += _words_of(line, scale)
    _even_sizes(words)
    score = fmean(found.scores)
    log.info("page %d: %d words recognised, score %.2f", content.page_no, len(words), score)
    characters = sum(len(word.text) for word in words)
    return PageContent(content.page_no, width, height, tuple(words), (), content.rules, characters, round(score, 3))


def _usual_letters(corners: list[list[float]]) -> float:
    """How many letters fill a line of that box."""
    width = max(x for x, _ in corners) - min(x for x, _ in corners)
    height = max(y for _, y in corners) - min(y for _, y in corners)
    return width / (_LETTER_WIDTH * max(height, 1.0))


def _words_of(line: "tuple[tuple[str, float, list[list[float]]], ...]", scale: float) -> list[Word]:
    words = []
    for text, _, corners in line:
        if text.strip():
            xs, ys = [point[0] / scale for point in corners], [point[1] / scale for point in corners]
            size = _SIZE_SHARE * (max(ys) - min(ys))
            words.append(Word(text.strip(), min(xs), min(ys), max(xs), max(ys), size, bold=False))
    for before, word in pairwise(words):
        # The engine tells words apart, but its boxes may touch.
        before.x1 = max(before.x0, min(before.x1, word.x0 - _WORD_GAP * word.size))
    return words


def _even_sizes(words: list[Word]) -> None:
    usual = median(word.size for word in words) if words else 0.0
    for word in words:
        if abs(word.size - usual) <= _SAME_HEIGHT * usual:
            word.size = usual
