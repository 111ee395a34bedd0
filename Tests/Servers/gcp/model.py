"""What is in a project: VMs, disks, firewall rules and the operations that change them."""

import base64
import hashlib
import json
import re

import offer
from common import CloudError, Progress, Reply

TIME = "2026-11-23T03:00:00.000-08:00"


def envelope(status, reason, message, domain="global"):
    """An error in the cloud's form."""
    return Reply(status, {"error": {
        "code": status, "message": message, "errors": [{"message": message, "domain": domain, "reason": reason}]}})


def fail(status, reason, message):
    raise CloudError(envelope(status, reason, message))


def invalid(field, value, more=""):
    fail(400, "invalid", f"Invalid value for field '{field}': '{value}'. {more}".strip())


def fingerprint(value):
    text = json.dumps(value, sort_keys=True).encode()
    return base64.b64encode(hashlib.sha256(text).digest()[:8]).decode()


def last(url):
    return url.rsplit("/", 1)[-1]


class Operation:
    """A change that was accepted. `apply` does it at the look that ends it, unless it fails."""

    def __init__(self, model, name, kind, target, zone, request_id, looks, apply, error):
        self.model, self.name, self.error = model, name, error
        self.apply, self.undo = apply, lambda: None
        place = f"zones/{zone}" if zone else "global"
        self.resource = {
            "kind": "compute#operation", "id": model.number(), "name": name, "operationType": kind,
            "targetLink": target, "targetId": model.number(), "status": "PENDING", "user": "berth@example.com",
            "progress": 0, "insertTime": TIME, "startTime": TIME, "selfLink": model.link(f"{place}/operations/{name}"),
        }
        if zone:
            self.resource["zone"] = model.link(f"zones/{zone}")
        if request_id:
            self.resource["clientOperationId"] = request_id
        self.progress = Progress(looks, self.finish)

    def finish(self):
        if self.error is None:
            self.error = self.apply()
        else:
            self.undo()
        self.resource.update(status="DONE", progress=100, endTime=TIME)
        if self.error:
            status, words, errors = self.error
            self.resource.update(error={"errors": errors}, httpErrorStatusCode=status, httpErrorMessage=words)
        self.model.changed()

    def look(self):
        if not self.progress.look():
            self.resource["status"] = "RUNNING"
        return self.resource


class Model:
    def __init__(self, base, project, looks):
        self.base, self.project, self.looks = base, project, looks
        self.instances, self.disks, self.firewalls, self.operations = {}, {}, {}, {}
        self.pending, self.requests, self.numbers, self.version = {}, {}, 0, 0
        self.changing = {}
        self.sold_out, self.failures, self.hidden, self.reported, self.usurpers = set(), [], {}, {}, {}

    # Names and numbers

    def link(self, path):
        return f"https://www.googleapis.com/compute/v1/projects/{self.project}/{path}"

    def number(self):
        self.numbers += 1
        return str(4_500_000_000_000_000_000 + self.numbers)

    def address(self):
        self.numbers += 1
        return f"203.0.{self.numbers // 250 % 250}.{self.numbers % 250 + 1}"

    def changed(self):
        self.version += 1

    # Operations

    def operation(self, kind, target, zone, request_id, apply, error=None):
        self.changed()
        name = f"operation-{self.number()}"
        for index, (wanted, planned) in enumerate(self.failures):
            if wanted == kind and error is None:
                error = planned
                del self.failures[index]
                break
        made = Operation(self, name, kind, target, zone, request_id, self.looks, apply, error)
        self.operations[name] = made
        if request_id:
            self.requests[request_id] = name
        return made

    def replay(self, request):
        """The operation of a request id that was used before; its body is not looked at again."""
        name = self.requests.get(request.query.get("requestId"))
        return self.operations[name].resource if name else None

    # VMs

    def find(self, zone, name):
        self.zone(zone)
        key = zone, name
        if key not in self.instances:
            path = f"projects/{self.project}/zones/{zone}/instances/{name}"
            fail(404, "notFound", f"The resource '{path}' was not found")
        return self.instances[key]

    def usurp(self, things, zone, name):
        """Puts another thing in the place of one, if that was scripted: the name stays, the number does not."""
        if (zone, name) in self.usurpers and (zone, name) in things:
            labels = self.usurpers.pop((zone, name))
            things[zone, name] = {**things[zone, name], "id": self.number(), "labels": labels}
            if things is self.instances:
                things[zone, name]["disks"] = []
                self.detach(zone, name)
            self.changed()

    def take_off(self, zone, name):
        """Takes a disk off its VM."""
        disk = self.disks[zone, name]
        for instance in self.instances.values():
            instance["disks"] = [one for one in instance["disks"] if one.get("source") != disk["selfLink"]]
        disk["users"] = []

    def zone(self, zone):
        if not any(zone in zones for zones in offer.ZONES.values()):
            invalid("zone", zone, "Unknown zone.")

    def machine(self, url, zone):
        """The name of a machine type by its URL."""
        match = re.fullmatch(r"(?:.*/)?zones/([^/]+)/machineTypes/([^/]+)", url)
        more = "The referenced resource does not exist."
        if not match or match[1] != zone:
            invalid("resource.machineType", url, more)
        name = match[2]
        row = {**offer.MACHINES, **offer.DEPRECATED_MACHINES}.get(name)
        if row is None and not re.fullmatch(r"((n1|n2|n2d|e2|n4|g2)-)?custom-[0-9]+-[0-9]+(-ext)?", name):
            invalid("resource.machineType", url, more)
        if row and row[5] and zone not in row[5]:
            invalid("resource.machineType", url, f"Machine type with name '{name}' does not exist in zone '{zone}'.")
        return name

    def insert(self, zone, body, request_id):
        self.zone(zone)
        name = body["name"]
        machine = self.machine(body["machineType"], zone)
        family = machine.split("-")[0]
        if (zone, name) in self.instances:
            path = f"projects/{self.project}/zones/{zone}/instances/{name}"
            fail(409, "alreadyExists", f"The resource '{path}' already exists")
        self.check_scheduling(body, machine, family)
        network = self.network(body["networkInterfaces"][0], zone)
        attached, made = self.attach(zone, body, family)
        items = body.get("metadata", {}).get("items", [])
        self.check_metadata(items)
        instance = {
            "kind": "compute#instance", "id": self.number(), "name": name, "status": "PROVISIONING",
            "creationTimestamp": TIME, "zone": self.link(f"zones/{zone}"),
            "machineType": self.link(f"zones/{zone}/machineTypes/{machine}"),
            "selfLink": self.link(f"zones/{zone}/instances/{name}"), "labels": body.get("labels", {}),
            "tags": dict(body.get("tags", {})), "metadata": {"kind": "compute#metadata", "items": items},
            "disks": attached, "networkInterfaces": [network], "cpuPlatform": "Unknown CPU Platform",
            "scheduling": {"onHostMaintenance": "MIGRATE", "automaticRestart": True, "preemptible": False,
                           "provisioningModel": "STANDARD", **body.get("scheduling", {})},
            "serviceAccounts": body.get("serviceAccounts", []), "deletionProtection": False, "startRestricted": False,
        }
        if body.get("guestAccelerators"):
            instance["guestAccelerators"] = body["guestAccelerators"]
        self.stamp(instance)
        self.instances[zone, name] = instance
        for disk in made:
            self.disks[zone, disk["name"]] = disk

        def begin():
            instance["status"] = "RUNNING"

        def undo():
            del self.instances[zone, name]
            for disk in made:
                del self.disks[zone, disk["name"]]
            self.detach(zone, name)

        error = self.stock_out(zone, machine) if f"{zone}/{machine}" in self.sold_out else None
        operation = self.operation("insert", instance["selfLink"], zone, request_id, begin, error)
        operation.undo = undo
        operation.resource["targetId"] = instance["id"]
        self.pending[zone, name] = operation
        return operation

    def stock_out(self, zone, machine):
        region = zone.rsplit("-", 1)[0]
        others = [other for other in offer.ZONES[region]
                  if other != zone and f"{other}/{machine}" not in self.sold_out]
        details = [{"errorInfo": {"reason": "resource_availability", "domain": "compute.googleapis.com", "metadatas": {
            "vmType": machine, "zone": zone, "zonesAvailable": ",".join(others)}}}]
        message = f"The zone 'projects/{self.project}/zones/{zone}' does not have enough resources available."
        return 503, "SERVICE UNAVAILABLE", [
            {"code": "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS", "message": message, "errorDetails": details}]

    def check_scheduling(self, body, machine, family):
        scheduling = body.get("scheduling", {})
        if scheduling.get("provisioningModel") == "SPOT" and scheduling.get("automaticRestart", True):
            invalid("resource.scheduling.automaticRestart", "true", "Spot instances cannot restart automatically.")
        row = offer.MACHINES.get(machine)
        has_gpu = bool(body.get("guestAccelerators")) or bool(row and row[2] and row[2].startswith("nvidia"))
        if (has_gpu or scheduling.get("provisioningModel") == "SPOT") and \
                scheduling.get("onHostMaintenance") != "TERMINATE":
            invalid("resource.scheduling.onHostMaintenance", scheduling.get("onHostMaintenance", "MIGRATE"),
                    "Instances with guest accelerators do not support live migration.")
        if body.get("guestAccelerators") and family != "n1":
            fail(400, "badRequest", f"Instance with the machine type {machine} cannot have guest accelerators.")

    def check_metadata(self, items):
        keys = [item["key"] for item in items]
        for key in {key for key in keys if keys.count(key) > 1}:
            invalid("resource.metadata.items", key, "Metadata has duplicate keys.")
        if sum(len(item["key"]) + len(item.get("value", "")) for item in items) > 512 * 1024:
            invalid("resource.metadata", "", "Metadata total size is over 512 KB.")

    def network(self, wanted, zone):
        region = zone.rsplit("-", 1)[0]
        out = {"kind": "compute#networkInterface", "name": "nic0", "networkIP": "10.128.0.2"}
        subnet, network = wanted.get("subnetwork"), wanted.get("network", "global/networks/default")
        if subnet:
            if not re.fullmatch(rf"(?:.*/)?regions/{region}/subnetworks/(default|lab)", subnet):
                fail(404, "notFound", f"The resource '{subnet}' was not found")
            network = "global/networks/" + ("lab" if subnet.endswith("/lab") else "default")
        if not re.fullmatch(r"(?:.*/)?global/networks/(default|lab)", network):
            fail(404, "notFound", f"The resource '{network}' was not found")
        out["network"] = self.link(f"global/networks/{last(network)}")
        if "accessConfigs" in wanted:
            out["accessConfigs"] = [
                {"kind": "compute#accessConfig", "natIP": self.address(), **access}
                for access in wanted["accessConfigs"]]
        return out

    # Disks

    def attach(self, zone, body, family):
        """The disks of a new VM as it shows them, and those that are made with it."""
        attached, made = [], []
        if [disk.get("boot", False) for disk in body["disks"]] != [True] + [False] * (len(body["disks"]) - 1):
            invalid("resource.disks", "", "The first disk, and no other, must be the boot disk.")
        for index, disk in enumerate(body["disks"]):
            where = f"resource.disks[{index}]"
            parameters = disk.get("initializeParams")
            if (parameters is None) == (disk.get("source") is None):
                invalid(where, "", "Exactly one of source and initializeParams is needed.")
            device = disk.get("deviceName", f"persistent-disk-{index}")
            if device in [other["deviceName"] for other in attached]:
                invalid(f"{where}.deviceName", device, "Device names must be unique.")
            shown = {"kind": "compute#attachedDisk", "index": index, "boot": disk.get("boot", False),
                     "autoDelete": disk.get("autoDelete", False), "deviceName": device,
                     "type": disk.get("type", "PERSISTENT"), "mode": disk.get("mode", "READ_WRITE"),
                     "interface": disk.get("interface", "SCSI")}
            if shown["type"] == "SCRATCH":
                if last(parameters.get("diskType", "")) != "local-ssd" or "diskSizeGb" in parameters:
                    invalid(f"{where}.initializeParams", "", "A scratch disk is a local-ssd of its own size.")
                shown.update(diskSizeGb="375")
            elif parameters is not None:
                fresh = self.fresh_disk(zone, body["name"], parameters, where, family, disk.get("boot", False))
                if fresh["name"] in [other["name"] for other in made]:
                    invalid(f"{where}.initializeParams.diskName", fresh["name"], "Disk names must be unique.")
                fresh["users"] = [self.link(f"zones/{zone}/instances/{body['name']}")]
                made.append(fresh)
                shown.update(source=fresh["selfLink"], diskSizeGb=fresh["sizeGb"])
            else:
                kept = self.given_disk(zone, disk["source"])
                kept["users"] = [self.link(f"zones/{zone}/instances/{body['name']}")]
                shown.update(source=kept["selfLink"], diskSizeGb=kept["sizeGb"])
            attached.append(shown)
        return attached, made

    def given_disk(self, zone, source):
        match = re.fullmatch(rf"(?:.*/)?(?:projects/{self.project}/)?zones/([^/]+)/disks/([^/]+)", source)
        if not match or match[1] != zone or (zone, match[2]) not in self.disks:
            fail(404, "notFound", f"The resource '{source}' was not found")
        disk = self.disks[zone, match[2]]
        if disk["users"]:
            fail(400, "resourceInUseByAnotherResource",
                 f"The disk resource '{source}' is already being used by '{disk['users'][0]}'")
        return disk

    def fresh_disk(self, zone, instance, parameters, where, family, boot):
        name = parameters.get("diskName", instance)
        if (zone, name) in self.disks:
            path = f"projects/{self.project}/zones/{zone}/disks/{name}"
            fail(409, "alreadyExists", f"The resource '{path}' already exists")
        image = self.image(parameters["sourceImage"]) if "sourceImage" in parameters else None
        if boot and image is None:
            invalid(f"{where}.initializeParams.sourceImage", "", "A boot disk needs an image.")
        default = "hyperdisk-balanced" if family in offer.HYPERDISK_ONLY else "pd-standard"
        kind = self.disk_type(parameters.get("diskType", f"zones/{zone}/diskTypes/{default}"), zone, where)
        if family and (family in offer.HYPERDISK_ONLY) != kind.startswith("hyperdisk"):
            fail(400, "badRequest", f"[{family}] features and [disk-type: {kind}] are not compatible.")
        size = int(parameters.get("diskSizeGb", image[2] if image else 10))
        low, high = (int(re.sub(r"\D", "", part)) for part in offer.DISK_TYPES[kind].split("-"))
        if size < (image[2] if image else low) or not low <= size <= high:
            invalid(f"{where}.initializeParams.diskSizeGb", size, "Requested disk size is not allowed.")
        return self.new_disk(zone, name, size, kind, parameters.get("labels", {}), parameters.get("sourceImage"))

    def disk_type(self, url, zone, where):
        match = re.fullmatch(r"(?:.*/)?zones/([^/]+)/diskTypes/([^/]+)", url)
        if not match or match[1] != zone or match[2] not in offer.DISK_TYPES or match[2] == "local-ssd":
            invalid(f"{where}.initializeParams.diskType", url, "The referenced resource does not exist.")
        return match[2]

    def new_disk(self, zone, name, size, kind, labels, image=None):
        disk = {"kind": "compute#disk", "id": self.number(), "name": name, "sizeGb": str(size), "status": "READY",
                "creationTimestamp": TIME, "zone": self.link(f"zones/{zone}"), "labels": labels, "users": [],
                "type": self.link(f"zones/{zone}/diskTypes/{kind}"),
                "selfLink": self.link(f"zones/{zone}/disks/{name}"), "labelFingerprint": fingerprint(labels)}
        if image:
            disk["sourceImage"] = image
        return disk

    def image(self, url):
        match = re.fullmatch(r"(?:.*/)?projects/([^/]+)/global/images/(family/)?([^/]+)", url)
        rows = offer.IMAGES.get(match[1], []) if match else []
        found = [row for row in rows if row[1 if match[2] else 0] == match[3] and not (match[2] and row[4])]
        if not found:
            fail(404, "notFound", f"The resource '{url}' was not found")
        return found[-1]

    def detach(self, zone, name):
        """Takes a VM off all disks."""
        user = self.link(f"zones/{zone}/instances/{name}")
        for disk in self.disks.values():
            disk["users"] = [one for one in disk["users"] if one != user]

    def remove(self, zone, name):
        """Deletes a VM, with the disks that go with it."""
        instance = self.instances.pop((zone, name))
        self.detach(zone, name)
        for disk in instance["disks"]:
            if disk["autoDelete"] and "source" in disk:
                self.disks.pop((zone, last(disk["source"])), None)

    def stamp(self, instance):
        """Brings the fingerprints up to date."""
        instance["labelFingerprint"] = fingerprint(instance["labels"])
        instance["tags"]["fingerprint"] = fingerprint(instance["tags"].get("items", []))
        instance["metadata"]["fingerprint"] = fingerprint(instance["metadata"].get("items", []))

    def settle(self, zone, name):
        """A look at a VM moves what is pending for it on."""
        operation = self.pending.get((zone, name))
        if operation and operation.resource["status"] != "DONE":
            operation.look()
