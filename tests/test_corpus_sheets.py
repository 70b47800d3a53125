import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from corpus import read
from corpus.number_formats import shown
from models import BlockKind, Document


def workbook(fill: Callable[[Workbook], object]) -> Document:
    book = openpyxl.Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return read(buffer.getvalue(), name="list.xlsx", language="en")


def rows_of(document: Document) -> list[tuple[tuple[str, ...], ...]]:
    return [block.rows for block in document.blocks if block.kind is BlockKind.TABLE]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (0.62, "0%", "62%"),
        (0.913, "0.0%", "91.3%"),
        (0.125, "0.00 %", "12.50 %"),
        (346000, '#,##0 "EUR"', "346000 EUR"),
        (346000, '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-', "346000.00 €"),
        (-3.5, "[$€-407]#,##0.00", "-€3.50"),
        (98500.5, "[Red]#,##0", "98501"),
        (3.14159, "0.0##", "3.142"),
        (12.5, "General", "12.5"),
        (412, "@", "412"),
        (date(2019, 3, 1), "MM/YYYY", "03/2019"),
        (datetime(2019, 3, 1), "[$-407]mmmm\\ yy", "03/2019"),
        (datetime(2019, 3, 1), "yyyy", "2019"),
        (datetime(2019, 3, 1), "dd/mm/yyyy", "2019-03-01"),
        (datetime(2019, 3, 1, 9, 30), "dd/mm/yyyy hh:mm", "2019-03-01 09:30"),
    ],
)
def test_a_value_is_read_as_its_cell_shows_it(value: object, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


@pytest.mark.parametrize(
    "number_format", ['0.0,,"M"', "# ?/?", "0.00E+00", "[>100]0;0.0", '0"."0', "0.00000000000000000000%"]
)
def test_a_format_that_scales_or_chooses_leaves_the_value(number_format: str) -> None:
    assert shown(3400000, number_format) == "3400000"


@given(st.floats() | st.integers(), st.text(alphabet='0#?.,%$€;"\\\\_* []-()E+ymdEUR', max_size=12))
def test_any_format_gives_some_text(value: float, number_format: str) -> None:
    assert shown(value, number_format).strip()


def test_hidden_sheets_rows_and_columns_are_left_out() -> None:
    def fill(book: Workbook) -> None:
        sheet = book["Sheet"]
        for row in (("Office", "Draft", "Homes"), ("Lindhaven", "x", 412), ("Brezovo", "y", 74), ("Sund", "z", 31)):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        for name, state in (("Secret", "hidden"), ("Deep", "veryHidden")):
            other = book.create_sheet(name)
            other.append(["secret", 777])
            other.sheet_state = state

    document = workbook(fill)
    assert document.text == "Office\tHomes\nLindhaven\t412\nSund\t31"


def test_formulas_that_were_never_calculated_are_named() -> None:
    def fill(book: Workbook) -> None:
        for row in (("Office", "Homes", "Twice"), ("Lindhaven", 412, "=B2*2"), ("Brezovo", 74, "=B3*2")):
            book["Sheet"].append(row)

    document = workbook(fill)
    assert rows_of(document)[0][1] == ("Lindhaven", "412", "")
    assert [error.message.split(";")[0] for error in document.page_errors] == ["2 formulas hold no calculated value"]


def test_a_formula_that_gives_no_words_is_calculated() -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["Office", "Note", "=T(1)"])
    buffer = io.BytesIO()
    book.save(buffer)
    changed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="C1">', b'<c r="C1" t="str">'))
    assert read(changed.getvalue(), name="a.xlsx", language="en").page_errors == ()


def test_tables_below_each_other_are_tables_of_their_own() -> None:
    rows: list[tuple[object, ...]] = [
        ("Energy offices",),
        (),
        ("Office", "Homes", "Town"),
        ("Lindhaven", 412, "Lakes"),
        (),
        ("Table 2: Years",),
        ("Year", "Visits"),
        (2021, 3),
        (),
        ("Month", "Calls"),
        ("May", 9),
    ]
    document = workbook(lambda book: [book["Sheet"].append(row) for row in rows])
    assert rows_of(document) == [
        (("Office", "Homes", "Town"), ("Lindhaven", "412", "Lakes")),
        (("Year", "Visits"), ("2021", "3")),
        (("Month", "Calls"), ("May", "9")),
    ]
    lines = [(b.kind, b.content.of(document.text)) for b in document.blocks if b.kind is not BlockKind.TABLE]
    assert lines == [(BlockKind.PARAGRAPH, "Energy offices"), (BlockKind.CAPTION, "Table 2: Years")]


def test_groups_of_rows_with_empty_rows_between_are_one_table() -> None:
    rows: list[tuple[object, ...]] = [
        ("Title", "Town", "Cost"),
        ("Night buses", "Lakes", 346),
        (),
        ("Rain gardens", "Sund", 20),
        (),
        ("North",),
        ("Shared lab", "Brezovo", None),
        ("Bike school", "Lakes", 7),
    ]
    document = workbook(lambda book: [book["Sheet"].append(row) for row in rows])
    assert [len(table) for table in rows_of(document)] == [6]
