"""Where practices state the conditions that they are listed for: without words there is no best passage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extractors.places import is_within
from models import Derived, EntityKind, Origin, SectionLabel, Span
from models.text import folded
from pipeline.search.filters import WITHIN, Between, Condition, Filters, OneOf
from pipeline.search.groups import Group
from pipeline.search.selection import stated_numbers
from pipeline.store.reader import GenerationReader
from pipeline.store.rows import from_json

#: A place in a document: id of the practice, id of the document, code point.
_Place = tuple[str, str, int]
_PAGE = "practice_id IN (SELECT unnest(string_split(?, ',')))"
_ENTITIES = f"SELECT practice_id, doc_id, start_char, name, coalesce(code, '') FROM entities WHERE kind = ? AND {_PAGE}"
_FIELDS = f"SELECT practice_id, doc_id, origin FROM field_values WHERE field = ? AND {_PAGE}"
_SECTIONS = f"SELECT practice_id, doc_id, start_char, label FROM sections WHERE {_PAGE}"
_PASSAGES = f"SELECT practice_id, doc_id, start_char, end_char, label, passage_no FROM passages WHERE {_PAGE}"
#: Where nothing is stated a summary tells most of a practice, and these tell least.
_LEAST = (SectionLabel.OTHER.value, SectionLabel.CONTACT.value)


def with_stating_passages(
    reader: GenerationReader, page: Sequence[Group], filters: Filters, conditions: Sequence[Condition]
) -> Sequence[Group]:
    """The same practices, each with the passage that states most of the conditions, else with its summary or first."""
    ids = ",".join(reader.ids_by_row[group.row] for group in page)
    stated = [set(_stated(reader, ids, condition)) for condition in conditions if not condition.is_excluded]
    ranks: dict[str, tuple[int, int, int]] = {}
    for practice_id, doc_id, start, end, label, number in reader.rows(_PASSAGES, [ids]):
        if _is_searched(label, filters):
            count = sum(
                any(place[:2] == (practice_id, doc_id) and start <= place[2] < end for place in places)
                for places in stated
            )
            rank = (-count, 2 if label in _LEAST else label != SectionLabel.SUMMARY, number)
            ranks[practice_id] = min(ranks.get(practice_id, rank), rank)
    return [replace(group, passage_no=ranks[reader.ids_by_row[group.row]][-1]) for group in page]


def _is_searched(label: str, filters: Filters) -> bool:
    """Whether the filters on `in:` leave passages with this label."""
    within = (c for c in filters.conditions if isinstance(c, OneOf) and c.name == WITHIN)
    return all((label in condition.values) is not condition.is_excluded for condition in within)


def _stated(reader: GenerationReader, ids: str, condition: Condition) -> Iterator[_Place]:
    if isinstance(condition, Between):
        yield from stated_numbers(reader, ids.split(","), condition)
        return
    for practice_id, doc_id, origin in reader.rows(_FIELDS, [condition.name, ids]):
        yield from ((practice_id, doc_id, start) for start in _starts(from_json(Origin, origin)))
    if condition.name in ("section", "evidence"):
        labels = condition.values if condition.name == "section" else (SectionLabel.EVIDENCE.value,)
        yield from (row[:3] for row in reader.rows(_SECTIONS, [ids]) if row[3] in labels)
    is_meant = _entities().get(condition.name)
    if is_meant:
        kind, fits = is_meant
        found = reader.rows(_ENTITIES, [kind.value, ids])
        yield from (row[:3] for row in found if any(fits(row[3], row[4], value) for value in condition.values))


def _starts(origin: Origin) -> Iterator[int]:
    spans = (origin,) if isinstance(origin, Span) else origin.spans if isinstance(origin, Derived) else ()
    yield from (span.start for span in spans)


def _entities() -> dict[str, tuple[EntityKind, Callable[[str, str, str], bool]]]:
    """For a facet the kind of entities that state it, and whether one (name, code) states a value."""

    def has_words(name: str, _: str, value: str) -> bool:
        return f" {value} " in f" {folded(name)} "

    return {
        "region": (EntityKind.REGION, lambda _, code, value: code == value or is_within(code, value)),
        "country": (EntityKind.COUNTRY, lambda _, code, value: code == value),
        "fund": (EntityKind.FUND, has_words),
        "programme": (EntityKind.PROGRAMME, has_words),
        "project": (EntityKind.PROJECT, has_words),
    }
