-- The store, version 7: by which names sessions are found, packed, some thousand in a piece, ascending by kind and name
-- (store/session_names.h), in place of three indexes. It follows from the records and is made anew.

DROP INDEX session_by_id;
DROP INDEX session_by_user;
DROP INDEX session_by_account;

CREATE TABLE session_names(
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK(kind IN ('session', 'user', 'account')),
    first TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
