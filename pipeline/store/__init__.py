"""The catalogue on disk: generations of one DuckDB file and the indexes derived from it."""
