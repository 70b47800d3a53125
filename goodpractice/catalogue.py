"""The catalogue as a Python object."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from models import Annotations, Assessment, Document, GoodPractice, RunReport, SettingsError, StepError, StoreError
from pipeline.encoders import encoders
from pipeline.saved import SavedSearch, SavedSearches
from pipeline.search import Filters, Search, SearchResult, prepare, search
from pipeline.settings import Settings, load_settings
from pipeline.store.generations import CatalogueFolder
from pipeline.store.reader import CatalogueReader
from pipeline.store.rows import from_json
from pipeline.template import load_template
from pipeline.work import Incoming

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.run import OnResult, OnScan


class Catalogue:
    """A folder with good practices, their sources and what makes them searchable.

    >>> catalogue = Catalogue.open("catalogue")              # doctest: +SKIP
    >>> catalogue.ingest(["reports/"])                       # doctest: +SKIP
    >>> catalogue.search("seed funding for clusters")        # doctest: +SKIP
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self._reader = CatalogueReader(CatalogueFolder(root))

    @classmethod
    def open(cls, path: str | Path, settings: Settings | None = None) -> Self:
        """The catalogue in that folder; it is made by the first ingest.

        Without `settings` they come from the environment (see `pipeline.settings`).
        """
        return cls(Path(path), settings or load_settings())

    def ingest(
        self,
        documents: Iterable[str | Path | Incoming],
        on_scan: "OnScan | None" = None,
        on_result: "OnResult | None" = None,
    ) -> RunReport:
        """Bring in files, folders or `Incoming` documents; what is there already is left alone.

        Raises:
            DocumentError: a path does not exist. A file that cannot be read does not raise: the report says why.
            StoreError: the catalogue cannot be written, or another process is writing.
        """
        from pipeline.run import ingest  # Loads the extractors, which searching does without.

        return ingest(_incoming(documents), self.root, self.settings, on_scan, on_result)

    def reprocess(
        self, everything: bool = False, on_scan: "OnScan | None" = None, on_result: "OnResult | None" = None
    ) -> RunReport:
        """Read again what an older version or other settings made (or everything), from the kept bytes."""
        from pipeline.run import reprocess

        return reprocess(self.root, self.settings, everything, on_scan, on_result)

    def search(
        self,
        query: str | Search = "",
        filters: Filters | str = "",
        facets: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
        *,
        cursor: str | None = None,
        understand: bool = True,
    ) -> SearchResult:
        """Practices that fit the query by meaning and words, best first; the result says why when nothing fits.

        Conditions in the query ("in Poland, below 1 million") are understood and returned; `understand=False` takes
        it word by word. `filters` is a `Filters` or its text, such as `"country:PL budget:<1000000"`; `facets` names
        what to count. Pages follow each other with `cursor=result.next`. A `Search` says all of this at once; `limit`,
        `offset`, `cursor` and `facets` given beside it count instead of its own.

        Raises:
            SettingsError: nothing is asked, or a filter, facet or cursor is unknown; the message says what is allowed.
            StoreError: there is no catalogue yet, or it cannot be searched.
        """
        if isinstance(query, Search):
            if filters or not understand:
                raise SettingsError("A Search has its own filters; put them into it, or pass its words instead.")
            asked = replace(
                query,
                facets=tuple(facets) or query.facets,
                limit=limit or query.limit,
                offset=offset or query.offset,
                cursor=cursor or query.cursor,
            )
        else:
            stated = filters if isinstance(filters, Filters) else Filters.parse(filters)
            asked = Search(query, stated, understand, tuple(facets), limit, offset, cursor)
        chosen = encoders(self.settings.embed)
        prepare(chosen, asked)
        return search(self._reader.now(), chosen, asked, self.settings.search)

    def more_like(
        self,
        this: str | Path,
        filters: Filters | str = "",
        facets: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
        *,
        cursor: str | None = None,
    ) -> SearchResult:
        """Practices like a practice (its id), a file, or a text of any length.

        Raises:
            DocumentError: the file cannot be read.
            StoreError: no practice has this id.
        """
        stated = filters if isinstance(filters, Filters) else Filters.parse(filters)
        if isinstance(this, str) and re.fullmatch(r"gp-\S*", this):
            found = self.get(this).practice_id
            return self.search(Search("", stated, False, tuple(facets), limit, offset, cursor, found))
        text = _text_of_file(this, self.settings) if isinstance(this, Path) else this
        return self.search(Search(text, stated, False, tuple(facets), limit, offset, cursor))

    @property
    def saved(self) -> SavedSearches:
        """Searches kept under a name."""
        return SavedSearches(CatalogueFolder(self.root))

    def save_search(self, name: str, asked: Search) -> SavedSearch:
        """Keep a search; from now on each nightly run tells which new practices fit it.

        Raises:
            SettingsError: the name is empty or taken.
            StoreError: there is no catalogue yet, or it cannot be searched.
        """
        self.search(replace(asked, limit=1))
        from pipeline.digest import newest

        return self.saved.add(name, asked, newest(self._reader.now()))

    def get(self, practice_id: str) -> GoodPractice:
        """The practice of that id, or of the only id that begins so.

        Raises:
            StoreError: no practice, or more than one, has an id that begins so.
        """
        reader = self._reader.now()
        found = [i for i in reader.practice_ids() if i.startswith(practice_id)] if practice_id else []
        exact = [i for i in found if i == practice_id] or found
        if len(exact) != 1:
            why = "No practice has" if not exact else f"{len(exact)} practices have"
            raise StoreError(f"{why} an id that begins with {practice_id!r}. See the ids with: goodpractice list")
        return reader.practices(exact)[0]

    def assess(self, practice_id: str) -> Assessment:
        """The practice held against the programme's definition and its form, every answer with its sentences.

        Raises:
            StoreError: as for `get`.
        """
        return self.assessment(self.get(practice_id))

    def assessment(self, practice: GoodPractice) -> Assessment:
        """The same for a practice at hand."""
        from pipeline.assessment import assess
        from pipeline.contacts import personal_spans

        document = self.document(practice.sources[0].doc_id)
        return assess(practice, document, personal_spans(document, self.annotations(document.doc_id)))

    def all(self) -> list[GoodPractice]:
        """Every practice, by document and place in it."""
        reader = self._reader.now()
        return reader.practices(reader.practice_ids())

    def failed(self) -> dict[str, tuple[StepError, ...]]:
        """Documents in quarantine: what could not be read of each, by its place."""
        query = "SELECT uri, errors FROM sources WHERE status = 'failed' ORDER BY uri"
        return {uri: from_json(tuple[StepError, ...], errors) for uri, errors in self._reader.now().rows(query)}

    def document(self, doc_id: str) -> Document:
        """The document of that id, as it was read.

        Raises:
            StoreError: there is none.
        """
        document = self._reader.now().document(doc_id)
        if document is None:
            raise StoreError(f"No document has the id {doc_id!r}.")
        return document

    def doc_id(self, beginning: str) -> str:
        """The only document id that begins so.

        Raises:
            StoreError: no document, or more than one, has an id that begins so.
        """
        query = "SELECT doc_id FROM documents WHERE starts_with(doc_id, ?)"
        found = [doc_id for (doc_id,) in self._reader.now().rows(query, [beginning])]
        if len(found) != 1:
            why = "No document has" if not found else f"{len(found)} documents have"
            raise StoreError(f"{why} an id that begins with {beginning!r}.")
        return str(found[0])

    def annotations(self, doc_id: str) -> Annotations:
        """What was found in that document, in and outside its practices; persons' names among it."""
        return self._reader.now().annotations(doc_id)

    def practices_of(self, doc_id: str) -> list[GoodPractice]:
        """The practices that a document describes, in their order; empty when it describes none."""
        query = "SELECT practice_id FROM practices WHERE doc_id = ? ORDER BY ordinal"
        reader = self._reader.now()
        return reader.practices([practice_id for (practice_id,) in reader.rows(query, [doc_id])])

    def practices(self) -> "pd.DataFrame":
        """One row for each practice: its id, each field of the form as text, and its documents."""
        import pandas as pd

        names = [f.name for f in load_template(self.settings.extract.template).fields]
        rows = [
            {"practice_id": p.practice_id}
            | {name: p.field(name).display or None for name in names}
            | {"documents": ", ".join(self.document(s.doc_id).source.uri for s in p.sources)}
            for p in self.all()
        ]
        return pd.DataFrame(rows, columns=["practice_id", *names, "documents"])

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _incoming(documents: Iterable[str | Path | Incoming]) -> Sequence[Incoming]:

    from pipeline.scan import find_documents

    given = list(documents)
    handed_over = [d for d in given if isinstance(d, Incoming)]
    return handed_over + find_documents(Path(d) for d in given if not isinstance(d, Incoming))


def _text_of_file(path: Path, settings: Settings) -> str:
    from corpus.worker import ReadWorker

    with ReadWorker(settings.read) as worker:
        return worker.read(path).text
