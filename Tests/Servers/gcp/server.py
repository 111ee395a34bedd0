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

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import login
import offer
import paging
import tables
from common import Any, Bool, Cloud, CloudError, Int, List, Object, Reply, Text, route, run
from model import Model, envelope, fail, fingerprint, invalid, last

P = "/compute/v1/projects/{project}"
VM = P + "/zones/{zone}/instances/{name}"
ACCOUNT = Object({
    "client_email": Text(required=True), "private_key": Text(required=True), "private_key_id": Text(required=True),
})


class Compute(Cloud):
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

    # VMs

    @route("POST", P + "/zones/{zone}/instances", query=tables.MUTATION, body=tables.INSTANCE)
    def insert(self, request, project, zone):
        self.check_project(project)
        again = self.model.replay(request)
        if again:
            return again
        operation = self.model.insert(zone, request.body, request.query.get("requestId"))
        if self.lag:
            self.model.hidden[zone, request.body["name"]] = self.lag
        return operation.resource

    @route("GET", VM)
    def get(self, request, project, zone, name):
        self.check_project(project)
        name = self.model.find(zone, name)["name"]
        self.model.settle(zone, name)
        seen = json.loads(json.dumps(self.model.find(zone, name)))
        self.model.usurp(self.model.instances, zone, name)
        return seen

    def change(self, request, zone, name, kind, apply, error=None, begin=None):
        """An operation on a VM; what it does to the status at once is `begin`."""
        instance = self.model.find(zone, name)
        again = self.model.replay(request)
        if again:
            return again
        if begin:
            instance["status"] = begin

        def finish():
            apply(instance)
            if (zone, name) in self.model.instances:
                self.model.stamp(instance)

        operation = self.model.operation(
            kind, instance["selfLink"], zone, request.query.get("requestId"), finish, error)
        operation.resource["targetId"] = instance["id"]
        if begin:
            before = "RUNNING" if kind in ("stop", "delete") else "TERMINATED"
            operation.undo = lambda: instance.update(status=before)
        self.model.pending[zone, name] = operation
        return operation.resource

    def not_ready(self, zone, name):
        path = f"projects/{self.model.project}/zones/{zone}/instances/{name}"
        fail(400, "resourceNotReady", f"The resource '{path}' is not ready")

    def free(self, project, zone, name, *states):
        """The VM, if nothing else is being done with it and it is in one of some states."""
        self.check_project(project)
        instance = self.model.find(zone, name)
        busy = self.model.pending.get((zone, instance["name"]))
        if (busy and busy.resource["status"] != "DONE") or (states and instance["status"] not in states):
            self.not_ready(zone, name)
        return instance

    @route("DELETE", VM, query={**tables.MUTATION, "noGracefulShutdown": Bool()})
    def delete(self, request, project, zone, name):
        name = self.free(project, zone, name)["name"]
        return self.change(
            request, zone, name, "delete", lambda instance: self.model.remove(zone, name), begin="STOPPING")

    @route("POST", VM + "/start", query=tables.MUTATION)
    def start(self, request, project, zone, name):
        instance = self.free(project, zone, name, "TERMINATED", "RUNNING")
        machine = last(instance["machineType"])
        error = self.model.stock_out(zone, machine) if f"{zone}/{machine}" in self.model.sold_out else None

        def run_again(instance):
            instance["status"] = "RUNNING"
            for access in instance["networkInterfaces"][0].get("accessConfigs", []):
                access.setdefault("natIP", self.model.address())

        return self.change(request, zone, name, "start", run_again, error, "STAGING")

    @route("POST", VM + "/resume", query=tables.MUTATION)
    def resume(self, request, project, zone, name):
        self.free(project, zone, name, "SUSPENDED")
        return self.change(request, zone, name, "resume", lambda instance: instance.update(status="RUNNING"))

    @route("POST", VM + "/stop", query={**tables.MUTATION, "discardLocalSsd": Bool(), "noGracefulShutdown": Bool()})
    def stop(self, request, project, zone, name):
        instance = self.free(project, zone, name, "RUNNING", "TERMINATED")
        if any(disk["type"] == "SCRATCH" for disk in instance["disks"]) and "discardLocalSsd" not in request.query:
            fail(400, "badRequest", "VM has a Local SSD attached but an undefined value for `discard-local-ssd`.")

        def off(instance):
            instance["status"] = "TERMINATED"
            for access in instance["networkInterfaces"][0].get("accessConfigs", []):
                access.pop("natIP", None)

        return self.change(request, zone, name, "stop", off, begin="STOPPING")

    @route("POST", VM + "/reset", query=tables.MUTATION)
    def reset(self, request, project, zone, name):
        self.free(project, zone, name, "RUNNING")
        return self.change(request, zone, name, "reset", lambda instance: None)

    @route("POST", VM + "/setScheduling", query=tables.MUTATION, body=tables.SCHEDULING)
    def set_scheduling(self, request, project, zone, name):
        instance = self.free(project, zone, name, "TERMINATED")
        self.model.check_scheduling(
            {"scheduling": request.body}, last(instance["machineType"]), last(instance["machineType"]).split("-")[0])
        body = {"provisioningModel": "STANDARD", "preemptible": False, **request.body}
        return self.change(request, zone, name, "setScheduling", lambda instance: instance.update(scheduling=body))

    @route("POST", VM + "/setMachineType", query=tables.MUTATION, body=tables.SET_MACHINE_TYPE)
    def set_machine_type(self, request, project, zone, name):
        self.check_project(project)
        instance = self.model.find(zone, name)
        machine = self.model.machine(request.body["machineType"], zone)
        self.model.check_scheduling(instance, machine, machine.split("-")[0])
        error = None
        if instance["status"] != "TERMINATED":
            path = f"projects/{project}/zones/{zone}/instances/{name}"
            error = (400, "BAD REQUEST", [{
                "code": "RESOURCE_NOT_READY", "message": f"The resource '{path}' is not ready"}])
        url = self.model.link(f"zones/{zone}/machineTypes/{machine}")
        return self.change(
            request, zone, name, "setMachineType", lambda instance: instance.update(machineType=url), error)

    def fresh(self, have, given):
        if given != have:
            fail(412, "conditionNotMet", "Supplied fingerprint does not match current metadata fingerprint.")

    @route("POST", VM + "/setLabels", query=tables.MUTATION, body=tables.SET_LABELS)
    def set_labels(self, request, project, zone, name):
        instance = self.free(project, zone, name)
        self.fresh(instance["labelFingerprint"], request.body.get("labelFingerprint"))
        labels = request.body.get("labels", {})
        return self.change(request, zone, name, "setLabels", lambda instance: instance.update(labels=labels))

    @route("POST", VM + "/setTags", query=tables.MUTATION, body=tables.SET_TAGS)
    def set_tags(self, request, project, zone, name):
        instance = self.free(project, zone, name)
        self.fresh(instance["tags"]["fingerprint"], request.body.get("fingerprint"))
        items = request.body.get("items", [])
        return self.change(request, zone, name, "setTags", lambda instance: instance.update(tags={"items": items}))

    @route("POST", VM + "/setMetadata", query=tables.MUTATION, body=tables.SET_METADATA)
    def set_metadata(self, request, project, zone, name):
        instance = self.free(project, zone, name)
        self.fresh(instance["metadata"]["fingerprint"], request.body.get("fingerprint"))
        items = request.body.get("items", [])
        self.model.check_metadata(items)
        return self.change(
            request, zone, name, "setMetadata", lambda instance: instance["metadata"].update(items=items))

    @route("POST", VM + "/setDiskAutoDelete", query={
        **tables.MUTATION, "autoDelete": Bool(required=True), "deviceName": Text(required=True)})
    def set_auto_delete(self, request, project, zone, name):
        instance = self.free(project, zone, name)
        disks = [disk for disk in instance["disks"] if disk["deviceName"] == request.query["deviceName"]]
        if not disks:
            invalid("deviceName", request.query["deviceName"], "There is no such device.")
        value = request.query["autoDelete"]
        return self.change(
            request, zone, name, "setDiskAutoDelete", lambda instance: disks[0].update(autoDelete=value))

    # Disks

    def disk(self, project, zone, name):
        self.check_project(project)
        self.model.zone(zone)
        key = zone, name
        if key not in self.model.disks:
            fail(404, "notFound", f"The resource 'projects/{project}/zones/{zone}/disks/{name}' was not found")
        return self.model.disks[key]

    @route("GET", P + "/zones/{zone}/disks/{name}")
    def get_disk(self, request, project, zone, name):
        name = self.disk(project, zone, name)["name"]
        changing = self.model.changing.get((zone, name))
        if changing and changing.resource["status"] != "DONE":
            changing.look()
        seen = json.loads(json.dumps(self.disk(project, zone, name)))
        self.model.usurp(self.model.disks, zone, name)
        return seen

    @route("POST", P + "/zones/{zone}/disks", query={**tables.MUTATION, "sourceImage": Text()}, body=tables.DISK)
    def insert_disk(self, request, project, zone):
        self.check_project(project)
        self.model.zone(zone)
        body = request.body
        parameters = {"diskName": body["name"], "labels": body.get("labels", {})}
        for ours, theirs in (("sizeGb", "diskSizeGb"), ("type", "diskType"), ("sourceImage", "sourceImage")):
            if ours in body:
                parameters[theirs] = body[ours]
        disk = self.model.fresh_disk(zone, "", parameters, "resource", None, False)

        def make():
            self.model.disks[zone, body["name"]] = disk

        return self.model.operation(
            "insert", disk["selfLink"], zone, request.query.get("requestId"), make).resource

    def change_disk(self, request, zone, disk, kind, apply):
        operation = self.model.operation(
            kind, disk["selfLink"], zone, request.query.get("requestId"), lambda: apply() and None)
        self.model.changing[zone, disk["name"]] = operation
        return operation.resource

    @route("POST", P + "/zones/{zone}/disks/{name}/resize", query=tables.MUTATION, body=tables.RESIZE)
    def resize_disk(self, request, project, zone, name):
        disk = self.disk(project, zone, name)
        size = int(request.body["sizeGb"])
        if size <= int(disk["sizeGb"]) or size > 65536:
            invalid("sizeGb", size, "New disk size must be larger than the current size.")

        def grow():
            disk["sizeGb"] = str(size)
            for instance in self.model.instances.values():
                for attached in instance["disks"]:
                    if attached.get("source") == disk["selfLink"]:
                        attached["diskSizeGb"] = str(size)

        return self.change_disk(request, zone, disk, "resizeDisk", grow)

    @route("POST", P + "/zones/{zone}/disks/{name}/setLabels", query=tables.MUTATION, body=tables.SET_LABELS)
    def label_disk(self, request, project, zone, name):
        disk = self.disk(project, zone, name)
        self.fresh(disk["labelFingerprint"], request.body.get("labelFingerprint"))
        labels = request.body.get("labels", {})
        return self.change_disk(request, zone, disk, "setLabels", lambda: disk.update(
            labels=labels, labelFingerprint=fingerprint(labels)))

    @route("DELETE", P + "/zones/{zone}/disks/{name}", query=tables.MUTATION)
    def delete_disk(self, request, project, zone, name):
        disk = self.disk(project, zone, name)
        if disk["users"]:
            fail(400, "resourceInUseByAnotherResource",
                 f"The disk resource '{disk['selfLink']}' is already being used by '{disk['users'][0]}'")
        return self.change_disk(
            request, zone, disk, "delete", lambda: self.model.disks.pop((zone, disk["name"]), None))

    # Firewall rules and subnets

    @route("GET", P + "/global/firewalls", query=tables.LIST)
    def list_firewalls(self, request, project):
        self.check_project(project)
        return self.plain(request, "firewallList", list(self.model.firewalls.values()))

    def firewall(self, project, name):
        self.check_project(project)
        if name not in self.model.firewalls:
            fail(404, "notFound", f"The resource 'projects/{project}/global/firewalls/{name}' was not found")
        return self.model.firewalls[name]

    @route("GET", P + "/global/firewalls/{name}")
    def get_firewall(self, request, project, name):
        return self.firewall(project, name)

    @route("POST", P + "/global/firewalls", query=tables.MUTATION, body=tables.FIREWALL)
    def insert_firewall(self, request, project):
        self.check_project(project)
        name = request.body["name"]
        if name in self.model.firewalls:
            path = f"projects/{project}/global/firewalls/{name}"
            fail(409, "alreadyExists", f"The resource '{path}' already exists")
        link = self.model.link(f"global/firewalls/{name}")
        rule = {"kind": "compute#firewall", "id": self.model.number(), "selfLink": link, **request.body}

        def make():
            self.model.firewalls[name] = rule

        return self.model.operation("insert", link, None, request.query.get("requestId"), make).resource

    @route("PATCH", P + "/global/firewalls/{name}", query=tables.MUTATION, body=tables.FIREWALL)
    def patch_firewall(self, request, project, name):
        rule = self.firewall(project, name)
        body = request.body
        return self.model.operation(
            "patch", rule["selfLink"], None, request.query.get("requestId"), lambda: rule.update(body)).resource

    @route("DELETE", P + "/global/firewalls/{name}", query=tables.MUTATION)
    def delete_firewall(self, request, project, name):
        rule = self.firewall(project, name)
        return self.model.operation(
            "delete", rule["selfLink"], None, request.query.get("requestId"),
            lambda: self.model.firewalls.pop(name, None) and None).resource

    @route("GET", P + "/regions/{region}/subnetworks/{name}")
    def get_subnet(self, request, project, region, name):
        self.check_project(project)
        if name not in ("default", "lab") or region not in offer.ZONES:
            fail(404, "notFound", f"The resource 'projects/{project}/regions/{region}/subnetworks/{name}' was not found")
        return {"kind": "compute#subnetwork", "id": "1", "name": name, "region": self.model.link(f"regions/{region}"),
                "network": self.model.link(f"global/networks/{name}"), "ipCidrRange": "10.128.0.0/20"}

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

    # What is offered

    def region_resource(self, name):
        zones = [self.model.link(f"zones/{zone}") for zone in offer.ZONES[name]]
        return {"kind": "compute#region", "id": "1000", "name": name, "status": "UP", "zones": zones,
                "quotas": [{"metric": "CPUS", "limit": 72.0, "usage": 0.0}],
                "selfLink": self.model.link(f"regions/{name}")}

    @route("GET", P + "/regions", query=tables.LIST)
    def regions(self, request, project):
        self.check_project(project)
        return self.plain(request, "regionList", [self.region_resource(name) for name in sorted(offer.ZONES)])

    @route("GET", P + "/regions/{name}")
    def region(self, request, project, name):
        self.check_project(project)
        if name not in offer.ZONES:
            fail(404, "notFound", f"The resource 'projects/{project}/regions/{name}' was not found")
        return self.region_resource(name)

    @route("GET", P + "/zones", query=tables.LIST)
    def zones(self, request, project):
        self.check_project(project)
        return self.plain(request, "zoneList", [
            {"kind": "compute#zone", "id": "2000", "name": zone, "status": "UP",
             "region": self.model.link(f"regions/{region}"), "selfLink": self.model.link(f"zones/{zone}")}
            for region, zones in sorted(offer.ZONES.items()) for zone in zones])

    def machine_types(self):
        for names, state in ((offer.MACHINES, None), (offer.DEPRECATED_MACHINES, "DEPRECATED")):
            for name, (cpus, mib, gpu, count, architecture, zones) in names.items():
                for zone in zones or [zone for group in offer.ZONES.values() for zone in group]:
                    item = {"kind": "compute#machineType", "id": "3000", "name": name, "guestCpus": cpus,
                            "memoryMb": mib, "zone": zone, "architecture": architecture, "isSharedCpu": False,
                            "maximumPersistentDisks": 128, "description": f"{cpus} vCPUs",
                            "selfLink": self.model.link(f"zones/{zone}/machineTypes/{name}")}
                    if gpu:
                        item["accelerators"] = [{"guestAcceleratorType": gpu, "guestAcceleratorCount": count}]
                    if name in offer.LOCAL_SSDS:
                        item["bundledLocalSsds"] = {"partitionCount": offer.LOCAL_SSDS[name]}
                    if state:
                        item["deprecated"] = {"state": state}
                    yield zone, item

    @route("GET", P + "/aggregated/machineTypes", query=tables.AGGREGATED)
    def aggregated_machine_types(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "machineTypes", self.machine_types())

    @route("GET", P + "/zones/{zone}/machineTypes", query=tables.LIST)
    def zone_machine_types(self, request, project, zone):
        self.check_project(project)
        return self.plain(request, "machineTypeList", [item for place, item in self.machine_types() if place == zone])

    def accelerator_types(self):
        return [
            (zone, {"kind": "compute#acceleratorType", "id": "4000", "name": name, "description": name,
                    "maximumCardsPerInstance": 8, "zone": self.model.link(f"zones/{zone}")})
            for name, zones in offer.ACCELERATORS.items() for zone in zones]

    def disk_types(self):
        return [
            (zone, {"kind": "compute#diskType", "id": "5000", "name": name, "validDiskSize": size,
                    "defaultDiskSizeGb": "500", "zone": self.model.link(f"zones/{zone}")})
            for name, size in offer.DISK_TYPES.items() for zones in offer.ZONES.values() for zone in zones]

    @route("GET", P + "/aggregated/acceleratorTypes", query=tables.AGGREGATED)
    def aggregated_accelerator_types(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "acceleratorTypes", self.accelerator_types())

    @route("GET", P + "/zones/{zone}/acceleratorTypes", query=tables.LIST)
    def zone_accelerator_types(self, request, project, zone):
        self.check_project(project)
        items = [item for place, item in self.accelerator_types() if place == zone]
        return self.plain(request, "acceleratorTypeList", items)

    @route("GET", P + "/aggregated/diskTypes", query=tables.AGGREGATED)
    def aggregated_disk_types(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "diskTypes", self.disk_types())

    @route("GET", P + "/zones/{zone}/diskTypes", query=tables.LIST)
    def zone_disk_types(self, request, project, zone):
        self.check_project(project)
        return self.plain(request, "diskTypeList", [item for place, item in self.disk_types() if place == zone])

    def image_resource(self, project, row):
        name, family, size, architecture, state = row
        item = {"kind": "compute#image", "id": "6000", "name": name, "family": family, "diskSizeGb": str(size),
                "architecture": architecture, "status": "READY", "creationTimestamp": "2026-11-01T00:00:00.000-07:00",
                "selfLink": f"https://www.googleapis.com/compute/v1/projects/{project}/global/images/{name}"}
        if state:
            item["deprecated"] = {"state": state}
            item["creationTimestamp"] = "2026-10-01T00:00:00.000-07:00"
        return item

    @route("GET", P + "/global/images", query=tables.LIST)
    def images(self, request, project):
        if project not in offer.IMAGES:
            self.check_project(project)
        rows = offer.IMAGES.get(project, [])
        return self.plain(request, "imageList", [self.image_resource(project, row) for row in rows])

    @route("GET", P + "/global/images/{name}")
    def get_image(self, request, project, name):
        return self.named_image(project, [row for row in offer.IMAGES.get(project, []) if row[0] == name], name)

    @route("GET", P + "/global/images/family/{name}", query={"zone": Text()})
    def image_family(self, request, project, name):
        rows = [row for row in offer.IMAGES.get(project, []) if row[1] == name and not row[4]]
        return self.named_image(project, rows, f"family/{name}")

    def named_image(self, project, rows, name):
        if not rows:
            fail(404, "notFound", f"The resource 'projects/{project}/global/images/{name}' was not found")
        return self.image_resource(project, rows[-1])

    @route("GET", "/v1/services/6F81-5844-456A/skus", query={
        "currencyCode": Text(choices=["USD"]), "pageSize": Int(min=1, max=5000), "pageToken": Text()})
    def skus(self, request):
        size = min(request.query.get("pageSize", 5000), self.settings.get("page", 5000))
        found, following = paging.page(
            offer.SKUS, size, request.query.get("pageToken"), self.page_tokens, self.settings.get("empty_page", False))
        return {"skus": found, "nextPageToken": following or ""}


if __name__ == "__main__":
    run(Compute)
