# Two commands matter: `make demo` and `make test`. Both install what is missing on a Debian machine that has Swift.

SWIFT ?= swift
PREFIX ?= /usr/local
BUILD = $(SWIFT) build --explicit-target-dependency-import-check error

.PHONY: demo test lint format bench fuzz tsan crash peers install setup setup-test clean

demo: setup
	$(BUILD) --product berth
	.ci/demo "$$($(SWIFT) build --show-bin-path)/berth"

test: setup-test
	$(BUILD) --build-tests
	$(SWIFT) test --skip-build

lint:
	.ci/lint

format:
	$(SWIFT) format -i --parallel -r Sources Tests Benchmarks Package.swift

# Ratios in one run; results go to Benchmarks/results/latest.json.
bench: setup-test
	Benchmarks/run

# What third parties say of adapters and test servers: vendors' clients and descriptions, from PyPI the first time.
peers: setup
	$(BUILD) --product berth
	.ci/peers "$$($(SWIFT) build --show-bin-path)/berth"

# Seconds for each fuzzer: make fuzz DURATION=600
DURATION = 60
fuzz: setup
	.ci/fuzz $(DURATION)

# The applier's and the records' tests under the thread sanitizer. Rebuilds everything.
tsan: setup
	TSAN_OPTIONS=suppressions=.ci/tsan-suppressions \
	$(SWIFT) test --sanitize=thread --scratch-path .build-tsan --filter 'ApplyingTests|RecordsTests|ProvidersTests'

# Kills the real binary at every numbered point of every verb, then 200 times at random.
crash: setup
	$(BUILD) --product berth
	.ci/crash "$$($(SWIFT) build --show-bin-path)/berth"

# A static release binary, stripped: needs libyaml of the system and no Swift runtime.
install: setup
	$(SWIFT) build -c release --product berth --static-swift-stdlib -Xlinker -s
	install -D -m 755 "$$($(SWIFT) build -c release --static-swift-stdlib --show-bin-path)/berth" $(DESTDIR)$(PREFIX)/bin/berth

setup:
	.ci/setup

setup-test:
	.ci/setup test

clean:
	rm -rf .build .build-*
