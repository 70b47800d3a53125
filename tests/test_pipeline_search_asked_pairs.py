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
        ("mills with min. 20 and max. 50 SMEs", "count[SMEs]:20..50", "mills"),
        ("3 partners minimum and 10 maximum", "count[partners]:3..10", ""),
        ("more than 20 SMEs but fewer than 50", "count[SMEs]:21..49", ""),
        ("SMEs > 20 and < 50", "count[SMEs]:21..49", ""),
        (
            "mills run for more than 3 years and by fewer than 10 partners",
            "count[partners]:<10",
            "mills run for more than 3 years and by",
        ),
        ("mills for people under 30 and over 100 jobs", "count[jobs]:>100", "mills for people under 30 and"),
        ("mills, budget 1m to 2m euros", "budget:1000000..2000000EUR", "mills"),
        ("mills, budget between 500k and 1m", "budget:500000..1000000", "mills"),
        ("mills, not between 20 and 50 jobs", "", "mills, not between 20 and 50 jobs"),
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
        ("SMEs > 20, jobs > 50", "count[SMEs]:>20 count[jobs]:>50", ""),
        ("mills, jobs: between 50 and 100", "count[jobs]:50..100", "mills"),
        ("jobs > 50 budget < 1m", "count[jobs]:>50 budget:<1000000", ""),
        ("liczba utworzonych miejsc pracy powyżej 100", "count[miejsc pracy]:>100", ""),
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
        ("budżet poniżej miliona euro", "budget:<1000000EUR", ""),
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
        ("mulini, ultimi 5 anni", 5, "mulini"),
        ("młyny z ostatnich pięciu lat", 5, "młyny"),
    ],
)
def test_the_last_years_are_a_period(query: str, years: int, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (f"year:>={THIS_YEAR - years}", meaning)


@pytest.mark.parametrize(
    "query",
    [
        "people out of work for the last five years",
        "people who lost their job in the last five years",
        "energy, but not in the last five years",
        "goals of the last five-year plan",
        "the last two mills",
        "last 90 years",
    ],
)
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
        ("mills without Bavaria in Germany", "-region:DE2 country:DE", "mills"),
        ("mills outside Germany, in Poland", "-country:DE country:PL", "mills"),
        ("mills outside Germany or Poland", "-country:DE,PL", "mills"),
        ("no good practices in Poland", "-country:PL", ""),
        ("kein Projekt aus Polen", "-country:PL", ""),
        ("nessuna buona pratica dalla Polonia", "-country:PL", ""),
        ("no Polish practices", "-country:PL", ""),
        ("keine polnischen Praktiken", "-country:PL", ""),
        ("mills without Polish partners", "", "mills without Polish partners"),
        ("mills, but not Poland", "-country:PL", "mills"),
        ("mills (excluding Poland)", "-country:PL", "mills"),
        ("mills not only in Poland", "", "mills not only in Poland"),
        ("Mühlen nicht nur in Polen", "", "Mühlen nicht nur in Polen"),
        ("workers from outside Poland", "", "workers from outside Poland"),
        ("practices from outside Poland", "-country:PL", ""),
        ("mills in Poland for people not from Poland", "country:PL", "mills for people not from Poland"),
        ("no waste in Poland", "country:PL", "no waste"),
        ("młyny spoza Polski", "-country:PL", "młyny"),
        ("Europe without borders", "", "Europe without borders"),
        ("projekty z Niemiec i Włoch", "country:DE,IT", ""),
        ("projekty we Włoszech", "country:IT", ""),
        ("klastry na Litwie i Łotwie", "country:LT,LV", "klastry"),
        ("klastry na Dolnym Śląsku", "region:PL51", "klastry"),
        ("moulins en France, en Espagne et au Portugal", "country:FR,ES,PT", "moulins"),
        ("mills in Bavaria, Germany and Tyrol, Austria", "region:DE2,AT33", "mills"),
        ("mills in Spain, Tuscany and Lombardy", "country:ES,IT", "mills"),
        ("mills in Poland/Germany", "country:PL,DE", "mills"),
        ("circular economy in the Baltic states", "country:EE,LV,LT", "circular economy"),
        ("klastry w krajach bałtyckich", "country:EE,LV,LT", "klastry"),
        ("Gutscheine in den nordischen Ländern", "country:DK,FI,IS,NO,SE", "Gutscheine"),
        ("mills outside the Visegrád countries", "-country:CZ,HU,PL,SK", "mills"),
        ("energía en la península ibérica", "country:ES,PT", "energía"),
        ("sea buoys in the Baltic", "", "sea buoys in the Baltic"),
        ("clusters in Galicia (Poland)", "country:PL", "clusters in Galicia"),
        ("klastry z Podlasia", "region:PL84", "klastry"),
        ("młyny na Podlasiu", "region:PL84", "młyny"),
        ("clusters in Galicia, Poland", "country:PL", "clusters in Galicia"),
        ("lakes in Bavaria, Poland and Spain", "country:DE,PL,ES", "lakes"),
    ],
)
def test_where_practices_are_from(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("after 2014 but not after 2018", "year:>2014 year:<=2018"),
        ("not before 2018", "year:>=2018"),
        ("not in 2018", ""),
        ("shops that have not opened since 2014", "year:>=2014"),
    ],
)
def test_years_that_are_denied(query: str, filters: str) -> None:
    assert str(understand(query).filters) == filters
