"""Names of organisations, places, programmes, projects, persons and funds."""

from extractors.entities.extractor import EntityExtractor

__all__ = ["EntityExtractor"]
