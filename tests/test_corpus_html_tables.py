from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read
from models import Block, BlockKind, Document, Merged
from models.table import Grid


def page(body: str) -> Document:
    return read(f"<!doctype html><html><body>{body}</body></html>".encode(), language="en")


def table(rows: str) -> Block:
    (block,) = (block for block in page(f"<table>{rows}</table>").blocks if block.kind is BlockKind.TABLE)
    return block


HEADS = "<tr><th rowspan=2>Office<th colspan=2>2021<th rowspan=2>Share<tr><th>Budget<th>Homes"
BODY = "<tr><td>Lindhaven<td>346.000<td>412<td>62 %<tr><td>Brezovo<td>98.500<td>74<td>91 %"


@pytest.mark.parametrize("rows", [HEADS + BODY, f"<thead>{HEADS}</thead><tbody>{BODY}</tbody>"])
def test_merged_cells_keep_the_columns_of_their_table(rows: str) -> None:
    block = table(rows)
    assert block.rows == (
        ("Office", "2021", "", "Share"),
        ("", "Budget", "Homes", ""),
        ("Lindhaven", "346.000", "412", "62 %"),
        ("Brezovo", "98.500", "74", "91 %"),
    )
    assert block.merged == (Merged(0, 0, 2, 1), Merged(0, 1, 1, 2), Merged(0, 3, 2, 1))
    assert (block.header_rows, block.header_columns) == (2, 1)


def test_a_value_knows_all_heads_over_it() -> None:
    document = page(f"<table>{HEADS}{BODY}</table>")
    grid = Grid(document.blocks[0], document.text)
    cell = grid.at(document.text.index("412"))
    assert cell is not None
    assert [head.span.of(document.text) for head in grid.column_heads(cell)] == ["Homes", "2021"]


def test_a_cell_over_rows_moves_the_cells_beside_it() -> None:
    block = table(
        "<tr><th>Region<th>Year<th>Homes<tr><td rowspan=2>North<td>2021<td>310<tr><td>2022<td>412"
        "<tr><td>South<td>2022<td>74"
    )
    assert block.rows[1:] == (("North", "2021", "310"), ("", "2022", "412"), ("South", "2022", "74"))
    assert block.merged == (Merged(1, 0, 2, 1),)


def test_a_row_of_one_head_across_the_table_heads_what_is_below_it() -> None:
    block = table("<tr><th>Office<th>Homes<tr><th colspan=2>North<tr><td>Lindhaven<td>412<tr><td>Brezovo<td>74")
    assert (block.header_rows, block.merged) == (1, (Merged(1, 0, 1, 2),))


@pytest.mark.parametrize("count", ["100000", "0", "-3", "many", "9" * 5000])
def test_absurd_numbers_of_rows_and_columns_stay_in_the_table(count: str) -> None:
    block = table(
        f"<tr><th>Office<th>Homes<tr><td rowspan={count}>Lindhaven<td>412<tr><td colspan={count}>Brezovo<td>74"
    )
    assert len(block.rows) == 3
    assert all(m.row + m.rows <= 3 and m.column + m.columns <= len(block.rows[0]) for m in block.merged)


def test_hidden_parts_of_cells_are_left_out_and_lines_stay_apart() -> None:
    block = table(
        "<tr><th>Office<th>Public<br>share<tr><td><p>Lindhaven</p><p>North</p>"
        "<td>62 %<span style='display:none'>777</span><td hidden>888<tr hidden><td>999<td>1"
        "<tr><td>Brezovo<td>91 %<script>x()</script>"
    )
    assert block.rows == (("Office", "Public share"), ("Lindhaven North", "62 %"), ("Brezovo", "91 %"))


SPANS = st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), max_size=4), min_size=2, max_size=5)


@given(SPANS)
def test_every_cell_is_in_the_table_once(spans: list[list[tuple[int, int]]]) -> None:
    names = {place: f"n{place[0]}x{place[1]}" for place in product(range(5), range(5))}
    rows = (
        "".join(f"<td rowspan={r} colspan={c}>{names[i, k]}" for k, (r, c) in enumerate(row))
        for i, row in enumerate(spans)
    )
    found = page("<p>Words.</p><table><tr>" + "<tr>".join(rows) + "</table>").blocks[1:]
    expected = [names[i, k] for i, row in enumerate(spans) for k in range(len(row))]
    if found and found[0].kind is BlockKind.TABLE:
        assert [cell for row in found[0].rows for cell in row if cell] == expected
