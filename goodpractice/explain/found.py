"""Tables of the figures and names on the page, each row tied to its place in the text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from extractors.places import is_region, region_edition
from goodpractice.explain.explained import Explained
from goodpractice.explain.wording import ENTITY_WORDS, figure_value, page_words
from models import Entity, Figure
from models.text import joined


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its id on the page, and the cells by column."""

    number: str
    cells: dict[str, str]


def figure_rows(part: Explained) -> Iterator[Row]:
    """The figures that are marked in the text."""
    for mark in part.marks:
        if isinstance(mark.found, Figure):
            figure = mark.found
            yield Row(
                f"f{mark.number}",
                {
                    "In the text": joined(figure.text),
                    "Value": figure_value(figure),
                    "Kind": figure.kind.value,
                    "Counts": joined(figure.unit or "") if figure.currency is None else "",
                    "Role": figure.role.value,
                    "Score": f"{figure.score:.2f}",
                    "Note": figure.note or "",
                    "Where": page_words(part.document, figure.span),
                },
            )


def entity_rows(part: Explained) -> Iterator[Row]:
    """The names that are marked in the text."""
    for mark in part.marks:
        if isinstance(mark.found, Entity):
            entity = mark.found
            yield Row(
                f"e{mark.number}",
                {
                    "In the text": joined(entity.text),
                    "Name": entity.name,
                    "Kind": ENTITY_WORDS[entity.kind],
                    "Code": _code(entity),
                    "Role": entity.role.value.replace("_", " ") if entity.role else "",
                    "Score": f"{entity.score:.2f}",
                    "Where": page_words(part.document, entity.span),
                },
            )


def _code(entity: Entity) -> str:
    if entity.code and is_region(entity.code):
        return f"{entity.code} (NUTS {region_edition(entity.code)}, level {len(entity.code) - 2})"
    return entity.code or ""


def table(caption: str, rows: Iterable[Row]) -> str:
    """The table in HTML; empty when there are no rows."""
    listed = list(rows)
    if not listed:
        return ""
    columns = [c for c in listed[0].cells if any(row.cells[c] for row in listed)]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f'<tr id="{row.number}">{"".join(_cell(row, c) for c in columns)}</tr>\n' for row in listed)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="found">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )


def _cell(row: Row, column: str) -> str:
    text = escape(row.cells[column])
    if column == "In the text":
        return f'<th scope="row"><a href="#{row.number}t">{text}</a></th>'
    return f"<td>{text}</td>"
