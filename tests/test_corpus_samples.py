"""The samples are what their script makes, and the truth beside them stands in them."""

import html
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from corpus.samples import sample_paths
from models import FigureKind, FigureRole, Qualifier, SectionLabel

EXPECTED = Path(__file__).parent / "data" / "samples" / "expected"
SAMPLES = {path.name: path for path in sample_paths()}
MADE = [name for name in SAMPLES if name.endswith((".pdf", ".docx"))]


def truth(name: str) -> dict[str, Any]:
    return tomllib.loads((EXPECTED / f"{name}.toml").read_text(encoding="utf-8"))


def plain_text(path: Path) -> str:
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    elif path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    else:
        encoding = "cp1252" if path.name == "filiere-bois-locale.txt" else "utf-8"
        text = html.unescape(path.read_bytes().decode(encoding))
    return joined(text)


def joined(text: str) -> str:
    return " ".join(text.split())


def figures(expected: dict[str, Any]) -> list[dict[str, str]]:
    found = list(expected.get("figures", []))
    for practice in expected.get("practices", []):
        found += practice["figures"]
    return found


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    script = Path(__file__).parents[1] / "corpus" / "samples" / "make_samples.py"
    # A process of its own: hash seeds and import order must not show in the bytes.
    subprocess.run([sys.executable, str(script), str(folder)], check=True, timeout=120)
    return folder


@pytest.mark.parametrize("name", MADE)
def test_script_makes_the_committed_bytes(name: str, made_again: Path) -> None:
    assert (made_again / name).read_bytes() == SAMPLES[name].read_bytes()


def test_script_makes_every_pdf_and_docx(made_again: Path) -> None:
    assert sorted(path.name for path in made_again.iterdir()) == sorted(MADE)


def test_every_sample_has_its_truth() -> None:
    assert sorted(f"{name}.toml" for name in SAMPLES) == sorted(path.name for path in EXPECTED.iterdir())


def test_paths_are_sorted_and_leave_the_readme_out() -> None:
    assert list(SAMPLES) == sorted(SAMPLES)
    assert "README.md" not in SAMPLES
    assert len(SAMPLES) == 11


@pytest.mark.parametrize("name", SAMPLES)
def test_readme_names_every_sample(name: str) -> None:
    assert f"`{name}`" in (SAMPLES[name].parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_truth_stands_in_the_sample(name: str) -> None:
    text = plain_text(SAMPLES[name])
    expected = truth(name)
    wanted = [figure["text"] for figure in figures(expected)]
    # Word by word: the lines of neighbouring cells alternate in a PDF.
    wanted += [word for table in expected.get("tables", []) for row in table["rows"] for word in " ".join(row).split()]
    for practice in expected.get("practices", []):
        wanted += [practice["title"], practice["region"]["name"], practice["institution"]]
        wanted += [section["heading"] for section in practice["sections"]]
    assert [each for each in wanted if joined(each) not in text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_truth_uses_the_closed_lists(name: str) -> None:
    expected = truth(name)
    assert len(expected.get("practices", [])) == expected["practice_count"]
    for practice in expected.get("practices", []):
        for section in practice["sections"]:
            assert {section["label"], *section.get("alt", [])} <= set(SectionLabel)
    for figure in figures(expected):
        assert figure["kind"] in set(FigureKind)
        assert {figure["role"], figure.get("alt_role", figure["role"])} <= set(FigureRole)
        assert figure.get("qualifier", Qualifier.ABOUT) in set(Qualifier)
        if figure["kind"] != FigureKind.DATE:
            assert Decimal(figure["value"]) <= Decimal(figure.get("value_max", figure["value"]))


def test_both_sources_of_the_energy_scouts_disagree() -> None:
    assert "over 140 SMEs" in plain_text(SAMPLES["energy-scouts-web-page.html"])
    assert "around 120 SMEs" in plain_text(SAMPLES["energy-scouts-note.txt"])


def test_collapsed_and_expanded_paragraphs_stand_twice() -> None:
    text = plain_text(SAMPLES["energy-scouts-web-page.html"])
    assert [text.count(paragraph) for paragraph in truth("energy-scouts-web-page.html")["repeated"]] == [2, 2, 2]
