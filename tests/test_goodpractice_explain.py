"""The explained text: complete, escaped, legible, and without personal data unless asked for."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from goodpractice import Catalogue, Settings, StoreError
from goodpractice.explain.explained import Explained, explain
from goodpractice.explain.marked import MarkKind, shown
from goodpractice.explain.page import as_html
from goodpractice.explain.terminal import as_text
from goodpractice.explain.wording import edge, tint
from models import EntityKind, SectionLabel
from models.text import joined

#: WCAG 2.1: text, and what is needed to understand a picture or a control.
TEXT_CONTRAST, PART_CONTRAST = 4.5, 3.0
NOTE = """Tool sheds for allotments <script>alert(1)</script>
Podravska, Croatia

Summary
Twelve sheds lend tools & seeds to gardeners; "half" of the tools were given.

Results
By 2020, 340 gardeners had borrowed 1.250 tools.

Contact
Ada Placeholder, ada.placeholder@example.org, +00 12 345 67 89
"""


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def attributes(self, name: str) -> list[str]:
        return [str(attributes[name]) for _, attributes in self.tags if name in attributes]


def explained(catalogue: Catalogue, title: str, contacts: bool = False) -> list[Explained]:
    practice = next(p for p in catalogue.all() if p.title.startswith(title))
    return explain(catalogue, practice.practice_id, contacts)


@pytest.fixture(scope="module")
def note(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("note")
    (folder / "sheds.txt").write_text(NOTE, encoding="utf-8")
    catalogue = Catalogue.open(folder / "catalogue", Settings())
    assert not catalogue.ingest([folder / "sheds.txt"]).failed
    return catalogue


def test_every_word_of_the_practice_stands_on_the_page(sample_catalogue: Catalogue) -> None:
    parts = explained(sample_catalogue, "Repair vouchers", contacts=True)
    words = joined(" ".join(Page(as_html(parts)).words))
    for block in parts[0].document.body():
        if block.content.overlaps(parts[0].scope):
            for word in block.content.of(parts[0].document.text).split():
                assert word in words


def test_page_is_complete_in_itself_and_every_link_leads_somewhere(sample_catalogue: Catalogue) -> None:
    for practice in sample_catalogue.all():
        page = Page(as_html(explain(sample_catalogue, practice.practice_id)))
        ids = page.attributes("id")
        assert len(ids) == len(set(ids))
        assert [link for link in page.attributes("href") if not link.startswith("#") or link[1:] not in ids] == []
        assert not {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "object"}
        assert page.attributes("src") == []


def test_text_of_the_document_is_never_markup(note: Catalogue) -> None:
    page = as_html(explain(note, note.all()[0].practice_id))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "tools &amp; seeds" in page


def test_control_characters_and_marks_of_direction_are_made_visible() -> None:
    assert shown("red \x1b[31m text \u202e turned") == "red \ufffd[31m text \ufffd turned"


def test_personal_data_is_shown_only_when_asked_for(note: Catalogue) -> None:
    practice = note.all()[0].practice_id
    hidden, open_ = as_html(explain(note, practice)), as_html(explain(note, practice, contacts=True))
    for private in ("Placeholder", "ada.placeholder", "345 67"):
        assert private not in hidden
        assert private in open_
    assert "[contact details left out]" in hidden


def test_whole_document_is_explained_by_its_own_id(sample_catalogue: Catalogue) -> None:
    document = next(
        sample_catalogue.document(p.sources[0].doc_id)
        for p in sample_catalogue.all()
        if p.title.startswith("Shared delivery vans")
    )
    (part,) = explain(sample_catalogue, document.doc_id[:12])
    assert (part.document.doc_id, len(part.practices)) == (document.doc_id, 3)
    assert len(part.paragraphs) == len(document.blocks)


def test_unknown_document_is_an_error(sample_catalogue: Catalogue) -> None:
    with pytest.raises(StoreError, match="No document has an id that begins with 'doc-none'"):
        explain(sample_catalogue, "doc-none")


def test_marks_stand_at_their_place_and_say_what_they_are(sample_catalogue: Catalogue) -> None:
    (part,) = explained(sample_catalogue, "Repair vouchers")
    figures = {m.found.text for m in part.marks if m.kind is MarkKind.FIGURE and m.found}
    names = {m.found.text for m in part.marks if m.kind is MarkKind.ENTITY and m.found}
    assert {"18.460", "EUR 1.250.000", "9 out of 10"} <= figures
    assert {"Styria", "Austria", "ERDF"} <= names
    page = as_html([part])
    assert 'title="money, budget: 1,250,000 EUR">EUR 1.250.000</a>' in page
    assert "AT22 (NUTS 2024, level 2)" in page


def test_language_of_page_and_of_text_are_given(sample_catalogue: Catalogue) -> None:
    page = as_html(explained(sample_catalogue, "Gläserne Werkstatt"))
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert '<div lang="de">' in page


@pytest.mark.parametrize("label", SectionLabel)
def test_colours_have_the_contrast_that_the_guidelines_ask_for(label: SectionLabel) -> None:
    assert _contrast("#1a1a1a", tint(label)) >= TEXT_CONTRAST
    assert _contrast("#4d4d4d", tint(label)) >= TEXT_CONTRAST
    assert _contrast(edge(label), "#ffffff") >= PART_CONTRAST
    assert _contrast(edge(label), tint(label)) >= PART_CONTRAST


def test_labels_have_colours_of_their_own() -> None:
    assert len({tint(label) for label in SectionLabel}) == len(SectionLabel)


def test_terminal_names_sections_and_marks_without_colours(sample_catalogue: Catalogue) -> None:
    console = Console(width=120, no_color=True, file=None, record=True, quiet=False)
    with console.capture() as captured:
        console.print(as_text(explained(sample_catalogue, "Repair vouchers"), has_colours=False))
    text = captured.get()
    assert re.search(r"^ *resources +Resources needed", text, re.MULTILINE)
    assert "{EUR 1.250.000}" in text and "<Styria>" in text
    assert re.search(r"measurable.*yes", text)


def test_no_person_is_marked_unless_asked_for(note: Catalogue) -> None:
    (part,) = explain(note, note.all()[0].practice_id)
    assert [m for m in part.marks if getattr(m.found, "kind", None) is EntityKind.PERSON] == []


def test_page_is_written_by_the_command(sample_catalogue: Catalogue, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from goodpractice.cli import app

    practice = sample_catalogue.all()[0].practice_id
    target = tmp_path / "page.html"
    done = CliRunner().invoke(
        app, ["explain", practice, "--html", str(target), "--catalogue", str(sample_catalogue.root)]
    )
    assert (done.exit_code, done.stderr) == (0, f"Written to {target}\n")
    assert target.read_text(encoding="utf-8").endswith("</html>\n")


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.1, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_section_that_names_the_owner_is_shown(sample_catalogue: Catalogue) -> None:
    page = as_html(explained(sample_catalogue, "Second harvest"))
    assert "Cooperativa Secondo Raccolto</a>" in page
    assert "[contact details left out]" not in page
