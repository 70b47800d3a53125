"""Letters of a web page: raised and lowered digits as their own signs, and no signs that nobody sees."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from corpus.flow.letters import lowered, plain, raised
from corpus.page_frame import INLINE

if TYPE_CHECKING:
    from lxml.etree import _Element, _ElementUnicodeResult

_STYLE = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_CHANGES = {"sup": raised, "super": raised, "sub": lowered}


def settle_letters(root: "_Element") -> None:
    """Changes the text of the elements, so that no mark becomes part of the number or word before it."""
    from lxml import etree

    before = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        is_inline = element.tag in INLINE
        if event == "start":
            element.text = plain(element.text) if element.text else None
            _mark(element, before if is_inline else "")
            before = element.text or (before if is_inline else "")
        else:
            element.tail = plain(element.tail) if element.tail else None
            before = element.tail or (before if is_inline else "")


def _mark(element: "_Element", before: str) -> None:
    change = _change(element)
    parts = cast("list[_ElementUnicodeResult]", element.xpath(".//text()")) if change else []
    words = "".join(parts)
    if change is None or not words.strip():
        return
    changed = change(words, before, _after(element))
    lead = len(changed) - len(words)
    at = lead
    for part in parts:
        owner = part.getparent()
        if owner is not None:
            setattr(owner, "tail" if part.is_tail else "text", changed[at : at + len(part)])
        at += len(part)
    if lead:
        element.text = changed[:lead] + (element.text or "")


def _change(element: "_Element") -> Callable[[str, str, str], str] | None:
    found = _STYLE.search(element.get("style") or "") if element.tag in INLINE else None
    return _CHANGES.get(found.group(1).lower() if found else str(element.tag))


def _after(element: "_Element") -> str:
    """What stands directly behind the element."""
    text = element.tail or ""
    following = element.getnext()
    if len(text.strip()) < 2 and following is not None and following.tag in INLINE:
        text += "".join(str(part) for part in following.itertext())
    return text
