#!/usr/bin/env python3
"""Prints a spec file of N hosts on AWS whose machine types and regions are real: those of the shipped catalog."""

import json
import pathlib
import sys

CATALOG = pathlib.Path(__file__).resolve().parent.parent / "Sources/CShippedCatalog/data/aws.json"


def offers() -> list:
    """Every pair of a machine type and a region that has it, regions in turn, so that neighbours are not alike."""
    by_region = {}
    for machine in json.loads(CATALOG.read_text(encoding="utf-8"))["machine_types"]:
        if machine.get("on_demand", True) and machine.get("architecture", "x86_64") == "x86_64":
            for region in machine["in"]:
                by_region.setdefault(region, []).append(machine["name"])
    longest = max(len(names) for names in by_region.values())
    return [
        (names[row], region)
        for row in range(longest)
        for region, names in sorted(by_region.items())
        if row < len(names)
    ]


def host(number: int, pairs: list) -> str:
    """One host; half name their type, half ask for a size."""
    name, region = pairs[number * 7 % len(pairs)]
    cpu = (2, 4, 8, 16, 32)[number % 5]
    size = f"machine_type: {name}" if number % 2 else f"cpu: {cpu}\n    ram_gb: {cpu * 4}"
    return f"""\
  host-{number:05d}:
    region: {region}
    {size}
    disk_gb: {100 + number % 400}
    disk_type: balanced
    labels:
      team: {("math", "physics", "genomics", "vision")[number % 4]}
      owner: user-{number % 97:02d}
    protect: {"true" if number % 11 == 0 else "false"}
"""


def main() -> None:
    count = int(sys.argv[1])
    pairs = offers()
    print("fleet: bench\ndefaults:\n  provider: aws")
    print("hosts:" if count else "hosts: {}")
    for number in range(count):
        print(host(number, pairs), end="")


if __name__ == "__main__":
    main()
