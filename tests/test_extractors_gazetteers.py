import re
from collections import Counter

from extractors.gazetteers import rows, table, words
from extractors.gazetteers.folding import fold, key
from extractors.places import country_name, country_of_region, is_country
from models import EntityKind

DATA_FILES = (
    *(
        "countries.csv",
        "country_names.csv",
        "exonyms.csv",
        "institution_types.toml",
        "objectives.toml",
        "places.csv",
        "regions.csv",
        "schemes.toml",
        "topics.toml",
    ),
    *("transliterations.csv", "words.toml"),
)


def test_every_data_file_names_its_source_and_date() -> None:
    sources = table("sources.toml")
    assert sorted(sources) == sorted(DATA_FILES)
    assert all(entry["source"] and entry["taken"].year >= 2024 for entry in sources.values())


def test_region_codes_are_unique_and_their_country_is_known() -> None:
    codes = Counter(row["code"] for row in rows("regions.csv"))
    assert [code for code, count in codes.items() if count > 1] == []
    assert all(is_country(country_of_region(code)) for code in codes)


def test_region_codes_have_the_length_of_their_level_and_known_editions() -> None:
    wrong = [
        row["code"]
        for row in rows("regions.csv")
        if len(row["code"]) != 2 + int(row["level"])
        or not re.fullmatch(r"20(13|16|21|24)( 20(16|21|24))*", row["editions"])
    ]
    assert wrong == []


def test_names_of_regions_are_unique_for_a_country_level_and_edition() -> None:
    names = Counter(
        (row["code"][:2], row["level"], row["name"], edition)
        for row in rows("regions.csv")
        for edition in row["editions"].split()
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_exonyms_belong_to_regions_of_the_gazetteer() -> None:
    known = {row["code"] for row in rows("regions.csv")}
    assert [row for row in rows("exonyms.csv") if row["code"] not in known] == []


def test_places_and_countries_have_known_country_codes() -> None:
    assert [row for row in rows("places.csv") if row["country"] and not is_country(row["country"])] == []
    assert [row for row in rows("countries.csv") if not country_name(row["code"])] == []


def test_no_spelling_belongs_to_two_schemes_of_one_kind() -> None:
    owners: dict[tuple[str, str], str] = {}
    for group in table("schemes.toml")["entries"]:
        kind = EntityKind(group["kind"])
        for names in group["lists"]:
            for name in names:
                assert owners.setdefault((kind, name), names[0]) == names[0]


def test_folding_removes_case_and_accents_only() -> None:
    assert (fold("Łódź"), fold("Straße"), fold("TORUŃ"), fold("Ελλάδα")) == ("lodz", "strasse", "torun", "ελλαδα")
    assert key("The Kuyavia & Pomerania") == key("Kuyavia and Pomerania") == ("kuyavia", "pomerania")


def test_word_lists_are_in_small_letters() -> None:
    assert all(word == word.casefold() for name in table("words.toml") for word in words(name))
