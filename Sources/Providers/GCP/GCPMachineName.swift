public import Hosts

/// What a machine type's name says by itself: its family, and of a custom one its size.
///
/// The cloud's catalog lists the predefined types only; a custom type exists by being named.
public struct GCPMachineName: Hashable, Sendable {
    /// Family, such as `n2` or `a3`; `n1` for the old form `custom-4-8192`.
    public var family: String
    /// vCPUs of a custom type; nil for a predefined one.
    public var customCPU: Int?
    /// Memory of a custom type in MiB.
    public var customMiB: Int?
    /// Whether more memory than the family's usual ratio is asked for.
    public var isExtended = false

    /// Reads a name; it need not exist.
    public init(_ name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let custom = parts.firstIndex(of: "custom")
        family = custom == 0 ? "n1" : parts.first ?? ""
        guard let custom, custom <= 1 else { return }
        let rest = parts[(custom + 1)...]
        let sizes = rest.last == "ext" ? rest.dropLast() : rest
        isExtended = sizes.count < rest.count
        guard sizes.count == 2, let first = sizes.first, let last = sizes.last, let memory = Int(last), memory > 0
        else { return }
        // E2 has shared-core sizes, whose vCPUs are shares: their names stand where the number is.
        guard let cpu = Int(first) ?? (family == "e2" && ["micro", "small", "medium"].contains(first) ? 2 : nil) else {
            return
        }
        customCPU = cpu
        customMiB = memory
    }

    /// Whether it is a custom type.
    public var isCustom: Bool { customCPU != nil }

    /// What is wrong with a custom size, as a sentence without a full stop; nil for predefined types and good sizes.
    public var fault: String? {
        guard let cpu = customCPU, let mib = customMiB else { return nil }
        guard let rule = Self.customRules[family] else {
            return "\(family) has no custom sizes; \(Self.customRules.keys.sorted().joined(separator: ", ")) have"
        }
        guard mib % 256 == 0 else { return "custom memory is a multiple of 256 MiB, not \(mib)" }
        guard (1...rule.most).contains(cpu), cpu == 1 ? rule.one : cpu % 2 == 0 else {
            return "custom \(family) has an even number of vCPUs up to \(rule.most), not \(cpu)"
        }
        let least = mib < cpu * rule.leastMiB
        if least || (!isExtended && mib > cpu * rule.mostMiB) {
            return "\(cpu) vCPUs of \(family) take \(cpu * rule.leastMiB) to \(cpu * rule.mostMiB) MiB, not \(mib)"
                + (least || isExtended ? "" : "; `-ext` at the end of the name lifts the limit")
        }
        return nil
    }

    /// The same, for checking specs.
    static var customSizes: [String: SpecLimits.CustomSize] {
        customRules.mapValues { rule in
            .init(mostCPU: rule.most, hasOneCPU: rule.one, leastMiB: rule.leastMiB, mostMiB: rule.mostMiB)
        }
    }

    /// The limits of custom sizes: vCPUs at most, whether one alone is sold, memory for each vCPU.
    private static let customRules: [String: (most: Int, one: Bool, leastMiB: Int, mostMiB: Int)] = [
        "e2": (32, false, 512, 8192), "g2": (96, false, 4096, 16_384), "n1": (96, true, 922, 6656),
        "n2": (128, false, 512, 8192), "n2d": (224, false, 512, 8192), "n4": (80, false, 2048, 8192),
        "n4a": (64, false, 2048, 8192), "n4d": (96, false, 2048, 8192),
    ]

    /// Whether the type brings GPUs with it.
    public var hasGPU: Bool { ["a2", "a3", "a4", "a4x", "g2", "g4"].contains(family) }

    /// `x86_64` or `arm64`.
    public var architecture: String { ["t2a", "c4a", "n4a", "a4x"].contains(family) ? "arm64" : "x86_64" }

    /// Whether its disks are Hyperdisk only: newer families take no persistent disk.
    public var isHyperdiskOnly: Bool {
        [
            "a3", "a4", "a4x", "c4", "c4a", "c4d", "g4", "h3", "h4d", "m4", "n4", "n4a", "n4d", "x4", "z3",
        ].contains(family)
    }

    /// Whether persistent disks of the slowest kind suit it: to some families that take the others they do not.
    var takesStandardDisk: Bool { !isHyperdiskOnly && !["c3", "c3d", "g2", "m3"].contains(family) }

    /// The cloud's disk type for ours; nil if the family has none.
    public func diskType(_ type: DiskType) -> String? {
        if isHyperdiskOnly { return type == .balanced ? "hyperdisk-balanced" : nil }
        return switch type {
        case .ssd: "pd-ssd"
        case .balanced: "pd-balanced"
        case .standard: takesStandardDisk ? "pd-standard" : nil
        case .ssdIOM3: nil
        }
    }

    /// Our word for the cloud's disk type; nil for those that specs cannot ask for.
    static func diskType(_ name: String) -> DiskType? {
        switch name {
        case "pd-ssd", "pd-extreme", "hyperdisk-extreme": .ssd
        case "pd-balanced", "hyperdisk-balanced": .balanced
        case "pd-standard", "hyperdisk-throughput": .standard
        default: nil
        }
    }

    /// Whether the type's own local SSDs come with it, so that none may be attached: `c3-standard-8-lssd`, A3, Z3.
    public func bundlesLocalSSD(_ name: String) -> Bool {
        name.hasSuffix("lssd") || ["a3", "a4", "a4x", "z3"].contains(family)
            || (family == "a2" && name.contains("ultra"))
    }
}
