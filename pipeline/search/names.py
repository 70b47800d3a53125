"""Queries that are a name or a part of a title: who looks a record up by its name finds it, whatever the name means."""

from typing import TYPE_CHECKING

from extractors.places import find_country, find_regions
from models.text import folded
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A name has at most so many words, that of a place fewer, and at least so many letters.
_MOST_WORDS, _MOST_OF_PLACE, _FEWEST_LETTERS = 8, 5, 3
_NAMED = ("programme", "project", "institution", "city", "fund")


def practices_named(reader: GenerationReader, text: str) -> "NDArray[np.int64]":
    """Rows of the practices that have the whole text in a title or a name of theirs, or that lie in the place it names.

    Accents and capitals do not count, nor does "ue" for "ü" in places.
    """
    import numpy as np

    name = folded(folded(text))
    if len(name) < _FEWEST_LETTERS or len(name.split()) > _MOST_WORDS or not reader.has_facts:
        return np.zeros(0, dtype=np.int64)
    places: list[str] = []
    if len(name.split()) <= _MOST_OF_PLACE:
        country = find_country(text)
        places = [*([country] if country else []), *find_regions(text)]
    title = "' ' || regexp_replace(strip_accents(lower(title)), '[^\\pL\\pN]+', ' ', 'g') || ' '"
    facet = f"facet IN ({_marks(_NAMED)}) AND contains(' ' || value || ' ', ?)"
    if places:
        facet = f"({facet}) OR (facet IN ('country', 'region') AND value IN ({_marks(places)}))"
    query = (
        f"SELECT rowid FROM practices WHERE contains({title}, ?) OR practice_id IN "
        f"(SELECT practice_id FROM practice_facets WHERE {facet})"
    )
    whole = f" {name} "
    return reader.numbers(query, [whole, *_NAMED, whole, *places])


def _marks(values: "tuple[str, ...] | list[str]") -> str:
    return ", ".join("?" * len(values))
