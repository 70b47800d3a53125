"""The morning report says in plain words what the night brought."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flows.morning import morning_report
from models import (
    Arrival,
    Derived,
    Field,
    GoodPractice,
    IngestResult,
    RunReport,
    Span,
    Status,
    StepError,
    Value,
)

INBOX = Path("/srv/inbox")
STARTED = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def value(text: str) -> Value:
    return Value(text, Derived("test", (Span(0, 1),)), "doc-1", 1.0, "test/1", text)


def practice(title: str, country: str, region: str | None = None) -> GoodPractice:
    fields = (
        Field("country", (value(country),)),
        Field("region", (value(region),) if region else (), None if region else "no region stated"),
    )
    return GoodPractice("gp-1", title, "interreg-europe-2021", (), fields)


def run(*results: IngestResult) -> RunReport:
    return RunReport("run-1", STARTED, STARTED, results, "gen-000002")


def failed(uri: str, message: str, arrival: Arrival = Arrival.NEW) -> IngestResult:
    return IngestResult(uri, arrival, Status.FAILED, errors=(StepError("parse", message),))


SCOUTS = IngestResult(
    "/srv/inbox/scouts.html",
    Arrival.NEW,
    Status.SUCCESS,
    practices=(practice("Energy scouts", "Portugal", "Norte"), practice("Solar roofs", "Portugal")),
)
SLIDES = IngestResult(
    "/srv/inbox/slides.pdf", Arrival.CHANGED, Status.SUCCESS, no_practice="facts about a programme only"
)


def test_busy_night_word_for_word() -> None:
    copy = IngestResult("/srv/inbox/copy.html", Arrival.DUPLICATE, Status.SUCCESS, note="same bytes as scouts.html")
    report = run(SCOUTS, SLIDES, copy, failed("/srv/inbox/locked.pdf", "It is locked.\nAsk for a copy."))
    expected = """\
# Morning report, Monday 2 March 2026

1 new document came in and 1 document had changed. 2 good practices could be read from them.

## Good practices

- **Energy scouts**, Norte, Portugal, from scouts.html
- **Solar roofs**, Portugal, from scouts.html

## Read, but without a good practice

- slides.pdf: facts about a programme only

## Known already under another name

- copy.html: same bytes as scouts.html

## Could not be read

- locked.pdf: It is locked. Ask for a copy.

## Left for the next night

- big.pdf: it was still being written when we looked

Inbox: /srv/inbox. The run began at 01:30 (Europe/Brussels); its number is run-1.
"""
    assert morning_report(report, [INBOX / "big.pdf"], INBOX) == expected


def test_quiet_night_says_so_first() -> None:
    text = morning_report(run(replace(SCOUTS, arrival=Arrival.UNCHANGED, practices=())), [], INBOX)
    assert text.splitlines()[2] == "Nothing new came in; the catalogue is as it was."
    assert "##" not in text


def test_only_bad_documents_are_not_called_nothing_new() -> None:
    text = morning_report(run(failed("/srv/inbox/locked.pdf", "It is locked.")), [], INBOX)
    assert text.splitlines()[2] == "1 new document came in, but could not be read; the catalogue is as it was."


def test_failures_of_earlier_nights_are_counted_not_told_again() -> None:
    text = morning_report(run(failed("/srv/inbox/locked.pdf", "It is locked.", Arrival.UNCHANGED)), [], INBOX)
    assert "- 1 document from earlier nights, unchanged since; nothing was tried again" in text
    assert "It is locked." not in text


def test_summer_time_is_told_in_brussels() -> None:
    summer = replace(run(), started_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    text = morning_report(summer, [], INBOX)
    assert text.startswith("# Morning report, Thursday 2 July 2026\n")
    assert "began at 01:30" in text
