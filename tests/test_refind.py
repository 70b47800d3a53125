"""Every value of every record is found again in its document, by other means than the product's own.

The catalogue is read with SQL and JSON, the documents with their libraries; nothing of the product is called
after the ingest.
"""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pdfplumber
import pytest

from corpus.samples import sample_paths
from goodpractice import Catalogue, Incoming, Settings

#: Points that a character may stand outside its box, for accents and slanted letters.
MARGIN = 2.0
PARTS = ("figures", "entities")


def database(root: Path, copy: Path) -> duckdb.DuckDBPyConnection:
    """The newest generation, opened without the product: a copy, since the product may hold it open."""
    folder = root / "generations" / (root / "CURRENT").read_text(encoding="utf-8").strip()
    (file,) = folder.glob("*.duckdb")
    return duckdb.connect(str(shutil.copy(file, copy)), read_only=True)


def bare(text: str) -> str:
    """Letters and digits only: white space, hyphens at line ends and marks of the format do not count."""
    return re.sub(r"[\W_]+", "", text).casefold()


def spans_of(origin: Any) -> Iterator[tuple[int, int]]:
    """Every span in the JSON of an origin."""
    if isinstance(origin, dict):
        if {"start", "end"} <= origin.keys():
            yield origin["start"], origin["end"]
        for part in origin.values():
            yield from spans_of(part)
    elif isinstance(origin, list):
        for part in origin:
            yield from spans_of(part)


def check_values(connection: duckdb.DuckDBPyConnection) -> int:
    """Values with their spans against the text of their document; gives how many were looked at."""
    texts = dict(connection.execute("SELECT doc_id, text FROM documents").fetchall())
    rows = connection.execute("SELECT practice_id, field, text, origin, doc_id FROM field_values").fetchall()
    for practice, field, value, origin, doc_id in rows:
        where, parsed = f"{practice} {field}", json.loads(origin)
        if isinstance(parsed, dict) and parsed.keys() == {"start", "end"}:
            assert texts[doc_id][parsed["start"] : parsed["end"]] == value, where
            assert value.strip(), where
        elif isinstance(parsed, dict) and "rule" in parsed:
            places = list(spans_of(parsed))
            assert places, f"{where}: inferred from nothing"
            assert all(texts[doc_id][start:end].strip() for start, end in places), where
        else:
            assert parsed == {"name": "title"} and field == "title", f"{where}: {origin}"
    return len(rows)


def check_parts(connection: duckdb.DuckDBPyConnection) -> int:
    """Figures, names, evidence of topics, and passages against the text."""
    texts = dict(connection.execute("SELECT doc_id, text FROM documents").fetchall())
    count = 0
    for table in PARTS:
        for doc_id, text, start, end in connection.execute(
            f"SELECT doc_id, text, start_char, end_char FROM {table}"
        ).fetchall():
            assert texts[doc_id][start:end] == text
            count += 1
    for doc_id, evidence in connection.execute("SELECT doc_id, evidence FROM topics").fetchall():
        places = list(spans_of(json.loads(evidence)))
        assert places and all(texts[doc_id][start:end].strip() for start, end in places)
    for doc_id, text, start, end in connection.execute(
        "SELECT doc_id, text, start_char, end_char FROM passages"
    ).fetchall():
        assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", texts[doc_id][start:end])) | _joined_words(
            texts[doc_id][start:end]
        )
        count += 1
    return count


def _joined_words(text: str) -> set[str]:
    """The words with hyphens at line ends mended."""
    return set(re.findall(r"\w+", re.sub(r"[-\xad]\n\s*", "", text)))


@pytest.fixture(scope="module")
def samples(
    sample_catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    with database(sample_catalogue.root, tmp_path_factory.mktemp("refind") / "copy.duckdb") as connection:
        yield connection


def test_every_value_stands_in_the_text_of_its_document(samples: duckdb.DuckDBPyConnection) -> None:
    assert check_values(samples) > 150
    assert check_parts(samples) > 300


def test_no_field_is_empty_without_a_reason(samples: duckdb.DuckDBPyConnection) -> None:
    query = """SELECT f.practice_id, f.name FROM fields f LEFT JOIN field_values v
               ON v.practice_id = f.practice_id AND v.field = f.name
               WHERE v.text IS NULL AND coalesce(f.reason, '') = ''"""
    assert samples.execute(query).fetchall() == []


@pytest.mark.parametrize("path", sample_paths(), ids=lambda path: path.name)
def test_every_value_stands_in_the_file_itself(samples: duckdb.DuckDBPyConnection, path: Path) -> None:
    source = bare(_words_of(path))
    rows = samples.execute(
        "SELECT field, v.text, origin FROM field_values v JOIN documents USING (doc_id) WHERE ends_with(uri, ?)",
        [f"/{path.name}"],
    ).fetchall()
    for field, value, origin in rows:
        if '"rule"' not in origin:
            # Columns put other words between the lines of a PDF: there each word is looked for by itself.
            for part in value.split() if path.suffix == ".pdf" else value.splitlines():
                assert bare(part) in source, f"{field}: {part}"


def test_boxes_of_values_frame_their_words(samples: duckdb.DuckDBPyConnection) -> None:
    looked_at = 0
    for path in (path for path in sample_paths() if path.suffix == ".pdf"):
        rows = samples.execute(
            "SELECT v.text, v.boxes, v.page_no FROM field_values v JOIN documents USING (doc_id) "
            "WHERE ends_with(uri, ?) AND v.origin NOT LIKE '%rule%'",
            [f"/{path.name}"],
        ).fetchall()
        with pdfplumber.open(path) as pdf:
            for value, boxes, page_no in rows:
                framed = bare("".join(_framed(pdf, box) for box in json.loads(boxes)))
                assert [word for word in re.findall(r"\w{2,}", value) if bare(word) not in framed] == []
                assert page_no in {box["page_no"] for box in json.loads(boxes)}
                looked_at += 1
    assert looked_at > 40


@pytest.mark.shared
@pytest.mark.model
def test_every_value_of_real_documents_stands_in_their_text(shared: Path, tmp_path: Path) -> None:
    incoming = []
    for file in sorted((shared / "gold" / "dev").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = gold.get("text") or (shared / "gold" / "dev" / "texts" / f"{gold['id']}.txt").read_text(encoding="utf-8")
        target = tmp_path / f"{gold['id']}.txt"
        target.write_text(text, encoding="utf-8", newline="")
        incoming.append(Incoming(str(target), target, gold.get("title"), gold.get("lang")))
    incoming += [Incoming(str(path), path) for path in sorted((shared / "seeds").glob("*.txt"))]
    with Catalogue.open(tmp_path / "catalogue", Settings()) as catalogue:
        assert not catalogue.ingest(incoming).failed
    with database(tmp_path / "catalogue", tmp_path / "copy.duckdb") as connection:
        assert check_values(connection) > 200
        assert check_parts(connection) > 500


def _framed(pdf: Any, box: dict[str, float]) -> str:
    page = pdf.pages[int(box["page_no"]) - 1]
    inside = page.within_bbox(
        (
            max(page.bbox[0], box["x0"] - MARGIN),
            max(page.bbox[1], box["top"] - MARGIN),
            min(page.bbox[2], box["x1"] + MARGIN),
            min(page.bbox[3], box["bottom"] + MARGIN),
        )
    )
    return inside.extract_text() or ""


def _words_of(path: Path) -> str:
    """The words of a file, by its own library or by hand."""
    if path.suffix == ".pdf":
        with pdfplumber.open(path) as pdf:
            return "".join(page.extract_text() or "" for page in pdf.pages)
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            xml = archive.read("word/document.xml").decode("utf-8")
        return unescape(re.sub(r"<[^>]+>", "", xml))
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    if path.suffix == ".html":
        text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?s)<(script|style).*?</\1>", "", text)))
    return text
