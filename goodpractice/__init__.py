"""Good practices out of the documents of European programmes, every value with its place in the source."""

from goodpractice._layout import check as _check_layout

_check_layout()

from goodpractice.catalogue import Catalogue  # noqa: E402 - the check comes first
from models import (  # noqa: E402
    Document,
    DocumentError,
    GoodPractice,
    GoodPracticeError,
    ModelError,
    RunReport,
    SearchHit,
    SettingsError,
    StoreError,
)
from pipeline.search import Filters, Search, SearchResult  # noqa: E402
from pipeline.settings import Settings, load_settings  # noqa: E402
from pipeline.work import Incoming  # noqa: E402

__version__ = "0.1.0"

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
