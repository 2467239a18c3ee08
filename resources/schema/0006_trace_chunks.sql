-- The store, version 6: rows of the table of traces lie packed, some thousand in a piece, ascending by id. What was the table
-- is a virtual one over these (store/sql/trace_module.h); it follows from the records and is made anew.

DROP TABLE trace;

CREATE TABLE trace_chunk(
    number INTEGER PRIMARY KEY,
    traces INTEGER NOT NULL,
    in_sessions INTEGER NOT NULL,
    first TEXT NOT NULL,
    ids BLOB NOT NULL,
    facts BLOB NOT NULL
) STRICT;
