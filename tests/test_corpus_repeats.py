from corpus import read
from models import Document

FIRST = "The agency paid for machines and two trainers in the first year of work."
SECOND = "Later the firms paid a yearly fee that covers the running costs."


def repeats(text: str) -> list[int | None]:
    document: Document = read(text.encode(), name="x.md", language="en")
    return [block.repeats for block in document.blocks]


def test_expanded_copy_repeats_its_collapsed_original() -> None:
    assert repeats(f"{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{SECOND}\n") == [None, None, 0, 1]


def test_case_spacing_and_punctuation_do_not_matter() -> None:
    assert repeats(f"{FIRST}\n\n{FIRST.upper().replace(' ', '  ').rstrip('.')}\n") == [None, 0]


def test_short_items_count_when_their_whole_list_is_repeated() -> None:
    items = "- seed funding\n- a lead firm\n- regular meetings\n- advice for members\n"
    assert repeats(f"{items}\n<!-- -->\n\n{items}")[-4:] == [0, 1, 2, 3]


def test_paragraph_that_joins_the_items_of_a_list_repeats_it() -> None:
    text = (
        "- seed funding to start new groups of firms\n- a lead firm that speaks for the others\n\n"
        "Seed funding to start new groups of firms. A lead firm that speaks for the others.\n"
    )
    assert repeats(text) == [None, None, 0]


def test_items_of_a_paragraph_that_came_before_repeat_it() -> None:
    text = (
        "Seed funding to start new groups of firms. A lead firm that speaks for the others.\n\n"
        "- seed funding to start new groups of firms\n- a lead firm that speaks for the others\n"
    )
    assert repeats(text) == [None, 0, 0]


def test_headings_and_short_words_are_never_repeats() -> None:
    assert repeats("## Results\n\nYes\n\n## Results\n\nYes\n") == [None, None, None, None]


def test_line_shared_by_two_practices_of_a_report_is_no_repeat() -> None:
    line = "Funding: the regional operational programme and own means."
    text = f"## First\n\n{line}\n\n## Second\n\n{line}\n"
    assert repeats(text) == [None, None, None, None]


def test_longer_part_counts_across_headings() -> None:
    part = f"{FIRST}\n\n{SECOND}\n\nThree towns have asked how to set up such a service themselves.\n"
    assert repeats(f"## First\n\n{part}\n## Second\n\n{part}")[-3:] == [1, 2, 3]


def test_name_inside_a_sentence_does_not_make_a_later_name_a_repeat() -> None:
    text = "The lab is run by the Regional Agency for Growth and Innovation of the North.\n\n"
    assert repeats(text + "Regional Agency for Growth and Innovation\n") == [None, None]
