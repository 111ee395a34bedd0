import Hosts

/// The keys of a host, and of `defaults`.
enum HostKey: String, SpecKey {
    case provider, region, zone, cpu
    case ramGB = "ram_gb"
    case gpu
    case machineType = "machine_type"
    case diskGB = "disk_gb"
    case diskType = "disk_type"
    case storage
    case bootDiskGB = "boot_disk_gb"
    case image, pricing, power, placement, network, tags, ssh, bootstrap
    case startupScript = "startup_script"
    case labels, metadata, protect
    case onDelete = "on_delete"
    case renamedFrom = "renamed_from"
    case unmanaged, expires, options

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .provider: KeyRule("The cloud.", .words(of: ProviderID.self), example: "gcp")
        case .region: KeyRule("Region by the cloud's name.", .text(.word), example: "us-west1")
        case .zone: KeyRule("Zone by the cloud's name.", .text(.word), example: "us-west1-b")
        case .cpu: KeyRule("vCPUs wanted at least.", .decimal(max: Limits.cpu), example: 8)
        case .ramGB: KeyRule("Memory wanted at least, in GiB.", .decimal(max: Limits.ramGB), example: 32)
        case .gpu:
            KeyRule(
                "GPUs wanted: a type, or a type and a count.",
                .either(.text(.gpuType), .section(of: GPUKey.self)), example: ["type": "h100", "count": 1])
        case .machineType:
            KeyRule("A machine type by name, instead of cpu and ram_gb.", .text(.word), example: "e2-standard-8")
        case .diskGB, .diskType, .storage, .bootDiskGB, .image, .placement: diskRule
        case .network, .tags, .ssh, .bootstrap, .startupScript: accessRule
        default: careRule
        }
    }

    private var diskRule: KeyRule {
        switch self {
        case .diskGB: KeyRule("Data disk in GiB.", .integer(Limits.diskGB), example: 200)
        case .diskType: KeyRule("Data disk type.", .words(of: DiskType.self), example: "balanced")
        case .storage:
            KeyRule("Whether the data disk outlives the VM.", .words(of: StorageMode.self), example: "persistent")
        case .bootDiskGB: KeyRule("Boot disk in GiB.", .integer(Limits.diskGB), example: 40)
        case .image:
            KeyRule("Image family or id; default: newest Ubuntu LTS that suits.", .text(.image), example: "ubuntu-2404")
        default:
            KeyRule(
                "Alternatives in order, walked on a stock-out, only by a host that has never run.",
                .list(.section(of: RungKey.self)), example: [["provider": "lambda", "region": "us-east-1"]])
        }
    }

    private var accessRule: KeyRule {
        switch self {
        case .network:
            KeyRule("How the host is reached.", .section(of: NetworkKey.self), example: ["public_ip": false])
        case .tags: KeyRule("Network tags.", .list(.text(.tag)), example: ["web"])
        case .ssh: KeyRule("Who may log in.", .section(of: SSHKey.self), example: ["user": "ubuntu"])
        case .bootstrap:
            KeyRule(
                "What the generated start-up script sets up.", .section(of: BootstrapKey.self),
                example: ["podman": true])
        default:
            KeyRule("Start-up script: the text, or `file:` and a path.", .text(.text), example: "#!/bin/sh\ntrue\n")
        }
    }

    private var careRule: KeyRule {
        switch self {
        case .pricing: KeyRule("How compute is paid.", .words(of: PricingModel.self), example: "spot")
        case .power: KeyRule("Desired power state.", .words(of: DesiredPower.self), example: "stopped")
        case .labels:
            KeyRule(
                "Labels of the VM and its disks.", .map(keys: .labelKey, values: .text(.labelValue)),
                example: ["team": "math"])
        case .metadata:
            KeyRule(
                "Instance metadata.", .map(keys: .word, values: .text(.anything)), example: ["serial-port": "on"])
        case .protect: KeyRule("Never delete or replace this host.", .bool, example: true)
        case .onDelete:
            KeyRule("What becomes of its disks.", .section(of: OnDeleteKey.self), example: ["data_disk": "keep"])
        case .renamedFrom: KeyRule("The name this host had before.", .text(.name), example: "hub-0")
        case .unmanaged:
            KeyRule(
                "Keys of the host that are left alone; `labels.KEY` and `metadata.KEY` name single entries.",
                .list(.either(.words(of: UnmanagedKey.self), .text(.mapEntry))), example: ["labels.lesson"])
        case .expires: KeyRule("Day from which the plan stops it, YYYY-MM-DD.", .date, example: "2027-01-31")
        default: KeyRule("The provider's own keys.", .settings, example: ["platform": "gpu-h100-sxm"])
        }
    }
}
