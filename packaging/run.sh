#!/bin/sh
# sh packaging/run.sh demo    installs what is missing, builds, opens the workbench on demo data;
#                             without a display: the impact table and a picture of the window
# sh packaging/run.sh test    installs what is missing, builds, runs the tests
# sh packaging/run.sh packages build test check    installs what these kinds of work need
# Made for Debian 12. Asks nothing (sudo may want a password) and needs no network once the packages
# of .ci/packages are there. THROUGHLINE_PRESET=ci makes warnings errors.
set -eu
cd "$(dirname "$0")/.."
preset=${THROUGHLINE_PRESET:-release}
program=build/release/throughline

usage() {
    echo "usage: sh packaging/run.sh demo|test" >&2
    exit 2
}

# The packages of the kinds of work named: build, test, check.
packages_for() {
    for kind in "$@"; do
        awk -v kind="$kind" '$1 == kind { print $2 }' .ci/packages
    done
}

install_missing() {
    wanted=$(packages_for "$@")
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "This is not Debian; what is needed goes by these names there:" >&2
        echo "$wanted" | paste -s -d ' ' - | fold -s -w 100 >&2
        return
    fi
    missing=""
    for package in $wanted; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "Installing:$missing"
    root=""
    [ "$(id -u)" = 0 ] || root=sudo
    $root apt-get update -q
    # shellcheck disable=SC2086  # a list of names
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}

demo() {
    install_missing build
    cmake --preset "$preset"
    cmake --build --preset release --target throughline
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        exec "$program" --demo
    fi
    echo "There is no display, so here are the figures, and a picture of the window."
    QT_QPA_PLATFORM=offscreen "$program" --demo --shot build/demo.png >build/demo.txt
    cat build/demo.txt
    store=$(sed -n 's/^Demo store: //p' build/demo.txt)
    "$program" errors --store "$store" --funnel checkout --limit 15
    echo "Picture: $PWD/build/demo.png"
}

run_tests() {
    install_missing build test
    cmake --preset "$preset"
    cmake --build --preset release
    ctest --preset release
}

case ${1:-} in
    demo) [ $# = 1 ] || usage; demo ;;
    test) [ $# = 1 ] || usage; run_tests ;;
    packages) shift; install_missing "$@" ;;
    *) usage ;;
esac
