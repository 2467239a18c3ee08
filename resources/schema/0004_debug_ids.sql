-- The store, version 4: source maps are found by the debug id of the build they came with, where both sides name it.

-- 32 hexadecimal digits; empty: the map names none.
ALTER TABLE source_map ADD COLUMN debug_id TEXT NOT NULL DEFAULT '';
