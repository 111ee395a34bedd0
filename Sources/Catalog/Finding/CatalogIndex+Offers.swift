import Hosts

extension CatalogIndex {
    /// GPU types the catalog names or sells, sorted, with the vendor's name where it is known.
    var gpuNames: [(canonical: String, vendor: String?)] {
        var names: [String: String?] = [:]
        for machine in machines.values { if let gpu = machine.gpu { names[gpu.type] = .some(nil) } }
        for entry in entries { if case .gpuType(let type) = entry.payload { names[entry.name] = type.vendorName } }
        return names.sorted { CatalogEntry.precedes($0.key, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Calls the body for each machine type in each region that sells it. Where zones of a region differ in price or
    /// stock, there is an offer for each price.
    /// - Parameters:
    ///   - suits: asked once for each row before its place is looked at.
    ///   - inRegions: asked with nil on a cloud without regions.
    func forEachOffer(
        ofTypes suits: (String, MachineType) -> Bool, inRegions: (String?) -> Bool, _ body: (CatalogOffer) -> Void
    ) {
        for (region, market) in markets where inRegions(region) {
            let all = region.map { zones(in: $0) } ?? []
            for (name, rows) in market.byName {
                var machines: [MachineType] = []
                for row in rows where suits(name, row.machine) && !machines.contains(row.machine) {
                    machines.append(row.machine)
                }
                for machine in machines {
                    let same = rows.filter { $0.machine == machine }
                    let isEverywhere = all.allSatisfy { zone in same.contains { $0.serves(zone) } }
                    let zones = isEverywhere ? all : same.compactMap(\.zone).sorted(by: CatalogEntry.precedes)
                    body(
                        CatalogOffer(
                            provider: provider, region: region, zones: zones, isEverywhere: isEverywhere,
                            machineType: name, machine: machine))
                }
            }
        }
    }
}
