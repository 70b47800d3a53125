"""Amounts that a query has in words which documents seldom have: half a million, a million, a dozen."""

import re
from functools import cache

from pipeline.search.asked.words import phrases

#: In Polish a million needs no number.
_MILION = re.compile(r"(?<=(?:żej|nad|niż) )miliona?(?!\w)", re.IGNORECASE)


def as_figures(text: str) -> str:
    """The text with these as figures of the same length, so that places stay: "0.5000 million"."""

    def half(match: re.Match[str]) -> str:
        room = len(match.group()) - 1
        # Three decimals would be read as thousands.
        return ("0.5" if room != len("0.500") else " 0.5").ljust(room, "0") + " "

    text = _pattern("half").sub(half, text)
    text = _pattern("one").sub(lambda match: "1".ljust(len(match.group())), text)
    text = _MILION.sub(lambda match: "1 mln".ljust(len(match.group())), text)
    return _pattern("dozen").sub(lambda match: "12".ljust(len(match.group())), text)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = "|".join(phrases("spelled", name))
    scale = "|".join(phrases("spelled", f"{name}_of"))
    before = r"(?<![\w.,])(?<!and a )(?<!and )(?<!of )(?<!half )(?<!in )"
    return re.compile(rf"{before}(?:{words})(?:[ -](?={scale}))", re.IGNORECASE)
