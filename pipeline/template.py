"""The programme's form, read from one versioned data file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from models import SectionLabel, SettingsError


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field of the form.

    `limit` is in characters, `sections` are the labels whose text fills it, an `optional` field may stay empty.
    """

    name: str
    label: str
    limit: int | None
    choices: tuple[str, ...]
    sections: tuple[SectionLabel, ...]
    older_labels: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """One edition of the programme's form."""

    id: str
    name: str
    fields: tuple[TemplateField, ...]

    def field(self, name: str) -> TemplateField:
        """The field of that name.

        Raises:
            KeyError: the form has no such field.
        """
        return {f.name: f for f in self.fields}[name]


@cache
def load_template(template_id: str) -> Template:
    """The form of that id.

    Raises:
        SettingsError: no such file in `models/templates`.
    """
    file = resources.files("models.templates") / f"{template_id}.toml"
    if not file.is_file():
        raise SettingsError(f"No template {template_id!r} in models/templates.")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Template(table["id"], table["name"], tuple(_field(row) for row in table["fields"]))


def _field(row: dict[str, object]) -> TemplateField:
    limit = row.get("limit")
    return TemplateField(
        name=str(row["name"]),
        label=str(row["label"]),
        limit=limit if isinstance(limit, int) else None,
        choices=_texts(row.get("choices")),
        sections=tuple(SectionLabel(label) for label in _texts(row.get("sections"))),
        older_labels=(str(row["older_label"]),) if "older_label" in row else (),
        optional=bool(row.get("optional")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
