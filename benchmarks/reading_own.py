"""What collected pages cannot show, measured on documents that we make: structure, false tables, running lines, scans.

    python benchmarks/reading_own.py [--ocr] [--json FILE]

Every number is a share or F1, `scan_*` one less the character error rate. The documents come
from our own programs (`made_documents.py`, `made_office.py`, `reading/`): they show that a rule works, not how often
real documents need it.
"""

import argparse
import io
import json
import statistics
import tomllib
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import made_documents as made
import made_office
from reading_web import measure, ours

from corpus import ReadSettings, read
from corpus.language import detect
from models import BlockKind, Document

HERE = Path(__file__).resolve().parent
_PLAIN = ReadSettings(ocr=False)


def main() -> None:
    """Print the table; with --json write it too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ocr", action="store_true", help="measure scans too (the extra ocr; about a minute)")
    parser.add_argument("--json", type=Path, help="file for the numbers")
    arguments = parser.parse_args()
    scores = languages() | web() | pdf() | office() | (scans() if arguments.ocr else {})
    for name, value in scores.items():
        print(f"{name:28}{value:8.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def languages() -> dict[str, float]:
    """Share of sentences told right, alone."""
    sentences: dict[str, list[str]] = tomllib.loads((HERE / "reading" / "languages.toml").read_text(encoding="utf-8"))
    right = [detect(text) == code for code, texts in sentences.items() for text in texts]
    return {"language": statistics.mean(map(float, right))}


def web() -> dict[str, float]:
    """Web pages, both sets together."""
    first, later = measure(ours, False), measure(ours, True)
    return {f"web_{name}": (first[name] + later[name]) / 2 for name in first}


def pdf() -> dict[str, float]:
    """PDF files: headings with level, tables true and false, running lines."""
    headings = [f1(_headings(_read(doc.data)), doc.headings) for doc in made.reports()]
    plain = [f1([t for _, t in _headings(_read(d.data))], [t for _, t in d.headings]) for d in made.reports()]
    rows = [f1([row for b in _read(d.data).blocks for row in b.rows], d.rows) for d in made.with_tables()]
    quiet = [not any(b.kind is BlockKind.TABLE for b in _read(d.data).blocks) for d in made.without_tables()]
    running = [_running(_read(d.data), d.running) for d in made.running_lines()]
    return {
        "pdf_headings": statistics.mean(plain),
        "pdf_heading_levels": statistics.mean(headings),
        "pdf_table_rows": statistics.mean(rows),
        "pdf_no_false_table": statistics.mean(map(float, quiet)),
        "pdf_running_lines": statistics.mean(running),
    }


def _read(data: bytes) -> Document:
    return read(data, name="made.pdf", language="en", settings=_PLAIN)


def _headings(document: Document) -> list[tuple[int, str]]:
    return [
        (block.level or 0, " ".join(block.content.of(document.text).split()))
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    ]


def _running(document: Document, lines: set[str]) -> float:
    """F1 of the characters marked as running lines."""
    found = [
        line.strip()
        for block in document.blocks
        if block.kind in (BlockKind.HEADER, BlockKind.FOOTER)
        for line in block.content.of(document.text).splitlines()
    ]
    marked, wanted = sum(map(len, found)), 0
    joined = "\n".join(found)
    hit = 0
    for line in lines:
        in_text = document.text.count(line) if len(line) > 3 else 1
        wanted += in_text * len(line)
        hit += min(in_text, joined.count(line)) * len(line)
    return 2 * min(hit, marked) / (marked + wanted) if marked + wanted else 1.0


def office() -> dict[str, float]:
    """Kind, level and text of the blocks of Word and PowerPoint files."""
    out = {}
    for name, maker in (("word", made_office.word_file), ("slides", made_office.slide_deck)):
        data, expected = maker()
        document = read(data, name=f"made.{'docx' if name == 'word' else 'pptx'}", language="en")
        found = [(b.kind.value, b.level, b.content.of(document.text)) for b in document.blocks]
        out[f"{name}_blocks"] = f1(found, expected)
    return out


def scans() -> dict[str, float]:
    """Signs read right on a clean scan, and on a crooked, noisy, badly saved one; nothing without the extra ocr."""
    if find_spec("rapidocr") is None:
        return {}
    text, pdf_data = _page_of_text()
    return {
        "scan_clean": 1 - _error_rate(_scan(pdf_data, noisy=False), text),
        "scan_noisy": 1 - _error_rate(_scan(pdf_data, noisy=True), text),
    }


def _page_of_text() -> tuple[str, bytes]:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    writer = made.Writer(Canvas(buffer, pagesize=A4, invariant=True))
    texts = [writer.paragraph(part * 7, size=11) for part in range(6)]
    writer.finish()
    writer.canvas.save()
    return " ".join(texts), buffer.getvalue()


def _scan(data: bytes, *, noisy: bool) -> bytes:
    """A PDF that holds nothing but the picture of the page, at 150 dpi; the noisy one at 100."""
    import numpy as np
    import pypdfium2
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    page = pypdfium2.PdfDocument(data)[0]
    picture = page.render(scale=(100 if noisy else 150) / 72).to_pil().convert("L")
    buffer = io.BytesIO()
    if noisy:
        picture = picture.rotate(0.7, fillcolor=255)
        grain = np.random.default_rng(7).normal(0, 45, (picture.height, picture.width))
        picture = Image.fromarray(np.clip(np.asarray(picture) * 0.85 + 20 + grain, 0, 255).astype("uint8"))
        picture.save(buffer, "JPEG", quality=25)
    else:
        picture.save(buffer, "PNG")
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page.get_size(), invariant=True)
    canvas.drawImage(ImageReader(io.BytesIO(buffer.getvalue())), 0, 0, *page.get_size())
    canvas.save()
    return out.getvalue()


def _error_rate(data: bytes, text: str) -> float:
    found = " ".join(read(data, name="scan.pdf", language="en").text.split())
    return distance(found, text) / len(text)


def distance(left: str, right: str) -> int:
    """Signs to insert, delete or change (Levenshtein)."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def f1(found: list[Any], wanted: list[Any]) -> float:
    """F1 over two bags."""
    hits = sum((Counter(found) & Counter(wanted)).values())
    return 2 * hits / (len(found) + len(wanted)) if found or wanted else 1.0


if __name__ == "__main__":
    main()
