"""What is asked of the catalogue, and what it answers."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, overload

from models import SearchHit, SettingsError
from pipeline.search.asked import Understood
from pipeline.search.facet_values import FACETS
from pipeline.search.filters import Filters, split_filters

if TYPE_CHECKING:
    import pandas as pd

#: Part of a shared search that says: take the query word by word, read no conditions out of it.
AS_TYPED = "as:typed"
#: Part of a shared search that names a practice to find others like it.
LIKE = "like:gp-"
#: Part of a shared search that names what is counted.
_FACETS = "facets:"
MAX_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """A search as somebody states it; `str()` gives one line that `parse` reads back.

    Attributes:
        query: in the searcher's own words, of any length; may be empty when there are filters.
        understand: read conditions out of the query ("in Poland", "below 1 million").
        facets: counts wanted, by the names of filters.
        cursor: where an earlier page ended; goes before `offset`.
        like: id of a practice to find others like it, in place of a query.

    Raises:
        SettingsError: nothing is asked, words that are not UTF-8, an unknown facet, or a page out of range.
    """

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    understand: bool = True
    facets: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    cursor: str | None = None
    like: str = ""

    def __post_init__(self) -> None:
        if not (self.query.strip() or self.filters or self.like):
            raise SettingsError("The query is empty. Say in your own words what the practice should be about.")
        if any("\ud800" <= letter <= "\udfff" for letter in self.query):
            raise SettingsError(
                "The query holds bytes that are not UTF-8. Type it again, or set the terminal to UTF-8."
            )
        for name in self.facets:
            if name not in FACETS:
                raise SettingsError(f"{name!r} cannot be counted. Choose from: {', '.join(FACETS)}.")
        if self.limit is not None and not 1 <= self.limit <= MAX_LIMIT:
            raise SettingsError(f"limit must be between 1 and {MAX_LIMIT}, got {self.limit}.")
        if self.offset < 0:
            raise SettingsError(f"offset must not be negative, got {self.offset}.")

    @classmethod
    def parse(cls, text: str) -> "Search":
        """A search from one line: words and filters in any order, as `str()` writes it.

        Raises:
            SettingsError: nothing is asked, or a filter has a value that it cannot have.
        """
        words = text.split()
        rest = " ".join(word for word in words if word != AS_TYPED and not word.startswith((LIKE, _FACETS)))
        filters, query = split_filters(rest)
        like = next((word.removeprefix("like:") for word in words if word.startswith(LIKE)), "")
        listed = ",".join(word.removeprefix(_FACETS) for word in words if word.startswith(_FACETS))
        facets = tuple(dict.fromkeys(name for name in listed.split(",") if name))
        return cls(query, filters, understand=AS_TYPED not in words, facets=facets, like=like)

    def __str__(self) -> str:
        parts = (self.query, f"like:{self.like}" if self.like else "", str(self.filters))
        counted = _FACETS + ",".join(self.facets) if self.facets else ""
        return " ".join(filter(None, (*parts, "" if self.understand else AS_TYPED, counted)))


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the practices under the filters have a value; `label` is what people read."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What one filter costs: practices that the other filters leave, and whether one of them fits the query."""

    condition: str
    practices: int
    fits: bool


@dataclass(frozen=True, slots=True)
class NothingFits:
    """Why there is no hit; `without` has the filter first that excludes most.

    `nearest` are no answers: the practices that come nearest, under the same filters, and `topics` what they and a
    few more are about.
    """

    reason: str
    without: tuple[Relaxed, ...] = ()
    nearest: tuple[SearchHit, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult(Sequence[SearchHit]):
    """One page of hits, best first; a sequence of them.

    Attributes:
        before: practices on earlier pages.
        total: practices that fit, over all pages.
        facets: for each facet asked for, counts under the filters other than its own, the largest first.
        understood: what was read out of the query, each with its words; `meaning` is the rest that was searched for.
        filters: the filters that were stated, without those understood.
        in_english: how `meaning` was read in English, word by word; None where it was not.
        did_you_mean: (as written, as known) for names that look misspelt.
        next: cursor of the next page; None on the last one.
    """

    search: Search
    hits: tuple[SearchHit, ...]
    before: int
    total: int
    meaning: str
    understood: tuple[Understood, ...] = ()
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    nothing_fits: NothingFits | None = None
    did_you_mean: tuple[tuple[str, str], ...] = ()
    next: str | None = None
    in_english: str | None = None

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[SearchHit]:
        return iter(self.hits)

    @overload
    def __getitem__(self, index: int) -> SearchHit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[SearchHit, ...]: ...
    def __getitem__(self, index: int | slice) -> SearchHit | tuple[SearchHit, ...]:
        return self.hits[index]

    def to_dataframe(self) -> "pd.DataFrame":
        """One row for each hit, in their order."""
        import pandas as pd

        return pd.DataFrame([hit_row(hit) for hit in self.hits], columns=list(HIT_COLUMNS))


#: Columns of hits in tables, CSV and data frames.
HIT_COLUMNS = (
    *("practice_id", "title", "score", "country", "region", "section", "passage", "document", "page_no", "unstated"),
)


def hit_row(hit: SearchHit) -> dict[str, object]:
    """A hit as one row, by the names of `HIT_COLUMNS`."""
    passage = hit.passage
    place = (hit.country, hit.region, passage.label, passage.text, hit.document, passage.page_no)
    score = None if hit.score is None else round(hit.score, 4)
    row = (hit.practice_id, hit.title, score, *place, "; ".join(hit.unstated))
    return dict(zip(HIT_COLUMNS, row, strict=True))


def write_cursor(search: Search, offset: int, practice_id: str) -> str:
    """Where a page of a search ended: after so many hits, the last of them this practice."""
    content = [offset, practice_id, _digest(search)]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def read_cursor(search: Search) -> tuple[int, str]:
    """(hits before the page, id of the last one) of the search's own cursor.

    Raises:
        SettingsError: not a cursor of ours, or of another search.
    """
    cursor = search.cursor or ""
    try:
        offset, practice_id, digest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        offset = int(offset)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise SettingsError(f"{cursor!r} is not the cursor of a search; take it from the page before.") from error
    if digest != _digest(search):
        raise SettingsError(f"{cursor!r} is the cursor of another search. Ask with the same words and filters.")
    return offset, str(practice_id)


def _digest(search: Search) -> str:
    """Tells one search from another, whatever is counted and however long its pages are."""
    return hashlib.sha256(str(replace(search, facets=())).encode()).hexdigest()[:8]
