from datetime import UTC, datetime

from models import (
    Annotations,
    Block,
    BlockKind,
    Document,
    Entity,
    EntityKind,
    Page,
    Section,
    SectionLabel,
    Source,
    Span,
)
from pipeline.contacts import set_contacts_apart


def labelled(text: str, person: str | None = None) -> list[tuple[str, str]]:
    """(label, text) of the sections after contacts were set apart from one section of results."""
    whole = Span(0, len(text))
    source = Source("a.txt", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    blocks = (Block(BlockKind.PARAGRAPH, whole, whole),)
    document = Document("doc-1", source, None, "en", text, (Page(1, None, None, whole),), blocks)
    entities: tuple[Entity, ...] = ()
    if person:
        span = Span(text.index(person), text.index(person) + len(person))
        entities = (Entity(EntityKind.PERSON, person, person, span, 0.9, "test/1"),)
    section = Section(SectionLabel.EVIDENCE, whole, None, 0.9, "test/1")
    found = set_contacts_apart(document, Annotations(sections=(section,), entities=entities))
    return [(s.label.value, s.span.of(text).strip()) for s in found.sections]


def test_sentence_with_an_address_is_a_contact() -> None:
    text = "Forty farms joined. Write to the office: farms@example.org. Ten left."
    assert labelled(text) == [
        ("evidence", "Forty farms joined."),
        ("contact", "Write to the office: farms@example.org."),
        ("evidence", "Ten left."),
    ]


def test_telephone_number_is_a_contact_and_an_amount_is_not() -> None:
    assert labelled("Call +00 12 345 67 89 in the morning.") == [("contact", "Call +00 12 345 67 89 in the morning.")]
    assert labelled("It cost EUR 1 250 000 in 2014-2020.") == [("evidence", "It cost EUR 1 250 000 in 2014-2020.")]


def test_name_beside_a_contact_word_is_a_contact() -> None:
    assert labelled("Please contact Ada Example about it.", "Ada Example")[0][0] == "contact"


def test_name_in_running_text_stays() -> None:
    text = "The school named after Ada Example opened in May."
    assert labelled(text, "Ada Example") == [("evidence", text)]


def test_thousands_in_neighbouring_cells_are_no_telephone_number() -> None:
    row = "Vans\tIreland\t€346.000\t7\t410.000 km less a year"
    assert labelled(row) == [("evidence", row)]


def test_national_telephone_number_is_a_contact_and_a_date_is_not() -> None:
    assert labelled("Ask 0711 22 33 44 in the morning.")[0][0] == "contact"
    assert labelled("It opened on 05-06-2019 and cost 0.5 million.")[0][0] == "evidence"
