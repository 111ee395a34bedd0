"""One request to a cloud: found its route, checked against the route's tables, performed, and logged."""

import json
import traceback
from urllib.parse import parse_qsl

from .fields import Problem, read_parameters
from .secrets import cut, cut_headers
from .world import CloudError, Reply, Request


class Exchange:
    """Reads a request as far as it can be read; `entry` is its line in the log."""

    def __init__(self, cloud, method, path, query, headers, raw):
        self.cloud, self.method, self.path, self.raw_query, self.headers, self.raw = (
            cloud, method, path, query, headers, raw)
        self.route, self.parameters, self.allowed = cloud.find(method, path)
        self.problems = []
        self.query = self.read_query()
        self.body = self.read_body()
        mutates = self.route.mutates if self.route else method not in ("GET", "HEAD", "OPTIONS")
        self.entry = {
            "method": method, "path": path, "query": cut(dict(parse_qsl(query, True)), cloud.shown),
            "headers": cut_headers(headers), "body": cut(self.shown_body(), cloud.shown), "status": None,
            "mutates": mutates, "refused": [], "fault": None, "changed": False,
        }

    def read_query(self):
        pairs = parse_qsl(self.raw_query, keep_blank_values=True)
        if self.route is None:
            return {}
        table = {**self.cloud.common_query, **self.route.query}
        values, problems = read_parameters(pairs, table, "query")
        self.problems += problems
        return values

    def read_body(self):
        if self.route is None:
            return None
        if self.route.form is not None:
            if self.content_type() != "application/x-www-form-urlencoded":
                return self.problem("content_type", f"Content-Type {self.content_type()!r} is not a form's")
            pairs = parse_qsl(self.raw.decode("utf-8", "replace"), keep_blank_values=True)
            values, problems = read_parameters(pairs, self.route.form, "field")
            self.problems += problems
            return values
        if self.route.body is None:
            if self.raw:
                self.problem("unexpected_body", "this call takes no body")
            return None
        return self.read_json()

    def read_json(self):
        if not self.raw:
            # A body whose fields are all optional may be left out.
            if list(self.route.body.check({}, "")):
                self.problem("missing_body", "this call needs a body")
            return {}
        if self.content_type() != "application/json":
            return self.problem("content_type", f"Content-Type {self.content_type()!r} is not application/json")
        try:
            value = json.loads(self.raw, object_pairs_hook=self.members)
        except ValueError as error:
            return self.problem("bad_json", f"the body is no JSON: {error}")
        self.problems += self.route.body.check(value, "")
        return value

    def members(self, pairs):
        """An object's members; a name that comes twice is a problem."""
        names = [name for name, _ in pairs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problem("duplicate_field", f"{name}: given twice")
        return dict(pairs)

    def content_type(self):
        return (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()

    def problem(self, kind, message):
        self.problems.append(Problem(kind, "", message))

    def shown_body(self):
        """The body for the log: what was read, else what can be read of it."""
        if self.body is not None:
            return self.body
        try:
            return json.loads(self.raw) if self.raw else None
        except ValueError:
            return f"{len(self.raw)} bytes"

    def perform(self) -> Reply:
        """Does the work and returns the answer."""
        request = Request(
            self.method, self.path, self.query, self.body, self.headers, self.raw_query, self.raw)
        if self.route is None or self.route.authenticated:
            refused = self.cloud.authenticate(request)
            if refused is not None:
                return refused
        if self.route is None:
            self.entry["refused"] = [f"no_route: {self.method} {self.path}"]
            return self.cloud.no_route(request, self.allowed)
        if self.problems:
            self.entry["refused"] = [f"{problem.kind}: {problem.message}" for problem in self.problems]
            return self.cloud.refusal(request, self.problems)
        try:
            answer = getattr(self.cloud, self.route.handler)(request, **self.parameters)
        except CloudError as error:
            return error.reply
        except Exception:
            # A mistake in a test server must not look like a cloud's answer.
            self.entry["refused"] = [f"server_bug: {traceback.format_exc()}"]
            return Reply(599, "the test server failed; see its log\n")
        return answer if isinstance(answer, Reply) else Reply(200, answer)
