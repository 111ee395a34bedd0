"""What the cloud offers: regions, flavors, images, prices, and the tables of its requests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Bool, Int, List, Nullable, Number, Object, Text

REGIONS = [("NORWAY-1", "Norway", "GREEN"), ("CANADA-1", "Canada", "GREEN"), ("US-1", "United States", "NOT_GREEN")]

# name, cpu, ram, disk, ephemeral, gpu, gpu_count
FLAVORS = {
    "CANADA-1": [
        ("n3-L40x1", 28, 58.0, 100, 725, "L40", 1),
        ("n3-L40x2", 60, 118.0, 100, 1450, "L40", 2),
        ("n3-RTX-A6000x1", 28, 58.0, 100, 750, "RTX-A6000", 1),
        ("n3-H100x1", 28, 180, 100, 750, "H100-80G-PCIe", 1),
        ("n3-A100x1", 28, 120, 100, 750, "A100-80G-PCIe", 1),
        ("n3-A100x1-spot", 28, 120, 100, 750, "A100-80G-PCIe-spot", 1),
        ("n1-cpu-small", 4, 4, 100, 0, "", 0),
        ("n1-cpu-medium", 8, 16, 100, 0, "", 0),
    ],
    "NORWAY-1": [
        ("n3-L40x1", 28, 58.0, 100, 725, "L40", 1),
        ("n3-H100-NVLinkx8", 252, 1440, 100, 32000, "H100-80G-PCIe-NVLink", 8),
        ("n1-cpu-small", 4, 4, 100, 0, "", 0),
        ("n1-cpu-medium", 8, 16, 100, 0, "", 0),
    ],
    "US-1": [("n3-H100-SXM5x8", 192, 1800, 100, 32000, "H100-80G-SXM5", 8), ("n1-cpu-small", 4, 4, 100, 0, "", 0)],
}
# GPUs in each region.
STOCK = {
    ("CANADA-1", "L40"): 12, ("CANADA-1", "RTX-A6000"): 240, ("CANADA-1", "H100-80G-PCIe"): 4,
    ("CANADA-1", "A100-80G-PCIe"): 30, ("CANADA-1", "A100-80G-PCIe-spot"): 8, ("NORWAY-1", "L40"): 9,
    ("NORWAY-1", "H100-80G-PCIe-NVLink"): 16, ("US-1", "H100-80G-SXM5"): 8,
}
# Flavors that cannot hibernate.
NO_HIBERNATION = {"n1-cpu-small", "n1-cpu-medium", "n3-H100-SXM5x8"}

IMAGES = [
    ("Ubuntu", "Ubuntu Server 22.04 LTS R535 CUDA 12.2", "Server 22.04 LTS R535 CUDA 12.2"),
    ("Ubuntu", "Ubuntu Server 24.04 LTS", "Server 24.04 LTS"),
    ("Ubuntu", "Ubuntu Server 24.04 LTS R535 CUDA 12.2", "Server 24.04 LTS R535 CUDA 12.2"),
    ("Ubuntu", "Ubuntu Server 24.04 LTS R570 CUDA 12.8", "Server 24.04 LTS R570 CUDA 12.8"),
    ("Debian", "Debian 12", "12"),
]

# Decimals come as text, with an exponent where they are nothing, and now and then as numbers.
PRICES = [
    ("L40", "1.000000000", False), ("RTX-A6000", "0.500000000", False), ("H100-80G-PCIe", "1.900000000", True),
    ("H100-80G-PCIe-NVLink", 1.95, False), ("H100-80G-SXM5", 2.4, False), ("A100-80G-PCIe", "1.350000000", False),
    ("A100-80G-PCIe-spot", "1.080000000", False), ("vCPU", "0E-9", False), ("RAM", "0E-9", False),
    ("vCPU (cpu-only-flavors)", "0.008000000", False), ("RAM (cpu-only-flavors)", "0.001250000", False),
    ("Cloud-SSD", "0.000096774", False), ("PublicIP", "0.006720000", False), ("Ceph", "0E-9", False),
]

RULE = Object({
    "direction": Text(choices=["ingress", "egress"], required=True),
    "ethertype": Text(choices=["IPv4", "IPv6"], required=True),
    "protocol": Text(choices=["any", "icmp", "tcp", "udp"], required=True),
    "remote_ip_prefix": Text(pattern=r"[0-9a-fA-F:.]+/[0-9]+", required=True),
    "port_range_min": Int(min=1, max=65535),
    "port_range_max": Int(min=1, max=65535),
})
CUSTOM_FLAVOR = Object({"cpu": Int(min=1), "ram": Number(min=0), "disk": Int(), "gpu": Text(), "gpu_count": Int()})
NAME = dict(min=1, max=50, pattern=r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
VM = Object({
    "name": Text(**NAME, required=True),
    "environment_name": Text(required=True),
    "image_name": Text(),
    "volume_name": Text(),
    "create_bootable_volume": Bool(),
    "flavor_name": Text(required=True),
    "flavor": CUSTOM_FLAVOR,
    "key_name": Text(required=True),
    "user_data": Text(),
    "callback_url": Text(max=250),
    "assign_floating_ip": Bool(),
    "enable_port_randomization": Bool(),
    "enhanced_monitoring_enabled": Bool(),
    "security_rules": List(RULE),
    "labels": List(Text()),
    "profile": Object({"name": Text(required=True), "description": Text()}),
    "count": Int(min=1, max=20, required=True),
})
VOLUME = Object({
    "name": Text(**NAME, required=True),
    "environment_name": Text(required=True),
    "size": Int(min=1, max=1_048_576, required=True),
    "volume_type": Text(choices=["Cloud-SSD"], required=True),
    "description": Nullable(Text()),
    "image_id": Int(),
    "callback_url": Text(max=250),
})
ENVIRONMENT = Object({"name": Text(**NAME, required=True), "region": Text(required=True)})
KEY_PAIR = Object({
    "name": Text(**NAME, required=True),
    "environment_name": Text(required=True),
    "public_key": Text(pattern=r"(ssh-(ed25519|rsa)|ecdsa-\S+) [A-Za-z0-9+/=]+( .*)?", required=True),
})
PAGES = {"page": Int(min=1), "pageSize": Int(min=1), "search": Text()}


def flavor(region, name):
    return next((row for row in FLAVORS.get(region, []) if row[0] == name), None)


def stock_word(count):
    """How many are left, in the cloud's words."""
    for floor in (200, 100, 25, 10):
        if count >= floor:
            return f"{floor}+"
    return str(count)
