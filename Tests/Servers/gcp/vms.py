"""Instances: what is done to VMs and to what is on them."""

import json

import tables
from common import Bool, Text, route
from model import fail, invalid, last
from paths import P, VM


class VMs:
    """Instances: what is done to VMs and to what is on them."""

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
