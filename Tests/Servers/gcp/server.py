"""Compute Engine v1 as far as Berth and a client of the vendor's use it: strict, and with the real one's refusals.

Options of a world: `project`; `looks` at an operation until it is done; `page`: most items of a page; `empty_page`:
whether the first page of a list is empty; `tokens`: requests that each token is good for; `account`: the service
account that may log in; `lag`: lists that do not show a new VM yet; `partial`: zones that lists cannot reach.

Pokes: {"sell_out": ["ZONE/TYPE"]}, {"stop": name}, {"remove": name}, {"label": {"name", "key", "value"}},
{"machine_type": {"name", "type"}}, {"fail_next": {"operation", "status", "message", "errors"}}, {"lag": n},
{"expire": true}, {"stray_disk": {"zone", "name", "labels"}}, {"auto_delete": {"name", "device", "value"}},
{"forget_requests": true}, {"reclaim": name}, {"suspend": name}, {"detach": {"zone", "name"}},
{"remove_firewall": name}, {"tags": {"name", "items"}}, {"status": {"name", "value"}}, {"device": {"name", "device", "to"}}, {"usurp": {"zone",
"name", "labels"}}: once the VM or the disk of the name has been looked at, another of the name stands in its place.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import login
import offer
import paging
import tables
from common import Bool, Cloud, Int, List, Object, Reply, Text, route, run
from disks import Disks
from model import Model, envelope, fail, invalid
from networks import Networks
from paths import P
from places import Places
from vms import VMs

ACCOUNT = Object({
    "client_email": Text(required=True), "private_key": Text(required=True), "private_key_id": Text(required=True),
})


class Compute(VMs, Disks, Networks, Places, Cloud):
    options = Object({
        "project": Text(), "looks": Int(min=0), "page": Int(min=1, max=500), "empty_page": Bool(), "tokens": Int(min=1),
        "account": ACCOUNT, "lag": Int(min=0), "partial": List(Text()),
    })
    common_query = tables.COMMON
    # A page's token is no secret.
    shown = frozenset({"pageToken", "nextPageToken"})

    def __init__(self, base, options):
        super().__init__(base, options)
        self.settings = options
        self.model = Model(base, options.get("project", "proj"), options.get("looks", 2))
        self.tokens, self.page_tokens, self.lag = {"letmein": -1}, {}, options.get("lag", 0)

    # The kit's questions

    def authenticate(self, request):
        token = (request.headers.get("Authorization") or "").removeprefix("Bearer ")
        left = self.tokens.get(token)
        if left is None or left == 0:
            return Reply(401, envelope(401, "authError", "Invalid Credentials").body, {"WWW-Authenticate": "Bearer"})
        self.tokens[token] = left - 1
        return None

    def refusal(self, request, problems):
        return envelope(400, "invalid", "; ".join(problem.message for problem in problems))

    def no_route(self, request, allowed):
        return envelope(405 if allowed else 404, "notFound", f"{request.method} {request.path}: there is no such method")

    def digest(self):
        return str(self.model.version)

    def snapshot(self):
        model = self.model
        return {
            "instances": [model.instances[key] for key in sorted(model.instances)],
            "disks": [model.disks[key] for key in sorted(model.disks)],
            "firewalls": [model.firewalls[key] for key in sorted(model.firewalls)],
        }

    def poke(self, command):
        (verb, value), = command.items()
        model = self.model
        model.changed()
        if verb == "sell_out":
            model.sold_out = set(value)
        elif verb == "fail_next":
            model.failures.append((value["operation"], (value["status"], value["message"], value["errors"])))
        elif verb == "lag":
            self.lag = value
        elif verb == "expire":
            self.tokens = {token: 0 for token in self.tokens}
        elif verb == "token":
            self.tokens = {value: -1}
        elif verb == "forget_requests":
            model.requests = {}
        elif verb == "stray_disk":
            disk = model.new_disk(value["zone"], value["name"], 10, "pd-balanced", value["labels"])
            model.disks[value["zone"], value["name"]] = disk
        elif verb == "usurp":
            model.usurpers[value["zone"], value["name"]] = value["labels"]
        elif verb == "remove_firewall":
            del model.firewalls[value]
        elif verb == "detach":
            model.take_off(value["zone"], value["name"])
        else:
            self.poke_instance(verb, value)
        return {}

    def poke_instance(self, verb, value):
        model = self.model
        name = value["name"] if isinstance(value, dict) else value
        zone = next(zone for zone, other in model.instances if other == name)
        instance = model.instances[zone, name]
        if verb in ("stop", "reclaim"):
            instance["status"] = "TERMINATED"
        elif verb == "suspend":
            instance["status"] = "SUSPENDED"
        elif verb == "remove":
            model.remove(zone, name)
        elif verb == "label":
            instance["labels"] = {**instance["labels"], value["key"]: value["value"]}
        elif verb == "machine_type":
            instance["machineType"] = model.link(f"zones/{zone}/machineTypes/{value['type']}")
        elif verb == "auto_delete":
            disk = next(disk for disk in instance["disks"] if disk["deviceName"] == value["device"])
            disk["autoDelete"] = value["value"]
        elif verb == "device":
            next(disk for disk in instance["disks"] if disk["deviceName"] == value["device"])["deviceName"] = value["to"]
        elif verb == "status":
            instance["status"] = value["value"]
        elif verb == "tags":
            instance["tags"] = {"items": value["items"]}
        else:
            raise ValueError(f"no such command: {verb}")
        model.stamp(instance)

    # Logins

    @route("POST", "/token", mutates=False, authenticated=False, form={
        "grant_type": Text(required=True), "assertion": Text(), "client_id": Text(), "client_secret": Text(),
        "refresh_token": Text()})
    def token(self, request):
        form = request.body
        if form["grant_type"] == login.GRANT and "account" in self.settings:
            audiences = (self.base + "/token", "https://oauth2.googleapis.com/token")
            refused = login.refused(self.settings["account"], form.get("assertion", ""), audiences)
        elif form["grant_type"] == "refresh_token":
            right = (form.get("client_id"), form.get("client_secret"), form.get("refresh_token"))
            refused = None if right == ("gcloud", "shh", "again") else "Token has been expired or revoked."
        else:
            refused = "Unknown grant."
        if refused:
            return Reply(400, {"error": "invalid_grant", "error_description": refused})
        return self.new_token()

    def new_token(self):
        token = f"ya29.t{len(self.tokens)}"
        self.tokens[token] = self.settings.get("tokens", -1)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    @route("GET", "/computeMetadata/v1/instance/service-accounts/default/token", query={"scopes": Text()},
           authenticated=False)
    def metadata_token(self, request):
        if request.headers.get("Metadata-Flavor") != "Google":
            return Reply(403, "Missing Metadata-Flavor:Google header.")
        return Reply(200, self.new_token(), {"Metadata-Flavor": "Google"})

    @route("GET", "/computeMetadata/v1/project/project-id", authenticated=False)
    def metadata_project(self, request):
        return Reply(200, self.model.project, {"Metadata-Flavor": "Google"})

    # Lists

    def check_project(self, project):
        if project != self.model.project:
            fail(404, "notFound", f"The resource 'projects/{project}' was not found")

    def suits(self, request):
        try:
            return paging.matcher(request.query.get("filter"))
        except ValueError as error:
            invalid("filter", request.query["filter"], str(error))

    def cut_page(self, request, items):
        size = min(request.query.get("maxResults") or 500, self.settings.get("page", 500))
        try:
            return paging.page(
                items, size, request.query.get("pageToken"), self.page_tokens, self.settings.get("empty_page", False))
        except KeyError:
            invalid("pageToken", request.query["pageToken"], "The page token is invalid.")

    def shaped(self, request, answer):
        if "fields" not in request.query:
            return answer
        try:
            return paging.masked(answer, paging.mask(request.query["fields"]))
        except ValueError as error:
            fail(400, "invalidParameter", str(error))

    def plain(self, request, kind, items):
        """A list of one place."""
        suits = self.suits(request)
        found, following = self.cut_page(request, [item for item in items if suits(item)])
        answer = {"kind": f"compute#{kind}", "id": f"projects/{self.model.project}/{kind}", "items": found,
                  "selfLink": self.model.link(kind)}
        if not found:
            del answer["items"]
        if following:
            answer["nextPageToken"] = following
        return self.shaped(request, answer)

    def aggregated(self, request, kind, pairs):
        """A list of all places: a map, in which places without items carry a warning."""
        suits = self.suits(request)
        found, following = self.cut_page(request, sorted(
            ((zone, item) for zone, item in pairs if suits(item)), key=lambda pair: (pair[0], pair[1]["name"])))
        items = {}
        for zone in sorted(zone for zones in offer.ZONES.values() for zone in zones):
            here = [item for place, item in found if place == zone]
            scope = f"zones/{zone}"
            items[scope] = {kind: here} if here else {"warning": {
                "code": "NO_RESULTS_ON_PAGE", "message": f"There are no results for scope '{scope}' on this page.",
                "data": [{"key": "scope", "value": scope}]}}
        answer = {"kind": f"compute#{kind[:-1]}AggregatedList", "id": kind, "items": items,
                  "selfLink": self.model.link(f"aggregated/{kind}")}
        if self.settings.get("partial"):
            answer["unreachables"] = [f"zones/{zone}" for zone in self.settings["partial"]]
        if following:
            answer["nextPageToken"] = following
        return self.shaped(request, answer)

    def visible(self):
        """VMs that lists show by now; each list brings a hidden one nearer."""
        out = []
        for (zone, name), instance in list(self.model.instances.items()):
            self.model.settle(zone, name)
            left = self.model.hidden.get((zone, name), 0)
            if left:
                self.model.hidden[zone, name] = left - 1
            elif (zone, name) in self.model.instances:
                out.append((zone, instance))
        return out

    @route("GET", P + "/aggregated/instances", query=tables.AGGREGATED)
    def aggregated_instances(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "instances", self.visible())

    @route("GET", P + "/zones/{zone}/instances", query=tables.LIST)
    def instances(self, request, project, zone):
        self.check_project(project)
        self.model.zone(zone)
        return self.plain(request, "instanceList", [item for place, item in self.visible() if place == zone])

    @route("GET", P + "/aggregated/disks", query=tables.AGGREGATED)
    def aggregated_disks(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "disks", [(zone, item) for (zone, _), item in self.model.disks.items()])

    @route("GET", P + "/zones/{zone}/disks", query=tables.LIST)
    def disks(self, request, project, zone):
        self.check_project(project)
        self.model.zone(zone)
        return self.plain(request, "diskList", [item for (place, _), item in self.model.disks.items() if place == zone])

    # Operations

    def operation(self, project, name):
        self.check_project(project)
        if name not in self.model.operations:
            fail(404, "notFound", f"The resource 'projects/{project}/operations/{name}' was not found")
        return self.model.operations[name].look()

    @route("GET", P + "/zones/{zone}/operations/{name}")
    def get_zone_operation(self, request, project, zone, name):
        return self.operation(project, name)

    @route("POST", P + "/zones/{zone}/operations/{name}/wait", mutates=False)
    def wait_zone_operation(self, request, project, zone, name):
        return self.operation(project, name)

    @route("GET", P + "/global/operations/{name}")
    def get_global_operation(self, request, project, name):
        return self.operation(project, name)

    @route("POST", P + "/global/operations/{name}/wait", mutates=False)
    def wait_global_operation(self, request, project, name):
        return self.operation(project, name)


if __name__ == "__main__":
    run(Compute)
