#!/bin/sh
# tests/bench/compare.sh BUILD FOLDER [EVENTS] [RUNS]   our figures beside those of DuckDB and
# ClickHouse (chdb), on the same files, with the answers that must be equal. BUILD: a build of
# preset release with the targets throughline and throughline_questions. FOLDER: where the data and the
# stores may lie (10 bytes per byte of data); a `node_modules` in it brings the rivals:
#     npm install --prefix FOLDER @duckdb/node-api chdb
# Without one its figures are left out, and it is said; without both ours stand beside those of the sqlite3
# shell. Judges nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "$1")
work=$(realpath "$2")
events=${3:-2000000}
runs=${4:-5}
export XDG_DATA_HOME="$work/home" XDG_CONFIG_HOME="$work/home" XDG_CACHE_HOME="$work/home" LC_ALL=C.UTF-8 TZ=UTC
unset THROUGHLINE_STORE
cd "$work"
data=$work/data-$events
if [ ! -f "$data/truth.json" ]; then
    c++ -O2 -std=c++20 "$here/make_events.cpp" -o make_events
    # Spans take more room than the events; those of two millions are enough to compare imports.
    spans=--no-spans
    [ "$events" -gt 2000000 ] || spans=
    # shellcheck disable=SC2086
    ./make_events --events "$events" --out "$data" $spans
fi
echo "processors: $(nproc); load before: $(cut -d ' ' -f 1 /proc/loadavg)"
if command -v zstd >/dev/null && [ ! -f "$data/events.ndjson.zst" ]; then
    zstd -3 -q -k "$data/events.ndjson"
fi

# ours WHAT FILE BYTES   import into a new store
ours() {
    rm -f ours.throughline*
    "$build/throughline" import --store ours.throughline --json --quiet "$2" >import.json
    sed -n 's/.*"elapsed_s": *\([0-9.]*\).*/\1/p' import.json | awk -v what="$1" -v bytes="$3" \
        '{ printf "{\"engine\": \"throughline\", \"import\": \"%s\", \"s\": %.2f, \"MBps\": %.0f}\n", what, $1, bytes / 1e6 / $1 }'
}

bytes=$(wc -c <"$data/events.ndjson")
imports=events
if [ -s "$data/spans.otlp.ndjson" ]; then
    ours spans "$data/spans.otlp.ndjson" "$(wc -c <"$data/spans.otlp.ndjson")"
    imports="spans $imports"
fi
if [ -f "$data/events.ndjson.zst" ]; then
    ours events_zst "$data/events.ndjson.zst" "$bytes"
    imports="events_zst $imports"
fi
ours events "$data/events.ndjson" "$bytes"
"$build/throughline" import --store ours.throughline --quiet "$data/logs.otlp.ndjson" >/dev/null
"$build/throughline" funnel define shop --store ours.throughline --window 30m --step event:product_view \
    --step event:add_to_cart --step event:checkout_start --step event:payment_success >/dev/null
"$build/tests/bench/throughline_questions" ours.throughline shop "$runs" | tee ours.txt
cp "$here"/rivals/*.mjs .
only=funnel,pivot_6dims_affected_control,pivot_naive,impact_all_groups
for rival in duck ch; do
    package=@duckdb/node-api
    [ "$rival" = duck ] || package=chdb
    if [ ! -d "node_modules/$package" ]; then
        echo "without $package: npm install --prefix $work $package"
        continue
    fi
    if [ "$rival" = duck ]; then
        for what in $imports; do
            [ "$what" = events ] || node duck.mjs import --data "$data" --db other.db --tables "$what"
            rm -f other.db other.db.wal
        done
    fi
    rm -rf "$rival.db" "$rival.db.wal"
    node "$rival.mjs" import --data "$data" --db "$rival.db" --tables events,logs
    node "$rival.mjs" query --data "$data" --db "$rival.db" --runs "$runs" --only "$only" | tee "$rival.txt"
    # The four levels of the funnel are the check: other counts are no rival's time.
    levels=$(sed -n 's/.*"q": *"funnel".*"answer": *"\([0-9,]*\)".*/\1/p' ours.txt)
    if tr -d '"[] ' <"$rival.txt" | grep -q "q:funnel,.*head:$levels"; then
        echo "$rival: equal counts ($levels)"
    else
        echo "$rival: OTHER COUNTS than $levels"
    fi
done

# What a person with the sqlite3 shell would do: a row per event, its fields as columns, an index.
if [ ! -d node_modules/@duckdb/node-api ] && [ ! -d node_modules/chdb ]; then
    if ! command -v sqlite3 >/dev/null; then
        echo "without sqlite3: apt-get install sqlite3"
        exit 0
    fi
    rm -f lite.db
    start=$(date +%s%N)
    counts=$(sqlite3 lite.db <<SQL
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE line(text TEXT);
.mode ascii
.separator "\037" "\n"
.import $data/events.ndjson line
CREATE TABLE event AS SELECT text ->> '$."timestamp"' AS ts, text ->> '$."event.name"' AS name,
    text ->> '$."session.id"' AS session, text ->> '$."user.id"' AS user, text ->> '$."plan.tier"' AS plan,
    text ->> '$."browser.name"' AS browser, text ->> '$.attributes' AS attributes FROM line;
CREATE INDEX event_by_session ON event(session, ts);
.mode list
.separator "," "\n"
SELECT count(*), count(DISTINCT session) FROM event;
SQL
    )
    counts=$(echo "$counts" | tail -n 1)
    echo "$start $(date +%s%N) $bytes" | awk '{ s = ($2 - $1) / 1e9; printf "{\"engine\": \"sqlite3\", \"import\": \"events\", \"s\": %.1f, \"MBps\": %.0f}\n", s, $3 / 1e6 / s }'
    ours=$("$build/throughline" sql --store ours.throughline --timeout 10m --json \
        "select count(*) as n, count(distinct session) as s from event" | tr -d ' \n' | sed -n 's/.*"rows":\[\[\([0-9]*\),\([0-9]*\)\]\].*/\1,\2/p')
    if [ "$ours" = "$counts" ]; then
        echo "sqlite3: equal counts ($counts)"
    else
        echo "sqlite3: OTHER COUNTS, $counts, than $ours"
    fi
fi
