"""The store on a real DuckDB: what goes in comes out, generations, the lock, and what a killed writer leaves."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models import (
    Annotations,
    Arrival,
    Block,
    BlockKind,
    Box,
    Derived,
    Document,
    DocumentProperty,
    Entity,
    EntityKind,
    EntityRole,
    Field,
    Figure,
    FigureKind,
    FigureRole,
    GoodPractice,
    Merged,
    Origin,
    Page,
    PageError,
    Passage,
    PracticeSource,
    Qualifier,
    Section,
    SectionLabel,
    Source,
    Span,
    Status,
    StoreError,
    Topic,
    Value,
)
from pipeline.encoders import Encoders
from pipeline.settings import EmbedSettings, Settings, StoreSettings
from pipeline.store import indexes
from pipeline.store.database import connect, inlined, migrate, migrations
from pipeline.store.generations import CatalogueFolder, begin, write_lock
from pipeline.store.reader import CatalogueReader, GenerationReader
from pipeline.store.rows import document_from_row, document_row
from pipeline.store.writer import new_generation
from pipeline.work import Incoming, Processed, WorkItem


class WordEncoder:
    """Vectors by hashed words: near when words are shared, the same on every machine, no model."""

    model_id = "words@test"
    dim = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Float32 (n, 64), unit length."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dim] += 1
            vectors[row] /= np.linalg.norm(vectors[row]) or 1
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(texts)


ENCODERS = Encoders(EmbedSettings("words", ""), lambda _: WordEncoder(), lambda _: WordEncoder.model_id)

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
SCORES = st.floats(0, 1)
SPANS = st.tuples(st.integers(0, 10**6), st.integers(0, 10**4)).map(lambda t: Span(t[0], t[0] + t[1]))
BOXES = st.builds(Box, st.integers(1, 9), *[st.floats(0, 800)] * 4)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
ORIGINS: st.SearchStrategy[Origin] = st.one_of(
    SPANS,
    st.builds(DocumentProperty, TEXTS),
    st.builds(Derived, TEXTS, st.lists(SPANS, max_size=2).map(tuple)),
)
VALUES = st.builds(
    Value,
    text=TEXTS,
    origin=ORIGINS,
    doc_id=st.just("doc-1"),
    score=SCORES,
    extractor=TEXTS,
    display=TEXTS,
    page_no=st.none() | st.integers(1, 9),
    boxes=st.lists(BOXES, max_size=2).map(tuple),
)
FIELD_NAMES = ("title", "country", "region", "evidence")
FIELDS = st.tuples(
    *(
        st.builds(
            Field,
            name=st.just(name),
            values=st.lists(VALUES, max_size=2).map(tuple),
            reason=st.none() | TEXTS,
            over_limit=st.integers(0, 99),
        )
        for name in FIELD_NAMES
    )
)
FIGURES = st.builds(
    Figure,
    kind=st.sampled_from([k for k in FigureKind if k is not FigureKind.DATE]),
    value=DECIMALS,
    text=TEXTS,
    span=SPANS,
    score=SCORES,
    extractor=TEXTS,
    value_max=st.none() | DECIMALS,
    currency=st.none() | st.just("EUR"),
    unit=st.none() | TEXTS,
    qualifier=st.none() | st.sampled_from(Qualifier),
    role=st.sampled_from(FigureRole),
    in_words=st.booleans(),
    currency_inferred=st.booleans(),
    note=st.none() | TEXTS,
)
DATES = st.builds(
    Figure,
    kind=st.just(FigureKind.DATE),
    value=st.sampled_from(["2016", "2016-01", "2016-01-05", "--03-06"]),
    text=TEXTS,
    span=SPANS,
    score=SCORES,
    extractor=TEXTS,
)
PRACTICES = st.builds(
    GoodPractice,
    practice_id=st.just("gp-1"),
    title=TEXTS,
    template=st.just("interreg-europe-2021"),
    sources=st.just((PracticeSource("doc-1", Span(0, 10)),)),
    fields=FIELDS,
    sections=st.lists(
        st.builds(Section, st.sampled_from(SectionLabel), SPANS, st.none() | TEXTS, SCORES, TEXTS), max_size=2
    ).map(tuple),
    figures=st.lists(FIGURES | DATES, max_size=3).map(tuple),
    entities=st.lists(
        st.builds(
            Entity,
            kind=st.sampled_from(EntityKind),
            name=TEXTS,
            text=TEXTS,
            span=SPANS,
            score=SCORES,
            extractor=TEXTS,
            code=st.none() | TEXTS,
            role=st.none() | st.sampled_from(EntityRole),
        ),
        max_size=2,
    ).map(tuple),
    topics=st.lists(
        st.builds(Topic, TEXTS, TEXTS, SCORES, st.lists(SPANS, max_size=2).map(tuple), TEXTS), max_size=1
    ).map(tuple),
)


def document(text: str = "Otters came back. Costs: 5 EUR.", number: int = 1) -> Document:
    whole = Span(0, len(text))
    return Document(
        doc_id=f"doc-{number}",
        source=Source(f"/in/{number}.txt", "text/plain", f"{number:064x}", datetime(2024, 5, 1, 12, tzinfo=UTC)),
        title="Otters",
        language="en",
        text=text,
        pages=(Page(1, 595.0, 842.0, whole),),
        blocks=(
            Block(
                BlockKind.TABLE,
                whole,
                whole,
                (Box(1, 1.5, 2, 3, 4),),
                rows=(("a", "b"), ("1", "2")),
                repeats=0,
                merged=(Merged(0, 0, 1, 2),),
            ),
        ),
        page_errors=(PageError(2, "page 2 is damaged"),),
    )


def practice(title: str = "Otters", number: int = 1) -> GoodPractice:
    value = Value("Otters", Span(0, 6), f"doc-{number}", 0.9, "title/1", title)
    fields = tuple(Field(name, (value,) if name == "title" else (), "not stated") for name in FIELD_NAMES)
    return GoodPractice(f"gp-{number}", title, "t", (PracticeSource(f"doc-{number}", Span(0, 17)),), fields)


def processed(
    one: GoodPractice | None = None, number: int = 1, arrival: Arrival = Arrival.NEW, text: str = "otters came back"
) -> Processed:
    doc = document(number=number)
    made = one or practice(number=number)
    passage = Passage(f"p-{number}", made.practice_id, doc.doc_id, Span(0, 17), "evidence", text, 1)
    item = WorkItem(Incoming(doc.source.uri, Path(doc.source.uri)), doc.source.sha256, arrival)
    annotations = Annotations(sections=made.sections, figures=made.figures, entities=made.entities, topics=made.topics)
    vectors = WordEncoder().encode([text])
    return Processed(item, Status.SUCCESS, doc, annotations, (made,), (passage,), vectors)


@pytest.fixture
def folder(tmp_path: Path) -> CatalogueFolder:
    made = CatalogueFolder(tmp_path / "catalogue")
    made.prepare()
    return made


@pytest.fixture
def reader(folder: CatalogueFolder) -> Iterator[CatalogueReader]:
    with CatalogueReader(folder) as opened:
        yield opened


def write(folder: CatalogueFolder, *items: Processed, keep: int = 3) -> None:
    chosen = Settings(store=StoreSettings(keep_generations=keep))
    with new_generation(folder, chosen, ENCODERS) as writer:
        writer.write(items, "run-1")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=PRACTICES)
def test_stored_practice_is_read_back_the_same(tmp_path_factory: pytest.TempPathFactory, made: GoodPractice) -> None:
    folder = CatalogueFolder(tmp_path_factory.mktemp("store"))
    folder.prepare()
    write(folder, processed(made))
    with CatalogueReader(folder) as reader:
        assert reader.now().practices(["gp-1"]) == [made]


def test_stored_document_is_read_back_the_same(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    assert reader.now().document("doc-1") == document()


def test_layout_stored_before_tables_had_heads_is_read() -> None:
    row = list(document_row(document(), None))
    layout = json.loads(row[9])
    for block in layout["blocks"]:
        del block["header_rows"], block["header_columns"], block["merged"]
    row[9] = json.dumps(layout)
    (block,) = document_from_row(tuple(row)).blocks
    assert (block.rows, block.header_rows, block.header_columns, block.merged) == ((("a", "b"), ("1", "2")), 1, 1, ())


def test_exact_value_survives_and_number_serves_for_comparing(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    figure = Figure(FigureKind.MONEY, Decimal("25563719.96"), "25 563 719,96", Span(0, 13), 0.9, "figures/1")
    write(folder, processed(replace(practice(), figures=(figure,))))
    assert reader.now().rows("SELECT value, number FROM figures") == [("25563719.96", 25563719.96)]


def test_reader_follows_the_pointer(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    before = reader.now()
    write(folder, processed(number=2))
    assert before.generation.name == "gen-000001"
    assert reader.now().generation.name == "gen-000002"
    assert reader.now().practice_ids() == ["gp-1", "gp-2"]


def test_reading_goes_on_while_a_generation_is_written(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    with new_generation(folder, Settings(), ENCODERS) as writer:
        writer.write([processed(number=2)], "run-2")
        assert reader.now().practice_ids() == ["gp-1"]
        other = CatalogueReader(folder)
        assert other.now().practice_ids() == ["gp-1"]
        other.close()
    assert reader.now().practice_ids() == ["gp-1", "gp-2"]


def test_only_the_last_generations_are_kept(folder: CatalogueFolder) -> None:
    for number in range(1, 6):
        write(folder, processed(number=number), keep=2)
    assert sorted(p.name for p in folder.generations.iterdir()) == ["gen-000004", "gen-000005"]


def test_failed_write_changes_nothing(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    with (
        pytest.raises(RuntimeError),
        new_generation(folder, Settings(), ENCODERS) as writer,
    ):
        writer.write([processed(number=2)], "run-2")
        raise RuntimeError
    assert reader.now().practice_ids() == ["gp-1"]
    assert [p.name for p in folder.generations.iterdir()] == ["gen-000001"]


def test_leftovers_of_a_killed_writer_are_swept(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    orphan = begin(folder)
    (orphan.path / "half-written").write_text("...")
    write(folder, processed(number=2))
    assert reader.now().generation.name == "gen-000002"
    assert not (folder.generations / "gen-000002" / "half-written").exists()


def test_lost_pointer_never_costs_a_generation(folder: CatalogueFolder) -> None:
    write(folder, processed())
    folder.pointer.unlink()
    with pytest.raises(StoreError, match="gen-000001"):
        write(folder, processed(number=2))
    folder.pointer.write_text("gen-000001\n")
    with CatalogueReader(folder) as again:
        assert again.now().practice_ids() == ["gp-1"]


def test_own_copy_of_a_generation_is_left_alone(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    copy = folder.generations / "gen-000001.bak"
    copy.mkdir()
    write(folder, processed(number=2))
    assert copy.is_dir()
    assert reader.now().generation.name == "gen-000002"


def test_replaced_document_takes_its_passages_with_it(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed(), processed(number=2))
    write(folder, processed(practice("Beavers"), arrival=Arrival.CHANGED, text="beavers built dams"))
    now = reader.now()
    assert [p.title for p in now.practices(["gp-1", "gp-2"])] == ["Beavers", "Otters"]
    assert now.passage_numbers.tolist() == [2, 3]
    assert now.words.search("beavers", 5)[0] == [3]
    assert now.words.search("otters", 5)[0] == [2]
    assert np.allclose(now.vectors("words@test").exact[1], WordEncoder().encode(["beavers built dams"])[0])


def test_words_find_only_what_the_filter_allows(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, *(processed(number=n) for n in (1, 2, 3)))
    assert reader.now().words.search("otters", 5, np.array([2, 3]))[0] == [2, 3]


def test_query_syntax_is_only_words(folder: CatalogueFolder, reader: CatalogueReader) -> None:
    write(folder, processed())
    assert reader.now().words.search('title:"otters" AND (NOT came) ^~*', 5)[0] == [1]


def test_damaged_vectors_are_refused_and_made_again_by_the_next_writer(
    folder: CatalogueFolder, reader: CatalogueReader
) -> None:
    write(folder, processed())
    current = folder.current()
    assert current is not None
    (current.path / "vectors" / "exact.f32").write_bytes(b"damaged")
    with pytest.raises(StoreError, match="reprocess"):
        reader.now().vectors("words@test")
    write(folder, processed(number=2))
    assert np.allclose(
        reader.now().vectors("words@test").exact[0], WordEncoder().encode(["Otters. otters came back"])[0]
    )


def test_lost_word_index_is_told_to_readers_and_made_again_by_the_next_writer(
    folder: CatalogueFolder, reader: CatalogueReader
) -> None:
    write(folder, processed())
    current = folder.current()
    assert current is not None
    shutil.rmtree(current.path / indexes.WORDS)
    with pytest.raises(StoreError, match="word index"):
        _ = reader.now().words
    assert not (current.path / indexes.WORDS).exists()
    write(folder, processed(number=2))
    assert sorted(reader.now().words.search("otters", 5)[0]) == [1, 2]


def test_second_writer_is_told_to_wait(folder: CatalogueFolder) -> None:
    told = pytest.raises(StoreError, match="Another process is writing")
    with write_lock(folder, 0.1), told, write_lock(folder, 0.1):
        pass


def test_catalogue_that_points_nowhere_says_what_to_do(folder: CatalogueFolder) -> None:
    folder.pointer.write_text("gen-000009\n")
    with pytest.raises(StoreError, match="points to 'gen-000009'"):
        folder.current()


def test_place_that_is_a_file_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is not a folder"):
        CatalogueFolder(tmp_path / "file").prepare()


def test_full_disk_is_told_before_anything_is_written(
    folder: CatalogueFolder, monkeypatch: pytest.MonkeyPatch, reader: CatalogueReader
) -> None:
    write(folder, processed())
    usage = type("Usage", (), {"free": 1000})()
    monkeypatch.setattr("pipeline.store.generations.shutil.disk_usage", lambda _: usage)
    with pytest.raises(StoreError, match="No room left"):
        write(folder, processed(number=2))
    assert reader.now().practice_ids() == ["gp-1"]


def test_migrations_run_once_and_newer_catalogues_are_refused(tmp_path: Path) -> None:
    connection = connect(tmp_path / "x.duckdb", read_only=False)
    assert migrate(connection) == migrate(connection) == len(migrations())
    connection.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(StoreError, match="newer goodpractice"):
        migrate(connection)
    connection.close()


def test_header_tells_encoder_and_counts(folder: CatalogueFolder) -> None:
    write(folder, processed())
    current = folder.current()
    assert current is not None
    header = json.loads((current.path / "generation.json").read_text())
    assert (header["vectors"], header["passages"], header["practices"], header["documents"]) == (
        "words@test",
        1,
        1,
        1,
    )


def test_file_that_is_no_catalogue_is_refused(tmp_path: Path, folder: CatalogueFolder) -> None:
    write(folder, processed())
    current = folder.current()
    assert current is not None
    current.database.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        GenerationReader(current)


@given(text=st.text(), number=st.integers(-(2**62), 2**62), share=st.floats(allow_nan=False))
def test_values_written_into_sql_come_back_the_same(text: str, number: int, share: float) -> None:
    import duckdb

    query, left = inlined("SELECT ?, ?, ?, ?", [text, number, share, True])
    try:
        assert duckdb.sql(query).fetchall() == [(text, number, share, True)]
    except duckdb.Error:
        assert "\x00" in text
    assert left == []


def test_other_values_stay_parameters() -> None:
    assert inlined("SELECT ?, ?", ["a", None]) == ("SELECT ?, ?", ["a", None])
    assert inlined("SELECT 'really?', ?", ["a"]) == ("SELECT 'really?', ?", ["a"])
