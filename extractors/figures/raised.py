"""Raised digits beside numbers: marks of footnotes are no part of a number, powers of ten change it."""

import re
from typing import Final

_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: "10⁶": what it multiplies is not told by the digits alone, so the expression gives no figure.
_POWER: Final = re.compile(rf"(?<![\d.,])10[⁻⁺]?[{_RAISED}]+")
#: "412³ homes", "62 %¹⁴", "346.000 EUR¹⁵", "homes³", "¹², ¹³"; not "m²", "km³", "g/m³".
_MARK: Final = re.compile(
    rf"(?:(?<=[\d%€£$).,;:”\"’])|(?<=[^\W\d_]{{3}})|(?<=\s)|^)[{_RAISED}]+(?:,\s?[{_RAISED}]+)*", re.MULTILINE
)


def blanked(text: str) -> str:
    """The text, as long as before, with powers of ten and raised marks as spaces."""
    if not any(digit in text for digit in _RAISED):
        return text
    return _MARK.sub(_spaces, _POWER.sub(_spaces, text))


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())
