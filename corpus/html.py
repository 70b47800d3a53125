"""Web pages: the main content in reading order, without menus, banners and forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from corpus.cues import BULLET, is_caption, is_label
from corpus.drafts import Draft, build
from corpus.encodings import decode
from corpus.organisations import programme_in
from corpus.page_frame import INLINE, PageFrame, text_length
from corpus.page_letters import settle_letters
from corpus.page_tables import table_drafts
from corpus.settings import ReadSettings
from models import BlockKind, Document, DocumentError, Reason, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_LABEL_CLASS = re.compile(r"(?:^|[\s_-])(?:label|field-label|field__label)(?:$|[\s_-])", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u200b]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MAX_HEADING_CHARACTERS = 250
_MAX_CAPTION_CHARACTERS = 200


def read_html(data: bytes, source: Source, settings: ReadSettings) -> Document:
    """The main content; what a click opens is content too, and a copy of earlier text is later marked as repeated.

    Raises:
        DocumentError: no page can be made of the bytes.
    """
    from lxml import etree

    name = PurePath(source.uri).name
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(_as_unicode(data, name).encode("utf-8", errors="replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(Reason.DAMAGED, f"{name}: cannot be read as a web page ({error}); save it again") from error
    if any(entry.type_name == "ERR_INTERNAL_ERROR" or "depth" in entry.message for entry in parser.error_log):
        raise DocumentError(
            Reason.DAMAGED, f"{name}: its elements are nested too deeply to be read; save the page again in a browser"
        )
    if root is None:
        raise DocumentError(Reason.NO_TEXT, f"{name}: the web page holds no text; save the whole page and try again")
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0]
    settle_letters(root)
    main = _main(root)
    drafts = list(_Walk(main, PageFrame(root, main)).drafts())
    return build(
        source, drafts, title=_title(root, drafts), language=language.lower() or None, properties=_properties(root)
    )


def _as_unicode(data: bytes, name: str) -> str:
    """Characters by the page's own declaration where UTF-8 does not fit."""
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", data[:4096], re.IGNORECASE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared and declared.group(1).lower() != b"utf-8":
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, name)


def _main(root: "_Element") -> "_Element":
    """The element with the page's own content."""
    for path in ("//main", "//*[@role='main']", "//article"):
        found = _elements(root, path)
        if len(found) == 1 and text_length(found[0]) > 0:
            return found[0]
    body = root.find("body")
    return root if body is None else body


def _elements(root: "_Element", path: str) -> "list[_Element]":
    return cast("list[_Element]", root.xpath(path))


def _strings(root: "_Element", path: str) -> list[str]:
    return [str(found) for found in cast("list[str]", root.xpath(path))]


def _title(root: "_Element", drafts: list[Draft]) -> str | None:
    """The only h1 of the content, else the one that the page's title repeats, else that title without the site."""
    tops = [draft.text for draft in drafts if draft.kind is BlockKind.HEADING and draft.level == 1]
    (site, shared, named) = (
        next((" ".join(text.split()) for text in _strings(root, path) if text.strip()), "")
        for path in (
            "//meta[@property='og:site_name']/@content",
            "//meta[@property='og:title']/@content",
            "//head/title/text()",
        )
    )
    own = [text for text in tops if text.casefold() != site.casefold()]
    if len(own) == 1:
        return own[0]
    repeated = [text for text in own if text.casefold() in f"{shared} {named}".casefold()]
    parts = [part for part in re.split(r"\s+[|–—·»-]\s+", shared or named) if part.casefold() != site.casefold()]
    return next((text for text in (*repeated, *parts, *own) if text), None)


def _properties(root: "_Element") -> dict[str, str]:
    """Meta elements by their names, the language, and what a logo says."""
    found: dict[str, str] = {"lang": root.get("lang") or ""}
    for element in _elements(root, "//meta[@content]"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        found.setdefault(name, element.get("content") or "")
    for element in _elements(root, "//img[@alt]"):
        if programme_in(element.get("alt") or ""):
            found.setdefault("picture", element.get("alt") or "")
    return found


@dataclass(slots=True)
class _Walk:
    """One pass over the elements; text gathers in `buffer` until a block ends."""

    main: "_Element"
    frame: PageFrame
    buffer: list[str] = field(default_factory=list)
    lists: int = 0
    fresh_item: bool = False
    heading: int | None = None
    last_level: int = 0
    bold: int = 0
    plain_characters: int = 0
    is_label: bool = False
    in_pre: int = 0
    number: str = ""

    def drafts(self) -> Iterator[Draft]:
        """The blocks in document order, without recursion: pages can be nested very deeply."""
        from lxml import etree

        events = etree.iterwalk(self.main, events=("start", "end"))
        for event, element in events:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if element is not self.main and self.frame.holds(element):
                    events.skip_subtree()
                    continue
                if element.tag == "table":
                    replacement = table_drafts(element, self.frame)
                    if replacement is not None:
                        yield from self._flush()
                        yield from self._placed(replacement)
                        events.skip_subtree()
                        continue
                yield from self._start(element)
                self._add(element.text)
            else:
                yield from self._end(element)
            if event == "end" and element is not self.main:
                self._add(element.tail)
        yield from self._flush()

    def _placed(self, drafts: list[Draft]) -> Iterator[Draft]:
        for draft in drafts:
            if draft.kind is BlockKind.HEADING and draft.level is None:
                yield Draft(draft.kind, draft.text, level=min(self.last_level + 1, 6))
            else:
                yield draft

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self.buffer.append(text if self.in_pre else _SPACE.sub(" ", text))
        if not self.bold:
            self.plain_characters += len(text.strip())

    def _start(self, element: "_Element") -> Iterator[Draft]:
        tag = element.tag
        if tag == "br":
            self.buffer.append("\n")
        elif tag in ("b", "strong"):
            self.bold += 1
        elif tag not in INLINE:
            yield from self._flush()
            if tag in ("ul", "ol"):
                self.lists += 1
            elif tag == "li":
                self.fresh_item = True
            elif tag == "pre":
                self.in_pre += 1
            self.heading = _heading_level(element) or self.heading
            self.is_label = tag in ("dt", "summary") or bool(_LABEL_CLASS.search(element.get("class") or ""))

    def _end(self, element: "_Element") -> Iterator[Draft]:
        tag = element.tag
        if tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif tag not in INLINE and tag != "br":
            yield from self._flush()
            if tag in ("ul", "ol"):
                self.lists = max(0, self.lists - 1)
            elif tag == "pre":
                self.in_pre = max(0, self.in_pre - 1)
            if _heading_level(element):
                self.heading = None
            self.is_label = False

    def _flush(self) -> Iterator[Draft]:
        raw = "".join(self.buffer)
        all_bold = self.plain_characters == 0
        self.buffer, self.plain_characters = [], 0
        lines = [line.strip() if not self.in_pre else line.rstrip() for line in raw.split("\n")]
        for paragraph in re.split(r"\n\s*\n", "\n".join(lines).strip()):
            text = paragraph.strip()
            if text:
                yield self._draft(text, all_bold)

    def _draft(self, text: str, all_bold: bool) -> Draft:
        if self.heading and len(text) <= _MAX_HEADING_CHARACTERS:
            self.last_level = self.heading
            return Draft(BlockKind.HEADING, " ".join(text.split()), level=self.heading)
        if self.fresh_item and self.lists:
            self.fresh_item = False
            return Draft(BlockKind.LIST_ITEM, text, marker="- ", level=self.lists)
        typed = BULLET.match(text)
        if typed:
            return Draft(BlockKind.LIST_ITEM, text[typed.end() :], marker=text[: typed.end()], level=1)
        if (self.is_label or (all_bold and not self.lists)) and "\n" not in text and is_label(text):
            return Draft(BlockKind.HEADING, text, level=min(self.last_level + 1, 6))
        captioned = is_caption(text, _MAX_CAPTION_CHARACTERS)
        return Draft(BlockKind.CAPTION if captioned else BlockKind.PARAGRAPH, text)


def _heading_level(element: "_Element") -> int | None:
    if element.tag in _HEADINGS:
        return _HEADINGS[element.tag]
    if element.get("role") == "heading":
        level = element.get("aria-level") or "2"
        return min(int(level), 6) if level.isdigit() and int(level) else 2
    return None
