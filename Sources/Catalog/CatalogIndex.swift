public import Hosts

/// The catalog of one cloud, ready for questions. A reference, because everything that asks holds it.
///
/// What is asked by name is a look-up in the table. For sizing, the machine types of a region are put in the order of
/// their price when the region is first asked for; a choice then ends at the first fit.
public final class CatalogIndex: Sendable {
    /// An image as the catalog knows it.
    public struct Image: Hashable, Sendable {
        /// Family or id.
        public var name: String
        /// `x86_64` or `arm64`.
        public var architecture: String
        /// Smallest boot disk in GiB; 0 if unknown.
        public var minDiskGB: Int
        /// Whether it brings GPU drivers; nil if unknown.
        public var gpuDrivers: Bool?
        /// The regions that have it, sorted; nil for all.
        public var regions: [String]?

        /// Whether a region has it; nil asks for any.
        public func isOffered(in region: String?) -> Bool {
            guard let region, let regions else { return true }
            return regions.contains(region)
        }
    }

    /// What the index is made over.
    public let table: CatalogTable
    /// Names of the regions, sorted.
    public let regions: [String]
    /// Names of the zones, sorted.
    public let zones: [String]
    /// Images by name.
    public let images: [String: Image]

    private let regionPlaces: [String: Int]
    private let regionOfZone: [String: String]
    private let machinePlaces: [String: Int]
    /// The architecture of machines with a GPU type: x86_64 where some machine has it, else what the first has.
    private let gpuArchitectures: [String: String]
    /// Offers by region, in the order of `regions`; the last list is that of a cloud without regions.
    private let slots: [[Market.Slot]]
    private let cache = MarketCache<Int, Market>()

    /// Makes an index of entries, as an adapter gives them.
    public convenience init(provider: ProviderID, entries: [CatalogEntry]) {
        self.init(CatalogTable(provider: provider, entries: entries))
    }

    /// Makes an index over a table.
    public init(_ table: CatalogTable) {
        self.table = table
        regions = table.regions.map(\.name)
        var places: [String: Int] = [:]
        var homes: [String: String] = [:]
        for (place, region) in table.regions.enumerated() {
            places[region.name] = place
            for zone in region.zones { homes[zone] = region.name }
        }
        regionPlaces = places
        regionOfZone = homes
        zones = homes.keys.sorted(by: CatalogEntry.precedes)
        images = Dictionary(
            table.images.map { image in
                let value = Image(
                    name: image.name, architecture: image.architecture, minDiskGB: image.minDiskGB,
                    gpuDrivers: image.gpuDrivers, regions: image.regions)
                return (image.name, value)
            }, uniquingKeysWith: { first, _ in first })
        machinePlaces = Dictionary(
            table.machineTypes.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        var architectures: [String: String] = [:]
        for machine in table.machineTypes {
            guard let type = machine.gpu?.type else { continue }
            if architectures[type] == nil || machine.architecture == "x86_64" {
                architectures[type] = machine.architecture
            }
        }
        gpuArchitectures = architectures
        slots = Self.slots(table, places)
    }

    private static func slots(_ table: CatalogTable, _ places: [String: Int]) -> [[Market.Slot]] {
        var slots = [[Market.Slot]](repeating: [], count: table.regions.count + 1)
        for machine in table.machineTypes.indices {
            // Offers are sorted as regions are, so the next region is mostly the next offer's.
            var next = 0
            for (offer, row) in table.machineTypes[machine].offers.enumerated() {
                let slot = Market.Slot(
                    machine: Int32(truncatingIfNeeded: machine), offer: Int32(truncatingIfNeeded: offer))
                guard let region = row.region else {
                    slots[table.regions.count].append(slot)
                    continue
                }
                if next >= table.regions.count || table.regions[next].name != region {
                    guard let place = places[region] else { continue }
                    next = place
                }
                slots[next].append(slot)
                next += 1
            }
        }
        return slots
    }

    /// The cloud.
    public var provider: ProviderID { table.provider }

    /// All entries, in catalog order; made anew at every call.
    public var entries: [CatalogEntry] { table.entries }

    /// The zones of a region, sorted; empty for an unknown region and for one without zones.
    public func zones(in region: String) -> [String] { regionPlaces[region].map { table.regions[$0].zones } ?? [] }

    /// The region of a zone.
    public func region(ofZone zone: String) -> String? { regionOfZone[zone] }

    /// Names of the machine types offered in a region, and in a zone of it if one is given; sorted, each once.
    public func machineTypes(inRegion region: String?, zone: String? = nil) -> [String] {
        guard let place = place(region) else { return [] }
        return slots[place].compactMap { slot in
            let machine = table.machineTypes[Int(slot.machine)]
            return machine.offers[Int(slot.offer)].serves(zone) ? machine.name : nil
        }
    }

    /// Whether it lists a region.
    func hasRegion(_ name: String) -> Bool { regionPlaces[name] != nil }

    /// The architecture of the machines that have a GPU type; nil where none has it.
    func architecture(ofGPU type: String) -> String? { gpuArchitectures[type] }

    /// Whether a region has any machine type.
    func offersAnything(inRegion region: String) -> Bool { place(region).map { !slots[$0].isEmpty } ?? false }

    /// A machine type as offered at a place; nil region means a cloud without regions.
    public func machineType(_ name: String, inRegion region: String?, zone: String? = nil) -> MachineType? {
        guard let machine = machine(name), let offer = machine.offer(in: region), offer.serves(zone) else { return nil }
        return machine.machineType(offer)
    }

    /// A machine type as offered at some place: its sizes are the same everywhere, its price may not be.
    public func machineType(_ name: String) -> MachineType? {
        machine(name)?.machineType
    }

    /// A machine type with all its offers.
    public func machine(_ name: String) -> CatalogTable.Machine? { machinePlaces[name].map { table.machineTypes[$0] } }

    /// A GPU type by its canonical name.
    public func gpu(_ name: String) -> CatalogTable.GPU? { table.gpuTypes.first { $0.name == name } }

    /// The cloud's disk types for one of our words, those with a known price at the place first, cheapest first, then by
    /// name.
    public func disks(_ type: DiskType, inRegion region: String?) -> [CatalogTable.Disk] {
        table.diskTypes.filter { $0.type == type }.sorted { left, right in
            let a = left.price(in: region)?.nanos ?? .max
            let b = right.price(in: region)?.nanos ?? .max
            return a == b ? CatalogEntry.precedes(left.name, right.name) : a < b
        }
    }

    /// Price of a disk type per GiB and hour at a place: the region's, else the one that holds everywhere; nil if
    /// unknown. Where several of the cloud's types stand for the word it is the dearest one's: which of them a machine
    /// takes its cloud decides, and a price that is too low would pass a budget.
    public func diskPrice(_ type: DiskType, inRegion region: String?, zone: String? = nil) -> Money? {
        let region = region ?? zone.flatMap { regionOfZone[$0] }
        var highest: Money?
        for disk in table.diskTypes where disk.type == type {
            guard let price = disk.price(in: region) else { continue }
            if let highest, highest.nanos >= price.nanos { continue }
            highest = price
        }
        return highest
    }

    /// The place of a region in `slots`; nil region means a cloud without regions.
    private func place(_ region: String?) -> Int? {
        guard let region else { return table.regions.count }
        return regionPlaces[region]
    }

    /// The market of a region (nil: of a cloud without regions); nil where nothing is offered.
    func market(_ region: String?) -> Market? {
        guard let place = place(region), !slots[place].isEmpty else { return nil }
        return cache.value(place) {
            Market(table, slots: slots[place], zoneCount: region.map { self.zones(in: $0).count })
        }
    }

    /// All markets, by region.
    var markets: [Market] {
        (regions.map { Optional($0) } + [nil]).compactMap { market($0) }
    }
}
