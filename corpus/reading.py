"""The way from a path or bytes to a finished document, whatever the format."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from corpus.language import document_language, with_languages
from corpus.metadata import with_metadata
from corpus.pdf import read_pdf
from corpus.reader import PageWatch
from corpus.registry import PDF, READERS, sniff
from corpus.repeats import mark_repeats
from corpus.settings import ReadSettings
from models import Document, DocumentError, Reason, Source

_UNMAPPED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1a]|\(cid:\d+\)")
_MAX_UNMAPPED_SHARE = 0.10
_DEFAULT_SETTINGS = ReadSettings()


def read(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    title: str | None = None,
    language: str | None = None,
    settings: ReadSettings = _DEFAULT_SETTINGS,
    watch: PageWatch | None = None,
) -> Document:
    """Read one document in this process.

    The content decides the format; the name only tells Markdown from plain text. A hostile file can hang this
    process: `corpus.worker.ReadWorker` reads files from outside.

    Args:
        source: a path, or the bytes themselves.
        name: file name of bytes, kept as `Source.uri`.
        title: given title, which wins over what the document says.
        language: given BCP 47 code, which wins over detection.
        settings: limits.
        watch: told of the pages as they are read, in formats that are read page by page.

    Raises:
        DocumentError: the file is missing, empty, locked, damaged, too large or holds no text.
    """
    if isinstance(source, bytes):
        data, uri = source, name or "bytes"
    else:
        data, uri = _bytes_of(Path(source), settings), name or str(source)
    short = Path(uri).name
    _check_size(data, short, settings)
    media_type = sniff(data, uri)
    origin = Source(uri, media_type, hashlib.sha256(data).hexdigest(), datetime.now(UTC))
    reader = partial(read_pdf, watch=watch) if watch and media_type == PDF else READERS[media_type]
    try:
        document = reader(data, origin, settings)
    except RecursionError as error:
        raise DocumentError(
            Reason.DAMAGED, f"{short}: its parts are nested too deeply to be read; save it again in another program"
        ) from error
    return _finished(document, short, title, language, settings)


def _check_size(data: bytes, name: str, settings: ReadSettings) -> None:
    if not data:
        raise DocumentError(Reason.EMPTY, f"{name}: the file is empty (0 bytes); fetch it again or leave it out")
    if len(data) > settings.max_bytes:
        raise _too_large(name, f"{len(data):,} bytes", f"{settings.max_bytes:,}", "read.max_bytes")


def _bytes_of(path: Path, settings: ReadSettings) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DocumentError(Reason.NO_ACCESS, f"{path.name}: this is a folder, not a file; give the files in it")
        if size > settings.max_bytes:
            raise _too_large(path.name, f"{size:,} bytes", f"{settings.max_bytes:,}", "read.max_bytes")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DocumentError(Reason.NOT_FOUND, f"{path}: there is no such file; check the path") from error
    except OSError as error:
        raise DocumentError(
            Reason.NO_ACCESS, f"{path}: cannot be opened ({error.strerror}); check its access rights"
        ) from error


def _too_large(name: str, found: str, limit: str, key: str) -> DocumentError:
    return DocumentError(
        Reason.TOO_LARGE, f"{name}: too large ({found}, limit {limit}); split the file or raise the setting {key}"
    )


def _finished(
    document: Document, name: str, title: str | None, language: str | None, settings: ReadSettings
) -> Document:
    text = document.text
    visible = sum(not c.isspace() for c in text)
    if not visible:
        advice = "a scan needs text recognition (OCR) first" if document.source.media_type == PDF else "check the file"
        advice = document.page_errors[0].message if document.page_errors else advice
        raise DocumentError(Reason.NO_TEXT, f"{name}: no text found in it; {advice}")
    if len(text) > settings.max_characters:
        raise _too_large(name, f"{len(text):,} characters", f"{settings.max_characters:,}", "read.max_characters")
    if len(_UNMAPPED.findall(text)) > _MAX_UNMAPPED_SHARE * visible:
        raise DocumentError(
            Reason.UNREADABLE_TEXT,
            f"{name}: over 10 % of its characters have no readable form (fonts without a character map); "
            "print it to a new PDF or use text recognition (OCR)",
        )
    blocks = with_languages(mark_repeats(document.blocks, text), text)
    told = document_language(blocks, text) or document.language
    finished = with_metadata(replace(document, language=told, blocks=blocks))
    return replace(finished, title=title or document.title, language=language or told)
