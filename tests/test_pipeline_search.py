import base64

import pytest

from goodpractice import Catalogue, Filters, Search, Settings, SettingsError, StoreError
from models.text import joined
from pipeline.encoders import Encoders
from pipeline.settings import EmbedSettings

pytestmark = pytest.mark.model


def test_meaning_finds_what_shares_no_words(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("mending broken devices rather than buying new ones")
    assert "epair" in hits[0].title


def test_hit_shows_a_passage_that_stands_in_its_document(sample_catalogue: Catalogue) -> None:
    hit = sample_catalogue.search("rain water in school yards")[0]
    document = sample_catalogue.document(hit.passage.doc_id)
    shown = [line.removeprefix("• ") for line in hit.passage.text.splitlines() if "|" not in line]
    text = joined(hit.passage.span.of(document.text))
    assert hit.title == "Rain gardens in school yards"
    assert [line for line in shown if line not in text] == []


def test_each_practice_comes_once_and_best_first(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("energy use of small firms", limit=50)
    assert len({hit.practice_id for hit in hits}) == len(hits) == hits.total
    scores = [hit.score or 0 for hit in hits]
    assert scores == sorted(scores, reverse=True) and min(scores) > 0


@pytest.mark.parametrize("country", ["Portugal", "PT", "portugal", "Portugalia"])
def test_country_filter_takes_names_and_codes(sample_catalogue: Catalogue, country: str) -> None:
    hits = sample_catalogue.search("energy", f"country:{country}")
    assert {hit.country for hit in hits} == {"Portugal"}


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ("region:AT2", {"Repair vouchers that keep household appliances in use"}),
        ("region:Styria", {"Repair vouchers that keep household appliances in use"}),
        ("country:SI,SE year:2018..", {"On-call minibuses", "Rain gardens in school yards"}),
        ("budget:<100000EUR country:BE", {"The library of things"}),
        ("budget:>10000000", {"TEXTILE TAKE-BACK POINTS IN MARKET HALLS"}),
        ("budget:>10000000EUR", set()),
        ("count[SMEs]:>=130", {"Energy scouts for small firms"}),
        ("count[jobs]:>=20", {"TEXTILE TAKE-BACK POINTS", "FILIÈRE BOIS", "Repair vouchers"}),
        ("institution:library", {"The library of things"}),
        ('project:"sylvalink"', {"FILIÈRE BOIS DE PROXIMITÉ"}),
        ("language:de", {"Gläserne Werkstatt"}),
        ("source:energy-scouts-note", {"Energy scouts for small firms"}),
        ("added:..2020-01-01", set()),
        ("country:PT -language:en", set()),
    ],
)
def test_filters_leave_what_holds_them(sample_catalogue: Catalogue, filters: str, titles: set[str]) -> None:
    found = sample_catalogue.search("", filters, limit=100)
    assert {next((t for t in titles if hit.title.startswith(t)), hit.title) for hit in found} == titles


def test_section_filter_leaves_only_its_passages(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("bus companies saw the service as a competitor", "in:difficulties")
    assert hits
    assert {hit.passage.label for hit in hits} == {"difficulties"}


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        ("practices in Styria", "Repair vouchers", "Styria"),
        ("practices with a budget below 100,000 euro in Belgium", "The library of things", "€54.500"),
        ("practices with at least 130 SMEs", "Energy scouts", "140 SMEs"),
        ("projets depuis 2015 en France", "FILIÈRE BOIS", "septembre 2016"),
        ("practices with measurable results in Sweden", "Rain gardens", "37 schools"),
        ("practices in France funded by ERDF", "FILIÈRE BOIS", "FEDER"),
        ("section:difficulties country:FR", "FILIÈRE BOIS", "séchage du bois"),
        ("topic:Greener country:SE", "Rain gardens", "Pupils and gardeners"),
    ],
)
def test_list_by_conditions_shows_where_they_are_stated_and_no_score(
    sample_catalogue: Catalogue, query: str, title: str, words: str
) -> None:
    result = sample_catalogue.search(Search.parse(query))
    hit = next(hit for hit in result if hit.title.startswith(title))
    assert words in hit.passage.text
    assert {hit.score for hit in result} == {None}
    assert result.to_dataframe()["score"].isna().all()


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("practices about a greener Europe", "topic:Greener"),
        ("regional practices", "scope:regional"),
        ("practices that describe difficulties", "section:difficulties"),
    ],
)
def test_phrase_lists_what_its_filter_leaves(sample_catalogue: Catalogue, query: str, filters: str) -> None:
    stated = sample_catalogue.search("", filters, limit=50)
    assert 0 < len(stated) < len(sample_catalogue.all())
    assert {h.practice_id for h in sample_catalogue.search(query, limit=50)} == {h.practice_id for h in stated}


def test_practice_of_another_topic_is_no_answer(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("energy scouts in firms for a more social Europe", limit=50)
    greener = {hit.practice_id for hit in sample_catalogue.search("", 'topic:Greener -topic:"More social"', limit=50)}
    assert greener and not greener & {hit.practice_id for hit in hits}


def test_list_shows_only_passages_of_the_sections_asked_for(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("", "in:evidence country:SE", limit=50)
    assert [hit.passage.label for hit in hits] == ["evidence"]


def test_filter_comes_before_the_ranking(sample_catalogue: Catalogue) -> None:
    """The best of one country is found although better ones of others would fill the list."""
    hits = sample_catalogue.search("energy scouts", "country:FI,PT,IT", limit=1)
    assert [hit.country for hit in hits] == ["Portugal"]


def test_nothing_fits_says_so(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("breeding of racing camels in zero gravity")
    assert result.hits == ()
    assert result.nothing_fits is not None
    assert result.nothing_fits.reason == "Nothing in the catalogue is about this."


@pytest.mark.parametrize(
    "query",
    [
        "lend drill",
        "tool sharing",
        "sharing tools",
        "French wood",
        "strandstädning",
        "réparation",
        "Skane Water Partnership",
    ],
)
def test_short_query_and_name_are_answered(sample_catalogue: Catalogue, query: str) -> None:
    assert sample_catalogue.search(query).nothing_fits is None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Skane Water Partnership", "Rain gardens in school yards"),
        ("Thueringen", "Gläserne Werkstatt: Weiterbildung im Betrieb"),
    ],
)
def test_name_in_a_record_finds_that_practice(sample_catalogue: Catalogue, name: str, title: str) -> None:
    assert sample_catalogue.search(name)[0].title == title


@pytest.mark.parametrize("query", ["falcons", "cryptocurrency", "nuclear fusion", "vaccins"])
def test_short_query_about_nothing_here_says_so(sample_catalogue: Catalogue, query: str) -> None:
    assert sample_catalogue.search(query).nothing_fits is not None


def test_only_practices_that_state_a_number_meet_it(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("practices that created at least 10 jobs", limit=100)
    stated = sample_catalogue.search("", "count[jobs]:>=10", limit=100)
    assert {hit.practice_id for hit in result} == {hit.practice_id for hit in stated} != set()
    assert [hit.unstated for hit in result] == [()] * len(result)
    none = sample_catalogue.search("practices that created at least 9000 jobs").nothing_fits
    assert none is not None
    assert none.reason.startswith("No practice says that it meets the conditions; ")


def test_practices_that_meet_are_counted_apart_from_silent_ones(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("breeding of racing camels in zero gravity with at least 10 jobs")
    assert result.nothing_fits is not None
    meeting = sample_catalogue.search("", "count[jobs]:>=10", limit=100).total
    assert result.nothing_fits.reason.startswith(f"{meeting} practices meet the conditions and ")
    assert result.nothing_fits.reason.endswith("but none of them is about “breeding of racing camels in zero gravity”.")


def test_one_practice_meets_conditions(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("breeding of racing camels in zero gravity", "project:soakaway")
    assert result.nothing_fits is not None
    assert result.nothing_fits.reason.startswith("1 practice meets the conditions, but none of them")


def test_filter_that_excludes_most_is_named_first(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("", "language:en country:PT budget:<1000EUR")
    assert result.nothing_fits is not None
    assert [(one.condition, one.practices) for one in result.nothing_fits.without] == [
        ("budget:<1000EUR", 2),
        ("country:PT", 1),
        ("language:en", 0),
    ]


def test_condition_in_the_query_is_a_filter_and_is_told(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("energy scouts in Portugal")
    assert {hit.country for hit in result} == {"Portugal"}
    assert [(str(u.condition), u.words) for u in result.understood] == [("country:PT", "in Portugal")]
    assert result.meaning == "energy scouts"


def test_understanding_can_be_switched_off(sample_catalogue: Catalogue) -> None:
    query = "small firms and schools in Portugal"
    result = sample_catalogue.search(query, understand=False)
    assert result.understood == ()
    assert result.meaning == query
    assert result.total > sample_catalogue.search(query).total


def test_country_without_a_practice_gives_nothing_rather_than_neighbours(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("energy scouts in Latvia")
    assert result.hits == ()
    assert result.nothing_fits is not None
    assert result.nothing_fits.reason == "No practice of the catalogue lies in Latvia."
    assert [(one.condition, one.fits) for one in result.nothing_fits.without] == [("country:LV", True)]


def test_practice_that_denies_a_condition_is_left_out_and_a_silent_one_is_marked(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("energy scouts with measurable results before 2017", limit=50)
    years = {hit.title: hit.unstated for hit in result}
    assert "The library of things" not in years
    dated = sample_catalogue.search("", "year:<2017", limit=50)
    assert {hit.title for hit in result if not hit.unstated} <= {hit.title for hit in dated}


@pytest.mark.parametrize("filters", ["", "year:2018..", "country:PT,SE,SI", "country:PT year:2018.."])
def test_facet_counts_are_those_of_the_filter(sample_catalogue: Catalogue, filters: str) -> None:
    names = ("country", "region", "topic", "language", "section")
    result = sample_catalogue.search("", filters or "-country:JP", names, limit=1000)
    for name in names:
        others = Filters.parse(filters).without(name)
        for count in result.facets[name]:
            chosen = Filters.parse(f'{name}:"{count.value}"')
            assert sample_catalogue.search("", others + chosen, limit=1000).total == count.count, count
        counts = [count.count for count in result.facets[name]]
        assert counts == sorted(counts, reverse=True)


def test_rare_value_is_on_a_page_of_its_own(sample_catalogue: Catalogue) -> None:
    facets = sample_catalogue.search("energy", facets=("region",)).facets
    rarest = facets["region"][-1]
    assert sample_catalogue.search("", f"region:{rarest.value}").total == rarest.count > 0


def test_pages_follow_each_other(sample_catalogue: Catalogue) -> None:
    whole = sample_catalogue.search("small firms and schools", limit=100)
    found, cursor = [], None
    while True:
        page = sample_catalogue.search("small firms and schools", limit=3, cursor=cursor)
        found += [hit.practice_id for hit in page]
        cursor = page.next
        if cursor is None:
            break
    assert found == [hit.practice_id for hit in whole]
    assert len(found) == whole.total
    by_offset = sample_catalogue.search("small firms and schools", limit=3, offset=3)
    assert [hit.practice_id for hit in by_offset] == found[3:6]


@pytest.mark.parametrize("cursor", ["xyz", base64.urlsafe_b64encode(b'[1e999, "x"]').decode()])
def test_cursor_of_somebody_else_is_refused(sample_catalogue: Catalogue, cursor: str) -> None:
    with pytest.raises(SettingsError, match="not the cursor of a search"):
        sample_catalogue.search("energy", cursor=cursor)


@pytest.mark.model
def test_cursor_of_another_search_is_refused(sample_catalogue: Catalogue) -> None:
    cursor = sample_catalogue.search("small firms and schools", limit=1).next
    assert cursor
    assert sample_catalogue.search("small firms and schools", limit=3, facets=["country"], cursor=cursor).before == 1
    with pytest.raises(SettingsError, match="of another search"):
        sample_catalogue.search("small firms and schools", "country:PT,AT,FI", cursor=cursor)


def test_page_knows_how_many_came_before(sample_catalogue: Catalogue) -> None:
    first = sample_catalogue.search("", "country:PT,AT,FI", limit=2)
    second = sample_catalogue.search("", "country:PT,AT,FI", limit=2, cursor=first.next)
    assert (first.before, second.before, second.total) == (0, 2, 4)


@pytest.mark.parametrize("query", ["regional practices", "practices in Germany", "practices with at least 100 SMEs"])
def test_counts_of_a_list_are_what_choosing_the_value_lists(sample_catalogue: Catalogue, query: str) -> None:
    counted = sample_catalogue.search(query, facets=("topic",))
    assert counted.facets["topic"]
    for count in counted.facets["topic"]:
        assert sample_catalogue.search(query, f'topic:"{count.value}"').total == count.count


def test_shared_line_gives_the_same_list(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("jobs for young people", "language:en year:2016..")
    again = sample_catalogue.search(Search.parse(str(result.search)))
    assert again.hits == result.hits


def test_result_as_a_data_frame(sample_catalogue: Catalogue) -> None:
    result = sample_catalogue.search("rain water in school yards", limit=2)
    frame = result.to_dataframe()
    assert list(frame["practice_id"]) == [hit.practice_id for hit in result]
    assert frame.loc[0, "title"] == "Rain gardens in school yards"


def test_more_like_a_practice_leaves_itself_out(sample_catalogue: Catalogue) -> None:
    scouts = sample_catalogue.search("", "source:energy-scouts-note")[0]
    result = sample_catalogue.more_like(scouts.practice_id)
    assert result[0].title == scouts.title
    assert scouts.practice_id not in [hit.practice_id for hit in result]


def test_more_like_a_file_and_a_long_text(sample_catalogue: Catalogue) -> None:
    from corpus.samples import sample_paths

    path = next(p for p in sample_paths() if p.name == "energy-scouts-note.txt")
    by_file = sample_catalogue.more_like(path, limit=2)
    assert {hit.title for hit in by_file} == {"Energy scouts for small firms"}
    by_text = sample_catalogue.more_like(path.read_text(encoding="utf-8"), limit=2)
    assert [hit.practice_id for hit in by_text] == [hit.practice_id for hit in by_file]


def test_misspelt_names_are_offered(sample_catalogue: Catalogue) -> None:
    assert sample_catalogue.search("energy scouts in Portugla").did_you_mean == (("Portugla", "Portugal"),)
    unknown = sample_catalogue.search("", "project:silvalink")
    assert unknown.did_you_mean == (("silvalink", "SYLVALINK"),)


def test_name_that_stands_in_a_document_is_found_by_its_words(sample_catalogue: Catalogue) -> None:
    hits = sample_catalogue.search("POWERDOWN")
    assert any(hit.document.endswith("energy-scouts-note.txt") for hit in hits)


def test_same_query_gives_the_same_list(sample_catalogue: Catalogue) -> None:
    assert sample_catalogue.search("jobs for young people") == sample_catalogue.search("jobs for young people")


@pytest.mark.parametrize(
    ("query", "filters", "message"),
    [
        ("  ", "", "query is empty"),
        ("x", "country:Atlantis", "'Atlantis' is not a country"),
        ("x", "section:budget", "Choose from: summary"),
    ],
)
def test_bad_search_says_what_is_wrong(sample_catalogue: Catalogue, query: str, filters: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        sample_catalogue.search(query, filters)


def test_vectors_of_another_encoder_are_refused(sample_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    another = Encoders(EmbedSettings("another", ""), identify=lambda _: "another@1")
    monkeypatch.setattr("goodpractice.catalogue.encoders", lambda settings: another)
    other = Catalogue.open(sample_catalogue.root, Settings())
    with pytest.raises(StoreError, match="reprocess --outdated"):
        other.search("energy")


def test_pages_of_a_search_object_follow_each_other(sample_catalogue: Catalogue) -> None:
    asked = Search("", Filters.parse("year:2010.."))
    first = sample_catalogue.search(asked, limit=2)
    second = sample_catalogue.search(asked, limit=2, cursor=first.next)
    assert (len(first), len(second)) == (2, 2)
    assert not {hit.practice_id for hit in first} & {hit.practice_id for hit in second}
    with pytest.raises(SettingsError, match="its own filters"):
        sample_catalogue.search(asked, "country:PT")


def test_query_that_is_not_utf_8_gets_a_clear_error() -> None:
    with pytest.raises(SettingsError, match="not UTF-8"):
        Search("caf\udce9")
