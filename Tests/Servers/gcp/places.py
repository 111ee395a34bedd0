"""What is on offer where: regions, zones, types, images and prices."""

import offer
import paging
import tables
from common import Int, Text, route
from model import fail
from paths import P


class Places:
    """What is on offer where: regions, zones, types, images and prices."""

    def region_resource(self, name):
        zones = [self.model.link(f"zones/{zone}") for zone in offer.ZONES[name]]
        return {"kind": "compute#region", "id": "1000", "name": name, "status": "UP", "zones": zones,
                "quotas": [{"metric": "CPUS", "limit": 72.0, "usage": 0.0}],
                "selfLink": self.model.link(f"regions/{name}")}

    @route("GET", P + "/regions", query=tables.LIST)
    def regions(self, request, project):
        self.check_project(project)
        return self.plain(request, "regionList", [self.region_resource(name) for name in sorted(offer.ZONES)])

    @route("GET", P + "/regions/{name}")
    def region(self, request, project, name):
        self.check_project(project)
        if name not in offer.ZONES:
            fail(404, "notFound", f"The resource 'projects/{project}/regions/{name}' was not found")
        return self.region_resource(name)

    @route("GET", P + "/zones", query=tables.LIST)
    def zones(self, request, project):
        self.check_project(project)
        return self.plain(request, "zoneList", [
            {"kind": "compute#zone", "id": "2000", "name": zone, "status": "UP",
             "region": self.model.link(f"regions/{region}"), "selfLink": self.model.link(f"zones/{zone}")}
            for region, zones in sorted(offer.ZONES.items()) for zone in zones])

    def machine_types(self):
        for names, state in ((offer.MACHINES, None), (offer.DEPRECATED_MACHINES, "DEPRECATED")):
            for name, (cpus, mib, gpu, count, architecture, zones) in names.items():
                for zone in zones or [zone for group in offer.ZONES.values() for zone in group]:
                    item = {"kind": "compute#machineType", "id": "3000", "name": name, "guestCpus": cpus,
                            "memoryMb": mib, "zone": zone, "architecture": architecture, "isSharedCpu": False,
                            "maximumPersistentDisks": 128, "description": f"{cpus} vCPUs",
                            "selfLink": self.model.link(f"zones/{zone}/machineTypes/{name}")}
                    if gpu:
                        item["accelerators"] = [{"guestAcceleratorType": gpu, "guestAcceleratorCount": count}]
                    if name in offer.LOCAL_SSDS:
                        item["bundledLocalSsds"] = {"partitionCount": offer.LOCAL_SSDS[name]}
                    if state:
                        item["deprecated"] = {"state": state}
                    yield zone, item

    @route("GET", P + "/aggregated/machineTypes", query=tables.AGGREGATED)
    def aggregated_machine_types(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "machineTypes", self.machine_types())

    @route("GET", P + "/zones/{zone}/machineTypes", query=tables.LIST)
    def zone_machine_types(self, request, project, zone):
        self.check_project(project)
        return self.plain(request, "machineTypeList", [item for place, item in self.machine_types() if place == zone])

    def accelerator_types(self):
        return [
            (zone, {"kind": "compute#acceleratorType", "id": "4000", "name": name, "description": name,
                    "maximumCardsPerInstance": 8, "zone": self.model.link(f"zones/{zone}")})
            for name, zones in offer.ACCELERATORS.items() for zone in zones]

    def disk_types(self):
        return [
            (zone, {"kind": "compute#diskType", "id": "5000", "name": name, "validDiskSize": size,
                    "defaultDiskSizeGb": "500", "zone": self.model.link(f"zones/{zone}")})
            for name, size in offer.DISK_TYPES.items() for zones in offer.ZONES.values() for zone in zones]

    @route("GET", P + "/aggregated/acceleratorTypes", query=tables.AGGREGATED)
    def aggregated_accelerator_types(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "acceleratorTypes", self.accelerator_types())

    @route("GET", P + "/zones/{zone}/acceleratorTypes", query=tables.LIST)
    def zone_accelerator_types(self, request, project, zone):
        self.check_project(project)
        items = [item for place, item in self.accelerator_types() if place == zone]
        return self.plain(request, "acceleratorTypeList", items)

    @route("GET", P + "/aggregated/diskTypes", query=tables.AGGREGATED)
    def aggregated_disk_types(self, request, project):
        self.check_project(project)
        return self.aggregated(request, "diskTypes", self.disk_types())

    @route("GET", P + "/zones/{zone}/diskTypes", query=tables.LIST)
    def zone_disk_types(self, request, project, zone):
        self.check_project(project)
        return self.plain(request, "diskTypeList", [item for place, item in self.disk_types() if place == zone])

    def image_resource(self, project, row):
        name, family, size, architecture, state = row
        item = {"kind": "compute#image", "id": "6000", "name": name, "family": family, "diskSizeGb": str(size),
                "architecture": architecture, "status": "READY", "creationTimestamp": "2026-11-01T00:00:00.000-07:00",
                "selfLink": f"https://www.googleapis.com/compute/v1/projects/{project}/global/images/{name}"}
        if state:
            item["deprecated"] = {"state": state}
            item["creationTimestamp"] = "2026-10-01T00:00:00.000-07:00"
        return item

    @route("GET", P + "/global/images", query=tables.LIST)
    def images(self, request, project):
        if project not in offer.IMAGES:
            self.check_project(project)
        rows = offer.IMAGES.get(project, [])
        return self.plain(request, "imageList", [self.image_resource(project, row) for row in rows])

    @route("GET", P + "/global/images/{name}")
    def get_image(self, request, project, name):
        return self.named_image(project, [row for row in offer.IMAGES.get(project, []) if row[0] == name], name)

    @route("GET", P + "/global/images/family/{name}", query={"zone": Text()})
    def image_family(self, request, project, name):
        rows = [row for row in offer.IMAGES.get(project, []) if row[1] == name and not row[4]]
        return self.named_image(project, rows, f"family/{name}")

    def named_image(self, project, rows, name):
        if not rows:
            fail(404, "notFound", f"The resource 'projects/{project}/global/images/{name}' was not found")
        return self.image_resource(project, rows[-1])

    @route("GET", "/v1/services/6F81-5844-456A/skus", query={
        "currencyCode": Text(choices=["USD"]), "pageSize": Int(min=1, max=5000), "pageToken": Text()})
    def skus(self, request):
        size = min(request.query.get("pageSize", 5000), self.settings.get("page", 5000))
        found, following = paging.page(
            offer.SKUS, size, request.query.get("pageToken"), self.page_tokens, self.settings.get("empty_page", False))
        return {"skus": found, "nextPageToken": following or ""}
