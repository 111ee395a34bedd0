import Hosts

/// Entries on their way into a table.
struct TableBuilder {
    private var zonesOfRegion: [String: Set<String>] = [:]
    private var regionOfZone: [String: String] = [:]
    private var gpus: [String: CatalogTable.GPU] = [:]
    private var images: [String: CatalogTable.Image] = [:]
    private var disks: [String: CatalogTable.Disk] = [:]
    private var machines: [String: CatalogTable.Machine] = [:]
    /// Rows that wait until all regions and zones are known.
    private var offers: [(scope: CatalogEntry.Scope, name: String, machine: MachineType)] = []
    private var prices: [(scope: CatalogEntry.Scope, name: String, price: MachinePrice)] = []
    private var stocks: [(scope: CatalogEntry.Scope, name: String, stock: Stock)] = []
    private var diskPrices: [(scope: CatalogEntry.Scope, name: String, price: Money)] = []

    mutating func add(_ entry: CatalogEntry) {
        switch entry.payload {
        case .region(let zones):
            note(region: entry.name)
            for zone in zones { add(zone: zone, of: entry.name) }
        case .zone(let region): add(zone: entry.name, of: region)
        case .gpuType(let gpu):
            gpus[entry.name] =
                gpus[entry.name]
                ?? .init(
                    name: entry.name, vendorName: gpu.vendorName == entry.name ? nil : gpu.vendorName,
                    memoryGB: gpu.memoryGB)
        case .image(let image): add(image, entry)
        case .diskType(let disk):
            if disks[entry.name] == nil {
                disks[entry.name] = .init(name: entry.name, type: disk.type, limits: disk.limits)
            }
            if let price = disk.perGBHour { diskPrices.append((entry.scope, entry.name, price)) }
        case .machineType(let machine):
            if case .region(let region) = entry.scope { note(region: region) }
            offers.append((entry.scope, entry.name, machine))
            if machines[entry.name] == nil { machines[entry.name] = Self.row(entry.name, machine) }
            if let gpu = machine.gpu, gpus[gpu.type] == nil { gpus[gpu.type] = .init(name: gpu.type) }
        case .price(let price): prices.append((entry.scope, entry.name, price))
        case .stock(let stock): stocks.append((entry.scope, entry.name, stock))
        }
    }

    private mutating func note(region: String) {
        if zonesOfRegion[region] == nil { zonesOfRegion[region] = [] }
    }

    /// A zone belongs to the region that named it first.
    private mutating func add(zone: String, of region: String) {
        let home = regionOfZone[zone] ?? region
        regionOfZone[zone] = home
        zonesOfRegion[home, default: []].insert(zone)
        note(region: region)
    }

    private mutating func add(_ image: CatalogImage, _ entry: CatalogEntry) {
        var row =
            images[entry.name]
            ?? .init(
                name: entry.name, architecture: image.architecture, minDiskGB: image.minDiskGB,
                gpuDrivers: image.gpuDrivers, regions: [])
        switch entry.scope {
        case .region(let region) where row.regions?.contains(region) == false: row.regions?.append(region)
        case .region: break
        case .global, .zone: row.regions = nil
        }
        images[entry.name] = row
    }

    private static func row(_ name: String, _ machine: MachineType) -> CatalogTable.Machine {
        .init(
            name: name, cpu: machine.cpu, ramGB: machine.ramGB, gpu: machine.gpu, architecture: machine.architecture,
            localDiskGB: machine.localDiskGB ?? 0,
            diskTypes: machine.diskTypes.map { Set($0).sorted { $0.rawValue < $1.rawValue } },
            onDemand: machine.onDemand, spot: machine.spot)
    }

    func table(provider: ProviderID) -> CatalogTable {
        let order = CatalogEntry.precedes
        let currency = self.currency
        let diskPrices = pricesByDisk(currency)
        var table = CatalogTable(provider: provider, currency: currency)
        table.regions = zonesOfRegion.map { .init(name: $0.key, zones: $0.value.sorted(by: order)) }
            .sorted { order($0.name, $1.name) }
        table.gpuTypes = gpus.values.sorted { order($0.name, $1.name) }
        table.images = images.values.map { image in
            var image = image
            image.regions?.sort(by: order)
            return image
        }.sorted { order($0.name, $1.name) }
        table.diskTypes = disks.values.map { disk in
            var disk = disk
            disk.prices = diskPrices[disk.name] ?? []
            return disk
        }.sorted { order($0.name, $1.name) }
        var joined = OfferJoin(zonesOfRegion: zonesOfRegion, regionOfZone: regionOfZone, currency: currency)
        for offer in offers { joined.add(offer.scope, offer.name, offer.machine) }
        for price in prices { joined.join(price.scope, price.name, price: price.price) }
        for stock in stocks { joined.join(stock.scope, stock.name, stock: stock.stock) }
        table.machineTypes = machines.values.compactMap { machine in
            var machine = machine
            machine.offers = joined.offers(of: machine.name)
            let isSpot = machine.offers.contains { $0.spotPrice != nil }
            machine.spot = machine.spot || isSpot
            return machine.offers.isEmpty ? nil : machine
        }.sorted { order($0.name, $1.name) }
        return table
    }

    private func pricesByDisk(_ currency: String) -> [String: [CatalogTable.RegionPrice]] {
        var highest: [String: [String: Money]] = [:]
        for row in diskPrices where row.price.nanos > 0 && row.price.currency == currency {
            let region: String?
            switch row.scope {
            case .global: region = CatalogTable.everywhere
            case .region(let name): region = name
            case .zone(let zone): region = regionOfZone[zone]
            }
            guard let region else { continue }
            let old = highest[row.name]?[region]
            if old.map({ $0.nanos < row.price.nanos }) ?? true { highest[row.name, default: [:]][region] = row.price }
        }
        return highest.mapValues { prices in
            prices.map { .init(region: $0.key, price: $0.value) }.sorted {
                CatalogEntry.precedes($0.region, $1.region)
            }
        }
    }

    /// The currency most rows are priced in; a table has but one.
    private var currency: String {
        var counts: [String: Int] = [:]
        for row in offers { if let price = row.machine.price { counts[price.currency, default: 0] += 1 } }
        for row in prices { if let price = row.price.onDemand { counts[price.currency, default: 0] += 1 } }
        for row in diskPrices { counts[row.price.currency, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "USD"
    }
}
