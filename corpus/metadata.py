"""Title, organisation, date, language, programme and page count of a document, each with where it is said."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import PurePath

from corpus.organisations import organisation_in, programme_in, publisher_in
from models import Block, BlockKind, Derived, Document, DocumentProperty, Metadata, Span, Stated

#: Start and end in a text.
Place = tuple[int, int]
#: Where properties are looked for, best first: of Office files, OpenDocument, PDF, web pages and messages.
_ORGANISATION = ("dc.publisher", "publisher", "organization", "company", "creator", "author", "og:site_name", "from")
_DATE = ("article:published_time", "dcterms.date", "dc.date", "date", "created", "creation-date", "creationdate")
_LANGUAGE = ("language", "lang")
_PAGES = ("pages", "slides", "page-count")
_PROGRAMME = ("picture", "og:site_name", "company", "title", "subject")

_ACRONYM = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ0-9]{2,9}")
_FIRST_CHARACTERS = 2_500
_MAX_TITLE_BLOCKS = 40
_MAX_LINE_CHARACTERS = 100
#: Letters beside the date in a line that gives the date of the document ("Final report, Brussels, March 2021").
_MAX_OTHER_LETTERS = 40
#: Days that programs write when they know none.
_EPOCHS = frozenset({date(1970, 1, 1), date(1980, 1, 1), date(2000, 1, 1)})
_MIN_YEAR, _MAX_YEAR = 1950, 2100


def declared(properties: Mapping[str, str]) -> Metadata:
    """What the properties of a file say; names of properties in any case, with or without a prefix (`dc:`)."""
    known = [(name, " ".join(text.replace("\0", "").split())) for name, text in properties.items() if text]
    return Metadata(
        organisation=_first(known, _ORGANISATION, _organisation),
        date=_first(known, _DATE, _iso_date),
        language=_first(known, _LANGUAGE, lambda text, _: text.replace("_", "-") if len(text) <= 10 else None),
        programme=_first(known, _PROGRAMME, lambda text, _: _part(text, programme_in(text))),
        page_count=_first(known, _PAGES, lambda text, _: text if text.isdigit() and text != "0" else None),
    )


def _first(
    known: Sequence[tuple[str, str]], names: Sequence[str], kept: Callable[[str, str], str | None]
) -> Stated | None:
    for wanted in names:
        for name, text in known:
            if wanted in (name.lower(), name.lower().rpartition(":")[2]):
                value = kept(text, wanted)
                if value:
                    return Stated(value, DocumentProperty(name))
    return None


def _organisation(text: str, name: str) -> str | None:
    """The part that is no person; an acronym only where a company is asked for."""
    if name == "company" and _ACRONYM.fullmatch(text):
        return text
    return _part(text, organisation_in(text))


def _part(text: str, place: Place | None) -> str | None:
    return text[slice(*place)] if place else None


def _iso_date(text: str, _: str) -> str | None:
    """The day of a property such as "D:20210304120000+01'00'" or "2021-03-04T12:00:00Z"."""
    found = re.match(r"(?:D:)?(\d{4})-?(\d{2})-?(\d{2})", text)
    if not found:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day.isoformat() if _MIN_YEAR <= day.year <= _MAX_YEAR and day not in _EPOCHS else None


def with_metadata(document: Document) -> Document:
    """The document, its declared metadata completed: what its first page says goes before its properties."""
    front = list(_front(document))
    known = document.metadata
    language = known.language
    if document.language and (language is None or language.text.split("-")[0].lower() != document.language):
        # The text itself says it better than a template's setting.
        language = Stated(document.language, Derived("language of most of the text", ()))
    pages = document.pages
    counted = (
        Stated(str(len(pages)), DocumentProperty("pages")) if len(pages) > 1 or pages[0].width is not None else None
    )
    found = Metadata(
        title=_title(document),
        organisation=_search(document, front, publisher_in) or known.organisation,
        date=_search(document, front, _line_date(document.language)) or known.date,
        language=language,
        programme=_search(document, front, _programme) or known.programme,
        page_count=counted or known.page_count,
    )
    return replace(document, metadata=found)


def _front(document: Document) -> Iterator[Block]:
    """The blocks of the first page; without pages those at the start."""
    end = document.pages[0].span.end if len(document.pages) > 1 else _FIRST_CHARACTERS
    for block in document.blocks:
        if block.span.start >= end:
            return
        if block.kind not in (BlockKind.TABLE, BlockKind.CONTENTS):
            yield block


def _title(document: Document) -> Stated | None:
    """At its place in the text; a property where its words stand nowhere there."""
    if not document.title:
        return None
    wanted = document.title.casefold().split()
    for block in document.blocks[:_MAX_TITLE_BLOCKS]:
        content = block.content.of(document.text)
        if content.casefold().split() == wanted:
            return Stated(content, block.content)
    of_file = document.title == PurePath(document.source.uri).stem
    return Stated(document.title, DocumentProperty("file name" if of_file else "title"))


def _search(document: Document, front: Sequence[Block], find: Callable[[str], Place | None]) -> Stated | None:
    """The first place in the blocks that `find` gives, in reading order."""
    for block in front:
        content = block.content.of(document.text)
        found = find(content)
        if found:
            span = Span(block.content.start + found[0], block.content.start + found[1])
            return Stated(span.of(document.text), span)
    return None


def _programme(content: str) -> Place | None:
    # Within a long paragraph a programme is spoken of, in a line of its own it is a logo or a title.
    return programme_in(content) if len(content) <= _MAX_LINE_CHARACTERS else None


def _line_date(language: str | None) -> Callable[[str], Place | None]:
    pattern = _dates(language or "en")

    def find(content: str) -> Place | None:
        if len(content) > _MAX_LINE_CHARACTERS:
            return None
        found = list(pattern.finditer(content))
        # Two dates are a period or an agenda.
        if len(found) != 1:
            return None
        others = sum(c.isalpha() for c in content) - sum(c.isalpha() for c in found[0].group())
        return found[0].span() if others <= _MAX_OTHER_LETTERS else None

    return find


@cache
def _dates(language: str) -> re.Pattern[str]:
    """Dates with a month and a year, in words (English and the document's language) or in digits."""
    from babel import Locale, UnknownLocaleError

    names: set[str] = set()
    for code in {language, "en"}:
        try:
            months = Locale.parse(code).months
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            names.update(months[context]["wide"].values())
    month = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    joint = r"(?:\s|\s+(?:de|of|del|di)\s+)"
    return re.compile(
        rf"(?<![\w.])(?:(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?{joint})?(?:{month})(?:,|{joint})\s*(?:19|20)\d{{2}}"
        rf"|(?:{month})\s\d{{1,2}},?\s(?:19|20)\d{{2}}|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}"
        rf"|\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?(?:19|20)\d{{2}})(?!\w)",
        re.IGNORECASE,
    )
