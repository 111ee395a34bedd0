#!/bin/sh
# Counts the instructions that reading 10,000 hosts costs, against libyaml's bare event loop on the same file.
# Both counts are whole processes less the same program's run on a fleet without hosts, so that neither start-up
# (two loaders, two run-times) nor the file itself but the hosts is compared. Prints one JSON line; fails over the bound.
set -eu

cd "$(dirname "$0")/.."
hosts=${1:-10000}
bound=1.25
work=Benchmarks/build
mkdir -p "$work"

python3 Benchmarks/make-hosts.py "$hosts" >"$work/hosts.yaml"
python3 Benchmarks/make-hosts.py 0 >"$work/empty.yaml"
# shellcheck disable=SC2046 # pkg-config prints words
cc -O2 -o "$work/floor" Benchmarks/yaml-floor/floor.c $(pkg-config --cflags --libs yaml-0.1)
BERTH_BENCH=1 swift build -c release --scratch-path .build-bench --product spec-bench >&2
built="$(BERTH_BENCH=1 swift build -c release --scratch-path .build-bench --show-bin-path)/spec-bench"
# Valgrind gives up on the debug information that Swift's linker writes.
bench="$work/spec-bench"
strip --strip-debug -o "$bench" "$built"

read_count="$("$bench" "$work/hosts.yaml")"
if [ "$read_count" != "$hosts" ]; then
    echo "spec-bench read $read_count instead of $hosts hosts" >&2
    exit 1
fi

instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.$1.tmp" "$2" "$3" 2>&1 >/dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

floor=$(($(instructions floor "$work/floor" "$work/hosts.yaml") - $(instructions floor0 "$work/floor" "$work/empty.yaml")))
ours=$(($(instructions specs "$bench" "$work/hosts.yaml") - $(instructions specs0 "$bench" "$work/empty.yaml")))

awk -v hosts="$hosts" -v floor="$floor" -v ours="$ours" -v bound="$bound" 'BEGIN {
    ratio = ours / floor
    pass = ratio <= bound
    printf "{\"bench\":\"specs\",\"hosts\":%d,\"floor_instructions\":%.0f,\"instructions\":%.0f,", hosts, floor, ours
    printf "\"ratio\":%.3f,\"bound\":%.2f,\"pass\":%s}\n", ratio, bound, pass ? "true" : "false"
    exit !pass
}'
