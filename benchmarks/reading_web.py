"""Main content and structure of web pages, ours beside well-known extractors where they are installed.

    python benchmarks/reading_web.py [--peers]

The pages of `reading/web` are ours, built after the templates of programme sites; those marked `later` were written
after the rules. Shares: content kept, content there exactly once, frame of the page gone, headings with their level
(F1), list items and table rows found.
"""

import argparse
import re
import statistics
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import read
from models import BlockKind, Document, DocumentError

FOLDER = Path(__file__).resolve().parent / "reading" / "web"
MEASURES = ("kept", "once", "gone", "headings", "items", "rows")


@dataclass(frozen=True, slots=True)
class Found:
    """What a program took from a page, words in lower case without signs."""

    text: str = ""
    headings: tuple[tuple[int | None, str], ...] = ()
    items: tuple[str, ...] = ()
    rows: tuple[str, ...] = field(default=())


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="measure other extractors too, where they are installed")
    programs: dict[str, Callable[[str], Found]] = {"goodpractice": ours}
    if parser.parse_args().peers:
        programs |= {"trafilatura": trafilatura, "readability-lxml": readability, "resiliparse": resiliparse}
    print(f"{'':18}{'pages':>8}" + "".join(f"{name:>10}" for name in MEASURES))
    for name, program in programs.items():
        for later in (False, True):
            try:
                scores = measure(program, later)
            except ImportError:
                print(f"{name:18}  not installed: left out")
                break
            print(f"{name:18}{'later' if later else 'first':>8}" + "".join(f"{scores[m]:10.2f}" for m in MEASURES))


def measure(program: Callable[[str], Found], later: bool) -> dict[str, float]:
    """Means over the pages that have such content."""
    labels: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "labels.toml").read_text(encoding="utf-8"))
    rows = [
        scored(label, program((FOLDER / f"{name}.html").read_text(encoding="utf-8")))
        for name, label in labels.items()
        if label["later"] == later
    ]
    return {m: statistics.mean(row[m] for row in rows if m in row) for m in MEASURES}


def scored(label: dict[str, Any], found: Found) -> dict[str, float]:
    """The measures of one page; those that it has no content for are left out."""
    keep, drop = ([normal(text) for text in label[key]] for key in ("keep", "drop"))
    out = {
        "kept": share(text in found.text for text in keep),
        "once": share(found.text.count(text) == 1 for text in keep),
    }
    if drop:
        out["gone"] = share(text not in found.text for text in drop)
    wanted = Counter((level, normal(text)) for level, text in label["headings"])
    hits = sum((wanted & Counter(found.headings)).values())
    out["headings"] = 2 * hits / (wanted.total() + len(found.headings)) if wanted or found.headings else 1.0
    for key, there in (("items", found.items), ("rows", found.rows)):
        if label[key]:
            out[key] = share(normal(text) in there for text in label[key])
    return out


def share(truths: Any) -> float:  # noqa: ANN401 - any iterable of bool
    """How many of them are true."""
    return statistics.mean(map(float, truths))


def normal(text: str) -> str:
    """Words in lower case, one space apart."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def of_document(document: Document) -> Found:
    """What stands in the blocks, repeated ones left out."""
    blocks = [block for block in document.body() if block.repeats is None]
    texts = [(block, normal(block.content.of(document.text))) for block in blocks]
    return Found(
        " | ".join(text for _, text in texts),
        tuple((block.level, text) for block, text in texts if block.kind is BlockKind.HEADING),
        tuple(text for block, text in texts if block.kind is BlockKind.LIST_ITEM),
        tuple(normal(" ".join(row)) for block in blocks for row in block.rows),
    )


def ours(html: str, name: str = "page.html") -> Found:
    """Our own reader."""
    try:
        return of_document(read(html.encode(), name=name, language="en"))
    except DocumentError:
        return Found()


def trafilatura(html: str) -> Found:
    """Its Markdown, read by us."""
    from trafilatura import extract

    return ours(extract(html, output_format="markdown", include_tables=True, include_comments=False) or "", "page.md")


def readability(html: str) -> Found:
    """The part of the page that it takes for the article, walked by us."""
    from readability import Document as Article

    return ours(f"<html><body>{Article(html).summary(html_partial=True)}</body></html>")


def resiliparse(html: str) -> Found:
    """Its plain text: it tells no structure."""
    from resiliparse.extract.html2text import extract_plain_text

    return Found(normal(extract_plain_text(html, main_content=True)))


if __name__ == "__main__":
    main()
