-- The store, version 3: errors that stand for more of their kind, since their source kept only a share.

-- Derived rows, which are built anew behind this migration.
DROP TABLE error_group;
DROP TABLE error_occurrence;

-- `estimated`: occurrences there would be without sampling; NULL where no occurrence was sampled.
CREATE TABLE error_group(
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    components TEXT NOT NULL,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    name TEXT NOT NULL,
    assignee TEXT NOT NULL,
    origin TEXT NOT NULL CHECK(origin IN ('backend', 'frontend')),
    handled INTEGER NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('new', 'ongoing', 'resolved', 'regressed', 'ignored')),
    count INTEGER NOT NULL,
    estimated REAL,
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

-- `part`: which of its record's errors this is. `rate`: share of its kind that its source kept.
CREATE TABLE error_occurrence(
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    time_ns INTEGER NOT NULL,
    session INTEGER,
    exposure_ms INTEGER NOT NULL,
    bot INTEGER NOT NULL,
    block_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    part INTEGER NOT NULL,
    trace TEXT NOT NULL,
    span TEXT NOT NULL,
    service TEXT NOT NULL,
    version TEXT NOT NULL,
    environment TEXT NOT NULL,
    user TEXT NOT NULL,
    account TEXT NOT NULL,
    rate REAL NOT NULL
) STRICT;

CREATE INDEX error_occurrence_by_group ON error_occurrence(group_id, time_ns);
CREATE INDEX error_occurrence_by_session ON error_occurrence(session, time_ns);
