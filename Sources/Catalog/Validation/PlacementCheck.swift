import Diagnostics
import Hosts

/// The rungs of a placement ladder: each is checked as a place of its own. What a rung says itself is an error; what it
/// only takes over from its host and cannot have there is a warning, because the rung is then never taken.
enum PlacementCheck {
    /// Faults of one rung, without those that the host has already.
    /// - Parameters:
    ///   - faults: what is wrong at the rung's place.
    ///   - own: the faults of the host itself.
    static func run(
        _ rung: PlacementRung, number: Int, of host: HostSpec, _ faults: [Fault], own: [Fault]
    ) -> [Fault] {
        let written = written(rung)
        let prefix = "placement.\(number)"
        return faults.compactMap { fault in
            var fault = fault
            if written.contains(fault.key) {
                fault.key = "\(prefix).\(fault.key)"
                if case .entry = fault.fix { fault.fix = nil }
                return fault
            }
            // The default is mapped by the adapter, as it is for a host's own place.
            if fault.key == "disk_type", host.diskType == .balanced { return nil }
            if own.contains(where: { $0.rule == fault.rule && $0.key == fault.key }) { return nil }
            fault.key = written.first.map { "\(prefix).\($0)" } ?? prefix
            fault.fix = nil
            fault.candidates = []
            fault.severity = .warning
            fault.message += ", so this placement is never taken"
            return fault
        }
    }

    /// A rung that moves to another cloud and leaves the only size, a machine type, behind.
    static func lostSize(_ spec: HostSpec, _ rung: PlacementRung) -> Fault? {
        guard let machineType = spec.machineType, PlaceRequest(spec, rung).hasNoSize else { return nil }
        return Fault(
            .placementSize, "provider",
            "`\(machineType)` is a machine type of \(spec.provider.rawValue), and nothing says what size to take here",
            hint: "give the rung a `machine_type`, or the host `cpu`, `ram_gb` or `gpu`",
            proof: ["a machine type means nothing on another cloud"])
    }

    /// The keys a rung has, the most telling first.
    private static func written(_ rung: PlacementRung) -> [String] {
        var out: [String] = []
        if rung.zone != nil { out.append("zone") }
        if rung.region != nil { out.append("region") }
        if rung.provider != nil { out.append("provider") }
        if rung.machineType != nil { out.append("machine_type") }
        if rung.pricing != nil { out.append("pricing") }
        return out
    }
}
