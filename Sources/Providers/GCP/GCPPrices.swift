import Hosts
import JSON

/// Prices of parts, from the SKUs of the price list. No SKU names a machine type: a type costs what its vCPUs, memory,
/// GPUs and local disks cost. Best effort: what is not understood has no price.
struct GCPPrices: Sendable {
    enum Part: Hashable, Sendable {
        /// A vCPU for an hour.
        case core(family: String)
        /// A GiB of memory for an hour.
        case ram(family: String)
        /// A whole GPU for an hour, by the canonical name.
        case gpu(String)
        /// A whole shared-core machine for an hour.
        case machine(String)
        /// A GiB of local SSD for an hour.
        case localSSD
        /// A GiB of a disk type for an hour.
        case disk(String)
    }

    private struct Key: Hashable {
        var part: Part
        var region: String
        var isSpot: Bool
    }

    private var nanos: [Key: Int] = [:]

    /// The price of one unit in nano-dollars an hour; nil if unknown.
    func nanos(_ part: Part, region: String, spot: Bool) -> Int? {
        nanos[Key(part: part, region: region, isSpot: spot)]
    }

    /// Takes in a SKU, if it is one that is understood.
    mutating func add(sku: JSONNode) {
        let category = sku["category"]
        let usage = category?["usageType"]?.string
        guard usage == "OnDemand" || usage == "Preemptible", let description = sku["description"]?.string,
            let price = Self.hourly(sku)
        else { return }
        let family = category?["resourceFamily"]?.string
        guard let part = family == "Storage" ? Self.storage(description) : Self.compute(description) else { return }
        for region in sku["serviceRegions"]?.elements.compactMap(\.string) ?? [] {
            let key = Key(part: part, region: region, isSpot: usage == "Preemptible")
            // Two SKUs for one part are two versions of it; the lower is what is charged today, and neither is invented.
            nanos[key] = min(nanos[key] ?? .max, price)
        }
    }

    /// The current price of a unit for an hour, in nano-dollars; nil for free tiers, other units and other currencies.
    static func hourly(_ sku: JSONNode) -> Int? {
        guard let expression = sku["pricingInfo"]?.elements.last?["pricingExpression"],
            let rate = expression["tieredRates"]?.elements.last?["unitPrice"],
            rate["currencyCode"]?.string ?? "USD" == "USD"
        else { return nil }
        let units = GCPWire.number(rate["units"]) ?? 0
        let (whole, overflow) = units.multipliedReportingOverflow(by: 1_000_000_000)
        let (price, more) = whole.addingReportingOverflow(rate["nanos"]?.int ?? 0)
        // A price of nothing is one that nobody filled in.
        guard !overflow, !more, price > 0 else { return nil }
        return switch expression["usageUnit"]?.string {
        case "h", "GiBy.h": price
        case "GiBy.mo": (price + 365) / 730
        default: nil
        }
    }

    /// The part that a compute SKU's description is about; nil for all that is sold otherwise.
    static func compute(_ description: String) -> Part? {
        let excluded = ["sole tenancy", "reserved", "premium", "custom", "suspended", "commitment", "extended", "dws"]
        let lower = description.lowercased()
        guard !excluded.contains(where: lower.contains) else { return nil }
        var words = description.split(separator: " ").map(String.init)
        for prefix in ["Spot", "Preemptible"] where words.first == prefix { words.removeFirst() }
        let end = words.firstIndex { ["running", "in", "attached"].contains($0.lowercased()) } ?? words.count
        words = Array(words[..<end])
        if let gpu = gpu(words) { return .gpu(gpu) }
        let text = words.joined(separator: " ")
        if text.hasPrefix("Micro Instance with burstable CPU") { return .machine("f1-micro") }
        if text.hasPrefix("Small Instance with 1 VCPU") { return .machine("g1-small") }
        guard let kind = words.last?.lowercased(), ["core", "ram"].contains(kind), let family = family(words.dropLast())
        else { return nil }
        return kind == "core" ? .core(family: family) : .ram(family: family)
    }

    /// `N2 Instance`, `N2D AMD Instance`, `Compute optimized`, `M3 Memory-optimized Instance`, `A3Plus Instance`.
    private static func family(_ words: ArraySlice<String>) -> String? {
        let left = words.filter { !["Instance", "AMD", "Arm", "Predefined"].contains($0) }
        switch left.joined(separator: " ").lowercased() {
        case "compute optimized": return "c2"
        case "memory-optimized", "memory optimized": return "m1"
        case "a3plus": return "a3-megagpu"
        case "a3ultra": return "a3-ultragpu"
        default: break
        }
        guard let first = left.first?.lowercased(), first.utf8.count <= 4, let letter = first.utf8.first,
            (0x61...0x7A).contains(letter), first.utf8.dropFirst().first.map({ (0x30...0x39).contains($0) }) ?? false
        else { return nil }
        let rest = left.dropFirst().map { $0.lowercased() }
        return rest.allSatisfy({ ["memory-optimized", "compute", "optimized"].contains($0) }) ? first : nil
    }

    /// `Nvidia L4 GPU`, `Nvidia Tesla A100 80GB GPU`, `H100 80GB Plus GPU`, `A4 Nvidia B200 (1 gpu slice)`.
    private static func gpu(_ words: [String]) -> String? {
        let text = words.joined(separator: " ").lowercased()
        guard text.hasSuffix(" gpu") || text.hasSuffix("(1 gpu slice)"), !text.contains("virtual workstation") else {
            return nil
        }
        if text.contains("h100 80gb plus") || text.contains("h100 80gb mega") { return "h100-mega" }
        for name in ["h200", "h100", "b200", "l4", "t4", "v100", "p100", "p4", "k80"] {
            if words.contains(where: { $0.lowercased() == name }) { return name }
        }
        guard words.contains("A100") else { return nil }
        return text.contains("80gb") ? "a100-80gb" : "a100"
    }

    /// The part that a storage SKU's description is about: disks of one zone, and local SSDs.
    static func storage(_ description: String) -> Part? {
        let lower = description.lowercased()
        guard !lower.contains("regional"), !lower.contains("commitment"), !lower.contains("confidential") else {
            return nil
        }
        if lower.hasPrefix("ssd backed local storage") { return .localSSD }
        let table = [
            ("balanced pd capacity", "pd-balanced"), ("ssd backed pd capacity", "pd-ssd"),
            ("storage pd capacity", "pd-standard"), ("hyperdisk balanced capacity", "hyperdisk-balanced"),
        ]
        return table.first { lower.hasPrefix($0.0) }.map { .disk($0.1) }
    }
}
