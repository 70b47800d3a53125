"""Countries and regions: codes to names and names to codes.

Country codes are ISO 3166-1 alpha-2. Eurostat writes EL and UK where ISO has GR and GB; region
codes keep Eurostat's letters, country codes never do.
"""

import re
from functools import cache

from extractors.gazetteers import rows
from extractors.gazetteers.folding import key

#: Languages whose country names are known: the official EU languages and some neighbours.
LANGUAGES = (
    *("en", "fr", "de", "es", "it", "pl", "bg", "cs", "da", "el", "et", "fi", "ga", "hr", "hu", "lt", "lv"),
    *("mt", "nl", "pt", "ro", "sk", "sl", "sv", "nb", "is", "sr", "sr_Latn", "mk", "sq", "tr", "uk"),
)
#: Names of regions that are also directions or everyday words; they count only beside "Region" or as an item
#: of their own ("Norte, Portugal").
EVERYDAY = frozenset(
    "centro centru centre sud nord est ouest sur este norte noroeste noreste isole jug veri qender ege southern pest"
    " continente vest nord est nord vest sud est sud ovest como lodi leer stade lot var ain cher eure orne manche aube"
    " landes peine verden celle hof hamm batman van kars ordu mus bath essex kent marche drome gard gers jura vienne"
    " nord oise yonne allier loire indre tarn aude savoie west south north east nice essen tours split mersin cork"
    " york bergen lund faro vigo prato brest angers pula kiel ulm lecce derry soria arad nancy".split()
) | frozenset({"north east", "north west", "south east", "south west"})
_ISO_OF_NUTS = {"EL": "GR", "UK": "GB"}
#: CLDR territories that are not countries here: the EU, the euro area, the UN, test and unknown regions,
#: and overseas parts of member states, which are regions with a NUTS code.
_NOT_COUNTRIES = frozenset("EU EZ UN XA XB QO ZZ AX GP MQ GF RE YT IC EA SJ BL MF PM".split())


@cache
def country_names(language: str) -> dict[str, str]:
    """Country code to name in that language, from Unicode CLDR; empty for a language it lacks."""
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


def country_name(code: str) -> str:
    """English name of a country; "UK" and "EL" are understood.

    Raises:
        KeyError: when there is no such country.
    """
    return _english_names()[_ISO_OF_NUTS.get(code.upper(), code.upper())]


def is_country(code: str) -> bool:
    """True for an ISO 3166-1 alpha-2 code in capitals."""
    return code in _english_names()


@cache
def _english_names() -> dict[str, str]:
    """Country code to English name: the same as `country_names("en")`, without Babel."""
    # English is the first of the languages.
    return {code: name for name, code in reversed([(row["name"], row["code"]) for row in rows("country_names.csv")])}


def names_of_all_languages() -> dict[str, str]:
    """Name to country code in every language of `LANGUAGES`; earlier languages win where two disagree.

    Read from Babel, one file a language: too slow for a search, which reads `country_names.csv` instead.
    """
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for language in LANGUAGES:
        for code, name in country_names(language).items():
            names.setdefault(key(name), (name, code))
    return dict(names.values())


@cache
def _country_codes() -> dict[tuple[str, ...], str]:
    return _plain_country_codes() | {key(row["name"]): row["code"] for row in rows("countries.csv")}


@cache
def _plain_country_codes() -> dict[tuple[str, ...], str]:
    return {key(row["name"]): row["code"] for row in rows("country_names.csv")}


def is_country_name(folded: str) -> bool:
    """True for the folded words of a country's name in one of the languages, without its other spellings."""
    return tuple(folded.split(" ")) in _plain_country_codes()


def find_country(text: str) -> str | None:
    """ISO code of a country given by name in an EU language or by code; None when it is none.

    "Polska", "poland", "PL", "the Netherlands", "UK" and "EL" all work.
    """
    cleaned = text.strip()
    code = _ISO_OF_NUTS.get(cleaned.upper(), cleaned.upper())
    if is_country(code):
        return code
    return _country_codes().get(key(cleaned))


def country_of_region(nuts_code: str) -> str:
    """ISO code of the country in which a NUTS region lies.

    Raises:
        KeyError: when the code does not start with a country.
    """
    code = _ISO_OF_NUTS.get(nuts_code[:2].upper(), nuts_code[:2].upper())
    if not is_country(code):
        raise KeyError(nuts_code)
    return code


#: Nations of the United Kingdom that are larger than a region: ISO 3166-2 code, name, first letters of their regions.
_NATIONS = {"GB-ENG": ("England", tuple(f"UK{letter}" for letter in "CDEFGHIJK"))}


@cache
def _region_names() -> dict[str, str]:
    names = {row["code"]: row["name"] for row in rows("regions.csv")}
    return names | {code: name for code, (name, _) in _NATIONS.items()}


def nation_of_region(code: str) -> str | None:
    """ISO 3166-2 code of the nation that a region of the United Kingdom lies in, where no NUTS code stands for it."""
    return next((nation for nation, (_, starts) in _NATIONS.items() if code.startswith(starts)), None)


def region(code: str) -> str:
    """Official name of a NUTS region of any edition, levels 0-3, or of a nation of the United Kingdom.

    Raises:
        KeyError: when no edition has the code.
    """
    return _region_names()[code.upper()]


def region_edition(code: str) -> int:
    """The newest edition of NUTS that has the code: 2024 for a region of today.

    Raises:
        KeyError: when no edition has the code.
    """
    return _region_editions()[code.upper()]


@cache
def _region_editions() -> dict[str, int]:
    return {row["code"]: int(row["editions"].split()[-1]) for row in rows("regions.csv")}


def is_within(code: str, wider: str) -> bool:
    """True when a region lies in another one that is not itself."""
    return code != wider and (code.startswith(wider) or nation_of_region(code) == wider)


def is_region(code: str) -> bool:
    """True for a NUTS code of any edition below the level of countries, and for "GB-ENG"."""
    return len(code) > 2 and code in _region_names()


def written_forms(official: str) -> list[str]:
    """How an official region name is written in running text: its parts, without brackets and "Prov."."""
    plain = re.sub(r"\s*\([^)]*\)", "", official)
    plain = re.sub(r",\s*(?:Kreisfreie Stadt|Landkreis|Stadtkreis|City of|County of)$", "", plain)
    plain = re.sub(
        r"^(?:Prov\.|Arr\.|Région|Principado de|Comunidad Foral de|Comunidad de|Región de|Ciudad de) ", "", plain
    )
    parts = [plain] if "," in plain else [plain, *(part.strip() for part in plain.split("/"))]
    return [part for part in dict.fromkeys(parts) if len(part) > 3 and "," not in part]


@cache
def _region_codes() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded names to codes, the newest edition of each region only, wider regions first."""
    codes: dict[tuple[str, ...], list[str]] = {}
    for row in rows("exonyms.csv"):
        codes.setdefault(key(row["name"]), []).append(row["code"])
    newest = max(row["editions"].split()[-1] for row in rows("regions.csv"))
    for row in sorted(rows("regions.csv"), key=lambda row: (not row["editions"].endswith(newest), row["level"])):
        if row["level"] != "0":
            for form in (row["name"], *written_forms(row["name"])):
                codes.setdefault(key(form), []).append(row["code"])
    for row in rows("places.csv"):
        nation = {"England": "GB-ENG", "Scotland": "UKM", "Wales": "UKL", "Northern Ireland": "UKN"}.get(row["name"])
        for name in (row["name"], *row["other_names"].split("|")) if nation else ():
            codes[key(name)] = [nation] if nation else []
    return {name: tuple(dict.fromkeys(found)) for name, found in codes.items()}


def find_regions(text: str) -> tuple[str, ...]:
    """NUTS codes of a region given by name in any spelling that the gazetteers have, or by code; empty for none.

    The widest region of a name: "Berlin" is DE3. A name that several countries have gives several codes.
    """
    cleaned = text.strip()
    if is_region(cleaned.upper()):
        return (cleaned.upper(),)
    found = _region_codes().get(key(re.sub(r"(?i)\b(?:region|voivodeship|county|province)\b", "", cleaned)), ())
    found = found or _region_codes().get(key(cleaned), ())
    # "Thueringen", "Vaestra Goetaland": umlauts as they are typed without them.
    found = found or _region_codes().get(key(re.sub(r"(?i)([aou])e", r"\1", cleaned)), ())
    return tuple(c for i, c in enumerate(found) if not any(_same_place(c, other) for other in found[:i]))


def _same_place(code: str, other: str) -> bool:
    """True for the region and its namesake of another level or edition: one country cannot have both."""
    return code[:2] == other[:2]


def is_clear_region(text: str) -> bool:
    """False for a name that is also a direction, an everyday word or that of a small area somewhere ("Centre")."""
    codes = find_regions(text)
    return bool(codes) and " ".join(key(text)) not in EVERYDAY and any(len(c) <= 4 or "-" in c for c in codes)


def region_names() -> tuple[str, ...]:
    """Every name of a region that is known, for suggestions."""
    return (*(row["name"] for row in rows("exonyms.csv")), *dict.fromkeys(_region_names().values()))


@cache
def _place_countries() -> dict[tuple[str, ...], str]:
    countries: dict[tuple[str, ...], str] = {}
    for row in rows("places.csv"):
        for name in (row["name"], *filter(None, row["other_names"].split("|"))):
            if row["country"]:
                countries.setdefault(key(name), row["country"])
    return countries


def country_of_place(name: str) -> str | None:
    """ISO code of the country of a city or UK nation by name; None when it is not known."""
    return _place_countries().get(key(name))


@cache
def _city_names() -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for row in rows("places.csv"):
        if row["kind"] == "city":
            for name in (row["name"], *filter(None, row["other_names"].split("|"))):
                names.setdefault(key(name), row["name"])
    return names


def find_city(text: str) -> str | None:
    """The normalised name of a city by any of its spellings; None when the gazetteer does not know it."""
    return _city_names().get(key(text))


@cache
def _cities() -> frozenset[tuple[str, ...]]:
    return frozenset(key(row["name"]) for row in rows("places.csv") if row["kind"] == "city")


def is_city(name: str) -> bool:
    """True for the normalised name of a city that the gazetteer knows."""
    return key(name) in _cities()
