"""Sets of vectors of one generation, one for each encoder; rows in the order of passage numbers.

    vectors/
        main.json            model, dim, rows, digest of the passages, languages
        main.f32             float32 (rows, dim), memory-mapped
        main.i8              int8 (rows, dim), the same shortened; only when there are many rows
        main.languages       uint8 (rows,), place in `languages` of each passage's document
        main.centres         float32 (languages, dim), where the texts of a language lie

They can always be made again from the passages. A reader refuses a set whose header disagrees with the catalogue.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FOLDER = "vectors"
#: Up to here a scan over float32 is fast enough; above, int8 is scanned and the best are scored again.
EXACT_ROWS = 200_000
#: A component of a unit vector times this is its int8; larger ones than 0.5 are cut.
INT8_SCALE = 254.0
_CHUNK = 16_384
#: Documents of a language that weigh as much as all others together when its centre is estimated.
_PRIOR_DOCUMENTS = 5


@dataclass(frozen=True, slots=True)
class SetHeader:
    """What a set was made by and from."""

    model: str
    dim: int
    rows: int
    digest: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassageLanguages:
    """The language of the document of each passage, and its number of documents.

    Attributes:
        names: each language once, "" for unknown.
        codes: uint8 (rows,), places in `names`.
        documents: how many documents are in each.
    """

    names: tuple[str, ...]
    codes: "NDArray[np.uint8]"
    documents: tuple[int, ...]


class VectorSet:
    """A set as readers see it."""

    def __init__(self, folder: Path, key: str) -> None:
        """Open a set for reading.

        Raises:
            StoreError: missing or damaged.
        """
        self._folder, self._key = folder / FOLDER, key
        try:
            content = json.loads(self._path("json").read_text(encoding="utf-8"))
            self.header = SetHeader(**content | {"languages": tuple(content["languages"])})
            size = self._path("f32").stat().st_size
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StoreError(
                f"The vectors {key} of {folder} cannot be read: {error}. Run: goodpractice reprocess --outdated"
            ) from error
        if size != self.header.rows * self.header.dim * 4:
            raise StoreError(
                f"The vectors {key} of {folder} hold {size} bytes for {self.header.rows} passages. "
                "Run: goodpractice reprocess --outdated"
            )

    def check(self, model: str, rows: int, digest: str) -> None:
        """Refuse vectors of another model, or of other passages.

        Raises:
            StoreError: the header disagrees.
        """
        found = (self.header.model, self.header.rows, self.header.digest)
        if found != (model, rows, digest):
            raise StoreError(
                f"The vectors {self._key} of {self._folder} were made by {found[0]} from {found[1]} passages "
                f"(digest {found[2]}); the settings and the catalogue ask for {model}, {rows} and {digest}. "
                "Make them again with: goodpractice reprocess --outdated"
            )

    @cached_property
    def exact(self) -> "Floats":
        """Memory-mapped, float32 (rows, dim), of unit length."""
        return self._map("f32", "float32", (self.header.rows, self.header.dim))  # type: ignore[return-value]

    @cached_property
    def short(self) -> "NDArray[np.int8] | None":
        """Memory-mapped, int8 (rows, dim); None for a set that is small enough without."""
        if not self._path("i8").is_file():
            return None
        return self._map("i8", "int8", (self.header.rows, self.header.dim))  # type: ignore[return-value]

    @cached_property
    def languages(self) -> "NDArray[np.uint8]":
        """Place in `header.languages` of each row, uint8 (rows,)."""
        return self._map("languages", "uint8", (self.header.rows,))  # type: ignore[return-value]

    @cached_property
    def is_foreign(self) -> "NDArray[np.bool_]":
        """Whether each row is of a document known to be in another language than English, bool (rows,)."""
        import numpy as np

        return ~np.isin(self.header.languages, ("en", ""))[self.languages]

    @cached_property
    def centres(self) -> "Floats":
        """Where the texts of each language lie, float32 (languages, dim)."""
        return self._map("centres", "float32", (len(self.header.languages), self.header.dim))  # type: ignore[return-value]

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._key}.{ending}"

    def _map(self, ending: str, kind: str, shape: tuple[int, ...]) -> "NDArray[np.generic]":
        import numpy as np

        if not shape[0]:
            return np.zeros(shape, dtype=kind)
        try:
            return np.memmap(self._path(ending), dtype=kind, mode="r", shape=shape)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"The vectors {self._path(ending)} cannot be read: {error}. Run: goodpractice reprocess --outdated"
            ) from error


class VectorSetWriter:
    """Changes one set of a working copy: rows are appended, and rewritten only when some are taken out."""

    def __init__(self, folder: Path, key: str, model: str) -> None:
        self._folder, self._key, self._model = folder / FOLDER, key, model
        self._folder.mkdir(exist_ok=True)
        self._added = 0

    def keep_or_remake(
        self, rows: int, digest: str, texts: Sequence[str], encode: "Callable[[Sequence[str]], Floats]"
    ) -> bool:
        """See that the set holds `texts`, embedding them again when it does not; True when it did."""
        try:
            found = VectorSet(self._folder.parent, self._key)
            found.check(self._model, rows, digest)
            return True
        except StoreError:
            pass  # Derived data: made again below.
        for stale in self._folder.glob(f"{self._key}.*"):
            stale.unlink()
        with self._path("f32").open("wb") as file:
            for start in range(0, len(texts), _CHUNK):
                file.write(encode(texts[start : start + _CHUNK]).tobytes())
        return False

    def add(self, vectors: "Floats") -> None:
        """Put rows behind the last one; they go to the disk at once, there may be millions."""
        import numpy as np

        with self._path("f32").open("ab") as file:
            file.write(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
        self._added += len(vectors)

    def finish(self, kept: "NDArray[np.bool_]", dim: int, digest: str, languages: PassageLanguages) -> SetHeader:
        """Take out the rows that are not `kept` (bool, one for each row there was before any was added)."""
        import numpy as np

        path, kept = self._path("f32"), np.concatenate([kept, np.ones(self._added, dtype=bool)])
        if not kept.all():
            earlier = np.memmap(path, dtype=np.float32, mode="r", shape=(len(kept), dim))
            replacement = self._path("new")
            with replacement.open("wb") as file:
                for start in range(0, len(kept), _CHUNK):
                    file.write(earlier[start : start + _CHUNK][kept[start : start + _CHUNK]].tobytes())
            del earlier
            replacement.replace(path)
        rows = int(kept.sum())
        header = SetHeader(self._model, dim, rows, digest, languages.names)
        self._derive(rows, dim, languages)
        self._path("json").write_text(json.dumps(asdict(header), indent=1), encoding="utf-8")
        return header

    def _derive(self, rows: int, dim: int, languages: PassageLanguages) -> None:
        """What follows from the vectors: centres of languages, and int8 where there are many."""
        import numpy as np

        sums = np.zeros((len(languages.names), dim), dtype=np.float64)
        self._path("languages").write_bytes(languages.codes.tobytes())
        self._path("i8").unlink(missing_ok=True)
        short = self._path("i8").open("wb") if rows > EXACT_ROWS else None
        for start, chunk in self._chunks(rows, dim):
            codes = languages.codes[start : start + len(chunk)]
            for code in np.unique(codes):
                sums[code] += chunk[codes == code].sum(axis=0, dtype=np.float64)
            if short:
                short.write(as_int8(chunk).tobytes())
        if short:
            short.close()
        counts = np.bincount(languages.codes, minlength=len(languages.names))[:, None]
        everything = sums.sum(axis=0) / max(1, rows)
        documents = np.array(languages.documents, dtype=np.float64)[:, None]
        weight = documents / (documents + _PRIOR_DOCUMENTS)
        centres = weight * sums / np.maximum(1, counts) + (1 - weight) * everything
        self._path("centres").write_bytes(centres.astype(np.float32).tobytes())

    def _chunks(self, rows: int, dim: int) -> "Iterator[tuple[int, Floats]]":
        import numpy as np

        if rows:
            everything = np.memmap(self._path("f32"), dtype=np.float32, mode="r", shape=(rows, dim))
            for start in range(0, rows, _CHUNK):
                yield start, everything[start : start + _CHUNK]

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._key}.{ending}"


def as_int8(vectors: "Floats") -> "NDArray[np.int8]":
    """Unit vectors in a quarter of the room."""
    import numpy as np

    shortened: NDArray[np.int8] = np.clip(np.rint(vectors * INT8_SCALE), -127, 127).astype(np.int8)
    return shortened
