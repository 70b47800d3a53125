"""Rectangles of a PDF page, found by where they lie and when they are painted."""

from collections.abc import Iterator

from corpus.pdf.painted import Rect

#: In points.
_STRIP = 48.0
#: Strips further from the page's corner than this are one.
_MAX_STRIP = 400
#: What is looked through for one answer.
_MAX_HELD = 300
#: A cover takes up nearly all of a text in one direction, and a part of a letter in the other.
_COVERED_SHARE, _LETTER_SHARE = 0.95, 0.3


class Places:
    """Where things are painted, and in which order.

    Where very many lie in one strip of the page the answer is yes, so that no page takes long: whoever asks must
    be on the safe side with it.
    """

    def __init__(self) -> None:
        self._strips: dict[int, list[tuple[int, Rect]]] = {}

    def add(self, order: int, rect: Rect) -> None:
        for strip in _strips(rect):
            self._strips.setdefault(strip, []).append((order, rect))

    def has_under(self, rect: Rect, before: int) -> bool:
        """Whether something painted before touches the rectangle."""
        return any(held is None or (held[0] < before and _shared(held[1], rect) != (0, 0)) for held in self._near(rect))

    def has_over(self, rect: Rect, after: int) -> bool:
        """Whether something painted later may cover letters of a text in the rectangle."""
        if not self._strips:
            return False
        width, height = rect[2] - rect[0], rect[3] - rect[1]
        letter = _LETTER_SHARE * min(width, height)
        for held in self._near(rect):
            if held is None:
                return True
            wide, high = _shared(held[1], rect)
            if held[0] > after and (
                (wide >= _COVERED_SHARE * width and high >= letter)
                or (high >= _COVERED_SHARE * height and wide >= letter)
            ):
                return True
        return False

    def _near(self, rect: Rect) -> Iterator[tuple[int, Rect] | None]:
        """What may touch the rectangle; None when it is too much to look at."""
        for strip in _strips(rect):
            held = self._strips.get(strip, ())
            yield from held[:_MAX_HELD]
            if len(held) > _MAX_HELD:
                yield None


def _strips(rect: Rect) -> range:
    low, high = (int(max(-_MAX_STRIP, min(_MAX_STRIP, y // _STRIP))) for y in (rect[1], rect[3]))
    return range(low, high + 1)


def _shared(one: Rect, other: Rect) -> tuple[float, float]:
    """Width and height of what two rectangles share; nothing of either when they lie apart."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return (width, height) if width > 0 and height > 0 else (0.0, 0.0)
