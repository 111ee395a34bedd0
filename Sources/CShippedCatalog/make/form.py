"""The catalog file form, version 1: building, checking and writing it. Standard library only."""

import datetime
import json
import pathlib
import re
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
PROVIDERS = ("aws", "gcp", "hyperstack", "lambda", "nebius")
LISTS = ("disk_types", "gpu_types", "images", "machine_types", "regions", "sources")
MEMBERS = tuple(sorted(LISTS + ("currency", "date", "format_version", "provider")))
ARCHITECTURES = ("x86_64", "arm64")
DISK_WORDS = ("ssd", "balanced", "standard", "ssd_io_m3")
HOURS_PER_MONTH = 730
EVERYWHERE = "*"

# Canonical GPU names with the memory of one GPU in GiB. A name carries its memory only where one name is sold with
# several sizes. The figure is the maker's nominal one, except b300, of which EC2 alone tells (275,040 MiB).
GPUS = {
    "a10": 24, "a100": 40, "a100-80gb": 80, "a10g": 24, "a4000": 16, "a6000": 48, "b200": 180, "b300": 269,
    "gh200": 96, "h100": 80, "h200": 141, "l4": 24, "l40": 48, "l40s": 48, "radeon-pro-v520": 8,
    "rtx-6000": 24, "rtx-pro-6000": 96, "t4": 16, "t4g": 16, "v100": 16, "v100-32gb": 32,
}


class Wrong(Exception):
    """What is wrong with a catalog file, for a person to read."""


# --- values -------------------------------------------------------------------------------------------------------


def price(value):
    """A price per hour as the form wants it; None for an unknown one, and sources write 0 for that, too."""
    amount = Decimal(str(value)).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    return None if amount <= 0 else plain(amount)


def monthly(value):
    """A price per month as one per hour."""
    return price(Decimal(str(value)) / HOURS_PER_MONTH)


def plain(amount):
    """A decimal without exponent and without zeros at its end."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value):
    """A count or a size with at most three decimals; a whole one is an integer."""
    amount = Decimal(str(value)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def row(**members):
    """A row without the members that have no value."""
    return {key: value for key, value in members.items() if value is not None}


# --- text ---------------------------------------------------------------------------------------------------------


def text(catalog):
    """The canonical text: a member a line, and each row of a list on a line of its own."""
    lines = []
    for key in sorted(catalog):
        value = catalog[key]
        if key in LISTS and value:
            lines.append(f'"{key}":[\n' + ",\n".join(compact(item) for item in value) + "\n]")
        else:
            lines.append(f'"{key}":{compact(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def path(provider):
    """Where the shipped file of a cloud is."""
    return DATA / f"{provider}.json"


# --- checks -------------------------------------------------------------------------------------------------------


def check(catalog, provider):
    """Raises Wrong with all that is wrong in a catalog."""
    faults = list(Checker(catalog, provider).faults())
    if faults:
        raise Wrong("\n".join(f"{provider}: {fault}" for fault in faults))


class Checker:
    """The rules of the form that one file can be held against."""

    def __init__(self, catalog, provider):
        self.catalog = catalog
        self.provider = provider

    def faults(self):
        if tuple(sorted(self.catalog)) != MEMBERS:
            yield f"members are {sorted(self.catalog)}, not {list(MEMBERS)}"
            return
        self.zones = {item["name"]: item.get("zones", []) for item in self.catalog["regions"]}
        self.gpus = {item["name"] for item in self.catalog["gpu_types"]}
        yield from self.head()
        for key in LISTS[:-1]:
            yield from self.order(key)
        for key, rule in (
            ("regions", self.region), ("gpu_types", self.gpu_type), ("disk_types", self.disk_type),
            ("images", self.image), ("machine_types", self.machine_type),
        ):
            for item in self.catalog[key]:
                for fault in rule(item):
                    yield f"{key} {item.get('name', '?')}: {fault}"
        yield from self.whole()

    def head(self):
        if self.catalog["provider"] != self.provider:
            yield f"provider is {self.catalog['provider']}"
        if self.catalog["format_version"] != 1:
            yield "format_version is not 1"
        if not re.fullmatch(r"[A-Z]{3}", self.catalog["currency"]):
            yield "currency is no code of three letters"
        if not is_date(self.catalog["date"]):
            yield "date is no date"
        told = set()
        for source in self.catalog["sources"]:
            if set(source) != {"date", "kinds", "text"} or not source["text"]:
                yield f"source {source} needs date, kinds and text"
                continue
            if not is_date(source["date"]):
                yield f"source «{source['text']}» has no date"
            if not source["kinds"] or source["kinds"] != sorted(set(source["kinds"])):
                yield f"source «{source['text']}» needs kinds, sorted, each once"
            told |= set(source["kinds"])
        for key in LISTS[:-1]:
            if self.catalog[key] and key not in told:
                yield f"no source tells where {key} are from"

    def order(self, key):
        names = [item.get("name", "") for item in self.catalog[key]]
        # Hyperstack's images have names with blanks and brackets.
        pattern = r"[A-Za-z0-9][A-Za-z0-9._/ ()-]*" if key == "images" else r"[A-Za-z0-9][A-Za-z0-9._/-]*"
        if any(not re.fullmatch(pattern, name) for name in names):
            yield f"{key}: a name is missing or has odd characters"
        for before, after in zip(names, names[1:]):
            if before.encode() >= after.encode():
                yield f"{key}: {after} is out of order or there twice"

    def region(self, item):
        yield from members(item, {"name"}, {"zones"})
        zones = item.get("zones", [])
        if zones != sorted(set(zones)) or item.get("zones") == []:
            yield "zones must be sorted, each once, and absent where there are none"

    def gpu_type(self, item):
        yield from members(item, {"name", "vendor_name"}, {"memory_gb"})
        if item["name"] not in GPUS:
            yield "is no canonical GPU name"
        elif item.get("memory_gb") != GPUS[item["name"]]:
            yield f"memory_gb is not {GPUS[item['name']]}"

    def disk_type(self, item):
        limits = {"min_gb", "max_gb", "step_gb"}
        yield from members(item, {"name", "type"} | (limits if limits & set(item) else set()), limits | {"price"})
        if item["type"] not in DISK_WORDS:
            yield f"type {item['type']} is none of our words"
        if limits <= set(item):
            low, high, step = item["min_gb"], item["max_gb"], item["step_gb"]
            if not 0 < low <= high or step < 1 or low % step or high % step:
                yield "sizes do not fit together"
        for place, value in item.get("price", {}).items():
            if place != EVERYWHERE and place not in self.zones:
                yield f"price in {place}, which is no region"
            yield from price_faults(value)

    def image(self, item):
        yield from members(item, {"name", "architecture"}, {"gpu_drivers", "min_disk_gb", "regions"})
        if item["architecture"] not in ARCHITECTURES:
            yield f"architecture {item['architecture']}"
        if item.get("min_disk_gb", 1) < 1:
            yield "min_disk_gb must be above 0"
        regions = item.get("regions", [])
        if regions != sorted(set(regions)) or not set(regions) <= set(self.zones):
            yield "regions must be known, sorted, each once"

    def machine_type(self, item):
        yield from members(
            item, {"name", "cpu", "ram_gb", "in"},
            {"architecture", "disk_types", "gpu", "local_disk_gb", "on_demand", "spot"})
        if item.get("architecture", "arm64") != "arm64":
            yield "architecture is x86_64 by default, else arm64"
        if item["cpu"] <= 0 or item["ram_gb"] <= 0 or item.get("local_disk_gb", 1) <= 0:
            yield "sizes must be above 0"
        if item.get("spot", True) is not True or item.get("on_demand", False) is not False:
            yield "spot and on_demand are there only where they are not the default"
        if item.get("on_demand") is False and not item.get("spot"):
            yield "is sold neither on demand nor as spot"
        if item.get("disk_types", ["-"]) != sorted(set(item.get("disk_types", ["-"]))):
            yield "disk_types must be sorted, each once, and absent where all are taken"
        if "gpu" in item and (item["gpu"]["type"] not in self.gpus or item["gpu"]["count"] < 1):
            yield f"gpu {item['gpu']} is none of gpu_types"
        words = {disk["type"] for disk in self.catalog["disk_types"]}
        if not set(item.get("disk_types", [])) <= words:
            yield "disk_types has a word that no disk type of the cloud has"
        if not item["in"]:
            yield "is offered nowhere"
        for place, offer in item["in"].items():
            for fault in self.offer(place, offer, item):
                yield f"in {place}: {fault}"

    def offer(self, place, offer, item):
        if place not in self.zones and not (place == EVERYWHERE and not self.zones):
            yield "is no region"
            return
        yield from members(offer, set(), {"price", "spot_price", "stock", "zones"})
        for key in ("price", "spot_price"):
            if key in offer:
                yield from price_faults(offer[key])
        if "spot_price" in offer and not item.get("spot"):
            yield "has a spot price and is not sold as spot"
        if "price" in offer and item.get("on_demand") is False:
            yield "has a price on demand and is not sold so"
        if "zones" in offer:
            zones, known = offer["zones"], self.zones[place]
            if not zones or zones != sorted(set(zones)) or not set(zones) <= set(known) or zones == known:
                yield "zones must be some, not all, of the region's, sorted, each once"

    def whole(self):
        used = {item["gpu"]["type"] for item in self.catalog["machine_types"] if "gpu" in item}
        for name in sorted(self.gpus - used):
            yield f"gpu_types {name}: no machine type has it"
        owners = {}
        for region, zones in self.zones.items():
            for zone in zones:
                if owners.setdefault(zone, region) != region:
                    yield f"zone {zone} is in {owners[zone]} and in {region}"


def members(item, needed, allowed):
    if needed - set(item):
        yield f"lacks {sorted(needed - set(item))}"
    if set(item) - needed - allowed:
        yield f"has {sorted(set(item) - needed - allowed)}, which the form does not know"


def price_faults(value):
    good = isinstance(value, str) and re.fullmatch(r"(0|[1-9]\d{0,5})(\.\d{0,8}[1-9])?", value)
    if not good or Decimal(value) == 0:
        yield f"price {value!r} is no decimal above 0 with at most 9 places"


def is_date(value):
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


# --- running a generator ------------------------------------------------------------------------------------------


class Packages:
    """The wheels that a generator reads, in one folder; nothing of them is run."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def open(self, name, version):
        """One wheel as a zip file."""
        found = sorted(self.folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))
        if not found:
            print(f"no wheel of {name} {version} in {self.folder}; get it with:\n"
                  f"  pip download --no-deps --dest {self.folder} {name}=={version}", file=sys.stderr)
            raise SystemExit(2)
        return zipfile.ZipFile(found[0])


def main(provider, build):
    """Runs a generator: `build(packages)` makes the catalog. Options: --packages FOLDER, --check."""
    arguments = sys.argv[1:]
    folder = "packages"
    if "--packages" in arguments:
        at = arguments.index("--packages")
        folder = "".join(arguments[at + 1:at + 2])
        del arguments[at:at + 2]
    if arguments not in ([], ["--check"]):
        print(f"usage: {pathlib.Path(sys.argv[0]).name} [--packages FOLDER] [--check]", file=sys.stderr)
        raise SystemExit(2)
    catalog = finish(build(Packages(folder)), provider)
    made = text(catalog)
    if arguments:
        if not path(provider).exists() or path(provider).read_text(encoding="utf-8") != made:
            print(f"{path(provider)} is not what this generator makes", file=sys.stderr)
            raise SystemExit(1)
        return
    path(provider).write_text(made, encoding="utf-8")
    print(f"{path(provider).name}: {count(catalog)}", file=sys.stderr)


def finish(catalog, provider):
    """Adds what every file has, sorts the rows, and checks the whole."""
    whole = {"currency": "USD", "format_version": 1, "provider": provider, **catalog}
    for key in LISTS[:-1]:
        whole[key] = sorted(whole.get(key, []), key=lambda item: item["name"].encode())
    # The file is as old as what it says of machine types; older prices say so in their source.
    whole["date"] = max(item["date"] for item in whole["sources"] if "machine_types" in item["kinds"])
    check(whole, provider)
    return whole


def gpu_rows(catalog_types, vendor_names):
    """The rows of gpu_types that the machine types need."""
    used = sorted({item["gpu"]["type"] for item in catalog_types if "gpu" in item})
    return [{"memory_gb": GPUS[name], "name": name, "vendor_name": vendor_names[name]} for name in used]


def count(catalog):
    """What is in a catalog, in numbers."""
    offers = [offer for item in catalog["machine_types"] for offer in item["in"].values()]
    return ", ".join((
        f"{len(catalog['regions'])} regions",
        f"{sum(len(item.get('zones', [])) for item in catalog['regions'])} zones",
        f"{len(catalog['machine_types'])} machine types", f"{len(offers)} offers",
        f"{sum('price' in offer for offer in offers)} priced",
        f"{sum('spot_price' in offer for offer in offers)} priced as spot",
        f"{len(catalog['gpu_types'])} GPU types", f"{len(catalog['images'])} images",
        f"{len(catalog['disk_types'])} disk types",
    ))
