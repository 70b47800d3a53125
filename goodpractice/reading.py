"""`goodpractice read`: what a document looks like to us."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import front_matter, to_markdown
from corpus.worker import ReadWorker
from models import Document, DocumentError, SettingsError, StoreError
from pipeline.settings import Settings

_PDF = "application/pdf"
_SUFFIXES = {"markdown": ".md", "json": ".json"}


@dataclass(frozen=True, slots=True)
class View:
    """What to show of a document, and where: a file, a folder of files, or standard output."""

    format: str = "markdown"
    keep_running_headers: bool = False
    metadata: bool = False
    out: Path | None = None
    out_dir: Path | None = None


def read_files(files: Sequence[Path], view: View, settings: Settings, say: Callable[[str], None]) -> int:
    """Write or print each document, and say what is missing of it; gives the number that could not be read.

    Raises:
        SettingsError: options that do not go together.
        StoreError: the output cannot be written.
    """
    if view.format not in _SUFFIXES:
        raise SettingsError(f"--format must be one of {', '.join(_SUFFIXES)}, got {view.format!r}")
    if view.out and (view.out_dir or len(files) > 1):
        raise SettingsError("--out takes one document; use --out-dir for several")
    failed = 0
    with ReadWorker(settings.read) as worker:
        for file in files:
            try:
                document = worker.read(file)
            except DocumentError as error:
                say(f"Error: {error}")
                failed += 1
                continue
            for page in document.page_errors:
                say(f"{file.name}, page {page.page_no}: {page.message}")
            folder = view.out_dir
            _deliver(_rendered(document, view), view.out or (folder and folder / (file.stem + _SUFFIXES[view.format])))
    return failed


def draw_file(
    files: Sequence[Path], page_no: int, picture: Path, settings: Settings, say: Callable[[str], None]
) -> int:
    """Draw one page of one PDF with a box around each block; gives 1 when it could not be read.

    Raises:
        SettingsError: several documents, one that is no PDF, or a page that it does not have.
        StoreError: the picture cannot be written.
    """
    from corpus.picture import draw_page

    if len(files) != 1:
        raise SettingsError(f"--picture draws a page of one document, got {len(files)}")
    with ReadWorker(settings.read) as worker:
        try:
            document = worker.read(files[0])
        except DocumentError as error:
            say(f"Error: {error}")
            return 1
    if document.source.media_type != _PDF:
        raise SettingsError(f"--picture draws pages of PDF files only; {files[0].name} is {document.source.media_type}")
    try:
        drawn = draw_page(files[0].read_bytes(), document, page_no)
    except IndexError as error:
        raise SettingsError(f"--page: {files[0].name} has no such page ({error})") from error
    try:
        picture.parent.mkdir(parents=True, exist_ok=True)
        drawn.save(picture, format="PNG")
    except OSError as error:
        raise StoreError(f"{picture} cannot be written: {error.strerror}. Choose another place.") from error
    return 0


def _rendered(document: Document, view: View) -> str:
    if view.format == "markdown":
        head = front_matter(document) if view.metadata else ""
        return head + to_markdown(document, keep_running_headers=view.keep_running_headers)
    from pydantic_core import to_jsonable_python

    shown = to_jsonable_python(document)
    for block, record in zip(document.blocks, shown["blocks"], strict=True):
        record["text"] = block.content.of(document.text)
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def _deliver(text: str, target: Path | None) -> None:
    if target is None:
        print(text, end="")  # noqa: T201 - this is the output
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}. Choose another place.") from error
