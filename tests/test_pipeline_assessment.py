"""The programme's definition, checked on short texts in nine languages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from goodpractice import Catalogue
from models import (
    Answer,
    Block,
    BlockKind,
    Document,
    Figure,
    FigureKind,
    FigureRole,
    GoodPractice,
    Page,
    PracticeSource,
    Section,
    SectionLabel,
    Source,
    Span,
)
from models.assessment import Criterion
from pipeline.assessment.criteria import MEASURABLE_RESULT, POLICY_LINK, TRANSFERABLE, assess_criteria
from pipeline.assessment.statements import statements

RESULT = (FigureRole.RESULT, FigureKind.COUNT)


def criteria(
    text: str,
    label: SectionLabel,
    language: str = "en",
    figures: dict[str, tuple[FigureRole, FigureKind]] | None = None,
) -> dict[str, Criterion]:
    """The answers to one paragraph in one section, with the figures that an extractor would have found."""
    whole = Span(0, len(text))
    source = Source("a.txt", "text/plain", "0" * 64, datetime(2024, 1, 1, tzinfo=UTC))
    block = Block(BlockKind.PARAGRAPH, whole, whole)
    document = Document("doc-1", source, None, language, text, (Page(1, None, None, whole),), (block,))
    found = tuple(
        Figure(
            kind,
            Decimal(1),
            written,
            Span(text.index(written), text.index(written) + len(written)),
            0.9,
            "t/1",
            role=role,
        )
        for written, (role, kind) in (figures or {}).items()
    )
    section = Section(label, whole, None, 0.9, "t/1")
    practice = GoodPractice(
        "gp-1", "A", "interreg-europe-2021", (PracticeSource("doc-1", whole),), (), (section,), found
    )
    return {c.name: c for c in assess_criteria(statements(practice, document, ()), document)}


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "The method can be used in any other region with a port.", Answer.YES),
        ("en", "Two neighbouring regions have already adopted the rules.", Answer.YES),
        ("en", "The model is not transferable without the national law.", Answer.NO),
        ("en", "It was not only replicated at home but also abroad.", Answer.YES),
        ("en", "The approach is hard to replicate.", Answer.NO),
        ("en", "The approach is simple and cheap.", Answer.UNCLEAR),
        ("fr", "La démarche est facilement transférable à d’autres territoires.", Answer.YES),
        ("fr", "Le dispositif n’est pas transposable hors de France.", Answer.NO),
        ("de", "Das Modell lässt sich auf andere Regionen übertragen.", Answer.YES),
        ("de", "Das Verfahren ist nicht übertragbar.", Answer.NO),
        ("es", "La experiencia puede replicarse en otras ciudades.", Answer.YES),
        ("es", "El modelo no es transferible a otros países.", Answer.NO),
        ("it", "La pratica è trasferibile ad altre regioni.", Answer.YES),
        ("it", "Il modello non è replicabile altrove.", Answer.NO),
        ("pl", "Rozwiązanie można przenieść do innych regionów.", Answer.YES),
        ("pl", "Rozwiązania nie da się powielić.", Answer.NO),
        ("nl", "De aanpak is overdraagbaar naar andere gemeenten.", Answer.YES),
        ("nl", "Het model is niet overdraagbaar.", Answer.NO),
        ("pt", "A prática pode ser replicada noutras regiões.", Answer.YES),
        ("pt", "O modelo não é transferível.", Answer.NO),
        ("ro", "Practica poate fi preluată de alte regiuni.", Answer.YES),
        ("ro", "Modelul nu este transferabil.", Answer.NO),
    ],
)
def test_transfer_is_answered_by_what_the_sentence_says(language: str, text: str, answer: Answer) -> None:
    found = criteria(text, SectionLabel.LESSONS, language)[TRANSFERABLE]
    assert (found.answer, [v.text for v in found.evidence]) == (answer, [] if answer is Answer.UNCLEAR else [text])


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "The scheme contributes to the regional innovation strategy.", Answer.YES),
        ("en", "It is part of the national climate plan.", Answer.YES),
        ("en", "The scheme is not linked to any public policy.", Answer.NO),
        ("en", "The strategy was printed on blue paper.", Answer.UNCLEAR),
        ("en", "The bakers meet on Mondays.", Answer.UNCLEAR),
        ("fr", "L’action s’inscrit dans la stratégie régionale de santé.", Answer.YES),
        ("de", "Das Vorhaben setzt die Klimastrategie des Landes um.", Answer.YES),
        ("de", "Die Maßnahme ist Teil der Strategie des Landes.", Answer.YES),
        ("es", "La iniciativa se enmarca en la estrategia regional de turismo.", Answer.YES),
        ("it", "L’iniziativa contribuisce alla strategia regionale per l’acqua.", Answer.YES),
        ("pl", "Projekt wpisuje się w strategię rozwoju województwa.", Answer.YES),
        ("nl", "Het project draagt bij aan het klimaatbeleid van de provincie.", Answer.YES),
        ("pt", "O projeto enquadra-se na estratégia regional.", Answer.YES),
        ("ro", "Proiectul contribuie la strategia regională de dezvoltare.", Answer.YES),
    ],
)
def test_policy_link_needs_a_policy_and_a_tie(language: str, text: str, answer: Answer) -> None:
    assert criteria(text, SectionLabel.ACTIVITIES, language)[POLICY_LINK].answer is answer


@pytest.mark.parametrize(
    ("text", "label", "role", "answer"),
    [
        ("By 2020, 340 gardeners had joined.", SectionLabel.EVIDENCE, FigureRole.RESULT, Answer.YES),
        ("The scheme aims at 340 gardeners.", SectionLabel.OBJECTIVES, FigureRole.TARGET, Answer.UNCLEAR),
        ("There are 340 gardeners in town.", SectionLabel.CONTEXT, FigureRole.RESULT, Answer.UNCLEAR),
    ],
)
def test_only_an_achieved_figure_is_a_measurable_result(
    text: str, label: SectionLabel, role: FigureRole, answer: Answer
) -> None:
    assert criteria(text, label, figures={"340": (role, FigureKind.COUNT)})[MEASURABLE_RESULT].answer is answer


def test_a_date_measures_nothing() -> None:
    found = criteria(
        "It opened in 2020.", SectionLabel.EVIDENCE, figures={"2020": (FigureRole.RESULT, FigureKind.DATE)}
    )
    assert found[MEASURABLE_RESULT].reason == "results are told in words, none in numbers"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is too early to measure the effect."),
        ("fr", "Les effets n’ont pas encore été mesurés."),
        ("de", "Es liegen noch keine messbaren Ergebnisse vor."),
        ("es", "Todavía no hay resultados."),
        ("it", "Non ci sono ancora risultati misurati."),
        ("pl", "Efekty nie zostały jeszcze zmierzone."),
        ("nl", "Er zijn nog geen meetbare resultaten."),
        ("pt", "Ainda não existem resultados."),
        ("ro", "Nu există încă rezultate."),
    ],
)
def test_a_document_that_denies_results_is_taken_at_its_word(language: str, text: str) -> None:
    found = criteria(text, SectionLabel.EVIDENCE, language)[MEASURABLE_RESULT]
    assert (found.answer, found.evidence[0].text) == (Answer.NO, text)


def test_readiness_names_gaps_and_long_texts(sample_catalogue: Catalogue) -> None:
    practice = next(p for p in sample_catalogue.all() if p.title.startswith("Repair vouchers"))
    assessment = sample_catalogue.assess(practice.practice_id)
    kinds = {(s.kind, s.field) for s in assessment.shortcomings}
    assert ("missing", "scope") in kinds and ("over_limit", "detail") in kinds
    assert not any(field == "city" for _, field in kinds), "an optional field may stay empty"
    assert (assessment.is_ready, assessment.answer(MEASURABLE_RESULT)) == (False, Answer.YES)


def test_every_sentence_of_evidence_stands_in_its_document(sample_catalogue: Catalogue) -> None:
    for practice in sample_catalogue.all():
        text = sample_catalogue.document(practice.sources[0].doc_id).text
        for criterion in sample_catalogue.assessment(practice).criteria:
            assert criterion.evidence or criterion.answer is Answer.UNCLEAR
            for value in criterion.evidence:
                assert isinstance(value.origin, Span) and value.origin.of(text) == value.text
