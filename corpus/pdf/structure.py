"""Structure tags of a PDF page: which content its author marked as headings."""

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage
    from pypdfium2.raw import FPDF_PAGEOBJECT, FPDF_STRUCTELEMENT, FPDF_STRUCTTREE

_MAX_ELEMENTS = 20_000
_TAG_LEVELS = {"Title": 1, **{f"H{level}": level for level in range(1, 7)}}
_NAME_BYTES = 64


def tagged_headings(page: "PdfPage") -> dict[int, tuple[int, int]]:
    """Marked content of headings on the page: by its id the level and the number of the heading."""
    import pypdfium2.raw as raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        found: dict[int, tuple[int, int]] = {}
        for number, (element, level) in enumerate(_heading_elements(tree)):
            for content in _marked_content(element):
                found.setdefault(content, (level, number))
        return found
    finally:
        raw.FPDF_StructTree_Close(tree)


def _heading_elements(tree: "FPDF_STRUCTTREE") -> "Iterator[tuple[FPDF_STRUCTELEMENT, int]]":
    import pypdfium2.raw as raw

    tops = min(max(raw.FPDF_StructTree_CountChildren(tree), 0), _MAX_ELEMENTS)
    waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, index) for index in reversed(range(tops))]
    left = _MAX_ELEMENTS
    while waiting and left > 0:
        element = waiting.pop()
        left -= 1
        if not element:
            continue
        level = _TAG_LEVELS.get(_type_of(element))
        if level is not None:
            yield element, level
            continue
        waiting += reversed(_children(element))


def _children(element: "FPDF_STRUCTELEMENT") -> "list[FPDF_STRUCTELEMENT]":
    import pypdfium2.raw as raw

    count = min(max(raw.FPDF_StructElement_CountChildren(element), 0), _MAX_ELEMENTS)
    return [raw.FPDF_StructElement_GetChildAtIndex(element, index) for index in range(count)]


def _type_of(element: "FPDF_STRUCTELEMENT") -> str:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_NAME_BYTES)
    length = raw.FPDF_StructElement_GetType(element, name, _NAME_BYTES)
    return name.raw[: max(0, min(length, _NAME_BYTES) - 2)].decode("utf-16-le", errors="replace")


def _marked_content(element: "FPDF_STRUCTELEMENT") -> list[int]:
    """Ids of the content of the element and of all below it."""
    import pypdfium2.raw as raw

    found: list[int] = []
    waiting = [element]
    left = _MAX_ELEMENTS
    while waiting and left > 0:
        inner = waiting.pop()
        left -= 1
        if not inner:
            continue
        count = raw.FPDF_StructElement_GetMarkedContentIdCount(inner)
        found += [raw.FPDF_StructElement_GetMarkedContentIdAtIndex(inner, index) for index in range(max(count, 0))]
        waiting += _children(inner)
    return found


def content_id(item: "FPDF_PAGEOBJECT") -> int:
    """Id of the marked content that a page object belongs to, -1 without."""
    import pypdfium2.raw as raw

    return int(raw.FPDFPageObj_GetMarkedContentID(item)) if item else -1
