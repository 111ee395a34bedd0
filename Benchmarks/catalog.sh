#!/bin/sh
# Counts the instructions of `berth validate` over 10,000 AWS hosts against the shipped AWS catalog, and of reading the
# same file alone. Both counts are whole processes less the same program's run on a fleet without hosts, which opens no
# catalog: what the hosts cost is compared, and opening the catalog is on the side of validate. Then it times
# `berth catalog find` over all clouds, once there is such a command. Prints one JSON line; fails over a bound.
set -eu

cd "$(dirname "$0")/.."
hosts=${1:-10000}
bound=2.0
find_bound_ms=50
work=Benchmarks/build
mkdir -p "$work"

python3 Benchmarks/make-aws-hosts.py "$hosts" >"$work/aws-hosts.yaml"
python3 Benchmarks/make-aws-hosts.py 0 >"$work/aws-empty.yaml"
BERTH_BENCH=1 swift build -c release --scratch-path .build-bench --product spec-bench >&2
BERTH_BENCH=1 swift build -c release --scratch-path .build-bench --product berth >&2
built="$(BERTH_BENCH=1 swift build -c release --scratch-path .build-bench --show-bin-path)"
# Valgrind gives up on the debug information that Swift's linker writes.
for program in spec-bench berth; do strip --strip-debug -o "$work/$program" "$built/$program"; done

read_count="$("$work/spec-bench" "$work/aws-hosts.yaml")"
if [ "$read_count" != "$hosts" ]; then
    echo "spec-bench read $read_count instead of $hosts hosts" >&2
    exit 1
fi
"$work/berth" validate --quiet "$work/aws-hosts.yaml" >&2

instructions() {
    name=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.$name.tmp" "$@" 2>&1 >/dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

reading=$(($(instructions read "$work/spec-bench" "$work/aws-hosts.yaml") - \
    $(instructions read0 "$work/spec-bench" "$work/aws-empty.yaml")))
validating=$(($(instructions validate "$work/berth" validate --quiet "$work/aws-hosts.yaml") - \
    $(instructions validate0 "$work/berth" validate --quiet "$work/aws-empty.yaml")))

# Milliseconds of one run, the median of 21; nothing while the command is not there.
find_ms=null
if "$work/berth" catalog find --help >/dev/null 2>&1; then
    find_ms=$(python3 - "$work/berth" <<'PYTHON'
import statistics, subprocess, sys, time
times = []
for _ in range(21):
    begin = time.monotonic()
    subprocess.run([sys.argv[1], "catalog", "find", "--gpu", "h100"], check=True, capture_output=True)
    times.append((time.monotonic() - begin) * 1000)
print(round(statistics.median(times), 1))
PYTHON
    )
fi

awk -v hosts="$hosts" -v reading="$reading" -v validating="$validating" -v bound="$bound" -v find="$find_ms" \
    -v find_bound="$find_bound_ms" 'BEGIN {
    ratio = validating / reading
    pass = ratio <= bound && (find == "null" || find + 0 <= find_bound)
    printf "{\"bench\":\"catalog\",\"hosts\":%d,\"reading_instructions\":%.0f,", hosts, reading
    printf "\"validating_instructions\":%.0f,\"ratio\":%.3f,\"bound\":%.1f,", validating, ratio, bound
    printf "\"find_median_ms\":%s,\"bound_find_ms\":%d,\"pass\":%s}\n", find, find_bound, pass ? "true" : "false"
    exit !pass
}'
