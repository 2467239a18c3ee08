-- The store, version 5: lines of a block may lie packed (block_payload; those of older blocks do not).

-- No check of the kind: for each row SQLite would set up the list of kinds anew, three times the work of writing it.
CREATE TABLE dictionary_of_any_kind(
    kind TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY(kind, ordinal)
) STRICT, WITHOUT ROWID;

INSERT INTO dictionary_of_any_kind SELECT kind, ordinal, value FROM dictionary;
DROP TABLE dictionary;
ALTER TABLE dictionary_of_any_kind RENAME TO dictionary;
