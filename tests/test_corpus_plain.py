import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read, to_markdown
from models import Block, BlockKind, Document, DocumentError, Reason

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def plain(text: str) -> Document:
    return read(text.encode(), name="x.txt", language="en")


def shape(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, " ".join(block.content.of(document.text).split())) for block in document.blocks]


def headings(text: str) -> list[str]:
    return [content for kind, content in shape(plain(text)) if kind is HEADING]


def test_text_is_the_file_to_the_character() -> None:
    data = "One\r\n\r\n\tTwo \u00a0\f Three\n\n".encode()
    assert read(data, name="x.txt").text == data.decode()


def test_byte_order_mark_is_not_text() -> None:
    assert plain("\ufeffWords here.").text == "Words here."
    assert read("Zażółć gęślą jaźń".encode("utf-16"), name="x.txt").text == "Zażółć gęślą jaźń"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Województwo Świętokrzyskie wspiera małe przedsiębiorstwa, które chcą się rozwijać. " * 4),
        ("cp1252", "La région a financé l’équipement numérique d’écoles où il n’y avait rien. " * 4),
    ],
)
def test_legacy_encodings_are_recognised(encoding: str, text: str) -> None:
    assert read(text.encode(encoding), name="x.txt").text == text


def test_labels_head_the_text_on_the_next_line() -> None:
    text = (
        "Resources needed\nOne coordinator and EUR 20.000 a year were needed to run the service in two towns.\n"
        "Evidence of success\nIn the first year 45 firms joined, more than twice as many as had been expected.\n"
    )
    assert headings(text) == ["Resources needed", "Evidence of success"]


def test_labels_before_short_values_are_headings() -> None:
    assert headings("It was a long sentence about the practice and its many results.\nStart Date\nMarch 2019\n") == [
        "Start Date"
    ]


def test_label_with_text_on_its_line_stays_a_paragraph() -> None:
    assert headings("Lead partner: Agency for Growth\nDuration: 2019 to 2021\n") == []


def test_lead_in_of_a_list_is_no_heading() -> None:
    text = "The second part of the programme had two main objectives:\n- to help small firms\n- to train staff\n"
    assert [kind for kind, _ in shape(plain(text))] == [PARAGRAPH, ITEM, ITEM]


def test_wrapped_lines_stay_one_paragraph_before_a_label() -> None:
    text = (
        "Background:\nThe agency of the region is a partner in the exchange project and runs\n"
        "several services that help local firms with trade in other countries of the\nUnion.\n"
        "Project Objectives:\n• To help firms to reach markets by building sector\ngroups\n• To find partners\n"
    )
    assert shape(plain(text)) == [
        (HEADING, "Background:"),
        (
            PARAGRAPH,
            "The agency of the region is a partner in the exchange project and runs several services that help local "
            "firms with trade in other countries of the Union.",
        ),
        (HEADING, "Project Objectives:"),
        (ITEM, "To help firms to reach markets by building sector groups"),
        (ITEM, "To find partners"),
    ]


def test_markdown_marks_and_underlines_are_headings_without_their_marks() -> None:
    document = plain("Main title\n==========\n\n## Aims and scope\nText of the aims.\n\n### Deeper\nMore text.\n")
    found = [(b.content.of(document.text), b.level) for b in document.blocks if b.kind is HEADING]
    assert found == [("Main title", 1), ("Aims and scope", 2), ("Deeper", 3)]
    assert document.title == "Main title"


def test_numbered_capitals_are_headings() -> None:
    text = (
        "The report begins here with a sentence.\n\n1 KEY ACTIVITIES\n\n- Training of staff\n- Visits\n\n2.1 Results\n"
    )
    assert headings(text + "\nThe results were good.\n") == ["1 KEY ACTIVITIES", "2.1 Results"]


def test_tabs_make_a_table_and_page_numbers_a_table_of_contents() -> None:
    document = plain(
        "Contents\n\n1\tIntroduction\t3\n\tAims of the work\t4\n2\tResults\t9\n3\tAnnex\t12\n\n"
        "Year\tFirms\n2019\t12\n2020\t31\n"
    )
    kinds = {block.kind: block for block in document.blocks}
    assert kinds[BlockKind.TABLE].rows == (("Year", "Firms"), ("2019", "12"), ("2020", "31"))
    assert "Results\t9" in kinds[BlockKind.CONTENTS].content.of(document.text)


def test_dotted_leaders_are_contents() -> None:
    document = plain("Introduction ........ 3\nMethod ........ 5\nResults ........ 11\n\nThe text begins.\n")
    assert [block.kind for block in document.blocks] == [BlockKind.CONTENTS, PARAGRAPH]


def test_form_feeds_end_pages() -> None:
    document = plain("First page.\n\fSecond page.\n")
    assert [page.page_no for page in document.pages] == [1, 2]
    assert document.page_no(document.blocks[1].span) == 2


def test_nested_list_levels_follow_the_indent() -> None:
    document = plain("- outer\n    - inner\n- outer again\n")
    assert [block.level for block in document.blocks] == [1, 2, 1]


def check_cover(document: Document) -> None:
    blocks: tuple[Block, ...] = document.blocks
    at = 0
    for block in blocks:
        assert block.span.start >= at
        assert document.text[at : block.span.start].strip() == ""
        assert block.span.contains(block.content)
        assert block.content.of(document.text).strip() == block.content.of(document.text)
        assert len(block.content) > 0
        at = block.span.end
    assert document.text[at:].strip() == ""


LINES = st.sampled_from(
    ["", "  ", "Label", "Label:", "# Head", "====", "-----", "- item", "  • deep", "1. first", "a\tb", "\tx\t3", "\t",
     "A line of text that is long enough to have been wrapped by hand somewhere", "and goes on.", "**Bold**", "\f",
     "Table 1: costs", "Name ..... 7", "***", "#", "- ", "• •", "word-", "ALL CAPITALS HERE"]
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_cover_all_text_in_order(lines: list[str], end: str) -> None:
    text = end.join(["Words", *lines])
    for name in ("x.txt", "x.md"):
        document = read(text.encode(), name=name, language="en")
        assert document.text == text
        check_cover(document)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\ufffd\ufeff"), min_size=1))
def test_any_text_is_covered(text: str) -> None:
    for name in ("x.txt", "x.md"):
        document = read(("Words\n" + text).encode(), name=name, language="en")
        check_cover(document)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Night buses on call\r\nTwo lines.", "Η Ελλάδα έχει 13 περιφέρειες και νησιά."])
def test_utf_16_without_its_mark_is_text(encoding: str, text: str) -> None:
    assert read(text.encode(encoding), name="x.txt", language="en").text == text


@pytest.mark.parametrize("data", [b"\x01\x00\x02\x00\x03\x00" * 50, b"PNG\x00\x00\x00ab" * 50, b"a\x00b\x00c" * 33])
def test_columns_of_numbers_are_no_text(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data, name="x.txt")
    assert caught.value.reason is Reason.UNSUPPORTED


def test_title_in_capitals_may_hold_a_colon() -> None:
    text = "FILIÈRE BOIS : CONSTRUIRE AVEC LA FORÊT\nBonne pratique de la région\n\nRésumé\n\nUn label aide.\n"
    assert plain(text).title == "FILIÈRE BOIS : CONSTRUIRE AVEC LA FORÊT"


def test_lines_of_labels_and_values_are_not_joined() -> None:
    text = (
        "Programme: Interreg Europe, project SYLVALINK of the second call\nLead partner: Agency for wood and forests\n"
        "\nThe label shows how far the wood of a building has travelled before it is\nused in the region.\n"
    )
    assert len(plain(text).blocks) == 3


def test_title_of_a_contents_list_belongs_to_it() -> None:
    entries = "Summary ..... 3\nRegions ..... 5\nCosts ..... 9"
    text = f"Report on clusters of regions\n\nContents\n\n{entries}\n\nSummary\n\nIt works.\n"
    document = read(text.encode(), language="en")
    assert next(b.level for b in document.blocks if b.kind is BlockKind.CONTENTS) == 1
    assert all(b.kind is BlockKind.CONTENTS for b in document.blocks if "Contents" in b.span.of(document.text))


def test_bold_title_over_several_lines_is_one_heading() -> None:
    text = "**Policy for clusters  \nin the northern  \nregions**\n\nThe policy was written in three years.\n"
    document = read(text.encode(), name="a.txt", language="en")
    first = document.blocks[0]
    assert first.kind is BlockKind.HEADING
    assert first.content.of(document.text) == "Policy for clusters  \nin the northern  \nregions"


def test_name_of_a_picture_and_place_under_a_date_are_no_headings() -> None:
    text = (
        "Image\nBuses that run at night\nPublished on 3 May 2018\nLakeland\nNorth-lakes\n"
        "The buses run every hour and on each of the three lines until the early morning of the next day, all year.\n"
        "Resources needed\nTwo drivers for each line and night, and money for fuel from the city and the region.\n"
    )
    document = read(text.encode(), name="a.txt", language="en")
    headings = [b.content.of(document.text) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == ["Buses that run at night", "Resources needed"]
    assert document.title == "Buses that run at night"


def test_soft_hyphens_stay_in_the_text_and_leave_its_view() -> None:
    document = plain("The co\u00adop\u00aderation\nof 412 homes\u200b began in 2019.\n")
    assert document.text == "The co\u00adop\u00aderation\nof 412 homes\u200b began in 2019.\n"
    assert to_markdown(document) == "The cooperation of 412 homes began in 2019.\n"
