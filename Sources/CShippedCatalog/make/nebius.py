"""Makes nebius.json: machine types are named platform/preset."""

import re
from decimal import Decimal

import form
import tables

# Platforms that are sold as preemptible.
PREEMPTIBLE = {"gpu-b200-sxm", "gpu-h100-sxm", "gpu-h200-sxm"}
# Preemptible price of one GPU where the table has none.
PREEMPTIBLE_GPU = {"gpu-b200-sxm": "2.9"}
GPU_NAMES = {"b200": "NVIDIA B200", "b300": "NVIDIA B300", "h100": "NVIDIA H100", "h200": "NVIDIA H200",
             "l40s": "NVIDIA L40S"}

# Prices are for a GiB and hour already. No source tells the largest size of disks in units of 93 GiB: theirs is the
# largest multiple within 64 TiB, the limit of our own. NETWORK_SSD_NON_REPLICATED is left out: `balanced`, which is what
# a host gets that names no type, means NETWORK_SSD, so no word leads to it.
DISKS = [
    {"name": "NETWORK_HDD", "type": "standard", "price": {"eu-north1": "0.000027778"}},
    {"name": "NETWORK_SSD", "type": "ssd", "min_gb": 1, "max_gb": 8192, "step_gb": 1, "price": {"*": "0.000097222"}},
    {"name": "NETWORK_SSD_IO_M3", "type": "ssd_io_m3", "min_gb": 93, "max_gb": 65472, "step_gb": 93,
     "price": {"*": "0.000161111", "me-west1": "0.000161643"}},
]
IMAGES = [
    {"name": "ubuntu24.04-cuda12", "architecture": "x86_64", "gpu_drivers": True},
    {"name": "ubuntu24.04-cuda13.0", "architecture": "x86_64", "gpu_drivers": True, "min_disk_gb": 40},
    {"name": "ubuntu24.04-cuda13.0-arm64", "architecture": "arm64", "gpu_drivers": True, "min_disk_gb": 40},
    {"name": "ubuntu24.04-driverless", "architecture": "x86_64", "gpu_drivers": False, "min_disk_gb": 10},
]
SOURCES = [
    {"date": "2025-11-06", "kinds": ["gpu_types", "machine_types", "prices", "regions"],
     "text": "SkyPilot's public catalog, v8/nebius/vms.csv at commit 0082b0435f39, of that day or later"},
    {"date": "2025-11-06", "kinds": ["gpu_types", "machine_types", "regions"],
     "text": "Regions eu-north2, me-west1 and uk-south1 and their platforms: the vendor's public solutions library, "
             "whose version is not known, so that it is dated like the rest"},
    {"date": "2026-01-21", "kinds": ["disk_types", "prices"],
     "text": "The vendor's price list as in the cocalc repository at commit d6cccd2e65"},
    {"date": "2026-08-19", "kinds": ["disk_types", "images"],
     "text": "The vendor's public images and limits of disks, as a public Terraform module has them"},
]


def build(_packages):
    offers = {}
    for platform, rows in tables.lines("nebius.txt").items():
        for preset, region, *prices in rows:
            told = [] if prices == ["*"] else prices
            offers.setdefault((platform, preset), {})[region] = form.row(
                price=form.price(told[0]) if told else None, spot_price=preemptible(platform, preset, told))
    machines = [machine(platform, preset, places) for (platform, preset), places in offers.items()]
    return {
        "disk_types": DISKS, "images": IMAGES, "machine_types": machines, "sources": SOURCES,
        "gpu_types": form.gpu_rows(machines, GPU_NAMES),
        "regions": [{"name": name} for name in sorted({name for places in offers.values() for name in places})],
    }


def machine(platform, preset, places):
    count, cpu, ram = sizes(preset)
    gpu = {"count": count, "type": platform.split("-")[1]} if count else None
    return form.row(
        name=f"{platform}/{preset}", cpu=cpu, ram_gb=ram, gpu=gpu, spot=True if platform in PREEMPTIBLE else None,
        **{"in": dict(sorted(places.items()))})


def sizes(preset):
    """GPUs, vCPUs and GiB of a preset, whose name tells them."""
    found = re.fullmatch(r"(?:(\d+)gpu-)?(\d+)vcpu-(\d+)gb", preset)
    if not found:
        raise form.Wrong(f"preset {preset}")
    return tuple(int(part or 0) for part in found.groups())


def preemptible(platform, preset, told):
    if len(told) > 1:
        return form.price(told[1])
    if told and platform in PREEMPTIBLE_GPU:
        return form.price(sizes(preset)[0] * Decimal(PREEMPTIBLE_GPU[platform]))
    return None


if __name__ == "__main__":
    form.main("nebius", build)
