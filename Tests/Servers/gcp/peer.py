"""What third parties say of the adapter and of the server: run by `make peers`.

1. The vendor's own client (google-cloud-compute) works with the server: it refuses ill-typed answers.
2. Every request that `berth` sends is one of the vendor's discovery document: method, path, query, body.
3. Bodies that both send are alike.

usage: peer.py BERTH    (the binary; without it parts 2 and 3 are left out)

The packages are on PyPI: google-cloud-compute, google-api-python-client. Without them nothing is checked, and said so.
"""

import importlib.resources
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
SPEC = """fleet: peer
providers:
  gcp: {project: proj, endpoint: %s}
defaults: {provider: gcp, region: us-central1, zone: us-central1-a}
hosts:
  hub:
    machine_type: %s
    disk_gb: %d
    labels: {team: %s}
    tags: [web]
    metadata: {role: worker}
    power: %s
    startup_script: "#!/bin/sh"
    ssh: {user: u, public_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f]}
    network: {open_ports: [80, 443]}
  gpu:
    machine_type: g2-standard-4
    pricing: spot
    boot_disk_gb: 40
"""


class Server:
    """A test server with one world."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(HERE / "server.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method, data=json.dumps(body).encode() if body else None)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def world(self, **options):
        return self.call("POST", "/_berth/worlds", {"project": "proj", **options})["world"]

    def log(self, world):
        return self.call("GET", f"/_berth/worlds/{world}/log")["log"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Discovery:
    """The vendor's description of the interface."""

    def __init__(self, text):
        self.document = json.loads(text)
        self.methods = []
        self.collect(self.document["resources"])

    def collect(self, resources):
        for resource in resources.values():
            for method in resource.get("methods", {}).values():
                path = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(method.get("flatPath", method["path"])))
                self.methods.append((method["httpMethod"], re.compile("/compute/v1/" + path), method))
            self.collect(resource.get("resources", {}))

    def problems(self, entry):
        """What is wrong with a logged request."""
        found = [
            (method, match) for verb, pattern, method in self.methods
            if verb == entry["method"] and (match := pattern.fullmatch(entry["path"]))]
        if not found:
            return ["there is no such method"]
        # `aggregated/instances` fits `zones`-less templates, too: the one with the fewest free segments is meant.
        method, match = min(found, key=lambda pair: len(pair[1].groups()))
        out = []
        parameters = {**self.document["parameters"], **method.get("parameters", {})}
        for name, value in {**match.groupdict(), **entry["query"]}.items():
            rule = parameters.get(name)
            if rule is None:
                out.append(f"query {name}: there is no such parameter")
            elif "pattern" in rule and not re.fullmatch(rule["pattern"], value):
                out.append(f"{name}: {value!r} does not match {rule['pattern']}")
            elif rule["type"] == "boolean" and value not in ("true", "false"):
                out.append(f"{name}: {value!r} is no Boolean")
            elif rule["type"] == "integer" and not value.isdigit():
                out.append(f"{name}: {value!r} is no integer")
        body = entry["body"]
        if "request" in method:
            out += self.check(body, {"$ref": method["request"]["$ref"]}, method["request"]["$ref"])
        elif body:
            out.append("this method takes no body")
        return [f"{method['id']}: {text}" for text in out]

    def check(self, value, schema, where):
        if "$ref" in schema:
            schema = self.document["schemas"][schema["$ref"]]
        kind = schema.get("type")
        if kind == "object":
            if not isinstance(value, dict):
                return [f"{where}: expected an object"]
            out, properties = [], schema.get("properties", {})
            for key, item in value.items():
                if key in properties:
                    out += self.check(item, properties[key], f"{where}.{key}")
                elif "additionalProperties" in schema:
                    out += self.check(item, schema["additionalProperties"], f"{where}.{key}")
                else:
                    out.append(f"{where}.{key}: there is no such field")
            return out
        if kind == "array":
            if not isinstance(value, list):
                return [f"{where}: expected an array"]
            return [text for n, item in enumerate(value) for text in self.check(item, schema["items"], f"{where}[{n}]")]
        wanted = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "any": object}[kind]
        if not isinstance(value, wanted) or (kind != "boolean" and isinstance(value, bool)):
            return [f"{where}: expected {kind}, got {value!r}"]
        if kind == "string" and "pattern" in schema and not re.fullmatch(schema["pattern"], value):
            return [f"{where}: {value!r} does not match {schema['pattern']}"]
        if kind == "string" and "enum" in schema and value not in schema["enum"]:
            return [f"{where}: {value!r} is none of the choices"]
        if schema.get("format") in ("int64", "uint64") and not re.fullmatch(r"-?[0-9]+", value):
            return [f"{where}: {value!r} is no 64-bit integer"]
        return []


def work_with(compute, credentials, world, server):
    """The vendor's client through all that the server knows."""
    made = {}

    def client(kind):
        if kind not in made:
            made[kind] = getattr(compute, kind)(
                transport=getattr(compute, kind).get_transport_class("rest")(
                    credentials=credentials, host=f"127.0.0.1:{server.port}/{world}", url_scheme="http"))
        return made[kind]

    place = {"project": "proj", "zone": "us-central1-a"}
    vms, disks = client("InstancesClient"), client("DisksClient")
    operations = client("ZoneOperationsClient")

    def finish(operation):
        for _ in range(20):
            seen = operations.wait(operation=operation.name, **place)
            if seen.status == compute.Operation.Status.DONE:
                assert not seen.error.errors, seen
                return
        raise AssertionError(f"{operation.name} never ends")

    def send(call, **more):
        finish(call(**place, **more))

    body = compute.Instance(
        name="peer-vm", machine_type="zones/us-central1-a/machineTypes/g2-standard-4", labels={"managed-by": "x"},
        tags=compute.Tags(items=["ssh"]),
        metadata=compute.Metadata(items=[compute.Items(key="ssh-keys", value="u:ssh-ed25519 A")]),
        disks=[compute.AttachedDisk(boot=True, auto_delete=True, initialize_params=compute.AttachedDiskInitializeParams(
            source_image="projects/ubuntu-os-cloud/global/images/family/ubuntu-2404-lts-amd64", disk_size_gb=40,
            disk_type="zones/us-central1-a/diskTypes/pd-balanced"))],
        network_interfaces=[compute.NetworkInterface(
            network="global/networks/default", access_configs=[compute.AccessConfig(
                name="External NAT", type_="ONE_TO_ONE_NAT", network_tier="PREMIUM")])],
        scheduling=compute.Scheduling(
            provisioning_model="SPOT", instance_termination_action="STOP", on_host_maintenance="TERMINATE",
            automatic_restart=False))
    insert = compute.InsertInstanceRequest(
        instance_resource=body, request_id="5f0b1b0e-0000-4000-8000-000000000001", **place)
    finish(vms.insert_unary(insert))
    finish(vms.insert_unary(insert))
    seen = vms.get(instance="peer-vm", **place)
    assert seen.status == "RUNNING" and seen.network_interfaces[0].access_configs[0].nat_i_p, seen
    assert [vm.name for vm in vms.list(request={"filter": "labels.managed-by=x", **place})] == ["peer-vm"]
    found = {zone: scope for zone, scope in vms.aggregated_list(project="proj")}
    assert [vm.name for vm in found["zones/us-central1-a"].instances] == ["peer-vm"]
    send(vms.stop_unary, instance="peer-vm")
    assert vms.get(instance="peer-vm", **place).status == "TERMINATED"
    send(vms.set_machine_type_unary, instance="peer-vm",
         instances_set_machine_type_request_resource=compute.InstancesSetMachineTypeRequest(
             machine_type="zones/us-central1-a/machineTypes/e2-standard-4"))
    send(vms.start_unary, instance="peer-vm")
    send(vms.reset_unary, instance="peer-vm")
    seen = vms.get(instance="peer-vm", **place)
    send(vms.set_labels_unary, instance="peer-vm", instances_set_labels_request_resource=compute.InstancesSetLabelsRequest(
        labels={"a": "b"}, label_fingerprint=seen.label_fingerprint))
    send(vms.set_metadata_unary, instance="peer-vm", metadata_resource=compute.Metadata(
        items=[compute.Items(key="k", value="v")], fingerprint=seen.metadata.fingerprint))
    send(vms.set_tags_unary, instance="peer-vm", tags_resource=compute.Tags(
        items=["db"], fingerprint=seen.tags.fingerprint))
    send(disks.insert_unary, disk_resource=compute.Disk(name="extra", size_gb=10, labels={"a": "b"}))
    send(disks.resize_unary, disk="peer-vm",
         disks_resize_request_resource=compute.DisksResizeRequest(size_gb=80))
    assert disks.get(disk="peer-vm", **place).size_gb == 80
    assert sorted(disk.name for disk in disks.list(**place)) == ["extra", "peer-vm"]
    assert {zone for zone, scope in disks.aggregated_list(project="proj") if scope.disks} == {"zones/us-central1-a"}
    send(disks.delete_unary, disk="extra")
    send(vms.delete_unary, instance="peer-vm")
    for kind, count in (("RegionsClient", 3), ("ZonesClient", 7)):
        assert len(list(client(kind).list(project="proj"))) == count
    for kind in ("MachineTypesClient", "AcceleratorTypesClient", "DiskTypesClient"):
        assert len(list(client(kind).aggregated_list(project="proj"))) >= 7
    image = client("ImagesClient").get_from_family(project="debian-cloud", family="debian-12")
    assert image.disk_size_gb == 10
    from google.api_core import exceptions
    for status, call in ((404, lambda: vms.get(instance="nobody", **place)),
                         (409, lambda: (send(disks.insert_unary, disk_resource=compute.Disk(name="twice", size_gb=10)),
                                        send(disks.insert_unary, disk_resource=compute.Disk(name="twice", size_gb=10))))):
        try:
            call()
            raise AssertionError(f"no error {status}")
        except exceptions.GoogleAPICallError as error:
            assert error.code == status, error
    refused = [entry["refused"] for entry in server.log(world) if entry["refused"]]
    assert not refused, refused
    print(f"peer: google-cloud-compute made {len(server.log(world))} requests, none refused")


def run_berth(berth, server, world):
    """A host's whole life by the binary."""
    with tempfile.TemporaryDirectory() as folder:
        def step(*words, spec=("e2-standard-2", 50, "math", "running"), codes=(0,)):
            path = Path(folder, "berth.yaml")
            path.write_text(SPEC % (f"http://127.0.0.1:{server.port}/{world}", spec[0], spec[1], spec[2], spec[3]))
            environment = {"PATH": os.environ["PATH"], "HOME": folder, "GOOGLE_OAUTH_ACCESS_TOKEN": "letmein"}
            done = subprocess.run([berth, *words, str(path)], cwd=folder, env=environment, capture_output=True, text=True)
            assert done.returncode in codes, f"berth {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
            return done.stdout
        apply = ("apply", "--auto-approve")
        step("validate")
        step(*apply)
        step("plan", "--detailed-exitcode")
        step(*apply, spec=("e2-standard-4", 60, "algebra", "running"))
        step(*apply, spec=("e2-standard-4", 60, "algebra", "stopped"))
        step("plan", "--detailed-exitcode", spec=("e2-standard-4", 60, "algebra", "stopped"))
        step(*apply, spec=("e2-standard-4", 60, "algebra", "running"))
        step("destroy", "--auto-approve", spec=("e2-standard-4", 60, "algebra", "running"))
    state = server.call("GET", f"/_berth/worlds/{world}/state")
    assert state == {"instances": [], "disks": [], "firewalls": []}, state


def alike(ours, theirs):
    """Members of the vendor's bodies that ours have in another form."""
    out = []
    for key in ("machineType", "scheduling", "networkInterfaces"):
        if ours.get(key) != theirs.get(key):
            out.append(f"{key}: {ours.get(key)} is not {theirs.get(key)}")
    mine, its = ours["disks"][0], theirs["disks"][0]
    if {**mine, "initializeParams": 0} != {**its, "initializeParams": 0}:
        out.append(f"disks[0]: {mine} is not {its}")
    for key in ("diskSizeGb", "diskType"):
        if mine["initializeParams"].get(key) != its["initializeParams"].get(key):
            out.append(f"disks[0].initializeParams.{key}")
    return out


def main():
    try:
        from google.auth import credentials as auth
        from google.cloud import compute_v1 as compute
        import googleapiclient
    except ImportError as error:
        print(f"peer: nothing is checked, because a package is missing: {error.name}")
        return 0

    class Fixed(auth.Credentials):
        """A token that is good for ever."""

        def __init__(self):
            super().__init__()
            self.token = "letmein"

        expired = False
        valid = True

        def refresh(self, request):
            pass

    server = Server()
    try:
        vendor = server.world()
        work_with(compute, Fixed(), vendor, server)
        documents = importlib.resources.files(googleapiclient) / "discovery_cache" / "documents"
        discovery = Discovery((documents / "compute.v1.json").read_text())
        # A check that cannot fail proves nothing.
        wrong = {"method": "POST", "path": "/compute/v1/projects/proj/zones/us-central1-a/disks/d/resize",
                 "query": {"request": "x"}, "body": {"sizeGb": 80, "size": "80"}}
        assert len(discovery.problems(wrong)) == 3, discovery.problems(wrong)
        theirs = server.log(vendor)
        problems = [text for entry in theirs for text in discovery.problems(entry)]
        assert not problems, problems
        if len(sys.argv) < 2:
            print("peer: no binary was given, so its requests are not checked")
            return 0
        world = server.world()
        run_berth(os.path.abspath(sys.argv[1]), server, world)
        ours = server.log(world)
        problems = [
            f"{entry['method']} {entry['path']}: {text}"
            for entry in ours if entry["path"].startswith("/compute/") for text in discovery.problems(entry)]
        problems += [f"{entry['path']}: refused: {entry['refused']}" for entry in ours if entry["refused"]]
        inserts = [[entry["body"] for entry in log if entry["method"] == "POST" and entry["path"].endswith("/instances")
                    and "g2-" in entry["body"]["machineType"]] for log in (ours, theirs)]
        problems += alike(inserts[0][0], inserts[1][0])
        for text in problems:
            print(f"peer: {text}", file=sys.stderr)
        print(f"peer: berth made {len(ours)} requests, {len(problems)} of them not as the vendor describes")
        return 1 if problems else 0
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
