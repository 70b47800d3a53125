"""What of a web page is its frame and not its content: menus, banners, sidebars, hidden parts, lists of links.

The cues are those of the literature on boilerplate: the role or name that the page's author gave an element, the share
of linked words in it, what is shown only when it is opened. An element with half of the page's words is its content,
whatever its name says.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.etree import _Element

_NEVER_SHOWN = frozenset(
    {
        *("script", "style", "noscript", "template", "button", "select", "input", "textarea", "iframe", "object"),
        *("embed", "svg", "canvas", "audio", "video", "map", "head", "dialog"),
    }
)
_CONTROLS = frozenset({"nav", "form"})
INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
        *("tt", "u", "var", "wbr", "img", "picture", "source"),
    }
)
_DROPPED_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "complementary"}
)
#: Words at the beginning or end of a name of an element: "footer-links" and "page-footer" say what it is, while
#: "my-widget-text" only says which program wrote it.
_OUTER_WORDS = (
    *("navbar", "nav", "navigation", "menu", "skip", "skiplink", "pager", "pagination", "share", "sharing", "social"),
    *("partage", "newsletter", "sidebar", "toolbar", "tooltip", "popup", "modal", "footer", "colophon", "pied"),
    *("masthead", "related", "comments"),
)
#: Words that say it wherever they stand.
_ANY_WORDS = (
    "cookie",
    "cookies",
    "cookiebot",
    "consent",
    "gdpr",
    "rgpd",
    "dsgvo",
    "breadcrumb",
    "breadcrumbs",
    "ariane",
)
_NAME = re.compile(
    rf"(?:(?:{'|'.join(_OUTER_WORDS)})(?![a-z\d])|.*(?<![a-z\d])(?:{'|'.join(_OUTER_WORDS)})$"
    rf"|(?:.*[_-])?(?:{'|'.join(_ANY_WORDS)})(?![a-z\d]))"
)
#: Parts that a click opens: what they hide is content.
_OPENED_NAME = re.compile(r"(?:^|[\s_-])(?:accordion|collapse|tab-?pane|tab-?panel|toggle)", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HEADINGS = frozenset({f"h{level}" for level in range(1, 7)})
_MAX_FRAME_SHARE = 0.5
_MIN_LINKS = 3
_MIN_LINKED_SHARE = 0.7
_MAX_LINK_CHARACTERS = 60
_MAX_BANNER_CHARACTERS = 2_000
_MAX_NAME_CHARACTERS = 100


@dataclass(slots=True)
class _Tally:
    """What an element holds, all below it counted: characters of words, linked words and the like."""

    characters: int = 0
    linked: int = 0
    links: int = 0
    headings: int = 0
    titles: int = 0
    buttons: int = 0
    cookies: int = 0

    def add(self, other: "_Tally") -> None:
        self.characters += other.characters
        self.linked += other.linked
        self.links += other.links
        self.headings += other.headings
        self.titles += other.titles
        self.buttons += other.buttons
        self.cookies += other.cookies


class PageFrame:
    """Says of an element of one page whether it is left out.

    Everything is counted in one pass: to look into every element anew would take the depth of the page times its size.
    """

    def __init__(self, root: "_Element", main: "_Element") -> None:
        self._root = root
        self._main = main
        self._tallies = _tallies(root)
        self._length = max(self._tallies[main].characters, 1)

    @cached_property
    def _opened(self) -> frozenset[str]:
        """Ids that something on the page opens."""
        found = cast("list[str]", self._root.xpath("//@aria-controls | //a/@href | //@data-target | //@data-bs-target"))
        return frozenset(part.lstrip("#") for value in found for part in str(value).split() if len(part) < 200)

    def holds(self, element: "_Element") -> bool:
        """True for an element that is not content, with all that is in it."""
        tag = element.tag
        if tag in _NEVER_SHOWN or (tag in INLINE and self._is_hidden(element)):
            return True
        if tag in _CONTROLS or element.get("role") in _DROPPED_ROLES:
            # Some sites are one large form.
            return self._is_small(element)
        if tag in ("body", "main", "article") or tag in INLINE or element is self._main:
            return False
        suspect = (
            self._is_hidden(element)
            or self._is_outer(element)
            or self._is_named(element)
            or self._is_links(element)
            or self._is_banner(element)
        )
        return suspect and self._is_small(element)

    def hides(self, element: "_Element") -> bool:
        """True for what nobody sees inside of content, where a name or a list of links says nothing."""
        if element.tag in _NEVER_SHOWN:
            return True
        return self._is_hidden(element) and (element.tag in INLINE or self._is_small(element))

    def _is_small(self, element: "_Element") -> bool:
        return self._tally(element).characters < _MAX_FRAME_SHARE * self._length

    def _tally(self, element: "_Element") -> _Tally:
        return self._tallies[element]

    def _is_hidden(self, element: "_Element") -> bool:
        hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        if not hidden and not _NOT_SHOWN.search(element.get("style") or ""):
            return False
        is_opened = element.get("id") in self._opened or element.get("role") == "tabpanel"
        return not is_opened and not _OPENED_NAME.search(element.get("class") or "")

    def _is_outer(self, element: "_Element") -> bool:
        if element.tag not in ("header", "footer", "aside") or self._main.tag in ("main", "article"):
            return False
        # The head of an article holds its title.
        return element.tag != "header" or not self._tally(element).titles

    def _is_named(self, element: "_Element") -> bool:
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        words = _CAPITAL.sub("-", name).lower()
        return any(_NAME.match(word) for word in words.split() if len(word) <= _MAX_NAME_CHARACTERS)

    def _is_links(self, element: "_Element") -> bool:
        """A menu: several short links and hardly another word. Under a heading or a lead-in, links are content."""
        tally = self._tally(element)
        if tally.links < _MIN_LINKS or tally.headings:
            return False
        before = element.getprevious()
        if before is not None and (before.tag in _HEADINGS or before.tag == "p") and element.tag in ("ul", "ol", "div"):
            return False
        is_short = tally.linked <= _MAX_LINK_CHARACTERS * tally.links
        return is_short and tally.linked >= _MIN_LINKED_SHARE * tally.characters

    def _is_banner(self, element: "_Element") -> bool:
        """A request for consent: it speaks of cookies and has something to press."""
        tally = self._tally(element)
        return bool(tally.cookies and tally.buttons and not tally.titles and tally.characters <= _MAX_BANNER_CHARACTERS)


def _tallies(root: "_Element") -> "dict[_Element, _Tally]":
    """A tally of every element that may be asked for: inline ones count for what is around them."""
    from lxml import etree

    found: dict[_Element, _Tally] = {}
    open_: list[_Tally] = [_Tally()]
    links = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if event == "start":
            if tag not in INLINE:
                found[element] = _Tally()
                open_.append(found[element])
            links += tag == "a"
            _count(open_[-1], element)
            if tag not in ("script", "style"):
                _count_words(open_[-1], element.text, links > 0)
        else:
            links -= tag == "a"
            if tag not in INLINE:
                done = open_.pop()
                open_[-1].add(done)
            if element is not root:
                _count_words(open_[-1], element.tail, links > 0)
    return found


def _count(tally: _Tally, element: "_Element") -> None:
    tag = element.tag
    tally.links += tag == "a"
    tally.headings += tag in _HEADINGS
    tally.titles += tag == "h1"
    tally.buttons += tag == "button" or element.get("role") == "button"


def _count_words(tally: _Tally, text: str | None, linked: bool) -> None:
    if text:
        characters = len(text.strip())
        tally.characters += characters
        tally.linked += characters if linked else 0
        tally.cookies += "cookie" in text.lower()


def text_length(element: "_Element") -> int:
    """Characters of the words in an element, programs and styles left out."""
    texts = cast("list[str]", element.xpath(".//text()[not(parent::script or parent::style)]"))
    return sum(len(text.strip()) for text in texts)
