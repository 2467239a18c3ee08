#!/bin/sh
# packaging/smoke_test.sh PREFIX   is what was installed there whole, and does it run: files and
# their validators, version, demo, import, verify, a picture of the window without a display.
set -u
prefix=$(realpath "$1")
program=$prefix/bin/throughline
id=io.github.throughline.Throughline
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache" HOME="$work"
export LC_ALL=C.UTF-8 TZ=UTC QT_QPA_PLATFORM=offscreen
unset THROUGHLINE_STORE DISPLAY WAYLAND_DISPLAY
checks=0
failed=0

# check WHAT COMMAND...
check() {
    what=$1
    shift
    checks=$((checks + 1))
    "$@" >"$work/out" 2>"$work/err" && return
    failed=$((failed + 1))
    echo "smoke test: $what"
    sed 's/^/    /' "$work/out" "$work/err" | tail -5
}

# The same where the tool is there.
check_with() {
    if command -v "$2" >/dev/null; then check "$@"; else echo "smoke test: left out, no $2: $1"; fi
}

installed() { check "not installed: $1" test -s "$prefix/$1"; }

# Release numbers stand in three places and must be one.
one_version() {
    version=$("$program" --version)
    version=${version#throughline }
    grep -q "release version=\"$version\"" "$prefix/share/metainfo/$id.metainfo.xml" &&
        zcat "$prefix/share/doc/throughline/changelog.gz" | head -1 | grep -qF "($version)"
}

store_is_ours() {
    test "$(od -A n -t x1 -j 68 -N 4 "$1" | tr -d ' ')" = 544c494e &&
        grep -q 'offset="68" value="0x544c494e"' "$prefix/share/mime/packages/throughline-mime.xml"
}

completes() {
    PATH="$prefix/bin:$PATH" bash -c '. "$1"; COMP_WORDS=(throughline imp); COMP_CWORD=1; _throughline
        test "${COMPREPLY[*]}" = import' bash "$prefix/share/bash-completion/completions/throughline"
}

picture() {
    "$program" --demo --shot "$work/window.png" && test "$(wc -c <"$work/window.png")" -gt 20000
}

for file in "share/applications/$id.desktop" "share/metainfo/$id.metainfo.xml" \
    "share/icons/hicolor/scalable/apps/$id.svg" share/mime/packages/throughline-mime.xml \
    share/bash-completion/completions/throughline share/doc/throughline/copyright \
    share/doc/throughline/changelog.gz bin/throughline; do
    installed "$file"
done
if command -v help2man >/dev/null; then installed share/man/man1/throughline.1.gz; fi
check_with 'the desktop file is valid' desktop-file-validate "$prefix/share/applications/$id.desktop"
check_with 'the metainfo is valid' appstreamcli validate --no-net "$prefix/share/metainfo/$id.metainfo.xml"
check 'one version everywhere' one_version
check 'the completion works' completes
check 'demo' "$program" demo --out "$work/demo" --sessions 500
check 'import' "$program" import --store "$work/s.throughline" "$work/demo/exports"
check 'a store can be recognised' store_is_ours "$work/s.throughline"
check 'info' "$program" info --store "$work/s.throughline"
check 'verify' "$program" verify --store "$work/s.throughline"
check 'a picture without a display' picture
echo "smoke test: $checks checks, $failed failed"
[ "$failed" = 0 ]
