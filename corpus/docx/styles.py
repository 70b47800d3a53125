"""What the styles of a Word file say of its paragraphs and letters."""

import re
from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from corpus.flow.letters import Letters

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_HEADING_STYLE = re.compile(r"heading (\d)$")
_OFF = frozenset({"0", "false", "off", "none"})
_RAISED = {"superscript": 1, "subscript": -1}
_MAX_ANCESTORS = 20
_ASIDE = Letters()


class Style(NamedTuple):
    """A paragraph style with what it takes over from the styles it is based on.

    Attributes:
        name: in lower case, as English Word calls it in every language.
        level: of a heading.
        numbering: its list properties.
    """

    name: str = ""
    level: int | None = None
    numbering: "_Element | None" = None
    letters: Letters = _ASIDE


class Styles:
    """The styles of one file by their id, each looked up once."""

    def __init__(self, root: "_Element") -> None:
        found = list(root.iterchildren(f"{W}style"))
        self._elements = {str(style.get(f"{W}styleId")): style for style in found}
        self._default = next(
            (
                str(style.get(f"{W}styleId"))
                for style in found
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") not in (None, *_OFF)
            ),
            "",
        )
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = letters_of(defaults).over(Letters(size=10.0))
        self._paragraphs: dict[str, Style] = {}
        self._runs: dict[str, Letters] = {}

    def paragraph(self, paragraph: "_Element") -> Style:
        """The style of a paragraph, or the default one."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style_id = str(named.get(VAL)) if named is not None else self._default
        if style_id not in self._paragraphs:
            self._paragraphs[style_id] = self._style(style_id)
        return self._paragraphs[style_id]

    def run(self, properties: "_Element | None", paragraph: Letters) -> Letters:
        """The letters of a run with these properties in a paragraph with those."""
        if properties is None:
            return paragraph
        own = letters_of(properties)
        named = properties.find(f"{W}rStyle")
        if named is None:
            return own.over(paragraph)
        style_id = str(named.get(VAL))
        if style_id not in self._runs:
            self._runs[style_id] = _letters(self._chain(style_id), _ASIDE)
        return own.over(self._runs[style_id]).over(paragraph)

    def _chain(self, style_id: str) -> "list[_Element]":
        """The style and those that it is based on, nearest first."""
        chain: list[_Element] = []
        while style_id in self._elements and len(chain) < _MAX_ANCESTORS:
            chain.append(self._elements[style_id])
            base = chain[-1].find(f"{W}basedOn")
            style_id = str(base.get(VAL)) if base is not None else ""
        return chain

    def _style(self, style_id: str) -> Style:
        chain = self._chain(style_id)
        if not chain:
            return Style(letters=self._base)
        named = chain[0].find(f"{W}name")
        name = str(named.get(VAL)).lower() if named is not None else ""
        levels = (outline_level(style) for style in chain)
        numbering = next((n for style in chain if (n := style.find(f"{W}pPr/{W}numPr")) is not None), None)
        return Style(
            name, _named_level(name) or next(filter(None, levels), None), numbering, _letters(chain, self._base)
        )


def _named_level(name: str) -> int | None:
    found = _HEADING_STYLE.match(name)
    return int(found.group(1)) or None if found else 1 if name == "title" else None


def _letters(chain: "Iterable[_Element]", base: Letters) -> Letters:
    own = [letters_of(style.find(f"{W}rPr")) for style in chain]
    return reduce(lambda below, letters: letters.over(below), reversed(own), base)


def letters_of(properties: "_Element | None") -> Letters:
    """What run properties say themselves."""
    if properties is None or not len(properties):
        return _ASIDE
    found = {child.tag: child for child in properties}
    size = found.get(f"{W}sz")
    points = str(size.get(VAL)) if size is not None else ""
    position = found.get(f"{W}vertAlign")
    fonts = found.get(f"{W}rFonts")
    font = (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")) if fonts is not None else None
    return Letters(
        bold=_flag(found.get(f"{W}b")),
        underlined=_flag(found.get(f"{W}u")),
        capitals=_flag(found.get(f"{W}caps")),
        size=int(points) / 2 if points.isdigit() else None,
        hidden=_flag(found.get(f"{W}vanish")),
        raised=_RAISED.get(str(position.get(VAL)), 0) if position is not None else None,
        font=str(font).lower() if font else None,
    )


def _flag(element: "_Element | None") -> bool | None:
    return None if element is None else element.get(VAL) not in _OFF


def outline_level(element: "_Element") -> int | None:
    """The level that a paragraph or style is given in the outline; None for plain text."""
    found = element.find(f"{W}pPr/{W}outlineLvl")
    value = str(found.get(VAL)) if found is not None else ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None
