"""The command line as a person or a job uses it."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.samples import sample_paths
from goodpractice import Catalogue
from goodpractice.cli import app
from models import SectionLabel

SAMPLES = {path.name: path for path in sample_paths()}
COMMANDS = ["ingest", "reprocess", "nightly", "list", "show", "search", "export", "labels", "read", "doctor", "explain"]
COMMAND = [sys.executable, "-m", "goodpractice"]


def run(*arguments: str | Path, catalogue: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh process, as from a shell."""
    chosen = {"GOODPRACTICE_CATALOGUE": str(catalogue)} if catalogue else {}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **chosen, **environment},
        timeout=200,
        check=False,
    )


def output(*arguments: str | Path, catalogue: Path) -> Any:
    """What a command that went well prints as JSON."""
    done = run(*arguments, "--json", catalogue=catalogue)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_help_names_every_command() -> None:
    done = run("--help")
    assert [name for name in COMMANDS if name not in done.stdout] == []
    assert {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands} == {
        *COMMANDS[:3],
        *COMMANDS[4:],
        "list",
    }


def test_catalogue_may_be_named_in_front_of_the_command(tmp_path: Path) -> None:
    missing, other = tmp_path / "missing", tmp_path / "other"
    assert str(missing) in run("--catalogue", missing, "list").stderr
    assert str(missing) in run("-c", missing, "search", "bikes", catalogue=other).stderr
    assert str(other) in run("-c", missing, "list", "-c", other).stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"Example: goodpractice {command}" in " ".join(done.stdout.replace("│", " ").split())


def test_labels_are_the_closed_list() -> None:
    done = run("labels", "--json")
    assert json.loads(done.stdout)["sections"] == {label.value: label.definition for label in SectionLabel}


def test_fault_of_the_program_is_one_line_without_debug() -> None:
    broken = "import sys, goodpractice.views as v; v.label_lists = lambda: 1 / 0; "
    command = broken + "sys.argv = ['goodpractice', 'labels', '--json']; from goodpractice.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ZeroDivisionError: division by zero.")
    assert "Traceback" not in done.stderr


@pytest.mark.model
def test_list_names_every_practice(sample_catalogue: Catalogue) -> None:
    rows = output("list", catalogue=sample_catalogue.root)
    assert [row["practice_id"] for row in rows] == [p.practice_id for p in sample_catalogue.all()]


@pytest.mark.model
def test_show_tells_place_of_values_and_reason_of_gaps(sample_catalogue: Catalogue) -> None:
    practice = next(p for p in sample_catalogue.all() if p.title.startswith("Rain gardens"))
    text = " ".join(run("show", practice.practice_id, catalogue=sample_catalogue.root, COLUMNS="160").stdout.split())
    gap = next(field.reason for field in practice.fields if field.reason)
    assert practice.title in text
    assert "characters" in text
    assert gap in text


@pytest.mark.model
def test_search_prints_the_passage_with_document_and_page(sample_catalogue: Catalogue) -> None:
    done = run("search", "rain water in school yards", "--limit", "1", catalogue=sample_catalogue.root)
    assert "1. Rain gardens in school yards" in done.stdout
    assert "rain-gardens.md, p. 1" in done.stdout


@pytest.mark.model
def test_search_shows_what_it_understood_and_how_to_share_it(sample_catalogue: Catalogue) -> None:
    done = run(
        "search", "energy scouts in Portugal", "language:en", "--facets", "country", catalogue=sample_catalogue.root
    )
    text = " ".join(done.stdout.split())
    assert "Understood country: Portugal (“in Portugal”)" in text
    assert "this search: goodpractice search 'energy scouts in Portugal language:en facets:country'" in text
    assert "Austria 1 country:AT" in text


def test_list_without_ranking_has_no_score_in_any_form(sample_catalogue: Catalogue) -> None:
    asked = ("search", "practices in Styria", "--format")
    plain, as_json, as_csv = (
        run(*asked, form, catalogue=sample_catalogue.root).stdout for form in ("table", "json", "csv")
    )
    (row,) = csv.DictReader(io.StringIO(as_csv.removeprefix("\ufeff")))
    assert "Repair vouchers" in plain and "score" not in plain
    assert [hit["score"] for hit in json.loads(as_json)["hits"]] == [None]
    assert (row["score"], row["country"]) == ("", "Austria")


def test_search_says_which_filter_excludes_most(sample_catalogue: Catalogue) -> None:
    done = run("search", "energy scouts", "country:PT", "budget:<1000EUR", catalogue=sample_catalogue.root)
    assert done.returncode == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[:2] == [
        "Nothing fits. No practice meets all conditions at once.",
        "without budget:<1000EUR: 2 practices, among them some that fit",
    ]


def test_filter_turned_round_is_no_option(sample_catalogue: Catalogue) -> None:
    done = run("search", "repair of household appliances", "-country:PT", catalogue=sample_catalogue.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Repair vouchers" in done.stdout


def test_search_as_json_has_pages_and_facets(sample_catalogue: Catalogue) -> None:
    first = output("search", "", "language:en", "--limit", "2", "--facets", "country", catalogue=sample_catalogue.root)
    second = output("search", "language:en", "--limit", "2", "--next", first["next"], catalogue=sample_catalogue.root)
    assert first["total"] == second["total"] > 4
    assert first["search"] == "language:en facets:country"
    assert {hit["practice_id"] for hit in first["hits"]}.isdisjoint({hit["practice_id"] for hit in second["hits"]})
    assert {"value": "PT", "label": "Portugal", "count": 2} in first["facets"]["country"]


def test_search_writes_csv_for_spreadsheets(sample_catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "hits.csv"
    done = run("search", "--like", str(SAMPLES["energy-scouts-note.txt"]), "--limit", "2", "--format", "csv",
               "--out", str(file), catalogue=sample_catalogue.root)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [row["title"] for row in rows] == ["Energy scouts for small firms"] * 2


def test_saved_search_is_added_listed_run_and_removed(sample_catalogue: Catalogue, tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    shutil.copytree(sample_catalogue.root, root)
    added = run("saved", "add", "scouts", "energy scouts", "country:PT", catalogue=root)
    assert (added.returncode, added.stdout) == (0, "")
    assert [(one["name"], one["search"]) for one in output("saved", "list", catalogue=root)] == [
        ("scouts", "energy scouts country:PT")
    ]
    found = output("saved", "run", "scouts", catalogue=root)
    assert {hit["country"] for hit in found["hits"]} == {"Portugal"}
    assert run("saved", "remove", "scouts", catalogue=root).returncode == 0
    assert "There is no saved search 'scouts'" in run("saved", "run", "scouts", catalogue=root).stderr


def test_search_says_plainly_that_nothing_fits(sample_catalogue: Catalogue) -> None:
    done = run("search", "racing camels in zero gravity", catalogue=sample_catalogue.root)
    assert (done.returncode, done.stdout.splitlines()[0].strip()) == (
        0,
        "Nothing fits. Nothing in the catalogue is about this.",
    )


@pytest.mark.model
def test_search_shows_how_a_query_was_read_in_english(sample_catalogue: Catalogue) -> None:
    done = run("search", "naprawa starych urządzeń w Austrii", catalogue=sample_catalogue.root)
    understood, english = done.stdout.splitlines()[:2]
    assert "Austria" in understood
    assert english.startswith("Also read as")
    assert "repair" in english


@pytest.mark.model
def test_export_as_csv_is_safe_in_a_spreadsheet(sample_catalogue: Catalogue, tmp_path: Path) -> None:
    done = run("export", "--format", "csv", "--out", tmp_path / "all.csv", catalogue=sample_catalogue.root)
    raw = (tmp_path / "all.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert done.returncode == 0
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row["practice_id"] for row in rows] == [p.practice_id for p in sample_catalogue.all()]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.model
def test_export_as_json_holds_places_and_no_persons(sample_catalogue: Catalogue) -> None:
    done = run("export", catalogue=sample_catalogue.root)
    records = json.loads(done.stdout)
    values = [v for r in records for f in r["fields"] for v in f["values"]]
    assert len(records) == len(sample_catalogue.all())
    assert all(set(v["origin"]) in ({"start", "end"}, {"name"}, {"rule", "spans"}) for v in values)
    assert not [e for r in records for e in r["entities"] if e["kind"] == "PERSON"]


@pytest.mark.model
def test_ingest_tells_what_failed_and_exits_with_three(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(SAMPLES["rain-gardens.md"], inbox)
    (inbox / "empty.pdf").write_bytes(b"")
    done = run("ingest", inbox, catalogue=tmp_path / "catalogue")
    text = " ".join(done.stdout.split())
    assert done.returncode == 3
    assert text.startswith("1 new, 1 failed; 1 practices written.")
    assert "failed: empty.pdf: empty.pdf" in text
    assert "Traceback" not in done.stdout + done.stderr
    again = output_of_failed(inbox, tmp_path / "catalogue")
    assert list(output("list", "--failed", catalogue=tmp_path / "catalogue")) == [str(inbox / "empty.pdf")]
    assert again["counts"]["unchanged"] == 1


def output_of_failed(inbox: Path, catalogue: Path) -> Any:
    done = run("ingest", inbox, "--json", catalogue=catalogue)
    assert done.returncode == 3
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ingest", "no/such/folder"), "does not exist"),
        (("list",), "There is no catalogue"),
        (("search", "energy"), "There is no catalogue"),
        (("search", "energy", "--country", "Atlantis"), "is not a country"),
        (("search", "energy", "--section", "money"), "Choose from: summary, context"),
        (("export", "--format", "pdf"), "--format must be json or csv"),
        (("read", "no-such.pdf"), "no-such.pdf"),
        (("read", "a.pdf", "--format", "docx"), "--format must be one of"),
        (("list", "--settings", "no-such.toml"), "cannot be read"),
    ],
)
def test_wrong_call_gets_one_clear_line(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments, catalogue=tmp_path / "catalogue")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_unknown_setting_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("[search]\nlimits = 3\n")
    done = run("list", "--settings", tmp_path / "s.toml")
    assert "Unknown setting search.limits" in done.stderr


def test_debug_shows_the_whole_error(tmp_path: Path) -> None:
    assert "Traceback" in run("list", "--debug", catalogue=tmp_path).stderr


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs setpriv to give up root's rights")
def test_catalogue_without_write_rights_is_told(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    for folder in (tmp_path, *tmp_path.parents[:-1]):
        folder.chmod(0o755)
    code = (
        "from pathlib import Path; from pipeline.store.generations import CatalogueFolder; "
        f"CatalogueFolder(Path({str(locked / 'c')!r})).prepare()"
    )
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert f"No right to write to {locked / 'c'}" in done.stderr


@pytest.mark.model
def test_ctrl_c_ends_at_once_and_loses_nothing(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for path in sample_paths():
        shutil.copy(path, inbox)
    environment = {
        **os.environ,
        "GOODPRACTICE_CATALOGUE": str(tmp_path / "catalogue"),
        "GOODPRACTICE_STORE_BATCH_SIZE": "1",
    }
    process = subprocess.Popen(
        [*COMMAND, "ingest", str(inbox)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    pointer = tmp_path / "catalogue" / "CURRENT"
    deadline = time.monotonic() + 120
    while not pointer.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    done = len(list((tmp_path / "catalogue" / "generations").iterdir()))
    assert (process.returncode, errors.splitlines()[-1][:8]) == (130, "Stopped.")
    assert 1 <= done <= 3
    with Catalogue.open(tmp_path / "catalogue") as catalogue:
        assert catalogue.all() is not None
    again = run("ingest", inbox, "--json", catalogue=tmp_path / "catalogue", GOODPRACTICE_STORE_BATCH_SIZE="1")
    counts = json.loads(again.stdout)["counts"]
    assert counts["unchanged"] >= 1
    assert counts["unchanged"] + counts["new"] == len(sample_paths())


def test_read_puts_the_metadata_with_its_sources_before_the_markdown() -> None:
    shown = run("read", SAMPLES["rain-gardens.md"], "--metadata").stdout
    assert shown.startswith('---\ntitle: "Rain gardens in school yards"  # text, page 1\n')
    assert 'language: "en"  # language of most of the text\n' in shown.split("---")[1]
    assert "---" not in run("read", SAMPLES["rain-gardens.md"]).stdout.partition("\n")[0]


def test_a_table_comes_in_row_by_row_under_a_mapping(tmp_path: Path) -> None:
    table, mapping, catalogue = tmp_path / "list.csv", tmp_path / "map.toml", tmp_path / "catalogue"
    table.write_text("Name;Land;Story\nNight buses;Slovenia;Buses on call.\nRain gardens;Poland;Schools dig.\n")
    mapping.write_text('[columns]\ntitle = "Name"\ncountry = "Land"\ndetail = "Text"\n')
    refused = run("ingest", table, "--mapping", mapping, "--catalogue", catalogue)
    assert refused.returncode == 3
    assert "has no column 'Text'" in " ".join(refused.stdout.split())
    mapping.write_text(mapping.read_text().replace("Text", "Story"))
    assert run("ingest", table, "--mapping", mapping, "--catalogue", catalogue).returncode == 0
    listed = json.loads(run("list", "--json", "--catalogue", catalogue).stdout)
    assert [(p["title"], p["country"]) for p in listed] == [("Night buses", "Slovenia"), ("Rain gardens", "Poland")]
    mapping.write_text("[columns]\ntitle = 'Name'\ncolour = 'Land'\n")
    assert "no field 'colour'" in run("ingest", table, "--mapping", mapping, "--catalogue", catalogue).stderr


def test_read_prints_markdown_and_writes_folders(tmp_path: Path) -> None:
    shown = run("read", SAMPLES["rain-gardens.md"]).stdout
    done = run("read", *list(SAMPLES.values())[:3], "--out-dir", tmp_path / "out", "--format", "json")
    written = sorted(p.stem for p in (tmp_path / "out").iterdir())
    assert shown.startswith("# Rain gardens in school yards")
    assert done.returncode == 0
    assert written == sorted(p.stem for p in list(SAMPLES.values())[:3])
    shown = json.loads((tmp_path / "out" / f"{written[0]}.json").read_text())
    assert shown["doc_id"].startswith("doc-")
    for block in shown["blocks"]:
        assert block["text"] == shown["text"][block["content"]["start"] : block["content"]["end"]]


@pytest.mark.model
def test_doctor_finds_nothing_wrong_here(sample_catalogue: Catalogue) -> None:
    checks = output("doctor", catalogue=sample_catalogue.root)
    assert [c for c in checks if c["state"] == "problem"] == []
    assert {"Python", "catalogue", "indexes", "model all-minilm-l6-v2"} <= {c["what"] for c in checks}


def test_help_is_fast_because_it_loads_no_model() -> None:
    code = "import sys; sys.argv = ['goodpractice', '--help']\nfrom goodpractice.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    pass\n"
    code += "print([m for m in ('torch', 'spacy', 'duckdb', 'pandas', 'prefect', 'transformers') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
