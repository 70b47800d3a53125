"""The runs of an OpenDocument paragraph as they are shown."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from corpus.flow.letters import Letters, Run, shown
from corpus.flow.symbols import signs
from corpus.odt.styles import Styles
from corpus.opendocument import DRAW, SEPARATE, TEXT, is_hidden

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})
_HREF = "{http://www.w3.org/1999/xlink}href"


def runs_of(paragraph: "_Element", styles: Styles, formulas: Mapping[str, str]) -> list[Run]:
    """What a reader sees, without notes, shapes, hidden text and placeholders; formulas by the name of their part."""
    return shown(_runs(paragraph, styles, formulas))


def _runs(paragraph: "_Element", styles: Styles, formulas: Mapping[str, str]) -> Iterator[Run]:
    base = styles.of(paragraph, "paragraph").letters
    if paragraph.text:
        yield Run(paragraph.text, base)
    # An element to enter, or the text that follows one.
    waiting: list[tuple[_Element | str, Letters, bool]] = [(child, base, False) for child in reversed(paragraph)]
    while waiting:
        element, letters, is_link = waiting.pop()
        if isinstance(element, str):
            yield Run(element, letters)
            continue
        waiting.append((signs(element.tail or "", letters.font), letters, is_link))
        if element.tag in _SPACES:
            yield Run(" ", letters)
        elif element.tag == f"{DRAW}frame":
            yield from (Run(f" {formulas[name]} ", letters) for name in _parts(element) if name in formulas)
        elif isinstance(element.tag, str) and element.tag not in SEPARATE and not is_hidden(element):
            inner = letters
            is_link = is_link or element.tag == f"{TEXT}a"
            if element.tag in (f"{TEXT}span", f"{TEXT}a"):
                inner = styles.of(element, "text").letters.over(letters)
                inner = inner._replace(underlined=False) if is_link else inner
            yield Run(signs(element.text or "", inner.font), inner)
            waiting += [(child, inner, is_link) for child in reversed(element)]


def _parts(frame: "_Element") -> list[str]:
    return [(found.get(_HREF) or "").removeprefix("./") for found in frame.iter(f"{DRAW}object")]
