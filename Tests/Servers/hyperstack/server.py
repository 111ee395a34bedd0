"""Hyperstack, strictly: the paths, fields, states and errors of its Infrahub API. Serve it with `python3 server.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import views
from common import Bool, Cloud, Int, List, Object, Text, route, run
from errors import failure, refuse
from machines import Machines, labels
from offers import NO_HIBERNATION, PAGES, RULE, VM, VOLUME, flavor
from places import Places


class Hyperstack(Places, Cloud):
    options = Object({"key": Text(), "looks": Int(min=0), "resize": Bool(), "page_size": Int(min=1)})
    shown = frozenset({"key_name", "public_key"})

    def __init__(self, base, options):
        super().__init__(base, options)
        self.key = options.get("key", "test-key-0123456789")
        self.page_size = options.get("page_size")
        self.world = Machines(options.get("looks", 1))
        self.world.resizes = options.get("resize", False)

    # What the cloud says of itself

    def authenticate(self, request):
        if request.headers.get("api_key") != self.key:
            return failure(401, "Unauthorized access: the api_key is not valid.")
        return None

    def refusal(self, request, problems):
        return failure(400, "; ".join(problem.message for problem in problems))

    def no_route(self, request, allowed):
        return failure(405, "Method not allowed.") if allowed else failure(404, "The URL was not found.")

    def snapshot(self):
        world = self.world
        return {
            "environments": world.environments, "keypairs": world.keypairs, "vms": world.vms, "volumes": world.volumes,
        }

    def poke(self, command):
        (word, value), = command.items()
        world = self.world
        if word == "sold_out":
            world.sold_out.add(tuple(value))
        elif word == "restock":
            world.sold_out.discard(tuple(value))
        elif word == "quota":
            world.quota_left = value
        elif word == "late":
            world.late.append(value)
        elif word == "hide":
            world.hide = value
        elif word == "no_address":
            world.no_address = value
        elif word == "hold_names":
            world.held_for = value
        elif word == "key":
            self.key = value
        elif word == "page_size":
            self.page_size = value
        elif word == "labels":
            self.named(value[0])["labels"] = list(value[1])
        elif word == "flavor":
            self.named(value[0])["flavor"] = value[1]
        elif word == "stop":
            world.turned(self.named(value), "SHUTOFF")
        elif word == "status":
            self.named(value[0])["status"] = value[1]
        elif word == "restores_fail":
            world.restores_fail = value
        elif word == "hibernations_fail":
            world.hibernations_fail = value
        elif word == "vanish":
            world.unmade(self.named(value))
        elif word == "detach":
            for volume in world.volumes.values():
                if volume["instance"] == self.named(value)["id"]:
                    volume.update(status="available", instance=None, attachment=None)
        elif word == "undescribe":
            for volume in world.volumes.values():
                volume["description"] = None
        else:
            raise ValueError(f"no such command: {word}")
        return {}

    def named(self, name):
        found = [vm for vm in self.world.vms.values() if vm["name"] == name or vm["name"].startswith(f"{name}-")]
        if len(found) != 1:
            raise ValueError(f"{len(found)} VMs are called {name}")
        return found[0]

    # Lists

    def page(self, request, name, items, message, default=10):
        """A page as the cloud cuts it: ten items unless told. Lists that are not paged unless told have no default."""
        wanted = request.query.get("search")
        items = [item for item in items if wanted is None or wanted in item["name"]]
        asked = request.query.get("page") or request.query.get("pageSize")
        if default is None and not asked:
            return {"status": True, "message": message, name: items, "page": None, "page_size": None,
                    "count": len(items)}
        number, size = request.query.get("page", 1), request.query.get("pageSize", default or 10)
        size = min(size, self.page_size or size)
        part = items[(number - 1) * size:number * size]
        return {"status": True, "message": message, name: part, "page": number, "page_size": size,
                "count": len(items)}

    # VMs

    @route("GET", "/v1/core/virtual-machines", query={
        **PAGES, "environment": Text(), "exact_environment_match": Bool(), "exclude_firewalls": List(Int())})
    def list_vms(self, request):
        world = self.world
        world.look("vm")
        shown = []
        wanted, exact = request.query.get("environment"), request.query.get("exact_environment_match", False)
        for vm in world.vms.values():
            if world.hidden.get(vm["id"], 0) > 0:
                world.hidden[vm["id"]] -= 1
            elif wanted is None or wanted == vm["environment"] or (not exact and wanted in vm["environment"]):
                shown.append(views.vm(vm, self))
        return self.page(request, "instances", shown, "Getting virtual machines successful")

    @route("POST", "/v1/core/virtual-machines", body=VM)
    def make_vms(self, request):
        body, world = request.body, self.world
        environment = self.environment_named(body["environment_name"])
        row = flavor(environment["region"], body["flavor_name"])
        if row is None:
            refuse(404, f"Flavor {body['flavor_name']} does not exists.")
        if "image_name" not in body and "volume_name" not in body:
            refuse(400, "image_name: is required")
        if not any(image[1] == body.get("image_name") for image in views.IMAGES):
            refuse(404, f"Image {body.get('image_name')} does not exists.")
        if not any(pair["name"] == body["key_name"] and pair["environment"] == environment["name"]
                   for pair in world.keypairs.values()):
            refuse(404, f"Keypair {body['key_name']} does not exists.")
        names = [body["name"]] if body["count"] == 1 else [f"{body['name']}-{i}" for i in range(body["count"])]
        for name in names:
            if any(vm["name"] == name for vm in world.vms.values()):
                refuse(409, f"The virtual machine name is not available: {name}")
            if world.held.get(name, 0) > 0:
                world.held[name] -= 1
                refuse(409, f"The virtual machine name is not available: {name}")
        if world.quota_left is not None and world.quota_left < len(names):
            refuse(400, "Quota exceeded: the organization may not have more virtual machines.")
        if not world.in_stock(environment["region"], row):
            refuse(400, f"Not enough stock available for flavor {row[0]}.", reason=False)
        made = [world.make(body, name, environment) for name in names]
        return {"status": True, "message": "Creating virtual machines",
                "instances": [views.vm(vm, self) for vm in made]}

    @route("GET", "/v1/core/virtual-machines/name-availability/{name}")
    def vm_name(self, request, name):
        free = not any(vm["name"] == name for vm in self.world.vms.values()) and not self.world.held.get(name)
        return {"status": True, "message": "Name checked", "available": free, "name": name}

    @route("GET", "/v1/core/virtual-machines/{number}")
    def get_vm(self, request, number):
        if number.isdigit():
            self.world.look("vm", int(number))
        return {"status": True, "message": "Getting VM successful", "instance": views.vm(self.vm(number), self)}

    @route("DELETE", "/v1/core/virtual-machines/{number}")
    def delete_vm(self, request, number):
        vm = self.vm(number)
        if vm["status"] in ("CREATING", "BUILD"):
            refuse(400, f"VM {vm['name']} is currently being created and cannot be deleted yet. Please wait until the "
                        "creation process is finished before trying to delete it.")
        if vm["status"] != "DELETING":
            self.world.unmake(vm)
        return views.done("VM deletion has been initiated")

    @route("GET", "/v1/core/virtual-machines/{number}/start", mutates=True)
    def start(self, request, number):
        return self.switch(number, "start", "SHUTOFF", "STARTING", "ACTIVE")

    @route("GET", "/v1/core/virtual-machines/{number}/stop", mutates=True)
    def stop(self, request, number):
        return self.switch(number, "stop", "ACTIVE", "STOPPING", "SHUTOFF")

    @route("GET", "/v1/core/virtual-machines/{number}/hard-reboot", mutates=True)
    def reboot(self, request, number):
        return self.switch(number, "hard-reboot", "ACTIVE", "REBOOTING", "ACTIVE")

    @route("GET", "/v1/core/virtual-machines/{number}/hibernate", query={"retain_ip": Bool()}, mutates=True)
    def hibernate(self, request, number):
        vm = self.vm(number)
        if vm["flavor"] in NO_HIBERNATION:
            refuse(400, f"Hibernation is not supported for flavor {vm['flavor']}.")
        end = "ACTIVE" if self.world.hibernations_fail else "HIBERNATED"
        answer = self.switch(number, "hibernate", "ACTIVE", "HIBERNATING", end)
        if not request.query.get("retain_ip", False):
            vm.update(floating_ip=None, floating_ip_status=None)
        return answer

    @route("GET", "/v1/core/virtual-machines/{number}/hibernate-restore", mutates=True)
    def restore(self, request, number):
        vm = self.vm(number)
        if not self.world.in_stock(vm["region"], flavor(vm["region"], vm["flavor"])):
            refuse(400, "Not enough stock available to restore the virtual machine.")
        end = "HIBERNATED" if self.world.restores_fail else "ACTIVE"
        return self.switch(number, "hibernate-restore", "HIBERNATED", "RESTORING", end)

    def switch(self, number, word, before, during, after):
        vm = self.vm(number)
        if vm["status"] != before:
            refuse(400, f"The VM is not suitable for this operation during \"{vm['status']}\".")
        self.world.turn(vm, during, after)
        return views.done(f"VM {word} has been initiated")

    @route("POST", "/v1/core/virtual-machines/{number}/resize", body=Object({
        "flavor_name": Text(), "flavor": views.CUSTOM_FLAVOR}))
    def resize(self, request, number):
        vm = self.vm(number)
        if not self.world.resizes:
            refuse(400, "This feature is currently disabled")
        row = flavor(vm["region"], request.body.get("flavor_name"))
        if row is None:
            refuse(404, f"Flavor {request.body.get('flavor_name')} does not exists.")
        if vm["status"] not in ("ACTIVE", "SHUTOFF"):
            refuse(400, f"The VM is not suitable for this operation during \"{vm['status']}\".")
        end = vm["status"]
        vm.update(status="RESIZE", flavor=row[0])
        self.world.begin("vm", vm["id"], lambda: self.world.turned(vm, end))
        return views.done("VM resize has been initiated")

    @route("PUT", "/v1/core/virtual-machines/{number}/label", body=Object({"labels": List(Text(), required=True)}))
    def set_labels(self, request, number):
        vm = self.vm(number)
        vm["labels"] = labels(request.body["labels"])
        return views.done(f"labels for VM: {vm['name']} is set to: {vm['labels']}")

    @route("POST", "/v1/core/virtual-machines/{number}/sg-rules", body=RULE)
    def add_rule(self, request, number):
        rule = {"id": self.world.number(), "status": "SUCCESS", **request.body}
        self.vm(number)["rules"].append(rule)
        return {"status": True, "message": "Security rule is being created", "security_rule": views.rule(rule)}

    @route("DELETE", "/v1/core/virtual-machines/{number}/sg-rules/{rule}")
    def remove_rule(self, request, number, rule):
        vm = self.vm(number)
        left = [item for item in vm["rules"] if str(item["id"]) != rule]
        if len(left) == len(vm["rules"]):
            refuse(404, f"Security rule {rule} does not exists.")
        vm["rules"] = left
        return views.done("Security rule has been deleted")

    @route("POST", "/v1/core/virtual-machines/{number}/attach-floatingip")
    def attach_address(self, request, number):
        vm = self.vm(number)
        if vm["floating_ip"]:
            refuse(400, "A public IP is already attached to the VM.")
        if vm["status"] not in ("ACTIVE", "SHUTOFF"):
            refuse(400, f"The VM is not suitable for this operation during \"{vm['status']}\".")
        self.world.give_address(vm)
        return views.done("Public IP attachment has been initiated")

    @route("POST", "/v1/core/virtual-machines/{number}/detach-floatingip")
    def detach_address(self, request, number):
        self.vm(number).update(floating_ip=None, floating_ip_status=None)
        return views.done("Public IP detachment has been initiated")

    @route("GET", "/v1/core/virtual-machines/{number}/events")
    def list_events(self, request, number):
        vm = self.vm(number)
        return {"status": True, "message": "Getting events successful", "instance_events": [
            {"id": index, "instance_id": vm["id"], "object": "virtual-machine", "org_id": 1, "user_id": 1,
             "time": views.DATE, **event} for index, event in enumerate(self.world.events[vm["id"]])]}

    # Volumes

    @route("GET", "/v1/core/volumes", query={**PAGES, "environment": Text()})
    def list_volumes(self, request):
        self.world.look("volume")
        wanted = request.query.get("environment")
        items = [views.volume(item, self) for item in self.world.volumes.values()
                 if wanted is None or wanted in item["environment"]]
        return self.page(request, "volumes", items, "Getting volumes successful")

    @route("POST", "/v1/core/volumes", body=VOLUME)
    def make_volume(self, request):
        body, world = request.body, self.world
        environment = self.environment_named(body["environment_name"])
        if any(item["name"] == body["name"] for item in world.volumes.values()):
            refuse(409, f"Volume with name {body['name']} already exists.")
        number = world.number()
        world.volumes[number] = volume = {
            "id": number, "name": body["name"], "environment": environment["name"], "size": body["size"],
            "description": body.get("description"), "status": "creating", "bootable": "image_id" in body,
            "image_id": body.get("image_id"), "instance": None, "attachment": None,
        }
        world.begin("volume", number, lambda: volume.update(status="available"))
        return {"status": True, "message": "Volume creation has been initiated", "volume": views.volume(volume, self)}

    @route("GET", "/v1/core/volumes/{number}")
    def get_volume(self, request, number):
        if number.isdigit():
            self.world.look("volume", int(number))
        return {"status": True, "message": "Getting volume successful", "volume": views.volume(
            self.take(self.world.volumes, number, "Volume"), self)}

    @route("DELETE", "/v1/core/volumes/{number}")
    def delete_volume(self, request, number):
        volume = self.take(self.world.volumes, number, "Volume")
        if volume["status"] not in ("available", "error"):
            refuse(400, f"The Volume is not suitable for this operation during \"{volume['status']}\".")
        volume["status"] = "deleting"
        self.world.begin("volume", volume["id"], lambda: self.world.volumes.pop(volume["id"]))
        return views.done("Volume deletion has been initiated")

    @route("POST", "/v1/core/virtual-machines/{number}/attach-volumes", body=Object({
        "volume_ids": List(Int(), min=1, required=True), "protected": Bool()}))
    def attach_volumes(self, request, number):
        vm = self.vm(number)
        found = [self.take(self.world.volumes, str(item), "Volume") for item in request.body["volume_ids"]]
        if vm["status"] not in ("ACTIVE", "SHUTOFF"):
            refuse(400, f"The VM is not suitable for this operation during \"{vm['status']}\".")
        for volume in found:
            if volume["status"] != "available":
                refuse(400, "We can process with only available volumes.")
            if volume["environment"] != vm["environment"]:
                refuse(400, "The volume is in another environment.")
        for volume in found:
            volume.update(status="reserved", instance=vm["id"], attachment={
                "id": self.world.number(), "status": "ATTACHING", "protected": request.body.get("protected", False)})
            self.world.begin("volume", volume["id"], lambda volume=volume: self.attached(volume))
        return {"status": True, "message": "Attaching volumes", "volume_attachments": [
            {"volume_id": item["id"], **views.attachment(item)} for item in found]}

    def attached(self, volume):
        volume["status"] = "in-use"
        volume["attachment"]["status"] = "ATTACHED"

    @route("POST", "/v1/core/virtual-machines/{number}/detach-volumes", body=Object({
        "volume_ids": List(Int(), min=1, required=True)}))
    def detach_volumes(self, request, number):
        vm = self.vm(number)
        found = [self.take(self.world.volumes, str(item), "Volume") for item in request.body["volume_ids"]]
        if any(volume["instance"] != vm["id"] for volume in found):
            refuse(400, "The volume is not attached to the VM.")
        attachments = [{"volume_id": item["id"], **views.attachment(item)} for item in found]
        for volume in found:
            volume.update(status="available", instance=None, attachment=None)
        return {"status": True, "message": "Detaching volumes", "volume_attachments": attachments}

    # Finding things

    def take(self, things, number, what):
        found = things.get(int(number)) if number.isdigit() else None
        if found is None:
            refuse(404, f"{what} {number} does not exists.")
        return found

    def vm(self, number):
        return self.take(self.world.vms, number, "VM")

    def environment_named(self, name):
        found = next((item for item in self.world.environments.values() if item["name"] == name), None)
        if found is None:
            refuse(404, f"Environment {name} does not exists.")
        return found


if __name__ == "__main__":
    run(Hyperstack)
