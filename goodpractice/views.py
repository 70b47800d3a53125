"""What people see in the terminal."""

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from models import (
    Assessment,
    Derived,
    Document,
    DocumentProperty,
    EntityKind,
    Field,
    Figure,
    FigureKind,
    FigureRole,
    GoodPractice,
    RunReport,
    SearchHit,
    SectionLabel,
    Span,
    Status,
    StepError,
    Value,
)
from models.text import joined
from pipeline.report import note, summary_line
from pipeline.template import Template

if TYPE_CHECKING:
    from goodpractice.doctor import Check

#: Longer texts are shown by their beginning; --json and export give them whole.
_SNIPPET = 280


def console() -> Console:
    """Standard output; wide enough for tables where it is no terminal."""
    plain = Console(highlight=False)
    if plain.is_terminal or "COLUMNS" in os.environ:
        return plain
    return Console(highlight=False, width=120)


def overview(practice: GoodPractice) -> dict[str, Any]:
    """A practice in one line, for `list --json`."""
    filled = sum(bool(f.values) for f in practice.fields)
    return {
        "practice_id": practice.practice_id,
        "title": practice.title,
        "country": practice.field("country").display or None,
        "region": practice.field("region").display or None,
        "institution": practice.field("institution").display or None,
        "filled": filled,
        "fields": len(practice.fields),
        "figures": len(practice.figures),
        "doc_ids": [s.doc_id for s in practice.sources],
    }


def practice_table(practices: Sequence[GoodPractice]) -> Table:
    """All practices, one row each."""
    table = Table(
        title=f"{len(practices)} good practice{'s' if len(practices) != 1 else ''}",
        title_justify="left",
        header_style="bold",
    )
    for name, width in (("ID", 13), ("Title", None), ("Country", 12), ("Region", 22), ("Main institution", 30)):
        table.add_column(name, min_width=width if name == "ID" else None, max_width=width, overflow="fold")
    table.add_column("Filled", justify="right", no_wrap=True)
    for practice in practices:
        row = overview(practice)
        table.add_row(
            row["practice_id"],
            escape(row["title"]),
            *(escape(row[name] or "–") for name in ("country", "region", "institution")),
            f"{row['filled']}/{row['fields']}",
        )
    return table


def quarantine_table(failed: dict[str, tuple[StepError, ...]]) -> RenderableType:
    """Documents that could not be read, each with the reason."""
    if not failed:
        return Text("No document is in quarantine.")
    table = Table(title=f"{len(failed)} documents in quarantine", title_justify="left", header_style="bold")
    table.add_column("Document", overflow="fold")
    table.add_column("Why, and what to do")
    for uri, errors in failed.items():
        table.add_row(escape(uri), escape(" ".join(error.message for error in errors)))
    return table


def practice_form(
    practice: GoodPractice, documents: dict[str, Document], template: Template, assessment: Assessment
) -> RenderableType:
    """The form, each value with its place and each gap with its reason, then how it meets the definition."""
    table = Table(show_header=True, header_style="bold", show_lines=True, expand=True)
    table.add_column("Field", ratio=3)
    table.add_column("Value", ratio=10)
    table.add_column("Where", ratio=3)
    labels = {f.name: f for f in template.fields}
    for field in practice.fields:
        form_field = labels[field.name]
        label = Text(form_field.label)
        if form_field.limit:
            length = len(field.display)
            label.append(f"\n{length} of {form_field.limit}", style="red" if field.over_limit else "dim")
        table.add_row(label, _values(field), _places(field))
    sources = ", ".join(documents[s.doc_id].source.uri for s in practice.sources)
    parts: list[RenderableType] = [
        Text(practice.title, style="bold"),
        Text(f"{practice.practice_id}  {sources}", "dim"),
        table,
        assessment_table(assessment),
    ]
    if practice.figures:
        parts.append(figure_table(practice.figures, documents[practice.sources[0].doc_id]))
    return Group(*parts)


def assessment_table(assessment: Assessment) -> Table:
    """The programme's questions with their answers, then what to mend."""
    table = Table(title="The programme's definition", title_justify="left", header_style="bold", expand=True)
    table.add_column("Question", ratio=3)
    table.add_column("Answer", no_wrap=True)
    table.add_column("Because", ratio=8)
    for criterion in assessment.criteria:
        evidence = "".join(f"\n“{v.display}”" + (f" (p. {v.page_no})" if v.page_no else "") for v in criterion.evidence)
        answer = Text(criterion.answer.value, style="bold")
        table.add_row(Text(criterion.question), answer, Text(criterion.reason + evidence))
    messages = "\n".join(s.message for s in assessment.shortcomings) or "nothing is missing"
    table.add_row(Text("Ready to submit?"), Text("yes" if assessment.is_ready else "no", style="bold"), Text(messages))
    return table


def _values(field: Field) -> Text:
    if not field.values:
        return Text(f"– {field.reason}", style="dim")
    text = Text("\n\n").join(Text(value.display) for value in field.values)
    if field.over_limit:
        text.append(f"\n({field.over_limit} characters over the limit; nothing was cut)", style="red")
    return text


def _places(field: Field) -> Text:
    return Text("\n\n").join(Text(_place(value), style="dim") for value in field.values)


def _place(value: Value) -> str:
    page = f"p. {value.page_no}, " if value.page_no else ""
    if isinstance(value.origin, Span):
        return f"{page}characters {value.origin.start}–{value.origin.end}, score {value.score:.2f}"
    if isinstance(value.origin, DocumentProperty):
        return f"document property “{value.origin.name}”"
    if isinstance(value.origin, Derived):
        return f"{page}inferred by {value.origin.rule}, score {value.score:.2f}"
    return f"entered by {value.origin.decided_by}"


def figure_table(figures: Sequence[Figure], document: Document) -> Table:
    """Figures as they stand in the text and as data."""
    table = Table(title="Figures", title_justify="left", header_style="bold")
    for name in ("In the text", "Kind", "Value", "Counts", "Role", "Page"):
        table.add_column(name, justify="right" if name in ("Value", "Page") else "left")
    for figure in figures:
        table.add_row(
            escape(joined(figure.text)),
            figure.kind.value,
            _figure_value(figure),
            escape(joined(figure.unit or "")),
            figure.role.value,
            str(document.page_no(figure.span)),
        )
    return table


def _figure_value(figure: Figure) -> str:
    if str(figure.value).startswith("--"):
        return f"{joined(figure.text)} (no year)"
    value = figure.value if isinstance(figure.value, str) else f"{figure.value:,}"
    if figure.value_max is not None:
        value += f" – {figure.value_max if isinstance(figure.value_max, str) else f'{figure.value_max:,}'}"
    signs = {"about": "≈ ", "over": "> ", "up_to": "≤ "}
    return f"{signs.get(figure.qualifier or '', '')}{value} {figure.currency or ''}".rstrip()


def hit_list(hits: Sequence[SearchHit], before: int = 0) -> RenderableType:
    """Hits with their best passage and where it stands, numbered after those of earlier pages."""
    parts: list[RenderableType] = []
    for number, hit in enumerate(hits, start=before + 1):
        place = ", ".join(part for part in (hit.region, hit.country) if part)
        head = Text(f"{number}. ").append(hit.title, style="bold").append(f"  {place}" if place else "", style="dim")
        passage = hit.passage.text
        shown = passage if len(passage) <= _SNIPPET else passage[:_SNIPPET].rsplit(" ", 1)[0] + " …"
        name = hit.document.rpartition("/")[2]
        source = f"{hit.practice_id}  {hit.passage.label}, {name}, p. {hit.passage.page_no}"
        if hit.score is not None:
            source += f", score {hit.score:.2f}"
        if hit.matched:
            source += f", words: {', '.join(hit.matched)}"
        if hit.unstated:
            silent = ", ".join(re.split(r"[:\[]", condition)[0] for condition in hit.unstated)
            head.append(f"  says nothing about: {silent}", style="yellow")
        parts += [head, Padding(Text(shown), (0, 0, 0, 3)), Padding(Text(source, style="dim"), (0, 0, 1, 3))]
    return Group(*parts)


def run_report(report: RunReport) -> RenderableType:
    """The outcome of a run: one sentence, then what somebody should look at."""
    parts: list[RenderableType] = [Text(summary_line(report), style="bold")]
    for result in report.results:
        name = result.uri.rpartition("/")[2]
        if result.status is Status.FAILED:
            parts.append(Text(f"  failed: {name}: {note(result)}", style="red"))
        elif result.status is Status.PARTIAL:
            pages = ", ".join(str(error.page_no) for error in result.errors if error.page_no)
            where = f"pages {pages}: " if pages else ""
            parts.append(Text(f"  in part: {name}: {where}{note(result)}", style="yellow"))
        elif result.document and not result.practices:
            parts.append(Text(f"  no practice: {name}: {note(result)}", style="yellow"))
        elif result.note:
            parts.append(Text(f"  {result.arrival.value}: {name}: {result.note}", style="dim"))
    if any(result.practices for result in report.results):
        parts.append(Text("See them with: goodpractice list"))
    return Group(*parts)


def label_lists() -> dict[str, Any]:
    """All closed lists, for `labels --json`."""
    return {
        "sections": {label.value: label.definition for label in SectionLabel},
        "figure_kinds": [kind.value for kind in FigureKind],
        "figure_roles": [role.value for role in FigureRole],
        "entity_kinds": [kind.value for kind in EntityKind],
    }


def label_table() -> RenderableType:
    """The closed lists with the meaning of each section label."""
    table = Table(title="Sections", title_justify="left", header_style="bold")
    table.add_column("Label")
    table.add_column("What it is about")
    for label in SectionLabel:
        table.add_row(label.value, label.definition)
    lists = label_lists()
    rest = [f"{name.replace('_', ' ').capitalize()}: {', '.join(lists[name])}" for name in list(lists)[1:]]
    return Group(table, *(Text(line) for line in rest))


def check_table(checks: "Sequence[Check]") -> Table:
    """What doctor found, with what to do."""
    table = Table(header_style="bold")
    for name in ("", "What", "Found", "What to do"):
        table.add_column(name, overflow="fold")
    marks = {"ok": "[green]✓[/]", "note": "[yellow]•[/]", "problem": "[red]✗[/]"}
    for check in checks:
        table.add_row(marks[check.state.value], escape(check.what), escape(check.found), escape(check.advice))
    return table
