"""Conditions understood in queries: what must be taken for a filter, and what must not."""

import pytest

from pipeline.search.asked import understand
from pipeline.search.asked.words import names
from pipeline.search.facet_values import normalised

#: (query, filters read out of it, what is left to search for)
UNDERSTOOD = [
    # English
    (
        "clusters in Poland with a budget below 1 million since 2014 that report jobs created",
        "country:PL budget:<1000000 year:>=2014 evidence:measurable",
        "clusters jobs created",
    ),
    ("seed capital for women founders in Estonia or Latvia", "country:EE,LV", "seed capital for women founders"),
    ("repair cafés in the Netherlands", "country:NL", "repair cafés"),
    ("flood barriers costing less than €2.5m", "budget:<2500000EUR", "flood barriers"),
    ("apprenticeships, total cost between £50,000 and £200,000", "budget:50000..200000GBP", "apprenticeships"),
    ("practices outside Italy on food waste", "-country:IT", "practices on food waste"),
    ("Scottish island ferries after 2015", "region:UKM year:>2015", "island ferries"),
    ("digital skills for farmers between 2014 and 2018", "year:2014..2018", "digital skills for farmers"),
    ("incubators with at least 50 SMEs", "count[SMEs]:>=50", "incubators"),
    (
        "grant schemes funded by ERDF before 2013",
        'fund:"european regional development fund" year:<2013',
        "grant schemes",
    ),
    ("exchanges of pupils funded by Erasmus+", "programme:erasmus", "exchanges of pupils"),
    ("chat services that are already in operation", "status:operating", "chat services"),
    ("bike sharing in Bavaria with proven results", "region:DE2 evidence:measurable", "bike sharing"),
    ("museum volunteers Slovenia", "country:SI", "museum volunteers"),
    ("Our budget is below EUR 300,000. Who trains bus drivers?", "budget:<300000EUR", "Who trains bus drivers?"),
    ("co-financing between 50 and 80 % for school roofs", "percentage[co-financing]:50..80", "for school roofs"),
    ("workshops with a budget of less than half a million euro", "budget:<500000EUR", "workshops"),
    ("beach cleaning in Skane", "region:SE224", "beach cleaning"),
    ("apprentices in Thueringen", "region:DEG", "apprentices"),
    ("clusters with more than two dozen SMEs", "count[SMEs]:>24", "clusters"),
    ("mills with a budget under 1m", "budget:<1000000", "mills"),
    ("mills with a budget under 1.5 m", "budget:<1500000", "mills"),
    ("radio plays with more than 10m people", "count[people]:>10000000", "radio plays"),
    ("circular economy with budget > 100 000 €", "budget:>100000EUR", "circular economy"),
    ("lakes, budget ≥ 2 Mio. EUR", "budget:>=2000000EUR", "lakes"),
    ("night buses with 50+ SMEs", "count[SMEs]:>=50", "night buses"),
    ("lakes with 1,000 households or more", "count[households]:>=1000", "lakes"),
    ("networks with 3 or more partners", "count[partners]:>=3", "networks"),
    ("lakes, budget not exceeding 400k", "budget:<=400000", "lakes"),
    ("schools with no fewer than 20 pupils", "count[pupils]:>=20", "schools"),
    ("food waste, Poland, jobs created", "country:PL", "food waste, jobs created"),
    # No filter has a country and a region of another as alternatives.
    ("cycling in the Netherlands or Flanders", "country:NL,BE", "cycling"),
    ("tourism in Crete and Cyprus", "country:GR,CY", "tourism"),
    ("tourism in Bavaria, Germany", "region:DE2", "tourism"),
    ("lakes, from 50 to 100 jobs", "count[jobs]:50..100", "lakes"),
    ("lakes with => 3 partners", "count[partners]:>=3", "lakes"),
    ("lakes, €1m+ budgets", "budget:>=1000000EUR", "lakes"),
    ("lakes over €2 million per project", "budget:>2000000EUR", "lakes per project"),
    ("lakes outside Bavaria and Poland", "-region:DE2 -country:PL", "lakes"),
    ("lakes in Flanders or the Netherlands", "country:BE,NL", "lakes"),
    ("lakes in Spain, the Netherlands or Germany", "country:ES,NL,DE", "lakes"),
    ("lakes in Spain & Portugal", "country:ES,PT", "lakes"),
    ("lakes in Limburg, Belgium", "region:BE22", "lakes"),
    # French
    ("ateliers de pas plus de 500 000 euros en Bretagne", "budget:<=500000EUR region:FRH", "ateliers"),
    ("ateliers avec pas moins de 40 PME", "count[PME]:>=40", "ateliers"),
    ("ateliers coûtant moins d'un demi-million d'euros", "budget:<500000EUR", "ateliers"),
    (
        "pépinières d'entreprises en Pologne avec un budget inférieur à 1 million d'euros depuis 2014",
        "country:PL budget:<1000000EUR year:>=2014",
        "pépinières d'entreprises",
    ),
    (
        "soutien aux jeunes agriculteurs en Bretagne entre 2010 et 2015",
        "region:FRH year:2010..2015",
        "soutien aux jeunes agriculteurs",
    ),
    ("projets hors de France sur les circuits courts", "-country:FR", "projets sur les circuits courts"),
    (
        "ateliers de réparation au Portugal avec au moins 100 bénévoles",
        "country:PT count[bénévoles]:>=100",
        "ateliers de réparation",
    ),
    ("cours du soir à Malte", "country:MT", "cours du soir"),
    ("vélos partagés en Île-de-France", "region:FR10", "vélos partagés"),
    ("coopératives espagnoles avant 2012", "country:ES year:<2012", "coopératives"),
    # German
    ("Seen, Budget zwischen 50.000 und 200.000 Euro, Slowenien", "budget:50000..200000EUR country:SI", "Seen"),
    ("Praxisbeispiele aus Tirol und Südtirol", "region:AT33,ITH1", "Praxisbeispiele"),
    ("Projekte mit EFRE-Förderung über 2 Mio. €", "budget:>2000000EUR", "Projekte mit EFRE-Förderung"),
    ("Werkstätten unter einer halben Million Euro", "budget:<500000EUR", "Werkstätten"),
    (
        "Cluster in Polen mit einem Budget unter 1 Mio. Euro seit 2014",
        "country:PL budget:<1000000EUR year:>=2014",
        "Cluster",
    ),
    ("polnische Cluster mit mindestens 50 KMU", "country:PL count[KMU]:>=50", "Cluster"),
    (
        "Energieberatung für Haushalte in Bayern, bis zu 200.000 Euro",
        "region:DE2 budget:<=200000EUR",
        "Energieberatung für Haushalte",
    ),
    ("Bürgerbusse zwischen 2012 und 2016", "year:2012..2016", "Bürgerbusse"),
    ("Lernwerkstätten im Saarland mit messbaren Ergebnissen", "region:DEC evidence:measurable", "Lernwerkstätten"),
    # Spanish
    ("talleres de menos de medio millón de euros", "budget:<500000EUR", "talleres"),
    (
        "viveros de empresas en Polonia con un presupuesto inferior a 1 millón de euros desde 2014",
        "country:PL budget:<1000000EUR year:>=2014",
        "viveros de empresas",
    ),
    ("empleo juvenil en Andalucía después de 2015", "region:ES61 year:>2015", "empleo juvenil"),
    ("huertos escolares con al menos 20 escuelas", "count[escuelas]:>=20", "huertos escolares"),
    ("ayudas al comercio rural de más de 300.000 euros", "budget:>300000EUR", "ayudas al comercio rural"),
    # Italian
    ("mulini sotto 1 milione di euro per le PMI", "budget:<1000000EUR", "mulini per le PMI"),
    (
        "incubatori in Polonia con un bilancio inferiore a 1 milione di euro dal 2014",
        "country:PL budget:<1000000EUR year:>=2014",
        "incubatori",
    ),
    (
        "botteghe artigiane in Toscana con almeno 100 posti di lavoro",
        "region:ITI1 count[posti di lavoro]:>=100",
        "botteghe artigiane",
    ),
    ("mense scolastiche prima del 2012", "year:<2012", "mense scolastiche"),
    ("orti urbani in Francia o in Spagna", "country:FR,ES", "orti urbani"),
    # Polish
    (
        "klastry w Polsce z budżetem poniżej 1 mln euro od 2014 roku",
        "country:PL budget:<1000000EUR year:>=2014",
        "klastry",
    ),
    ("wymiana kotłów w województwie śląskim za mniej niż 2 mln zł", "region:PL22 budget:<2000000PLN", "wymiana kotłów"),
    ("szkolenia rolników w Małopolsce po 2016 roku", "region:PL21 year:>2016", "szkolenia rolników"),
    ("energia słoneczna na Malcie poniżej 100 tys. euro", "country:MT budget:<100000EUR", "energia słoneczna"),
    ("szkolenia dla bezrobotnych w Szkocji", "region:UKM", "szkolenia dla bezrobotnych"),
    ("niemieckie spółdzielnie energetyczne", "country:DE", "spółdzielnie energetyczne"),
]

#: Places and numbers that are named and not asked for.
NOT_CONDITIONS = [
    "what does not cost more than 50,000 euro",
    "n'a pas coûté plus de 50 000 euros",
    "keine Projekte über 1 Million Euro",
    "50+ year olds",
    "18+ content",
    "waste treatment under €500/tonne",
    "poultry, Turkey, farming",
    "courses that cost less than €2,000 per participant",
    "Kurse für weniger als 1000 Euro pro Teilnehmer",
    "C++ training for girls",
    "How do firms export to China?",
    "German language courses for migrants",
    "training for people over 65",
    "young people under 30 out of work",
    "climate neutral cities by 2050",
    "Horizon 2020 projects on hydrogen",
    "turkey farms animal welfare",
    "Our town in Bavaria lends tools to its residents.",
    "housing for refugees from Ukraine",
    "Bank of Ireland start-up loans",
    "cooperation with Morocco on fisheries",
    "Interreg Europe 2014-2020",
    "ESF 2007-2013 programme",
    "programming period 2014-2020",
    "energy in the programming period 2014-2020",
    "lessons of the 2014-2020 programming period",
    "Regional Innovation Strategy 2014-2020",
    "Programm Ländliche Entwicklung 2014-2020",
    "Förderperiode 2014-2020",
    "cadre financier 2014-2020",
    "plan régional 2015-2020",
    "Erasmus+ 2014-2020",
    "how to use the 2014-2020 ESF programme",
    "an ESF allocation for 2014-2020",
    "the 2014-2020 aims of cities",
    "authorities at national level",
    "best local and national practice",
    "programa operativo 2014-2020",
    "la mer d'Irlande",
    "fondos estructurales 2014-2020",
    "periodo di programmazione 2014-2020",
    "perspektywa finansowa 2014-2020",
    "PROW 2014-2020",
    "people born 1990-2000",
    "schools with 2000-3000 pupils",
    "climate targets 2020-2035",
    "industry 4.0 for small firms",
    "more than half of the firms took part",
    "one and a half million trees",
    "une centaine d'emplois",
    "more than several hundred volunteers",
    "a house for hundred year old people",
    "beach cleaning in Graz",
    "Deutschkurse für ukrainische Flüchtlinge",
    "exportations vers la Chine",
    "restoration of the Jordan river",
    "water use in the Jordan valley",
    "Rhône valley freight",
    "vallée du Rhône",
    "dolina Jordanu",
    "Baltic Sea",
    "Danube Delta",
    "Rhine Valley",
    "Irish Sea",
    "Madeira wine",
    "Bayern Bier",
    "Swiss cheese for schools",
    "fromage suisse",
    "vino italiano",
    "Schweizer Käse",
    "szwajcarski ser",
    "Turkey farming",
    "youth centres in New Jersey",
    "polish the floors of old churches",
    "local food",
    "regional development",
    "a regional best practices guide",
    "local farming practices",
    "greener cities in Europe",
    "better governance",
    "more social housing",
    "difficulties of farmers",
    "practices that describe difficulties of young people",
    "lessons learnt from floods",
    "parks in the city of gardens",
    "la ville de demain",
]


@pytest.mark.parametrize(("query", "filters", "meaning"), UNDERSTOOD)
def test_conditions_become_filters(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert set(str(question.filters).split(" ")) == set(filters.split(" "))
    assert question.meaning == meaning


@pytest.mark.parametrize("query", NOT_CONDITIONS)
def test_what_is_only_named_is_no_filter(query: str) -> None:
    question = understand(query)
    assert str(question.filters) == ""
    assert question.meaning == query


def test_every_value_of_a_phrase_is_one_that_filters_know() -> None:
    for facet in ("evidence", "status", "scope", "topic", "section"):
        for value in names(facet):
            assert normalised(facet, value) == (value,)


def test_words_of_a_condition_stand_in_the_query() -> None:
    query = "clusters in Poland with a budget below 1 million since 2014"
    items = understand(query).understood
    assert [query[item.start : item.end] for item in items] == [item.words for item in items]
    assert [item.words for item in items] == ["in Poland", "with a budget below 1 million", "since 2014"]


@pytest.mark.parametrize("query", ["practices in Poland", "projekty w Polsce", "projets en Pologne"])
def test_nothing_is_left_of_a_query_of_conditions(query: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == ("country:PL", "")


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("practices that created at least 10 jobs", "count[jobs]:>=10"),
        ("projects worth more than €1m", "budget:>1000000EUR"),
        ("Which projects trained at least 500 teachers?", "count[teachers]:>=500"),
        ("Projekte, die mindestens 10 Arbeitsplätze geschaffen haben", "count[Arbeitsplätze]:>=10"),
        ("projets qui ont créé au moins 10 emplois", "count[emplois]:>=10"),
        ("progetti che hanno creato almeno 10 posti di lavoro", "count[posti di lavoro]:>=10"),
    ],
)
def test_verbs_that_only_tie_a_number_are_no_meaning(query: str, filters: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, "")


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("networks of at least fifty SMEs", "count[SMEs]:>=50", "networks of"),
        ("practices with more than two hundred jobs", "count[jobs]:>200", ""),
        ("museums, a budget below three hundred thousand euro", "budget:<300000EUR", "museums"),
        ("mindestens fünfundzwanzig Betriebe", "count[Betriebe]:>=25", ""),
        ("plus de cent cinquante emplois", "count[emplois]:>150", ""),
        ("al menos cuarenta y dos escuelas", "count[escuelas]:>=42", ""),
        ("oltre duecento imprese", "count[imprese]:>200", ""),
        ("ponad pięćdziesięciu uczniów", "count[uczniów]:>50", ""),
    ],
)
def test_numbers_in_words(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("energy projects 2014-2020", "year:2014..2020", "energy projects"),
        ("2016-2019 youth work", "year:2016..2019", "youth work"),
        ("clusters Poland 2014 – 2020", "year:2014..2020 country:PL", "clusters"),
        ("projets d'économie circulaire 2014–2020", "year:2014..2020", "projets d'économie circulaire"),
        ("Energieberatung im Zeitraum 2014-2020", "year:2014..2020", "Energieberatung"),
        ("proyectos de turismo 2015-2019", "year:2015..2019", "proyectos de turismo"),
        ("progetti di mobilità 2016-2021", "year:2016..2021", "progetti di mobilità"),
        ("projekty dla młodzieży 2014-2020", "year:2014..2020", "projekty dla młodzieży"),
        ("practices 2014-2020", "year:2014..2020", ""),
        ("Cluster Sachsen-Anhalt 2014-2020", "region:DEE year:2014..2020", "Cluster"),
        ("Interreg clusters Poland 2014-2020", "country:PL", "Interreg clusters 2014-2020"),
    ],
)
def test_two_years_alone_are_a_period(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert set(str(question.filters).split()) == set(filters.split())
    assert question.meaning == meaning


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("Poland river restoration", "country:PL", "river restoration"),
        ("Bavaria energy", "region:DE2", "energy"),
        ("Madeira energy", "region:PT30", "energy"),
        ("French wood", "country:FR", "wood"),
        ("German SMEs", "country:DE", "SMEs"),
        ("wine tourism in Tuscany", "region:ITI1", "wine tourism"),
        ("polnische Flüsse", "country:PL", "Flüsse"),
        ("Greek honey producers", "country:GR", "honey producers"),
        ("Alsace wine route", "region:FRF1", "wine route"),
        ("dairy farming in Turkey", "country:TR", "dairy farming"),
        ("schools in Jordan", "country:JO", "schools"),
    ],
)
def test_what_lies_in_a_place_is_no_name_of_a_thing(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize(
    ("query", "filters", "meaning"),
    [
        ("regional good practices on bike sharing", "scope:regional", "good practices on bike sharing"),
        ("practices of national scope for SMEs", "scope:national", "practices for SMEs"),
        ("gute Praktiken auf lokaler Ebene", "scope:local", ""),
        ("pratiques locales sur le vélo", "scope:local", "pratiques sur le vélo"),
        ("buenas prácticas nacionales", "scope:national", ""),
        ("buone pratiche regionali", "scope:regional", ""),
        ("lokalne dobre praktyki", "scope:local", ""),
        ("practices about a greener Europe", "topic:Greener", ""),
        ("Greener topic", "topic:Greener", ""),
        ("Projekte für ein bürgernäheres Europa", 'topic:"Closer to citizens"', ""),
        ("vélos pour une Europe plus verte", "topic:Greener", "vélos"),
        ("proyectos para una Europa más social", 'topic:"More social"', ""),
        ("porti per un'Europa più connessa", 'topic:"More connected"', "porti"),
        ("projekty na rzecz bardziej inteligentnej Europy", "topic:Smarter", ""),
        ("practices with transferability described", "section:transferability", ""),
        ("energy practices that describe difficulties", "section:difficulties", "energy practices"),
        ("bike schemes describing lessons learnt", "section:lessons", "bike schemes"),
        ("Praktiken, die Schwierigkeiten beschreiben", "section:difficulties", ""),
        ("pratiques qui décrivent les ressources nécessaires", "section:resources", ""),
        ("prácticas que describen las dificultades encontradas", "section:difficulties", ""),
        ("pratiche con descrizione della trasferibilità", "section:transferability", ""),
        ("praktyki, które opisują trudności", "section:difficulties", ""),
        ("bike sharing in the city of Graz", "city:graz", "bike sharing"),
        ("Radverkehr in der Stadt Wien", "city:vienna", "Radverkehr"),
        ("vélo dans la ville de Lyon", "city:lyon", "vélo"),
        ("comercio en la ciudad de Sevilla", "city:seville", "comercio"),
        ("orti nella città di Torino", "city:turin", "orti"),
        ("parki w mieście Kraków", "city:krakow", "parki"),
    ],
)
def test_reach_topic_section_and_city_in_full_phrases(query: str, filters: str, meaning: str) -> None:
    question = understand(query)
    assert (str(question.filters), question.meaning) == (filters, meaning)


@pytest.mark.parametrize("query", ["training in Poland", "help in Poland", "support in Poland"])
def test_the_same_words_beside_a_place_are_a_subject(query: str) -> None:
    assert understand(query).meaning == query.split()[0]


def test_number_that_nothing_reaches_is_no_condition() -> None:
    assert understand(f"workshops with a budget below {'9' * 47} euro").understood == ()


def test_long_text_is_a_description() -> None:
    text = "In Poland since 2014, " + "we help small firms to save energy and water, " * 10
    assert understand(text).understood == ()


@pytest.mark.parametrize("text", ["", "?", "in", "in Poland in", "below", "0 %", "€", "a" * 5000, "in the the the"])
def test_odd_queries_do_no_harm(text: str) -> None:
    assert isinstance(understand(text).meaning, str)
