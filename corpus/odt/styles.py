"""What the styles of an OpenDocument file say of its paragraphs and letters."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from corpus.flow.letters import Letters
from corpus.opendocument import STYLE, TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_HEADING_NAME = re.compile(r"Heading_20_(\d)")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
_MAX_ANCESTORS = 20
_NOTHING = Letters()


class Style(NamedTuple):
    """A style with what it takes over from its parents.

    Attributes:
        names: its own and those of its parents, nearest first.
        level: of a heading.
    """

    names: tuple[str, ...] = ()
    level: int | None = None
    letters: Letters = _NOTHING


class Styles:
    """The styles of one file by family and name, each looked up once; automatic ones win over named ones."""

    def __init__(self, roots: "Iterable[_Element]") -> None:
        self._elements: dict[tuple[str, str], _Element] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style", f"{STYLE}default-style"):
                family = style.get(f"{STYLE}family") or ""
                self._elements[family, style.get(f"{STYLE}name") or ""] = style
        self._found: dict[tuple[str, str], Style] = {}

    def of(self, element: "_Element", family: str) -> Style:
        """The style that a paragraph ("paragraph") or span ("text") names."""
        name = element.get(f"{TEXT}style-name") or ""
        if (family, name) not in self._found:
            self._found[family, name] = self._style(family, name)
        return self._found[family, name]

    def _style(self, family: str, name: str) -> Style:
        names: list[str] = []
        letters, level = _NOTHING, None
        while name and len(names) < _MAX_ANCESTORS:
            names.append(name)
            style = self._elements.get((family, name))
            level = level or _level(name, style)
            if style is None:
                break
            letters = letters.over(_letters(style))
            name = style.get(f"{STYLE}parent-style-name") or ""
        default = self._elements.get((family, "")) if family == "paragraph" else None
        return Style(tuple(names), level, letters.over(_letters(default)) if default is not None else letters)


def _level(name: str, style: "_Element | None") -> int | None:
    stated = (style.get(f"{STYLE}default-outline-level") or "") if style is not None else ""
    found = _HEADING_NAME.fullmatch(name)
    if stated.isdigit() and int(stated):
        return int(stated)
    return int(found[1]) if found else 1 if name == "Title" else None


def _letters(style: "_Element") -> Letters:
    said: dict[str, str] = {}
    for properties in style.iterchildren(f"{STYLE}text-properties"):
        said.update({str(name): str(value) for name, value in properties.attrib.items()})
    weight = said.get(f"{_FO}font-weight")
    line = said.get(f"{STYLE}text-underline-style")
    size = _POINTS.fullmatch(said.get(f"{_FO}font-size", ""))
    case = said.get(f"{_FO}text-transform")
    shown = said.get(f"{TEXT}display")
    return Letters(
        bold=None if weight is None else weight == "bold" or (weight.isdigit() and int(weight) >= 600),
        underlined=None if line is None else line != "none",
        capitals=None if case is None else case == "uppercase",
        size=float(size[1]) if size else None,
        hidden=None if shown is None else shown == "none",
        raised=_raised(said.get(f"{STYLE}text-position")),
        font=(said.get(f"{STYLE}font-name") or "").lower() or None,
    )


def _raised(position: str | None) -> int | None:
    """From "super 58%" or "-33% 58%"."""
    if position is None:
        return None
    first = position.split()[0] if position.split() else ""
    return 1 if first == "super" else -1 if first.startswith(("sub", "-")) else int(first not in ("", "0%"))
