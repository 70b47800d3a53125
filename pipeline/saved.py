"""Saved searches, and what each has told already: a small SQLite file beside the generations.

Several processes may use it at once. What a digest will say is noted in one step before anything is written or sent,
so that a killed run leaves either nothing or a digest that the next one finishes: no new practice is lost, and none
is told twice.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from models import SettingsError, StoreError
from pipeline.search.result import Search
from pipeline.store.generations import CatalogueFolder, writing

FILE = "saved.sqlite"
#: How long one process waits for another that is writing.
_WAIT_S = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS searches (
    name TEXT PRIMARY KEY, search TEXT NOT NULL, saved_at TEXT NOT NULL, since TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS digests (
    number INTEGER PRIMARY KEY AUTOINCREMENT, made_at TEXT NOT NULL,
    is_written INTEGER NOT NULL DEFAULT 0, is_sent INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS told (
    name TEXT NOT NULL, practice_id TEXT NOT NULL, digest INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    news TEXT NOT NULL,
    PRIMARY KEY (name, practice_id)
);
"""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name; practices that came in after `since` (UTC) are new to it."""

    name: str
    search: Search
    saved_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class News:
    """A practice that is new to a saved search, as its digest tells it."""

    practice_id: str
    title: str
    place: str
    document: str
    page_no: int
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new, by the name and the text of each search; `made_at` is UTC."""

    number: int
    made_at: datetime
    news: tuple[tuple[str, str, tuple[News, ...]], ...]

    @property
    def count(self) -> int:
        return len({one.practice_id for _, _, news in self.news for one in news})


class SavedSearches:
    """The saved searches of a catalogue."""

    def __init__(self, folder: CatalogueFolder) -> None:
        self._path = folder.root / FILE
        self._root = folder.root

    def add(self, name: str, search: Search, since: datetime, now: datetime | None = None) -> SavedSearch:
        """Save a search under a new name.

        Raises:
            SettingsError: the name is empty or taken.
            StoreError: the catalogue's folder cannot be written to.
        """
        cleaned = " ".join(name.split())
        if not cleaned:
            raise SettingsError("A saved search needs a name.")
        saved = SavedSearch(cleaned, search, now or datetime.now(UTC), since)
        with self._writing() as connection:
            if connection.execute("SELECT 1 FROM searches WHERE name = ?", [cleaned]).fetchone():
                raise SettingsError(
                    f"There is a saved search {cleaned!r} already. Remove it first, or take another name."
                )
            connection.execute(
                "INSERT INTO searches VALUES (?, ?, ?, ?)",
                [cleaned, str(search), saved.saved_at.isoformat(), since.isoformat()],
            )
        return saved

    def remove(self, name: str) -> None:
        """Forget a search.

        Raises:
            SettingsError: no search has this name.
        """
        self.get(name)
        with self._writing() as connection:
            connection.execute("DELETE FROM searches WHERE name = ?", [name])
            # A digest that is not out yet still tells what it has.
            connection.execute(
                "DELETE FROM told WHERE name = ? AND digest IN "
                "(SELECT number FROM digests WHERE is_written AND is_sent)",
                [name],
            )

    def get(self, name: str) -> SavedSearch:
        """The search of that name.

        Raises:
            SettingsError: there is none.
        """
        found = {saved.name: saved for saved in self.all()}
        if name not in found:
            raise SettingsError(f"There is no saved search {name!r}. There are: {', '.join(found) or 'none'}.")
        return found[name]

    def all(self) -> tuple[SavedSearch, ...]:
        """Every saved search, by name."""
        if not self._path.exists():
            return ()
        with self._writing() as connection:
            rows = connection.execute("SELECT * FROM searches ORDER BY name").fetchall()
        return tuple(
            SavedSearch(name, Search.parse(text), datetime.fromisoformat(saved_at), datetime.fromisoformat(since))
            for name, text, saved_at, since in rows
        )

    def told(self, name: str) -> frozenset[str]:
        """Ids of the practices that digests of this search have told."""
        with self._writing() as connection:
            return frozenset(i for (i,) in connection.execute("SELECT practice_id FROM told WHERE name = ?", [name]))

    def note(self, found: Mapping[str, Sequence[News]], now: datetime | None = None) -> None:
        """Note what a new digest will tell, in one step; what another run has noted meanwhile is left out."""
        with self._writing() as connection:
            known = set(connection.execute("SELECT name, practice_id FROM told").fetchall())
            fresh = [
                (name, one, ordinal)
                for name, news in found.items()
                for ordinal, one in enumerate(news)
                if (name, one.practice_id) not in known
            ]
            if not fresh:
                return
            made_at = (now or datetime.now(UTC)).isoformat()
            number = connection.execute("INSERT INTO digests (made_at) VALUES (?)", [made_at]).lastrowid
            connection.executemany(
                "INSERT INTO told VALUES (?, ?, ?, ?, ?)",
                [(name, one.practice_id, number, ordinal, json.dumps(asdict(one))) for name, one, ordinal in fresh],
            )

    def unfinished(self) -> tuple[Digest, ...]:
        """Digests that are not written or not sent yet, the oldest first."""
        if not self._path.exists():
            return ()
        with self._writing() as connection:
            open_ones = connection.execute(
                "SELECT number, made_at FROM digests WHERE NOT (is_written AND is_sent) ORDER BY number"
            ).fetchall()
            return tuple(_digest(connection, number, made_at) for number, made_at in open_ones)

    def mark(self, digest: Digest, *, is_written: bool = False, is_sent: bool = False) -> None:
        """Note what has been done with a digest."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE digests SET is_written = is_written OR ?, is_sent = is_sent OR ? WHERE number = ?",
                [is_written, is_sent, digest.number],
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other process writes into."""
        with writing(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
        try:
            connection = sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)
            try:
                connection.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StoreError(f"The saved searches in {self._path} cannot be used: {error}.") from error


def _digest(connection: sqlite3.Connection, number: int, made_at: str) -> Digest:
    rows = connection.execute(
        "SELECT told.name, coalesce(search, ''), news FROM told LEFT JOIN searches USING (name) "
        "WHERE digest = ? ORDER BY told.name, ordinal",
        [number],
    ).fetchall()
    by_name: dict[tuple[str, str], list[News]] = {}
    for name, search, news in rows:
        by_name.setdefault((name, search), []).append(News(**json.loads(news)))
    found = tuple((name, search, tuple(news)) for (name, search), news in by_name.items())
    return Digest(number, datetime.fromisoformat(made_at), found)
