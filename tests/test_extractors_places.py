import pytest

from extractors.gazetteers import rows
from extractors.places import (
    country_name,
    country_names,
    country_of_place,
    country_of_region,
    find_country,
    find_regions,
    is_city,
    is_country,
    is_region,
    names_of_all_languages,
    region,
    region_edition,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Polska", "PL"),
        ("PL", "PL"),
        ("pl", "PL"),
        ("poland", "PL"),
        ("the Netherlands", "NL"),
        ("Ελλάδα", "GR"),
        ("EL", "GR"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("Czech Republic", "CZ"),
        ("Ungheria", "HU"),
        ("Bosnia and Herzegovina", "BA"),
        (" România ", "RO"),
        ("Atlantis", None),
        ("", None),
        ("European Union", None),
    ],
)
def test_country_by_name_in_any_eu_language_or_code(text: str, code: str | None) -> None:
    assert find_country(text) == code


def test_country_of_region_uses_iso_where_eurostat_does_not() -> None:
    assert [country_of_region(code) for code in ("PL61", "EL30", "UKM", "FRH0")] == ["PL", "GR", "GB", "FR"]


def test_unknown_codes_are_errors() -> None:
    with pytest.raises(KeyError, match="ZZ11"):
        country_of_region("ZZ11")
    with pytest.raises(KeyError, match="PL99"):
        region("PL99")
    with pytest.raises(KeyError, match="QQ"):
        country_name("QQ")


def test_names_of_codes() -> None:
    assert (country_name("GR"), country_name("EL"), region("PL61")) == ("Greece", "Greece", "Kujawsko-pomorskie")
    assert is_country("PL") and not is_country("EU") and is_region("PL61") and not is_region("PL")


def test_cities_know_their_country() -> None:
    assert (country_of_place("Torun"), country_of_place("Wien"), country_of_place("Nowhere")) == ("PL", "AT", None)
    assert is_city("Vienna") and not is_city("Scotland")


def test_the_newest_edition_of_a_code_is_known() -> None:
    assert [region_edition(code) for code in ("PT1D", "PT16", "NL36", "UKM", "PL61")] == [2024, 2021, 2024, 2021, 2024]


def test_country_names_are_those_of_babel() -> None:
    """To make the file again: write `names_of_all_languages()` into it."""
    assert {row["name"]: row["code"] for row in rows("country_names.csv")} == names_of_all_languages()


def test_english_names_of_countries_are_those_of_cldr() -> None:
    assert {code: country_name(code) for code in country_names("en")} == country_names("en")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Małopolska", ("PL21",)),
        ("malopolskie", ("PL21",)),
        ("Katalonien", ("ES51",)),
        ("Limburg", ("BE22", "NL42")),
        ("England", ("GB-ENG",)),
        ("Berlin", ("DE3",)),
        ("pl21", ("PL21",)),
        ("Atlantis", ()),
    ],
)
def test_region_is_found_by_any_of_its_names(name: str, codes: tuple[str, ...]) -> None:
    assert find_regions(name) == codes
