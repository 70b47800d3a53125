"""The morning report: what the night brought, in plain words."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from models import Arrival, GoodPractice, IngestResult, RunReport, Status

TIMEZONE = "Europe/Brussels"


def morning_report(report: RunReport, unfinished: Sequence[Path], inbox: Path) -> str:
    """Markdown; says in the first sentence whether anything is new."""
    started = report.started_at.astimezone(ZoneInfo(TIMEZONE))
    parts = [
        f"# Morning report, {started:%A} {started.day} {started:%B %Y}",
        _opening(report),
        _practices(report),
        _without_practice(report),
        _copies(report),
        _failed(report),
        _unfinished(unfinished),
        f"Inbox: {inbox}. The run began at {started:%H:%M} ({TIMEZONE}); its number is {report.run_id}.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(report: RunReport) -> str:
    new, changed = report.count(Arrival.NEW), report.count(Arrival.CHANGED)
    practices = sum(len(result.practices) for result in _read(report))
    fresh_failures = [result for result in report.failed if result.arrival is not Arrival.UNCHANGED]
    if new or changed:
        came = [f"{_number(new, 'new document')} came in"] if new else []
        came += [f"{_number(changed, 'document')} had changed"] if changed else []
        return f"{' and '.join(came)}. {_number(practices, 'good practice')} could be read from them."
    if fresh_failures:
        documents = _number(len(fresh_failures), "new document")
        return f"{documents} came in, but could not be read; the catalogue is as it was."
    return "Nothing new came in; the catalogue is as it was."


def _practices(report: RunReport) -> str:
    found = [(practice, result) for result in _read(report) for practice in result.practices]
    return _listed("Good practices", [f"**{p.title}**{_place(p)}, from {_name(r)}" for p, r in found])


def _place(practice: GoodPractice) -> str:
    names = [practice.field(name).display for name in ("region", "country")]
    return "".join(f", {' / '.join(name.splitlines())}" for name in names if name)


def _without_practice(report: RunReport) -> str:
    empty = [result for result in _read(report) if not result.practices]
    return _listed("Read, but without a good practice", [f"{_name(r)}{_because(r.no_practice)}" for r in empty])


def _copies(report: RunReport) -> str:
    copies = [r for r in report.results if r.arrival in (Arrival.DUPLICATE, Arrival.MOVED) and r.note]
    return _listed("Known already under another name", [f"{_name(r)}{_because(r.note)}" for r in copies])


def _failed(report: RunReport) -> str:
    fresh = [r for r in report.failed if r.arrival is not Arrival.UNCHANGED]
    known = len(report.failed) - len(fresh)
    lines = [f"{_name(r)}{_because(' '.join(error.message for error in r.errors))}" for r in fresh]
    if known:
        lines.append(f"{_number(known, 'document')} from earlier nights, unchanged since; nothing was tried again")
    return _listed("Could not be read", lines)


def _unfinished(files: Sequence[Path]) -> str:
    return _listed(
        "Left for the next night", [f"{file.name}: it was still being written when we looked" for file in files]
    )


def _read(report: RunReport) -> list[IngestResult]:
    return [r for r in report.results if r.status is not Status.FAILED and r.arrival in (Arrival.NEW, Arrival.CHANGED)]


def _name(result: IngestResult) -> str:
    return result.uri.rpartition("/")[2]


def _because(reason: str | None) -> str:
    return f": {' '.join(reason.split())}" if reason else ""


def _listed(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {heading}", "", *(f"- {line}" for line in lines)]) if lines else ""


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
