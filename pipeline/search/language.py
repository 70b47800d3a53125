"""Which language a query is in: two words must do.

The packaged detector takes half a second to unpack, as long as all the rest of a search. What it knows of our
languages is therefore unpacked once into the folder of converted models, and only mapped into memory from then on.
"""

import json
import os
import shutil
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from models.trained.converted import models_folder

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: The official languages of the EU, and those of neighbours who take part in the programmes.
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
    *("is", "mk", "no", "ru", "sq", "sr", "tr", "uk"),
)
_PACKAGE = "py3langid"
_CLASSES = "classes.json"
#: Below this nothing speaks for a language ("POWERDOWN", "2014"): the answer is left open.
_MIN_CONFIDENCE = 0.2


@lru_cache(maxsize=1_000)
def query_language(text: str) -> str | None:
    """ISO 639-1 code of the query's language; None for names and numbers, which belong to none."""
    # In capitals every language looks like a list of abbreviations.
    language, confidence = _detector().classify(text.lower() if text.isupper() else text)
    return str(language) if confidence >= _MIN_CONFIDENCE else None


@cache
def _detector() -> "LanguageIdentifier":
    from py3langid.langid import LanguageIdentifier

    folder = models_folder() / f"{_PACKAGE}-{metadata.version(_PACKAGE)}"
    try:
        parts = _unpacked(folder)
    except (OSError, ValueError):
        try:
            _unpack(folder)
            parts = _unpacked(folder)
        except OSError:
            return _packaged()  # No room or no right to write there: slower, and the same answers.
    weights, priors, classes, moves, output, rows = parts
    return LanguageIdentifier(weights, priors, classes, moves, output, norm_probs=True, tk_row=rows)


def _packaged() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(LANGUAGES)
    return detector


def _unpack(folder: Path) -> None:
    """Write the tables; the folder appears only when it is whole."""
    import numpy as np

    whole = _packaged()
    working = folder.with_name(f".{folder.name}-{os.getpid()}")
    working.mkdir(parents=True, exist_ok=True)
    np.save(working / "weights.npy", whole.nb_ptc)
    np.save(working / "priors.npy", whole.nb_pc)
    np.save(working / "moves.npy", np.asarray(whole.tk_nextmove, dtype=np.uint32))
    np.save(working / "output.npy", np.asarray(whole.tk_output, dtype=np.int32))
    np.save(working / "rows.npy", np.asarray(whole._rowbase, dtype=np.uint32) >> 8)
    (working / _CLASSES).write_text(json.dumps(list(whole.nb_classes)), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    working.rename(folder)


def _unpacked(folder: Path) -> "tuple[object, ...]":
    """The tables, mapped: a query of fifty letters touches a few pages of them."""
    import numpy as np

    classes = json.loads((folder / _CLASSES).read_text(encoding="utf-8"))
    names = ("weights", "priors", "moves", "output", "rows")
    weights, priors, moves, output, rows = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in names)
    return weights, np.array(priors), classes, moves.data, output.data, rows.tolist()
