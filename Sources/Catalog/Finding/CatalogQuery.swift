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

    /// What was found.
    public struct Found: Sendable {
        /// The first offers, in order.
        public var offers: [CatalogOffer]
        /// How many there are in all.
        public var total: Int
    }

    /// The offers that meet every condition: cheapest first, unknown prices last, and then by cpu, memory, cloud,
    /// machine type and region, so that the order never depends on that of the catalogs.
    /// - Parameters:
    ///   - catalogs: at most one of each cloud.
    ///   - limit: how many offers to give; nil for all. The others are only counted, which is much cheaper.
    public func find(in catalogs: some Sequence<CatalogTable>, limit: Int? = nil) -> Found {
        let shelves = catalogs.filter { providers.isEmpty || providers.contains($0.provider) }
            .sorted { $0.provider < $1.provider }
        let currencies = Set(shelves.map(\.currency)).sorted(by: CatalogEntry.precedes)
        var hits: [Hit] = []
        for (place, catalog) in shelves.enumerated() {
            let currency = currencies.firstIndex(of: catalog.currency) ?? 0
            collect(catalog, place: place, currency: currency, into: &hits)
        }
        hits.sort()
        let offers = hits.prefix(limit ?? hits.count).map { hit in
            let catalog = shelves[hit.catalog]
            let machine = catalog.machineTypes[hit.machine]
            return catalog.offer(machine, machine.offers[hit.offer])
        }
        return Found(offers: offers, total: hits.count)
    }

    /// An offer that meets the conditions, as numbers. Lists are sorted by name, so the places in them are an order.
    private struct Hit: Comparable {
        /// `Int.max` for an unknown price.
        var price: Int
        var currency: Int
        var cpu: Int
        var ram: Int
        var catalog: Int
        var machine: Int
        var offer: Int

        static func < (left: Self, right: Self) -> Bool {
            if (left.price == .max) != (right.price == .max) { return right.price == .max }
            if left.price != .max, left.currency != right.currency { return left.currency < right.currency }
            if left.price != right.price { return left.price < right.price }
            if left.cpu != right.cpu { return left.cpu < right.cpu }
            if left.ram != right.ram { return left.ram < right.ram }
            return (left.catalog, left.machine, left.offer) < (right.catalog, right.machine, right.offer)
        }
    }

    private func collect(_ catalog: CatalogTable, place: Int, currency: Int, into hits: inout [Hit]) {
        let names = gpu.map { gpuNames(matching: $0, in: catalog) }
        for (machinePlace, machine) in catalog.machineTypes.enumerated() where admits(machine, gpus: names) {
            for (offerPlace, offer) in machine.offers.enumerated() where admits(offer, in: catalog) {
                hits.append(
                    Hit(
                        price: price(offer)?.nanos ?? .max, currency: currency, cpu: machine.cpu.thousandths,
                        ram: machine.ramGB.thousandths, catalog: place, machine: machinePlace, offer: offerPlace))
            }
        }
    }

    /// The canonical names of one catalog that a pattern means: it may also be the vendor's name, or another way to
    /// write the canonical one.
    private func gpuNames(matching pattern: String, in catalog: CatalogTable) -> Set<String> {
        let pattern = pattern.lowercased()
        // A pattern is no name, and must not be read as one.
        let isName = !pattern.contains("*") && !pattern.contains("?")
        let canonical = isName ? GPUName.canonical(pattern) : nil
        return Set(
            catalog.gpuTypes.filter { type in
                type.name == canonical || Glob.matches(type.name, pattern: pattern)
                    || type.vendorName.map { Glob.matches($0.lowercased(), pattern: pattern) } ?? false
            }.map(\.name))
    }

    /// The conditions on the machine type, whatever its place.
    private func admits(_ machine: CatalogTable.Machine, gpus: Set<String>?) -> Bool {
        if pricing == .spot ? !machine.spot : !machine.onDemand { return false }
        if let gpus, !(machine.gpu.map { gpus.contains($0.type) } ?? false) { return false }
        if let gpuCount, !gpuCount.contains(machine.gpu?.count ?? 0) { return false }
        if let cpu, machine.cpu < cpu { return false }
        if let ramGB, machine.ramGB < ramGB { return false }
        if let architecture, machine.architecture != architecture { return false }
        return machineType.map { Glob.matches(machine.name, pattern: $0) } ?? true
    }

    private func admits(region: String?) -> Bool {
        guard !regions.isEmpty else { return true }
        return region.map { name in regions.contains { Glob.matches(name, pattern: $0) } } ?? false
    }

    /// The conditions on the place and its price.
    private func admits(_ offer: CatalogTable.Offer, in catalog: CatalogTable) -> Bool {
        guard admits(region: offer.region) else { return false }
        if inStock, offer.stock == Stock.none || offer.stock == .atLeast(0) { return false }
        if !zones.isEmpty {
            let matches = catalog.zones(of: offer).contains { zone in
                zones.contains { Glob.matches(zone, pattern: $0) }
            }
            guard matches else { return false }
        }
        guard let maxPrice else { return true }
        guard let price = price(offer), price.currency == maxPrice.currency else { return admitsUnknownPrices }
        return price.nanos <= maxPrice.nanos
    }

    private func price(_ offer: CatalogTable.Offer) -> Money? { pricing == .spot ? offer.spotPrice : offer.price }
}
