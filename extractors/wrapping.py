"""Line breaks that only a page's width made."""

import re

#: A line shorter than this ends where its writer wanted it to; a longer one may be wrapped.
_WRAPPED_LINE = 45
_LINE_BREAK = re.compile(r"\r?\n")
#: A line like "Period: 2016-19", which never goes on with the line before.
_MAX_INDENT = 8
_FACT = re.compile(r"[^\W\d_a-z][^\n:.,;!?]{1,40}:\s")


def unwrapped(text: str) -> str:
    """The text with the line breaks of wrapped paragraphs as spaces; every character keeps its place.

    A break after a short line stays: there one name ends and another begins.
    """
    pieces: list[str] = []
    position = 0
    for match in _LINE_BREAK.finditer(text):
        line = text[position : match.start()]
        # The lines of a list item hang under its first word.
        begin = match.end()
        while begin - match.end() < _MAX_INDENT and text[begin : begin + 1] == " ":
            begin += 1
        goes_on = text[begin : begin + 1].isalnum() and not _FACT.match(text, begin)
        is_soft = len(line.strip()) >= _WRAPPED_LINE and goes_on
        pieces += (line, " " * len(match.group()) if is_soft else match.group())
        position = match.end()
    return "".join((*pieces, text[position:]))
