"""A large made-up catalogue for measuring speed, written by the store's own writer.

    python benchmarks/made_catalogue.py FOLDER [--practices 10000] [--passages 10]

A passage is four sentences drawn from our own texts (`texts/`), so that words are as common as in real ones. Its
vectors are the mean of the real vectors of these sentences, jittered, so that neighbours exist as among real texts.
Country, topic, year and budget are drawn by chance. Nothing is read or extracted: that is what makes it quick.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from goodpractice import Incoming, Settings  # noqa: E402
from models import Arrival, Document, Field, GoodPractice, Page, Passage, PracticeSource, Source, Span, Status  # noqa: E402
from models.text import sentences  # noqa: E402
from pipeline.encoders import ENGLISH, encoders  # noqa: E402
from pipeline.store.database import insert  # noqa: E402
from pipeline.store.generations import CatalogueFolder, write_lock  # noqa: E402
from pipeline.store.writer import new_generation  # noqa: E402
from pipeline.template import load_template  # noqa: E402
from pipeline.work import Processed, WorkItem  # noqa: E402

SENTENCES, DRAWN, BATCH = 400, 4, 1_000
#: Length of the noise beside a unit vector: passages of the same sentences stay neighbours, and none is a copy.
JITTER = 0.3
COUNTRIES = ("PL", "DE", "FR", "IT", "ES", "PT", "FI", "RO", "CZ", "NL", "IE", "LV", "MT")
TOPICS = ("Smarter", "Greener", "More connected", "More social", "Closer to citizens", "Better governance")
LABELS = ("context", "objectives", "activities", "evidence", "resources", "other")
WHEN = datetime(2026, 1, 31, tzinfo=UTC)
Floats = NDArray[np.float32]


def main() -> None:
    """Make one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--practices", type=int, default=10_000)
    parser.add_argument("--passages", type=int, default=10, help="of each practice")
    arguments = parser.parse_args()
    make(arguments.folder, arguments.practices, arguments.passages)


def make(folder: Path, practices: int = 10_000, passages: int = 10) -> Path:
    """The catalogue in `folder`; one that is there already stays."""
    target = CatalogueFolder(folder)
    if target.current() is None:
        begin = time.perf_counter()
        with write_lock(target, 5.0):
            _write(target, practices, passages)
        print(f"{practices:,} practices, {practices * passages:,} passages made in {time.perf_counter() - begin:.0f} s")
    return folder


def sentences_of_texts() -> list[str]:
    """Sentences of our own English texts, in a fixed order."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "benchmarks" / "texts").glob("en-*.txt"))]
    found = [" ".join(span.of(t).split()) for t in texts for span in sentences(t, Span(0, len(t)))]
    return [one for one in dict.fromkeys(found) if 40 <= len(one) <= 300][:SENTENCES]


def _write(target: CatalogueFolder, practices: int, passages: int) -> None:
    settings, random = Settings(), np.random.default_rng(1)
    both, known = encoders(settings.embed), sentences_of_texts()
    real = both.encode(known, [ENGLISH] * len(known))
    names = [field.name for field in load_template(settings.extract.template).fields]
    with new_generation(target, settings, both) as writer:
        for start in range(0, practices, BATCH):
            numbers = range(start, min(start + BATCH, practices))
            writer._insert([_practice(n, passages, known, real, names, random) for n in numbers])
            writer._note_added(WHEN.replace(tzinfo=None))
            insert(writer._connection, "practice_facets", list(_facets(numbers, random)))
            insert(writer._connection, "practice_numbers", list(_numbers(numbers, random)))


def _practice(
    number: int, count: int, known: list[str], real: Floats, names: list[str], random: np.random.Generator
) -> Processed:
    """One document with one practice."""
    drawn = random.integers(0, len(known), (count, DRAWN))
    parts = [" ".join(known[i] for i in row) for row in drawn]
    text, whole = "\n".join(parts), Span(0, sum(map(len, parts)) + count - 1)
    source = Source(f"/made/{number}.txt", "text/plain", f"{number:064x}", WHEN)
    title, made = known[drawn[0, 0]][:60], f"gp-{number:010x}"
    document = Document(f"doc-{number}", source, title, "en", text, (Page(1, None, None, whole),), ())
    fields = tuple(Field(name, (), "not stated") for name in names)
    practice = GoodPractice(made, title, "interreg-europe-2021", (PracticeSource(document.doc_id, whole),), fields)
    found, start = [], 0
    for place, part in enumerate(parts):
        span = Span(start, start + len(part))
        label = LABELS[place % len(LABELS)]
        found.append(Passage(f"{made}-{place}", made, document.doc_id, span, label, part, 1))
        start = span.end + 1
    vectors = jittered(real[drawn].mean(axis=1), random)
    item = WorkItem(Incoming(source.uri, Path(source.uri)), source.sha256, Arrival.NEW)
    return Processed(item, Status.SUCCESS, document, practices=(practice,), passages=tuple(found), vectors=vectors)


def jittered(vectors: Floats, random: np.random.Generator) -> Floats:
    """The vectors with noise beside them, of unit length."""
    noise = random.standard_normal(vectors.shape, dtype=np.float32) * np.float32(JITTER / np.sqrt(vectors.shape[1]))
    moved = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) + noise
    unit: Floats = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def _facets(numbers: range, random: np.random.Generator) -> Iterator[tuple[object, ...]]:
    for number in numbers:
        # The first values are common, the last ones rare.
        country = COUNTRIES[min(int(random.exponential(2.5)), len(COUNTRIES) - 1)]
        topic = TOPICS[int(random.integers(len(TOPICS)))]
        yield f"gp-{number:010x}", "country", country, country
        yield f"gp-{number:010x}", "topic", topic, topic


def _numbers(numbers: range, random: np.random.Generator) -> Iterator[tuple[object, ...]]:
    for number in numbers:
        year, budget = float(random.integers(2004, 2026)), float(random.lognormal(12.5, 1.0))
        yield f"gp-{number:010x}", "year", "", year, year + 2, None, str(int(year)), 0, 4
        yield f"gp-{number:010x}", "budget", "", budget, budget, "EUR", f"{budget:.0f}", 0, 4


if __name__ == "__main__":
    main()
