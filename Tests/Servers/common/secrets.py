"""Cuts what is secret out of what is logged. A cut value keeps its digest, so that a test can tell what was sent."""

import hashlib
import re

SECRET = re.compile(
    r"user_?data|startup[-_]?script|user-data|cloud[-_]?init|private_?key|secret|password|passphrase|api_?key|assertion"
    r"|(access|id|refresh|session|security)_?token$|^token$|authorization|signature|credential",
    re.IGNORECASE,
)
# Header fields that may be shown as they are.
SHOWN_HEADERS = {
    "accept", "accept-encoding", "content-type", "content-length", "user-agent", "x-request-id", "idempotency-key",
    "x-idempotency-key",
}


def mark(value) -> str:
    data = value if isinstance(value, bytes) else str(value).encode()
    return f"cut:sha256:{hashlib.sha256(data).hexdigest()}"


def cut(value, shown=frozenset()):
    """A JSON value without its secrets. `shown` holds names that look secret and are not."""
    if isinstance(value, dict):
        # `{"key": "startup-script", "value": …}`: the name of the member stands in another member.
        name = value.get("key")
        pair = isinstance(name, str) and "value" in value and secret(name, shown)
        return {
            key: mark(item) if item not in (None, "") and (secret(key, shown) and not isinstance(item, (dict, list, bool))
                                                           or pair and key == "value") else cut(item, shown)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [cut(item, shown) for item in value]
    return value


def secret(name, shown=frozenset()) -> bool:
    return name not in shown and SECRET.search(name) is not None


def cut_headers(headers):
    """Header fields by lower-case name; only known harmless ones keep their value."""
    return {
        name.lower(): value if name.lower() in SHOWN_HEADERS else mark(value)
        for name, value in headers.items()
        if name.lower() not in ("host", "connection")
    }
