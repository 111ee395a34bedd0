#!/usr/bin/env python3
"""Prints a spec file of N hosts, twelve lines each, like those people write."""

import sys

ZONES = ["us-west1-b", "us-west1-c", "europe-west4-a", "asia-east1-b", "us-central1-f"]
TEAMS = ["math", "physics", "genomics", "vision"]
DISK_TYPES = ["balanced", "ssd", "standard"]


def host(number: int) -> str:
    """One host; the values vary, so that nothing is read from a cache by luck."""
    cpu = (2, 4, 8, 16, 32)[number % 5]
    return f"""\
  host-{number:05d}:
    provider: gcp
    zone: {ZONES[number % 5]}
    cpu: {cpu}
    ram_gb: {cpu * 4}
    disk_gb: {100 + number % 400}
    disk_type: {DISK_TYPES[number % 3]}
    labels:
      team: {TEAMS[number % 4]}
      owner: user-{number % 97:02d}
    tags: [web, zone-{number % 7}]
    power: {"running" if number % 3 else "stopped"}
    protect: {"true" if number % 11 == 0 else "false"}
    image: ubuntu-2404-lts-{number % 9}
"""


def main() -> None:
    count = int(sys.argv[1])
    print("fleet: bench\nproviders:\n  gcp: {project: bench-project}\ndefaults:\n  region: us-west1\n  pricing: spot")
    print("hosts:" if count else "hosts: {}")
    for number in range(count):
        print(host(number), end="")


if __name__ == "__main__":
    main()
