"""Speed and memory of extraction.

    python benchmarks/speed.py [--shared ../shared]

Prints words per second of each extractor on the labelled texts of our own; the processor time of a 26-page PDF from
its bytes to its records (encoding apart) against that of pdfplumber's `extract_text` on it; and the largest memory of
this process, which by then has loaded every model. The PDF is set from a long text of the measuring data.
"""

import argparse
import io
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from labelled import labelled  # noqa: E402

from corpus import read  # noqa: E402
from extractors import build_extractors  # noqa: E402
from models import Annotations, Document  # noqa: E402
from models.trained.encoder import Encoder, load_encoder  # noqa: E402
from models.trained.section_model import load_section_model  # noqa: E402
from pipeline.process import annotate  # noqa: E402
from pipeline.records import make_records  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from pipeline.template import load_template  # noqa: E402

LINES_A_PAGE = 36
WORDS_A_LINE = 9.3
PAGES = 26


class TimedEncoder:
    """An encoder that adds up its processor time (seconds) and how many texts it was given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.model_id, self.dim = encoder.model_id, encoder.dim
        self.seconds, self.texts = 0.0, 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        start = time.process_time()
        vectors = self._encoder.encode(texts)
        self.seconds += time.process_time() - start
        self.texts += len(texts)
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode_queries(texts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of measuring data")
    arguments = parser.parse_args()
    encoder = TimedEncoder(load_encoder(load_section_model().encoder))
    load_encoder().encode(["The other encoder, so that the memory counts it."])
    table = build_extractors(encoder)
    documents = [
        read(row["text"].encode("utf-8"), name=f"{row['id']}.{row['format']}", language=row["lang"])
        for row in labelled()
    ]
    for document in documents[:3]:
        annotate(document, table, Settings())  # lists and models are loaded once
    encoder.seconds = 0.0
    print_words_per_second(documents, table, encoder)
    seeds = sorted((arguments.shared / "seeds").glob("003_*.txt"))
    if seeds:
        print_ratio(seeds[0].read_text(encoding="utf-8"), table, encoder)
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def print_words_per_second(documents: Sequence[Document], table: Sequence[Any], encoder: TimedEncoder) -> None:
    """One line for each extractor, encoding apart."""
    words = sum(len(document.text.split()) for document in documents)
    spent = dict.fromkeys((extractor.name for extractor in table), 0.0)
    for document in documents:
        annotations = Annotations()
        for extractor in table:
            start, encoded = time.process_time(), encoder.seconds
            annotations = extractor.extract(document, annotations)
            spent[extractor.name] += time.process_time() - start - (encoder.seconds - encoded)
    print(f"{len(documents)} documents, {words} words; words per second of processor time:")
    for name, seconds in spent.items():
        print(f"  {name:16} {words / seconds:10.0f}")
    print(f"  {'encoding':16} {words / encoder.seconds:10.0f}   ({encoder.texts} texts)")


def print_ratio(text: str, table: Sequence[Any], encoder: TimedEncoder) -> None:
    """The way of a PDF through reading, extraction and records, against pdfplumber."""
    import pdfplumber

    data, pages = set_pdf(text)
    settings = Settings()
    encoder.seconds, encoder.texts = 0.0, 0
    start = time.process_time()
    document = read(data, name="report.pdf")
    read_at = time.process_time() - start
    annotations = annotate(document, table, settings)
    practices = make_records(document, annotations, load_template(settings.extract.template))
    spent = time.process_time() - start - encoder.seconds
    start = time.process_time()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()
    theirs = time.process_time() - start
    print(f"PDF of {pages} pages, {len(text.split())} words, {len(practices)} practices:")
    print(f"  reading {read_at:.2f} s, all but encoding {spent:.2f} s, encoding {encoder.seconds:.2f} s")
    print(f"  pdfplumber extract_text {theirs:.2f} s; ratio {spent / theirs:.2f} (without encoding)")


def set_pdf(text: str) -> tuple[bytes, int]:
    """The text as a PDF of about 26 pages, headings in bold."""
    from xml.sax.saxutils import escape

    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    body.fontSize, body.leading = 11.5, 16.5
    flow: list[Any] = []
    for paragraph in text.split("\n\n"):
        bare = " ".join(paragraph.split())
        is_heading = len(bare.split()) <= 9 and not bare.endswith((".", ",", ";"))
        if bare:
            flow += [Paragraph(escape(bare), styles["Heading2"] if is_heading else body), Spacer(1, 5)]
    made, pages = io.BytesIO(), [0]
    SimpleDocTemplate(made, pagesize=A4, leftMargin=80, rightMargin=80).build(
        flow, onLaterPages=lambda _, page: pages.__setitem__(0, page.page)
    )
    return made.getvalue(), pages[0]


if __name__ == "__main__":
    main()
