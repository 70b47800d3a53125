"""The steps from documents to a searchable catalogue."""
