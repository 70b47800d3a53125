"""No person's name, address or telephone number in what is shown, unless it is asked for.

The documents are made here, with names that are plainly placeholders.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodpractice import Catalogue, Settings
from goodpractice.cli import app

#: Parts of the personal data in the documents below; none of them is a word of the rest.
PRIVATE = (
    *("Placeholder", "Musterfrau", "Dupontexemple", "Przykładowa", "Esempiorossi"),
    *("example.org", "beispiel.example", "345 67", "0711 22", "03 81 55"),
)
DOCUMENTS = {
    "sheds.txt": """Tool sheds for allotments
Podravska, Croatia

Summary
Twelve sheds lend tools and seeds to gardeners. The sheds were the idea of Anna Placeholder, who kept the first one.

Results
By 2020, 340 gardeners had borrowed 1.250 tools. "We would have given up," says Peter Placeholder, a gardener.

Lessons learnt
Tools come back cleaner when a deposit is asked for. Write to anna.placeholder@example.org for the rules.

Contact
Anna Placeholder
Shed office, +00 12 345 67 89, anna.placeholder@example.org
""",
    "werkstatt.txt": """Werkstatt auf Rädern

Ausgangslage
Im Landkreis fehlten Werkstätten.

Umsetzung
Ein Bus fährt zu 14 Dörfern. Die Leitung hat Frau Erika Musterfrau.

Ergebnisse
Bis 2021 wurden 860 Fahrräder repariert.

Ansprechpartnerin
Erika Musterfrau, Telefon 0711 22 33 44, e.musterfrau@beispiel.example
""",
    "lavoir.html": """<html lang="fr"><head><title>Le lavoir partagé</title></head><body><h1>Le lavoir partagé</h1>
<h2>Contexte</h2><p>Le village avait perdu sa laverie en 2012.</p>
<h2>Résultats</h2><p>En 2020, 120 familles ont lavé 4.300 kilos de linge. Mme Claire Dupontexemple tient le cahier.</p>
<h2>Contact</h2><p>Claire Dupontexemple<br>Tél. 03 81 55 66 77</p></body></html>""",
    "spizarnia.md": """# Wspólna spiżarnia

## Opis
Mieszkańcy oddają żywność do spiżarni. Koordynuje ją pani Anna Przykładowa.

## Rezultaty
W 2021 roku uratowano 3,2 tony żywności.

## Kontakt
Anna Przykładowa, anna@beispiel.example
""",
    "orto.txt": """Orto di quartiere

Attività
Il comune presta la terra e Marco Esempiorossi, agronomo, insegna a potare.

Risultati
Nel 2022, 75 famiglie hanno raccolto 2.100 kg di ortaggi.

Contatto: Marco Esempiorossi, marco@beispiel.example
""",
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("private")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Catalogue.open(folder / "catalogue", Settings()) as opened:
        report = opened.ingest([folder / name for name in DOCUMENTS])
        assert not report.failed
        yield opened


def run(catalogue: Catalogue, *arguments: str) -> str:
    """What a command prints, on both channels."""
    done = CliRunner().invoke(app, [*arguments, "--catalogue", str(catalogue.root)])
    assert done.exit_code == 0, done.output
    return done.stdout + done.stderr


def leaked(text: str) -> list[str]:
    return [private for private in PRIVATE if private.casefold() in text.casefold()]


def test_documents_hold_practices(catalogue: Catalogue) -> None:
    assert len(catalogue.all()) == len(DOCUMENTS)
    assert sorted(set(leaked("".join(DOCUMENTS.values())))) == sorted(PRIVATE)


def test_records_hold_no_personal_data(catalogue: Catalogue) -> None:
    assert [leaked(repr(practice)) for practice in catalogue.all()] == [[]] * len(DOCUMENTS)


def test_assessments_hold_no_personal_data(catalogue: Catalogue) -> None:
    assert [leaked(repr(catalogue.assessment(p))) for p in catalogue.all()] == [[]] * len(DOCUMENTS)


def test_what_belongs_to_the_same_sentence_is_kept(catalogue: Catalogue) -> None:
    practice = next(p for p in catalogue.all() if p.title == "Tool sheds for allotments")
    shown = "\n".join(value.display for field in practice.fields for value in field.values)
    assert "The sheds were the idea of [name left out]" in shown
    assert "who kept the first one." in shown


def test_passages_hold_no_personal_data(catalogue: Catalogue) -> None:
    for words in ("contact person", "Placeholder", "Musterfrau repariert", "Claire linge", "Anna żywność", "office"):
        assert leaked(run(catalogue, "search", words, "--json").replace(words, "")) == []


@pytest.mark.parametrize("format_", ["json", "csv"])
def test_exports_hold_no_personal_data(catalogue: Catalogue, format_: str) -> None:
    exported = run(catalogue, "export", "--format", format_)
    assert len(exported) > 1000
    assert leaked(exported) == []


def test_lists_forms_and_explanations_hold_no_personal_data(catalogue: Catalogue, tmp_path: Path) -> None:
    assert leaked(run(catalogue, "list")) == []
    for practice in catalogue.all():
        page = tmp_path / "page.html"
        run(catalogue, "explain", practice.practice_id, "--html", str(page))
        shown = {
            "show": run(catalogue, "show", practice.practice_id),
            "show --json": run(catalogue, "show", practice.practice_id, "--json"),
            "explain": run(catalogue, "explain", practice.practice_id),
            "explain a document": run(catalogue, "explain", practice.sources[0].doc_id),
            "page": page.read_text(encoding="utf-8"),
        }
        assert {name: leaked(text) for name, text in shown.items()} == {name: [] for name in shown}


def test_explanation_shows_them_when_asked(catalogue: Catalogue) -> None:
    shown = "".join(run(catalogue, "explain", p.practice_id, "--contacts") for p in catalogue.all())
    assert leaked("".join(shown.split("\n"))) or leaked(shown)
    assert "anna.placeholder@example.org" in shown


def test_reports_and_logs_hold_no_personal_data(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 anna.placeholder@example.org broken")
    with caplog.at_level(logging.DEBUG), Catalogue.open(tmp_path / "catalogue", Settings()) as opened:
        report = opened.ingest([tmp_path])
    told = json.dumps([r.uri + str(r.errors) + str(r.note) for r in report.results])
    assert leaked(told + caplog.text + "".join(capsys.readouterr())) == []
