"""Values of a table row: the cell is the value, with the cell as its place."""

from extractors.places import country_name, country_of_region
from models import EntityKind, FigureKind, SectionLabel, Span, Value
from models.text import folded, joined, strip
from pipeline.records.evidence import Evidence, Filled
from pipeline.table_rows import EXTRACTOR, Row
from pipeline.template import TemplateField

#: A cell of these fields is shown by the normalised names of what it holds.
_KINDS = {
    "country": EntityKind.COUNTRY,
    "region": EntityKind.REGION,
    "programme": EntityKind.PROGRAMME,
}


def fill_cells(evidence: Evidence, form_field: TemplateField, row: Row) -> Filled:
    """The cells that the table has for the field; the reason names the column that is empty."""
    cells = row.cells.get(form_field.name, ())
    if not cells:
        return (), f"the column “{row.headers[form_field.name]}” is empty in this row"
    spans = [span for cell in cells for span in _shown(evidence, cell)]
    if not spans:
        return (), f"the column “{row.headers[form_field.name]}” holds contact data only"
    if form_field.choices:
        return _chosen(evidence, form_field, spans, row)
    return tuple(value for span in spans for value in _values(evidence, form_field.name, span)), None


def country_of_row(evidence: Evidence, row: Row) -> Filled | None:
    """The country that the region of the row lies in, where the table has no column for countries."""
    cells = row.cells.get("region", ())
    regions = [e for e in evidence.entities(EntityKind.REGION) if e.code and any(c.contains(e.span) for c in cells)]
    codes = {country_of_region(region.code or "") for region in regions}
    if len(codes) != 1:
        return None
    spans = tuple(region.span for region in regions)
    return (evidence.derived(country_name(codes.pop()), "country-of-region/1", spans, 0.7),), None


def _shown(evidence: Evidence, cell: Span) -> list[Span]:
    """The parts of a cell that are no contact data."""
    text, start = evidence.document.text, cell.start
    parts = []
    for section in evidence.annotations.sections:
        if section.label is SectionLabel.CONTACT and cell.overlaps(section.span):
            parts.append(Span(start, max(start, section.span.start)))
            start = min(section.span.end, cell.end)
    return [part for part in (strip(text, part) for part in (*parts, Span(start, cell.end))) if len(part)]


def _chosen(evidence: Evidence, form_field: TemplateField, spans: list[Span], row: Row) -> Filled:
    """A closed list takes only what is on it."""
    names = {folded(choice): choice for choice in form_field.choices}
    found = [(span, names.get(folded(span.of(evidence.document.text)))) for span in spans]
    values = tuple(evidence.value(span, 1.0, EXTRACTOR, name) for span, name in found if name)
    if values:
        return values, None
    return (), f"what the column “{row.headers[form_field.name]}” says is not on the form's list"


def _values(evidence: Evidence, name: str, span: Span) -> list[Value]:
    if name in _KINDS:
        inside = [e for e in evidence.entities(_KINDS[name]) if span.contains(e.span)]
        if inside:
            return [evidence.value(e.span, e.score, e.extractor, e.name) for e in inside]
    if name in ("start", "end"):
        return [_date(evidence, name, span)]
    return [evidence.value(span, 1.0, EXTRACTOR, joined(span.of(evidence.document.text)))]


def _date(evidence: Evidence, name: str, span: Span) -> Value:
    """The date in the cell in its normalised form; of a period its own end."""
    for figure in evidence.annotations.figures:
        without_year = str(figure.value).startswith("--")
        if figure.kind is FigureKind.DATE and span.contains(figure.span) and not without_year:
            shown = figure.value_max if name == "end" and figure.value_max is not None else figure.value
            return evidence.value(figure.span, figure.score, figure.extractor, str(shown))
    return evidence.value(span, 1.0, EXTRACTOR, joined(span.of(evidence.document.text)))
