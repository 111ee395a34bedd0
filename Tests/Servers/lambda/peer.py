"""Holds the test server against the vendor's own SDKs: `python3 peer.py [BERTH]`, with the packages
`lambda_ai_cloud_api_client` (and, for older clients, `lambda_cloud_client`) installed.

First the SDKs drive the server and read its answers. Then, if a berth binary is given, it runs a host's life against the
server, and the SDK's models read every body that was sent.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

try:
    import attrs
    from lambda_ai_cloud_api_client import models
    from lambda_ai_cloud_api_client.api.firewalls import (
        create_firewall_ruleset, delete_firewall_ruleset, firewall_rulesets_list)
    from lambda_ai_cloud_api_client.api.images import list_images
    from lambda_ai_cloud_api_client.api.instances import (
        get_instance, launch_instance, list_instance_types, list_instances, post_instance, restart_instance,
        terminate_instance)
    from lambda_ai_cloud_api_client.api.ssh_keys import add_ssh_key, delete_ssh_key, list_ssh_keys
    from lambda_ai_cloud_api_client.client import AuthenticatedClient
except ImportError:
    print("skipped: the package `lambda_ai_cloud_api_client` (the vendor's SDK) is not installed")
    sys.exit(0)

try:
    import lambda_cloud_client
except ImportError:
    lambda_cloud_client = None

KEY = "peer_key_0123456789"
SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada@lab"

# Method, path, the model of the body.
CALLS = [
    ("GET", r"/instances", None),
    ("GET", r"/instances/\w+", None),
    ("POST", r"/instances/\w+", "InstanceModificationRequest"),
    ("POST", r"/instance-operations/launch", "InstanceLaunchRequest"),
    ("POST", r"/instance-operations/restart", "InstanceRestartRequest"),
    ("POST", r"/instance-operations/terminate", "InstanceTerminateRequest"),
    ("GET", r"/instance-types", None),
    ("GET", r"/images", None),
    ("GET", r"/ssh-keys", None),
    ("POST", r"/ssh-keys", "AddSSHKeyRequest"),
    ("DELETE", r"/ssh-keys/\w+", None),
    ("GET", r"/firewall-rulesets", None),
    ("POST", r"/firewall-rulesets", "FirewallRulesetCreateRequest"),
    ("DELETE", r"/firewall-rulesets/\w+", None),
    # New in 1.10; the SDK is of 1.9.
    ("GET", r"/regions", None),
]
# Members that 1.10 added to what the SDK knows.
NEWER = {"is_reserved"}


class Server:
    """The test server."""

    def __init__(self):
        server = Path(__file__).resolve().parent / "server.py"
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(server)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.origin = f"http://127.0.0.1:{self.process.stdout.readline().split()[1]}"

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.origin}/_berth/worlds{path}", data=data, headers={"Content-Type": "application/json"},
            method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def world(self, **options):
        return self.control("POST", "", {"key": KEY, **options})["world"]

    def log(self, world):
        return self.control("GET", f"/{world}/log")["log"]

    def left(self, world):
        """What bills or clutters: hosts that are not on their way out, keys, rulesets."""
        state = self.control("GET", f"/{world}/state")
        hosts = [host for host in state["hosts"].values() if host["status"] != "terminated"]
        return {kind: things for kind, things in (
            ("hosts", hosts), ("keys", state["keys"]), ("rulesets", state["rulesets"])) if things}


def strays(value, where):
    """Members that the SDK's models do not know."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from strays(item, f"{where}[{index}]")
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.name == "additional_properties":
                known = type(value).__name__ in ("InstanceTypes", "InstanceTypesResponse")
                for key, item in value.additional_properties.items():
                    if known or attrs.has(type(item)):
                        yield from strays(item, f"{where}.{key}")
                    elif key not in NEWER:
                        yield f"{where}.{key} ({type(value).__name__})"
            else:
                yield from strays(getattr(value, field.name), f"{where}.{field.name}")


def drive(origin, world, problems):
    """A host's life by the SDK."""
    client = AuthenticatedClient(
        base_url=f"{origin}/{world}", token=KEY, raise_on_unexpected_status=True)

    def call(operation, *arguments, status=200, **named):
        answer = operation.sync_detailed(*arguments, client=client, **named)
        name = operation.__name__.rsplit(".", 1)[1]
        if answer.status_code != status or answer.parsed is None:
            raise SystemExit(f"{name}: {answer.status_code} {answer.content}")
        problems.extend(f"{name}: {stray} is unknown" for stray in strays(answer.parsed, ""))
        return answer.parsed.data if status == 200 else answer.parsed.error

    def until(id, *words):
        for _ in range(20):
            found = call(get_instance, id)
            if str(found.status) in words:
                return found
        raise SystemExit(f"{id} did not become {words}")

    region = models.PublicRegionCode.US_EAST_1
    key = call(add_ssh_key, body=models.AddSSHKeyRequest(name="peer", public_key=SSH_KEY))
    rule = models.FirewallRule(
        protocol=models.NetworkProtocol.TCP, source_network="0.0.0.0/0", description="SSH", port_range=[22, 22])
    ruleset = call(create_firewall_ruleset, body=models.FirewallRulesetCreateRequest(
        name="peer", region=region, rules=[rule]))

    def order(**changes):
        return models.InstanceLaunchRequest(**{
            "region_name": region, "instance_type_name": "gpu_1x_a10", "ssh_key_names": ["peer"], "name": "peer",
            "hostname": "peer", "image": models.ImageSpecificationFamily(family="lambda-stack-24-04"),
            "user_data": "#!/bin/sh\n", "tags": [models.RequestedTagEntry(key="team", value="math")],
            "firewall_rulesets": [models.FirewallRulesetEntry(id=ruleset.id)], **changes})

    id = call(launch_instance, body=order()).instance_ids[0]
    host = until(id, "active")
    assert (host.ip, host.tags[0].value, host.ssh_key_names) == (host.ip, "math", ["peer"]) and host.ip
    assert call(post_instance, id, body=models.InstanceModificationRequest(name="renamed")).name == "renamed"
    call(restart_instance, body=models.InstanceRestartRequest(instance_ids=[id]))
    until(id, "active")
    assert [item.id for item in call(list_instances)] == [id]
    assert call(firewall_rulesets_list)[0].instance_ids == [id]
    assert call(delete_firewall_ruleset, ruleset.id, status=400).code == "firewall-rulesets/firewall-ruleset-in-use"
    # Every refusal that the schema knows, in its own form.
    wrong = order(ssh_key_names=["nobodys"])
    assert call(launch_instance, body=wrong, status=400).code == "global/object-does-not-exist"
    yield {"sold_out": ["us-east-1/gpu_1x_a10"]}
    assert call(launch_instance, body=order(), status=400).code.endswith("/insufficient-capacity")
    yield {"quota": 0}
    assert call(launch_instance, body=order(), status=400).code == "global/quota-exceeded"
    call(get_instance, "0" * 32, status=404)
    call(terminate_instance, body=models.InstanceTerminateRequest(instance_ids=[id]))
    until(id, "terminated")
    call(delete_firewall_ruleset, ruleset.id)
    assert [item.name for item in call(list_ssh_keys)] == ["peer"]
    call(delete_ssh_key, key.id)
    assert len(call(list_images)) > 3
    assert "gpu_1x_a10" in call(list_instance_types).additional_properties
    client = AuthenticatedClient(base_url=f"{origin}/{world}", token="wrong", raise_on_unexpected_status=True)
    call(list_ssh_keys, status=401)


def drive_old(origin, world):
    """What the older SDK, of 1.4, still can: its launch has a member that is gone."""
    client = lambda_cloud_client.ApiClient(lambda_cloud_client.Configuration(
        host=f"{origin}/{world}/api/v1", access_token=KEY))
    api = lambda_cloud_client.DefaultApi(client)
    key = api.add_ssh_key(lambda_cloud_client.AddSSHKeyRequest(name="old", public_key=SSH_KEY)).data
    assert [item.name for item in api.list_ssh_keys().data] == ["old"]
    types = api.instance_types().data
    assert types["gpu_1x_a10"].instance_type.price_cents_per_hour == 75
    yield {"launch": {
        "region_name": "us-east-1", "instance_type_name": "gpu_1x_a10", "ssh_key_names": ["old"], "name": "old"}}
    id = api.list_instances().data[0].id
    while api.get_instance(id).data.status != "active":
        pass
    api.restart_instance(lambda_cloud_client.RestartInstanceRequest(instance_ids=[id]))
    while api.get_instance(id).data.status != "active":
        pass
    yield {"terminate": id}
    assert api.get_instance(id).data.status == "terminated"
    api.delete_ssh_key(key.id)


SPEC = """\
fleet: peer
providers:
  lambda: {endpoint: "%s"}
hosts:
  hub:
    provider: lambda
    region: us-east-1
    machine_type: gpu_1x_a10
    ssh: {public_keys: ["%s"]}
    labels: {team: math}
    network: {open_ports: [443]}
    startup_script: |
      #!/bin/sh
      echo hello
"""


def berth(binary, base):
    """A host's life by berth."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "berth.yaml").write_text(SPEC % (base, SSH_KEY))

        def step(*words):
            # The pace is kept by the process; the next one knows nothing of the last one's requests.
            time.sleep(1)
            run = subprocess.run(
                [binary, *words], cwd=folder, capture_output=True, text=True,
                env={**os.environ, "LAMBDA_API_KEY": KEY, "NO_COLOR": "1"})
            if run.returncode != 0:
                raise SystemExit(f"berth {' '.join(words)}: {run.returncode}\n{run.stdout}{run.stderr}")

        step("apply", "--yes")
        step("plan", "--detailed-exitcode")
        step("restart", "hub", "--yes")
        step("destroy", "--yes", "--allow-delete=1", "--allow-data-loss=hub")


def check(entries):
    """Every body, read by the SDK's models; how many, and what is wrong with them."""
    bodies, problems = 0, []
    for entry in entries:
        path = entry["path"].removeprefix("/api/v1")
        what = f"{entry['method']} {path}"
        call = next((item for item in CALLS if item[0] == entry["method"] and re.fullmatch(item[1], path)), None)
        if call is None:
            problems.append(f"{what}: the vendor has no such call")
        elif not call[2]:
            problems += [f"{what}: a body where there is none"] if entry["body"] else []
        else:
            try:
                value = getattr(models, call[2]).from_dict(entry["body"])
                problems += [f"{what}: {stray} is unknown" for stray in strays(value, "")]
                # The models take texts as they come; going back, each must be what it was.
                if value.to_dict() != entry["body"]:
                    problems.append(f"{what}: {value.to_dict()} is not {entry['body']}")
                bodies += 1
            except (KeyError, TypeError, ValueError) as error:
                problems.append(f"{what}: {type(error).__name__}: {error}")
    return bodies, problems


def main():
    server, problems, said = Server(), [], []

    def life(steps, world):
        for command in steps:
            server.control("POST", f"/{world}/poke", command)
        problems.extend(f"left in {world}: {kind}" for kind in server.left(world))

    world = server.world()
    life(drive(server.origin, world, problems), world)
    calls = [entry for entry in server.log(world) if entry["refused"]]
    problems.extend(f"{entry['method']} {entry['path']}: {entry['refused']}" for entry in calls)
    said.append(f"the SDK made {len(server.log(world))} calls")
    if lambda_cloud_client is None:
        said.append("the older SDK (`lambda_cloud_client`) is not installed and was skipped")
    else:
        world = server.world()
        life(drive_old(server.origin, world), world)
        said.append(f"the older SDK {len(server.log(world))}")
    if len(sys.argv) > 1:
        world, start = server.world(paced=True), time.monotonic()
        berth(os.path.abspath(sys.argv[1]), f"{server.origin}/{world}/api/v1")
        bodies, faults = check(server.log(world))
        problems.extend(faults)
        problems.extend(
            f"{entry['method']} {entry['path']}: {entry['status']} {entry['refused']}"
            for entry in server.log(world) if entry["status"] != 200)
        problems.extend(f"left in {world}: {kind}" for kind in server.left(world))
        said.append(f"it read {bodies} bodies of berth's {len(server.log(world))} requests, "
                    f"made in {time.monotonic() - start:.0f} s")
    server.process.stdin.close()
    print("\n".join(problems) or "; ".join(said))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
