"""Good practices out of the documents of European programmes, every value with its place in the source."""

from importlib import import_module
from typing import TYPE_CHECKING

from goodpractice._layout import check as _check_layout

_check_layout()

if TYPE_CHECKING:
    from goodpractice.catalogue import Catalogue as Catalogue
    from models import Document as Document
    from models import DocumentError as DocumentError
    from models import GoodPractice as GoodPractice
    from models import GoodPracticeError as GoodPracticeError
    from models import ModelError as ModelError
    from models import RunReport as RunReport
    from models import SearchHit as SearchHit
    from models import SettingsError as SettingsError
    from models import StoreError as StoreError
    from pipeline.search import Filters as Filters
    from pipeline.search import Search as Search
    from pipeline.search import SearchResult as SearchResult
    from pipeline.settings import Settings as Settings
    from pipeline.settings import load_settings as load_settings
    from pipeline.work import Incoming as Incoming

__version__ = "0.1.0"

#: Where each name is loaded from when it is first asked for: `goodpractice --help` needs none of them.
_HOMES = {
    "goodpractice.catalogue": ("Catalogue",),
    "models": (
        *("Document", "DocumentError", "GoodPractice", "GoodPracticeError", "ModelError", "RunReport"),
        *("SearchHit", "SettingsError", "StoreError"),
    ),
    "pipeline.search": ("Filters", "Search", "SearchResult"),
    "pipeline.settings": ("Settings", "load_settings"),
    "pipeline.work": ("Incoming",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Catalogue",
    "Document",
    "DocumentError",
    "Filters",
    "GoodPractice",
    "GoodPracticeError",
    "Incoming",
    "ModelError",
    "RunReport",
    "Search",
    "SearchHit",
    "SearchResult",
    "Settings",
    "SettingsError",
    "StoreError",
    "__version__",
    "load_settings",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
