-- The store, version 1. Times are nanoseconds since 1970 UTC. What is many lies in blocks, what is few in rows.

CREATE TABLE setting(
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One imported file. Its blocks and rows are visible when its state is 'done'.
CREATE TABLE source(
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    member TEXT NOT NULL DEFAULT '',
    format TEXT NOT NULL,
    container TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK(state IN ('running', 'loaded', 'done')),
    read INTEGER NOT NULL DEFAULT 0,
    accepted INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    event INTEGER NOT NULL DEFAULT 0,
    error INTEGER NOT NULL DEFAULT 0,
    log INTEGER NOT NULL DEFAULT 0,
    span INTEGER NOT NULL DEFAULT 0,
    metric INTEGER NOT NULL DEFAULT 0,
    ticket INTEGER NOT NULL DEFAULT 0,
    first_ns INTEGER,
    last_ns INTEGER,
    imported_ns INTEGER NOT NULL DEFAULT 0,
    digest TEXT NOT NULL DEFAULT '{}',
    checkpoint TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE source_count(
    source_id INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK(kind IN ('rejected', 'warning', 'redaction')),
    name TEXT NOT NULL,
    field TEXT NOT NULL DEFAULT '',
    count INTEGER NOT NULL,
    PRIMARY KEY(source_id, kind, name, field)
) STRICT, WITHOUT ROWID;

-- Blocks: some 256 KiB of records of one signal of one source. Metadata narrow, data apart.
CREATE TABLE block(
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    signal TEXT NOT NULL CHECK(signal IN ('event', 'log', 'span', 'metric')),
    records INTEGER NOT NULL,
    first_ns INTEGER NOT NULL,
    last_ns INTEGER NOT NULL
) STRICT;

CREATE INDEX block_by_source ON block(source_id);

CREATE TABLE block_column(
    block_id INTEGER NOT NULL REFERENCES block(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY(block_id, name)
) STRICT;

CREATE TABLE block_payload(
    block_id INTEGER PRIMARY KEY REFERENCES block(id) ON DELETE CASCADE,
    data BLOB NOT NULL
) STRICT;

-- The values behind the ordinals in block columns. Ordinals are never reused.
CREATE TABLE dictionary(
    kind TEXT NOT NULL CHECK(kind IN ('session', 'user', 'account', 'name', 'context', 'currency', 'target')),
    ordinal INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY(kind, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket(
    id INTEGER PRIMARY KEY,
    ticket_id TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    account TEXT NOT NULL,
    user TEXT NOT NULL,
    session TEXT NOT NULL,
    record TEXT NOT NULL,
    quoted TEXT NOT NULL,
    redactions TEXT NOT NULL,
    hash INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source_id INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE
) STRICT;

CREATE INDEX ticket_by_source ON ticket(source_id);
CREATE INDEX ticket_by_number ON ticket(ticket_id, source_id);

-- Rejected records, at most 1,000 per reason and source; source_count holds the full number.
CREATE TABLE quarantine(
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source(id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE INDEX quarantine_by_source ON quarantine(source_id);

-- Which redaction rules changed a record, by counts only.
CREATE TABLE redaction(
    block_id INTEGER NOT NULL REFERENCES block(id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    PRIMARY KEY(block_id)
) STRICT;

CREATE TABLE funnel(
    name TEXT PRIMARY KEY NOT NULL,
    definition TEXT NOT NULL,
    created_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived rows: dropped and rebuilt at any time from blocks and tickets.
CREATE TABLE session(
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    user TEXT NOT NULL,
    account TEXT NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    events INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    rage_clicks INTEGER NOT NULL,
    reloads INTEGER NOT NULL,
    tickets INTEGER NOT NULL DEFAULT 0,
    bot INTEGER NOT NULL,
    derived INTEGER NOT NULL,
    clock_offset_ns INTEGER NOT NULL,
    clock_uncertainty_ns INTEGER NOT NULL,
    clock_pairs INTEGER NOT NULL,
    clock_flags INTEGER NOT NULL,
    contexts TEXT NOT NULL
) STRICT;

CREATE INDEX session_by_id ON session(id);
CREATE INDEX session_by_user ON session(user, start_ns);
CREATE INDEX session_by_account ON session(account, start_ns);

-- Short numbers of error groups, given in order of first seen, never reused.
CREATE TABLE error_group_identity(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE error_group(
    id INTEGER PRIMARY KEY,
    rule_set TEXT NOT NULL,
    components TEXT NOT NULL,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    origin TEXT NOT NULL CHECK(origin IN ('backend', 'frontend')),
    handled INTEGER NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('new', 'ongoing', 'resolved', 'regressed', 'ignored')),
    count INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    users INTEGER NOT NULL,
    accounts INTEGER NOT NULL,
    tickets INTEGER NOT NULL DEFAULT 0,
    first_ns INTEGER NOT NULL,
    last_ns INTEGER NOT NULL,
    services TEXT NOT NULL,
    versions TEXT NOT NULL,
    environments TEXT NOT NULL
) STRICT;

CREATE TABLE error_occurrence(
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    time_ns INTEGER NOT NULL,
    session INTEGER,
    exposure_ms INTEGER NOT NULL,
    bot INTEGER NOT NULL,
    block_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    trace TEXT NOT NULL,
    span TEXT NOT NULL,
    service TEXT NOT NULL,
    version TEXT NOT NULL,
    environment TEXT NOT NULL,
    user TEXT NOT NULL
) STRICT;

CREATE INDEX error_occurrence_by_group ON error_occurrence(group_id, time_ns);
CREATE INDEX error_occurrence_by_session ON error_occurrence(session, time_ns);

CREATE TABLE trace(
    trace TEXT PRIMARY KEY NOT NULL,
    session INTEGER,
    spans INTEGER NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    errors INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_link(
    ticket_id TEXT NOT NULL,
    session INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    confidence REAL NOT NULL,
    reason TEXT NOT NULL,
    linked INTEGER NOT NULL,
    PRIMARY KEY(ticket_id, session)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_link_by_session ON ticket_link(session);

-- The session index as a cache, in pieces of at most 8 MiB; thrown away and rebuilt at will.
CREATE TABLE index_chunk(
    number INTEGER PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;
