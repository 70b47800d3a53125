"""How letters look, and the words they make."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
#: A soft hyphen shows at the end of a line only, and these formats know no lines.
_PLAIN = str.maketrans({**_LIGATURES, "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None})
_RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_DIGITS = re.compile(r"[\s,;–−-]*\d[\d\s,;–−-]*")
_FIRST_DIGITS = re.compile(r"\d+")
_FRACTION = re.compile(r"\d{1,2}\s?[/⁄]\s?\d{1,2}(?!\d)")


class Letters(NamedTuple):
    """What a style or a run says of its letters; None where it says nothing.

    Attributes:
        size: in points.
        hidden: in the file, but not shown.
        raised: above 0 for superscript, below 0 for subscript.
        font: of signs that need their own font, in lower case.
    """

    bold: bool | None = None
    underlined: bool | None = None
    capitals: bool | None = None
    size: float | None = None
    hidden: bool | None = None
    raised: int | None = None
    font: str | None = None

    def over(self, base: "Letters") -> "Letters":
        """These letters, and those of the base where nothing is said."""
        return Letters._make(below if own is None else own for own, below in zip(self, base, strict=True))


class Run(NamedTuple):
    """Text in letters of one look."""

    text: str
    letters: Letters = Letters()


def shown(runs: Iterable[Run]) -> list[Run]:
    """The runs that a reader sees; raised digits stay raised, so that a mark never becomes part of a number or name."""
    seen = [run for run in runs if run.text and not run.letters.hidden]
    return [_marked(run, seen, index) if run.letters.raised else run for index, run in enumerate(seen)]


def _marked(run: Run, runs: Sequence[Run], index: int) -> Run:
    before = runs[index - 1].text if index else ""
    after = runs[index + 1].text if index + 1 < len(runs) else ""
    change = raised if (run.letters.raised or 0) > 0 else lowered
    return run._replace(text=change(run.text, before, after))


def raised(text: str, before: str, after: str) -> str:
    """Text in superscript: its digits as raised signs; a fraction behind a number stands apart from it.

    Args:
        text: what is raised.
        before: what stands before it.
        after: what stands behind it.
    """
    follows_digit = before[-1:].isdecimal()
    if _FRACTION.match(text + after):
        return f" {text}" if follows_digit else text
    if _DIGITS.fullmatch(text):
        return text.translate(_RAISED)
    # "3)" and "3a" behind a number.
    found = _FIRST_DIGITS.match(text) if follows_digit else None
    return found.group().translate(_RAISED) + text[found.end() :] if found else text


def lowered(text: str, before: str, after: str) -> str:
    """Text in subscript: digits as lowered signs where they would join another number; "CO2" is written so."""
    is_beside_digit = before[-1:].isdecimal() or after[:1].isdecimal()
    return text.translate(_LOWERED) if is_beside_digit and _DIGITS.fullmatch(text) else text


def plain(text: str) -> str:
    """Without soft hyphens, signs of no width and ligatures."""
    return text.translate(_PLAIN)


def text_of(runs: Iterable[Run]) -> str:
    """The words of runs that are shown, white space as one space, lines kept."""
    return tidy("".join(run.text for run in runs))


def tidy(text: str) -> str:
    """One space for white space, lines kept; no soft hyphens and ligatures."""
    return "\n".join(" ".join(line.split()) for line in plain(text).split("\n")).strip()
