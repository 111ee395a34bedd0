import Hosts

/// A machine type whose size is in its name: `n2-custom-4-8192`, `n1-custom-1-3840-ext`, `e2-custom-medium-4096`.
struct CustomType {
    var family: String
    var cpu: Int
    var memoryMB: Int
    var isExtended: Bool
    /// The name of a shared core in the place of the number of vCPUs.
    private var sharedCore: String?
    private let limits: SpecLimits.CustomSize

    /// Reads a name; nil unless it has the form, and its family is one of these.
    init?(_ name: String, sizes: [String: SpecLimits.CustomSize]) {
        guard !sizes.isEmpty else { return nil }
        var parts = name.split(separator: "-", omittingEmptySubsequences: false)
        // The oldest family is written without its name.
        if parts.first == "custom" { parts.insert("n1", at: 0) }
        isExtended = parts.count == 5 && parts[4] == "ext"
        guard parts.count == 4 || isExtended, parts[1] == "custom", let limits = sizes[String(parts[0])],
            let memory = Int(parts[3]), (1...100_000_000).contains(memory)
        else { return nil }
        self.limits = limits
        family = String(parts[0])
        memoryMB = memory
        if family == "e2", ["micro", "small", "medium"].contains(parts[2]) {
            sharedCore = String(parts[2])
            cpu = 2
        } else {
            guard let number = Int(parts[2]), (1...1000).contains(number) else { return nil }
            cpu = number
        }
    }

    /// The type with a size that is allowed: an even number of vCPUs (or one), memory in steps of 256 MiB within the
    /// family's limits for each vCPU.
    var mended: CustomType {
        var out = self
        if cpu != 1 || !limits.hasOneCPU { out.cpu = min(cpu + cpu % 2, limits.mostCPU) }
        // A shared core has a limit of its own, which is not known here.
        let least = sharedCore == nil ? (out.cpu * limits.leastMiB + 255) / 256 * 256 : 256
        let most = isExtended ? Int.max : out.cpu * limits.mostMiB / 256 * 256
        out.memoryMB = min(max((memoryMB + 255) / 256 * 256, least), most)
        return out
    }

    /// Its name.
    var name: String {
        "\(family)-custom-\(sharedCore ?? String(cpu))-\(memoryMB)\(isExtended ? "-ext" : "")"
    }

    /// What sizes the family has, as a hint.
    var rule: String {
        "\(limits.hasOneCPU ? "one or " : "")an even number of vCPUs up to \(limits.mostCPU), memory in steps of 256 MB, "
            + "\(limits.leastMiB) to \(limits.mostMiB) MB for each vCPU"
    }

    /// Whether the size is allowed.
    var isSound: Bool { mended.cpu == cpu && mended.memoryMB == memoryMB }

    /// What it has. Prices are not known, and spot is sold. Nil where the family brings GPUs, whose number follows from
    /// rules that are not in the name.
    var machine: MachineType? {
        guard family != "g2" else { return nil }
        return MachineType(
            cpu: Quantity(cpu), ramGB: Quantity(thousandths: memoryMB * 1000 / 1024),
            architecture: family == "n4a" ? "arm64" : "x86_64", spot: true)
    }
}
