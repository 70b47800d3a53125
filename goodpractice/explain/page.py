"""The explained text as one web page: no script, nothing loaded from elsewhere, everything escaped."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import resources

from goodpractice.explain.explained import Explained, places
from goodpractice.explain.found import entity_rows, figure_rows, table
from goodpractice.explain.marked import Mark, MarkKind, Paragraph, Segment
from goodpractice.explain.wording import (
    edge,
    entity_words,
    figure_words,
    label_words,
    origin_words,
    page_words,
    tint,
)
from models import BlockKind, Entity, Field, Figure, GoodPractice, SectionLabel, Value
from models.assessment import Assessment, Criterion
from pipeline.template import TemplateField

_QUIET = frozenset({BlockKind.HEADER, BlockKind.FOOTER, BlockKind.CONTENTS})
_QUIET_WORDS = {
    BlockKind.HEADER: "running header",
    BlockKind.FOOTER: "running footer",
    BlockKind.CONTENTS: "table of contents",
}


def as_html(parts: Sequence[Explained]) -> str:
    """A whole page for the documents of one practice, or for one document."""
    first = parts[0]
    body = "".join(_document(number, part) for number, part in enumerate(parts, start=1))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(first.title)} – explained</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#text1">Skip to the text</a>\n'
        f"{_header(first)}<main>\n{body}</main>\n"
        "<footer><p>Made by goodpractice. Every value stands in the text at the place its link leads to, "
        "or names the rule that inferred it.</p></footer>\n</body>\n</html>\n"
    )


def _style() -> str:
    css = (resources.files("goodpractice.explain") / "page.css").read_text(encoding="utf-8")
    rules = [f".s-{label} {{ background: {tint(label)}; border-color: {edge(label)}; }}\n" for label in SectionLabel]
    return css + "".join(rules)


def _header(part: Explained) -> str:
    used = dict.fromkeys(s.label for p in part.paragraphs for s in p.segments if s.label)
    chips = "".join(f"<li>{_chip(label)}</li>" for label in SectionLabel if label in used)
    return (
        f'<header>\n<h1 lang="{escape(part.document.language or "en")}">{escape(part.title)}</h1>\n'
        '<h2 id="legend">Legend</h2>\n'
        '<p>Each section starts with its label and has a coloured bar. <a class="figure" href="#legend">Figures</a> '
        'are bold and underlined, <a class="entity" href="#legend">names</a> have a dotted line; both lead to what is '
        'known of them. <span class="left-out">[…]</span> stands where personal data was left out.</p>\n'
        f'<ul class="legend" aria-label="Sections of this text">{chips}</ul>\n</header>\n'
    )


def _chip(label: SectionLabel) -> str:
    return f'<span class="chip s-{label}" title="{escape(label.definition)}">{escape(label_words(label))}</span>'


def _document(number: int, part: Explained) -> str:
    document = part.document
    about = f"{part.name} · {document.doc_id} · language {document.language or 'unknown'}"
    forms = "".join(
        _form(part, practice, assessed) for practice, assessed in zip(part.practices, part.assessments, strict=True)
    )
    none = "" if part.practices else '<p class="empty">This document describes no practice.</p>'
    return (
        f'<section aria-label="{escape(part.name)}">\n<p class="about">{escape(about)}</p>\n<div class="columns">\n'
        f'<div><h2 id="text{number}">Text</h2>\n<div lang="{escape(document.language or "und")}">\n'
        f"{''.join(_blocks(part))}</div></div>\n<div>{forms}{none}</div>\n</div>\n"
        f"{table('Figures', figure_rows(part))}{table('Names', entity_rows(part))}</section>\n"
    )


def _blocks(part: Explained) -> Iterator[str]:
    """The blocks in order, with a line where a page begins and a label where a section does."""
    page_no, label = None, None
    several = len(part.document.pages) > 1
    for paragraph in part.paragraphs:
        if several and paragraph.page_no != page_no:
            page_no = paragraph.page_no
            yield f'<h3 class="page" lang="en">Page {page_no}</h3>\n'
        yield _block(part, paragraph, label)
        label = paragraph.segments[-1].label if paragraph.segments else label


def _block(part: Explained, paragraph: Paragraph, label: SectionLabel | None) -> str:
    block = paragraph.block
    notes = [_QUIET_WORDS[block.kind]] if block.kind in _QUIET else []
    if block.repeats is not None:
        notes.append("repeats an earlier paragraph")
    classes = [
        "block",
        block.kind.value,
        *(["quiet"] if notes else []),
        *([f"s-{paragraph.label}"] if paragraph.label else []),
    ]
    language = (
        f' lang="{escape(block.language)}"' if block.language and block.language != part.document.language else ""
    )
    note = f'<span class="note" lang="en">({"; ".join(notes)})</span> ' if notes else ""
    if block.kind is BlockKind.TABLE:
        content = f"{_labels_of(paragraph, label)}<table>{_rows(paragraph.segments)}</table>"
    else:
        mark = "• " if block.kind is BlockKind.LIST_ITEM else ""
        role = (
            f' role="heading" aria-level="{min(6, 2 + (block.level or 1))}"' if block.kind is BlockKind.HEADING else ""
        )
        content = f"<p{role}>{note}{mark}{_text(paragraph, label)}</p>"
    return f'<div class="{" ".join(classes)}" id="b{paragraph.index}" dir="auto"{language}>{content}</div>\n'


def _labels_of(paragraph: Paragraph, label: SectionLabel | None) -> str:
    return _label(paragraph.label) if paragraph.label and paragraph.label is not label else ""


def _label(label: SectionLabel) -> str:
    return f'<span class="label" lang="en">{_chip(label)}</span> '


def _text(paragraph: Paragraph, label: SectionLabel | None) -> str:
    """The pieces of a paragraph, each section announced where it begins."""
    parts: list[str] = []
    for segment in paragraph.segments:
        if segment.label and segment.label is not label:
            parts.append(_label(segment.label))
        label = segment.label
        parts.append(_segment(segment))
    return "".join(parts)


def _segment(segment: Segment) -> str:
    return _marked(segment.text, segment.mark) if segment.mark else escape(segment.text)


def _marked(text: str, mark: Mark) -> str:
    if isinstance(mark.found, Figure):
        number, words = f"f{mark.number}", figure_words(mark.found)
    elif isinstance(mark.found, Entity):
        number, words = f"e{mark.number}", entity_words(mark.found)
    else:
        return f'<span class="left-out" lang="en">{escape(text)}</span>'
    kind = MarkKind.FIGURE if isinstance(mark.found, Figure) else MarkKind.ENTITY
    return f'<a class="{kind}" id="{number}t" href="#{number}" title="{escape(words)}">{escape(text)}</a>'


def _rows(segments: Iterable[Segment]) -> str:
    """Lines are rows and tabulators part cells, as in the document's text."""
    rows: list[list[str]] = [[""]]
    for segment in segments:
        for line_no, line in enumerate(segment.text.split("\n")):
            if line_no:
                rows.append([""])
            for cell_no, cell in enumerate(line.split("\t")):
                if cell_no:
                    rows[-1].append("")
                if cell:
                    rows[-1][-1] += _segment(Segment(cell, segment.label, segment.mark))
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows if any(row))


def _form(part: Explained, practice: GoodPractice, assessed: Assessment) -> str:
    fields = "".join(_field(part, practice.field(f.name), f) for f in part.template.fields)
    return (
        f'<h2>{escape(practice.title)}</h2>\n<p class="about">{escape(practice.practice_id)}</p>\n'
        f'{_assessment(part, assessed)}<h3>Form</h3>\n<dl class="fields">{fields}</dl>\n'
    )


def _field(part: Explained, field: Field, form_field: TemplateField) -> str:
    length = f" {len(field.display)} of {form_field.limit} characters" if form_field.limit and field.values else ""
    over = f', <span class="over">{field.over_limit} over the limit; nothing was cut</span>' if field.over_limit else ""
    values = "".join(f"<p>{escape(v.display)}</p>{_where(part, v)}" for v in field.values)
    content = values or f'<p class="empty">Empty: {escape(field.reason or "")}</p>'
    return (
        f'<div class="field"><dt>{escape(form_field.label)}</dt>'
        f'<dd>{content}<p class="where">{length}{over}</p></dd></div>\n'
    )


def _where(part: Explained, value: Value) -> str:
    links = []
    for span in places(value, part.document.doc_id):
        block = part.block_of(span)
        words = escape(page_words(part.document, span))
        links.append(words if block is None else f'<a href="#b{block}">{words}</a>')
    return f'<p class="where">{", ".join([*dict.fromkeys(links), escape(origin_words(value))])}</p>'


def _assessment(part: Explained, assessed: Assessment) -> str:
    criteria = "".join(_criterion(part, criterion) for criterion in assessed.criteria)
    missing = "".join(f"<li>{escape(s.message)}</li>" for s in assessed.shortcomings)
    ready = f"<ul>{missing}</ul>" if missing else "<p>Nothing is missing.</p>"
    return (
        f'<h3>The programme’s definition</h3>\n<dl class="fields">{criteria}</dl>\n'
        f"<h3>Before it is submitted</h3>\n{ready}\n"
    )


def _criterion(part: Explained, criterion: Criterion) -> str:
    evidence = "".join(f"<p>{escape(v.display)}</p>{_where(part, v)}" for v in criterion.evidence)
    return (
        f'<div class="field"><dt>{escape(criterion.question)}</dt>'
        f'<dd><span class="answer">{criterion.answer}</span>: {escape(criterion.reason)}{evidence}</dd></div>\n'
    )
