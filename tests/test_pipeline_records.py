"""Fields of the form on small documents, through the real extractors."""

from dataclasses import replace

import pytest

from corpus import read
from models import Derived, GoodPractice, Link, Span
from pipeline.process import annotate
from pipeline.records import KnownPractice, make_records
from pipeline.run import extractors
from pipeline.settings import Settings
from pipeline.template import load_template

pytestmark = pytest.mark.model

FORM = load_template("interreg-europe-2021")
BARNS = """# Solar roofs for barns

Country: Portugal

## Evidence of success

Over 80 farms put panels on their barns in 2020, and 12 jobs were created in the villages around them.

## Resources needed:

- EUR 20.000 for each barn
- one adviser
"""


def record(text: str, name: str = "barns.md", known: tuple[KnownPractice, ...] = ()) -> GoodPractice:
    document = read(text.encode(), name=name, language="en")
    (practice,) = make_records(document, annotate(document, extractors(), Settings()), FORM, known)
    return practice


def test_address_behind_words_is_a_link_when_none_stands_in_the_text() -> None:
    read_only = read(BARNS.encode(), name="barns.md", language="en")
    where = read_only.text.index("80 farms")
    links = (
        Link("https://www.linkedin.com/barns", Span(0, 7)),
        Link("https://barns.example.org", Span(where, where + 8)),
    )
    document = replace(read_only, links=links)
    (practice,) = make_records(document, annotate(document, extractors(), Settings()), FORM, ())
    (value,) = practice.field("link").values
    assert (value.text, value.origin) == ("https://barns.example.org", Derived("link-target/1", (links[1].span,)))


def test_heading_is_no_part_of_the_value() -> None:
    practice = record(BARNS)
    assert practice.field("evidence").display.startswith("Over 80 farms")
    assert practice.field("resources").display == "• EUR 20.000 for each barn\n• one adviser"


def test_gap_has_its_reason_and_no_value() -> None:
    field = record(BARNS).field("challenges")
    assert (field.values, field.reason) == ((), "no difficulties stated in this document")


def test_text_over_the_limit_is_counted_and_never_cut() -> None:
    long = "Each of the eighty farms saved money on its electricity bill in the first year. " * 10
    field = record(BARNS.replace("Over 80 farms put", long + "Over 80 farms put")).field("evidence")
    assert field.over_limit == len(field.display) - 500
    assert field.display.endswith("in the villages around them.")


def test_country_that_follows_from_the_region_is_marked_as_derived() -> None:
    (value,) = record(BARNS.replace("Country: Portugal", "Region: Alentejo")).field("country").values
    assert value.display == "Portugal"
    assert isinstance(value.origin, Derived)
    assert value.origin.rule == "country-of-region/1"


def test_several_countries_without_a_sign_leave_the_field_empty() -> None:
    text = BARNS.replace("Country: Portugal", "Visitors from Portugal and from Latvia came to see the barns.")
    field = record(text).field("country")
    assert (field.values, field.reason) == ((), "several countries are named and none as the practice's own")


def test_date_of_the_page_is_not_the_start() -> None:
    text = BARNS.replace("Country: Portugal", "Published on 3 May 2021\n\nCountry: Portugal")
    assert record(text).field("start").values == ()


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Period: 2016-19", "2016", "2019"),
        ("Start date: January 2016\nEnd date: June 2018", "2016-01", "2018-06"),
        ("Period: since October 2020", "2020-10", "ongoing"),
        ("The scheme was launched in March 2015.", "2015-03", ""),
    ],
)
def test_start_and_end(line: str, start: str, end: str) -> None:
    practice = record(BARNS.replace("Country: Portugal", f"Country: Portugal\n\n{line}"))
    assert (practice.field("start").display, practice.field("end").display) == (start, end)


def test_values_stand_where_they_say() -> None:
    practice = record(BARNS)
    document = read(BARNS.encode(), name="barns.md", language="en")
    spans = [v for f in practice.fields for v in f.values if isinstance(v.origin, Span)]
    assert [v.text for v in spans if v.origin.of(document.text) != v.text] == []  # type: ignore[union-attr]


def test_practice_with_the_same_title_keeps_its_id() -> None:
    known = (KnownPractice("gp-old", "Solar roofs for barns"),)
    assert record(BARNS, known=known).practice_id == "gp-old"


def test_corrected_title_of_the_only_practice_keeps_its_id() -> None:
    assert record(BARNS, known=(KnownPractice("gp-old", "Solar roof for a barn"),)).practice_id == "gp-old"


FACTS = """# Quiet night trams

The rails of the tram were laid on rubber so that people along the line sleep better.

{facts}
"""


@pytest.mark.parametrize(
    ("facts", "country"),
    [
        ("Coordinator: University of Vilaverde (PT); Partner countries: NO;RO;ES;FI;DE;CH.", "Portugal"),
        (
            "It was tried in Spain, Germany and Greece. Lead organisation: Tram Works; Country: Portugal.",
            "Portugal",
        ),
        ("Partner countries: NO;RO;ES;FI;DE;CH.", None),
    ],
)
def test_country_of_the_practice_among_many_others(facts: str, country: str | None) -> None:
    assert (record(FACTS.format(facts=facts)).field("country").display or None) == country


@pytest.mark.parametrize(
    ("facts", "start"),
    [
        ("Lead organisation: Tram Works; Period: 2016 to 2018; Country: Portugal; Fund: ERDF.", "2016"),
        ("Lead organisation: Tram Works; Started: 2016; Status: Pilot; Country: Portugal and others.", "2016"),
    ],
)
def test_start_stands_among_other_facts_of_a_line(facts: str, start: str) -> None:
    assert record(FACTS.format(facts=facts)).field("start").display == start


def test_region_and_nation_around_it_name_one_place() -> None:
    practice = record(BARNS.replace("Country: Portugal", "Region: Lancashire, England"))
    assert practice.field("region").display == "Lancashire (UKD4)"
    assert practice.field("country").display == "United Kingdom"


def test_a_label_says_that_a_name_of_a_city_is_a_region() -> None:
    assert record(BARNS.replace("Country: Portugal", "Region: Groningen")).field("region").display == "Groningen (NL11)"


def test_main_institution_bears_its_acronym() -> None:
    text = BARNS.replace("Country: Portugal", "Led by the Douro Barn Energy Agency (DBEA). DBEA is in Portugal.")
    assert record(text).field("institution").display == "Douro Barn Energy Agency (DBEA)"


def test_scope_told_in_a_sentence() -> None:
    text = BARNS.replace(
        "## Evidence", "## Activities\n\nThe panels are bought together at regional level.\n\n## Evidence"
    )
    (value,) = record(text).field("scope").values
    assert (value.display, value.text) == ("regional", "at regional level")


def test_summary_is_part_of_a_sentence_where_no_whole_one_fits() -> None:
    first = "Farmers put solar panels on their barns and sell the power to the village that lies around them"
    text = BARNS.replace(
        "## Evidence", f"## Summary\n\n{first}; {'they share the cost of the meters ' * 5}.\n\n## Evidence"
    )
    (value,) = record(text).field("summary").values
    assert (value.display, isinstance(value.origin, Span)) == (first, True)


def test_keywords_are_terms_of_the_text() -> None:
    values = record(BARNS.replace("12 jobs", "solar power made 12 jobs")).field("keywords").values
    assert [v.display for v in values][:1] == ["solar"]
