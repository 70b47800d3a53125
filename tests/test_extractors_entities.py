from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.entities.extractor import EntityExtractor
from models import (
    Annotations,
    Block,
    BlockKind,
    Document,
    Entity,
    EntityKind,
    EntityRole,
    Source,
    Span,
)


def document(*blocks: str | tuple[BlockKind, str], language: str | None = "en") -> Document:
    """A document of the given blocks, paragraphs unless a kind is given, one blank line between them."""
    text, made = "", []
    for block in blocks:
        kind, content = block if isinstance(block, tuple) else (BlockKind.PARAGRAPH, block)
        span = Span(len(text), len(text) + len(content))
        made.append(Block(kind, span, span))
        text += content + "\n\n"
    source = Source("test.txt", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-0000000000000000", source, None, language, text, (), tuple(made))


def extract(*blocks: str | tuple[BlockKind, str], language: str | None = "en") -> tuple[Entity, ...]:
    return EntityExtractor().extract(document(*blocks, language=language), Annotations()).entities


def found(entities: tuple[Entity, ...], kind: EntityKind) -> list[tuple[str, str, str | None]]:
    return [(e.text, e.name, e.code) for e in entities if e.kind is kind]


def texts(entities: tuple[Entity, ...], kind: EntityKind) -> list[str]:
    return [e.text for e in entities if e.kind is kind]


def test_countries_by_name_in_the_language_of_the_document() -> None:
    assert found(extract("Das Netz reicht von Österreich bis Ungarn.", language="de"), EntityKind.COUNTRY) == [
        ("Österreich", "Austria", "AT"),
        ("Ungarn", "Hungary", "HU"),
    ]


def test_inflected_polish_country() -> None:
    assert found(extract("Program działa w Polsce i w Niemczech.", language="pl"), EntityKind.COUNTRY) == [
        ("Polsce", "Poland", "PL"),
        ("Niemczech", "Germany", "DE"),
    ]


def test_a_word_with_a_country_inside_is_no_country() -> None:
    entities = extract("The Polish and Hungarian firms met the EU and the European Union.")
    assert texts(entities, EntityKind.COUNTRY) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A pact between RO and BG regions was signed.", ["RO", "BG"]),
        ("Partners come from AT, CZ, IT and SK.", ["AT", "CZ", "IT", "SK"]),
        ("The office in the north (EL) closed; the one in Leeds (UK) did not.", ["GR", "GB"]),
        ("Information technology (IT) and HR are shared services.", []),
        ("IT is a service. NO change. Available in EN, FR, DE.", []),
    ],
)
def test_country_codes_need_a_list_or_brackets(text: str, codes: list[str]) -> None:
    assert [e.code for e in extract(text, language="nl") if e.kind is EntityKind.COUNTRY] == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bavaria", "DE2"),
        ("Lower Austria", "AT12"),
        ("Upper Austria", "AT31"),
        ("Catalonia", "ES51"),
        ("Tuscany", "ITI1"),
        ("Brittany", "FRH0"),
        ("Kujawsko-pomorskie", "PL61"),
        ("Kuyavia & Pomerania", "PL61"),
        ("Emilia Romagna", "ITH5"),
        ("Bucureşti - Ilfov", "RO32"),
    ],
)
def test_regions_carry_their_nuts_code(text: str, code: str) -> None:
    regions = found(extract(f"The pilot ran in {text} for two years."), EntityKind.REGION)
    assert [(shown, nuts) for shown, _, nuts in regions] == [(text, code)]


def test_voivodeship_in_the_genitive_has_the_code_of_the_nominative() -> None:
    entities = extract("Środki przekazał samorząd województwa małopolskiego.", language="pl")
    assert found(entities, EntityKind.REGION) == [("województwa małopolskiego", "Województwo Małopolskie", "PL21")]


def test_cities_and_nations_are_regions_and_accents_are_folded() -> None:
    assert found(extract("Firms from Torun and from Toruń met in Scotland."), EntityKind.REGION) == [
        ("Torun", "Toruń", None),
        ("Toruń", "Toruń", None),
        ("Scotland", "Scotland", "UKM"),
    ]


def test_everyday_names_of_regions_need_the_word_region() -> None:
    entities = extract("Le centre est au nord. Como ejemplo, Norte.", language="es")
    assert texts(entities, EntityKind.REGION) == []


def test_programmes_and_funds_in_several_languages() -> None:
    text = "Gefördert aus dem EFRE und Horizont 2020; el FEDER y el Fondo Social Europeo; INTERREG IVC; Erasmus+."
    entities = extract(text, language="de")
    assert found(entities, EntityKind.FUND) == [
        ("EFRE", "European Regional Development Fund", None),
        ("FEDER", "European Regional Development Fund", None),
        ("Fondo Social Europeo", "European Social Fund", None),
    ]
    assert [name for _, name, _ in found(entities, EntityKind.PROGRAMME)] == [
        "Horizon 2020",
        "Interreg IVC",
        "Erasmus+",
    ]


def test_life_is_a_programme_only_beside_the_word() -> None:
    entities = extract("LIFE is short. The LIFE Programme paid for it.")
    assert texts(entities, EntityKind.PROGRAMME) == ["LIFE Programme"]


def test_acronym_after_the_full_name_joins_later_mentions() -> None:
    entities = extract(
        "The Valmora Enterprise Agency (VEA) helps small firms.",
        "Since 2015 VEA has served 300 of them.",
        language="it",
    )
    assert found(entities, EntityKind.ORG) == [
        ("Valmora Enterprise Agency", "Valmora Enterprise Agency", None),
        ("VEA", "Valmora Enterprise Agency", None),
        ("VEA", "Valmora Enterprise Agency", None),
    ]


def test_spelling_variants_of_a_fund_share_one_name() -> None:
    entities = extract(
        "The Co-operation Bridge Fund paid first.",
        "Then the Cooperation Bridge Fund paid again, and the Cooperative Bridge Fund a third time.",
        language="nl",
    )
    names = {name for _, name, _ in found(entities, EntityKind.FUND)}
    assert len(found(entities, EntityKind.FUND)) == 3
    assert len(names) == 1


def test_shortened_name_joins_the_full_one() -> None:
    entities = extract(
        "The Ostrava Regional Development Agency began.", "The Ostrava Development Agency goes on.", language="nl"
    )
    assert {name for _, name, _ in found(entities, EntityKind.ORG)} == {"Ostrava Regional Development Agency"}


def test_generic_agency_without_a_name_is_no_organisation() -> None:
    entities = extract("The Regional Development Agency gave advice to every Managing Authority.", language="nl")
    assert texts(entities, EntityKind.ORG) == []


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The Ministry of Education, Science and Sport agreed.", "nl", "Ministry of Education, Science and Sport"),
        ("We asked the University of Lindmark about it.", "nl", "University of Lindmark"),
        ("Partner ist die Nordkap Technik GmbH aus Kiel.", "de", "Nordkap Technik GmbH"),
        ("Das Ministerium für Wirtschaft und Energie zahlt.", "de", "Ministerium für Wirtschaft und Energie"),
        ("Il a demandé à l’Agence nationale de la mobilité.", "fr", "Agence nationale de la mobilité"),
        ("Lo gestiona el Ayuntamiento de Villarroble.", "es", "Ayuntamiento de Villarroble"),
        ("Lo gestisce il Comune di Montefalco.", "it", "Comune di Montefalco"),
        ("Wniosek złożyła Gmina Stara Wólka.", "pl", "Gmina Stara Wólka"),
        ("Pomaga Fundacja Zielona Dolina.", "pl", "Fundacja Zielona Dolina"),
    ],
)
def test_organisations_in_several_languages(text: str, language: str, name: str) -> None:
    assert texts(extract(text, language=language), EntityKind.ORG) == [name]


def test_acronyms_that_act_are_organisations_outside_english() -> None:
    entities = extract("Un accord avec l’ABRX, signé par des PME.", language="fr")
    assert texts(entities, EntityKind.ORG) == ["ABRX"]


def test_foundation_with_fund_in_its_name_is_an_organisation() -> None:
    assert texts(extract("Betaald door Stichting Fonds Oudewaal.", language="nl"), EntityKind.ORG) == [
        "Stichting Fonds Oudewaal"
    ]


def test_lines_in_capitals_hold_only_known_names() -> None:
    entities = extract("THE FOCUS OF THE CLUSTER ORGANISATION IN POLAND", language="nl")
    assert [(e.kind, e.text) for e in entities] == [(EntityKind.COUNTRY, "POLAND")]


def test_european_bodies_are_main_institutions_only_by_label() -> None:
    assert [e.role for e in extract("A call was launched by the European Commission.", language="nl")] == [None]


def test_a_name_may_go_over_a_wrapped_line_but_not_over_a_short_one() -> None:
    wrapped = "Every month the advisers of the regional office met those of the Enterprise\nEurope Network in town."
    assert texts(extract(wrapped, language="nl"), EntityKind.ORG) == ["Enterprise\nEurope Network"]
    stacked = "Organisation\nValmora Enterprise Agency\nPoland"
    entities = extract(stacked, language="nl")
    assert texts(entities, EntityKind.ORG) == ["Valmora Enterprise Agency"]
    assert texts(entities, EntityKind.COUNTRY) == ["Poland"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The project GREENPATH started in May.", "GREENPATH"),
        ("Results of the InnoValley project were shown.", "InnoValley"),
        ("Projekt „Zielone Dachy” trwał rok.", "Zielone Dachy"),
        ("Project acronym: TransFarm", "TransFarm"),
    ],
)
def test_projects(text: str, name: str) -> None:
    assert texts(extract(text, language="pl"), EntityKind.PROJECT) == [name]


def test_a_description_before_project_is_no_name() -> None:
    assert texts(extract("An EU-funded project and an SME project.", language="nl"), EntityKind.PROJECT) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Please ask Dr. Ilka Brandt for the data.", "Ilka Brandt"),
        ("Ansprechpartnerin: Femke Odenthal", "Femke Odenthal"),
        ("Marek Zawadka, m.zawadka@example.org", "Marek Zawadka"),
        ("Patronat objął Pan Olgierd Wiśnicz w maju.", "Olgierd Wiśnicz"),
        ("Odile Varenne <o.varenne@example.org>", "Odile Varenne"),
    ],
)
def test_persons_are_found_by_title_label_address_and_given_name(text: str, name: str) -> None:
    assert texts(extract(text, language="de"), EntityKind.PERSON) == [name]


def test_surname_of_a_known_person_is_found_again() -> None:
    entities = extract("Ms Ilka Brandt leads the team.", "Later Brandt moved on.", language="nl")
    assert texts(entities, EntityKind.PERSON) == ["Ilka Brandt", "Brandt"]


@pytest.mark.parametrize(
    ("blocks", "role"),
    [
        (["Lead partner: Valmora Enterprise Agency (Poland)"], EntityRole.MAIN_INSTITUTION),
        (["Good practice owner", "Valmora Enterprise Agency"], EntityRole.MAIN_INSTITUTION),
        (["The scheme is run by the Valmora Enterprise Agency."], EntityRole.MAIN_INSTITUTION),
        (["It was financed by the Valmora Enterprise Agency."], EntityRole.FUNDER),
        (["Partners: Valmora Enterprise Agency"], EntityRole.PARTNER),
        (["We work in cooperation with the Valmora Enterprise Agency."], EntityRole.PARTNER),
        (["A course. Beneficiary: Valmora Enterprise Agency; Period: 2016"], EntityRole.BENEFICIARY),
        (["We met the Valmora Enterprise Agency."], None),
    ],
)
def test_roles_are_given_where_the_words_say_so(blocks: list[str], role: EntityRole | None) -> None:
    agencies = [e for e in extract(*blocks, language="nl") if e.kind is EntityKind.ORG]
    assert [(e.name, e.role) for e in agencies] == [("Valmora Enterprise Agency", role)]


def test_a_list_after_partners_holds_partners() -> None:
    entities = extract(
        "Partners:",
        (BlockKind.LIST_ITEM, "Nordlys Kraft"),
        (BlockKind.LIST_ITEM, "Blå Bro"),
        "Hun kom sent.",
        language="da",
    )
    assert [(e.text, e.role) for e in entities] == [
        ("Nordlys Kraft", EntityRole.PARTNER),
        ("Blå Bro", EntityRole.PARTNER),
    ]


def test_names_in_web_addresses_are_no_mentions() -> None:
    assert extract("See www.example.eu/Interreg/Poland and https://example.org/ERDF for more.", language="nl") == ()


def test_running_headers_are_skipped_and_repeated_blocks_are_not() -> None:
    text = "Firms in Poland"
    entities = extract((BlockKind.HEADER, text), text, text, language="nl")
    assert [e.span.start for e in entities] == [26, 43]


def test_spacy_adds_names_to_english_documents_and_gazetteers_win() -> None:
    entities = extract("The idea came from Brenda Holloway of Rolls-Royce when she lived in Poland.")
    assert texts(entities, EntityKind.PERSON) == ["Brenda Holloway"]
    assert found(entities, EntityKind.COUNTRY) == [("Poland", "Poland", "PL")]


def test_title_case_headings_are_no_names() -> None:
    entities = extract((BlockKind.HEADING, "Key Results And Impacts Of The Programme"), "Start Date\nJanuary 2016")
    assert entities == ()


words = st.sampled_from(
    "Poland RO BG ( ) , . : ; – - „ ” \n EU ERDF Agency of the for and University Ministry project X1 AbC Partners: "
    "Dr. Jan Kowalski a@b.eu Toruń Region Fund Programme www.x.eu ß İ ﬁ é Łódź 2.0 l’ d’ GmbH & UK".split(" ")
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.lists(words, max_size=25).map(" ".join), st.text(max_size=60)), max_size=4),
    st.sampled_from(["fr", "de", "es", "it", "pl", "el", "xx", None]),
)
def test_spans_point_at_their_text_and_never_overlap(blocks: list[str], language: str | None) -> None:
    made = document(*blocks, language=language)
    entities = EntityExtractor().extract(made, Annotations()).entities
    assert all(e.span.of(made.text) == e.text and e.text and 0 <= e.score <= 1 for e in entities)
    assert all(left.span.end <= right.span.start for left, right in pairwise(entities))
    assert all(any(block.content.contains(e.span) for block in made.blocks) for e in entities)


@settings(max_examples=8, deadline=None)
@given(st.lists(words, max_size=25).map(" ".join))
def test_spans_of_english_documents_point_at_their_text(text: str) -> None:
    made = document(text)
    entities = EntityExtractor().extract(made, Annotations()).entities
    assert all(e.span.of(made.text) == e.text for e in entities)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text", ["A-" * 3000, "Aa " * 3000, "a.b" * 3000, "x@" * 3000, "Project “" * 1000, "AT, " * 2000]
)
def test_hostile_text_takes_no_more_than_seconds(text: str) -> None:
    made = document(text, language="fr")
    entities = EntityExtractor().extract(made, Annotations()).entities
    assert all(e.span.of(made.text) == e.text for e in entities)


@pytest.mark.parametrize(
    "blocks",
    [
        ("Portugal", (BlockKind.LIST_ITEM, "Norte")),
        ("Country: Portugal\nRegion: Norte",),
        ("Norte, Portugal. Main institution: Tua Valley Agency",),
        ("Portugal\tNorte\tRural roads",),
        ("Farms in the Norte region of Portugal sell oil.",),
    ],
)
def test_region_that_is_also_a_plain_word(blocks: tuple[str | tuple[BlockKind, str], ...]) -> None:
    assert found(extract(*blocks), EntityKind.REGION) == [("Norte", "Norte", "PT11")]


def test_plain_word_in_a_sentence_is_no_region() -> None:
    entities = extract("Portugal has four winds. Norte is the coldest of them, and it brings the rain to the hills.")
    assert texts(entities, EntityKind.REGION) == []


@pytest.mark.parametrize(
    ("line", "name", "language"),
    [
        ("Main institution: West Latvian Rural Growth Centre", "West Latvian Rural Growth Centre", "en"),
        ("1.1 Lead partner: Vltava Mobility Agency", "Vltava Mobility Agency", "en"),
        ("Federführende Einrichtung: Harzer Zentrum für Gutes Handwerk", "Harzer Zentrum für Gutes Handwerk", "de"),
        ("Structure porteuse : Agence bretonne du pain local", "Agence bretonne du pain local", "fr"),
        ("Ente capofila: Cooperativa Sociale Terra Buona", "Cooperativa Sociale Terra Buona", "it"),
        ("Entidad promotora: Fundación Costa Viva", "Fundación Costa Viva", "es"),
        ("Instytucja wiodąca: Fundacja Nowy Ogród", "Fundacja Nowy Ogród", "pl"),
        ("Penvoerder: Stichting Oude Dijk", "Stichting Oude Dijk", "nl"),
    ],
)
def test_main_institution_behind_its_label(line: str, name: str, language: str) -> None:
    entities = extract(f"Country: Malta\n{line}\nPeriod: May 2019", language=language)
    assert [(e.text, e.role) for e in entities if e.kind is EntityKind.ORG] == [(name, EntityRole.MAIN_INSTITUTION)]


def test_label_in_one_block_and_its_name_in_the_next() -> None:
    entities = extract("Umbria, Italy. Main institution:", "Cooperativa Terzo Raccolto")
    assert [(e.text, e.role) for e in entities if e.kind is EntityKind.ORG] == [
        ("Cooperativa Terzo Raccolto", EntityRole.MAIN_INSTITUTION)
    ]


def test_words_of_a_form_are_no_names() -> None:
    heading = BlockKind.HEADING
    entities = extract((heading, "Good practice owner"), (heading, "Organisation"), "Tua Valley Agency", "Results")
    assert texts(entities, EntityKind.ORG) == ["Tua Valley Agency"]


def test_heading_after_a_list_of_partners_is_no_partner() -> None:
    item = BlockKind.LIST_ITEM
    entities = extract("Partners:", (item, "Vltava Mobility Agency"), "Rooftops\nThey were planted.")
    assert [e.text for e in entities if e.role is EntityRole.PARTNER] == ["Vltava Mobility Agency"]


def test_ministry_with_an_adjective_in_small_letters() -> None:
    entities = extract("Das Ministerium für ländliche Räume und Forsten fördert es.", language="de")
    assert texts(entities, EntityKind.ORG) == ["Ministerium für ländliche Räume und Forsten"]


def test_currencies_and_streets_are_no_names() -> None:
    entities = extract("Visit us at Hafenstraße 47. The voucher is worth CZK 20 and CZK 40 on Sundays.")
    assert [e.text for e in entities] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The scheme runs in South Holland.", "NL36"),
        ("The scheme runs in Utrecht Province.", "NL35"),
        ("The scheme runs in Oeste e Vale do Tejo.", "PT1D"),
        ("The scheme runs on the Setúbal Peninsula.", "PT1B"),
        ("The scheme runs in Vidzeme Region.", "LV00C"),
        ("The scheme runs in Severozapaden, Bulgaria.", "BG31"),
    ],
)
def test_regions_have_their_code_of_the_edition_of_2024(text: str, code: str) -> None:
    assert [c for _, _, c in found(extract(text), EntityKind.REGION)] == [code]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"We nearly gave up," says Xandrelle Placeholder, a gardener.', "Xandrelle Placeholder"),
        ("Zbynka Placeholderova, the mayor, opened it.", "Zbynka Placeholderova"),
        ("« Tout a changé », explique Yolaine Exemplaire.", "Yolaine Exemplaire"),
        ("Gudmar Mustermann, Leiter des Amtes, stimmt zu.", "Gudmar Mustermann"),
        ("– Warto było – mówi Żywia Przykładowa.", "Żywia Przykładowa"),
    ],
)
def test_who_speaks_or_holds_an_office_is_a_person(text: str, name: str) -> None:
    assert [e.text for e in extract(text, language=None) if e.kind is EntityKind.PERSON] == [name]


@pytest.mark.parametrize("text", ["The City Council says no.", "Interreg Europe, coordinator of calls, agrees."])
def test_an_office_that_speaks_is_no_person(text: str) -> None:
    assert [e for e in extract(text, language=None) if e.kind is EntityKind.PERSON] == []
