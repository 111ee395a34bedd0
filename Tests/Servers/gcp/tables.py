"""Which fields and query parameters the calls take: the ones of Compute Engine v1 that the server understands."""

from common import Bool, Int, List, Map, Object, Text

NAME = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
LABEL_KEY = r"[a-z][-_a-z0-9]{0,62}"
LABEL_VALUE = r"[-_a-z0-9]{0,63}"


def labels():
    return Map(Text(pattern=LABEL_VALUE), key=LABEL_KEY, max=64)


def number(**more):
    """A 64-bit integer, which travels as text."""
    return Text(pattern=r"[0-9]{1,19}", **more)


INITIALIZE = Object({
    "diskName": Text(pattern=NAME), "diskSizeGb": number(), "diskType": Text(), "sourceImage": Text(),
    "labels": labels(), "description": Text(), "provisionedIops": number(), "provisionedThroughput": number(),
})
ATTACHED_DISK = Object({
    "boot": Bool(), "autoDelete": Bool(), "deviceName": Text(pattern=r"[-_a-zA-Z0-9]{1,63}"), "source": Text(),
    "type": Text(choices=["PERSISTENT", "SCRATCH"]), "mode": Text(choices=["READ_WRITE", "READ_ONLY"]),
    "interface": Text(choices=["SCSI", "NVME"]), "initializeParams": INITIALIZE,
})
ITEM = Object({"key": Text(pattern=r"[a-zA-Z0-9-_]{1,128}", required=True), "value": Text(max=262_144)})
ACCESS = Object({
    "name": Text(), "type": Text(choices=["ONE_TO_ONE_NAT"]), "networkTier": Text(choices=["PREMIUM", "STANDARD"]),
})
INTERFACE = Object({
    "network": Text(), "subnetwork": Text(), "accessConfigs": List(ACCESS, max=1), "stackType": Text(),
})
SCHEDULING = Object({
    "provisioningModel": Text(choices=["STANDARD", "SPOT", "FLEX_START", "RESERVATION_BOUND"]),
    "instanceTerminationAction": Text(choices=["STOP", "DELETE"]),
    "onHostMaintenance": Text(choices=["MIGRATE", "TERMINATE"]), "automaticRestart": Bool(), "preemptible": Bool(),
})
TAG_ITEMS = List(Text(pattern=NAME), max=64)
INSTANCE = Object({
    "name": Text(pattern=NAME, required=True), "machineType": Text(required=True), "description": Text(),
    "labels": labels(), "tags": Object({"items": TAG_ITEMS}), "metadata": Object({"items": List(ITEM)}),
    "disks": List(ATTACHED_DISK, min=1, max=128, required=True),
    "networkInterfaces": List(INTERFACE, min=1, max=8, required=True), "scheduling": SCHEDULING,
    "serviceAccounts": List(Object({"email": Text(required=True), "scopes": List(Text())}), max=1),
    "guestAccelerators": List(Object({
        "acceleratorType": Text(required=True), "acceleratorCount": Int(min=1, max=16, required=True),
    })),
    "deletionProtection": Bool(), "minCpuPlatform": Text(),
})
DISK = Object({
    "name": Text(pattern=NAME, required=True), "sizeGb": number(), "type": Text(), "labels": labels(),
    "description": Text(), "sourceImage": Text(),
})
SET_LABELS = Object({"labels": labels(), "labelFingerprint": Text()})
SET_TAGS = Object({"items": TAG_ITEMS, "fingerprint": Text()})
SET_METADATA = Object({"items": List(ITEM), "fingerprint": Text()})
SET_MACHINE_TYPE = Object({"machineType": Text(required=True)})
RESIZE = Object({"sizeGb": number(required=True)})
FIREWALL = Object({
    "name": Text(pattern=NAME, required=True), "network": Text(), "description": Text(max=2048),
    "direction": Text(choices=["INGRESS", "EGRESS"]), "priority": Int(min=0, max=65535),
    "sourceRanges": List(Text(pattern=r"[0-9a-fA-F.:]+/[0-9]{1,3}"), max=256), "targetTags": TAG_ITEMS,
    "allowed": List(Object({
        "IPProtocol": Text(required=True), "ports": List(Text(pattern=r"[0-9]{1,5}(-[0-9]{1,5})?")),
    })),
})

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
MUTATION = {"requestId": Text(pattern=UUID)}
LIST = {"filter": Text(), "maxResults": Int(min=0, max=500), "orderBy": Text(), "pageToken": Text()}
AGGREGATED = {**LIST, "includeAllScopes": Bool(), "serviceProjectNumber": number()}
COMMON = {"fields": Text(), "quotaUser": Text(), "prettyPrint": Bool(), "alt": Text(choices=["json"])}
