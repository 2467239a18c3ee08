#!/bin/sh
# tests/bench/run.sh PROGRAM [SESSIONS] [RUNS]   figures of one machine, printed and not judged:
# import per file and of all, store size, and the time to an answer. Times are medians of RUNS
# fresh processes, files in the page cache. Nothing of the developer's folders is touched.
set -eu
program=$(realpath "$1")
sessions=${2:-20000}
runs=${3:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME="$work/home" XDG_CONFIG_HOME="$work/home" HOME="$work/home" LC_ALL=C.UTF-8 TZ=UTC
unset THROUGHLINE_STORE
mkdir "$work/home"
cd "$work"

now_ms() { echo $(($(date +%s%N) / 1000000)); }
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# line WHAT FIGURE UNIT
line() { printf '%-44s %12s %s\n' "$1" "$2" "$3"; }

# timed COMMAND...: median milliseconds of one process
timed() {
    for _ in $(seq "$runs"); do
        start=$(now_ms)
        "$@" >/dev/null 2>&1
        echo $(($(now_ms) - start))
    done | median
}

# value NAME: a number of the totals of the last import
value() { sed -n '/"totals"/,$p' report | sed -n 's/.*"'"$1"'": *\([0-9.][0-9.]*\).*/\1/p' | head -n 1; }

# import_into_new STORE PATH: median of the seconds an import says it took; ./report is the last one
import_into_new() {
    for _ in $(seq "$runs"); do
        rm -f "$1"*
        "$program" import --store "$1" --json --quiet "$2" >report
        value elapsed_s
    done | median | awk '{ printf "%.3f", $1 }'
}

text_bytes() {
    case $1 in
        *.gz) gzip -dc "$1" | wc -c ;;
        *.zst) if command -v zstd >/dev/null; then zstd -dcq "$1" | wc -c; else echo 0; fi ;;
        *) wc -c <"$1" ;;
    esac
}

"$program" demo --out demo --sessions "$sessions" --quiet >/dev/null
line 'processors' "$(nproc)" ''
line 'sessions made' "$sessions" ''
all=0
for file in demo/exports/*; do
    bytes=$(text_bytes "$file")
    all=$((all + bytes))
    took=$(import_into_new one.throughline "$file")
    name="import of $(basename "$file")"
    line "$name" "$took" s
    [ "$bytes" -lt 1000000 ] || line '  of its text' "$(awk "BEGIN { printf \"%.0f\", $bytes / 1e6 / $took }")" MB/s
done
took=$(import_into_new all.throughline demo/exports)
line 'import of all' "$took" s
line '  of their text' "$(awk "BEGIN { printf \"%.0f\", $all / 1e6 / $took }")" MB/s
line '  records' "$(value accepted)" ''
line '  memory at most' "$(awk "BEGIN { printf \"%.0f\", $(value peak_rss_bytes) / 1e6 }")" MB
line '  store' "$(awk "BEGIN { printf \"%.1f\", $(wc -c <all.throughline) / 1e6 }")" MB
if command -v zstd >/dev/null; then
    packed=$(for file in demo/exports/*; do
        case $file in *.gz) gzip -dc "$file" ;; *.zst) zstd -dcq "$file" ;; *) cat "$file" ;; esac
    done | zstd -3 -cq | wc -c)
    line '  store / the text by zstd -3' "$(awk "BEGIN { printf \"%.2f\", $(wc -c <all.throughline) / $packed }")" times
fi
"$program" funnel define checkout --store all.throughline --window 30m --step event:view_products \
    --step event:add_to_cart --step event:view_checkout --step event:payment_submit \
    --step event:payment_success >/dev/null
ask() {
    what=$1
    shift
    line "$what" "$(timed "$program" "$@" --store all.throughline --json)" ms
}
session=$("$program" sessions --store all.throughline --limit 1 --json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p' | head -n 1)
ask 'info' info
ask 'errors' errors --limit 20
ask 'errors by impact' errors --funnel checkout
ask 'funnel' funnel show checkout
ask 'funnel by plan' funnel show checkout --by plan.tier
ask 'compare' compare --error-group E1 --funnel checkout
ask 'one session' session "$session"
ask 'tickets' tickets --limit 20
ask 'search' search PaymentGatewayTimeout
ask 'digest' digest
ask 'verify' verify
