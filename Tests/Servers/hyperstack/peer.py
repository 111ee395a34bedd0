"""Holds the test server against the vendor's own SDK: `python3 peer.py [BERTH]`, with the package `hyperstack` installed.

First the SDK drives the server. Then, if a berth binary is given, it runs a host's life against the server, and the SDK's
models read every body that was sent and every answer that came.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import typing
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

try:
    import hyperstack
    from hyperstack import models
    from pydantic import BaseModel
except ImportError:
    print("skipped: the package `hyperstack` (the vendor's SDK) is not installed")
    sys.exit(0)

KEY = "peer-key-0123456789"
SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada@lab"
VM = "/core/virtual-machines"

# Method and path, the model of the body, the model of the answer; names are looked up in the SDK.
CALLS = [
    ("GET", r"/core/regions", None, "Regions"),
    ("GET", r"/core/flavors", None, "FlavorListResponse"),
    ("GET", r"/core/images", None, "Images"),
    ("GET", r"/core/stocks", None, "NewStockRetriveResponse"),
    ("GET", r"/pricebook", None, ["PricebookModel"]),
    ("GET", r"/core/environments", None, "Environments"),
    ("POST", r"/core/environments", "CreateEnvironment", "Environment"),
    ("DELETE", r"/core/environments/\d+", None, "ResponseModel"),
    ("GET", r"/core/keypairs", None, "Keypairs"),
    ("POST", r"/core/keypairs", "ImportKeypairPayload", "ImportKeypairResponse"),
    ("DELETE", r"/core/keypair/\d+", None, "ResponseModel"),
    ("GET", r"/core/volumes", None, "Volumes"),
    ("GET", r"/core/volumes/\d+", None, "Volume"),
    ("POST", r"/core/volumes", "CreateVolumePayload", "Volume"),
    ("DELETE", r"/core/volumes/\d+", None, "ResponseModel"),
    ("GET", VM, None, "Instances"),
    ("POST", VM, "CreateInstancesPayload", "CreateInstancesResponse"),
    ("GET", VM + r"/\d+", None, "Instance"),
    ("GET", VM + r"/\d+/events", None, "InstanceEvents"),
    ("GET", VM + r"/\d+/(start|stop|hard-reboot|hibernate|hibernate-restore)", None, "ResponseModel"),
    ("DELETE", VM + r"/\d+", None, "ResponseModel"),
    ("PUT", VM + r"/\d+/label", "EditLabelOfAnExistingVMPayload", "ResponseModel"),
    ("POST", VM + r"/\d+/resize", "InstanceResizePayload", "ResponseModel"),
    ("POST", VM + r"/\d+/attach-volumes", "AttachVolumesPayload", "AttachVolumes"),
    ("POST", VM + r"/\d+/detach-volumes", "DetachVolumesPayload", "DetachVolumes"),
    ("POST", VM + r"/\d+/attach-floatingip", None, "ResponseModel"),
    ("POST", VM + r"/\d+/detach-floatingip", None, "ResponseModel"),
    ("POST", VM + r"/\d+/sg-rules", "CreateSecurityRulePayload", "SecurityGroupRule"),
]


class Server:
    """The test server, and a recorder before it."""

    def __init__(self):
        server = Path(__file__).resolve().parent / "server.py"
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(server)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.origin = f"http://127.0.0.1:{self.process.stdout.readline().split()[1]}"
        self.seen = []
        outer = self

        class Recorder(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
                status, answer, kind = outer.fetch(self.command, self.path, body, headers)
                outer.seen.append((self.command, self.path, body, status, answer))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = forward

            def log_message(self, *arguments):
                pass

        self.recorder = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        threading.Thread(target=self.recorder.serve_forever, daemon=True).start()

    def fetch(self, method, path, body=b"", headers=None):
        request = urllib.request.Request(self.origin + path, data=body or None, headers=headers or {}, method=method)
        if method in ("POST", "PUT") and not body:
            request.data = b""
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read(), answer.headers.get("Content-Type", "")
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers.get("Content-Type", "")

    def control(self, method, path, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        status, answer, _ = self.fetch(method, f"/_berth/worlds{path}", data, {"Content-Type": "application/json"})
        if status != 200:
            raise SystemExit(f"{method} {path}: {status} {answer}")
        return json.loads(answer)

    def world(self):
        """A new world's id and its base URL as the vendor writes it, through the recorder."""
        number = self.control("POST", "", {"key": KEY})["world"]
        return number, f"http://127.0.0.1:{self.recorder.server_port}/{number}/v1"

    def refused(self, world):
        return [f"{entry['method']} {entry['path']}: {entry['refused']}"
                for entry in self.control("GET", f"/{world}/log")["log"] if entry["refused"]]

    def left(self, world):
        return {kind: len(things) for kind, things in self.control("GET", f"/{world}/state").items() if things}


def until(what, look, wanted):
    """Looks until it is so; the server's states move by looks."""
    for _ in range(20):
        if look() == wanted:
            return
    raise SystemExit(f"{what} did not become {wanted}")


def drive(base):
    """A host's life by the SDK."""
    client = hyperstack.ApiClient(hyperstack.Configuration(host=base, api_key={"apiKey": KEY}))
    environments, keys = hyperstack.EnvironmentApi(client), hyperstack.KeypairApi(client)
    vms, volumes = hyperstack.VirtualMachineApi(client), hyperstack.VolumeApi(client)
    attachments, addresses = hyperstack.VolumeAttachmentApi(client), hyperstack.FloatingIpApi(client)
    environment = environments.create_environment(models.CreateEnvironment(name="peer", region="CANADA-1")).environment
    key = keys.import_key_pair(models.ImportKeypairPayload(
        name="key", environment_name="peer", public_key=SSH_KEY)).keypair
    rule = models.CreateSecurityRulePayload(
        direction="ingress", ethertype="IPv4", protocol="tcp", remote_ip_prefix="0.0.0.0/0", port_range_min=22,
        port_range_max=22)
    vm = vms.create_vms(models.CreateInstancesPayload(
        name="vm", environment_name="peer", flavor_name="n3-L40x1", image_name="Ubuntu Server 24.04 LTS",
        key_name="key", count=1, assign_floating_ip=True, labels=["a=b"], security_rules=[rule])).instances[0]
    volume = volumes.create_volume(models.CreateVolumePayload(
        name="volume", environment_name="peer", size=50, volume_type="Cloud-SSD")).volume

    def state():
        return vms.get_vm(vm.id).instance

    until("the VM", lambda: state().status, "ACTIVE")
    until("its address", lambda: state().floating_ip_status, "ATTACHED")
    until("the volume", lambda: volumes.list_volumes(page="1", page_size="10").volumes[0].status, "available")
    attachments.attach_volumes_to_vm(vm.id, models.AttachVolumesPayload(volume_ids=[volume.id]))
    until("the volume", lambda: volumes.get_volume(volume.id).volume.status, "in-use")
    assert state().volume_attachments[0].volume.id == volume.id
    vms.stop_vm(vm.id)
    until("the VM", lambda: state().status, "SHUTOFF")
    vms.start_vm(vm.id)
    until("the VM", lambda: state().status, "ACTIVE")
    vms.hibernate_vm(vm.id, retain_ip="true")
    until("the VM", lambda: state().status, "HIBERNATED")
    vms.restore_vm_from_hibernation(vm.id)
    until("the VM", lambda: state().status, "ACTIVE")
    vms.add_vm_label(vm.id, models.EditLabelOfAnExistingVMPayload(labels=["c=d", "e"]))
    assert state().labels == ["c=d", "e"]
    addresses.detach_public_ip_from_vm(vm.id)
    addresses.attach_public_ipto_vm(vm.id)
    attachments.detach_volumes_from_vm(vm.id, models.DetachVolumesPayload(volume_ids=[volume.id]))
    vms.delete_vm(vm.id)
    until("the list", lambda: vms.list_vms(page=1).count, 0)
    volumes.delete_volume(volume.id)
    until("the list", lambda: volumes.list_volumes().count, 0)
    keys.delete_key_pair(key.id)
    environments.delete_environment(environment.id)
    hyperstack.RegionApi(client).list_regions()
    hyperstack.FlavorApi(client).list_flavors(region="CANADA-1")
    hyperstack.ImageApi(client).list_images()
    hyperstack.StockApi(client).get_gpu_stock()


SPEC = """\
fleet: peer
providers:
  hyperstack: {endpoint: "%s"}
defaults:
  provider: hyperstack
  region: CANADA-1
  ssh: {public_keys: ["%s"]}
  labels: {team: math}
hosts:
  hub:
    machine_type: n1-cpu-small
    disk_gb: 50
    network: {open_ports: [%s]}
    startup_script: |
      #!/bin/sh
      echo hello
    power: %s
"""


def berth(binary, base):
    """A host's life by berth."""
    with tempfile.TemporaryDirectory() as folder:
        def step(*words, port="443", power="running"):
            Path(folder, "berth.yaml").write_text(SPEC % (base, SSH_KEY, port, power))
            run = subprocess.run(
                [binary, *words], cwd=folder, capture_output=True, text=True,
                env={**os.environ, "HYPERSTACK_API_KEY": KEY, "NO_COLOR": "1"})
            if run.returncode not in (0, 2):
                raise SystemExit(f"berth {' '.join(words)}: {run.returncode}\n{run.stdout}{run.stderr}")

        step("apply", "--yes")
        step("apply", "--yes", power="stopped")
        step("apply", "--yes")
        step("destroy", "--yes", "--allow-delete=1", "--allow-data-loss=hub")


def fields(model):
    return {(field.alias or name): field.annotation for name, field in model.model_fields.items()}


def stray(annotation, value, where):
    """Members of an answer that the SDK's model does not know."""
    if isinstance(value, list):
        inner = next((item for item in flat(annotation) if typing.get_origin(item) is list), None)
        for index, item in enumerate(value):
            yield from stray(typing.get_args(inner)[0] if inner else None, item, f"{where}[{index}]")
    if isinstance(value, dict):
        model = next((item for item in flat(annotation) if isinstance(item, type) and issubclass(item, BaseModel)), None)
        if model is None:
            return
        known = fields(model)
        for key, item in value.items():
            if key not in known:
                # The schema leaves the id of an event out, and the live service sends it.
                if not (model.__name__ == "InstanceEventsFields" and key == "id"):
                    yield f"{where}.{key}"
            else:
                yield from stray(known[key], item, f"{where}.{key}")


def flat(annotation):
    arguments = typing.get_args(annotation)
    if annotation is None or typing.get_origin(annotation) is list or not arguments:
        return [annotation]
    return [part for item in arguments for part in flat(item)]


def check(seen):
    """Every body and every answer, read by the SDK's models."""
    bodies = answers = 0
    problems = []
    for method, path, body, status, answer in seen:
        plain = re.sub(r"^/w\d+/v1", "", path.partition("?")[0])
        call = next((item for item in CALLS if item[0] == method and re.fullmatch(item[1], plain)), None)
        if call is None:
            problems.append(f"{method} {plain}: the SDK has no such call")
            continue
        try:
            if call[2]:
                sent = json.loads(body)
                getattr(models, call[2]).model_validate(sent)
                problems += [f"{method} {plain}: {name} is unknown" for name in stray(getattr(models, call[2]), sent, "")]
                bodies += 1
            elif body:
                problems.append(f"{method} {plain}: a body where there is none")
            value = json.loads(answer)
            name = call[3] if status == 200 else "ErrorResponseModel"
            if isinstance(name, list):
                # The schema says numbers, the live price list has decimals as text.
                value = [{**row, "value": float(row["value"]), "original_value": float(row["original_value"])}
                         for row in value]
                for row in value:
                    getattr(models, name[0]).model_validate(row)
            else:
                getattr(models, name).model_validate(value)
                problems += [f"{method} {plain}: {item} is unknown" for item in stray(getattr(models, name), value, "")]
            answers += 1
        except Exception as error:
            problems.append(f"{method} {plain}: {error}")
    return bodies, answers, problems


def main():
    server = Server()
    worlds = []
    for life in [drive] + [lambda base: berth(os.path.abspath(sys.argv[1]), base)] * (len(sys.argv) > 1):
        world, base = server.world()
        life(base)
        worlds.append(world)
    bodies, answers, problems = check(server.seen)
    problems += [text for world in worlds for text in server.refused(world)]
    problems += [f"left in {world}: {server.left(world)}" for world in worlds if server.left(world)]
    server.process.stdin.close()
    print("\n".join(problems) or f"the SDK read {bodies} bodies and {answers} answers")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
