"""Checks the shipped catalog files without a network: `python3 check.py`. Standard library only."""

import json
import sys

import form

LIMITS = {"aws": 2_500_000, "gcp": 600_000}
LIMIT = 500_000


def check(provider):
    """What is wrong with the file of one cloud."""
    path = form.path(provider)
    if not path.exists():
        return [f"{provider}: {path} is missing"]
    text = path.read_text(encoding="utf-8")
    try:
        catalog = json.loads(text, object_pairs_hook=unique)
        form.check(catalog, provider)
    except form.Wrong as wrong:
        return str(wrong).splitlines()
    except (KeyError, TypeError, ValueError) as error:
        return [f"{provider}: is not of the form ({error!r})"]
    faults = []
    if form.text(catalog) != text:
        faults.append(f"{provider}: is not laid out as form.py does it")
    if len(text.encode()) > LIMITS.get(provider, LIMIT):
        faults.append(f"{provider}: has {len(text.encode())} bytes, more than {LIMITS.get(provider, LIMIT)}")
    if not faults:
        print(f"{provider}: {form.count(catalog)}, {len(text.encode())} bytes, of {catalog['date']}")
    return faults


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise form.Wrong(f"a member stands twice in one object: {sorted(keys)}")
    return dict(pairs)


def main():
    faults = [fault for provider in form.PROVIDERS for fault in check(provider)]
    strangers = {path.name for path in form.DATA.glob("*")} - {f"{provider}.json" for provider in form.PROVIDERS}
    faults += [f"{name}: is no catalog of a known cloud" for name in sorted(strangers)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
