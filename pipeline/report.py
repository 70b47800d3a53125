"""What a run tells people and jobs."""

from datetime import timedelta
from typing import Any

from models import Arrival, IngestResult, RunReport, Status


def summary_line(report: RunReport) -> str:
    """One sentence, as in: 3 new, 5 unchanged, 1 failed; 7 practices written."""
    counts = [f"{n} {a.value}" for a in Arrival if (n := report.count(a))]
    if report.failed:
        counts.append(f"{len(report.failed)} failed")
    practices = sum(len(r.practices) for r in report.results)
    written = f"; {practices} practices written" if practices else "; nothing to write"
    if report.is_indexed_again:
        return "no document had to be read again; vectors and facts for search were made again."
    return (", ".join(counts) or "no documents found") + written + "."


def as_dict(report: RunReport) -> dict[str, Any]:
    """The report for machines."""
    return {
        "run_id": report.run_id,
        "started_at": report.started_at.isoformat(timespec="seconds"),
        "finished_at": report.finished_at.isoformat(timespec="seconds"),
        "generation": report.generation,
        "counts": {a.value: report.count(a) for a in Arrival} | {"failed": len(report.failed)},
        "documents": [_result_dict(result) for result in report.results],
    }


def _result_dict(result: IngestResult) -> dict[str, Any]:
    return {
        "uri": result.uri,
        "arrival": result.arrival.value,
        "status": result.status.value,
        "doc_id": result.document.doc_id if result.document else None,
        "practices": [{"practice_id": p.practice_id, "title": p.title} for p in result.practices],
        "note": note(result),
        "errors": [{"step": e.step, "message": e.message, "page_no": e.page_no} for e in result.errors],
        "seconds": result.seconds,
    }


def as_markdown(report: RunReport) -> str:
    """The report for people: what arrived, what failed and why. What is unchanged is counted, not listed."""
    took = timedelta(seconds=round((report.finished_at - report.started_at).total_seconds()))
    lines = [
        f"# Ingest report {report.started_at:%Y-%m-%d %H:%M} UTC",
        "",
        f"{summary_line(report)} It took {took}.",
        "",
        "| document | arrival | status | practices | note |",
        "|---|---|---|---|---|",
    ]
    for result in report.results:
        if result.arrival is Arrival.UNCHANGED and result.status is Status.SUCCESS:
            continue
        titles = "; ".join(p.title for p in result.practices)
        cells = (result.uri.rpartition("/")[2], result.arrival.value, result.status.value, titles, note(result))
        lines.append("| " + " | ".join(_cell(c) for c in cells) + " |")
    return "\n".join(lines) + "\n"


def note(result: IngestResult) -> str:
    """Why it failed, what it is a copy of, or why it holds no practice."""
    if result.status is not Status.SUCCESS and result.errors:
        return result.errors[0].message
    return result.note or result.no_practice or ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
