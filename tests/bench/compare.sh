#!/bin/sh
# tests/bench/compare.sh BUILD FOLDER [EVENTS] [RUNS]   our figures beside those of DuckDB and
# ClickHouse (chdb), on the same files, with the answers that must be equal. BUILD: a build of
# preset release with the targets throughline and throughline_questions. FOLDER: where the data and the
# stores may lie (10 bytes per byte of data); a `node_modules` in it brings the rivals:
#     npm install --prefix FOLDER @duckdb/node-api chdb
# Without one its figures are left out, and it is said. Judges nothing.
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
    ./make_events --events "$events" --out "$data" --no-spans
fi
echo "processors: $(nproc); load before: $(cut -d ' ' -f 1 /proc/loadavg)"
rm -f ours.throughline*
"$build/throughline" import --store ours.throughline --json --quiet "$data/events.ndjson" >import.json
bytes=$(wc -c <"$data/events.ndjson")
sed -n 's/.*"elapsed_s": *\([0-9.]*\).*/\1/p' import.json | awk -v bytes="$bytes" \
    '{ printf "{\"engine\": \"throughline\", \"import\": \"events\", \"s\": %.1f, \"MBps\": %.0f}\n", $1, bytes / 1e6 / $1 }'
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
