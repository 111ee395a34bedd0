import Hosts

/// A machine type whose size is in its name: `n2-custom-4-8192`, `n1-custom-1-3840-ext`.
struct CustomType {
    var family: String
    var cpu: Int
    var memoryMB: Int
    var isExtended: Bool

    /// Reads a name; nil unless it has the form, and its family is one of these.
    init?(_ name: String, families: [String]) {
        var parts = name.split(separator: "-", omittingEmptySubsequences: false)
        // The oldest family is written without its name.
        if parts.first == "custom", families.contains("n1") { parts.insert("n1", at: 0) }
        isExtended = parts.count == 5 && parts[4] == "ext"
        guard parts.count == 4 || isExtended, parts[1] == "custom", families.contains(String(parts[0])),
            let cpu = Int(parts[2]), let memory = Int(parts[3]), (1...1000).contains(cpu),
            (1...100_000_000).contains(memory)
        else { return nil }
        family = String(parts[0])
        self.cpu = cpu
        memoryMB = memory
    }

    /// The type with a size that is allowed: an even number of vCPUs (or one), memory in steps of 256 MiB.
    var mended: CustomType {
        var out = self
        out.cpu = cpu == 1 ? (family == "n1" ? 1 : 2) : cpu + cpu % 2
        out.memoryMB = (memoryMB + 255) / 256 * 256
        return out
    }

    /// Its name.
    var name: String { "\(family)-custom-\(cpu)-\(memoryMB)\(isExtended ? "-ext" : "")" }

    /// Whether the size is allowed.
    var isSound: Bool { mended.cpu == cpu && mended.memoryMB == memoryMB }

    /// What it has. Prices are not known, and spot is sold.
    var machine: MachineType {
        MachineType(cpu: Quantity(cpu), ramGB: Quantity(thousandths: memoryMB * 1000 / 1024), spot: true)
    }
}
