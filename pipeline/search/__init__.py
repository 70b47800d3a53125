"""Search by meaning, words and filters: filters first, then the ranking of what they leave, grouped to practices."""

from dataclasses import replace
from typing import TYPE_CHECKING

from models import SearchHit
from pipeline.encoders import ENGLISH, Encoders
from pipeline.search.asked import Question, Understood, understand
from pipeline.search.empty import nothing_fits, topics_of
from pipeline.search.evidence import Reason, reasons
from pipeline.search.facet_values import ID
from pipeline.search.facets import facet_counts
from pipeline.search.filters import Filters, OneOf
from pipeline.search.groups import Group, listed, ranked_groups, reranked
from pipeline.search.language import query_language
from pipeline.search.plan import Plan, plan
from pipeline.search.query import Query, query_for
from pipeline.search.result import NothingFits, Search, SearchResult, read_cursor, write_cursor
from pipeline.search.similar import is_long, parts_of, similar_groups, text_of_practice
from pipeline.search.spelling import misspelt_names, misspelt_places
from pipeline.search.stated import with_stating_passages
from pipeline.search.words import is_short, tidy
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Shown when nothing fits: the nearest practices, and the topics of a few more.
_NEAREST, _TOPICS_OF = 3, 10

__all__ = ["Filters", "NothingFits", "Search", "SearchResult", "Understood", "prepare", "search", "understand"]


def prepare(encoders: Encoders, asked: Search) -> None:
    """Begin to load the encoder that the query will need, while the catalogue is opened."""
    if not asked.query.strip():
        return
    # Most words that are looked up stand in English passages, whatever they look like.
    encoders.start(ENGLISH)
    if not is_short(asked.query):
        encoders.start(query_language(asked.query))


def search(reader: GenerationReader, encoders: Encoders, asked: Search, settings: SearchSettings) -> SearchResult:
    """One page of the practices that fit, best first, each with its best passage.

    Raises:
        StoreError: the vectors were made by another encoder, or the catalogue cannot be filtered yet.
        SettingsError: the cursor is not one of ours.
    """
    asked = replace(asked, query=tidy(asked.query))
    question = _question(reader, asked)
    stated = asked.filters
    if asked.like:
        stated += Filters((OneOf(ID, (asked.like,), is_excluded=True),))
    is_listing = not question.meaning.strip()
    chosen = plan(reader, stated, question.understood, must_state=is_listing)
    parts = _parts(reader, encoders, question.meaning, settings, asked.query)

    def ranked(filters: Filters, plan_: Plan, floor: float = settings.fits_floor) -> "Sequence[Group]":
        return _groups(reader, parts, filters, plan_, floor, settings.least_share)

    groups = reranked(reader, ranked(stated, chosen), question.meaning, settings)
    nothing = None
    if not groups:
        near = _groups(reader, parts, stated, chosen, floor=0.0, least_share=0.0)
        nothing = replace(
            nothing_fits(reader, asked.filters, question, chosen, ranked),
            nearest=_hits(reader, near[:_NEAREST], chosen),
            topics=topics_of(reader, [reader.ids_by_row[group.row] for group in near[:_TOPICS_OF]]),
        )
    before, page, cursor = _page(reader, asked, groups, asked.limit or settings.limit)
    if not parts:
        conditions = (*stated.conditions, *(item.condition for item in question.understood))
        page = with_stating_passages(reader, page, stated, conditions)
    return SearchResult(
        search=asked,
        hits=_hits(reader, page, chosen, parts[0] if len(parts) == 1 else None, is_ranked=bool(parts)),
        before=before,
        total=len(groups),
        meaning=question.meaning,
        understood=question.understood,
        facets=facet_counts(reader, stated, question.understood, asked.facets, must_state=is_listing),
        nothing_fits=nothing,
        did_you_mean=_did_you_mean(reader, asked, is_empty=not groups),
        next=cursor,
        in_english=_in_english(parts[0]) if len(parts) == 1 else None,
    )


def _question(reader: GenerationReader, asked: Search) -> Question:
    """What to search for: conditions and meaning of a query, a longer text or another practice as it is."""
    if asked.like:
        return Question((), text_of_practice(reader, asked.like))
    if asked.understand and asked.query.strip() and not is_long(asked.query):
        return understand(asked.query)
    return Question((), asked.query)


def _parts(
    reader: GenerationReader, encoders: Encoders, meaning: str, settings: SearchSettings, whole: str
) -> "Sequence[Query]":
    """What to rank by: one question, the parts of a long text, or nothing."""
    if not meaning.strip():
        return []
    if is_long(meaning):
        return [query_for(reader, encoders, part, settings) for part in parts_of(meaning)]
    return [query_for(reader, encoders, meaning, settings, whole)]


def _in_english(query: "Query") -> str | None:
    """What it was also read as, where that is not what was typed."""
    found = query.in_english
    return found if found and found.casefold() != query.text.casefold() else None


def _groups(
    reader: GenerationReader,
    parts: "Sequence[Query]",
    filters: Filters,
    chosen: Plan,
    floor: float,
    least_share: float,
) -> "Sequence[Group]":
    if not chosen.count:
        return []
    if not parts:
        return listed(reader, filters, chosen)
    if len(parts) > 1:
        return similar_groups(parts, filters, chosen, floor, least_share)
    return ranked_groups(parts[0], filters, chosen, floor, least_share)


def _did_you_mean(reader: GenerationReader, asked: Search, is_empty: bool) -> tuple[tuple[str, str], ...]:
    found = misspelt_places(asked.query)
    if is_empty:
        found += misspelt_names(reader, asked.query, asked.filters)
    return tuple(dict.fromkeys(found))


def _page(
    reader: GenerationReader, asked: Search, groups: "Sequence[Group]", limit: int
) -> "tuple[int, Sequence[Group], str | None]":
    """Hits before a page, those on it, and the cursor of the next, which goes on behind the last one."""
    start = asked.offset
    if asked.cursor:
        start, last_id = read_cursor(asked)
        ids = reader.ids_by_row
        start = next((i + 1 for i, group in enumerate(groups) if ids[group.row] == last_id), start)
    page = groups[start : start + limit]
    end = start + len(page)
    if not page or end >= len(groups):
        return start, page, None
    return start, page, write_cursor(asked, end, reader.ids_by_row[page[-1].row])


def _hits(
    reader: GenerationReader, page: "Sequence[Group]", chosen: Plan, query: Query | None = None, is_ranked: bool = True
) -> tuple[SearchHit, ...]:
    """What is shown of these practices; with `query` also why each answers, and no score unless `is_ranked`."""
    if not page:
        return ()
    found = reader.passages([group.passage_no for group in page])
    passages = [found[group.passage_no] for group in page]
    why = reasons(query, passages) if query else [Reason()] * len(page)
    rows = {
        row[0]: row[1:]
        for row in reader.rows(
            "SELECT practice_id, practices.title, country, region, uri FROM practices JOIN documents USING (doc_id) "
            "WHERE practice_id IN (SELECT unnest(string_split(?, ',')))",
            [",".join(reader.ids_by_row[group.row] for group in page)],
        )
    }
    hits = []
    for group, passage, reason in zip(page, passages, why, strict=True):
        practice_id = reader.ids_by_row[group.row]
        title, country, region, uri = rows[practice_id]
        unstated = tuple(str(condition) for condition, mask in chosen.silent if mask[group.row])
        score = group.score if is_ranked else None
        shown = (practice_id, title, score, passage, uri, country, region, unstated)
        hits.append(SearchHit(*shown, reason.matched, reason.sentence))
    return tuple(hits)
