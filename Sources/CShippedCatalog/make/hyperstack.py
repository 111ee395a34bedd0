"""Makes hyperstack.json from a table of what SkyPilot's public catalog says."""

import form
import tables

REGIONS = ["CANADA-1", "NORWAY-1", "US-1"]
GPUS = {"A100": "a100-80gb", "H100": "h100", "L40": "l40", "RTX-A4000": "a4000", "RTX-A6000": "a6000"}
VENDOR_NAMES = {"a100-80gb": "A100-80G-PCIe", "a4000": "RTX-A4000", "a6000": "RTX-A6000", "h100": "H100-80G-PCIe",
                "l40": "L40"}
# There is one kind, which passes for two.
DISKS = [{"name": name, "type": kind, "min_gb": 1, "max_gb": 1048576, "step_gb": 1}
         for name, kind in (("Cloud-SSD", "balanced"), ("Cloud-SSD-as-ssd", "ssd"))]
# Names as the API takes them, and the families of which the newest suiting one is taken.
IMAGES = [
    {"name": name, "architecture": "x86_64", "gpu_drivers": True}
    for name in (
        "Ubuntu Server 22.04 LTS R535 CUDA 12.2",
        "Ubuntu Server 22.04 LTS R535 CUDA 12.2 with Docker", "Ubuntu Server 22.04 LTS R550 CUDA 12.4 with Docker",
        "Ubuntu Server 22.04 LTS R570 CUDA 12.8 with Docker", "Ubuntu Server 24.04 LTS R570 CUDA 12.8",
        "Ubuntu Server 24.04 LTS R570 CUDA 12.8 with Docker")
] + [
    {"name": "Ubuntu Server 24.04 LTS (Noble Numbat)", "architecture": "x86_64", "gpu_drivers": False},
    {"name": "ubuntu-22.04-lts", "architecture": "x86_64"}, {"name": "ubuntu-24.04-lts", "architecture": "x86_64"},
]
SOURCES = [
    {"date": "2025-11-06", "kinds": ["gpu_types", "machine_types", "prices", "regions"],
     "text": "SkyPilot's public catalog, v8/hyperstack/vms.csv at commit fdc9d908ab0b, of that day or later"},
    {"date": "2026-11-22", "kinds": ["disk_types", "local_disks", "regions"],
     "text": "The vendor's API description and its page on flavors"},
    {"date": "2026-11-22", "kinds": ["images"], "text": "Names of images in public code that uses the vendor's API"},
]


def build(_packages):
    machines = {}
    for region, rows in tables.lines("hyperstack.txt").items():
        for name, cpu, ram, count, gpu, price, *disk in rows:
            if name in machines:
                raise form.Wrong(f"{name} stands twice")
            machines[name] = form.row(
                name=name, cpu=int(cpu), ram_gb=int(ram), gpu={"count": int(count), "type": canonical(gpu)},
                local_disk_gb=int(disk[0]) if disk else None, **{"in": {region: {"price": form.price(price)}}})
    return {
        "disk_types": DISKS, "images": IMAGES, "machine_types": list(machines.values()), "sources": SOURCES,
        "gpu_types": form.gpu_rows(machines.values(), VENDOR_NAMES), "regions": [{"name": name} for name in REGIONS],
    }


def canonical(gpu):
    return GPUS[gpu if gpu in GPUS else gpu.partition("-")[0]]


if __name__ == "__main__":
    form.main("hyperstack", build)
