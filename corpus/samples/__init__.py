"""Sample documents that we wrote ourselves: fictional organisations and figures, real kinds of trouble."""

from pathlib import Path

FOLDER = Path(__file__).parent / "documents"


def sample_paths() -> tuple[Path, ...]:
    """The sample documents, sorted by name."""
    return tuple(sorted(FOLDER.iterdir()))
