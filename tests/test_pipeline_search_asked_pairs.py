"""Conditions with two bounds, with what is counted in front, on the last years, and on where practices are not from."""

from datetime import UTC, datetime

import pytest

from pipeline.search.asked import understand

THIS_YEAR = datetime.now(UTC).year


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("networks with at least 20 and at most 50 SMEs", "count[SMEs]:20..50", "networks"),
        ("more than 20 but fewer than 50 jobs created", "count[jobs]:21..49", ""),
        ("not more than 20 and not fewer than 5 schools", "count[schools]:5..20", ""),
        ("mindestens 20 und höchstens 50 KMU", "count[KMU]:20..50", ""),
        ("ateliers avec au moins 20 et au plus 50 PME", "count[PME]:20..50", "ateliers"),
        (
            "mills, budget more than 500,000 but less than 2 million euros",
            "budget:>500000 budget:<2000000EUR",
            "mills",
        ),
        ("mills, at least 20 SMEs but at most 50 jobs", "count[SMEs]:>=20 count[jobs]:<=50", "mills"),
        ("mills, budget over 1 but under 2 million euros", "budget:<2000000EUR", "mills, budget over 1"),
        ("mills with a budget between 1m and 2m", "budget:1000000..2000000", "mills"),
        ("mills, budget between 1m and 2.5m euros", "budget:1000000..2500000EUR", "mills"),
        ("walls between 1m and 2m", "", "walls between 1m and 2m"),
        ("walls under 1m", "", "walls under 1m"),
    ],
)
def test_two_bounds_are_one_condition(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("count of SMEs ≥ 50", "count[SMEs]:>=50", ""),
        ("SMEs > 20, cheese", "count[SMEs]:>20", "cheese"),
        ("mills with a number of jobs created over 100", "count[jobs]:>100", "mills"),
        ("SMEs supported: more than 30", "count[SMEs]:>30", ""),
        ("Anzahl der Arbeitsplätze über 100", "count[Arbeitsplätze]:>100", ""),
        ("nombre d'emplois supérieur à 100", "count[emplois]:>100", ""),
        ("número de empleos > 20", "count[empleos]:>20", ""),
        ("numero di posti di lavoro superiore a 50", "count[posti di lavoro]:>50", ""),
        ("firms with 500 or fewer employees", "count[employees]:<=500", "firms"),
        ("schools > 100 pupils", "count[pupils]:>100", "schools"),
        ("what jobs over 65 year olds like", "", "what jobs over 65 year olds like"),
        ("a budget > 20", "", "a budget > 20"),
    ],
)
def test_what_is_counted_may_stand_in_front(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("mills under a million euros", "budget:<1000000EUR", "mills"),
        ("budgets of more than a million", "budget:>1000000", ""),
        ("mills with more than a dozen SMEs", "count[SMEs]:>12", "mills"),
        ("one in a million", "", "one in a million"),
        ("less than a quarter of a million trees", "", "less than a quarter of a million trees"),
    ],
)
def test_a_million_and_a_dozen_are_numbers(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize(
    ("query", "years", "meaning"),
    [
        ("energy renovation in the last five years", 5, "energy renovation"),
        ("mills within the past 10 years", 10, "mills"),
        ("Projekte der letzten drei Jahre", 3, ""),
        ("moulins de ces cinq dernières années", 5, "moulins"),
        ("molinos de los últimos 10 años", 10, "molinos"),
        ("mulini degli ultimi dieci anni", 10, "mulini"),
        ("młyny z ostatnich pięciu lat", 5, "młyny"),
    ],
)
def test_the_last_years_are_a_period(query: str, years: int, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (f"year:>={THIS_YEAR - years}", meaning)


@pytest.mark.parametrize("query", ["people out of work for the last five years", "the last two mills", "last 90 years"])
def test_other_last_things_are_no_period(query: str) -> None:
    assert str(understand(query).filters) == ""


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("keine Praktiken aus Polen", "-country:PL", ""),
        ("mills, no projects from Germany", "-country:DE", "mills"),
        ("pas de pratiques de Pologne", "-country:PL", ""),
        ("practices not from Poland", "-country:PL", ""),
        ("mills in Germany without Bavaria", "country:DE -region:DE2", "mills"),
        ("młyny spoza Polski", "-country:PL", "młyny"),
        ("Europe without borders", "", "Europe without borders"),
        ("projekty z Niemiec i Włoch", "country:DE,IT", ""),
        ("klastry z Podlasia", "region:PL84", "klastry"),
        ("młyny na Podlasiu", "region:PL84", "młyny"),
        ("clusters in Galicia, Poland", "country:PL", "clusters in Galicia"),
        ("lakes in Bavaria, Poland and Spain", "country:DE,PL,ES", "lakes"),
    ],
)
def test_where_practices_are_from(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)
