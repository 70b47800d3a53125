"""Spreadsheets and CSV files whose rows are practices."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read
from extractors import Extractor
from models import Annotations, BlockKind, Derived, Document, GoodPractice, SectionLabel, SettingsError, Span, Value
from pipeline.mapping import TableMapping, check_mapping, load_mapping, mapped_columns
from pipeline.process import annotate
from pipeline.records import make_records
from pipeline.segment import passages_of
from pipeline.settings import Settings, load_settings
from pipeline.table_rows import cell_spans, rows_of
from pipeline.template import load_template

TEMPLATE = load_template("interreg-europe-2021")
HEADER = ("Project name", "Where", "From", "What was done", "Results", "Contact person", "Budget line")
MAPPING = TableMapping(
    "map.toml",
    (
        ("title", ("Project name",)),
        ("country", ("Where",)),
        ("start", ("From",)),
        ("detail", ("What was done", "Results")),
        ("evidence", ("Results",)),
    ),
)
BUSES = (
    "Night buses on call",
    "Slovenia",
    "2019",
    "Minibuses bring shift workers home from the industrial zone. For the timetable write to bus@town.example.",
    "1,200 passengers a month",
    "Ana Example",
    "Line 4",
)
GARDENS = ("Rain gardens", "Poland", None, "Schools dig gardens that take up rain.", None, None, None)


def sheet(*rows: tuple[object, ...], name: str = "list.xlsx") -> Document:
    book = openpyxl.Workbook()
    table = book.active
    for row in rows:
        table.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return read(buffer.getvalue(), name=name, language="en")


def records(document: Document, mapping: TableMapping | None) -> tuple[Annotations, tuple[GoodPractice, ...]]:
    from extractors.entities.extractor import EntityExtractor
    from extractors.figures.extractor import FigureExtractor

    extractors: tuple[Extractor, ...] = (FigureExtractor(), EntityExtractor())
    rows = rows_of(document, TEMPLATE, mapping)
    annotations = annotate(document, extractors, Settings(), rows)
    return annotations, make_records(document, annotations, TEMPLATE, rows=rows)


def displayed(practice: GoodPractice, name: str) -> str:
    field = practice.field(name)
    return field.display or f"({field.reason})"


@pytest.fixture(scope="module")
def mapped() -> tuple[Document, tuple[GoodPractice, ...]]:
    document = sheet(HEADER, BUSES, GARDENS)
    return document, records(document, MAPPING)[1]


def test_every_row_is_a_practice_and_every_cell_a_value_with_its_place(
    mapped: tuple[Document, tuple[GoodPractice, ...]],
) -> None:
    document, (buses, gardens) = mapped
    assert [displayed(buses, name) for name in ("title", "country", "start", "evidence")] == [
        *("Night buses on call", "Slovenia", "2019", "1,200 passengers a month")
    ]
    assert displayed(gardens, "title") == "Rain gardens"
    values: list[Value] = [v for p in (buses, gardens) for f in p.fields for v in f.values]
    for value in values:
        if isinstance(value.origin, Span):
            assert value.origin.of(document.text) == value.text
    assert buses.sources[0].span.of(document.text).split("\t")[0] == "Night buses on call"


def test_an_empty_cell_says_which_column_is_empty(mapped: tuple[Document, tuple[GoodPractice, ...]]) -> None:
    _, (_, gardens) = mapped
    assert displayed(gardens, "evidence") == "(the column “Results” is empty in this row)"
    assert displayed(gardens, "start") == "(the column “From” is empty in this row)"
    assert displayed(gardens, "detail") == "Schools dig gardens that take up rain."


def test_several_columns_fill_one_field_in_the_order_of_the_mapping(
    mapped: tuple[Document, tuple[GoodPractice, ...]],
) -> None:
    _, (buses, _) = mapped
    assert displayed(buses, "detail").splitlines() == [
        "Minibuses bring shift workers home from the industrial zone.",
        "1,200 passengers a month",
    ]


def test_contact_data_of_a_row_is_in_no_field_and_no_passage() -> None:
    document = sheet(HEADER, BUSES)
    annotations, practices = records(document, MAPPING)
    assert [s.span.of(document.text) for s in annotations.sections if s.label is SectionLabel.CONTACT] == [
        *("For the timetable write to bus@town.example.", "Ana Example")
    ]
    shown = [v.display for f in practices[0].fields for v in f.values]
    found = [p.text for p in passages_of(document, practices, 900)]
    assert not any("Ana" in text or "@" in text for text in (*shown, *found))
    assert found[0] == "Night buses on call | Slovenia | 2019"
    assert found[-1] == "Line 4"


def test_the_country_follows_from_the_region_of_the_row() -> None:
    document = sheet(("Title", "Region"), ("Night buses", "Styria"))
    (value,) = records(document, None)[1][0].field("country").values
    assert value.display == "Austria"
    assert isinstance(value.origin, Derived)
    assert value.origin.spans[0].of(document.text) == "Styria"


def test_columns_headed_by_a_field_map_themselves() -> None:
    document = sheet(
        ("Title", "Country", "Difficulties encountered", "Colour"), ("Night buses", "Poland", "Snow", "red")
    )
    (practice,) = records(document, None)[1]
    assert [displayed(practice, name) for name in ("title", "country", "challenges")] == [
        "Night buses",
        "Poland",
        "Snow",
    ]


def test_other_tables_stay_documents() -> None:
    assert len(rows_of(sheet(("Title", "Country"), ("Night buses", "Poland")), TEMPLATE, None)) == 1
    assert rows_of(sheet(("Year", "Firms"), ("2019", "12")), TEMPLATE, None) == ()
    assert rows_of(sheet(("Title", "Firms"), ("2019", "12")), TEMPLATE, None) == ()
    markdown = read(b"| Title | Country |\n| --- | --- |\n| Night buses | Poland |\n", name="a.md", language="en")
    assert markdown.blocks[0].kind is BlockKind.TABLE
    assert rows_of(markdown, TEMPLATE, MAPPING) == ()


def test_a_closed_list_takes_only_what_is_on_it() -> None:
    document = sheet(("Title", "Topic", "Geographical scope"), ("Buses", "greener", "local"), ("Gardens", "Rain", None))
    buses, gardens = records(document, None)[1]
    assert (displayed(buses, "topic"), displayed(buses, "scope")) == ("Greener", "local")
    assert displayed(gardens, "topic") == "(what the column “Topic” says is not on the form's list)"


def test_a_row_without_a_title_is_kept_and_says_so() -> None:
    (practice,) = records(sheet(("Title", "Country"), (None, "Poland")), None)[1]
    assert practice.title == ""
    assert displayed(practice, "title") == "(the column “Title” is empty in this row)"


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"list\.xlsx has no column 'Where', .* its columns are Name, Land\."):
        rows_of(sheet(("Name", "Land"), ("a", "b")), TEMPLATE, replace(MAPPING, columns=(("country", ("Where",)),)))


def test_the_sheet_of_the_mapping_is_the_only_one_taken() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Title", "Country"])
    book.active.append(["No practice", "France"])
    projects = book.create_sheet("Projects")
    projects.append(["Title", "Country"])
    projects.append(["Night buses", "Poland"])
    buffer = io.BytesIO()
    book.save(buffer)
    document = read(buffer.getvalue(), name="list.xlsx", language="en")
    mapping = TableMapping("map.toml", (("title", ("Title",)),), "projects")
    assert [row.boundary.title for row in rows_of(document, TEMPLATE, mapping)] == ["Night buses"]
    with pytest.raises(SettingsError, match=r"no sheet 'Other', .* its sheets are Notes, Projects\."):
        rows_of(document, TEMPLATE, replace(mapping, sheet="Other"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("columns = 3", "needs \\[columns\\]"),
        ("[columns]\ncountry = 'Land'", "at least title"),
        ("[columns]\ntitle = 3", "title must be the header"),
        ("[columns]\ntitle = []", "title must be the header"),
        ("sheets = 'x'\n[columns]\ntitle = 'a'", "got sheets"),
        ("[columns", "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=message):
        load_mapping(str(file))


def test_a_field_that_the_form_lacks_is_named_with_those_it_has() -> None:
    mapping = TableMapping("map.toml", (("title", ("a",)), ("colour", ("b",))))
    with pytest.raises(SettingsError, match=r"no field 'colour'; its fields are title, summary, topic"):
        check_mapping(mapping, TEMPLATE)


def test_headers_compare_without_case_and_accents() -> None:
    mapping = TableMapping("map.toml", (("title", ("intitulé du projet",)),))
    assert mapped_columns(("Pays", "INTITULE du projet"), mapping, "a.csv") == {"title": (1,)}


def test_the_fingerprint_follows_what_the_mapping_says(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    settings = load_settings(None, {"GOODPRACTICE_EXTRACT_MAPPING": str(file)})
    prints = []
    for content in ("[columns]\ntitle = 'a'", "[columns]\ntitle = 'b'"):
        file.write_text(content)
        prints.append(settings.fingerprint())
    assert len({*prints, Settings().fingerprint()}) == 3


CELLS = st.lists(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8), min_size=3, max_size=3
    ),
    min_size=1,
    max_size=5,
)


@given(CELLS)
def test_cells_stand_where_their_spans_say(rows: list[list[str]]) -> None:
    from corpus.drafts import compose, table_draft

    draft = table_draft(rows)
    if draft is None:
        return
    text, _, (block,) = compose([draft], [(None, None)])
    for cells, spans in zip(block.rows, cell_spans(block, text), strict=True):
        shown = [span.of(text) for span in spans]
        assert shown + [""] * (len(cells) - len(shown)) == list(cells)
