"""Raised digits: the mark of a footnote behind a number is no digit of it, nor is an exponent."""

from collections.abc import Sequence

_Box = tuple[float, float, float, float]

_SIGNS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
#: Height of a raised digit as a share of what it stands beside, and how far it is lifted from the line.
_MAX_HEIGHT, _MIN_LIFT = 0.85, 0.12
#: Between it and what it belongs to, as a share of the height of that.
_MAX_GAP = 0.35
#: Behind the upper part of a fraction, where PDFium may put a line break before it.
_SLASHES, _MAX_FRACTION = ("/", "⁄"), 6


class Raised:
    """Follows the characters of a page and tells which digits are raised beside the text before them."""

    def __init__(self, characters: Sequence[tuple[int, str]]) -> None:
        self._characters = characters
        self._base: _Box | None = None
        self._right = 0.0

    def read(self, place: int, here: _Box) -> str:
        """The character at that place, a raised digit as its superscript sign; `here` is its box."""
        letter = self._characters[place][1]
        if letter in _SIGNS and self._base and self._is_raised(here, self._base) and not self._is_over_slash(place):
            self._right = here[2]
            return _SIGNS[letter]
        self._base, self._right = here, here[2]
        return letter

    def _is_raised(self, here: _Box, base: _Box) -> bool:
        height = base[3] - base[1]
        return (
            here[3] - here[1] < _MAX_HEIGHT * height
            and base[1] - 0.5 * height < here[1]
            and _MIN_LIFT * height < base[3] - here[3] < height
            and -0.5 * height < here[0] - self._right < _MAX_GAP * height
        )

    def _is_over_slash(self, place: int) -> bool:
        following = (letter for _, letter in self._characters[place + 1 : place + _MAX_FRACTION])
        return next((letter for letter in following if not letter.isspace() and letter not in _SIGNS), "") in _SLASHES
