"""Charts and diagrams of Office files: their words and values as they lie in parts of their own."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from corpus.drafts import Draft, table_draft
from models import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_POINTS = 5_000
_MAX_DEPTH = 20
_FIRST_DAY = date(1899, 12, 30)
_MAX_DAYS = 200_000
_DIGITS = 15


def graphic_drafts(element: "_Element", related: Callable[[str], bytes | None]) -> Iterator[Draft]:
    """A chart as its title and a table of its values, a diagram as a list of its texts.

    Args:
        element: of a slide or paragraph, with references to the parts.
        related: the bytes of the part that an id stands for; None where there is none.
    """
    for chart in element.iter(f"{_C}chart"):
        root = _root(related(chart.get(f"{_R}id") or ""))
        if root is not None:
            yield from _chart(root)
    for diagram in element.iter(f"{_DGM}relIds"):
        root = _root(related(diagram.get(f"{_R}dm") or ""))
        if root is not None:
            yield from _diagram(root)


def _root(blob: bytes | None) -> "_Element | None":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(blob, parser) if blob else None
    except (etree.LxmlError, ValueError):
        return None  # what stands beside it can still be read


def _chart(root: "_Element") -> Iterator[Draft]:
    title = root.find(f"{_C}chart/{_C}title")
    words = " ".join("".join(t.text or "" for t in title.iter(f"{_A}t", f"{_C}v")).split()) if title is not None else ""
    if words:
        yield Draft(BlockKind.CAPTION, words)
    series = [_series(found) for found in root.iter(f"{_C}ser")]
    if len({tuple(labels) for _, labels, _ in series}) == 1:
        tables = [series]
    else:
        tables = [[one] for one in series]
    for table in tables:
        draft = table_draft(_rows(table), header_rows=1 if any(name for name, _, _ in table) else None)
        if draft is not None:
            yield draft


def _rows(series: "Sequence[tuple[str, dict[int, str], dict[int, str]]]") -> Iterator[list[str]]:
    labels = series[0][1]
    if any(name for name, _, _ in series):
        yield ["", *(name for name, _, _ in series)]
    for place in sorted({*labels, *(place for _, _, values in series for place in values)}):
        yield [labels.get(place, ""), *(values.get(place, "") for _, _, values in series)]


def _series(found: "_Element") -> tuple[str, dict[int, str], dict[int, str]]:
    """Name, and labels and values by their place."""
    name = found.find(f"{_C}tx")
    words = " ".join(v.text or "" for v in name.iter(f"{_C}v")) if name is not None else ""
    labels, values = (
        next((_points(part) for tag in tags if (part := found.find(f"{_C}{tag}")) is not None), {})
        for tags in (("cat", "xVal"), ("val", "yVal"))
    )
    return " ".join(words.split()), labels, values


def _points(part: "_Element") -> dict[int, str]:
    code = next((found.text or "" for found in part.iter(f"{_C}formatCode")), "")
    is_number = next(part.iter(f"{_C}numCache", f"{_C}numLit"), None) is not None
    points: dict[int, str] = {}
    # Labels of several levels: the outer ones come last in the file.
    for point in reversed(list(part.iter(f"{_C}pt"))[:_MAX_POINTS]):
        place, value = point.get("idx") or "", point.findtext(f"{_C}v") or ""
        if place.isdigit():
            shown = _shown(value, point.get("formatCode") or code) if is_number else value
            points[int(place)] = " ".join(f"{points.get(int(place), '')} {shown}".split())
    return points


def _shown(value: str, code: str) -> str:
    """A number as its format shows it, as far as the value goes: shares in per cent, days as dates."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    plain = code.split(";")[0].lower()
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        return value
    if "%" in plain:
        decimals = len(plain.partition(".")[2].split("%")[0])
        return f"{round(number * 100, decimals):f}%"
    if "yy" in plain and 0 < number < _MAX_DAYS:
        day = _FIRST_DAY + timedelta(days=int(number))
        return day.isoformat() if "d" in plain else f"{day:%m/%Y}" if "m" in plain else str(day.year)
    # A binary fraction has digits that nobody wrote.
    return f"{Decimal(f'{number:.{_DIGITS}g}').normalize():f}"


def _diagram(root: "_Element") -> Iterator[Draft]:
    """The texts in the order of the tree that they form."""
    texts = {
        point.get("modelId") or "": " ".join("".join(t.text or "" for t in point.iter(f"{_A}t")).split())
        for point in root.iter(f"{_DGM}pt")
        if point.get("type") in (None, "node", "asst", "doc")
    }
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{_DGM}cxn"):
        if link.get("type") in (None, "parOf"):
            order = link.get("srcOrd") or "0"
            child = link.get("destId") or ""
            below.setdefault(link.get("srcId") or "", []).append((int(order) if order.isdigit() else 0, child))
    tops = [point.get("modelId") or "" for point in root.iter(f"{_DGM}pt") if point.get("type") == "doc"]
    waiting = [(top, 0) for top in tops]
    seen: set[str] = set()
    while waiting:
        name, depth = waiting.pop()
        if name in seen or name not in texts or depth > _MAX_DEPTH:
            continue
        seen.add(name)
        if texts[name]:
            yield Draft(BlockKind.LIST_ITEM, texts[name], "- ", level=max(depth, 1))
        waiting += [(child, depth + 1) for _, child in sorted(below.get(name, ()), reverse=True)]
    for name, text in texts.items():
        if text and name not in seen:
            yield Draft(BlockKind.LIST_ITEM, text, "- ", level=1)
