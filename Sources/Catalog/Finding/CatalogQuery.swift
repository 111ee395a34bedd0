public import Hosts

/// What is looked for in the catalogs. Every condition left open lets all through.
public struct CatalogQuery: Hashable, Sendable {
    /// The clouds to look in; empty for all.
    public var providers: Set<ProviderID> = []
    /// GPU type by its canonical name or the vendor's, `*` and `?` allowed, upper and lower case alike.
    public var gpu: String?
    /// How many GPUs; a range that does not hold 0 leaves out machines without GPUs.
    public var gpuCount: CountRange?
    /// vCPUs at least.
    public var cpu: Quantity?
    /// Memory at least, in GiB.
    public var ramGB: Quantity?
    /// Price per running hour at most, disks and address not counted. A price in another currency is not comparable and
    /// counts as unknown.
    public var maxPrice: Money?
    /// Whether offers of unknown price pass `maxPrice`.
    public var admitsUnknownPrices = false
    /// Patterns of regions; one must match.
    public var regions: [String] = []
    /// Patterns of zones; one must match one of the offer's zones.
    public var zones: [String] = []
    /// Pattern of the machine type's name.
    public var machineType: String?
    /// `x86_64` or `arm64`.
    public var architecture: String?
    /// The pricing model that must be sold, and whose price counts.
    public var pricing = PricingModel.onDemand
    /// Whether the cloud must not have said that there is none left. A cloud that says nothing passes.
    public var inStock = false

    /// A query that finds everything.
    public init() {}

    /// The offers that meet every condition: cheapest first, unknown prices last, and then by cpu, memory, cloud,
    /// machine type, region and zones, so that the order never depends on that of the catalogs.
    public func find(in catalogs: some Sequence<CatalogIndex>) -> [CatalogOffer] {
        var found: [CatalogOffer] = []
        for catalog in catalogs where providers.isEmpty || providers.contains(catalog.provider) {
            let names = gpu.map { GPUNames(matching: $0, in: catalog) }
            catalog.forEachOffer(
                ofTypes: { admits($0, $1, gpus: names) }, inRegions: { admits(region: $0) },
                { offer in if admits(offer) { found.append(offer) } })
        }
        return sorted(found)
    }

    /// The conditions on the machine type, whatever its place.
    private func admits(_ name: String, _ machine: MachineType, gpus: GPUNames?) -> Bool {
        if pricing == .spot ? !machine.spot : !machine.onDemand { return false }
        if let gpus, !(machine.gpu.map { gpus.contains($0.type) } ?? false) { return false }
        if let gpuCount, !gpuCount.contains(machine.gpu?.count ?? 0) { return false }
        if let cpu, machine.cpu < cpu { return false }
        if let ramGB, machine.ramGB < ramGB { return false }
        if let architecture, machine.architecture != architecture { return false }
        return machineType.map { Glob.matches(name, pattern: $0) } ?? true
    }

    private func admits(region: String?) -> Bool {
        guard !regions.isEmpty else { return true }
        return region.map { name in regions.contains { Glob.matches(name, pattern: $0) } } ?? false
    }

    /// The conditions on the place and its price.
    private func admits(_ offer: CatalogOffer) -> Bool {
        if inStock, offer.machine.stock == Stock.none || offer.machine.stock == .atLeast(0) { return false }
        if !zones.isEmpty {
            let matches = offer.zones.contains { zone in zones.contains { Glob.matches(zone, pattern: $0) } }
            guard matches else { return false }
        }
        guard let maxPrice else { return true }
        guard let price = offer.price(pricing), price.currency == maxPrice.currency else { return admitsUnknownPrices }
        return price.nanos <= maxPrice.nanos
    }

    private func sorted(_ offers: [CatalogOffer]) -> [CatalogOffer] {
        // Prices are worked out once for each offer, not once for each comparison.
        let prices = offers.map { $0.price(pricing) }
        let order = offers.indices.sorted { left, right in
            switch (prices[left], prices[right]) {
            case (let a?, let b?):
                if a.currency != b.currency { return CatalogEntry.precedes(a.currency, b.currency) }
                if a.nanos != b.nanos { return a.nanos < b.nanos }
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): break
            }
            return Self.inTieOrder(offers[left], offers[right])
        }
        return order.map { offers[$0] }
    }

    private static func inTieOrder(_ a: CatalogOffer, _ b: CatalogOffer) -> Bool {
        if a.machine.cpu != b.machine.cpu { return a.machine.cpu < b.machine.cpu }
        if a.machine.ramGB != b.machine.ramGB { return a.machine.ramGB < b.machine.ramGB }
        if a.provider != b.provider { return a.provider < b.provider }
        if a.machineType != b.machineType { return CatalogEntry.precedes(a.machineType, b.machineType) }
        if a.region != b.region { return CatalogEntry.precedes(a.region ?? "", b.region ?? "") }
        return a.zones.lexicographicallyPrecedes(b.zones, by: CatalogEntry.precedes)
    }
}

/// The canonical GPU names of one catalog that a pattern means.
private struct GPUNames {
    private let names: Set<String>

    init(matching pattern: String, in catalog: CatalogIndex) {
        let pattern = pattern.lowercased()
        names = Set(
            catalog.gpuNames.filter { canonical, vendor in
                Glob.matches(canonical.lowercased(), pattern: pattern)
                    || vendor.map { Glob.matches($0.lowercased(), pattern: pattern) } ?? false
            }.map { $0.canonical })
    }

    func contains(_ canonical: String) -> Bool { names.contains(canonical) }
}
