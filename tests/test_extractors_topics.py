from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.gazetteers import table
from extractors.topics import OBJECTIVE_SCHEME, TopicExtractor, objective_names, terms
from models import Annotations, Block, BlockKind, Document, PracticeBoundary, Section, SectionLabel, Source, Span, Topic


def document(*paragraphs: str, language: str | None = "en", repeats: int | None = None) -> Document:
    text = ""
    blocks: list[Block] = []
    for paragraph in paragraphs:
        span = Span(len(text), len(text) + len(paragraph))
        blocks.append(Block(BlockKind.PARAGRAPH, span, span, repeats=repeats if blocks else None))
        text += paragraph + "\n\n"
    source = Source("test.txt", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-0000000000000000", source, None, language, text, (), tuple(blocks))


def topics(made: Document, annotations: Annotations | None = None) -> tuple[Topic, ...]:
    return TopicExtractor().extract(made, annotations or Annotations()).topics


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Seed capital helps each start-up. Export vouchers and technology transfer follow.", "en", "Smarter"),
        ("Solar panels and heat pumps cut CO2. Energy efficiency improved. Recycling grew.", "en", "Greener"),
        ("L’économie circulaire réduit les déchets. Le recyclage et la biodiversité progressent.", "fr", "Greener"),
        ("Der Rufbus ergänzt den ÖPNV. Neue Buslinien und die Eisenbahn sind abgestimmt.", "de", "More connected"),
        ("La inclusión social mejora. Las personas mayores reciben atención sanitaria.", "es", "More social"),
        (
            "La rigenerazione urbana continua. La partecipazione dei cittadini cresce nelle aree interne.",
            "it",
            "Closer to citizens",
        ),
        (
            "Zamówienia publiczne uproszczono. Administracja publiczna zyskała potencjał instytucjonalny.",
            "pl",
            "Better governance",
        ),
    ],
)
def test_topic_by_its_cues(text: str, language: str, label: str) -> None:
    found = topics(document(text, language=language))
    assert found[0].label == label
    assert found[0].scheme == "interreg-europe-2021"


def test_evidence_is_the_sentences_with_cues() -> None:
    made = document("Recycling came first. Nothing else was done. Then biodiversity returned to the river.")
    assert [span.of(made.text) for span in topics(made)[0].evidence] == [
        "Recycling came first.",
        "Then biodiversity returned to the river.",
    ]


def test_thin_evidence_gives_no_topic() -> None:
    assert topics(document("The team met twice a year and wrote a report about recycling.")) == ()


def test_at_most_two_topics_best_first() -> None:
    text = "Recycling and biodiversity. Social inclusion of refugees. Start-ups and export. Railway logistics."
    found = [t for t in topics(document(text)) if t.scheme == "interreg-europe-2021"]
    assert len(found) == 2
    assert found[0].score >= found[1].score


def test_contact_sections_and_repeated_blocks_do_not_count() -> None:
    text = "Recycling and biodiversity matter here."
    assert topics(document(text, text, repeats=0)) == topics(document(text))
    made = document(text + " Solar and biogas too.")
    contact = Section(SectionLabel.CONTACT, Span(0, len(made.text)), None, 1.0, "sections/1")
    assert topics(made, Annotations(sections=(contact,))) == ()


def test_each_practice_gets_its_own_topics() -> None:
    made = document("Recycling and biodiversity. Solar power.", "Social inclusion. Refugees and volunteers.")
    spans = [block.span for block in made.blocks]
    practices = tuple(PracticeBoundary(span, "T", None, 1.0, "boundaries/1") for span in spans)
    found = topics(made, Annotations(practices=practices))
    assert [(t.label, spans.index(next(s for s in spans if s.contains(t.evidence[0])))) for t in found] == [
        ("Greener", 0),
        ("More social", 1),
    ]


def test_topics_are_those_of_the_form() -> None:
    assert [topic["label"] for topic in table("topics.toml")["topics"]] == [
        "Smarter",
        "Greener",
        "More connected",
        "More social",
        "Closer to citizens",
        "Better governance",
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4), st.sampled_from(["en", "fr", "xx", None]))
def test_never_fails_and_evidence_lies_in_blocks(paragraphs: list[str], language: str | None) -> None:
    made = document(*paragraphs, language=language)
    for topic in topics(made):
        assert 0 < topic.score < 1
        assert all(any(block.content.contains(span) for block in made.blocks) for span in topic.evidence)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Repair cafes mend toasters. Old phones are recycled or reused.", "en", "RSO2.6"),
        ("Radwege verbinden die Schulen. Lastenräder stehen bereit.", "de", "RSO2.8"),
        ("Le marché du travail local change. Les chômeurs trouvent un emploi.", "fr", "RSO4.1"),
        ("Het dorp krimpt. De dorpen delen een school en de boeren helpen.", "nl", "RSO5.2"),
        ("Albinele revin. Biodiversitatea crește în ariile protejate.", "ro", "RSO2.7"),
        ("A reciclagem cresceu. A economia circular criou emprego.", "pt", "RSO2.6"),
    ],
)
def test_specific_objective_by_its_cues(text: str, language: str, code: str) -> None:
    found = [t for t in topics(document(text, language=language)) if t.scheme == OBJECTIVE_SCHEME]
    assert found[0].label == code
    assert found[0].evidence


def test_objectives_belong_to_the_suggested_topics_and_have_official_names() -> None:
    listed = [code for row in table("topics.toml")["topics"] for code in row["objectives"]]
    assert listed == list(objective_names())
    assert objective_names()["RSO2.6"] == "promoting the transition to a circular and resource efficient economy"


def test_terms_are_words_of_the_text_the_most_frequent_first() -> None:
    made = document("Composting saves money. Repair and composting belong together. Composting again.")
    found = terms(made, Span(0, len(made.text)), ("RSO2.6",))
    assert [(span.of(made.text), count) for span, count in found] == [("Composting", 3), ("Repair", 1)]
