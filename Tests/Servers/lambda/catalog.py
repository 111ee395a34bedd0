"""What the test cloud offers, in the form of the real answers."""

REGIONS = {
    "us-east-1": "Virginia, USA", "us-west-1": "California, USA", "us-south-1": "Texas, USA",
    "europe-central-1": "Germany",
}


def region(name):
    return {"name": name, "description": REGIONS[name]}


def machine(name, gpus, gpu, cents, vcpus, memory, storage, regions):
    described = f"{gpus}x {gpu}" if gpus else "CPU"
    return {
        "instance_type": {
            "name": name, "description": described, "gpu_description": gpu if gpus else "N/A",
            "price_cents_per_hour": cents,
            "specs": {"vcpus": vcpus, "memory_gib": memory, "storage_gib": storage, "gpus": gpus},
        },
        "regions_with_capacity_available": [region(item) for item in regions],
    }


TYPES = {
    item["instance_type"]["name"]: item
    for item in (
        machine("gpu_1x_a10", 1, "A10 (24 GB PCIe)", 75, 30, 200, 1400, ["us-east-1", "us-west-1"]),
        machine("gpu_1x_gh200", 1, "GH200 (96 GB)", 149, 64, 432, 4096, ["us-east-1"]),
        machine("gpu_1x_h100_pcie", 1, "H100 (80 GB PCIe)", 249, 26, 200, 1024, ["us-east-1", "us-south-1"]),
        machine("gpu_8x_a100_80gb_sxm4", 8, "A100 (80 GB SXM4)", 1432, 240, 1800, 19968, []),
        machine("gpu_8x_h100_sxm5", 8, "H100 (80 GB SXM5)", 2392, 208, 1800, 22528, ["us-east-1"]),
        machine("cpu_4x_general", 0, "", 20, 4, 16, 512, ["us-east-1", "us-west-1"]),
    )
}


def image(number, family, version, architecture, where):
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}", "name": f"{family} {version}", "family": family,
        "description": f"{family} {version}", "version": version, "architecture": architecture,
        "region": region(where), "created_time": "2026-10-01T00:00:00Z", "updated_time": "2026-10-01T00:00:00Z",
    }


IMAGES = [
    image(number * 10 + place, family, version, architecture, where)
    for number, (family, version, architecture) in enumerate((
        ("lambda-stack-24-04", "24.4.1", "x86_64"), ("lambda-stack-24-04", "24.4.1", "arm64"),
        ("gpu-base-24-04", "24.4.0", "x86_64"),
    ), 1)
    for place, where in enumerate(REGIONS)
]
