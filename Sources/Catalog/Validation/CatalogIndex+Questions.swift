import Hosts

/// What the validator asks of a catalog, beyond what sizing asks. Asked only once something is wrong, so these may search.
extension CatalogIndex {
    /// A machine type with its name.
    struct Named {
        var name: String
        var machine: MachineType
    }

    /// Machine types offered at a place, sorted by name, each once; no region means every region.
    func machines(inRegion region: String?, zone: String? = nil) -> [Named] {
        let isOpen = region == nil && !regions.isEmpty
        return table.machineTypes.compactMap { machine in
            let offer = machine.offers.first { (isOpen || $0.region == region) && $0.serves(zone) }
            return offer.map { Named(name: machine.name, machine: machine.machineType($0)) }
        }
    }

    /// Whether a machine type is offered at a place; no region means anywhere.
    func offers(_ name: String, inRegion region: String?, zone: String? = nil) -> Bool {
        if region == nil, !regions.isEmpty { return machine(name).map { !$0.offers.isEmpty } ?? false }
        return machineType(name, inRegion: region, zone: zone) != nil
    }

    /// Regions that have some machine type of a kind, sorted.
    func regions(where suits: (CatalogTable.Machine) -> Bool) -> [String] {
        var found: Set<String> = []
        for machine in table.machineTypes where suits(machine) { found.formUnion(machine.offers.compactMap(\.region)) }
        return regions.filter(found.contains)
    }

    /// Zones of a region that have some machine type of a kind, sorted.
    func zones(in region: String, where suits: (CatalogTable.Machine) -> Bool) -> [String] {
        var found: Set<String> = []
        for machine in table.machineTypes where suits(machine) {
            if let offer = machine.offer(in: region) { found.formUnion(offer.zones ?? zones(in: region)) }
        }
        return zones(in: region).filter(found.contains)
    }

    /// Canonical names of the GPUs that machine types have, sorted.
    var gpuNames: [String] {
        Set(table.machineTypes.compactMap { $0.gpu?.type }).sorted(by: CatalogEntry.precedes)
    }
}
