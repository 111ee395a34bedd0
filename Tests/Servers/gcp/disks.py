"""Persistent disks."""

import json

import tables
from common import Text, route
from model import fail, fingerprint, invalid
from paths import P


class Disks:
    """Persistent disks."""

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
