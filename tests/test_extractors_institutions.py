import pytest

from extractors.gazetteers import table
from extractors.institutions import institution_type


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ministry of Health", "ministry"),
        ("Bundesministerium für Gesundheit", "ministry"),
        ("Ministerul Mediului", "ministry"),
        ("Aldersund Regional Development Agency", "agency"),
        ("Agence wallonne du lin", "agency"),
        ("City of Velmora", "public_authority"),
        ("Gmina Borowiny Leśne", "public_authority"),
        ("Câmara Municipal de Ribalonga", "public_authority"),
        ("Technical University of Ostrel", "university"),
        ("Politechnika Wiślana", "university"),
        ("Camera di Commercio di Valdorsa", "chamber"),
        ("Handwerkskammer Norderwald", "chamber"),
        ("Velmora Energy Cluster", "cluster"),
        ("Stichting Groene Kade", "ngo"),
        ("Fundacja Stare Odmiany", "ngo"),
        ("Institute for Hop Research", "research"),
        ("Kranich Maschinenbau GmbH", "company"),
        ("Makieta Sp. z o.o.", "company"),
        ("Cooperativa Terra Nuova", "cooperative"),
        ("Lumi", None),
    ],
)
def test_kind_of_institution_by_its_name(name: str, kind: str | None) -> None:
    assert institution_type(name) == kind


def test_kinds_are_a_short_closed_list() -> None:
    assert list(table("institution_types.toml")["types"]) == [
        *("cluster", "university", "chamber", "ministry", "agency", "research", "education", "ngo", "public_authority"),
        *("cooperative", "company"),
    ]
