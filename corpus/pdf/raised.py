"""Raised digits: the mark of a footnote behind a number is no digit of it, nor is an exponent."""

_Box = tuple[float, float, float, float]

#: Height of a raised digit as a share of what it stands beside, and how far it is lifted from the line.
_MAX_HEIGHT, _MIN_LIFT = 0.85, 0.12
#: Between it and what it belongs to, as a share of the height of that.
_MAX_GAP = 0.35
_SIGNS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_PLAIN = {sign: digit for digit, sign in _SIGNS.items()}
_SLASHES = frozenset("/⁄")


class Raised:
    """Follows the characters of a page and tells which digits are raised beside the text before them."""

    def __init__(self) -> None:
        self._base: _Box | None = None
        self._right = 0.0

    def read(self, letter: str, here: _Box) -> str:
        """The character, a raised digit as its superscript sign."""
        if self._base is not None and letter in _SIGNS and self._is_raised(here, self._base):
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


def without_fraction(letters: list[str], letter: str) -> None:
    """Digits before a slash are the upper part of a fraction: they become plain digits again."""
    if letter in _SLASHES:
        for place in range(len(letters) - 1, -1, -1):
            if letters[place] not in _PLAIN:
                return
            letters[place] = _PLAIN[letters[place]]
