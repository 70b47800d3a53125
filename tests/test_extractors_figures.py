"""Number expressions, their values and what is no number expression; all sentences are made up."""

import itertools
import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.figures.extractor import FigureExtractor
from extractors.figures.finder import find_figures
from models import (
    Annotations,
    Block,
    BlockKind,
    Document,
    Figure,
    FigureRole,
    Merged,
    Qualifier,
    Section,
    SectionLabel,
    Source,
    Span,
)

LONG_TEXT_SECONDS = 2.0  # bound for 200,000 characters of digits and signs

Expected = tuple[str, str, str, str | None, str | None]  # text, kind, value, value_max, currency or unit


def brief(text: str, language: str) -> list[Expected]:
    """Figures as (text, kind, value, value_max, currency)."""
    return [
        (f.text, str(f.kind), str(f.value), None if f.value_max is None else str(f.value_max), f.currency)
        for f in find_figures(text, language=language)
    ]


MONEY = [
    ("en", "The budget was 346.000 EUR.", "346.000 EUR", "346000", "EUR"),
    ("en", "Co-financing of €3,4m came from the region.", "€3,4m", "3400000", "EUR"),
    ("en", "In all EUR 5,62+0,3 mln were granted.", "EUR 5,62+0,3 mln", "5920000", "EUR"),
    ("en", "A grant of € 5 million per year.", "€ 5 million", "5000000", "EUR"),
    ("en", "Money spent: £517.390,00; next", "£517.390,00", "517390", "GBP"),
    ("en", "Money spent: EUR 208.417,35; Period", "EUR 208.417,35", "208417.35", "EUR"),
    ("en", "with a budget of 3,180,400€ in all", "3,180,400€", "3180400", "EUR"),
    ("en", "Total cost: EUR 482300.0 overall", "EUR 482300.0", "482300", "EUR"),
    ("en", "It cost US$ 12 million.", "US$ 12 million", "12000000", "USD"),
    ("en", "The loan fund holds €1.25bn today.", "€1.25bn", "1250000000", "EUR"),
    ("en", "Vouchers of €500 were paid.", "€500", "500", "EUR"),
    ("en", "A prize of 20 k€ was given.", "20 k€", "20000", "EUR"),
    ("en", "The plant cost 2.5 M€.", "2.5 M€", "2500000", "EUR"),
    ("en", "Swiss partners paid CHF 20'000 each.", "CHF 20'000", "20000", "CHF"),
    ("en", "The regional share is 14.5 million euros.", "14.5 million euros", "14500000", "EUR"),
    ("en", "a total of **€7.2** million for", "€7.2** million", "7200000", "EUR"),
    ("de", "Die Kosten betrugen 1,2 Mio. Euro im Jahr.", "1,2 Mio. Euro", "1200000", "EUR"),
    ("de", "Gesamtvolumen 3,5 Mrd. €.", "3,5 Mrd. €", "3500000000", "EUR"),
    ("de", "Der Zuschuss beträgt 150 TEUR.", "150 TEUR", "150000", "EUR"),
    ("de", "Gefördert mit 12.500,- € vom Land.", "12.500,- €", "12500", "EUR"),
    ("de", "Es wurden 80 Tsd. Euro gezahlt.", "80 Tsd. Euro", "80000", "EUR"),
    ("fr", "Un coût de 1 250 000 € au total.", "1 250 000 €", "1250000", "EUR"),
    ("fr", "Une aide de 10 millions d'euros.", "10 millions d'euros", "10000000", "EUR"),
    ("fr", "Montant : 1,5 M€ par an.", "1,5 M€", "1500000", "EUR"),
    ("fr", "soit 3 milliards d’euros", "3 milliards d’euros", "3000000000", "EUR"),
    ("es", "Una inversión de 5 millones de euros.", "5 millones de euros", "5000000", "EUR"),
    ("es", "Se gastaron 300 mil euros.", "300 mil euros", "300000", "EUR"),
    ("es", "Un fondo de 2 mil millones de euros.", "2 mil millones de euros", "2000000000", "EUR"),
    ("it", "Un contributo di 3,2 milioni di euro.", "3,2 milioni di euro", "3200000", "EUR"),
    ("it", "Costo: Euro 200.000,00 complessivi", "Euro 200.000,00", "200000", "EUR"),
    ("it", "risorse per 4 mld di euro", "4 mld di euro", "4000000000", "EUR"),
    ("pl", "Wkład wyniósł 250 tys. zł w roku.", "250 tys. zł", "250000", "PLN"),
    ("pl", "Dotacja: 5 milionów złotych.", "5 milionów złotych", "5000000", "PLN"),
    ("pl", "Budżet to 1,7 mln PLN.", "1,7 mln PLN", "1700000", "PLN"),
    ("ro", "Un buget de 2 milioane de lei.", "2 milioane de lei", "2000000", "RON"),
    ("ro", "Valoarea este de 450.000 RON.", "450.000 RON", "450000", "RON"),
    ("nl", "Een subsidie van 2,4 miljoen euro.", "2,4 miljoen euro", "2400000", "EUR"),
    ("nl", "Begroting: EUR 271.845.", "EUR 271.845", "271845", "EUR"),
    ("pt", "Um custo de 6 milhões de euros.", "6 milhões de euros", "6000000", "EUR"),
    ("pt", "Um fundo de 3 mil milhões de euros.", "3 mil milhões de euros", "3000000000", "EUR"),
    ("cs", "Náklady 12 000 Kč za rok", "12 000 Kč", "12000", "CZK"),
    ("sv", "Bidrag i SEK: 1875320; ort", "SEK: 1875320", "1875320", "SEK"),
    ("sv", "Det kostade 500 kr per person", "500 kr", "500", "SEK"),
    ("da", "Det kostede 500 kr pr. person", "500 kr", "500", "DKK"),
    ("hr", "Vrijednost potpore: 318.620,47 kn.", "318.620,47 kn", "318620.47", "HRK"),
]


@pytest.mark.parametrize(("language", "sentence", "text", "value", "currency"), MONEY)
def test_money(language: str, sentence: str, text: str, value: str, currency: str) -> None:
    assert brief(sentence, language) == [(text, "money", value, None, currency)]


AMOUNTS = [
    ("en", "There are 10.000 monthly visitors.", "10.000", "count", "10000", None),
    ("en", "Support went to 17,000 SMEs.", "17,000", "count", "17000", None),
    ("en", "Some 20 million records", "20 million", "count", "20000000", None),
    ("en", "A platform with 45k users", "45k", "count", "45000", None),
    ("en", "the tank holds 52 000 litres", "52 000", "count", "52000", None),
    ("en", "the tank holds 52\u00a0000 litres", "52\u00a0000", "count", "52000", None),
    ("en", "a cluster of 10-12 partnerships", "10-12", "count", "10", "12"),
    ("en", "between 40 and 60 farms joined", "40 and 60", "count", "40", "60"),
    ("en", "a list of firms (9+4)", "9+4", "count", "13", None),
    ("en", "a 3-step workshop", "3", "count", "3", None),
    ("en", "it saves 120 km of travel", "120", "count", "120", None),
    ("en", "help via a network of 20 advisers", "20", "count", "20", None),
    ("en", "a hall of 500 square metres", "500", "count", "500", None),
    ("en", "in phase 1, 20 advisers came", "20", "count", "20", None),
    ("en", "ten (10) companies", "10", "count", "10", None),
    ("en", "found in 9 out of 10 schools", "9 out of 10", "ratio", "0.9", None),
    ("fr", "adopté par 8 sur 10 communes", "8 sur 10", "ratio", "0.8", None),
    ("de", "in 3 von 4 Betrieben", "3 von 4", "ratio", "0.75", None),
    ("es", "9 de cada 10 empresas", "9 de cada 10", "ratio", "0.9", None),
    ("it", "in 7 su 10 comuni", "7 su 10", "ratio", "0.7", None),
    ("pl", "4 na 5 firm", "4 na 5", "ratio", "0.8", None),
    ("en", "about 17,8% of them", "17,8%", "percentage", "17.8", None),
    ("en", "25-30% in one region", "25-30%", "percentage", "25", "30"),
    ("en", "25% to 30% of them", "25% to 30%", "percentage", "25", "30"),
    ("en", "a share of 12 per cent", "12 per cent", "percentage", "12", None),
    ("en", "emissions fell by 0.5 %", "0.5 %", "percentage", "0.5", None),
    ("de", "bis zu 80 Prozent der Kosten", "80 Prozent", "percentage", "80", None),
    ("fr", "une hausse de 4,5 %", "4,5 %", "percentage", "4.5", None),
    ("es", "el 15 por ciento", "15 por ciento", "percentage", "15", None),
    ("it", "il 40 per cento", "40 per cento", "percentage", "40", None),
    ("pl", "wzrost o 8 procent", "8 procent", "percentage", "8", None),
    ("ro", "12 la sută din firme", "12 la sută", "percentage", "12", None),
    ("nl", "een groei van 6 procent", "6 procent", "percentage", "6", None),
    ("pt", "cerca de 30 por cento", "30 por cento", "percentage", "30", None),
    ("en", "It ran for 36 months.", "36 months", "duration", "36", None),
    ("en", "a 3-year pilot", "3-year", "duration", "3", None),
    ("en", "It takes 6 to 12 months.", "6 to 12 months", "duration", "6", "12"),
    ("de", "Laufzeit 18 Monate", "18 Monate", "duration", "18", None),
    ("fr", "une durée de 24 mois", "24 mois", "duration", "24", None),
    ("es", "durante 4 años", "4 años", "duration", "4", None),
    ("it", "per 2 anni", "2 anni", "duration", "2", None),
    ("pl", "przez 30 miesięcy", "30 miesięcy", "duration", "30", None),
    ("ro", "timp de 5 ani", "5 ani", "duration", "5", None),
    ("nl", "gedurende 3 jaar", "3 jaar", "duration", "3", None),
    ("pt", "durante 10 meses", "10 meses", "duration", "10", None),
]


@pytest.mark.parametrize(("language", "sentence", "text", "kind", "value", "value_max"), AMOUNTS)
def test_amount(language: str, sentence: str, text: str, kind: str, value: str, value_max: str | None) -> None:
    found = [f for f in brief(sentence, language) if any(c.isdigit() for c in f[0])]
    assert found == [(text, kind, value, value_max, None)]


DATES = [
    ("en", "It started on 25 August 2016.", "25 August 2016", "2016-08-25", None),
    ("en", "published on June 19, 2014 in print", "June 19, 2014", "2014-06-19", None),
    ("en", "held in April\n2017 at the port", "April\n2017", "2017-04", None),
    ("en", "held in Nov. 2007 again", "Nov. 2007", "2007-11", None),
    ("en", "on 3rd of May 2010 we", "3rd of May 2010", "2010-05-03", None),
    ("en", "Period: 01.02.2012 to 30.11.2013; next", "01.02.2012 to 30.11.2013", "2012-02-01", "2013-11-30"),
    ("en", "Duration: 1. 3. 2015 – 31. 8. 2018", "1. 3. 2015 – 31. 8. 2018", "2015-03-01", "2018-08-31"),
    ("en", "Period: 2017-03-01 to 2021-02-28; x", "2017-03-01 to 2021-02-28", "2017-03-01", "2021-02-28"),
    ("en", "Period: 15/10/2011-08/02/2014; x", "15/10/2011-08/02/2014", "2011-10-15", "2014-02-08"),
    ("en", "Period: 01. May 17 to 30. Sep 20; x", "01. May 17 to 30. Sep 20", "2017-05-01", "2020-09-30"),
    ("en", "Period: Q4 2009-Q2 2011; x", "Q4 2009-Q2 2011", "2009-10", "2011-06"),
    ("en", "Period: Quarter 4 2009 to Q 2, 2011; x", "Quarter 4 2009 to Q 2, 2011", "2009-10", "2011-06"),
    ("en", "a scheme in 2016-18 for all", "2016-18", "2016", "2018"),
    ("en", "the years 2014-2020 were", "2014-2020", "2014", "2020"),
    ("en", "from 2013 to 2015 it", "2013 to 2015", "2013", "2015"),
    ("en", "between May 2014 and July 2015", "May 2014 and July 2015", "2014-05", "2015-07"),
    ("en", "from 21-23 May 2018 in", "21-23 May 2018", "2018-05-21", "2018-05-23"),
    ("en", "EU and Chile: 6-8 March, Porto", "6-8 March", "--03-06", "--03-08"),
    ("en", "open until 6 March each year", "6 March", "--03-06", None),
    ("en", "March-June 2016 was", "March-June 2016", "2016-03", "2016-06"),
    ("en", "28 February - 3 March 2019 in", "28 February - 3 March 2019", "2019-02-28", "2019-03-03"),
    ("en", "the 2014 Index shows", "2014", "2014", None),
    ("en", "In 2010, a reform began", "2010", "2010", None),
    ("en", "signed 03/2010 by both", "03/2010", "2010-03", None),
    ("de", "am 3. März 2010 in", "3. März 2010", "2010-03-03", None),
    ("de", "Zeitraum 2019–2022:", "2019–2022", "2019", "2022"),
    ("de", "von Januar bis März 2021", "Januar bis März 2021", "2021-01", "2021-03"),
    ("fr", "le 1er mars 2010 à", "1er mars 2010", "2010-03-01", None),
    ("fr", "le mardi 12 octobre 2021 au", "12 octobre 2021", "2021-10-12", None),
    ("es", "el 3 de marzo de 2010 en", "3 de marzo de 2010", "2010-03-03", None),
    ("it", "dal 5 maggio 2015 al", "5 maggio 2015", "2015-05-05", None),
    ("pl", "od 12 września 2011 r.", "12 września 2011", "2011-09-12", None),
    ("pl", "na lata 2007 – 2013.", "2007 – 2013", "2007", "2013"),
    ("ro", "la 3 martie 2010 a", "3 martie 2010", "2010-03-03", None),
    ("nl", "op 3 maart 2010 is", "3 maart 2010", "2010-03-03", None),
    ("pt", "em 3 de março de 2010 foi", "3 de março de 2010", "2010-03-03", None),
    ("sv", "den 3 maj 2010 var", "3 maj 2010", "2010-05-03", None),
]


@pytest.mark.parametrize(("language", "sentence", "text", "value", "value_max"), DATES)
def test_date(language: str, sentence: str, text: str, value: str, value_max: str | None) -> None:
    assert brief(sentence, language) == [(text, "date", value, value_max, None)]


NOT_FIGURES = [
    ("en", "See https://example.org/2014/08/page-12 for more"),
    ("en", "Write to office12@example.org today"),
    ("en", "Call +48 22 123 45 67 today"),
    ("en", "Tel.: 0123 456 789"),
    ("en", "under Regulation (EU) No 1303/2013 on funds"),
    ("en", "under Directive 2014/24/EU on tenders"),
    ("en", "as Article 107 says"),
    ("en", "money from Horizon 2020 and FP7"),
    ("en", "the goals of Europe 2020 and S3"),
    ("en", "tools for Industry 4.0 and B2B"),
    ("en", "the project CLUSTERBOOST 2.0 grew"),
    ("en", "Project 2017-1-XY2-KA07-000951 ended"),
    ("en", "the 1st and the 22nd meeting"),
    ("en", "(Phase 3 and 4) follow later"),
    ("en", "see Table 3, Figure 12 and page 40"),
    ("en", "our office: 12 Long Street"),
    ("en", "Lindenstraße 12-14, 8010 Graz"),
    ("en", "1) first aim and 2) second aim"),
    ("en", "2.1 Objectives of the work"),
    ("en", "1 State bodies\n2 Town bodies\n3 Firms"),
    ("en", "Results: 1. Fewer trips; 2. Less noise"),
    ("en", "at 10:30 in the hall"),
    ("en", "17"),
    ("en", "open 24/7 for all"),
    ("en", "partners from EU-15 and COVID-19 aid"),
    ("en", "on the TEN-T network"),
    ("en", "Hrastova cesta 31, 3000 Celje, Slovenia"),
    ("fr", "12, rue de la Paix, 75002 Paris"),
    ("de", "nach § 12 und Artikel 3 der Verordnung"),
    ("de", "in Phase 2 des Projekts"),
    ("fr", "selon l'article 12 du règlement"),
    ("it", "ai sensi dell'art. 5 della legge"),
    ("es", "según el artículo 8 del reglamento"),
    ("pl", "w ramach Działania 2.3 programu"),
    ("pl", "ul. Kwiatowa 5, 20-001 Lublin"),
]


@pytest.mark.parametrize(("language", "sentence"), NOT_FIGURES)
def test_no_figure(language: str, sentence: str) -> None:
    assert brief(sentence, language) == []


QUALIFIERS = [
    ("en", "about 80 firms", Qualifier.ABOUT),
    ("en", "around 80 firms", Qualifier.ABOUT),
    ("en", "some €80 million", Qualifier.ABOUT),
    ("en", "(~80 firms)", Qualifier.ABOUT),
    ("en", "ca. 80 firms", Qualifier.ABOUT),
    ("en", "over 80 firms", Qualifier.OVER),
    ("en", "more than **80** firms", Qualifier.OVER),
    ("en", "at least 80 firms", Qualifier.OVER),
    ("en", "80+ firms", Qualifier.OVER),
    ("en", "> 80 firms", Qualifier.OVER),
    ("en", "min 80 firms", Qualifier.OVER),
    ("en", "80 or more firms", Qualifier.OVER),
    ("en", "up to 80 firms", Qualifier.UP_TO),
    ("en", "(max EUR 80 each)", Qualifier.UP_TO),
    ("en", "fewer than 80 firms", Qualifier.UP_TO),
    ("en", "< 80 firms", Qualifier.UP_TO),
    ("en", "just 80 firms", None),
    ("de", "rund 80 Betriebe", Qualifier.ABOUT),
    ("de", "mehr als 80 Betriebe", Qualifier.OVER),
    ("de", "bis zu 80 Betriebe", Qualifier.UP_TO),
    ("fr", "environ 80 communes", Qualifier.ABOUT),
    ("fr", "plus de 80 communes", Qualifier.OVER),
    ("es", "alrededor de 80 empresas", Qualifier.ABOUT),
    ("it", "circa 80 imprese", Qualifier.ABOUT),
    ("it", "oltre 80 imprese", Qualifier.OVER),
    ("pl", "około 80 firm", Qualifier.ABOUT),
    ("pl", "ponad 80 firm", Qualifier.OVER),
    ("ro", "aproximativ 80 de firme", Qualifier.ABOUT),
    ("nl", "ongeveer 80 bedrijven", Qualifier.ABOUT),
    ("nl", "over 80 bedrijven", None),
    ("pt", "mais de 80 empresas", Qualifier.OVER),
]


@pytest.mark.parametrize(("language", "sentence", "qualifier"), QUALIFIERS)
def test_qualifier(language: str, sentence: str, qualifier: Qualifier | None) -> None:
    assert [f.qualifier for f in find_figures(sentence, language=language)] == [qualifier]


UNITS = [
    ("en", "80 SMEs have since grown", "SMEs"),
    ("en", "57 project partners from abroad", "project partners"),
    ("en", "**57** project partners from abroad", "project partners"),
    ("en", "10 of the farms exported", "farms"),
    ("en", "13\nbakeries and a school", "bakeries"),
    ("en", "14 asked for more advice", None),
    ("en", "Number of downloads: 70,500", "downloads"),
    ("en", "30 GWh of heat", "GWh"),
    ("de", "80 kleine Betriebe sind dabei", "kleine Betriebe"),
    ("fr", "80 entreprises innovantes de la région", "entreprises innovantes"),
    ("ro", "80 de firme din regiune", "firme"),
    ("pl", "Liczba uczestników: 120,", "uczestników"),
]


@pytest.mark.parametrize(("language", "sentence", "unit"), UNITS)
def test_unit(language: str, sentence: str, unit: str | None) -> None:
    assert [f.unit for f in find_figures(sentence, language=language)] == [unit]


NUMBER_WORDS = [
    ("en", "eight schools joined", "8"),
    ("de", "zwölf Schulen machten mit", "12"),
    ("fr", "quinze écoles", "15"),
    ("es", "siete escuelas", "7"),
    ("it", "venti scuole", "20"),
    ("pl", "pięć szkół", "5"),
    ("ro", "trei școli", "3"),
    ("nl", "negen scholen", "9"),
    ("pt", "dezoito escolas", "18"),
    ("en", "a hundred and fifty schools", "150"),
    ("en", "ninety-two farms", "92"),
    ("en", "twelve hundred visitors", "1200"),
    ("en", "two thousand five hundred trees", "2500"),
    ("de", "fünfundzwanzig Betriebe", "25"),
    ("de", "zweihundertvierzig Stellen", "240"),
    ("de", "dreitausend Besucher", "3000"),
    ("fr", "quatre-vingt-dix-sept communes", "97"),
    ("fr", "soixante et onze élèves", "71"),
    ("fr", "deux cent cinquante emplois", "250"),
    ("es", "treinta y cinco empresas", "35"),
    ("es", "quinientas veintidós familias", "522"),
    ("it", "centocinquanta imprese", "150"),
    ("it", "ventuno scuole", "21"),
    ("it", "duemila alberi", "2000"),
    ("pl", "dwustu pięćdziesięciu uczniów", "250"),
    ("pl", "sto dwadzieścia firm", "120"),
    ("pl", "dwa tysiące drzew", "2000"),
]


@pytest.mark.parametrize(("language", "sentence", "value"), NUMBER_WORDS)
def test_number_word(language: str, sentence: str, value: str) -> None:
    assert [(f.value, f.in_words) for f in find_figures(sentence, language=language)] == [(Decimal(value), True)]


@pytest.mark.parametrize(
    ("language", "sentence", "values"),
    [
        ("en", "between one hundred and two hundred jobs", ["100"]),
        ("en", "five and sixty towns", ["5", "60"]),
        ("de", "zwanzig und dreißig Schulen", ["20", "30"]),
        ("es", "dos mil millones de euros", ["2000000000"]),
        ("en", "2 thousand jobs", ["2000"]),
        ("en", "several hundred jobs", []),
        ("en", "in the twenty-first century", []),
        ("en", "one school", []),
        ("de", "mehrere hundert Menschen, Tausende Gäste", []),
        ("fr", "une centaine d'emplois, plusieurs cents", []),
        ("fr", "un outil neuf", []),
        ("it", "sei per la scuola", []),
        ("pl", "kilka tysięcy osób", []),
    ],
)
def test_number_words_that_are_several_numbers_or_none(language: str, sentence: str, values: list[str]) -> None:
    assert [str(f.value) for f in find_figures(sentence, language=language)] == values


def test_digits_in_brackets_behind_a_number_of_several_words_are_no_list_mark() -> None:
    found = find_figures("twenty-five (25) firms", language="en")
    assert [str(f.value) for f in found] == ["25", "25"]


ROLES = [
    ("en", "The total budget was €300,000.", FigureRole.BUDGET),
    ("en", "The region aims to support 50 farms.", FigureRole.TARGET),
    ("en", "The centre trained 50 farmers.", FigureRole.OUTPUT),
    ("en", "Energy use was reduced by 20%.", FigureRole.RESULT),
    ("en", "The valley has 300 villages.", FigureRole.CONTEXT),
    ("en", "It opened in 2011.", FigureRole.CONTEXT),
    ("en", "Emissions shall be nil by 2030.", FigureRole.TARGET),
    ("de", "Das Ziel sind 50 Betriebe.", FigureRole.TARGET),
    ("de", "Der Verbrauch wurde gesenkt, um 20 %.", FigureRole.RESULT),
    ("fr", "Le projet a formé 50 agents.", FigureRole.OUTPUT),
    ("fr", "La facture a diminué de 20 %.", FigureRole.RESULT),
    ("it", "Il centro ha formato 50 agricoltori.", FigureRole.OUTPUT),
    ("es", "El consumo se redujo un 20 %.", FigureRole.RESULT),
    ("pl", "Przeszkolono 50 rolników.", FigureRole.OUTPUT),
]


@pytest.mark.parametrize(("language", "sentence", "role"), ROLES)
def test_role_from_words(language: str, sentence: str, role: FigureRole) -> None:
    assert [f.role for f in find_figures(sentence, language=language)] == [role]


def test_out_of_a_total_is_two_counts() -> None:
    found = brief("Out of 36 villages that asked for advice, 21 built a plant.", "en")
    assert [(f[0], f[1]) for f in found] == [("36", "count"), ("21", "count")]


def test_change_from_one_value_to_another_is_two_figures() -> None:
    assert [f[2] for f in brief("Sales increased from 20 to 50 units.", "en")] == ["20", "50"]


def test_no_expression_crosses_a_tab_or_an_empty_line() -> None:
    assert [f[0] for f in brief("Costs\t20\tmillion EUR\n\n5\n\nMay 2017", "en")] == ["20", "May 2017"]


def test_currency_inferred_where_words_speak_of_cost() -> None:
    (figure,) = find_figures("Koszt całej przebudowy: 41 206 375,18\n", language="pl")
    assert (figure.value, figure.currency, figure.currency_inferred) == (Decimal("41206375.18"), "PLN", True)


def test_stray_space_before_decimals() -> None:
    (figure,) = find_figures("w tym dotacja - 18 402 615, 37\n", language="pl")
    assert (figure.text, figure.value) == ("18 402 615, 37", Decimal("18402615.37"))


def test_country_gives_the_currency() -> None:
    (figure,) = find_figures("The total cost: 1,250,000.", language="en", country="CZ")
    assert (figure.currency, figure.currency_inferred) == ("CZK", True)


def test_no_currency_without_words_of_cost() -> None:
    (figure,) = find_figures("Łączna długość dróg: 41 206 375,18\n", language="pl")
    assert (figure.currency, str(figure.kind)) == (None, "count")


def test_dot_with_three_digits_and_no_noun_is_doubtful() -> None:
    doubtful, plain = (
        find_figures("The value is 1.500.", language="en"),
        find_figures("Der Stand: 1.500.", language="de"),
    )
    assert (doubtful[0].value, doubtful[0].text, doubtful[0].note) == (
        Decimal(1500),
        "1.500",
        "dot may be a decimal point",
    )
    assert (plain[0].value, plain[0].note) == (Decimal(1500), None)
    assert doubtful[0].score < plain[0].score


def test_language_is_guessed_from_stop_words() -> None:
    (figure,) = find_figures("Die Stadt hat mit dem Land und der Hochschule rund 80 Betriebe beraten.")
    assert (figure.qualifier, figure.unit) == (Qualifier.ABOUT, "Betriebe")


def document(text: str, language: str | None = None, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    blocks, start = [], 0
    for paragraph in text.split("\n\n"):
        span = Span(start, start + len(paragraph))
        blocks.append(Block(kind, span, span))
        start = span.end + 2
    source = Source("memory:", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-0000000000000000", source, None, language, text, (), tuple(blocks))


def extract(text: str, sections: tuple[Section, ...] = (), kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[Figure, ...]:
    return FigureExtractor().extract(document(text, "en", kind), Annotations(sections=sections)).figures


@pytest.mark.parametrize(
    ("label", "role"),
    [
        (SectionLabel.RESOURCES, FigureRole.BUDGET),
        (SectionLabel.OBJECTIVES, FigureRole.TARGET),
        (SectionLabel.EVIDENCE, FigureRole.OUTPUT),
        (SectionLabel.CONTEXT, FigureRole.CONTEXT),
    ],
)
def test_section_label_gives_the_role(label: SectionLabel, role: FigureRole) -> None:
    text = "Elsewhere.\n\nThere are 12 advisers in town."
    (figure,) = extract(text, (Section(label, Span(12, len(text)), None, 1.0, "test"),))
    assert figure.role is role


def test_extractor_keeps_other_annotations_and_names_itself() -> None:
    before = Annotations(no_practice="none described")
    after = FigureExtractor().extract(document("We met 12 firms."), before)
    assert (after.no_practice, after.figures[0].extractor) == ("none described", "figures/1")
    assert (FigureExtractor.requires, FigureExtractor.provides) == (frozenset({"sections"}), frozenset({"figures"}))


def test_running_headers_are_not_read() -> None:
    assert extract("We met 12 firms.", kind=BlockKind.FOOTER) == ()


def test_number_alone_counts_in_a_table_only() -> None:
    assert [f.text for f in extract("Firms\t12\nFarms\t40", kind=BlockKind.TABLE)] == ["12", "40"]
    assert extract("12") == ()


AMOUNT = st.decimals(min_value=1, max_value=999_999_999, places=2, allow_nan=False)


@given(AMOUNT, st.sampled_from([(".", ","), (",", "."), (" ", ","), ("\u00a0", ","), ("\u202f", ","), ("'", ".")]))
def test_written_money_reads_back_as_the_same_number(value: Decimal, notation: tuple[str, str]) -> None:
    thousands, decimal = notation
    written = f"{value:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)
    (figure,) = find_figures(f"It cost EUR {written} in all.", language="en")
    assert (figure.value, figure.text) == (value, f"EUR {written}")


@given(st.integers(min_value=1000, max_value=999_999_999), st.sampled_from([".", ",", " ", "\u00a0", "'"]))
def test_grouped_count_reads_back_as_the_same_number(value: int, thousands: str) -> None:
    (figure,) = find_figures(f"We counted {value:,} trees.".replace(",", thousands), language="en")
    assert figure.value == Decimal(value)


@given(st.dates(min_value=datetime(1950, 1, 1).date(), max_value=datetime(2049, 12, 31).date()))
def test_every_form_of_a_date_gives_the_same_day(day: "object") -> None:
    forms = ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y")
    found = [find_figures(f"We met on {day:{form}} again.", language="en")[0].value for form in forms]
    assert found == [str(day)] * len(forms)


PIECES = st.sampled_from(
    [
        *"0123456789.,-–/+%€£()\n\t ~<>*",
        "1.500",
        "2019",
        " May ",
        " to ",
        " million ",
        "EUR",
        " 36 months",
        "and",
        "between ",
    ]
)


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)),
    st.sampled_from(["en", "de", "pl", None]),
)
def test_spans_point_at_their_text_and_never_overlap(text: str, language: str | None) -> None:
    figures = find_figures(text, language=language)
    assert all(f.span.of(text) == f.text and "\t" not in f.text and 0 < f.score <= 1 for f in figures)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(figures))


@pytest.mark.parametrize(
    "piece", ["1", "1,", ",", "1 ", "123 ", "1.", "1-", "2019-", "€1", "1/", "(1)", "1'", "9 million "]
)
def test_long_runs_of_digits_and_signs_take_linear_time(piece: str) -> None:
    text = "We met 12 firms.\n\n" + piece * (200_000 // len(piece) // (4 if piece[-2:] == "n " else 1))
    started = time.process_time()
    find_figures(text, language="en")
    assert time.process_time() - started < LONG_TEXT_SECONDS


def test_capital_k_multiplies_by_a_thousand() -> None:
    (found,) = find_figures("The council spent £50K on the workshop.")
    assert (found.text, found.value, found.currency) == ("£50K", Decimal(50_000), "GBP")


def table(*rows: tuple[str, ...], heads: int = 1, merged: tuple[Merged, ...] = ()) -> tuple[Figure, ...]:
    """Figures of a document that is one table with so many header rows."""
    text = "\n".join("\t".join(row) for row in rows)
    span = Span(0, len(text))
    source = Source("test", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    block = Block(BlockKind.TABLE, span, span, rows=rows, header_rows=heads, merged=merged)
    made = Document("doc-test", source, None, "en", text, (), (block,))
    return FigureExtractor().extract(made, Annotations()).figures


def test_column_header_gives_currency_and_scale() -> None:
    (found,) = table(("Partner", "ERDF in million EUR"), ("North", "24,5"))
    assert (found.text, found.value, found.currency, found.role) == (
        "24,5",
        Decimal(24500000),
        "EUR",
        FigureRole.BUDGET,
    )


def test_column_header_gives_per_cent_and_noun() -> None:
    share, count = table(("Partner", "Share (%)", "Trained teachers"), ("North", "85", "120"))
    assert (share.kind.value, share.value) == ("percentage", Decimal(85))
    assert (count.unit, count.role) == ("Trained teachers", FigureRole.OUTPUT)


def test_row_says_what_is_counted_where_the_column_says_what_for() -> None:
    target, achieved = table(("Indicator", "Target", "Achieved"), ("New shops", "100", "123"))
    assert (target.unit, achieved.unit) == ("New shops", "New shops")


def test_number_with_words_in_its_cell_keeps_its_own() -> None:
    (found,) = table(("Partner", "Main result in EUR"), ("North", "410.000 km saved"))
    assert (found.currency, found.unit) == (None, "km")


def test_head_over_several_columns_gives_its_currency_to_each() -> None:
    rows = (("Partner", "Budget in EUR", ""), ("", "2019", "2020"), ("North", "24.500", "30.000"))
    merged = (Merged(0, 0, 2, 1), Merged(0, 1, 1, 2))
    figures = [f for f in table(*rows, heads=2, merged=merged) if f.kind.value != "date"]
    assert [(f.value, f.currency) for f in figures] == [(Decimal(24_500), "EUR"), (Decimal(30_000), "EUR")]


def test_list_of_labels_and_values_has_no_head_to_take_from() -> None:
    budget, firms = table(("Total budget", "EUR 346.000"), ("Firms helped", "120"), heads=0)
    assert (budget.value, budget.currency, budget.role) == (Decimal(346_000), "EUR", FigureRole.BUDGET)
    assert (firms.unit, firms.currency) == ("Firms helped", None)


def role_in(sentence: str, label: SectionLabel) -> FigureRole:
    section = Section(label, Span(0, len(sentence)), None, 1.0, "test")
    (found,) = (f for f in extract(sentence, (section,)) if not f.in_words)
    return found.role


@pytest.mark.parametrize(
    ("sentence", "label", "role"),
    [
        ("A survey by an expert costs from €700, which few can spend.", SectionLabel.SUMMARY, FigureRole.CONTEXT),
        ("To keep the public cost of a meal under €4", SectionLabel.OBJECTIVES, FigureRole.TARGET),
        ("The sales brought in EUR 12.500 each year.", SectionLabel.EVIDENCE, FigureRole.RESULT),
        ("Out of 190 bakers that were asked, most came.", SectionLabel.EVIDENCE, FigureRole.CONTEXT),
        ("The bakers avoid 720 tonnes of CO2.", SectionLabel.EVIDENCE, FigureRole.RESULT),
    ],
)
def test_role_by_section_and_words(sentence: str, label: SectionLabel, role: FigureRole) -> None:
    assert role_in(sentence, label) is role


def test_year_before_the_word_year_is_a_date() -> None:
    assert brief("Po 2021 roku szklarnie prowadzi rada.", "pl") == [("2021", "date", "2021", None, None)]


def test_over_before_a_duration_says_how_long_it_took() -> None:
    (found,) = find_figures("The pupils draw a plan over 6-8 weeks.", language="en")
    assert found.qualifier is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Die Laufzeit betrug 1½ Jahre.", "de", ("1½ Jahre", "duration", "1.5")),
        ("It took 2½ years.", "en", ("2½ years", "duration", "2.5")),
        ("1 in 4 firms took part.", "en", ("1 in 4", "ratio", "0.25")),
        ("1 op 4 huishoudens doet mee.", "nl", ("1 op 4", "ratio", "0.25")),
        ("1 de cada 5 hogares participa.", "es", ("1 de cada 5", "ratio", "0.2")),
        ("Koszt 1.2 mrd zł rocznie", "pl", ("1.2 mrd zł", "money", "1200000000")),
        ("4.2 ha planted with trees.", "en", ("4.2", "count", "4.2")),
        ("They pay the light.\n19 shops were filled.", "en", ("19", "count", "19")),
        ("WHAT CAME OF IT. 140 crates are on tour.", "en", ("140", "count", "140")),
        ("Species found in the last count: 17. Hives are rented.", "en", ("17", "count", "17")),
        ("Costul: 2 tis. lei.", "ro", ("2 tis. lei", "money", "2000")),
    ],
)
def test_number_that_was_once_misread(text: str, language: str, expected: tuple[str, str, str]) -> None:
    (figure,) = find_figures(text, language=language)
    assert (figure.text, str(figure.kind), str(figure.value)) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("=1+1", "en"),
        ("Call +48 for help", "en"),
        ("Tel. (+353)", "en"),
        ("déneiger à 5 h, pas à 8 h", "fr"),
        ("de vergadering om 10 uur", "nl"),
        ("2.1 Results of the year", "en"),
        ("Plan: 1. Build it. 2. Sell it.", "en"),
        ("Buna practică 3: Drumul oilor", "ro"),
        ("warunki określone w artykule 5 rozporządzenia", "pl"),
    ],
)
def test_digits_that_are_no_figures(text: str, language: str) -> None:
    assert find_figures(text, language=language) == ()


SCALES = {
    "en": ("thousand", "million", "billion"),
    "fr": ("mille", "millions", "milliards"),
    "de": ("Tsd.", "Mio.", "Mrd."),
    "es": ("mil", "millones", "mil millones"),
    "it": ("mila", "milioni", "miliardi"),
    "pl": ("tys.", "mln", "mld"),
    "ro": ("mii", "milioane", "miliarde"),
    "nl": ("duizend", "miljoen", "miljard"),
    "pt": ("mil", "milhões", "mil milhões"),
}


@given(st.integers(2, 899), st.sampled_from(sorted(SCALES)), st.integers(0, 2), st.sampled_from(["EUR", "CHF", "PLN"]))
def test_scale_words_of_nine_languages_multiply(number: int, language: str, power: int, code: str) -> None:
    (figure,) = find_figures(f"({number} {SCALES[language][power]} {code})", language=language)
    assert (figure.value, figure.currency) == (Decimal(number) * 1000 ** (power + 1), code)


@given(
    st.integers(2, 98), st.integers(1, 99), st.sampled_from([("en", "in"), ("fr", "sur"), ("it", "su"), ("pl", "na")])
)
def test_one_in_so_many_is_a_ratio(count: int, more: int, word: tuple[str, str]) -> None:
    language, link = word
    (figure,) = find_figures(f"1 {link} {count} (", language=language)
    assert abs(Decimal(str(figure.value)) * count - 1) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("text", "language", "roles"),
    [
        ("Calls of yachts rose from 40 to 173 a season.", "en", ["context", "result"]),
        ("Anglers counted 19 species against 8 before.", "en", [None, "context"]),
        ("La copertura è passata dal 43% al 68%.", "it", ["context", None]),
        ("Wizyty spadły z 25% do 6%.", "pl", ["context", "result"]),
        ("**Resultados:** 280 utentes servidos por semana.", "pt", ["output"]),
        ("New jobs: 12", "en", ["result"]),
    ],
)
def test_baseline_of_a_change_is_context(text: str, language: str, roles: list[str | None]) -> None:
    found = [f.role.value for f in find_figures(text, language=language)]
    assert [role if wanted else None for role, wanted in zip(found, roles, strict=True)] == roles


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It renovated 412³ homes by 2022¹⁴.", [("412", "homes"), ("2022", None)]),
        ("346.000 EUR¹⁵ for 62 %² of firms", [("346.000 EUR", None), ("62 %", "firms")]),
        ("In 2019¹, ² there were 1.200³ jobs", [("2019", None), ("1.200", "jobs")]),
        ("40 m² of roof and 12 km² of forest", [("40", "m²"), ("12", "km²")]),
        ("10⁶ kWh were saved", []),
    ],
)
def test_raised_digits_are_no_part_of_a_number(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(figure.text, figure.unit) for figure in find_figures(text, language="en")] == found
