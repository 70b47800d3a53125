"""The vectors of one generation, one space for all languages, rows in the order of passage numbers.

    vectors/
        header.json          model, dim, rows, digest of the passages, languages
        exact.f32            float32 (rows, dim), memory-mapped
        short.i8             int8 (rows, dim), the same shortened; only when there are many rows
        languages.u8         uint8 (rows,), place in `languages` of each passage's document

They can always be made again from the passages. A reader refuses vectors whose header disagrees with the catalogue.
"""

import json
import shutil
from collections.abc import Callable
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
_HEADER, _EXACT, _SHORT, _LANGUAGES = "header.json", "exact.f32", "short.i8", "languages.u8"
_CHUNK = 16_384


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
    """The language of the document of each passage.

    Attributes:
        names: each language once, "" for unknown.
        codes: uint8 (rows,), places in `names`.
    """

    names: tuple[str, ...]
    codes: "NDArray[np.uint8]"


class VectorSet:
    """The vectors as readers see them."""

    def __init__(self, folder: Path) -> None:
        """Open the set in a folder for reading.

        Raises:
            StoreError: missing or damaged.
        """
        self._folder = folder
        try:
            content = json.loads((self._folder / _HEADER).read_text(encoding="utf-8"))
            self.header = SetHeader(**content | {"languages": tuple(content["languages"])})
            size = (self._folder / _EXACT).stat().st_size
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StoreError(
                f"The vectors of {folder} are missing, damaged or of an earlier version ({error}). "
                "Run: goodpractice reprocess --outdated"
            ) from error
        if size != self.header.rows * self.header.dim * 4:
            raise StoreError(
                f"The vectors of {folder} hold {size} bytes for {self.header.rows} passages. "
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
                f"The vectors of {self._folder} were made by {found[0]} from {found[1]} passages "
                f"(digest {found[2]}); the settings and the catalogue ask for {model}, {rows} and {digest}. "
                "Make them again with: goodpractice reprocess --outdated"
            )

    @cached_property
    def exact(self) -> "Floats":
        """Memory-mapped, float32 (rows, dim), of unit length."""
        return self._map(_EXACT, "float32", (self.header.rows, self.header.dim))  # type: ignore[return-value]

    @cached_property
    def short(self) -> "NDArray[np.int8] | None":
        """Memory-mapped, int8 (rows, dim); None for few enough rows to do without."""
        if not (self._folder / _SHORT).is_file():
            return None
        return self._map(_SHORT, "int8", (self.header.rows, self.header.dim))  # type: ignore[return-value]

    @cached_property
    def is_foreign(self) -> "NDArray[np.bool_]":
        """Whether each row is of a document known to be in another language than English, bool (rows,)."""
        import numpy as np

        return ~np.isin(self.header.languages, ("en", ""))[self.languages]

    @cached_property
    def languages(self) -> "NDArray[np.uint8]":
        """Place in `header.languages` of each row, uint8 (rows,)."""
        return self._map(_LANGUAGES, "uint8", (self.header.rows,))  # type: ignore[return-value]

    def _map(self, name: str, kind: str, shape: tuple[int, ...]) -> "NDArray[np.generic]":
        import numpy as np

        if not shape[0]:
            return np.zeros(shape, dtype=kind)
        try:
            return np.memmap(self._folder / name, dtype=kind, mode="r", shape=shape)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"The vectors {self._folder / name} cannot be read: {error}. Run: goodpractice reprocess --outdated"
            ) from error


class VectorSetWriter:
    """Changes the vectors of a working copy: rows are appended, and rewritten only when some are taken out."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder, self._model = folder, model
        self._folder.mkdir(parents=True, exist_ok=True)
        self._added = 0

    def keep_or_remake(self, rows: int, digest: str, encode: "Callable[[slice], Floats]") -> bool:
        """See that there are vectors of these passages, else embed slices of them again; True when there were."""
        try:
            VectorSet(self._folder).check(self._model, rows, digest)
            return True
        except StoreError:
            pass  # Derived data: made again below.
        for stale in self._folder.iterdir():
            # Earlier versions had a folder for each of two sets.
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
        with (self._folder / _EXACT).open("wb") as file:
            for start in range(0, rows, _CHUNK):
                file.write(encode(slice(start, start + _CHUNK)).tobytes())
        return False

    def add(self, vectors: "Floats") -> None:
        """Put rows behind the last one; they go to the disk at once, there may be millions."""
        import numpy as np

        with (self._folder / _EXACT).open("ab") as file:
            file.write(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
        self._added += len(vectors)

    def finish(self, kept: "NDArray[np.bool_]", dim: int, digest: str, languages: PassageLanguages) -> SetHeader:
        """Take out the rows that are not `kept` (bool, one for each row there was before any was added)."""
        import numpy as np

        path, kept = self._folder / _EXACT, np.concatenate([kept, np.ones(self._added, dtype=bool)])
        if not kept.all():
            earlier = np.memmap(path, dtype=np.float32, mode="r", shape=(len(kept), dim))
            replacement = self._folder / "new"
            with replacement.open("wb") as file:
                for start in range(0, len(kept), _CHUNK):
                    file.write(earlier[start : start + _CHUNK][kept[start : start + _CHUNK]].tobytes())
            del earlier
            replacement.replace(path)
        rows = int(kept.sum())
        header = SetHeader(self._model, dim, rows, digest, languages.names)
        self._derive(rows, dim, languages)
        (self._folder / _HEADER).write_text(json.dumps(asdict(header), indent=1), encoding="utf-8")
        return header

    def _derive(self, rows: int, dim: int, languages: PassageLanguages) -> None:
        """What stands beside the vectors: languages, and int8 where there are many rows."""
        import numpy as np

        (self._folder / _LANGUAGES).write_bytes(languages.codes.tobytes())
        (self._folder / _SHORT).unlink(missing_ok=True)
        if rows > EXACT_ROWS:
            everything = np.memmap(self._folder / _EXACT, dtype=np.float32, mode="r", shape=(rows, dim))
            with (self._folder / _SHORT).open("wb") as file:
                for start in range(0, rows, _CHUNK):
                    file.write(as_int8(everything[start : start + _CHUNK]).tobytes())


def as_int8(vectors: "Floats") -> "NDArray[np.int8]":
    """Unit vectors in a quarter of the room."""
    import numpy as np

    shortened: NDArray[np.int8] = np.clip(np.rint(vectors * INT8_SCALE), -127, 127).astype(np.int8)
    return shortened
