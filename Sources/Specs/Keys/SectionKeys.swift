import Hosts

/// The keys of `gpu`.
enum GPUKey: String, SpecKey {
    case type, count

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .type: KeyRule("Canonical name of the GPU.", .text(.gpuType), example: "h100")
        case .count: KeyRule("How many; default 1.", .integer(Limits.gpuCount), example: 1)
        }
    }
}

/// The keys of one rung of `placement`.
enum RungKey: String, SpecKey {
    case provider, region, zone
    case machineType = "machine_type"
    case pricing

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .provider: HostKey.provider.rule
        case .region: HostKey.region.rule
        case .zone: HostKey.zone.rule
        case .machineType: HostKey.machineType.rule
        case .pricing: HostKey.pricing.rule
        }
    }
}

/// The keys of `network`.
enum NetworkKey: String, SpecKey {
    case publicIP = "public_ip"
    case subnet
    case openPorts = "open_ports"

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .publicIP: KeyRule("Whether it gets a public address; default true.", .bool, example: false)
        case .subnet: KeyRule("Subnet by the cloud's name or id.", .text(.word), example: "default")
        case .openPorts:
            KeyRule(
                "Ports opened: `22`, `\"6000-6100\"`, or a map.",
                .list(.either(.either(.integer(Limits.port), .text(.word)), .section(of: PortKey.self))),
                example: [22, "6000-6100", ["port": 53, "protocol": "udp", "from": "10.0.0.0/8"]])
        }
    }
}

/// The keys of one of `open_ports`.
enum PortKey: String, SpecKey {
    case port
    case transport = "protocol"
    case from

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .port:
            KeyRule("A port, or a range as text.", .either(.integer(Limits.port), .text(.word)), example: "6000-6100")
        case .transport: KeyRule("`tcp` (default) or `udp`.", .words(of: PortProtocol.self), example: "udp")
        case .from: KeyRule("Source range in CIDR form; default everyone.", .text(.word), example: "10.0.0.0/8")
        }
    }
}

/// The words of `protocol`.
enum PortProtocol: String, CaseIterable, Sendable {
    case tcp, udp

    static let table = KeyTable<Self>()
}

/// The keys of `ssh`.
enum SSHKey: String, SpecKey {
    case user
    case publicKeys = "public_keys"

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .user: KeyRule("Login user; default the image's own.", .text(.user), example: "ubuntu")
        case .publicKeys:
            KeyRule(
                "Public keys in OpenSSH form, or `file:` and a path.", .list(.text(.text)),
                example: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE6fT1TjS0FBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZ me"])
        }
    }
}

/// The keys of `on_delete`.
enum OnDeleteKey: String, SpecKey {
    case dataDisk = "data_disk"

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        KeyRule("Whether the data disk goes with the host.", .words(of: DataDiskFate.self), example: "keep")
    }
}

/// The keys of `bootstrap`.
enum BootstrapKey: String, SpecKey {
    case podman, btrfs, bundle, packages, run

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .podman: KeyRule("Install podman.", .bool, example: true)
        case .btrfs: KeyRule("Make and mount a btrfs file system on the data disk.", .bool, example: true)
        case .bundle:
            KeyRule(
                "An archive to unpack.", .section(of: BundleKey.self),
                example: [
                    "url": "https://example.org/bundle.tar.gz",
                    "sha256": Example(text: String(repeating: "0", count: 64)),
                ])
        case .packages: KeyRule("Debian packages to install.", .list(.text(.package)), example: ["git"])
        case .run: KeyRule("Commands to run last, in order.", .list(.text(.text)), example: ["systemctl start hub"])
        }
    }
}

/// The keys of `bootstrap.bundle`.
enum BundleKey: String, SpecKey {
    case url, sha256

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .url: KeyRule("Address of the archive.", .text(.url), example: "https://example.org/bundle.tar.gz")
        case .sha256:
            KeyRule(
                "SHA-256 of the archive.", .text(.sha256), example: Example(text: String(repeating: "0", count: 64)))
        }
    }
}
