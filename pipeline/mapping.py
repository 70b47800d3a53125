"""Which column of a table is which field of the form, so that one row is one practice.

A mapping is a TOML file:

    sheet = "Projects"                       # optional: the only sheet to read
    [columns]
    title = "Project name"
    detail = ["Summary", "What was done"]    # several columns, in this order

Without one, columns headed by a field's name or label (`title`, `Country`, `Evidence of success`) map themselves.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models import SettingsError
from models.text import folded
from pipeline.template import Template

#: A table is one of practices when so many of its columns map themselves, the title among them.
_MIN_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Headers by name of the field; `sheet` names the only sheet to take."""

    path: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    sheet: str | None = None


@cache
def load_mapping(path: str) -> TableMapping:
    """The mapping in that file.

    Raises:
        SettingsError: it cannot be read, or is no mapping.
    """
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The mapping file {path} cannot be read: {error}") from error
    columns, sheet = table.pop("columns", None), table.pop("sheet", None)
    if not isinstance(columns, dict) or "title" not in columns:
        raise SettingsError(f'The mapping file {path} needs [columns] with at least title = "Header of the column".')
    if table or not isinstance(sheet, str | None):
        raise SettingsError(f"The mapping file {path} takes sheet (a name) and [columns]; got {', '.join(table)}.")
    named = tuple((name, _headers(path, name, value)) for name, value in columns.items())
    return TableMapping(path, named, sheet)


def _headers(path: str, name: str, value: object) -> tuple[str, ...]:
    headers = value if isinstance(value, list) else [value]
    if not headers or not all(isinstance(header, str) and header.strip() for header in headers):
        raise SettingsError(f"The mapping file {path}: {name} must be the header of a column, or a list of headers.")
    return tuple(headers)


def check_mapping(mapping: TableMapping, template: Template) -> None:
    """Refuse fields that the form does not have.

    Raises:
        SettingsError: with the names that it has.
    """
    known = [field.name for field in template.fields]
    for name, _ in mapping.columns:
        if name not in known:
            raise SettingsError(
                f"The mapping file {mapping.path}: the form has no field {name!r}; its fields are {', '.join(known)}."
            )


def mapped_columns(header: Sequence[str], mapping: TableMapping, table: str) -> dict[str, tuple[int, ...]]:
    """Indexes of columns by field, in the order of the mapping; `table` names the table in messages.

    Raises:
        SettingsError: a column that is not there, with those that are.
    """
    places = {folded(text): index for index, text in reversed(list(enumerate(header))) if text}
    for name, headers in mapping.columns:
        for wanted in headers:
            if folded(wanted) not in places:
                raise SettingsError(
                    f"{table} has no column {wanted!r}, which {mapping.path} names for {name}; "
                    f"its columns are {', '.join(text for text in header if text)}."
                )
    return {name: tuple(places[folded(wanted)] for wanted in headers) for name, headers in mapping.columns}


def own_columns(header: Sequence[str], template: Template) -> dict[str, tuple[int, ...]]:
    """Indexes of the columns that are headed by a field's name or label; empty when they are too few."""
    names = {
        folded(text): field.name
        for field in reversed(template.fields)
        for text in (field.name, field.label, *field.older_labels)
    }
    found: dict[str, tuple[int, ...]] = {}
    for index, text in enumerate(header):
        name = names.get(folded(text))
        if name:
            found.setdefault(name, (index,))
    return found if "title" in found and len(found) >= _MIN_COLUMNS else {}
