"""Lambda Cloud, API 1.10.0, as its OpenAPI document and its documentation tell: strict about every field, with no pages,
no idempotency and names that are not unique. Instances boot and go by looks (reads that show them), never by time; only
the account's pace is one of time, where the world is made with it."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Bool, Cloud, CloudError, Int, List, Map, Object, OneOf, Progress, Reply, Text, route, run
from catalog import IMAGES, REGIONS, TYPES

ID = r"[0-9a-f]{32}"
SOURCE = r"\d{1,3}(\.\d{1,3}){3}(/\d{1,2})?"
RULE = Object({
    "protocol": Text(choices=("tcp", "udp", "icmp", "all"), required=True),
    "port_range": List(Int(min=1, max=65535), min=2, max=2),
    "source_network": Text(pattern=SOURCE, required=True),
    "description": Text(max=128, required=True),
})
LAUNCH = Object({
    "region_name": Text(min=1, required=True),
    "instance_type_name": Text(min=1, required=True),
    "ssh_key_names": List(Text(min=1), min=1, max=1, required=True),
    "name": Text(max=64),
    "hostname": Text(pattern=r"[a-z0-9][0-9a-z-]{0,62}"),
    "image": OneOf(Object({"id": Text(required=True)}), Object({"family": Text(required=True)})),
    "user_data": Text(max=1_000_000),
    "tags": List(Object({
        "key": Text(pattern=r"[a-z][a-z0-9-:]+", max=55, required=True), "value": Text(max=128, required=True),
    })),
    "file_system_names": List(Text()),
    "file_system_mounts": List(Object({
        "mount_point": Text(pattern=r"/(home|lambda/nfs|data)(/.*)?", required=True),
        "file_system_id": Text(required=True),
    })),
    "firewall_rulesets": List(Object({"id": Text(required=True)})),
})
IDS = Object({"instance_ids": List(Text(pattern=ID), min=1, required=True)})


def error(status, code, message, suggestion="Check the request, then try again."):
    return CloudError(Reply(status, {"error": {"code": code, "message": message, "suggestion": suggestion}}))


class Lambda(Cloud):
    options = Object({
        "key": Text(), "looks": Int(min=0), "gone_looks": Int(min=0), "hidden_looks": Int(min=0), "quota": Int(min=0),
        "sold_out": List(Text()), "fails_late": Bool(), "regions_call": Bool(), "keys": Map(Text()),
        "late_ip": Bool(), "busy_boot": Bool(), "paced": Bool(),
    })

    def __init__(self, base, options):
        super().__init__(base, options)
        self.key = options.get("key", "secret_lambda_key")
        self.looks, self.gone_looks = options.get("looks", 1), options.get("gone_looks", 1)
        self.hidden_looks, self.quota = options.get("hidden_looks", 0), options.get("quota", 100)
        self.sold_out = set(options.get("sold_out", []))  # REGION/TYPE, still listed as to be had
        self.fails_late = options.get("fails_late", False)
        self.has_regions = options.get("regions_call", True)
        self.late_ip = options.get("late_ip", False)  # the address shows a look after the instance is active
        self.busy_boot = options.get("busy_boot", False)  # what boots is not terminated
        self.paced = options.get("paced", False)  # a request a second, a launch in twelve
        self.arrivals, self.last_launch = [float("-inf")] * 10, float("-inf")
        self.count = 0
        self.hosts, self.keys, self.rulesets, self.work, self.hidden, self.shown = {}, {}, {}, {}, {}, {}
        for name, text in options.get("keys", {}).items():
            self.put_key(name, text)

    def authenticate(self, request):
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return error(
                401, "global/invalid-api-key", "API key was invalid, expired, or deleted.",
                "Check your API key or create a new one, then try again.").reply
        return self.too_early(request.path.endswith("/launch")) if self.paced else None

    def too_early(self, launches):
        """429 for whoever is faster than a request a second or a launch in twelve. What was sent evenly may arrive half a
        second off, but not ten in a row."""
        now = time.monotonic()
        early = now < self.arrivals[-1] + 0.5 or now < self.arrivals[0] + 9.5
        early = early or (launches and now < self.last_launch + 11.5)
        self.arrivals = self.arrivals[1:] + [now]
        if launches:
            self.last_launch = now
        return error(429, "global/too-many-requests", "Slow down.").reply if early else None

    def refusal(self, request, problems):
        return error(400, "global/invalid-parameters", "; ".join(item.message for item in problems)).reply

    def no_route(self, request, allowed):
        return error(404, "global/not-found", f"{request.path} was not found").reply

    def snapshot(self):
        return {"hosts": self.hosts, "keys": self.keys, "rulesets": self.rulesets}

    def poke(self, command):
        """{"terminate": id}, {"preempt": id}, {"break": id}, {"sold_out": [...]}, {"quota": n}, {"hide": looks},
        {"fails_late": true}, {"rename": [id, name]}, {"remove_key": name}, {"launch": {...}} as by another hand."""
        (verb, what), = command.items()
        if verb in ("terminate", "preempt", "break"):
            word = {"terminate": "terminated", "preempt": "preempted", "break": "unhealthy"}[verb]
            self.hosts[what]["status"] = word
            self.work.pop(what, None)
        elif verb == "sold_out":
            self.sold_out = set(what)
        elif verb == "quota":
            self.quota = what
        elif verb == "hide":
            self.hidden_looks = what
        elif verb == "fails_late":
            self.fails_late = what
        elif verb == "rename":
            self.hosts[what[0]]["name"] = what[1]
        elif verb == "remove_key":
            self.keys = {id: key for id, key in self.keys.items() if key["name"] != what}
        elif verb == "launch":
            return {"id": self.start(what)}
        else:
            raise ValueError(f"unknown command {command}")
        return {}

    def new_id(self):
        self.count += 1
        return f"{self.count:032x}"

    # Instances

    def look(self, host):
        """What a read shows of an instance; moves what is under way."""
        work = self.work.get(host["id"])
        if work:
            work.look()
        return self.view(host)

    def view(self, host):
        shown = {name: value for name, value in host.items() if not name.startswith("_")}
        shown["region"] = {"name": host["region"], "description": REGIONS[host["region"]]}
        shown["instance_type"] = TYPES[host["instance_type"]]["instance_type"]
        if host["status"] in ("booting", "terminated") or host.get("_late"):
            shown.pop("ip", None)
        going = host["status"] in ("terminating", "terminated", "preempted")
        blocked = {
            "available": False, "reason_code": "vm-is-terminating" if going else "vm-has-not-launched",
            "reason_description": "The instance is not in a state that allows this.",
        }
        booting = host["status"] == "booting"
        shown["actions"] = {
            name: blocked if going or (booting and (name != "terminate" or self.busy_boot)) else {"available": True}
            for name in ("migrate", "rebuild", "restart", "cold_reboot", "terminate")
        }
        return shown

    def host(self, id, status=404):
        host = self.hosts.get(id)
        if host is None or self.hidden.get(id, 0) > 0:
            raise error(status, "global/object-does-not-exist", f"Specified instance {id} does not exist.")
        return host

    @route("GET", "/api/v1/instances", query={"cluster_id": Text()})
    def list(self, request):
        shown = []
        for id, host in list(self.hosts.items()):
            if self.hidden.get(id, 0) > 0:
                self.hidden[id] -= 1
                continue
            shown.append(self.look(host))
        return {"data": shown}

    @route("GET", "/api/v1/instances/{id}")
    def get(self, request, id):
        return {"data": self.look(self.host(id))}

    @route("POST", "/api/v1/instances/{id}", body=Object({"name": Text(max=64, required=True)}))
    def rename(self, request, id):
        host = self.host(id)
        host["name"] = request.body["name"]
        return {"data": self.view(host)}

    @route("POST", "/api/v1/instance-operations/launch", body=LAUNCH)
    def launch(self, request):
        body = request.body
        region, type = body["region_name"], body["instance_type_name"]
        if region not in REGIONS or type not in TYPES:
            raise error(400, "global/invalid-parameters", "Region or instance type does not exist.")
        if body["ssh_key_names"][0] not in {key["name"] for key in self.keys.values()}:
            raise error(400, "global/object-does-not-exist", "Specified SSH key does not exist.")
        for item in body.get("firewall_rulesets", []):
            if self.rulesets.get(item["id"], {}).get("region", {}).get("name") != region:
                raise error(400, "global/object-does-not-exist", "Specified firewall ruleset does not exist.")
        image = body.get("image", {})
        if image and not any(
                row["region"]["name"] == region and (row["id"] == image.get("id") or row["family"] == image.get("family"))
                for row in IMAGES):
            raise error(400, "global/invalid-parameters", "Specified image does not exist in this region.")
        keys = [item["key"] for item in body.get("tags", [])]
        if len(keys) != len(set(keys)):
            raise error(400, "global/invalid-parameters", "Tag keys must be unique.")
        if len([1 for host in self.hosts.values() if host["status"] not in ("terminated", "preempted")]) >= self.quota:
            raise error(400, "global/quota-exceeded", "Quota exceeded.", "Contact Support to increase your quota.")
        if f"{region}/{type}" in self.sold_out:
            raise error(
                400, "instance-operations/launch/insufficient-capacity",
                "Not enough capacity to fulfill launch request.",
                "Choose an instance type with more availability, or try again later.")
        return {"data": {"instance_ids": [self.start(body)]}}

    def start(self, body):
        """A new instance's id."""
        region, type = body["region_name"], body["instance_type_name"]
        id = self.new_id()
        self.hosts[id] = host = {
            "id": id, "status": "booting", "ip": f"198.51.100.{self.count % 250 + 1}",
            "private_ip": f"10.0.0.{self.count % 250 + 1}", "ssh_key_names": body["ssh_key_names"],
            "file_system_names": body.get("file_system_names", []), "region": region, "instance_type": type,
            "is_reserved": False,
        }
        for name in ("name", "hostname", "tags", "firewall_rulesets"):
            if name in body:
                host[name] = body[name]
        self.hidden[id] = self.hidden_looks
        self.work[id] = Progress(self.looks, lambda: self.boot(host))
        return id

    def boot(self, host):
        """An address that comes late comes with the second look at an active instance, the one that made it so included."""
        host["status"] = "unhealthy" if self.fails_late else "active"
        if self.late_ip:
            host["_late"] = True
            self.work[host["id"]] = Progress(2, lambda: host.pop("_late"))

    @route("POST", "/api/v1/instance-operations/terminate", body=IDS)
    def terminate(self, request):
        hosts = [self.host(id) for id in request.body["instance_ids"]]
        for host in hosts:
            if host["status"] == "terminated":
                raise error(404, "global/object-does-not-exist", f"Specified instance {host['id']} does not exist.")
            if self.busy_boot and host["status"] == "booting":
                raise error(409, "global/conflict", f"Instance {host['id']} is booting.")
            host["status"] = "terminating"
            self.work[host["id"]] = Progress(
                self.gone_looks, lambda host=host: self.end(host))
        return {"data": {"terminated_instances": [self.view(host) for host in hosts]}}

    def end(self, host):
        """Terminated ones are shown once more, then forgotten."""
        host["status"] = "terminated"
        self.work[host["id"]] = Progress(2, lambda: self.hosts.pop(host["id"], None))

    @route("POST", "/api/v1/instance-operations/restart", body=IDS)
    def restart(self, request):
        hosts = [self.host(id) for id in request.body["instance_ids"]]
        for host in hosts:
            if host["status"] not in ("active", "unhealthy"):
                raise error(409, "global/conflict", f"Instance {host['id']} cannot be restarted now.")
            host["status"] = "booting"
            self.work[host["id"]] = Progress(self.looks, lambda host=host: host.update(status="active"))
        return {"data": {"restarted_instances": [self.view(host) for host in hosts]}}

    # Keys

    def put_key(self, name, text):
        id = self.new_id()
        self.keys[id] = {"id": id, "name": name, "public_key": text}
        return self.keys[id]

    @route("GET", "/api/v1/ssh-keys")
    def list_keys(self, request):
        return {"data": list(self.keys.values())}

    @route("POST", "/api/v1/ssh-keys",
           body=Object({"name": Text(min=1, max=64, required=True), "public_key": Text(max=4096, required=True)}))
    def add_key(self, request):
        if any(key["name"] == request.body["name"] for key in self.keys.values()):
            raise error(400, "global/invalid-parameters", "An SSH key with this name exists.")
        return {"data": self.put_key(request.body["name"], request.body["public_key"])}

    @route("DELETE", "/api/v1/ssh-keys/{id}")
    def delete_key(self, request, id):
        if self.keys.pop(id, None) is None:
            raise error(400, "global/invalid-parameters", "Specified SSH key does not exist.")
        return {"data": {}}

    # Firewall rulesets

    @route("GET", "/api/v1/firewall-rulesets")
    def list_rulesets(self, request):
        return {"data": [self.ruleset_view(item) for item in self.rulesets.values()]}

    def ruleset_view(self, item):
        users = [host["id"] for host in self.hosts.values() if host["status"] != "terminated"
                 and {"id": item["id"]} in host.get("firewall_rulesets", [])]
        return {**item, "instance_ids": users}

    @route("POST", "/api/v1/firewall-rulesets", body=Object({
        "name": Text(min=1, max=64, required=True), "region": Text(required=True), "rules": List(RULE, required=True)}))
    def add_ruleset(self, request):
        body = request.body
        for rule in body["rules"]:
            if ("port_range" in rule) == (rule["protocol"] == "icmp"):
                raise error(400, "global/invalid-parameters", "port_range is for all protocols but icmp.")
        if body["region"] not in REGIONS:
            raise error(400, "global/invalid-parameters", "Region does not exist.")
        if any(item["name"] == body["name"] for item in self.rulesets.values()):
            raise error(400, "global/invalid-parameters", "A firewall ruleset with this name exists.")
        id = self.new_id()
        self.rulesets[id] = {
            "id": id, "name": body["name"], "region": {"name": body["region"], "description": REGIONS[body["region"]]},
            "rules": body["rules"], "created": "2026-11-01T00:00:00Z",
        }
        return {"data": self.ruleset_view(self.rulesets[id])}

    @route("DELETE", "/api/v1/firewall-rulesets/{id}")
    def delete_ruleset(self, request, id):
        if id not in self.rulesets:
            raise error(404, "global/object-does-not-exist", "There is no such ruleset.")
        if self.ruleset_view(self.rulesets[id])["instance_ids"]:
            raise error(400, "firewall-rulesets/firewall-ruleset-in-use", "Instances use this ruleset.")
        del self.rulesets[id]
        return {"data": {}}

    # What there is

    @route("GET", "/api/v1/instance-types")
    def types(self, request):
        return {"data": TYPES}

    @route("GET", "/api/v1/regions")
    def regions(self, request):
        if not self.has_regions:
            raise error(404, "global/not-found", "/regions was not found")
        return {"data": [{"name": name, "description": text} for name, text in REGIONS.items()]}

    @route("GET", "/api/v1/images")
    def images(self, request):
        return {"data": IMAGES}


if __name__ == "__main__":
    run(Lambda)
