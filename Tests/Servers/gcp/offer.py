"""What the cloud sells: a small part of the real offer, in the forms of the real answers."""

ZONES = {
    "us-central1": ["us-central1-a", "us-central1-b", "us-central1-f"],
    "us-west1": ["us-west1-a", "us-west1-b"],
    "europe-west1": ["europe-west1-b", "europe-west1-c"],
}
# name: vCPUs, MiB, accelerator, count, architecture, zones (None for all)
MACHINES = {
    "e2-micro": (2, 1024, None, 0, "X86_64", None),
    "e2-small": (2, 2048, None, 0, "X86_64", None),
    "e2-standard-2": (2, 8192, None, 0, "X86_64", None),
    "e2-standard-4": (4, 16384, None, 0, "X86_64", None),
    "n1-standard-4": (4, 15360, None, 0, "X86_64", None),
    "n2-standard-2": (2, 8192, None, 0, "X86_64", None),
    "n2-standard-4": (4, 16384, None, 0, "X86_64", None),
    "c4-standard-4": (4, 15360, None, 0, "X86_64", ["us-central1-a", "us-central1-b"]),
    "t2a-standard-2": (2, 8192, None, 0, "ARM64", ["us-central1-a", "us-central1-f"]),
    "g2-standard-4": (4, 16384, "nvidia-l4", 1, "X86_64", ["us-central1-a", "us-central1-f", "us-west1-a"]),
    "a2-highgpu-1g": (12, 87040, "nvidia-tesla-a100", 1, "X86_64", ["us-central1-a", "us-central1-f"]),
    "a3-highgpu-8g": (208, 1916928, "nvidia-h100-80gb", 8, "X86_64", ["us-central1-a"]),
    "g4-standard-6": (6, 23040, "nvidia-rtx-pro-6000", 1, "X86_64", ["us-central1-b"]),
    "ct5lp-hightpu-1t": (24, 49152, "ct5lp", 1, "X86_64", ["us-central1-a"]),
}
DEPRECATED_MACHINES = {"f1-micro": (1, 614, None, 0, "X86_64", None)}
LOCAL_SSDS = {"a3-highgpu-8g": 16}
ACCELERATORS = {
    "nvidia-l4": ["us-central1-a", "us-central1-f", "us-west1-a"], "nvidia-tesla-t4": ["us-central1-a", "us-west1-b"],
    "nvidia-tesla-a100": ["us-central1-a", "us-central1-f"], "nvidia-h100-80gb": ["us-central1-a"],
    "nvidia-l4-vws": ["us-central1-a"], "ct5lp": ["us-central1-a"],
}
DISK_TYPES = {
    "pd-standard": "10GB-65536GB", "pd-balanced": "10GB-65536GB", "pd-ssd": "10GB-65536GB",
    "hyperdisk-balanced": "4GB-65536GB", "local-ssd": "375GB-375GB",
}
HYPERDISK_ONLY = ("c4", "a3", "g4")
# project: [(name, family, GiB, architecture, deprecated state)]
IMAGES = {
    "ubuntu-os-cloud": [
        ("ubuntu-2404-noble-amd64-v20261001", "ubuntu-2404-lts-amd64", 10, "X86_64", "DEPRECATED"),
        ("ubuntu-2404-noble-amd64-v20261101", "ubuntu-2404-lts-amd64", 10, "X86_64", None),
        ("ubuntu-2404-noble-arm64-v20261101", "ubuntu-2404-lts-arm64", 10, "ARM64", None),
        ("ubuntu-2604-amd64-v20261101", "ubuntu-2604-lts-amd64", 10, "X86_64", None),
        ("ubuntu-2604-arm64-v20261101", "ubuntu-2604-lts-arm64", 10, "ARM64", None),
    ],
    "ubuntu-os-accelerator-images": [
        ("ubuntu-accel-2404-amd64-v20261101", "ubuntu-accelerator-2404-amd64-with-nvidia-570", 40, "X86_64", None),
    ],
    "debian-cloud": [("debian-12-bookworm-v20261105", "debian-12", 10, "X86_64", None)],
    "rocky-linux-cloud": [],
}


def sku(description, family, group, usage, regions, nanos, unit="h", units="0", older=None):
    rate = {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": units, "nanos": nanos}}
    info = {"summary": "", "currencyConversionRate": 1, "effectiveTime": "2026-11-22T00:00:00Z",
            "pricingExpression": {"usageUnit": unit, "displayQuantity": 1, "baseUnit": "s", "tieredRates": [rate]}}
    first = []
    if older is not None:
        rate = {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": older}}
        first = [{**info, "pricingExpression": {**info["pricingExpression"], "tieredRates": [rate]}}]
    return {"name": "", "skuId": "", "description": description,
            "category": {"serviceDisplayName": "Compute Engine", "resourceFamily": family, "resourceGroup": group,
                         "usageType": usage},
            "serviceRegions": regions, "pricingInfo": first + [info], "serviceProviderName": "Google",
            "geoTaxonomy": {"type": "REGIONAL", "regions": regions}}


IOWA = ["us-central1"]
SKUS = [
    sku("E2 Instance Core running in Americas", "Compute", "CPU", "OnDemand", IOWA, 21811590, older=20000000),
    sku("E2 Instance Ram running in Americas", "Compute", "RAM", "OnDemand", IOWA, 2923530),
    sku("Spot Preemptible E2 Instance Core running in Americas", "Compute", "CPU", "Preemptible", IOWA, 6543480),
    sku("Spot Preemptible E2 Instance Ram running in Americas", "Compute", "RAM", "Preemptible", IOWA, 877060),
    sku("G2 Instance Core running in Iowa", "Compute", "CPU", "OnDemand", IOWA, 24988210),
    sku("G2 Instance Ram running in Iowa", "Compute", "RAM", "OnDemand", IOWA, 2927150),
    sku("Nvidia L4 GPU running in Iowa", "Compute", "GPU", "OnDemand", IOWA, 560040000),
    sku("N2 Custom Instance Core running in Americas", "Compute", "CPU", "OnDemand", IOWA, 33174000),
    sku("N2 Instance Core running in Americas", "Compute", "N1Standard", "OnDemand", IOWA, 0),
    sku("Commitment v1: E2 Cpu in Americas for 1 Year", "Compute", "CPU", "Commit1Yr", IOWA, 13740000),
    sku("Balanced PD Capacity in Iowa", "Storage", "SSD", "OnDemand", IOWA, 100000000, "GiBy.mo"),
    sku("Regional Balanced PD Capacity in Iowa", "Storage", "SSD", "OnDemand", IOWA, 200000000, "GiBy.mo"),
    sku("SSD backed PD Capacity in Iowa", "Storage", "SSD", "OnDemand", IOWA, 170000000, "GiBy.mo"),
    sku("SSD backed Local Storage", "Storage", "LocalSSD", "OnDemand", IOWA, 80000000, "GiBy.mo"),
]
