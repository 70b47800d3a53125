"""Search by meaning, words and filters: filters first, then the ranking of what they leave, grouped to practices."""

from dataclasses import replace
from typing import TYPE_CHECKING

from models import SearchHit
from pipeline.encoders import Encoders
from pipeline.search.asked import Question, Understood, understand
from pipeline.search.empty import nothing_fits, topics_of
from pipeline.search.evidence import Reason
from pipeline.search.facet_values import ID
from pipeline.search.facets import facet_counts
from pipeline.search.filters import Filters, OneOf
from pipeline.search.groups import Group, listed, ranked_groups, reranked
from pipeline.search.language import query_language
from pipeline.search.plan import Plan, plan
from pipeline.search.result import NothingFits, Search, SearchResult, read_cursor, write_cursor
from pipeline.search.similar import is_long, similar_groups, text_of_practice
from pipeline.search.spelling import misspelt_names, misspelt_places
from pipeline.settings import SearchSettings
from pipeline.store.reader import GenerationReader

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Shown when nothing fits: the nearest practices, and the topics of a few more.
_NEAREST, _TOPICS_OF = 3, 10

__all__ = ["Filters", "NothingFits", "Search", "SearchResult", "Understood", "prepare", "search", "understand"]


def prepare(encoders: Encoders, asked: Search) -> None:
    """Begin to load the encoder that the query will need, while the catalogue is opened."""
    if asked.query.strip():
        encoders.start(encoders.key_of(query_language(asked.query)))


def search(reader: GenerationReader, encoders: Encoders, asked: Search, settings: SearchSettings) -> SearchResult:
    """One page of the practices that fit, best first, each with its best passage.

    Raises:
        StoreError: the vectors were made by another encoder, or the catalogue cannot be filtered yet.
        SettingsError: the cursor is not one of ours.
    """
    question = _question(reader, asked)
    stated = asked.filters
    if asked.like:
        stated += Filters((OneOf(ID, (asked.like,), is_excluded=True),))
    chosen = plan(reader, stated, question.understood)

    def ranked(meaning: str, filters: Filters, other: Plan) -> "Sequence[Group]":
        return _groups(reader, encoders, meaning, settings, filters, other)

    groups = reranked(reader, ranked(question.meaning, stated, chosen), question.meaning, settings)
    why = Reason(reader, encoders, question.meaning)
    nothing = None
    if not groups:
        near = _groups(reader, encoders, question.meaning, replace(settings, fits_floor=0.0), stated, chosen)
        nothing = replace(
            nothing_fits(reader, asked.filters, question, chosen, ranked),
            nearest=_hits(reader, near[:_NEAREST], chosen, why),
            topics=topics_of(reader, [reader.ids_by_row[group.row] for group in near[:_TOPICS_OF]]),
        )
    page, cursor = _page(reader, asked, groups, asked.limit or settings.limit)
    return SearchResult(
        search=asked,
        hits=_hits(reader, page, chosen, why),
        total=len(groups),
        meaning=question.meaning,
        understood=question.understood,
        facets=facet_counts(reader, stated, question.understood, asked.facets),
        nothing_fits=nothing,
        did_you_mean=_did_you_mean(reader, asked, is_empty=not groups),
        next=cursor,
    )


def _question(reader: GenerationReader, asked: Search) -> Question:
    """What to search for: conditions and meaning of a query, a longer text or another practice as it is."""
    if asked.like:
        return Question((), text_of_practice(reader, asked.like))
    if asked.understand and asked.query.strip() and not is_long(asked.query):
        return understand(asked.query)
    return Question((), asked.query)


def _groups(
    reader: GenerationReader, encoders: Encoders, meaning: str, settings: SearchSettings, filters: Filters, chosen: Plan
) -> "Sequence[Group]":
    if not chosen.count:
        return []
    if not meaning.strip():
        return listed(reader, filters, chosen)
    find = similar_groups if is_long(meaning) else ranked_groups
    return find(reader, encoders, meaning, settings, filters, chosen)


def _did_you_mean(reader: GenerationReader, asked: Search, is_empty: bool) -> tuple[tuple[str, str], ...]:
    found = misspelt_places(asked.query)
    if is_empty:
        found += misspelt_names(reader, asked.query, asked.filters)
    return tuple(dict.fromkeys(found))


def _page(
    reader: GenerationReader, asked: Search, groups: "Sequence[Group]", limit: int
) -> "tuple[Sequence[Group], str | None]":
    """The hits of one page, and the cursor of the next; a page goes on behind the last hit of the one before."""
    start = asked.offset
    if asked.cursor:
        start, last_id = read_cursor(asked.cursor)
        ids = reader.ids_by_row
        start = next((i + 1 for i, group in enumerate(groups) if ids[group.row] == last_id), start)
    page = groups[start : start + limit]
    end = start + len(page)
    return page, write_cursor(end, reader.ids_by_row[page[-1].row]) if page and end < len(groups) else None


def _hits(reader: GenerationReader, page: "Sequence[Group]", chosen: Plan, why: Reason) -> tuple[SearchHit, ...]:
    if not page:
        return ()
    passages = reader.passages([group.passage_no for group in page])
    rows = {
        row[0]: row[1:]
        for row in reader.rows(
            "SELECT practice_id, practices.title, country, region, uri FROM practices JOIN documents USING (doc_id) "
            "WHERE practice_id IN (SELECT unnest(string_split(?, ',')))",
            [",".join(reader.ids_by_row[group.row] for group in page)],
        )
    }
    hits = []
    for group in page:
        practice_id = reader.ids_by_row[group.row]
        title, country, region, uri = rows[practice_id]
        unstated = tuple(str(condition) for condition, mask in chosen.silent if mask[group.row])
        passage = passages[group.passage_no]
        matched, sentence = why.of(passage)
        hits.append(
            SearchHit(practice_id, title, group.score, passage, uri, country, region, unstated, matched, sentence)
        )
    return tuple(hits)
