"""Taking the catalogue away: JSON with every place, CSV for spreadsheets."""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.institutions import institution_type
from models import Assessment, Document, EntityKind, GoodPractice, StoreError
from pipeline.template import Template

#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def practice_dict(practice: GoodPractice, documents: dict[str, Document], assessment: Assessment) -> dict[str, Any]:
    """A practice for machines, held against the programme's definition; persons are left out."""
    from pydantic_core import to_jsonable_python

    record: dict[str, Any] = to_jsonable_python(practice)
    record["entities"] = [e for e in record["entities"] if e["kind"] != EntityKind.PERSON.value]
    record["institution_type"] = institution_type(practice.field("institution").display)
    record["assessment"] = to_jsonable_python(assessment) | {"is_ready": assessment.is_ready}
    for source in record["sources"]:
        document = documents[source["doc_id"]]
        source |= {"uri": document.source.uri, "title": document.title, "sha256": document.source.sha256}
    return record


def as_json(
    practices: Sequence[GoodPractice], documents: dict[str, Document], assessments: Mapping[str, Assessment]
) -> str:
    """A JSON list with every value, its score, extractor, span, page and boxes."""
    return (
        json.dumps(
            [practice_dict(p, documents, assessments[p.practice_id]) for p in practices], ensure_ascii=False, indent=1
        )
        + "\n"
    )


def as_csv(practices: Sequence[GoodPractice], documents: dict[str, Document], template: Template) -> str:
    """One row a practice: id, the form's fields under their labels, pages and documents; safe in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["practice_id", *(f.label for f in template.fields), "Document", "Pages"])
    for practice in practices:
        fields = [safe_cell(practice.field(f.name).display) for f in template.fields]
        uris = "; ".join(documents[s.doc_id].source.uri for s in practice.sources)
        writer.writerow([practice.practice_id, *fields, safe_cell(uris), _pages(practice)])
    return out.getvalue()


def write(text: str, out: Path | None, encoding: str) -> None:
    """To the file, or to standard output where none is named.

    Raises:
        StoreError: the file cannot be written.
    """
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}. Choose another file with --out.") from error


def safe_cell(text: str) -> str:
    """The text as a spreadsheet shows it, with a mark in front where it would take it for a formula."""
    # Some programs cut the spaces and quotation marks in front of a cell before they look at it.
    bare = text.lstrip(" \u00a0\"'")
    return f"'{text}" if bare.startswith(_FORMULA_STARTS) else text


def _pages(practice: GoodPractice) -> str:
    pages = sorted({v.page_no for f in practice.fields for v in f.values if v.page_no})
    return f"{pages[0]}-{pages[-1]}" if len(pages) > 1 else "".join(map(str, pages))
