"""Formulas of Office files (OMML) in one line: nothing that stands above or below another becomes part of it."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_CAN_RAISE = re.compile(r"[0-9+\-−()n]+")
_CAN_LOWER = re.compile(r"[0-9+\-−()]+")
_MAX_DEPTH = 40


def formula(element: "_Element", depth: int = 0) -> str:
    """The formula as text: "(a + b)/c", "10⁶", "√(x)"."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag == f"{MATH}t":
        return element.text or ""
    if depth > _MAX_DEPTH or tag.endswith("Pr"):
        return ""
    parts = {str(child.tag).rpartition("}")[2]: formula(child, depth + 1) for child in element} if tag in _FORMS else {}
    if not parts:
        return "".join(formula(child, depth + 1) for child in element)
    name = tag.removeprefix(MATH)
    if name == "f":
        return f"{_grouped(parts.get('num', ''))}/{_grouped(parts.get('den', ''))}"
    if name == "rad":
        return f"{parts.get('deg', '')}√{_grouped(parts.get('e', ''))}"
    return f"{parts.get('e', '')}{_lowered(parts.get('sub', ''))}{_raised(parts.get('sup', ''))}"


_FORMS = frozenset(f"{MATH}{name}" for name in ("f", "rad", "sSup", "sSub", "sSubSup"))


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"\w*|[\d.,]+", text) else f"({text})"


def _raised(text: str) -> str:
    return text.translate(_RAISED) if _CAN_RAISE.fullmatch(text) else f"^{_grouped(text)}" if text else ""


def _lowered(text: str) -> str:
    return text.translate(_LOWERED) if _CAN_LOWER.fullmatch(text) else f"_{_grouped(text)}" if text else ""
