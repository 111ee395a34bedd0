"""Makes gcp.json from tables of what public catalogs say, and from packages with shapes and prices.

A machine type of GCP costs what its vCPUs, its memory, its GPUs and its built-in disks cost. The tables have whole
prices of some types of each family; others of the same family follow from them.
"""

import csv
import io
import json
import re
from decimal import Decimal

import form
import tables

LIBCLOUD = ("apache-libcloud", "3.9.1")
BOAVIZTA = ("boaviztapi", "2.5.0")

# Family or class → the block of gcp-cpu.txt or gcp-gpu.txt that tells its zones.
ZONES = {
    "a2-highgpu": ["a2-highgpu-1g"], "a2-megagpu": ["a2-megagpu-16g"], "a2-ultragpu": ["a2-ultragpu-1g"],
    "a3-highgpu": ["a3-highgpu-1g"], "a3-megagpu": ["a3-megagpu-8g"], "a3-ultragpu": ["a3-ultragpu-8g"],
    "a4-highgpu": ["a4-highgpu-8g"],
    "c2": ["c2-standard-30"], "c2d": ["c2d-highcpu-56"], "c3": ["c3-standard-176"], "c3-highmem": ["c3-highmem-88"],
    "c3d": ["c3d-highmem-360"], "c4": ["c4-standard-96"], "c4-highmem": ["c4-highmem-4"], "e2": ["e2-medium"],
    "g2": ["g2-standard-32"], "m1-ultramem": ["m1-ultramem-80"], "m3": ["m3-ultramem-64"], "n1": ["n1-highcpu-16"],
    "n2": ["n2-highmem-48"], "n2d": ["n2d-highcpu-32", "n2d-highcpu-4"], "n4": ["n4-standard-80"],
    "t2a": ["t2a-standard-16"], "t2d": ["t2d-standard-16", "t2d-standard-1"],
}
# Shapes of blocks that are no machine types of ours, and of those that the package has wrong or not at all.
SHAPES = {
    "n1-340-48-tpu": (48, "340"), "n1-356-96-tpu": (96, "340"), "a2-ultragpu-1g": (12, "170"),
    "a4-highgpu-8g": (224, "3968"),
}
# Shared cores: what part of a vCPU's price the machine costs.
SHARED = {"e2-micro": Decimal("0.25"), "e2-small": Decimal("0.5"), "e2-medium": Decimal(1)}
ARM = {"t2a"}
HYPERDISK_ONLY = ("a3-ultragpu", "a4", "c4", "n4")
# Sold as spot, by reservation or by queue only.
NOT_ON_DEMAND = ("a3-ultragpu", "a4")

# Class → canonical GPU, block of its price, and how many GPUs by size of the type.
GPUS = {
    "a2-highgpu": ("a100", "a100"), "a2-megagpu": ("a100", "a100"), "a2-ultragpu": ("a100-80gb", "a100-80gb"),
    "a3-highgpu": ("h100", "h100"), "a3-megagpu": ("h100", "h100-mega"), "a3-ultragpu": ("h200", "h200"),
    "a4-highgpu": ("b200", "b200"), "g2-standard": ("l4", "l4"),
}
L4S = {"4": 1, "8": 1, "12": 1, "16": 1, "24": 2, "32": 1, "48": 4, "96": 8}
VENDOR_NAMES = {
    "a100": "nvidia-tesla-a100", "a100-80gb": "nvidia-a100-80gb", "b200": "nvidia-b200", "h100": "nvidia-h100-80gb",
    "h200": "nvidia-h200-141gb", "l4": "nvidia-l4",
}

# Our word, and the least size in GiB.
DISKS = {
    "hyperdisk-balanced": ("balanced", 4), "pd-balanced": ("balanced", 10), "pd-ssd": ("ssd", 10),
    "pd-standard": ("standard", 10),
}
# The column of gcp-disks.csv for built-in local SSD, by what the machine is bought as.
LOCAL_SSD = ("local-ssd", "local-ssd-spot")
IMAGES = [
    {"name": "debian-12", "architecture": "x86_64", "gpu_drivers": False, "min_disk_gb": 10},
    {"name": "debian-12-arm64", "architecture": "arm64", "gpu_drivers": False, "min_disk_gb": 10},
    {"name": "ubuntu-2204-lts", "architecture": "x86_64", "gpu_drivers": False, "min_disk_gb": 10},
    {"name": "ubuntu-2204-lts-arm64", "architecture": "arm64", "gpu_drivers": False, "min_disk_gb": 10},
    {"name": "ubuntu-2404-lts-amd64", "architecture": "x86_64", "gpu_drivers": False, "min_disk_gb": 10},
    {"name": "ubuntu-2404-lts-arm64", "architecture": "arm64", "gpu_drivers": False, "min_disk_gb": 10},
    {"name": "ubuntu-accelerator-2404-amd64-with-nvidia-580", "architecture": "x86_64", "gpu_drivers": True},
    {"name": "ubuntu-accelerator-2404-arm64-with-nvidia-580", "architecture": "arm64", "gpu_drivers": True},
]

SOURCES = [
    {"date": "2025-11-06", "kinds": ["gpu_types", "machine_types", "prices", "regions"],
     "text": "SkyPilot's public catalog, v8/gcp/vms.csv at commit 006059e0f18a, of that day or later: zones and prices "
             "of some types of each family, taken for its other types, too"},
    {"date": "2026-10-01", "kinds": ["machine_shapes"],
     "text": "Google's pages on machine families, as collected in the boaviztapi package 2.5.0"},
    {"date": "2026-07-22", "kinds": ["disk_types", "prices"],
     "text": "Disks, local SSD, A2, A3 High and A3 Mega: pricing.yml of google-cloud-pricing-cost-calculator at "
             "commit 08440e74c5f5, made from Google's price list; limits of disks from Google's pages on disk types"},
    {"date": "2025-03-02", "kinds": ["prices"],
     "text": "N2D on demand: Google's price list as collected in the apache-libcloud package 3.9.1"},
    {"date": "2026-11-22", "kinds": ["images"],
     "text": "Image families of the projects debian-cloud, ubuntu-os-cloud and ubuntu-os-accelerator-images"},
]


def build(packages):
    maker = Maker(packages)
    machines = [item for item in map(maker.machine, sorted(maker.shapes)) if item]
    return {
        "disk_types": maker.disks(), "images": IMAGES, "machine_types": machines, "sources": SOURCES,
        "gpu_types": form.gpu_rows(machines, VENDOR_NAMES),
        "regions": [{"name": region, "zones": zones} for region, zones in maker.zones.items()],
    }


class Maker:
    def __init__(self, packages):
        self.zones = {region: zone_names(region, letters) for region, letters in tables.lines("gcp-zones.txt")[None]}
        self.blocks = {**tables.lines("gcp-cpu.txt"), **tables.lines("gcp-gpu.txt")}
        # Class → a type of it and its prices by region.
        self.whole = {of_class(name): (name, {row[0]: amounts(row) for row in rows})
                      for name, rows in tables.lines("gcp-whole.txt").items() if name}
        self.disk_prices = monthly_prices(self.zones)
        self.libcloud = json.loads(packages.open(*LIBCLOUD).read("libcloud/data/pricing.json"))["compute"]
        self.shapes = shapes(packages)

    def machine(self, name):
        """One row; None where no block tells its zones."""
        cpu, ram, ssd = self.shapes[name]
        blocks = ZONES.get(of_class(name)) or ZONES.get(family(name))
        if blocks is None or name.endswith("-tpu"):
            return None
        on_demand = not name.startswith(NOT_ON_DEMAND)
        offers = {}
        for row in sorted(row for block in blocks for row in self.blocks[block]):
            region, letters = row[:2]
            zones = self.zones[region] if letters == "*" else zone_names(region, letters)
            if not set(zones) <= set(self.zones[region]):
                raise form.Wrong(f"{name}: {region} has no zones {letters}")
            price, spot = self.prices(name, region)
            offers[region] = form.row(
                price=rounded(price) if on_demand else None, spot_price=rounded(spot),
                zones=zones if zones != self.zones[region] else None)
        return form.row(
            name=name, cpu=cpu, ram_gb=form.number(ram), gpu=gpus(name),
            architecture="arm64" if family(name) in ARM else None, local_disk_gb=ssd or None, spot=True,
            on_demand=None if on_demand else False,
            disk_types=["balanced"] if name.startswith(HYPERDISK_ONLY) else None, **{"in": offers})

    # --- prices ---------------------------------------------------------------------------------------------------

    def prices(self, name, region):
        """On demand and as spot; None where the tables do not tell."""
        if of_class(name) not in GPUS:
            return tuple(self.compute(name, region, market) for market in (0, 1))
        count, ssd = gpus(name)["count"], self.shapes[name][2]
        gpu = self.block_prices("gpu " + GPUS[of_class(name)][1]).get(region, (None, None))
        host = self.host(name, region)
        return tuple(
            self.whole_price(name, region, market)
            or add(host[market], times(gpu[market], count), self.local_ssd(region, market, ssd)) for market in (0, 1))

    def whole_price(self, name, region, market):
        """What a table tells of a type of the class: all that is in the others of it is in proportion."""
        if of_class(name) not in self.whole:
            return None
        known, prices = self.whole[of_class(name)]
        return times(prices.get(region, (None, None))[market], Decimal(gpus(name)["count"]) / gpus(known)["count"])

    def host(self, name, region):
        """What the vCPUs and the memory of a type with GPUs cost."""
        if of_class(name) == "a4-highgpu":
            return None, Decimal(0)  # the price of its GPUs is for all
        block = (ZONES.get(of_class(name)) or ZONES[family(name)])[0]
        factor = Decimal(self.shapes[name][0]) / self.shapes[block][0]
        return tuple(times(value, factor) for value in self.block_prices(block)[region])

    def compute(self, name, region, market):
        """What the vCPUs and the memory cost: in proportion to a type with the same ratio, else by solving for both."""
        cpu, ram, _ = self.shapes[name]
        points = self.points(family(name), region, market)
        if name not in SHARED:
            for of_cpu, of_ram, price in points:
                if of_ram * cpu == ram * of_cpu:
                    return price * cpu / of_cpu
        rates = self.rates(family(name), region, market, points)
        return None if rates is None else SHARED.get(name, cpu) * rates[0] + ram * rates[1]

    def points(self, of_family, region, market):
        """(vCPUs, GiB, price) of the family's types in a region, the largest first."""
        found = []
        for block, rows in self.blocks.items():
            if family(block) == of_family and block in self.shapes and block not in ("a4-highgpu-8g",):
                price = self.block_prices(block).get(region, (None, None))[market]
                if price is not None:
                    found.append((self.shapes[block][0], self.shapes[block][1], price))
        return sorted(found, reverse=True)

    def rates(self, of_family, region, market, points):
        """Price of a vCPU and of a GiB: from two types of different ratio, else from the price list if it agrees."""
        for one in points:
            for two in points:
                determinant = one[0] * two[1] - two[0] * one[1]
                if determinant != 0:
                    cpu = (one[2] * two[1] - two[2] * one[1]) / determinant
                    ram = (one[0] * two[2] - two[0] * one[2]) / determinant
                    if not 0 < ram < cpu:
                        raise form.Wrong(f"{of_family} in {region}: {cpu} a vCPU and {ram} a GiB")
                    return cpu, ram
        if market == 1 or of_family not in self.libcloud["gce_instances"] or not points:
            return None
        parts = self.libcloud["gce_instances"][of_family]
        listed = [Decimal(str(parts[part]["on_demand"].get(region, {}).get("price", 0))) for part in ("cpu", "ram")]
        told = points[0][0] * listed[0] + points[0][1] * listed[1]
        return tuple(listed) if abs(told / points[0][2] - 1) < Decimal("0.002") else None

    def block_prices(self, block):
        return {row[0]: amounts(row) for row in self.blocks.get(block, [])}

    def local_ssd(self, region, market, size):
        """What the built-in local SSD costs an hour; None if the table does not have the region."""
        if not size:
            return Decimal(0)
        listed = self.disk_prices[LOCAL_SSD[market]].get(region)
        return times(listed, Decimal(size) / form.HOURS_PER_MONTH)

    def disks(self):
        out = []
        for name, (word, low) in DISKS.items():
            listed = self.disk_prices.get(name, {})
            price = {region: form.monthly(value) for region, value in listed.items()}
            out.append(form.row(
                name=name, type=word, min_gb=low, max_gb=65536, step_gb=1, price=price or None))
        return out


def monthly_prices(zones):
    """Column of gcp-disks.csv → region → price of a GiB and month."""
    out, seen = {}, set()
    for row in tables.rows("gcp-disks.csv"):
        region = row.pop("region")
        if region in seen or region not in zones:
            raise form.Wrong(f"gcp-disks.csv: {region} stands twice or is no region")
        seen.add(region)
        for column, value in row.items():
            if value:
                out.setdefault(column, {})[region] = Decimal(value)
    return out


def shapes(packages):
    """Machine type → vCPUs, GiB, GiB of built-in local SSD."""
    text = packages.open(*BOAVIZTA).read("boaviztapi/data/archetypes/cloud/gcp.csv").decode()
    out = {}
    for row in csv.DictReader(io.StringIO(text)):
        if re.fullmatch(r"[a-z]\d[a-z]?-(highcpu|highgpu|highmem|medium|megagpu|megamem|micro|small|standard|ultragpu"
                        r"|ultramem)(-\d+g?)?", row["id"]):
            out[row["id"]] = (int(row["vcpu"]), Decimal(row["memory"]), int(row["ssd_storage"]))
    for name, (cpu, ram) in SHAPES.items():
        out[name] = (cpu, Decimal(ram), out.get(name, (0, 0, 0))[2])
    return out


def zone_names(region, letters):
    """Names of zones from their letters, sorted."""
    return sorted(f"{region}-{'ai1b' if letter == 'i' else letter}" for letter in letters)


def family(name):
    return name.partition("-")[0]


def of_class(name):
    return "-".join(name.split("-")[:2])


def gpus(name):
    """The GPUs built into a machine type."""
    if of_class(name) not in GPUS:
        return None
    size = name.rpartition("-")[2]
    return {"count": L4S[size] if size in L4S else int(size.rstrip("g")), "type": GPUS[of_class(name)][0]}


def amounts(row):
    """The two prices at the end of a line; `-` for one that is not told."""
    return tuple(None if word == "-" else Decimal(word) for word in row[2:4])


def add(*parts):
    return None if any(part is None for part in parts) else sum(parts)


def times(value, factor):
    return None if value is None else value * factor


def rounded(value):
    """Five digits: the tables have no more, so more would say nothing."""
    return None if value is None else form.price(value.quantize(Decimal((0, (1,), value.adjusted() - 4))))


if __name__ == "__main__":
    form.main("gcp", build)
