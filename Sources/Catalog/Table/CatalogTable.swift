public import Hosts

/// What one cloud offers, held compactly: each machine type once, with its offers by region. It is what a catalog file
/// holds, row for row.
///
/// Lists are sorted by name (UTF-8 bytes) without duplicates, regions and zones inside rows too; the reader of catalog
/// files and the conversion from entries see to it, and every reader of a table may rely on it.
public struct CatalogTable: Equatable, Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// ISO 4217 code of every price.
    public var currency: String
    /// The day the newest of it was collected; nil for a catalog that is part of the program.
    public var date: CalendarDate?
    /// Regions with their zones; empty for a cloud without regions.
    public var regions: [Region]
    /// Disk types.
    public var diskTypes: [Disk]
    /// GPU types.
    public var gpuTypes: [GPU]
    /// Images.
    public var images: [Image]
    /// Machine types.
    public var machineTypes: [Machine]
    /// Where it comes from.
    public var sources: [Source]

    /// Makes a table; lists must be sorted by name.
    public init(
        provider: ProviderID, currency: String = "USD", date: CalendarDate? = nil, regions: [Region] = [],
        diskTypes: [Disk] = [], gpuTypes: [GPU] = [], images: [Image] = [], machineTypes: [Machine] = [],
        sources: [Source] = []
    ) {
        self.provider = provider
        self.currency = currency
        self.date = date
        self.regions = regions
        self.diskTypes = diskTypes
        self.gpuTypes = gpuTypes
        self.images = images
        self.machineTypes = machineTypes
        self.sources = sources
    }

    /// How many things it says are offered: regions, zones, GPU types, images, disk types, and each machine type once
    /// for every region that has it.
    public var count: Int {
        regions.reduce(regions.count) { $0 + $1.zones.count } + gpuTypes.count + images.count + diskTypes.count
            + machineTypes.reduce(0) { $0 + $1.offers.count }
    }

    /// The kinds of rows it has, in the words of the file form, sorted.
    public var kinds: [String] {
        let offers = machineTypes.lazy.flatMap(\.offers)
        let hasPrices = offers.contains { $0.price != nil } || diskTypes.contains { !$0.prices.isEmpty }
        let found: [(String, Bool)] = [
            ("disk_types", !diskTypes.isEmpty), ("gpu_types", !gpuTypes.isEmpty), ("images", !images.isEmpty),
            ("machine_types", !machineTypes.isEmpty), ("prices", hasPrices), ("regions", !regions.isEmpty),
            ("spot_prices", offers.contains { $0.spotPrice != nil }), ("stock", offers.contains { $0.stock != nil }),
            ("zones", regions.contains { !$0.zones.isEmpty }),
        ]
        return found.filter(\.1).map(\.0)
    }

    /// The day a kind of rows was collected: the oldest of the sources that name it, else the table's date.
    /// - Parameter kind: a word of the file form, such as `machine_types`.
    public func date(ofKind kind: String) -> CalendarDate? {
        sources.filter { $0.kinds.contains(kind) }.map(\.date).min() ?? date
    }
}
