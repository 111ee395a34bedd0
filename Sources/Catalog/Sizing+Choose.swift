public import Hosts

extension Sizing {
    /// The cheapest offering that satisfies a spec at a place: cpu and ram at least, GPU of the same type and at least
    /// as many (none if none is asked for), the image's architecture (x86_64 unless the catalog says otherwise), and
    /// spot only where it is offered. A spec that asks for no size gets the smallest machine. Equal prices are decided
    /// by cpu, ram, GPU count, then name; unknown prices come last.
    ///
    /// The zone stays open where any zone of the region has the machine type, else the first that has it is chosen.
    /// - Parameters:
    ///   - spec: the host; one that names a machine type gets that type, see `offering`.
    ///   - rung: the placement rung to try instead of the host's own place.
    ///   - catalog: the catalog of the cloud that the spec or the rung names.
    ///   - capabilities: that cloud's table.
    public static func choose(
        for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex, capabilities: Capabilities
    ) throws(NoOffering) -> Offering {
        var request = PlaceRequest(spec, rung)
        if let machineType = request.machineType {
            let found = try offering(
                machineType: machineType, for: spec, rung: rung, in: catalog, capabilities: capabilities)
            try requireDisk(request, found)
            return found
        }
        request.askLocalDisk(of: spec, capabilities)
        guard !request.hasNoSize else {
            throw NoOffering(
                key: "machine_type",
                message: "`\(spec.machineType ?? "")` is a machine type of \(spec.provider.rawValue), and nothing says "
                    + "what size to take on \(request.provider.rawValue)",
                suggestion: "give the rung a machine_type, or the host cpu, ram_gb or gpu"
            )
        }
        try settlePlace(&request, in: catalog, capabilities: capabilities)
        guard let found = cheapest(request, in: catalog) else {
            throw Explanation(request: request, catalog: catalog).whyNothingFits()
        }
        return priced(
            request, region: found.region, zone: request.zone ?? found.zone, name: found.row.name,
            machine: found.row.machine, spec: spec, catalog: catalog, capabilities: capabilities)
    }

    /// The offering of a named type at a place, with its prices, whether or not it is the cheapest: for pinned types and
    /// those a spec names.
    ///
    /// A type the catalog does not know is passed on with nil fields, because a catalog may be older than the type; one
    /// that it knows, but not there, is refused.
    public static func offering(
        machineType: String, for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex,
        capabilities: Capabilities
    ) throws(NoOffering) -> Offering {
        var request = PlaceRequest(spec, rung)
        request.machineType = machineType
        try settlePlace(&request, in: catalog, capabilities: capabilities)
        guard let known = catalog.machineType(machineType) else {
            return Offering(
                provider: catalog.provider, region: request.region, zone: request.zone, machineType: machineType,
                machine: nil, price: nil, stoppedPrice: nil)
        }
        guard let found = named(machineType, request, in: catalog) else {
            throw Explanation(request: request, catalog: catalog).whyNotThere(machineType)
        }
        guard request.isSold(found.row.machine) else {
            let other: PricingModel = request.pricing == .spot ? .onDemand : .spot
            throw NoOffering(
                key: "pricing",
                message: other == .onDemand
                    ? "\(machineType) is not offered as spot" : "\(machineType) is not sold on demand",
                suggestion: other == .onDemand && known.price == nil ? nil : "pricing: \(other.rawValue)")
        }
        return priced(
            request, region: found.region, zone: request.zone ?? found.zone, name: machineType,
            machine: found.row.machine, spec: spec, catalog: catalog, capabilities: capabilities)
    }

    /// Why a pinned machine type no longer satisfies the spec, such as `cpu: 16 does not fit standard-8 (8 vCPU)`; nil
    /// if it still does, or if the catalog does not know it and so cannot tell.
    /// - Parameter diskType: the type of the data disk the host has. It is no misfit, because the host runs with it.
    public static func misfit(
        machineType: String, for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex,
        diskType: DiskType? = nil
    ) -> String? {
        var request = PlaceRequest(spec, rung)
        if diskType == nil || request.diskType == diskType { request.diskType = nil }
        if let wanted = request.machineType {
            return wanted == machineType ? nil : "machine_type: \(wanted) is asked for, not \(machineType)"
        }
        let region = request.region ?? request.zone.flatMap { catalog.region(ofZone: $0) }
        let here = region.flatMap { catalog.machineType(machineType, inRegion: $0, zone: request.zone) }
        guard let machine = here ?? catalog.machineType(machineType) else { return nil }
        if request.fits(machine, architecture: request.architecture(in: catalog)) { return nil }
        return Explanation(request: request, catalog: catalog).misfit(machineType, machine)
    }
}

extension Sizing {
    /// A row of a market that does.
    struct Found {
        var region: String?
        var row: Market.Row
        var zone: String?
    }

    /// Fills in the region (from the zone, else the cloud's default) and refuses places the catalog does not have.
    static func settlePlace(
        _ request: inout PlaceRequest, in catalog: CatalogIndex, capabilities: Capabilities
    ) throws(NoOffering) {
        switch settled(&request, in: catalog, capabilities: capabilities) {
        case nil: return
        case .zone(let zone): throw Explanation(request: request, catalog: catalog).badZone(zone)
        case .region(let region): throw Explanation(request: request, catalog: catalog).badRegion(region)
        }
    }

    /// What is wrong with a place.
    enum Misplaced {
        case zone(String)
        case region(String)
    }

    /// Fills in the region; what is wrong where the catalog does not have the place.
    static func settled(
        _ request: inout PlaceRequest, in catalog: CatalogIndex, capabilities: Capabilities
    ) -> Misplaced? {
        guard !catalog.regions.isEmpty else { return nil }
        if let zone = request.zone {
            guard let home = catalog.region(ofZone: zone), request.region == nil || request.region == home else {
                return .zone(zone)
            }
            request.region = home
        }
        if request.region == nil { request.region = capabilities.defaultRegion }
        guard let region = request.region, !catalog.hasRegion(region) else { return nil }
        return .region(region)
    }

    /// The regions to look in: the one asked for, else all, else the one place of a cloud without regions.
    private static func places(_ request: PlaceRequest, _ catalog: CatalogIndex) -> [String?] {
        if let region = request.region { return [region] }
        return catalog.regions.isEmpty ? [nil] : catalog.regions
    }

    static func cheapest(_ request: PlaceRequest, in catalog: CatalogIndex) -> Found? {
        let architecture = request.architecture(in: catalog)
        var best: Found?
        for region in places(request, catalog) {
            guard let market = catalog.market(region),
                let fit = market.first(request, architecture: architecture)
            else { continue }
            let found = Found(region: region, row: fit, zone: market.zone(for: fit))
            if let old = best, price(old.row, request) <= price(fit, request) { continue }
            best = found
        }
        return best
    }

    static func named(_ name: String, _ request: PlaceRequest, in catalog: CatalogIndex) -> Found? {
        var best: Found?
        for region in places(request, catalog) {
            guard let market = catalog.market(region),
                let row = market.row(name), row.serves(request.zone)
            else { continue }
            if let old = best, price(old.row, request) <= price(row, request) { continue }
            best = Found(region: region, row: row, zone: market.zone(for: row))
        }
        return best
    }

    private static func requireDisk(_ request: PlaceRequest, _ found: Offering) throws(NoOffering) {
        guard let machine = found.machine, let type = request.diskType, !request.takesDisk(machine) else { return }
        let known = (machine.diskTypes ?? []).map(\.rawValue)
        throw NoOffering(
            key: "disk_type", message: "\(found.machineType) takes no \(type.rawValue) disks",
            suggestion: known.count > 1 ? "one of \(known.joined(separator: ", "))" : known.first)
    }

    private static func price(_ row: Market.Row, _ request: PlaceRequest) -> Int {
        (request.pricing == .spot ? row.machine.spotPrice : row.machine.price)?.nanos ?? .max
    }

    // The parts of an offering come from four places, so there are many.
    private static func priced(
        _ request: PlaceRequest, region: String?, zone: String?, name: String, machine: MachineType, spec: HostSpec,
        catalog: CatalogIndex, capabilities: Capabilities
    ) -> Offering {
        var offering = Offering(
            provider: catalog.provider, region: region, zone: zone, machineType: name, machine: machine, price: nil,
            stoppedPrice: nil)
        let parts = priceParts(
            of: offering, for: spec, rung: PlacementRung(pricing: request.pricing), in: catalog,
            capabilities: capabilities)
        offering.price = sum(parts) { $0.running }
        offering.stoppedPrice = sum(parts) { $0.stopped }
        return offering
    }
}
