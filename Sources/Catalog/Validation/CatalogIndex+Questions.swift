import Hosts

/// What the validator asks of a catalog, beyond what sizing asks. Asked only once something is wrong, so these may search.
extension CatalogIndex {
    /// A machine type with its name.
    struct Named {
        var name: String
        var machine: MachineType
    }

    /// The regions to look in: one, or all; a cloud without regions has the one place nil.
    func regions(_ region: String?) -> [String?] {
        if let region { return [region] }
        return regions.isEmpty ? [nil] : regions
    }

    /// Machine types offered at a place, sorted by name, each once; no region means every region.
    func machines(inRegion region: String?, zone: String? = nil) -> [Named] {
        var seen: Set<String> = []
        var out: [Named] = []
        for region in regions(region) {
            for name in machineTypes(inRegion: region, zone: zone) where seen.insert(name).inserted {
                if let machine = machineType(name, inRegion: region, zone: zone) {
                    out.append(Named(name: name, machine: machine))
                }
            }
        }
        return out.sorted { Self.precedes($0.name, $1.name) }
    }

    /// Whether a machine type is offered at a place; no region means anywhere.
    func offers(_ name: String, inRegion region: String?, zone: String? = nil) -> Bool {
        regions(region).contains { machineType(name, inRegion: $0, zone: zone) != nil }
    }

    /// Regions that have some machine type of a kind, sorted.
    func regions(where suits: (Named) -> Bool) -> [String] {
        regions.filter { region in machines(inRegion: region).contains(where: suits) }
    }

    /// Zones of a region that have some machine type of a kind, sorted.
    func zones(in region: String, where suits: (Named) -> Bool) -> [String] {
        zones(in: region).filter { zone in machines(inRegion: region, zone: zone).contains(where: suits) }
    }

    /// Canonical names of the GPUs that machine types have, sorted.
    var gpuNames: [String] {
        Set(machines(inRegion: nil).compactMap { $0.machine.gpu?.type }).sorted(by: Self.precedes)
    }

    /// Whether it lists a region.
    func hasRegion(_ name: String) -> Bool {
        var low = 0
        var high = regions.count
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(regions[middle], name) { low = middle + 1 } else { high = middle }
        }
        return low < regions.count && regions[low] == name
    }

    /// Disk types as it lists them, once for each place.
    var diskOffers: [DiskOffer] {
        entries.compactMap { entry in
            if case .diskType(let offer) = entry.payload { offer } else { nil }
        }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool { CatalogEntry.precedes(left, right) }
}
