"""The pages of a PDF one after the other, those of a long one in two processes."""

import os
import pickle
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from corpus.pdf.annotations import page_with_annotations, with_annotations
from corpus.pdf.glyphs import page_content
from corpus.pdf.ocr import is_installed, is_loaded, needs_recognition, recognised
from corpus.pdf.page import PageLayout, laid_out
from corpus.pdf.unseen import told
from corpus.reader import UNREADABLE, PageWatch
from corpus.settings import ReadSettings

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

#: Shares of the time after which no page is recognised, and none begun, so that the rest can be finished.
_OCR_SHARE = 0.6
_PAGES_SHARE = 0.75
#: Fewer pages are read sooner by one process than by two.
_MIN_SHARED_PAGES = 60
#: What PDFium and our own geometry raise on a page that is damaged.
_PAGE_FAILURES = (RuntimeError, ValueError, ArithmeticError, LookupError, OSError, MemoryError)

#: A page, and what is missing of it.
Laid = tuple[PageLayout, str | None]


@dataclass(frozen=True, slots=True)
class Pages:
    """An open file and the limits for it.

    Attributes:
        ocr_until: seconds of the monotonic clock after which no page is recognised; None for no recognition.
        until: the same for beginning a page.
        may_have_layers: whether parts of the file may be hidden.
        is_shared: whether another process reads the other half.
    """

    pdf: "PdfDocument"
    settings: ReadSettings
    watch: PageWatch
    ocr_until: float | None
    until: float
    may_have_layers: bool
    is_shared: bool = False

    def laid(self, page_nos: Iterable[int]) -> list[Laid]:
        """These pages, until there are more characters than a document may have."""
        out: list[Laid] = []
        left = self.settings.max_characters
        for page_no in page_nos:
            if left < 0:
                break
            layout, message = PageLayout(0.0, 0.0), self.watch.lost.get(page_no)
            if message is None and time.monotonic() > self.until:
                message = "not read: the time for this document is used up; raise read.timeout_s"
            if message is None:
                self.watch.tell(-page_no if self.is_shared else page_no)
                layout, message = self._read(page_no, left)
            left -= layout.characters
            out.append((layout, message))
        return out

    def _read(self, page_no: int, max_characters: int) -> Laid:
        """One that cannot be read does not cost the others."""
        try:
            return self._page(page_no, max_characters)
        except _PAGE_FAILURES as error:
            return PageLayout(0.0, 0.0), f"{UNREADABLE} ({type(error).__name__}: {error})"

    def _page(self, page_no: int, max_characters: int) -> Laid:
        page, annotations = page_with_annotations(self.pdf, page_no - 1)
        message = None
        try:
            content = page_content(page, page_no, max_characters, self.may_have_layers)
            unseen = told(content.unseen)
            if self.ocr_until is not None and needs_recognition(page, content):
                if time.monotonic() < self.ocr_until:
                    seen = recognised(page, content)
                    content = seen or content
                    message = None if seen else "not recognised (OCR): its script is none that the models know"
                else:
                    message = "not recognised (OCR): the time for this document is used up; raise read.timeout_s"
            content = with_annotations(page, content, annotations)
        finally:
            page.close()
        return laid_out(content), "; ".join(filter(None, (message, unseen))) or None


def all_pages(pdf: "PdfDocument", settings: ReadSettings, watch: PageWatch, may_have_layers: bool) -> list[Laid]:
    """Every page in order; the list ends early when there are more characters than the limit."""
    now = time.monotonic()
    ocr_until = now + _OCR_SHARE * settings.timeout_s if settings.ocr and is_installed() else None
    pages = Pages(pdf, settings, watch, ocr_until, now + _PAGES_SHARE * settings.timeout_s, may_have_layers)
    count = len(pdf)
    # The threads of a loaded engine would be missing in a copy of the process.
    if watch.processes > 1 and count >= _MIN_SHARED_PAGES and not is_loaded():
        return _in_two_processes(replace(pages, is_shared=True), count)
    return pages.laid(range(1, count + 1))


def _in_two_processes(pages: Pages, count: int) -> list[Laid]:
    """The second half in a copy of this process, which sends what it read through a pipe."""
    half = count // 2
    reading, writing = os.pipe()
    caller = os.getpid()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            threading.Thread(target=_end_with, args=(caller,), daemon=True).start()
            with os.fdopen(writing, "wb") as pipe:
                for laid in pages.laid(range(half + 1, count + 1)):
                    pickle.dump(laid, pipe, pickle.HIGHEST_PROTOCOL)
            status = 0
        finally:
            # Nothing of the caller's is cleaned up twice.
            os._exit(status)
    os.close(writing)
    try:
        first = pages.laid(range(1, half + 1))
        with os.fdopen(reading, "rb") as pipe:
            second = list(_received(pipe))
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"the process for the second half of the pages ended with status {status}")
    return [*first, *second]


def _received(pipe: IO[bytes]) -> Iterator[Laid]:
    """Page by page, so that no page is held twice."""
    while True:
        try:
            yield pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError):
            return


def _end_with(caller: int) -> None:
    while os.getppid() == caller:
        time.sleep(0.5)
    os._exit(1)
