"""What a record must not say: places, budgets, institutions and values that are not the practice's own."""

import pytest

from corpus import read
from models import GoodPractice
from pipeline.process import annotate
from pipeline.records import make_records
from pipeline.records.facts import facts_of
from pipeline.run import extractors
from pipeline.settings import Settings
from pipeline.template import load_template

pytestmark = pytest.mark.model

FORM = load_template("interreg-europe-2021")
STORY = "The farm office plants hedges along fields, so that the wind takes less of the soil in spring."


def made(text: str, language: str = "en") -> tuple[GoodPractice, list[tuple[float, str | None]]]:
    """The record and its budgets."""
    document = read(f"# Hedges for farms\n\n{text}".encode(), name="hedges.md", language=language)
    (practice,) = make_records(document, annotate(document, extractors(), Settings()), FORM)
    return practice, [(n.low, n.currency) for n in facts_of(practice, document).numbers if n.kind == "budget"]


def shown(text: str, field: str, language: str = "en") -> str:
    return made(text, language)[0].field(field).display


def test_city_outside_the_country_of_the_practice_is_not_its_city() -> None:
    text = "Country: Hungary\nCity: {}\n\n" + STORY
    assert shown(text.format("Brussels"), "city") == ""
    assert shown(text.format("Szeged"), "city") == "Szeged"


@pytest.mark.parametrize(
    "line",
    [
        "➔ Partners: Slovenia, Croatia, Tyrol, Upper Austria, among others.",
        "Partners: Tyrol and Upper Austria.",
        "We met people from Podravje, Tyrol and West Pannon.",
    ],
)
def test_places_of_partners_are_not_the_place_of_the_practice(line: str) -> None:
    practice, _ = made(f"{line}\n\n{STORY}")
    assert [practice.field(name).display for name in ("country", "region")] == ["", ""]
    assert practice.field("country").reason
    assert "artners" not in practice.field("summary").display


def test_country_behind_its_own_label_stands_beside_a_list_of_partners() -> None:
    practice, _ = made(f"Country: Austria\n\nPartners: Slovenia, Croatia, Poland\n\n{STORY}")
    assert practice.field("country").display == "Austria"


@pytest.mark.parametrize("when", ["Period: 6-8 March", "Start date: 6 March", "Timescale: from 6 March to 8 April"])
def test_day_without_a_year_is_no_start_and_no_end(when: str) -> None:
    practice, _ = made(f"{STORY}\n\n{when}")
    assert [practice.field(name).display for name in ("start", "end")] == ["", ""]


def test_start_with_its_year_is_kept_beside_the_day_of_an_event() -> None:
    start = shown(f"{STORY}\n\nStart date: 6 March 2018\n\nNext meeting: 8 April", "start")
    assert start == "2018-03-06"


@pytest.mark.parametrize(
    ("sentences", "language", "budget"),
    [
        ("The national budget for farms was 3 billion euro. The total budget was EUR 240.000.", "en", 240_000),
        ("The total cost of the scheme was EUR 240.000. A town set its budget to 9 million euro.", "en", 240_000),
        ("The county paid EUR 90.000 of the total cost of EUR 240.000.", "en", 240_000),
        ("Of the total budget the county paid EUR 90.000. The total budget was EUR 240.000.", "en", 240_000),
        ("Die Gesamtkosten betrugen 240.000 EUR, davon zahlte das Land 300.000 EUR.", "de", 240_000),
        ("Le coût total était de 240 000 EUR. Le budget de l'État est de 3 000 000 EUR.", "fr", 240_000),
        ("Całkowity koszt wyniósł 240 000 EUR. Budżet państwa to 3 000 000 EUR.", "pl", 240_000),
        ("Total cost: EUR 240.000; EU contribution: EUR 300.000", "en", 240_000),
        ("The office had a budget of EUR 240.000.", "en", 240_000),
    ],
)
def test_stated_total_is_the_budget(sentences: str, language: str, budget: float) -> None:
    _, budgets = made(f"{STORY}\n\n{sentences}", language)
    assert budgets == [(budget, "EUR")]


@pytest.mark.parametrize(
    "sentences",
    [
        "The national budget for farms was 3 billion euro.",
        "The county gave funding of EUR 90.000. The town gave funding of EUR 20.000.",
        "The hedges need funding of EUR 20.000 per farm.",
    ],
)
def test_budget_that_nobody_states_stays_open(sentences: str) -> None:
    assert made(f"{STORY}\n\n{sentences}")[1] == []


@pytest.mark.parametrize(
    ("sentences", "language", "institution"),
    [
        ("The Lindhaven City Library opened a workshop. The Northern Growth Agency paid half.", "en", "Library"),
        ("The Northern Growth Agency granted EUR 20.000. The Lindhaven City Library runs it.", "en", "Library"),
        ("The Northern Growth Agency paid half. The Northern Growth Agency came to see it twice.", "en", ""),
        ("Die Stadtwerke Lindhaven GmbH eröffnete es. Die Sparkassenstiftung Nordau bezahlte es.", "de", "Stadtwerke"),
    ],
)
def test_who_pays_is_not_the_main_institution(sentences: str, language: str, institution: str) -> None:
    found = shown(f"{sentences} {STORY}", "institution", language)
    assert institution in found
    assert bool(found) is bool(institution)


@pytest.mark.parametrize(
    ("value", "language"),
    [
        *((value, "en") for value in ("n/a", "N.A.", "TBC", "-", "None", "none.", "not applicable", "To be confirmed")),
        ("néant", "fr"),
        ("à confirmer", "fr"),
        ("entfällt", "de"),
        ("k. A.", "de"),
        ("no procede", "es"),
        ("da confermare", "it"),
        ("nie dotyczy", "pl"),
        ("n.v.t.", "nl"),
        ("não aplicável", "pt"),
        ("nu este cazul", "ro"),
    ],
)
def test_words_for_no_value_are_none(value: str, language: str) -> None:
    field = made(f"{STORY}\n\n## Resources needed\n\n{value}", language)[0].field("resources")
    assert field.values == ()
    assert field.reason


def test_sentence_with_such_words_is_a_value() -> None:
    text = f"{STORY}\n\n## Resources needed\n\nNone but the time of two gardeners."
    assert shown(text, "resources") == "None but the time of two gardeners."
