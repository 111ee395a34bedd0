"""VMs and volumes with their states, which move on when they are looked at, never by time."""

from common import Progress

import offers


class Machines:
    """What the cloud holds. `looks`: how many looks a change takes."""

    def __init__(self, looks):
        self.looks = looks
        self.last = 1000
        self.environments, self.keypairs, self.vms, self.volumes = {}, {}, {}, {}
        # What goes on: by kind and id, with the state that comes next.
        self.pending = {}
        # Names of VMs that are gone, and how often they are still refused.
        self.held = {}
        self.events = {}
        self.held_for = 1
        self.sold_out, self.quota_left = set(), None
        self.late, self.hide, self.no_address = [], 0, 0
        self.hidden = {}
        self.resizes = False
        # Whether a restore ends where it began, for want of hardware.
        self.restores_fail = False
        # Whether a hibernation ends where it began.
        self.hibernations_fail = False

    def number(self):
        self.last += 1
        return self.last

    # Moving on

    def begin(self, kind, key, finish, looks=None):
        """Something has begun that ends at a later look."""
        self.pending[(kind, key)] = Progress(self.looks if looks is None else looks, finish)

    def look(self, kind, key=None):
        """Somebody looks at one thing, or at all of a kind."""
        for place in [place for place in self.pending if place[0] == kind and key in (None, place[1])]:
            progress = self.pending.get(place)
            if progress and progress.look() and self.pending.get(place) is progress:
                del self.pending[place]

    # VMs

    def make(self, body, name, environment):
        """A new VM, being created."""
        row = offers.flavor(environment["region"], body["flavor_name"])
        number = self.number()
        late = self.late.pop(0) if self.late else None
        vm = {
            "id": number, "name": name, "status": "CREATING", "power_state": None, "vm_state": None,
            "environment": environment["name"], "region": environment["region"], "image": body.get("image_name"),
            "flavor": row[0], "keypair": body["key_name"], "fixed_ip": None, "floating_ip": None,
            "floating_ip_status": None, "wants_ip": body.get("assign_floating_ip", False),
            "port_randomization": body.get("enable_port_randomization", True), "rules": [],
            "labels": labels(body.get("labels", [])), "user_data": bool(body.get("user_data")),
        }
        vm["rules"] = [{"id": self.number(), "status": "SUCCESS", **rule} for rule in body.get("security_rules", [])]
        self.vms[number] = vm
        self.events[number] = []
        if self.hide:
            self.hidden[number], self.hide = self.hide, 0
        self.begin("vm", number, lambda: self.build(vm, late), 1)
        return vm

    def build(self, vm, late):
        vm["status"] = "BUILD"
        self.begin("vm", vm["id"], lambda: self.fail(vm, late) if late else self.run(vm))

    def fail(self, vm, late):
        vm.update(status="ERROR", power_state="NOSTATE", vm_state="error")
        text = {"stock": "No valid host was found. There are not enough hosts available.",
                "quota": "Quota exceeded for instances."}.get(late)
        if text:
            self.events[vm["id"]].append({"type": "FAILED", "reason": "create", "message": text})

    def run(self, vm):
        vm.update(status="ACTIVE", power_state="RUNNING", vm_state="active", fixed_ip=f"10.0.0.{vm['id'] % 250 + 1}")
        if vm["wants_ip"] and vm["floating_ip"] is None:
            if self.no_address:
                self.no_address -= 1
            else:
                self.give_address(vm)

    def give_address(self, vm):
        vm.update(floating_ip=f"203.0.{vm['id'] // 250 % 250}.{vm['id'] % 250 + 1}", floating_ip_status="ATTACHING")
        self.begin("vm", vm["id"], lambda: vm.update(floating_ip_status="ATTACHED"), 1)

    def turn(self, vm, status, end):
        vm["status"] = status
        self.begin("vm", vm["id"], lambda: self.turned(vm, end))

    def turned(self, vm, end):
        power = {"ACTIVE": "RUNNING", "SHUTOFF": "SHUTDOWN", "HIBERNATED": "SHUTDOWN"}[end]
        state = {"ACTIVE": "active", "SHUTOFF": "stopped", "HIBERNATED": "shelved_offloaded"}[end]
        vm.update(status=end, power_state=power, vm_state=state)

    def unmake(self, vm):
        """A VM goes; its volumes are reserved for a while."""
        vm["status"] = "DELETING"
        self.begin("vm", vm["id"], lambda: self.unmade(vm))

    def unmade(self, vm):
        del self.vms[vm["id"]]
        self.hidden.pop(vm["id"], None)
        self.held[vm["name"]] = self.held_for
        for volume in self.volumes.values():
            if volume["instance"] == vm["id"]:
                volume.update(status="reserved", instance=None, attachment=None)
                self.begin("volume", volume["id"], lambda volume=volume: volume.update(status="available"))

    # Stock

    def left(self, region, gpu):
        if (region, gpu) in self.sold_out:
            return 0
        used = 0
        for vm in self.vms.values():
            row = offers.flavor(vm["region"], vm["flavor"])
            if vm["region"] == region and row[5] == gpu and vm["status"] not in ("HIBERNATED", "ERROR"):
                used += row[6]
        return max(0, offers.STOCK.get((region, gpu), 0) - used)

    def in_stock(self, region, row):
        if (region, row[0]) in self.sold_out:
            return False
        return row[6] == 0 or self.left(region, row[5]) >= row[6]


def labels(given):
    """The cloud takes a space for the end of a label."""
    return [word for label in given for word in label.split(" ") if word]
