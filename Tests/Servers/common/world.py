"""A cloud as a class: one instance is one world. Subclass Cloud, declare routes, hand the class to `run`."""

import hashlib
import json
import re
from typing import NamedTuple
from urllib.parse import unquote

from .fields import Field, Object


class Request(NamedTuple):
    """A request that passed every check of its route."""

    method: str
    path: str  # in the world, percent-encoded as sent
    query: dict  # parsed by the route's table
    body: object  # parsed JSON, the form's dict, or None
    headers: object  # case-insensitive mapping
    raw_query: str  # as sent
    raw_body: bytes  # as sent


class Reply(NamedTuple):
    """An answer. A body that is bytes or str is sent as it is, all else as JSON; None is no body."""

    status: int = 200
    body: object = None
    headers: dict = {}

    def payload(self):
        if self.body is None:
            return b"", None
        if isinstance(self.body, bytes):
            return self.body, "application/octet-stream"
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain; charset=utf-8"
        return json.dumps(self.body).encode(), "application/json"


class CloudError(Exception):
    """Raised by a handler to answer with an error of the cloud's own form."""

    def __init__(self, reply: Reply):
        super().__init__(reply.status)
        self.reply = reply


class Progress:
    """Work that is done after so many looks, never after a time: `finish` runs once, at the look that ends it."""

    def __init__(self, looks: int, finish=lambda: None):
        self.left, self.finish, self.done = looks, finish, False

    def look(self) -> bool:
        """Counts a look and says whether the work is done; with 0 or 1 looks it is at the first."""
        if not self.done:
            self.left -= 1
            if self.left <= 0:
                self.done = True
                self.finish()
        return self.done


class Route(NamedTuple):
    method: str
    pattern: object
    parameters: int
    query: dict
    body: Field | None
    form: dict | None
    mutates: bool
    authenticated: bool
    handler: str


def route(method, template, query=None, body=None, form=None, mutates=None, authenticated=True):
    """Marks a method of a Cloud as the handler of a path.

    `template`: `/v1/zones/{zone}/vms/{name}`; a parameter is one segment, or a part of one, and is handed over decoded
    by its name. `query`: table of the parameters taken (others are refused). `body`: what the JSON body must be; none
    is taken without. `form`: table of a urlencoded body. `mutates`: unless told, every method but GET does.
    `authenticated`: whether `authenticate` is asked first; not so for a token address.
    The handler returns a Reply, or what a 200 has as its JSON body; it may raise CloudError.
    """
    if body is not None and form is not None:
        raise TypeError("a route has a JSON body or a form")

    def decorate(function):
        known = getattr(function, "routes", [])
        names = re.findall(r"\{(\w+)\}", template)
        parts = re.split(r"\{\w+\}", template)
        pattern = re.escape(parts[0]) + "".join(
            f"(?P<{name}>[^/]+?){re.escape(part)}" for name, part in zip(names, parts[1:]))
        function.routes = known + [Route(
            method, re.compile(pattern), len(names), query or {}, body, form,
            method != "GET" if mutates is None else mutates, authenticated, function.__name__)]
        return function

    return decorate


class Cloud:
    """One world of one cloud. Its handlers run one at a time."""

    # Table of the options of a new world; unknown ones are refused.
    options = Object({})
    # Query parameters that every route takes.
    common_query: dict = {}
    # Names that look secret and may be logged.
    shown: frozenset = frozenset()
    all_routes: list = []

    def __init_subclass__(cls, **more):
        super().__init_subclass__(**more)
        found = [item for name in dir(cls) for item in getattr(getattr(cls, name), "routes", [])]
        # The more of a path is written out, the earlier it is tried.
        cls.all_routes = sorted(found, key=lambda item: (item.parameters, item.pattern.pattern))

    def __init__(self, base: str, options: dict):
        """`base`: URL of the world, without a final slash, for links in answers."""
        self.base = base

    # What a cloud says of itself

    def authenticate(self, request: Request) -> Reply | None:
        """The answer to a request without the right credentials; None lets it pass. `query` and `body` are not read."""
        return None

    def refusal(self, request: Request, problems: list) -> Reply:
        """The cloud's own 400 for a request that a table refuses."""
        return Reply(400, {"error": "; ".join(problem.message for problem in problems)})

    def no_route(self, request: Request, allowed: list) -> Reply:
        """The cloud's own answer for a path (404) or a method (405) it does not have."""
        return Reply(405 if allowed else 404, {"error": f"{request.method} {request.path}: no such call"})

    def snapshot(self):
        """All that is in the cloud, as JSON: changes exactly when something in the cloud changes. Counters of looks and
        such do not belong here."""
        raise NotImplementedError

    def poke(self, command: dict):
        """Drift by hand: the command is the cloud's own, such as {"stop": "vm-1"}. Returns JSON. Unknown commands must
        raise ValueError."""
        raise ValueError(f"no such command: {command}")

    # For the kit

    def digest(self) -> str:
        text = json.dumps(self.snapshot(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def find(cls, method, path):
        """The route of a path, its parameters decoded, and the methods the path has."""
        allowed = []
        for item in cls.all_routes:
            match = item.pattern.fullmatch(path)
            if match and item.method == method:
                return item, {name: unquote(text) for name, text in match.groupdict().items()}, allowed
            if match:
                allowed.append(item.method)
        return None, {}, sorted(set(allowed))
