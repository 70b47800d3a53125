"""The runs of a Word paragraph as they are shown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.docx.styles import VAL, Styles, W
from corpus.flow.formulas import MATH, formula
from corpus.flow.letters import Letters, Run, shown
from corpus.flow.symbols import sign, signs

if TYPE_CHECKING:
    from lxml.etree import _Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
#: Deleted, moved away, shown elsewhere, or said about the text.
_ASIDE = frozenset(
    {
        *(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "drawing", "pict", "object")),
        *(f"{W}{name}" for name in ("instrText", "delText", "txbxContent", "rt", "smartTagPr", "customXmlPr")),
        f"{MC}Fallback",
    }
)
_CHECK_BOXES = {True: "☒", False: "☐"}


def runs_of(paragraph: "_Element", styles: Styles) -> list[Run]:
    """What a reader sees: insertions and filled controls; no deletions, hidden text and placeholders."""
    return shown(_runs(paragraph, styles))


def _runs(paragraph: "_Element", styles: Styles) -> Iterator[Run]:
    base = styles.paragraph(paragraph).letters
    # True where the result of a field has begun: a field inside the instructions of another shows nothing.
    fields: list[bool] = []
    waiting: list[tuple[_Element, Letters, bool]] = [(child, base, False) for child in reversed(paragraph)]
    while waiting:
        element, letters, is_link = waiting.pop()
        tag = element.tag
        if tag in _ASIDE or is_placeholder(element):
            continue
        if tag == f"{W}r":
            letters = styles.run(element.find(f"{W}rPr"), base)
            letters = letters._replace(underlined=False) if is_link else letters
        elif tag == f"{W}fldChar":
            yield from _field(element, fields, letters)
        elif tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
            yield Run(formula(element), letters._replace(raised=0))
            continue
        elif all(fields[:-1]):
            text = _words(element, letters)
            if text:
                yield Run(text, letters)
        if tag not in (f"{W}t", f"{W}fldChar"):
            is_link = is_link or tag == f"{W}hyperlink"
            waiting += [(child, letters, is_link) for child in reversed(element)]


def _words(element: "_Element", letters: Letters) -> str:
    tag = element.tag
    if tag == f"{W}t":
        return signs(element.text or "", letters.font)
    if tag == f"{W}sym":
        code = element.get(f"{W}char") or ""
        try:
            return sign(int(code, 16), element.get(f"{W}font"))
        except ValueError:
            return ""
    return _BREAKS.get(str(tag), "")


def is_placeholder(element: "_Element") -> bool:
    """True for a content control that nobody has filled: it shows "Choose an item"."""
    shows = element.find(f"{W}sdtPr/{W}showingPlcHdr") if element.tag == f"{W}sdt" else None
    return shows is not None and shows.get(VAL) not in ("0", "false", "off")


def _field(element: "_Element", fields: list[bool], letters: Letters) -> Iterator[Run]:
    """Follows where a field stands, and gives what a field of a form shows without text of its own."""
    kind = element.get(f"{W}fldCharType")
    if kind == "begin":
        fields.append(False)
        box = element.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            state = box.find(f"{W}checked")
            state = state if state is not None else box.find(f"{W}default")
            is_checked = state is not None and state.get(VAL) not in ("0", "false", "off")
            yield Run(_CHECK_BOXES[is_checked], letters)
        chosen = element.find(f"{W}ffData/{W}ddList/{W}result")
        entries = element.findall(f"{W}ffData/{W}ddList/{W}listEntry")
        place = str(chosen.get(VAL)) if chosen is not None else ""
        if place.isdigit() and int(place) < len(entries):
            yield Run(str(entries[int(place)].get(VAL) or ""), letters)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:
        fields.pop()
