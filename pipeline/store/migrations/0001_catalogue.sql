-- Documents as read, the state of each place they came from, and what every run did.
CREATE TABLE documents (
    doc_id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    uri TEXT NOT NULL,
    retrieved_at TIMESTAMP NOT NULL,
    title TEXT,
    language TEXT,
    text TEXT NOT NULL,
    page_count INTEGER NOT NULL,
    layout JSON NOT NULL,
    no_practice TEXT
);
CREATE TABLE sources (
    uri TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    doc_id TEXT,
    status TEXT NOT NULL,
    errors JSON NOT NULL,
    pipeline_version INTEGER NOT NULL,
    settings TEXT NOT NULL,
    title TEXT,
    language TEXT,
    ingested_at TIMESTAMP NOT NULL
);
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP NOT NULL
);
CREATE TABLE ingest_log (
    run_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    doc_id TEXT,
    arrival TEXT NOT NULL,
    status TEXT NOT NULL,
    practices INTEGER NOT NULL,
    errors JSON NOT NULL,
    seconds JSON NOT NULL,
    pipeline_version INTEGER NOT NULL,
    settings TEXT NOT NULL,
    logged_at TIMESTAMP NOT NULL
);

-- Records. Spans are code points in documents.text, half-open.
CREATE TABLE practices (
    practice_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    template TEXT NOT NULL,
    doc_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    country TEXT,
    region TEXT
);
CREATE TABLE practice_sources (
    practice_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    doc_id TEXT NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);
CREATE TABLE fields (
    practice_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    reason TEXT,
    over_limit INTEGER NOT NULL
);
CREATE TABLE field_values (
    practice_id TEXT NOT NULL,
    field TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    text TEXT NOT NULL,
    display TEXT NOT NULL,
    origin JSON NOT NULL,
    doc_id TEXT NOT NULL,
    score DOUBLE NOT NULL,
    extractor TEXT NOT NULL,
    page_no INTEGER,
    boxes JSON NOT NULL
);

-- Annotations. practice_id is null for what stands outside every practice.
CREATE TABLE sections (
    doc_id TEXT NOT NULL,
    practice_id TEXT,
    ordinal INTEGER NOT NULL,
    label TEXT NOT NULL,
    heading TEXT,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    score DOUBLE NOT NULL,
    extractor TEXT NOT NULL
);
CREATE TABLE figures (
    doc_id TEXT NOT NULL,
    practice_id TEXT,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    value_max TEXT,
    number DOUBLE,
    number_max DOUBLE,
    currency TEXT,
    unit TEXT,
    qualifier TEXT,
    role TEXT NOT NULL,
    in_words BOOLEAN NOT NULL,
    currency_inferred BOOLEAN NOT NULL,
    note TEXT,
    text TEXT NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    score DOUBLE NOT NULL,
    extractor TEXT NOT NULL
);
CREATE TABLE entities (
    doc_id TEXT NOT NULL,
    practice_id TEXT,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    role TEXT,
    text TEXT NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    score DOUBLE NOT NULL,
    extractor TEXT NOT NULL
);
CREATE TABLE topics (
    doc_id TEXT NOT NULL,
    practice_id TEXT,
    ordinal INTEGER NOT NULL,
    label TEXT NOT NULL,
    scheme TEXT NOT NULL,
    score DOUBLE NOT NULL,
    evidence JSON NOT NULL,
    extractor TEXT NOT NULL
);

-- What is searched. passage_no is never used twice; vectors and the text index are ordered by it.
CREATE SEQUENCE passage_numbers START 1;
CREATE TABLE passages (
    passage_no BIGINT PRIMARY KEY,
    passage_id TEXT NOT NULL,
    practice_id TEXT NOT NULL,
    doc_id TEXT NOT NULL,
    label TEXT NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page_no INTEGER NOT NULL,
    text TEXT NOT NULL
);
