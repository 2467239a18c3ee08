-- The store, version 2: a group is what the rule set makes of errors and what people decided about it.

-- Derived rows, which are built anew behind this migration.
DROP TABLE error_group;
DROP TABLE error_occurrence;

-- What an error is by the rule set alone; `id` is the number of the group that it makes by itself.
CREATE TABLE error_key(
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    rule_set TEXT NOT NULL,
    components TEXT NOT NULL,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    handled INTEGER NOT NULL
) STRICT;

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

-- `part`: which of its record's errors this is.
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
    account TEXT NOT NULL
) STRICT;

CREATE INDEX error_occurrence_by_group ON error_occurrence(group_id, time_ns);
CREATE INDEX error_occurrence_by_session ON error_occurrence(session, time_ns);

-- What people decided about groups, in order. What was taken back waits until something else is decided.
CREATE TABLE group_rule(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK(kind IN ('merge', 'split', 'rename', 'assign', 'ignore', 'resolve', 'reopen',
        'regroup', 'source-maps')),
    definition TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Numbers that fingerprints took over where a rule changed what errors are.
CREATE TABLE group_heir(
    rule_id INTEGER NOT NULL REFERENCES group_rule(id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    group_id INTEGER NOT NULL,
    PRIMARY KEY(rule_id, fingerprint)
) STRICT, WITHOUT ROWID;

-- Source maps that a rule brought: of which script, in which version (empty: any), without the sources' text.
CREATE TABLE source_map(
    id INTEGER PRIMARY KEY,
    rule_id INTEGER NOT NULL REFERENCES group_rule(id) ON DELETE CASCADE,
    script TEXT NOT NULL,
    version TEXT NOT NULL,
    data BLOB NOT NULL
) STRICT;

CREATE INDEX source_map_by_rule ON source_map(rule_id);
