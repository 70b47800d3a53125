import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read
from models import BlockKind, Document, Span
from models.text import unmarked
from pipeline.segment import as_read

FRONT = '---\ntitle: "Renovation coaches"\nlang: en\ndate: 2021-03-04  # as printed\ntags: [a, b]\n---\n\n'


def markdown(text: str) -> Document:
    return read(text.encode(), name="case.md")


def contents(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.content.of(document.text)) for block in document.blocks]


def test_metadata_at_the_head_is_no_text_of_the_document() -> None:
    document = markdown(FRONT + "# Coaches at home\n\nThey visit 412 owners.\n")
    assert document.text.startswith("---\ntitle:")
    assert [block.content.of(document.text) for block in document.body()] == [
        "Coaches at home",
        "They visit 412 owners.",
    ]
    assert (document.title, document.language) == ("Renovation coaches", "en")
    assert document.metadata.date is not None
    assert document.metadata.date.text == "2021-03-04"


@pytest.mark.parametrize("text", ["---\n\nWords between rules.\n\n---\n\nMore.\n", "---\nkey: value\n\nno end of it\n"])
def test_a_rule_at_the_start_is_no_metadata(text: str) -> None:
    assert all(block.kind is not BlockKind.HEADER for block in markdown(text).blocks)


def test_notes_are_paragraphs_of_their_own_without_their_marks() -> None:
    document = markdown("412 homes[^1] and 74[^b].\n\n[^1]: Without rented homes.\n[^b]: Counted in 2022.\n")
    assert [text for _, text in contents(document)] == [
        "412 homes[^1] and 74[^b].",
        "Without rented homes.",
        "Counted in 2022.",
    ]


def test_people_read_words_without_marks() -> None:
    document = markdown("It cost **346.000 EUR**[^1] by `plan` of\n[the *city*](https://lakes.example).\n")
    assert as_read(document, Span(0, len(document.text))) == "It cost 346.000 EUR by plan of the city."


@pytest.mark.parametrize("text", ["2 * 3 * 4 homes", "snake_case__name__x", "5** of 9**", "a [b] (c)", "[^1]: note"])
def test_signs_that_are_no_marks_stay(text: str) -> None:
    assert unmarked(text) == text


LINES = st.sampled_from(
    ["---", "title: A b", "[^1]: Note", "# Head", "", "- item", "**Bold**", "Words 412.", "[^x]:", "...", "  more"]
)


@given(st.lists(LINES, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_blocks_cover_all_text_in_order(lines: list[str], end: str) -> None:
    text = end.join(["Start.", *lines] if not any(line.strip(" -.") for line in lines) else lines) + end
    document = markdown(text)
    at = 0
    for block in document.blocks:
        assert not text[at : block.span.start].strip()
        assert block.span.contains(block.content)
        at = block.span.end
    assert not text[at:].strip()
