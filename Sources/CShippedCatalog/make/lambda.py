"""Makes lambda.json from a table of what SkyPilot's public catalog says."""

import form
import tables

ARM = {"gpu_1x_gh200"}
# GiB of the built-in disk; the vendor's own client tells it of one machine type, in an example.
DISK = {"gpu_1x_gh200": 4096}
VENDOR_NAMES = {
    "a10": "A10 (24 GB PCIe)", "a100": "A100 (40 GB)", "a100-80gb": "A100 (80 GB SXM4)", "a6000": "A6000 (48 GB)",
    "b200": "B200 (180 GB SXM6)", "gh200": "GH200 (96 GB)", "h100": "H100 (80 GB)", "rtx-6000": "RTX 6000 (24 GB)",
    "v100": "Tesla V100 (16 GB)",
}
IMAGES = [
    {"name": "lambda-stack-24-04", "architecture": "x86_64", "gpu_drivers": True},
]
SOURCES = [
    {"date": "2025-11-06", "kinds": ["gpu_types", "machine_types", "prices", "regions"],
     "text": "SkyPilot's public catalog, v8/lambda/vms.csv at commit 0f4070387edc, of that day or later; where a "
             "machine type can be had changes by the hour, so it stands in all regions"},
    {"date": "2026-11-22", "kinds": ["images"],
     "text": "Image families that public code launches with Lambda's API 1.10.0"},
    {"date": "2026-11-22", "kinds": ["local_disks"],
     "text": "Example in the package lambda_ai_cloud_api_client 2.4.1"},
]


def build(_packages):
    table = tables.lines("lambda.txt")
    regions = [row[0] for row in table["regions"]]
    machines = []
    for name, cpu, ram, price, *gpu in table["types"]:
        machines.append(form.row(
            name=name, cpu=int(cpu), ram_gb=int(ram), local_disk_gb=DISK.get(name),
            gpu={"count": int(gpu[0]), "type": gpu[1]} if gpu else None,
            architecture="arm64" if name in ARM else None,
            **{"in": {region: {"price": form.price(price)} for region in regions}}))
    return {
        "images": IMAGES, "machine_types": machines, "regions": [{"name": region} for region in regions],
        "gpu_types": form.gpu_rows(machines, VENDOR_NAMES), "sources": SOURCES,
    }


if __name__ == "__main__":
    form.main("lambda", build)
