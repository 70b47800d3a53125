"""Setting contact data apart, so that no field and no passage shows it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models import Annotations, Document, EntityKind, Section, SectionLabel, Span
from models.text import sentences

EXTRACTOR = "contacts/1"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<!\d)(?:\+|00)\d{2}[\d\s()/.-]{6,}\d")
#: Beside a person's name these make a line a contact.
_WORDS = re.compile(
    r"\b(?:contacts?|e-?mail|tel|t[ée]l|phone|telephone|mobile|fax|author|log ?in|ask for|written by|kontakt\w*"
    r"|telefon\w*|ansprechpartner\w*|autor\w*|courriel|auteur|correo|contacto|tel[ée]fono|contatt\w+|telefono|autore|osoba)\b",
    re.IGNORECASE,
)


def set_contacts_apart(document: Document, annotations: Annotations) -> Annotations:
    """The same with every sentence that holds contact data cut out of its section and labelled as contact.

    Contact data is an e-mail address, a telephone number, or a person's name beside a word such as "contact".
    """
    private = tuple(_contact_sentences(document, annotations))
    sections: list[Section] = []
    for section in annotations.sections:
        if section.label is SectionLabel.CONTACT:
            sections.append(section)
        else:
            sections += _cut(section, [span for span in private if section.span.contains(span)])
    return replace(annotations, sections=tuple(sections))


def is_contact_column(header: str) -> bool:
    """True for a column of a table that is headed by such a word."""
    return bool(_WORDS.search(header))


def without_contacts(section: Section, text: str, persons: Sequence[Span]) -> Iterator[Section]:
    """The section in parts, every sentence with contact data a part of its own with the label contact."""
    private = [span for span in sentences(text, section.span) if _is_private(text, span, persons)]
    yield from _cut(section, private)


def _contact_sentences(document: Document, annotations: Annotations) -> Iterator[Span]:
    persons = [e.span for e in annotations.entities if e.kind is EntityKind.PERSON]
    for block in document.body():
        for span in sentences(document.text, block.content):
            if _is_private(document.text, span, persons):
                yield span


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
