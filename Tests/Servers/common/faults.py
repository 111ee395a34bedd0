"""Faults that a test scripts: which requests, how often, and what befalls them."""

from fnmatch import fnmatchcase

from .fields import Any, Int, List, Map, Object, Text

KINDS = (
    "status",  # answers with `status`, `headers`, `body` and does no work
    "status_after",  # does the work, then answers so
    "drop_before",  # closes the connection before any work
    "drop_after",  # does the work, then closes the connection without an answer
    "truncate",  # does the work, then sends half of the answer's body and closes the connection
    "stall",  # does the work, sends half of the answer's body, and then nothing
    "hang",  # never answers; ends when the client closes the connection; no work
    "hang_after",  # does the work, then never answers
    "slow_ms",  # waits `ms` milliseconds, then goes on as usual
)

FAULT = Object({
    "match": Object({
        "method": Text(),
        "path": Text(),  # a glob over the path in the world, without its query; `*` matches slashes, too
        "times": Int(min=1),  # how many requests it befalls; 1 unless told; 0 is not allowed
        "after": Int(min=0),  # how many matching requests pass before
    }),
    "kind": Text(choices=KINDS, required=True),
    "status": Int(min=100, max=599),
    "headers": Map(Text()),
    "body": Any(),  # JSON, or a string that is sent as it is
    "ms": Int(min=0, max=60_000),
})
FAULTS = List(FAULT)


class Fault:
    """One scripted fault."""

    def __init__(self, spec):
        match = spec.get("match", {})
        self.method, self.path = match.get("method"), match.get("path", "*")
        self.left, self.skip = match.get("times", 1), match.get("after", 0)
        self.kind, self.status = spec["kind"], spec.get("status", 500)
        self.headers, self.body, self.ms = spec.get("headers", {}), spec.get("body"), spec.get("ms", 0)

    def takes(self, method, path) -> bool:
        """Whether it befalls this request; counts it."""
        if self.left < 1 or (self.method and self.method != method) or not fnmatchcase(path, self.path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.left -= 1
        return True
