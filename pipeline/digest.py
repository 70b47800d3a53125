"""Digests: what came into the catalogue that is new to each saved search, as a file and by e-mail."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from models import SearchHit, StoreError
from models.text import joined
from pipeline.encoders import encoders
from pipeline.mail import send
from pipeline.report_files import write_whole
from pipeline.saved import Digest, News, SavedSearch, SavedSearches
from pipeline.search import Filters, SearchResult, search
from pipeline.search.filters import OneOf
from pipeline.search.result import MAX_LIMIT
from pipeline.settings import Settings
from pipeline.store.generations import CatalogueFolder
from pipeline.store.reader import CatalogueReader, GenerationReader

log = logging.getLogger(__name__)

#: A longer passage is told by its beginning.
_SNIPPET = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a run's digests: the files written, and why one could not be sent."""

    files: tuple[Path, ...] = ()
    count: int = 0
    problem: str | None = None


def newest(reader: GenerationReader) -> datetime:
    """When the newest practice of a generation came in (UTC); what comes later is new to a search saved now."""
    (found,) = reader.rows("SELECT max(added_at) FROM practice_added")[0]
    return found.replace(tzinfo=UTC) if found else datetime.fromtimestamp(0, UTC)


def tell_news(root: Path, settings: Settings) -> Told:
    """Find what is new to the saved searches, and write and send the digests that are due.

    A digest that a killed run left open is finished first, and one whose mail failed is sent again.

    Raises:
        StoreError: the catalogue cannot be read.
    """
    folder = CatalogueFolder(root)
    saved = SavedSearches(folder)
    if saved.all() and folder.current() is not None:
        with CatalogueReader(folder) as catalogue:
            reader = catalogue.now()
            saved.note({one.name: _news(reader, settings, one, saved.told(one.name)) for one in saved.all()})
    return _finish(saved, folder, settings)


def run_saved(reader: GenerationReader, settings: Settings, one: SavedSearch, limit: int | None = None) -> SearchResult:
    """What a saved search finds now."""
    return search(reader, encoders(settings.embed), replace(one.search, limit=limit), settings.search)


def as_markdown(digest: Digest) -> str:
    """A digest as people read it."""
    parts = [f"# New in your saved searches, {digest.made_at:%Y-%m-%d}"]
    for name, text, news in digest.news:
        parts.append(f"## {name}" + (f"\n\nSearch: `{text}`" if text else ""))
        parts += [_item(one) for one in news]
    return "\n\n".join(parts) + "\n"


def _item(one: News) -> str:
    place = f", {one.place}" if one.place else ""
    return f"- **{one.title}**{place} ({one.practice_id})\n  {one.text}\n  {one.document}, p. {one.page_no}"


def _news(reader: GenerationReader, settings: Settings, one: SavedSearch, told: frozenset[str]) -> Sequence[News]:
    """New practices that fit, each asked about by itself: whether it answers does not hang on the others."""
    query = "SELECT practice_id FROM practice_added WHERE added_at > CAST(? AS TIMESTAMP) ORDER BY practice_id"
    since = one.since.astimezone(UTC).replace(tzinfo=None).isoformat()
    fresh = [i for (i,) in reader.rows(query, [since]) if i not in told]
    found: list[SearchHit] = []
    for practice_id in fresh:
        asked = replace(
            one.search, filters=one.search.filters + Filters((OneOf("id", (practice_id,)),)), limit=MAX_LIMIT
        )
        found += search(reader, encoders(settings.embed), asked, settings.search).hits
    return [_as_news(hit) for hit in sorted(found, key=lambda hit: (-(hit.score or 0), hit.practice_id))]


def _as_news(hit: SearchHit) -> News:
    text = joined(hit.passage.text)
    shown = text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(" ", 1)[0] + " …"
    place = ", ".join(part for part in (hit.region, hit.country) if part)
    return News(hit.practice_id, hit.title, place, hit.document.rpartition("/")[2], hit.passage.page_no, shown)


def _finish(saved: SavedSearches, folder: CatalogueFolder, settings: Settings) -> Told:
    files, count, problem = [], 0, None
    for digest in saved.unfinished():
        text = as_markdown(digest)
        folder.reports.mkdir(parents=True, exist_ok=True)
        name = f"digest-{digest.made_at:%Y-%m-%d}-{digest.number:06d}.md"
        files.append(write_whole(folder.reports / name, text))
        saved.mark(digest, is_written=True)
        count += digest.count
        if settings.mail.host:
            try:
                send(settings.mail, _subject(digest), text, f"digest-{digest.number}-{digest.made_at:%Y%m%d%H%M%S%f}")
            except StoreError as error:
                log.warning("%s", error)
                problem = str(error)
                continue
        saved.mark(digest, is_sent=True)
    return Told(tuple(files), count, problem)


def _subject(digest: Digest) -> str:
    names = ", ".join(name for name, _, _ in digest.news)
    return f"{digest.count} new good practice{'' if digest.count == 1 else 's'}: {names}"[:180]
