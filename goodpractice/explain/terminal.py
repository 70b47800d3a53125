"""The explained text for the terminal: the section in the margin and as colour, figures and names marked."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from goodpractice.explain.explained import Explained
from goodpractice.explain.marked import MarkKind, Paragraph, Segment
from goodpractice.explain.wording import label_words, tint
from goodpractice.views import assessment_table
from models import BlockKind, SectionLabel

_INK = "#1a1a1a"
_QUIET = frozenset({BlockKind.HEADER, BlockKind.FOOTER, BlockKind.CONTENTS})
#: Round figures and names where colours and bold letters cannot be shown.
_SIGNS = {MarkKind.FIGURE: ("{", "}"), MarkKind.ENTITY: ("<", ">")}


def as_text(parts: Sequence[Explained], has_colours: bool) -> RenderableType:
    """Each document with its text, then what is said about its practices."""
    shown: list[RenderableType] = []
    for part in parts:
        about = f"{part.name}  {part.document.doc_id}  {part.document.language or ''}"
        shown += [
            Text(part.title, style="bold"),
            Text(about, style="dim"),
            _legend(has_colours),
            _text(part, has_colours),
        ]
        for assessed in part.assessments:
            shown.append(assessment_table(assessed))
    return Group(*shown)


def _legend(has_colours: bool) -> Text:
    legend = Text("Margin: section. ")
    for kind, words in ((MarkKind.FIGURE, "figure"), (MarkKind.ENTITY, "name")):
        legend.append_text(_signed(words, kind, has_colours)).append(", ")
    return legend.append("[…] personal data left out.")


def _text(part: Explained, has_colours: bool) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column("Page", style="dim", no_wrap=True, width=5)
    table.add_column("Section", no_wrap=True, width=16)
    table.add_column("Text", ratio=1)
    page_no: int | None = None
    label: SectionLabel | None = None
    for paragraph in part.paragraphs:
        page = f"p. {paragraph.page_no}" if paragraph.page_no != page_no else ""
        page_no = paragraph.page_no
        own = paragraph.label
        margin = Text(label_words(own) if own and own is not label else "", style=_style(own, has_colours))
        table.add_row(page, margin, _paragraph(paragraph, has_colours))
        label = paragraph.segments[-1].label if paragraph.segments else label
    return table


def _style(label: SectionLabel | None, has_colours: bool) -> str:
    return f"{_INK} on {tint(label)}" if label and has_colours else ""


def _paragraph(paragraph: Paragraph, has_colours: bool) -> Text:
    block = paragraph.block
    line = Text("• " if block.kind is BlockKind.LIST_ITEM else "")
    previous = paragraph.label
    for segment in paragraph.segments:
        if segment.label is not previous and segment.label is not None:
            line.append(f"[{label_words(segment.label)}] ", style="bold")
        previous = segment.label
        line.append_text(_segment(segment, has_colours))
    if block.kind is BlockKind.HEADING:
        line.stylize("bold")
    if block.kind in _QUIET or block.repeats is not None:
        line.stylize("dim")
        line.append(" (repeated)" if block.repeats is not None else f" ({block.kind.value})", style="dim")
    return line


def _segment(segment: Segment, has_colours: bool) -> Text:
    style = _style(segment.label, has_colours)
    text = segment.text.replace("\t", " | ")
    mark = segment.mark
    if mark is None or mark.kind is MarkKind.LEFT_OUT:
        return Text(text, style=style or "")
    marked = _signed(text, mark.kind, has_colours)
    marked.stylize(style)
    return marked


def _signed(text: str, kind: MarkKind, has_colours: bool) -> Text:
    if has_colours:
        return Text(text, style="bold underline" if kind is MarkKind.FIGURE else "italic underline")
    before, after = _SIGNS[kind]
    return Text(f"{before}{text}{after}")
