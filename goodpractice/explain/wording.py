"""How sections, figures, entities and places of values are put into words and colours."""

import colorsys

from models import Document, DocumentProperty, Entity, EntityKind, Figure, SectionLabel, Span, Value
from models.practice import Derived
from models.text import joined

#: Words for people; the codes stay in the data.
ENTITY_WORDS = {
    EntityKind.ORG: "organisation",
    EntityKind.REGION: "region",
    EntityKind.COUNTRY: "country",
    EntityKind.PROGRAMME: "programme",
    EntityKind.PROJECT: "project",
    EntityKind.PERSON: "person",
    EntityKind.FUND: "fund",
}
_SIGNS = {"about": "about ", "over": "over ", "up_to": "up to "}


def tint(label: SectionLabel) -> str:
    """A pale background, as #rrggbb; black text on it has a contrast of at least 12 to 1."""
    return _colour(label, lightness=0.91, saturation=0.75)


def edge(label: SectionLabel) -> str:
    """The same hue, dark enough for a line beside white (at least 3 to 1)."""
    return _colour(label, lightness=0.33, saturation=0.65)


def _colour(label: SectionLabel, lightness: float, saturation: float) -> str:
    labels = list(SectionLabel)
    # Neighbours in the list get distant hues.
    hue = (labels.index(label) * 4 % len(labels)) / len(labels)
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def label_words(label: SectionLabel) -> str:
    """The label without underscores."""
    return label.value.replace("_", " ")


def figure_value(figure: Figure) -> str:
    """The exact value as people read it: "over 1,250,000 EUR", "2013 – 2015"."""
    if str(figure.value).startswith("--"):
        return f"{joined(figure.text)} (no year)"
    parts = [figure.value] if figure.value_max is None else [figure.value, figure.value_max]
    value = " – ".join(part if isinstance(part, str) else f"{part:,}" for part in parts)
    unit = figure.currency or joined(figure.unit or "")
    return f"{_SIGNS.get(figure.qualifier or '', '')}{value} {unit}".rstrip()


def figure_words(figure: Figure) -> str:
    """Everything about a figure in one line."""
    doubt = f" (in doubt: {figure.note})" if figure.note else ""
    inferred = " (currency inferred)" if figure.currency_inferred else ""
    return f"{figure.kind.value}, {figure.role.value}: {figure_value(figure)}{inferred}{doubt}"


def entity_words(entity: Entity) -> str:
    """Everything about an entity in one line."""
    role = f", {entity.role.value.replace('_', ' ')}" if entity.role else ""
    code = f" ({entity.code})" if entity.code else ""
    return f"{ENTITY_WORDS[entity.kind]}{role}: {entity.name}{code}"


def origin_words(value: Value) -> str:
    """Where a value comes from, in words; never without a place or a rule."""
    if isinstance(value.origin, Span):
        return f"in the text, score {value.score:.2f}"
    if isinstance(value.origin, DocumentProperty):
        return f"document property “{value.origin.name}”"
    if isinstance(value.origin, Derived):
        return f"inferred by {value.origin.rule}, score {value.score:.2f}"
    return f"entered by {value.origin.decided_by}"


def page_words(document: Document, span: Span) -> str:
    """The page, or the characters where a document has no pages of its own."""
    if len(document.pages) > 1 or any(page.height for page in document.pages):
        return f"p. {document.page_no(span)}"
    return f"characters {span.start}–{span.end}"
