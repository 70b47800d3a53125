"""Tables whose rows are practices: one boundary for each row, one section for each cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models import (
    Annotations,
    Block,
    BlockKind,
    Document,
    EntityKind,
    PracticeBoundary,
    Section,
    SectionLabel,
    SettingsError,
    Span,
)
from models.text import folded
from pipeline.contacts import is_contact_column, without_contacts
from pipeline.mapping import TableMapping, mapped_columns, own_columns
from pipeline.template import Template

EXTRACTOR = "table-row/1"
_SHEETS = frozenset({"text/csv"}) | {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
}
#: Cells of text where the form does not say which section they are; the others without one are facts.
_LABELS = {
    "summary": SectionLabel.SUMMARY,
    "detail": SectionLabel.ACTIVITIES,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One practice of a table.

    Attributes:
        boundary: the whole row; its title is empty when the cell is.
        cells: places of the filled cells by field, in the order of the mapping.
        headers: what the columns of each mapped field are called, filled or not.
        others: (header, place) of the filled cells that no field takes.
    """

    boundary: PracticeBoundary
    cells: dict[str, tuple[Span, ...]]
    headers: dict[str, str]
    others: tuple[tuple[str, Span], ...]


def rows_of(document: Document, template: Template, mapping: TableMapping | None) -> tuple[Row, ...]:
    """The practices of a spreadsheet or CSV file; none when its columns do not map, or it is another kind of file.

    Raises:
        SettingsError: the mapping names a sheet or column that is not there.
    """
    if document.source.media_type not in _SHEETS:
        return ()
    tables = list(_tables(document))
    if mapping and mapping.sheet:
        named = [pair for pair in tables if folded(pair[0]) == folded(mapping.sheet)]
        if not named:
            raise SettingsError(
                f"{document.source.uri.rpartition('/')[2]} has no sheet {mapping.sheet!r}, which {mapping.path} names; "
                f"its sheets are {', '.join(name for name, _ in tables)}."
            )
        tables = named
    found: list[Row] = []
    for name, block in tables:
        header = block.rows[0]
        columns = mapped_columns(header, mapping, name) if mapping else own_columns(header, template)
        if columns:
            found += _table_rows(document, block, columns)
    return tuple(found)


def _tables(document: Document) -> Iterator[tuple[str, Block]]:
    """Tables with the name of their sheet (of the file when there is only one)."""
    name = document.source.uri.rpartition("/")[2]
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            name = block.content.of(document.text)
        elif block.kind is BlockKind.TABLE and block.rows:
            yield name, block


def _table_rows(document: Document, block: Block, columns: dict[str, tuple[int, ...]]) -> Iterator[Row]:
    header, *lines = cell_spans(block, document.text)
    names = [span.of(document.text) for span in header]
    headers = {field: " and ".join(names[i] for i in places) for field, places in columns.items()}
    taken = {index for places in columns.values() for index in places}
    for cells in lines:
        filled = {index: span for index, span in enumerate(cells) if len(span)}
        mapped = {field: tuple(filled[i] for i in places if i in filled) for field, places in columns.items()}
        others = tuple((names[i] if i < len(names) else "", span) for i, span in filled.items() if i not in taken)
        whole = Span(min(span.start for span in filled.values()), max(span.end for span in filled.values()))
        title = mapped["title"][0] if mapped["title"] else None
        boundary = PracticeBoundary(whole, title.of(document.text) if title else "", title, 1.0, EXTRACTOR)
        yield Row(boundary, {field: spans for field, spans in mapped.items() if spans}, headers, others)


def cell_spans(block: Block, text: str) -> list[list[Span]]:
    """Places of the cells of a table, row by row; an empty cell has an empty span."""
    rows: list[list[Span]] = []
    at = block.content.start
    for index, line in enumerate(block.content.of(text).split("\n")):
        # The text of a block never starts with white space, so empty cells before its first word are not in it.
        missing = next(i for i, cell in enumerate(block.rows[0]) if cell) if index == 0 else 0
        cells = [Span(at, at)] * missing
        for cell in re.split("\t", line):
            cells.append(Span(at, at + len(cell)))
            at += len(cell) + 1
        rows.append(cells)
    return rows


def annotated(document: Document, annotations: Annotations, rows: Sequence[Row], template: Template) -> Annotations:
    """The annotations with the rows as practices and their cells as sections."""
    persons = tuple(e.span for e in annotations.entities if e.kind is EntityKind.PERSON)
    sections = tuple(
        part
        for row in rows
        for section in _sections(row, template, frozenset(persons))
        for part in without_contacts(section, document.text, persons)
    )
    return replace(annotations, practices=tuple(row.boundary for row in rows), sections=sections, no_practice=None)


def _sections(row: Row, template: Template, persons: frozenset[Span]) -> Iterator[Section]:
    """One section for each cell of text, one for neighbouring cells of facts.

    A column that fills two fields has the label of the first.
    """
    labels: dict[Span, SectionLabel] = {}
    for name, spans in row.cells.items():
        label = _LABELS.get(name) or next(iter(template.field(name).sections), SectionLabel.OTHER)
        for span in spans:
            labels.setdefault(span, label)
    for header, span in row.others:
        private = is_contact_column(header) or span in persons
        labels[span] = SectionLabel.CONTACT if private else SectionLabel.OTHER
    facts: Span | None = None
    for span in sorted(labels):
        is_fact = labels[span] is SectionLabel.OTHER
        if facts and is_fact:
            facts = Span(facts.start, span.end)
            continue
        if facts:
            yield Section(SectionLabel.OTHER, facts, None, 1.0, EXTRACTOR)
        facts = span if is_fact else None
        if not is_fact:
            yield Section(labels[span], span, None, 1.0, EXTRACTOR)
    if facts:
        yield Section(SectionLabel.OTHER, facts, None, 1.0, EXTRACTOR)
