import itertools
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import build_extractors, extract_all, run
from extractors.boundaries import BoundaryExtractor
from extractors.cues import fold, match_heading, passage_cues
from extractors.outline import UnitKind, outline
from extractors.passages import LOOKS
from extractors.registry import checked
from extractors.sections import BY_HEADING, BY_MODEL, SectionExtractor
from models import (
    Annotations,
    Block,
    BlockKind,
    Document,
    ModelError,
    Section,
    SectionLabel,
    SettingsError,
    Source,
    Span,
)
from models.trained.encoder import load_encoder
from models.trained.section_model import SectionModel, forward_backward, load_section_model, vector_logits

L = SectionLabel


class BlankEncoder:
    """Knows nothing: all vectors are the same, so cue words and place decide."""

    model_id = "blank@test"
    dim = 384

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.zeros((len(texts), self.dim), np.float32)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode(texts)


#: Weights that look at cue words alone.
CUES_ONLY = SectionModel(
    labels=tuple(label.value for label in L),
    encoder="blank",
    body=np.zeros((385, len(L))),
    heading=np.zeros((385, len(L))),
    scales=(0.0, 0.0, 3.0, 1.0, -1.0),
    looks=np.zeros((LOOKS, len(L))),
    start=np.zeros(len(L)),
    moves=np.zeros((len(L), len(L))),
    stay=0.5,
    knots=((0.0, 0.0), (1.0, 1.0)),
    by_cue=0.95,
)


def document(
    parts: Sequence[tuple[BlockKind, str]],
    language: str = "en",
    title: str | None = "A title",
    repeats: int | None = None,
) -> Document:
    """Blocks a blank line apart; headings are of level 2; `repeats` is set on the last block."""
    blocks: list[Block] = []
    at = 0
    for kind, text in parts:
        span = Span(at, at + len(text))
        level = 2 if kind is BlockKind.HEADING else None
        last = len(blocks) == len(parts) - 1
        blocks.append(Block(kind, span, span, level=level, repeats=repeats if last else None))
        at = span.end + 2
    whole = "\n\n".join(text for _, text in parts)
    source = Source("test", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    return Document("doc-test", source, title, language, whole, (), tuple(blocks))


H, P, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def sections(
    parts: Sequence[tuple[BlockKind, str]], language: str = "en", repeats: int | None = None
) -> tuple[Section, ...]:
    extractors = (BoundaryExtractor(), SectionExtractor(BlankEncoder(), CUES_ONLY))
    return run(document(parts, language, repeats=repeats), extractors).sections


def labels(parts: Sequence[tuple[BlockKind, str]], language: str = "en") -> list[SectionLabel]:
    return [section.label for section in sections(parts, language)]


TEXT = "The village bakery moved into the old station and bakes for nine schools of the district every morning."


@pytest.mark.parametrize(
    ("heading", "label", "language"),
    [
        ("2.3 Evidence of success", L.EVIDENCE, "en"),
        ("WHY IS THIS A GOOD PRACTICE?", L.EVIDENCE, "en"),
        ("Who can apply?", L.STAKEHOLDERS, "en"),
        ("Challenges encountered", L.DIFFICULTIES, "en"),
        ("Potential for learning or transfer", L.TRANSFERABILITY, "en"),
        ("Priority axis", L.POLICY_LINK, "en"),
        ("Our main activities in the valley", L.ACTIVITIES, "en"),
        ("Difficultés rencontrées", L.DIFFICULTIES, "fr"),
        ("Résultats obtenus :", L.EVIDENCE, "fr"),
        ("Ausgangslage", L.CONTEXT, "de"),
        ("Projektziele", L.OBJECTIVES, "de"),
        ("Übertragbarkeit auf andere Regionen", L.TRANSFERABILITY, "de"),
        ("Recursos necesarios", L.RESOURCES, "es"),
        ("Lecciones aprendidas", L.LESSONS, "es"),
        ("Soggetti coinvolti", L.STAKEHOLDERS, "it"),
        ("Sostenibilità", L.SUSTAINABILITY, "it"),
        ("Źródła finansowania", L.RESOURCES, "pl"),
        ("Trwałość projektu", L.SUSTAINABILITY, "pl"),
        ("Grupul țintă", L.STAKEHOLDERS, "ro"),
        ("Looptijd", L.TIMESCALE, "nl"),
        ("Resultados alcançados", L.EVIDENCE, "pt"),
    ],
)
def test_heading_cue(heading: str, label: SectionLabel, language: str) -> None:
    found = sections([(H, heading), (P, TEXT)], language)
    assert [(s.label, s.extractor) for s in found] == [(label, BY_HEADING)]


def test_every_label_has_cues_in_nine_languages() -> None:
    raw = tomllib.loads(files("extractors").joinpath("heading_cues.toml").read_text(encoding="utf-8"))
    assert set(raw) == {label.value for label in SectionLabel}
    for languages in raw.values():
        assert set(languages) == {"en", "fr", "de", "es", "it", "pl", "ro", "nl", "pt"}
        assert all(
            " ".join(fold(p)) == p.rstrip("*").removeprefix("=") for phrases in languages.values() for p in phrases
        )


def test_passage_cues_count_phrases_of_one_language() -> None:
    assert passage_cues("The budget was 20 euros.", "en") == {L.RESOURCES: 2}
    assert passage_cues("The budget was 20 euros.", "pl") == {}


def test_fold_drops_case_accents_and_punctuation() -> None:
    assert fold("Łódź: Größe, «Été»!") == ("lodz", "grosse", "ete")


def test_longer_cover_wins_over_a_single_word() -> None:
    match = match_heading("Expected results", "en")
    assert match is not None
    assert (match.label, match.share) == (L.EVIDENCE, 1.0)


def test_heading_is_part_of_its_section() -> None:
    (section,) = sections([(H, "Background"), (P, TEXT), (P, TEXT.lower())])
    assert section.span == Span(0, len("Background") + 4 + 2 * len(TEXT))
    assert section.heading == "Background"


def test_challenges_before_the_solution_are_context_and_after_it_difficulties() -> None:
    assert labels([(H, "Challenges"), (P, TEXT), (H, "Solution"), (P, TEXT)]) == [L.CONTEXT, L.ACTIVITIES]
    assert labels([(H, "Solution"), (P, TEXT), (H, "Challenges"), (P, TEXT)]) == [L.ACTIVITIES, L.DIFFICULTIES]


def test_inline_labels_start_sections_and_neighbours_of_one_label_join() -> None:
    parts = [(P, "Lead partner: Bakers' Guild"), (P, "Partner countries: Malta, Latvia"), (P, "Duration: 2016-2018")]
    assert labels(parts) == [L.STAKEHOLDERS, L.TIMESCALE]


def test_inline_label_in_the_middle_of_a_block_of_lines() -> None:
    block = "Lead partner: Bakers' Guild\nBudget: EUR 20.000\nDuration: 2016-2018"
    found = sections([(P, block)])
    assert [s.label for s in found] == [L.STAKEHOLDERS, L.RESOURCES, L.TIMESCALE]
    assert [block[s.span.start : s.span.end].split(":")[0] for s in found] == ["Lead partner", "Budget", "Duration"]


def test_no_cut_inside_a_running_paragraph() -> None:
    wrapped = (
        "The guild was proud of what the bakery had done for the villages and their\nresults: bread and peace for all."
    )
    assert len(sections([(H, "Activities"), (P, wrapped)])) == 1


def test_list_stays_together_with_its_introducing_line() -> None:
    parts = [
        (P, "The objectives of the bakery are:"),
        (ITEM, "- Budget: keep it low"),
        (ITEM, "- bread for all children"),
    ]
    assert labels(parts) == [L.OBJECTIVES]


def test_text_after_an_inline_label_is_judged_by_its_words() -> None:
    parts = [
        (P, "Duration: 2016-2018"),
        (P, "The bakery was co-financed by a grant of the county, budget 20.000 euros."),
    ]
    found = sections(parts)
    assert [(s.label, s.extractor) for s in found] == [(L.TIMESCALE, BY_HEADING), (L.RESOURCES, BY_MODEL)]


def test_heading_without_cue_is_labelled_by_what_stands_under_it() -> None:
    text = "As a result, bread sales increased by 20 % and twelve jobs have been created; the impact is lasting."
    (section,) = sections([(H, "Flour and Friends"), (P, text)])
    assert (section.label, section.heading, section.extractor) == (L.EVIDENCE, "Flour and Friends", BY_MODEL)


@pytest.mark.parametrize(
    ("text", "label", "language"),
    [
        ("Le projet a pour objectif de former des boulangers et vise à créer des emplois.", L.OBJECTIVES, "fr"),
        ("Das Vorhaben wird mit einem Zuschuss von 20.000 Euro gefördert.", L.RESOURCES, "de"),
        ("Projekt współfinansowany ze środków EFRR, koszty wyniosły 20 000 złotych.", L.RESOURCES, "pl"),
        ("Come risultato sono stati creati dodici posti di lavoro.", L.EVIDENCE, "it"),
        ("Los socios trabajan en colaboración con las escuelas, beneficiarios directos.", L.STAKEHOLDERS, "es"),
    ],
)
def test_cue_words_decide_in_other_languages(text: str, label: SectionLabel, language: str) -> None:
    assert labels([(P, text)], language) == [label]


def test_text_without_cue_words_is_a_guess_with_a_low_score() -> None:
    (section,) = sections([(P, "Die Bäckerei steht seit jeher neben dem Bahnhof und duftet nach frischem Brot.")], "de")
    assert section.score <= 0.2


def test_score_follows_the_calibration() -> None:
    model = replace(CUES_ONLY, knots=((0.0, 0.1), (0.5, 0.2), (1.0, 0.8)))
    assert [round(model.calibrated(p), 3) for p in (0.0, 0.25, 0.75, 1.0)] == [0.1, 0.15, 0.5, 0.8]


def test_chain_weighs_what_follows_what() -> None:
    moves = np.zeros((len(L), len(L)))
    order = [label.value for label in L]
    moves[order.index("context"), order.index("activities")] = 4.0
    model = replace(CUES_ONLY, moves=moves)
    parts = [(H, "Background"), (P, TEXT), (H, "Flour and friends"), (P, TEXT)]
    found = run(document(parts), (BoundaryExtractor(), SectionExtractor(BlankEncoder(), model))).sections
    assert [section.label for section in found] == [L.CONTEXT, L.ACTIVITIES]


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_probabilities_of_a_chain_are_those_of_counting_all_paths(count: int, seed: int) -> None:
    made = np.random.default_rng(seed)
    emissions, start, moves = made.normal(size=(count, 3)), made.normal(size=3), made.normal(size=(3, 3))
    stays = made.normal(size=count)
    found, (_, total) = forward_backward(emissions, start, moves, stays)
    sums = np.zeros((count, 3))
    for path in itertools.product(range(3), repeat=count):
        score = start[path[0]] + sum(emissions[i, label] for i, label in enumerate(path))
        score += sum(moves[a, b] + stays[i] * (a == b) for i, (a, b) in enumerate(itertools.pairwise(path), 1))
        sums[range(count), path] += np.exp(score)
    assert np.allclose(found, sums / sums[0].sum())
    assert np.isclose(total, np.log(sums[0].sum()))


def test_without_an_encoder_words_still_decide() -> None:
    made = document([(P, "The objectives of the bakery: it aims to bring bread to all children.")])
    found = run(made, (BoundaryExtractor(), SectionExtractor(None, CUES_ONLY))).sections
    assert [section.label for section in found] == [L.OBJECTIVES]


def test_encoder_that_the_weights_do_not_know_is_refused() -> None:
    with pytest.raises(ModelError, match="section-model: trained on vectors of multilingual-e5-small"):
        SectionExtractor(BlankEncoder())


class CountingEncoder(BlankEncoder):
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.seen += texts
        return super().encode(texts)


def test_only_what_no_heading_settles_is_encoded() -> None:
    encoder = CountingEncoder()
    parts = [(H, "Objectives"), (P, TEXT), (H, "Flour and friends"), (P, TEXT.lower()), (H, "Results"), (P, TEXT)]
    run(document(parts), (BoundaryExtractor(), SectionExtractor(encoder, CUES_ONLY)))
    assert encoder.seen == [TEXT.lower(), "Flour and friends"]


NUMBERED = [
    (P, "A. What we call it here"),
    (P, TEXT),
    (P, "B. The thing we did about it"),
    (P, TEXT),
    (P, "C. The sum of our expenses"),
    (P, TEXT),
]


def test_lines_with_rising_letters_above_text_are_headings() -> None:
    units = outline(document(NUMBERED))
    assert [u.label_text for u in units if u.kind is UnitKind.HEADING] == [
        "What we call it here",
        "The thing we did about it",
        "The sum of our expenses",
    ]


def test_lines_whose_letters_do_not_rise_are_no_headings() -> None:
    parts = [(P, "A. What we call it here"), (P, TEXT), (P, "C. The sum"), (P, TEXT), (P, "B. The thing"), (P, TEXT)]
    assert not [u for u in outline(document(parts)) if u.kind is UnitKind.HEADING]


@pytest.mark.parametrize(
    "text",
    [
        "**The spark:** nobody baked bread.",
        "**The spark**: nobody baked bread.",
        "THE FIRST SPARK. Nobody baked bread.",
    ],
)
def test_labels_by_their_type_open_a_part(text: str) -> None:
    (unit,) = outline(document([(P, text)]))
    assert (unit.kind, unit.label_text.lower().removeprefix("the ").removeprefix("first ")) == (
        UnitKind.INLINE,
        "spark",
    )


def test_repeated_block_has_the_label_of_its_first_copy() -> None:
    copy = "The objectives of the bakery are fresh bread and good jobs for the people of the village."
    found = sections([(H, "Objectives"), (P, copy), (H, "About"), (P, TEXT), (P, copy)], repeats=1)
    assert [s.label for s in found] == [L.OBJECTIVES, L.SUMMARY, L.OBJECTIVES]


def test_weights_of_other_size_are_refused() -> None:
    with pytest.raises(ModelError, match="section-model: vectors of length 3, expected 384"):
        vector_logits(np.ones((1, 3)), load_section_model().body)


def test_trained_labels_are_the_closed_list() -> None:
    assert load_section_model().labels == tuple(label.value for label in SectionLabel)


def test_extractor_before_what_it_requires_is_refused() -> None:
    with pytest.raises(SettingsError, match="sections/2: nothing before it provides practices"):
        checked((SectionExtractor(None), BoundaryExtractor()))


KINDS = st.sampled_from([H, P, P, P, ITEM])
WORDS = st.sampled_from(
    "Results: Budget bread station village aims to partners was were. Ziel objectif 2016 and the".split()
)
PARTS = st.lists(st.tuples(KINDS, st.lists(WORDS, min_size=1, max_size=14).map(" ".join)), min_size=1, max_size=12)


@settings(max_examples=120, deadline=None)
@given(PARTS)
def test_every_block_of_a_practice_is_labelled_exactly_once(parts: list[tuple[BlockKind, str]]) -> None:
    made = document(parts)
    found = run(made, EXTRACTORS)
    spans = [section.span for section in found.sections]
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(0 <= span.start < span.end <= len(made.text) for span in spans)
    assert all(0.0 <= section.score <= 1.0 for section in found.sections)
    titles = [p.title_span for p in found.practices if p.title_span is not None]
    for practice in found.practices:
        for block in made.blocks:
            inside = practice.span.contains(block.span) and block.kind is not H
            if inside and not any(title.overlaps(block.span) for title in titles):
                assert sum(span.contains(block.span) for span in spans) == 1 or _is_cut(made, block, spans)


def _is_cut(made: Document, block: Block, spans: list[Span]) -> bool:
    """True where inline labels cut the block: together the sections still cover all of its words."""
    covered = sum(len(range(max(s.start, block.span.start), min(s.end, block.span.end))) for s in spans)
    return covered >= len("".join(block.span.of(made.text).split()))


EXTRACTORS = build_extractors(None)


def test_extraction_keeps_what_was_there() -> None:
    made = document([(P, TEXT)])
    before = Annotations(no_practice="as told")
    assert SectionExtractor(None).extract(made, before).no_practice == "as told"


@pytest.mark.model
def test_classifier_reads_english_passages_without_cue_words() -> None:
    parts = [
        (H, "Warm homes"),
        (P, "Elderly tenants could no longer pay for heating, and damp flats made them ill."),
        (H, "Bread"),
        (P, "The work began in March 2015 and was completed in June 2017."),
    ]
    found = extract_all(document(parts), encoder=load_encoder(load_section_model().encoder)).sections
    assert [section.label for section in found] == [L.CONTEXT, L.TIMESCALE]


def outline_labels(parts: Sequence[tuple[BlockKind, str]], language: str = "en") -> list[tuple[str, str]]:
    """Label and first words of each section, with weights that look at cue words alone."""
    made = document(parts, language, title=None)
    extractors = (BoundaryExtractor(), SectionExtractor(BlankEncoder(), CUES_ONLY))
    return [(s.label.value, s.span.of(made.text)[:20].strip()) for s in run(made, extractors).sections]


STORY = "Volunteers mend bicycles for people who cannot pay for a new one, and teach them how it is done."


def test_lines_of_facts_take_a_label_each() -> None:
    facts = (
        "Country: Malta\nMain institution: Gozo Repair Office for Old and New Bicycles\nPeriod: May 2019 - June 2021"
    )
    assert outline_labels([(H, "Old wheels"), (P, facts), (H, "Results"), (P, STORY)]) == [
        ("other", "Country: Malta"),
        ("contact", "Main institution: Go"),
        ("timescale", "Period: May 2019 - J"),
        ("evidence", "Results\n\nVolunteers"),
    ]


def test_rows_of_a_fact_table_take_a_label_each() -> None:
    rows = (("Country", "Malta"), ("Main institution", "Gozo Repair Office"), ("Start date", "May 2019"))
    text = "\n".join("\t".join(row) for row in rows)
    span = Span(8, 8 + len(text))
    blocks = (
        Block(H, Span(0, 6), Span(0, 6), level=1),
        Block(BlockKind.TABLE, span, span, rows=rows),
        Block(P, Span(span.end + 2, span.end + 2 + len(STORY)), Span(span.end + 2, span.end + 2 + len(STORY))),
    )
    source = Source("test", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    made = Document("doc-test", source, None, "en", f"Wheels\n\n{text}\n\n{STORY}", (), blocks)
    found = run(made, (BoundaryExtractor(), SectionExtractor(BlankEncoder(), CUES_ONLY))).sections
    assert [s.label.value for s in found][:3] == ["other", "contact", "timescale"]


def test_lonely_numbered_item_is_a_heading() -> None:
    parts = [(H, "Old wheels"), (ITEM, "3. Budget"), (P, STORY), (ITEM, "4. Risks"), (P, STORY)]
    assert [label for label, _ in outline_labels(parts)] == ["resources", "difficulties"]


def test_numbered_list_stays_a_list() -> None:
    parts = [(H, "How it works"), (ITEM, "1. Budget"), (ITEM, "2. Risks"), (ITEM, "3. Partners")]
    assert [label for label, _ in outline_labels(parts)] == ["activities"]


def test_text_of_a_link_is_no_heading() -> None:
    parts = [(H, "Results"), (P, STORY), (P, "Website"), (H, "Good practice owner"), (P, "Gozo Repair Office")]
    assert outline_labels(parts)[1:] == [("contact", "Good practice owner")]


def test_what_has_a_heading_of_its_own_does_not_cut_the_description() -> None:
    price = "A new bicycle costs a budget that few have; the cost of funding it and its costs are high."
    parts = [(H, "Old wheels"), (H, "Description"), (P, STORY), (P, price), (H, "Resources"), (P, STORY)]
    assert [label for label, _ in outline_labels(parts)] == ["summary", "resources"]


def test_date_of_publication_says_nothing_about_the_timescale() -> None:
    parts = [(H, "Old wheels"), (P, "Published on 3 March 2020 by us"), (H, "Results"), (P, STORY)]
    assert outline_labels(parts)[0] == ("other", "Published on 3 March")


@pytest.mark.parametrize(
    ("heading", "language", "label"),
    [
        ("You may also like", "en", L.OTHER),
        ("General information", "en", L.OTHER),
        ("More information", "en", L.OTHER),
        ("Participants (12)", "en", L.STAKEHOLDERS),
        ("Förderberechtigte", "de", L.STAKEHOLDERS),
        ("Instytucja wiodąca", "pl", L.CONTACT),
    ],
)
def test_headings_of_forms_and_pages(heading: str, language: str, label: SectionLabel) -> None:
    found = match_heading(heading, language)
    assert found is not None
    assert (found.label, found.share > 0.7) == (label, True)


def test_name_of_a_region_is_no_heading_about_regions() -> None:
    assert match_heading("Lower Sava Region", "en") is None
