"""Every sample document through the real pipeline, against what its author wrote down about it by hand."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.samples import sample_paths
from goodpractice import Catalogue
from models import Document, FigureKind, GoodPractice, Section, SectionLabel, Span
from models.text import folded

pytestmark = pytest.mark.model

EXPECTED = Path(__file__).parent / "data" / "samples" / "expected"
SAMPLES = [path.name for path in sample_paths()]
#: Facts about a sample that the pipeline is known to miss; a test fails when one of them is found after all.
KNOWN_GAPS = tomllib.loads((EXPECTED.parent / "known_gaps.toml").read_text(encoding="utf-8"))


def truth(name: str) -> dict[str, Any]:
    return tomllib.loads((EXPECTED / f"{name}.toml").read_text(encoding="utf-8"))


def practices_of(catalogue: Catalogue, name: str) -> tuple[Document, list[GoodPractice]]:
    """The document of a sample and its practices, in the order of the text."""
    rows = catalogue._reader.now().rows("SELECT doc_id FROM documents WHERE uri LIKE ?", [f"%/{name}"])
    document = catalogue.document(rows[0][0])
    found = [p for p in catalogue.all() if p.sources[0].doc_id == document.doc_id]
    return document, sorted(found, key=lambda p: p.sources[0].span.start)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_gives_the_practices_its_author_put_in(sample_catalogue: Catalogue, name: str) -> None:
    _, practices = practices_of(sample_catalogue, name)
    assert [folded(p.title) for p in practices] == [folded(p["title"]) for p in truth(name).get("practices", [])]


@pytest.mark.parametrize("name", SAMPLES)
def test_facts_of_sample(sample_catalogue: Catalogue, name: str) -> None:
    document, practices = practices_of(sample_catalogue, name)
    missed = {
        f"{expected['title']}: {fact}"
        for practice, expected in zip(practices, truth(name).get("practices", []), strict=True)
        for fact in missing_facts(document, practice, expected)
    }
    assert sorted(missed) == sorted(KNOWN_GAPS.get(name, []))


def missing_facts(document: Document, practice: GoodPractice, expected: dict[str, Any]) -> list[str]:
    """What the author wrote down and the record does not hold."""
    from extractors.places import country_name

    missed = []
    if practice.field("country").display != country_name(expected["country"]):
        missed.append(f"country {expected['country']}")
    if expected["region"]["code"] not in practice.field("region").display:
        missed.append(f"region {expected['region']['code']}")
    if folded(practice.field("institution").display) != folded(expected["institution"]):
        missed.append(f"institution {expected['institution']}")
    for name in ("start", "end"):
        if practice.field(name).display != expected.get(name, ""):
            missed.append(f"{name} {expected.get(name, 'not stated')}")
    missed += [f"figure {f['text']}" for f in expected["figures"] if not has_figure(practice, f)]
    missed += [f"section {s['heading']}" for s in expected["sections"] if not has_section(document, practice, s)]
    return missed


def has_figure(practice: GoodPractice, expected: dict[str, Any]) -> bool:
    kind = FigureKind(expected["kind"])
    value = expected["value"] if kind is FigureKind.DATE else Decimal(expected["value"])
    top = expected.get("value_max")
    value_max = top if kind is FigureKind.DATE or top is None else Decimal(top)
    return any(
        f.kind is kind
        and f.value == value
        and f.value_max == value_max
        and f.currency == expected.get("currency")
        and f.qualifier == expected.get("qualifier")
        and f.role in (expected["role"], expected.get("alt_role"))
        for f in practice.figures
    )


def has_section(document: Document, practice: GoodPractice, expected: dict[str, Any]) -> bool:
    """The section that starts at this heading has the label, or another that a fair reader could choose."""
    labels = {SectionLabel(label) for label in [expected["label"], *expected.get("alt", [])]}
    heading = folded(expected["heading"])
    return any(s.label in labels and starts_with(document, s, heading) for s in practice.sections)


def starts_with(document: Document, section: Section, heading: str) -> bool:
    return folded(section.span.of(document.text)).startswith(heading)


@pytest.mark.parametrize("name", [n for n in SAMPLES if "absent" in truth(n)])
def test_boilerplate_of_the_page_is_gone(sample_catalogue: Catalogue, name: str) -> None:
    document, _ = practices_of(sample_catalogue, name)
    assert [text for text in truth(name)["absent"] if text in document.text] == []


@pytest.mark.parametrize("name", [n for n in SAMPLES if "repeated" in truth(n)])
def test_what_stands_twice_on_the_page_counts_once(sample_catalogue: Catalogue, name: str) -> None:
    document, practices = practices_of(sample_catalogue, name)
    shown = "\n".join(f.display for p in practices for f in p.fields if f.name not in ("summary", "title"))
    for text in truth(name)["repeated"]:
        assert document.text.count(text) == 2
        assert shown.count(text) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_is_found_again_at_its_place(sample_catalogue: Catalogue, name: str) -> None:
    document, practices = practices_of(sample_catalogue, name)
    for practice in practices:
        for field in practice.fields:
            assert bool(field.values) != bool(field.reason)
            for value in field.values:
                if isinstance(value.origin, Span):
                    assert value.origin.of(document.text) == value.text
        assert all(f.span.of(document.text) == f.text for f in practice.figures)
        assert all(e.span.of(document.text) == e.text for e in practice.entities)


def test_deck_without_practice_says_why_and_keeps_its_figures(sample_catalogue: Catalogue) -> None:
    document, practices = practices_of(sample_catalogue, "northern-lakes-slides.pdf")
    reader = sample_catalogue._reader.now()
    kept = reader.rows("SELECT kind, value, value_max FROM figures WHERE doc_id = ?", [document.doc_id])
    expected = truth("northern-lakes-slides.pdf")["figures"]
    ((reason,),) = reader.rows("SELECT no_practice FROM documents WHERE doc_id = ?", [document.doc_id])
    assert practices == []
    assert "slides" in reason
    assert [f["text"] for f in expected if (f["kind"], f["value"], f.get("value_max")) not in kept] == []
