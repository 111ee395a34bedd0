import Hosts

extension Sizing {
    /// A machine type that would do, and where.
    struct Match: Equatable {
        /// The region; nil on a cloud without regions.
        var region: String?
        /// The machine type's name.
        var name: String
        /// What it has; nil for a type that a spec names and the catalog does not know.
        var machine: MachineType?
    }

    /// What `choose` takes for a spec at its own place, without its price; nil where `choose` throws. Takes no time to
    /// say why there is nothing, for what is asked in many ways until one is found that does.
    static func match(for spec: HostSpec, in catalog: CatalogIndex, capabilities: Capabilities) -> Match? {
        var request = PlaceRequest(spec, nil)
        guard settled(&request, in: catalog, capabilities: capabilities) == nil else { return nil }
        if let name = request.machineType { return match(name, request, in: catalog) }
        request.askLocalDisk(of: spec, capabilities)
        return cheapest(request, in: catalog).map {
            Match(region: $0.region, name: $0.row.name, machine: $0.row.machine)
        }
    }

    private static func match(_ name: String, _ request: PlaceRequest, in catalog: CatalogIndex) -> Match? {
        guard catalog.machine(name) != nil else { return Match(region: request.region, name: name, machine: nil) }
        guard let found = named(name, request, in: catalog), request.isSold(found.row.machine),
            request.takesDisk(found.row.machine)
        else { return nil }
        return Match(region: found.region, name: name, machine: found.row.machine)
    }
}
