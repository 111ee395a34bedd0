public import Hosts

/// The entries of one cloud, ready for questions.
///
/// Everything is sorted and grouped once, here; a question is a dictionary look-up and, for sizing, a walk along
/// machine types in the order of their price that ends at the first fit.
public struct CatalogIndex: Sendable {
    /// An image as the catalog knows it.
    public struct Image: Hashable, Sendable {
        /// Family or id.
        public var name: String
        /// `x86_64` or `arm64`.
        public var architecture: String
        /// Smallest boot disk in GiB.
        public var minDiskGB: Int
    }

    /// The cloud.
    public let provider: ProviderID
    /// All entries, sorted.
    public let entries: [CatalogEntry]
    /// Names of the regions, sorted.
    public let regions: [String]
    /// Names of the zones, sorted.
    public let zones: [String]
    /// Images by name.
    public let images: [String: Image]

    let zonesOfRegion: [String: [String]]
    let regionOfZone: [String: String]
    /// Offers by region; nil stands for a cloud without regions.
    let markets: [String?: Market]
    /// Machine types by name, at any one place.
    let machines: [String: MachineType]
    let diskPrices: [DiskKey: Money]

    struct DiskKey: Hashable {
        var scope: CatalogEntry.Scope
        var type: DiskType
    }

    /// Makes an index.
    public init(provider: ProviderID, entries: [CatalogEntry]) {
        self.provider = provider
        self.entries = entries.sorted(by: CatalogEntry.inCatalogOrder)
        var draft = Draft()
        for entry in self.entries { draft.add(entry) }
        draft.sortZones()
        regions = draft.regions.sorted(by: CatalogEntry.precedes)
        zones = draft.regionOfZone.keys.sorted(by: CatalogEntry.precedes)
        images = draft.images
        zonesOfRegion = draft.zonesOfRegion
        regionOfZone = draft.regionOfZone
        machines = draft.machines
        diskPrices = draft.diskPrices
        markets = draft.markets()
    }

    /// The zones of a region, sorted; empty for an unknown region and for one without zones.
    public func zones(in region: String) -> [String] { zonesOfRegion[region] ?? [] }

    /// The region of a zone.
    public func region(ofZone zone: String) -> String? { regionOfZone[zone] }

    /// Names of the machine types offered in a region, and in a zone of it if one is given; sorted, each once.
    public func machineTypes(inRegion region: String?, zone: String? = nil) -> [String] {
        let offers = markets[region]?.byName ?? [:]
        return offers.filter { _, rows in rows.contains { $0.serves(zone) } }.keys.sorted(by: CatalogEntry.precedes)
    }

    /// A machine type as offered at a place; nil region means a cloud without regions.
    public func machineType(_ name: String, inRegion region: String?, zone: String? = nil) -> MachineType? {
        markets[region]?.byName[name]?.first { $0.serves(zone) }?.machine
    }

    /// A machine type as offered at some place: its sizes are the same everywhere, its price may not be.
    public func machineType(_ name: String) -> MachineType? { machines[name] }

    /// Price of a disk type per GiB and hour at a place: the zone's, else the region's, else the global one; nil if
    /// unknown.
    public func diskPrice(_ type: DiskType, inRegion region: String?, zone: String? = nil) -> Money? {
        if let zone, let price = diskPrices[DiskKey(scope: .zone(zone), type: type)] { return price }
        if let region, let price = diskPrices[DiskKey(scope: .region(region), type: type)] { return price }
        return diskPrices[DiskKey(scope: .global, type: type)]
    }
}

extension CatalogIndex {
    /// What is gathered from the entries, one by one.
    private struct Draft {
        var regions: Set<String> = []
        var zonesOfRegion: [String: [String]] = [:]
        var regionOfZone: [String: String] = [:]
        var images: [String: Image] = [:]
        var machines: [String: MachineType] = [:]
        var diskPrices: [DiskKey: Money] = [:]
        var offers: [(scope: CatalogEntry.Scope, name: String, machine: MachineType)] = []

        mutating func add(_ entry: CatalogEntry) {
            switch entry.payload {
            case .region(let zones):
                regions.insert(entry.name)
                for zone in zones { add(zone: zone, region: entry.name) }
            case .zone(let region):
                regions.insert(region)
                add(zone: entry.name, region: region)
            case .machineType(let machine):
                offers.append((entry.scope, entry.name, machine))
                if machines[entry.name] == nil { machines[entry.name] = machine }
            case .image(let image):
                images[entry.name] = Image(
                    name: entry.name, architecture: image.architecture, minDiskGB: image.minDiskGB)
            case .diskType(let disk):
                diskPrices[DiskKey(scope: entry.scope, type: disk.type)] = disk.perGBHour
            case .gpuType, .price, .stock: break
            }
        }

        mutating func add(zone: String, region: String) {
            guard regionOfZone[zone] == nil else { return }
            regionOfZone[zone] = region
            zonesOfRegion[region, default: []].append(zone)
        }

        mutating func sortZones() {
            zonesOfRegion = zonesOfRegion.mapValues { $0.sorted(by: CatalogEntry.precedes) }
        }

        func markets() -> [String?: Market] {
            var rows: [String?: [Market.Row]] = [:]
            for offer in offers {
                let row = Market.Row(name: offer.name, machine: offer.machine, zone: nil)
                switch offer.scope {
                case .global where regions.isEmpty: rows[nil, default: []].append(row)
                case .global: for region in regions { rows[region, default: []].append(row) }
                case .region(let region): rows[region, default: []].append(row)
                case .zone(let zone):
                    let region = regionOfZone[zone]
                    rows[region, default: []].append(Market.Row(name: offer.name, machine: offer.machine, zone: zone))
                }
            }
            var out: [String?: Market] = [:]
            for (region, rows) in rows {
                out[region] = Market(rows: rows, zones: region.flatMap { zonesOfRegion[$0] } ?? [])
            }
            return out
        }
    }
}
