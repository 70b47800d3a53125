from hypothesis import given
from hypothesis import strategies as st

from corpus import read
from corpus.drafts import compose, table_draft
from models import Block, BlockKind, Grid, Merged

WORD = st.text(alphabet="ab1-€|", min_size=1, max_size=4)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.just("") | WORD, min_size=width, max_size=width), min_size=1, max_size=5)
)


def table(rows: list[list[str]], *merged: Merged) -> tuple[str, Block]:
    draft = table_draft(rows, merged)
    assert draft is not None
    text, _, (block,) = compose([draft], [(None, None)])
    return text, block


def heads(rows: list[list[str]], value: str, *merged: Merged) -> tuple[list[str], list[str]]:
    """Texts over and beside the cell that holds `value`."""
    text, block = table(rows, *merged)
    grid = Grid(block, text)
    cell = grid.at(text.index(value))
    assert cell is not None
    over, beside = grid.column_heads(cell), grid.row_heads(cell)
    return [c.span.of(text) for c in over], [c.span.of(text) for c in beside]


@given(ROWS)
def test_every_cell_with_text_is_found_at_its_place(rows: list[list[str]]) -> None:
    draft = table_draft(rows)
    if draft is None:
        return
    text, _, (block,) = compose([draft], [(None, None)])
    cells = Grid(block, text).cells
    expected = {(r, c): cell for r, row in enumerate(block.rows) for c, cell in enumerate(row) if cell}
    # A lone column with a pipe in it reads as a Markdown table, which our own tables never are.
    if "\t" in text or "|" not in text:
        assert {(cell.row, cell.column): cell.span.of(text) for cell in cells} == expected


def test_value_knows_its_column_and_its_row() -> None:
    rows = [["", "Budget (EUR)", "Jobs"], ["Tartu", "120.000", "14"], ["Liepāja", "95.000", "9"]]
    assert heads(rows, "95.000") == (["Budget (EUR)"], ["Liepāja"])
    assert heads(rows, "14") == (["Jobs"], ["Tartu"])


def test_first_cell_of_the_head_may_be_empty() -> None:
    assert heads([["", "", "Jobs"], ["Tartu", "north", "14"]], "14") == (["Jobs"], ["Tartu"])


def test_heading_over_several_columns_heads_each_of_them() -> None:
    rows = [
        ["Town", "Firms", "", "Jobs"],
        ["", "Target", "Achieved", ""],
        ["Tartu", "30", "34", "14"],
    ]
    merged = (Merged(0, 0, 2, 1), Merged(0, 1, 1, 2), Merged(0, 3, 2, 1))
    assert heads(rows, "30", *merged) == (["Target", "Firms"], ["Tartu"])
    assert heads(rows, "34", *merged) == (["Achieved", "Firms"], ["Tartu"])
    assert heads(rows, "14", *merged) == (["Jobs"], ["Tartu"])


def test_label_over_several_rows_labels_each_of_them() -> None:
    rows = [["Area", "Town", "Firms"], ["North", "Tartu", "30"], ["", "Narva", "12"]]
    assert heads(rows, "12", Merged(1, 0, 2, 1)) == (["Firms"], ["Narva", "North"])


def test_row_across_the_table_heads_the_rows_below() -> None:
    rows = [["Town", "Firms"], ["First call", ""], ["Tartu", "30"], ["Second call", ""], ["Narva", "12"]]
    across = (Merged(1, 0, 1, 2), Merged(3, 0, 1, 2))
    assert heads(rows, "30", *across) == (["First call", "Firms"], ["Tartu"])
    assert heads(rows, "12", *across) == (["Second call", "Firms"], ["Narva"])


def test_list_of_labels_and_values_has_no_header_row() -> None:
    rows = [["Total budget", "EUR 346.000"], ["Participants", "120"]]
    assert heads(rows, "120") == ([], ["Participants"])
    assert heads(rows, "EUR 346.000") == ([], ["Total budget"])


def test_row_of_years_is_a_head() -> None:
    rows = [["Town", "2019", "2020"], ["Tartu", "30", "34"]]
    assert heads(rows, "34") == (["2020"], ["Tartu"])


def test_rows_without_text_fall_out_and_merged_cells_move() -> None:
    rows = [["Town", "Firms", ""], ["", "", ""], ["", "Target", "Achieved"], ["Tartu", "30", "34"]]
    assert heads(rows, "34", Merged(0, 1, 2, 2)) == (["Achieved", "Firms"], ["Tartu"])


def test_cells_of_a_markdown_table_point_into_the_file() -> None:
    text = "| Town | Firms |\n|---|---|\n| Tartu | **30** |\n| Narva | 12 |\n"
    document = read(text.encode(), name="a.md", language="en")
    (block,) = (b for b in document.blocks if b.kind is BlockKind.TABLE)
    grid = Grid(block, document.text)
    cell = grid.at(document.text.index("12"))
    assert cell is not None
    assert (cell.row, cell.column) == (2, 1)
    assert [c.span.of(document.text) for c in grid.column_heads(cell)] == ["Firms"]
    assert grid.at(document.text.index("---")) is None
