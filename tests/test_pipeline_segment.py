from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models import (
    Block,
    BlockKind,
    Document,
    GoodPractice,
    Page,
    Passage,
    PracticeSource,
    Section,
    SectionLabel,
    Source,
    Span,
)
from pipeline.segment import as_read, passages_of

H, P, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
Parts = list[tuple[BlockKind, str]]


def document(parts: Parts, repeats: dict[int, int] | None = None) -> Document:
    text, blocks = "", []
    for index, (kind, content) in enumerate(parts):
        start = len(text)
        mark = "- " if kind is ITEM else ""
        text += mark + content + "\n\n"
        span = Span(start, start + len(mark + content))
        repeated = (repeats or {}).get(index)
        blocks.append(Block(kind, span, Span(start + len(mark), span.end), repeats=repeated))
    source = Source("a.txt", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-1", source, None, "en", text, (Page(1, None, None, Span(0, len(text))),), tuple(blocks))


def passages(doc: Document, label: SectionLabel = SectionLabel.EVIDENCE, limit: int = 60) -> tuple[Passage, ...]:
    section = Section(label, Span(0, len(doc.text)), None, 1.0, "test/1")
    practice = GoodPractice("gp-1", "T", "t", (PracticeSource("doc-1", Span(0, len(doc.text))),), (), (section,))
    return passages_of(doc, [practice], limit)


def test_heading_goes_with_the_text_below_and_never_alone() -> None:
    doc = document([(H, "Results"), (P, "Forty farms joined in the first year of the scheme. Ten left."), (H, "Links")])
    assert [p.text for p in passages(doc)] == [
        "Results\nForty farms joined in the first year of the scheme.",
        "Ten left.",
    ]


def test_repeated_block_is_no_part_of_a_passage() -> None:
    doc = document([(P, "One farm."), (P, "Two farms."), (P, "Two farms."), (P, "Three.")], {2: 1})
    assert [p.text for p in passages(doc)] == ["One farm.\nTwo farms.", "Three."]


def test_contacts_are_not_searched() -> None:
    assert passages(document([(P, "Ask the agency in the old town hall.")]), SectionLabel.CONTACT) == ()


def test_list_items_and_table_cells_are_shown_apart() -> None:
    doc = document([(P, "Costs of\nthe scheme:"), (ITEM, "two vans"), (BlockKind.TABLE, "a\tb\n1\t2")])
    assert as_read(doc, Span(0, len(doc.text))) == "Costs of the scheme:\n• two vans\na | b\n1 | 2"


SENTENCES = st.sampled_from(["Small farms sell bread.", "It works!", "Über 80 Betriebe kamen aus der ganzen Region."])
BLOCKS = st.tuples(st.sampled_from([H, P, ITEM]), st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join))


@given(st.lists(BLOCKS, max_size=6), st.integers(20, 200))
def test_passages_cover_all_text_once_in_order(parts: Parts, limit: int) -> None:
    doc = document(parts)
    found = passages(doc, limit=limit)
    last_text = max((i for i, (kind, _) in enumerate(parts) if kind is not H), default=-1)
    told = [sentence for _, content in parts[: last_text + 1] for sentence in content.replace("\n", " ").split()]
    assert [w for p in found for w in p.text.split() if w != "•"] == told
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
