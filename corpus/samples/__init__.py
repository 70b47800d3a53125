"""Sample documents that we wrote ourselves: fictional organisations and figures, real kinds of trouble."""

from pathlib import Path

_SUFFIXES = frozenset({".pdf", ".docx", ".html", ".md", ".txt"})


def sample_paths() -> tuple[Path, ...]:
    """The sample documents, sorted by name; the folder's README is not one of them."""
    folder = Path(__file__).parent
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.name != "README.md"))
