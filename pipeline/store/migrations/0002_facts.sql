-- What filters and facets need, derived from the records (pipeline/records/facts.py); made again when its version rises.
CREATE TABLE practice_facets (
    practice_id TEXT NOT NULL,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL
);
CREATE TABLE practice_numbers (
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    low DOUBLE NOT NULL,
    high DOUBLE NOT NULL,
    currency TEXT,
    text TEXT NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);
-- When a practice came into the catalogue; kept when its document is read again.
CREATE TABLE practice_added (
    practice_id TEXT PRIMARY KEY,
    added_at TIMESTAMP NOT NULL
);
INSERT INTO practice_added
SELECT practice_id, coalesce(min(logged_at), TIMESTAMP '1970-01-01')
FROM practices LEFT JOIN ingest_log USING (doc_id)
GROUP BY practice_id;
CREATE TABLE derived_versions (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL
);
