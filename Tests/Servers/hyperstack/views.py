"""Answers in the cloud's own form, with every field of its schema."""

from offers import CUSTOM_FLAVOR, FLAVORS, IMAGES, PRICES, REGIONS, STOCK, flavor, stock_word

__all__ = ["CUSTOM_FLAVOR", "IMAGES"]
DATE = "2026-11-20T10:00:00"
GREEN = {name: word for name, _, word in REGIONS}


def done(message):
    return {"status": True, "message": message}


def features(region):
    return {"network_optimised": region == "CANADA-1", "green_status": GREEN[region]}


def environment(item):
    return {"id": item["id"], "name": item["name"], "region": item["region"], "created_at": DATE,
            "features": features(item["region"])}


def keypair(item, environment):
    return {"id": item["id"], "name": item["name"], "environment": {
        "id": environment["id"], "name": environment["name"], "region": environment["region"], "created_at": DATE,
        "features": features(environment["region"])},
        "public_key": item["public_key"], "fingerprint": "00:11:22", "created_at": DATE}


def rule(item):
    return {"created_at": DATE, "port_range_min": None, "port_range_max": None, **item}


def attachment(item):
    return {"id": item["attachment"]["id"], "instance_id": item["instance"],
            "device": f"/dev/disk/by-id/virtio-{item['id']:08x}", "status": item["attachment"]["status"],
            "protected": item["attachment"]["protected"], "created_at": DATE}


def vm(item, cloud):
    row = flavor(item["region"], item["flavor"])
    held = [volume for volume in cloud.world.volumes.values() if volume["instance"] == item["id"]]
    attachments = []
    for volume in held:
        view = attachment(volume)
        del view["instance_id"]
        attachments.append({**view, "volume": {
            "id": volume["id"], "name": volume["name"], "description": volume["description"], "size": volume["size"],
            "bootable": volume["bootable"], "volume_type": "Cloud-SSD"}})
    number = next((env["id"] for env in cloud.world.environments.values() if env["name"] == item["environment"]), None)
    return {
        "id": item["id"], "name": item["name"], "status": item["status"], "power_state": item["power_state"],
        "vm_state": item["vm_state"], "environment": {
            "id": number, "name": item["environment"], "org_id": 1, "region": item["region"],
            "features": features(item["region"])},
        "image": {"name": item["image"]}, "flavor": {
            "id": sum(map(ord, row[0])), "name": row[0], "cpu": row[1], "ram": row[2], "disk": row[3],
            "ephemeral": row[4], "gpu": row[5], "gpu_count": row[6], "labels": [], "features": {}},
        "keypair": {"name": item["keypair"]}, "fixed_ip": item["fixed_ip"], "floating_ip": item["floating_ip"],
        "floating_ip_status": item["floating_ip_status"], "port_randomization": item["port_randomization"],
        "port_randomization_status": None, "volume_attachments": attachments,
        "security_rules": [rule(one) for one in item["rules"]], "labels": list(item["labels"]), "locked": False,
        "os": "ubuntu", "callback_url": None, "contract_id": None, "cluster_id": None,
        "dedicated_inference_id": None, "enhanced_metrics": None, "features": None, "requires_public_ip": None,
        "created_at": DATE,
    }


def volume(item, cloud):
    region = next((env["region"] for env in cloud.world.environments.values() if env["name"] == item["environment"]),
                  None)
    attachments = []
    if item["attachment"]:
        view = attachment(item)
        del view["created_at"]
        attachments.append(view)
    return {
        "id": item["id"], "name": item["name"], "environment": {
            "name": item["environment"], "region": region, "features": {}},
        "description": item["description"], "volume_type": "Cloud-SSD", "size": item["size"],
        "status": item["status"], "bootable": item["bootable"], "image_id": item["image_id"], "callback_url": None,
        "created_at": DATE, "updated_at": None, "attachments": attachments,
    }


def regions():
    return {"status": True, "message": "Getting regions successful", "regions": [
        {"id": index + 1, "name": name, "country": country, "description": name, "green_status": green, "features": {}}
        for index, (name, country, green) in enumerate(REGIONS)]}


def flavors(world, wanted):
    data = []
    for region, rows in FLAVORS.items():
        if wanted not in (None, region):
            continue
        for gpu in dict.fromkeys(row[5] for row in rows):
            data.append({"gpu": gpu, "region_name": region, "flavors": [
                {"id": 100 + index, "name": row[0], "display_name": row[0], "region_name": region, "cpu": row[1],
                 "ram": row[2], "disk": row[3], "ephemeral": row[4], "gpu": row[5], "gpu_count": row[6],
                 "stock_available": world.in_stock(region, row), "created_at": DATE, "labels": [], "features": {},
                 "image_restrictions": {"has_image_restrictions": False, "restriction_type": None,
                                        "compatible_images": []}}
                for index, row in enumerate(rows) if row[5] == gpu]})
    return {"status": True, "message": "Getting flavors successful", "data": data}


def images():
    groups = []
    for region in FLAVORS:
        for kind in dict.fromkeys(image[0] for image in IMAGES):
            groups.append({"region_name": region, "type": kind, "logo": "https://logo.test/x.png", "images": [
                {"id": 500 + index, "name": name, "region_name": region, "type": kind, "version": version,
                 "size": 9_000_000_000, "display_size": "9GB", "description": name, "is_public": True, "labels": [],
                 "flavor_restrictions": None}
                for index, (of, name, version) in enumerate(IMAGES) if of == kind]})
    return {"status": True, "message": "Getting images successful", "images": groups}


def stocks(world):
    out = []
    for region in FLAVORS:
        models = []
        for (place, gpu) in STOCK:
            if place != region:
                continue
            left = world.left(region, gpu)
            models.append({
                "model": gpu, "available": stock_word(left), "planned_7_days": "0", "planned_30_days": "0",
                "planned_100_days": "0", "configurations": {f"{n}x": left // n for n in (1, 2, 4, 8, 10)}})
        out.append({"region": region, "stock-type": "GPU", "models": models})
    return {"stocks": out}


def pricebook():
    return [{"id": index + 1, "name": name, "value": value, "original_value": value, "discount_applied": discount,
             "start_time": None, "end_time": None} for index, (name, value, discount) in enumerate(PRICES)]
