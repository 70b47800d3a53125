"""Which practices and passages the filters leave: run in DuckDB before anything is ranked.

Practices are handed on as rows of this generation (int64), which costs a hundredth of their ids.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models import StoreError
from models.text import folded
from pipeline.search.facet_values import ID, NAMED
from pipeline.search.filters import ADDED, WITHIN, Between, Condition, Filters, OneOf
from pipeline.search.units import word_stems
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

#: (an SQL condition on a practice, its parameters)
_Clause = tuple[str, list[object]]


def practices_that_hold(reader: GenerationReader, condition: Condition) -> "Rows":
    """Rows of the practices for which a condition on practices holds.

    Raises:
        StoreError: an older version wrote the catalogue, and no writer has been there since.
    """
    _check(reader)
    clause, parameters = _clause(condition)
    return reader.numbers(f"SELECT rowid FROM practices WHERE {clause}", parameters)


def practices_that_state(reader: GenerationReader, condition: Condition) -> "Rows":
    """Rows of the practices that say anything about what the condition asks: those for which it holds or does not."""
    _check(reader)
    if isinstance(condition, OneOf):
        sql = (
            "SELECT practices.rowid FROM practices SEMI JOIN (SELECT practice_id FROM practice_facets WHERE facet = ?)"
        )
        return reader.numbers(f"{sql} USING (practice_id)", [condition.name])
    clause, parameters = _number_clause(condition, bounded=False)
    return reader.numbers(f"SELECT rowid FROM practices WHERE {clause}", parameters)


def practices_that_name(reader: GenerationReader, countries: tuple[str, ...]) -> "Rows":
    """Rows of the practices without a country of their own that name one of these."""
    marks = ", ".join("?" * len(countries))
    return reader.numbers(
        "SELECT practices.rowid FROM practices WHERE practice_id NOT IN "
        "(SELECT practice_id FROM practice_facets WHERE facet = 'country') AND practice_id IN "
        f"(SELECT practice_id FROM entities WHERE kind = 'COUNTRY' AND code IN ({marks}))",
        list(countries),
    )


def allowed_passages(reader: GenerationReader, filters: Filters, allowed: "NDArray[np.bool_]") -> "Rows":
    """Places in `passage_numbers`, ascending, of passages of the practices of a mask and of the sections `in:`."""
    import numpy as np

    keep = allowed[reader.practice_rows]
    for condition in filters.conditions:
        if isinstance(condition, OneOf) and condition.name == WITHIN:
            marks = ", ".join("?" * len(condition.values))
            inside = reader.numbers(f"SELECT passage_no FROM passages WHERE label IN ({marks})", condition.values)
            keep = keep & np.isin(reader.passage_numbers, inside, invert=condition.is_excluded)
    return np.flatnonzero(keep)


def _check(reader: GenerationReader) -> None:
    if not reader.has_facts:
        raise StoreError(
            "An older version wrote this catalogue, so it cannot be filtered yet. Run once: goodpractice reprocess"
        )


def _clause(condition: Condition) -> _Clause:
    if isinstance(condition, OneOf):
        sql, parameters = _facet_clause(condition)
        if condition.name == ID:
            sql, parameters = f"practice_id IN ({', '.join('?' * len(condition.values))})", list(condition.values)
    elif condition.name == ADDED:
        sql, parameters = _added_clause(condition)
    else:
        sql, parameters = _number_clause(condition, bounded=True)
    return (f"NOT ({sql})" if condition.is_excluded else sql), parameters


def _facet_clause(condition: OneOf) -> _Clause:
    if condition.name in NAMED:
        # Whole words of the name: "interreg europe" finds "Interreg Europe Programme".
        matches = " OR ".join(["contains(' ' || value || ' ', ?)"] * len(condition.values))
        parameters: list[object] = [condition.name, *(f" {value} " for value in condition.values)]
    else:
        matches = f"value IN ({', '.join('?' * len(condition.values))})"
        parameters = [condition.name, *condition.values]
    return f"practice_id IN (SELECT practice_id FROM practice_facets WHERE facet = ? AND ({matches}))", parameters


def _added_clause(condition: Between) -> _Clause:
    parts: list[str] = []
    parameters: list[object] = []
    for bound, sign in ((condition.low, ">"), (condition.high, "<")):
        if isinstance(bound, date):
            is_open = condition.low_open if sign == ">" else condition.high_open
            parts.append(f"CAST(added_at AS DATE) {sign}{'' if is_open else '='} ?")
            parameters.append(bound)
    return f"practice_id IN (SELECT practice_id FROM practice_added WHERE {' AND '.join(parts)})", parameters


def stated_numbers(
    reader: GenerationReader, practice_ids: Sequence[str], condition: Between
) -> list[tuple[str, str, int]]:
    """(practice, document, code point) of every figure of these practices for which a condition holds."""
    if condition.name == ADDED:
        return []
    clause, parameters = _number_parts(condition, bounded=True)
    query = (
        "SELECT practice_id, doc_id, start_char FROM practice_numbers JOIN practices USING (practice_id) "
        f"WHERE practice_id IN (SELECT unnest(string_split(?, ','))) AND {clause}"
    )
    return reader.rows(query, [",".join(practice_ids), *parameters])


def _number_clause(condition: Between, bounded: bool) -> _Clause:
    clause, parameters = _number_parts(condition, bounded)
    return f"practice_id IN (SELECT practice_id FROM practice_numbers WHERE {clause})", parameters


def _number_parts(condition: Between, bounded: bool) -> _Clause:
    """A stated range fits when it overlaps with the one asked for."""
    parts = ["kind = ?"]
    values: list[object] = [condition.name]
    if bounded and isinstance(condition.low, Decimal):
        parts.append(f"high >{'' if condition.low_open else '='} ?")
        values.append(float(condition.low))
    if bounded and isinstance(condition.high, Decimal):
        parts.append(f"low <{'' if condition.high_open else '='} ?")
        values.append(float(condition.high))
    if condition.currency:
        parts.append("currency = ?")
        values.append(condition.currency)
    for stems in word_stems(folded(condition.words or "")):
        parts.append(f"({' OR '.join(['contains(chr(32) || words, ?)'] * len(stems))})")
        values += [f" {stem}" for stem in stems]
    return " AND ".join(parts), values
