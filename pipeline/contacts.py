"""Personal data: setting contact data apart, and leaving persons' names out of what is shown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models import Annotations, Block, BlockKind, Document, EntityKind, Section, SectionLabel, Span
from models.text import sentences, strip

EXTRACTOR = "contacts/1"
#: Stands where a name was left out.
LEFT_OUT = "[name left out]"

_EMAIL = r"[\w.+-]+(?:@|\s?[\[(]\s?(?:at|AT)\s?[\])]\s?)[\w-]+(?:\.[\w-]+)*\.?\w"
_NUMBER = r"[\d \u00a0()/.-]{5,}\d"
#: International; behind a word for telephone; or in groups behind a zero, which amounts never begin with.
_PHONE = (
    rf"(?<![\d.,])(?:\+|00)\d{{1,3}}{_NUMBER}"
    r"|(?<=\W)(?i:tel(?:\.|ephone|[ée]fono|efon|éphone)?|phone|mobile|fax|handy|mobil)\b[\W]{0,6}\(?\d[\d ()/.-]{5,}\d"
    r"|(?<![\d.,/-])\(?0\d{1,4}\)?[ /-](?!\d\d?[./ -]\d{4}(?!\d))\d{2,4}(?:[ -]?\d{2,4}){1,4}(?![\d.,]\d)"
)
_ADDRESS = re.compile(f"{_EMAIL}|{_PHONE}")
#: Beside a person's name these make a line a contact.
_WORDS = re.compile(
    r"\b(?:contacts?|e-?mail|tel|t[ée]l|phone|telephone|mobile|fax|author|log ?in|ask for|written by|kontakt\w*"
    r"|telefon\w*|ansprechpartner\w*|autor\w*|courriel|auteur|correo|contacto|tel[ée]fono|contatt\w+|telefono|autore|osoba)\b",
    re.IGNORECASE,
)
#: A line that may be nothing but a name: two to four capitalised words.
_NAME_LINE = re.compile(r"(?:[^\W\d_][\w’'-]*\.?[ \u00a0]){1,4}[^\W\d_][\w’'-]+")


def set_contacts_apart(document: Document, annotations: Annotations) -> Annotations:
    """The same with every sentence that holds contact data cut out of its section and labelled as contact.

    Contact data is an e-mail address, a telephone number, a person's name beside a word such as "contact",
    or a name alone on the line above one of them.
    """
    private = tuple(_contact_sentences(document, annotations))
    names = [e.text for e in annotations.entities if e.kind is EntityKind.PERSON]
    sections: list[Section] = []
    for section in annotations.sections:
        if section.heading and (_ADDRESS.search(section.heading) or any(n in section.heading for n in names)):
            section = replace(section, heading=None)
        if section.label is SectionLabel.CONTACT:
            sections.append(section)
        else:
            sections += _cut(section, [span for span in private if section.span.contains(span)])
    return replace(annotations, sections=tuple(sections))


def personal_spans(document: Document, annotations: Annotations) -> tuple[Span, ...]:
    """Where names of persons, e-mail addresses and telephone numbers stand; in order, without overlaps."""
    found = [e.span for e in annotations.entities if e.kind is EntityKind.PERSON]
    found += [Span(*match.span()) for match in _ADDRESS.finditer(document.text)]
    merged: list[Span] = []
    for span in sorted(found):
        if merged and merged[-1].overlaps(span):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def contact_sections(document: Document, annotations: Annotations) -> tuple[Span, ...]:
    """The contact sections that tell whom to ask; one that only names the owner of a practice is none of them."""
    personal = personal_spans(document, annotations)
    return tuple(
        section.span
        for section in annotations.sections
        if section.label is SectionLabel.CONTACT
        and (
            section.extractor == EXTRACTOR
            or any(one.overlaps(section.span) for one in personal)
            or _WORDS.search(section.span.of(document.text))
        )
    )


def around(text: str, span: Span, personal: Iterable[Span]) -> Iterator[Span]:
    """The parts of `span` before, between and after what is personal, without white space at their ends."""
    start = span.start
    for one in personal:
        if one.overlaps(span):
            yield from _worded(text, start, one.start)
            start = one.end
    yield from _worded(text, start, span.end)


def _worded(text: str, start: int, end: int) -> Iterator[Span]:
    if start < end:
        part = strip(text, Span(start, end))
        if any(char.isalnum() for char in part.of(text)):
            yield part


def is_contact_column(header: str) -> bool:
    """True for a column of a table that is headed by such a word."""
    return bool(_WORDS.search(header))


def without_contacts(section: Section, text: str, persons: Sequence[Span]) -> Iterator[Section]:
    """The section in parts, every sentence with contact data a part of its own with the label contact."""
    private = [span for span in sentences(text, section.span) if _is_private(text, span, persons)]
    yield from _cut(section, private)


def _contact_sentences(document: Document, annotations: Annotations) -> Iterator[Span]:
    persons = [e.span for e in annotations.entities if e.kind is EntityKind.PERSON]
    before: Block | None = None
    for block in document.body():
        is_first = True
        for span in sentences(document.text, block.content):
            if _is_private(document.text, span, persons):
                if is_first and before is not None and _is_name_line(before, document.text):
                    yield before.content
                yield span
            is_first = False
        before = block


def _is_name_line(block: Block, text: str) -> bool:
    """True for a paragraph such as "Ada Example": it names whom the address below belongs to."""
    words = block.content.of(text).split()
    return (
        block.kind is not BlockKind.HEADING
        and bool(_NAME_LINE.fullmatch(block.content.of(text)))
        and sum(word[0].isupper() for word in words) >= max(2, len(words) - 1)
    )


def _is_private(text: str, span: Span, persons: Sequence[Span]) -> bool:
    words = span.of(text)
    if _ADDRESS.search(words):
        return True
    return bool(_WORDS.search(words)) and any(span.contains(person) for person in persons)


def _cut(section: Section, private: list[Span]) -> Iterator[Section]:
    start, heading = section.span.start, section.heading
    for span in private:
        if span.start > start:
            yield replace(section, span=Span(start, span.start), heading=heading)
        yield Section(SectionLabel.CONTACT, span, None, section.score, EXTRACTOR)
        start, heading = span.end, None
    if start < section.span.end:
        yield replace(section, span=Span(start, section.span.end), heading=heading)
