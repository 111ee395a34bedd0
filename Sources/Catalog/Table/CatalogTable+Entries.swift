public import Hosts

extension CatalogTable {
    /// Gathers entries, in whatever order they come.
    ///
    /// A machine type given zone by zone becomes one offer of the region. Where zones of a region have different prices
    /// the highest stands for the region, so that nothing turns out dearer than it was shown. Prices and stock in rows of
    /// their own are joined to the offers of the same name and place; those of something nobody offers are dropped, as
    /// are prices that are not above zero.
    /// - Parameters:
    ///   - date: the day they were collected.
    ///   - sources: where they come from.
    public init(
        provider: ProviderID, entries: [CatalogEntry], date: CalendarDate? = nil, sources: [Source] = []
    ) {
        var builder = TableBuilder()
        for entry in entries.sorted(by: CatalogEntry.inCatalogOrder) { builder.add(entry) }
        self = builder.table(provider: provider)
        self.date = date
        self.sources = sources
    }

    /// The rows as entries, in catalog order. Prices and stock are in the machine types.
    public var entries: [CatalogEntry] {
        var out: [CatalogEntry] = []
        func add(_ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload) {
            out.append(CatalogEntry(provider: provider, scope: scope, name: name, payload: payload))
        }
        for region in regions {
            add(.global, region.name, .region(zones: region.zones))
            for zone in region.zones { add(.region(region.name), zone, .zone(region: region.name)) }
        }
        for gpu in gpuTypes {
            add(.global, gpu.name, .gpuType(GPUType(vendorName: gpu.vendorName ?? gpu.name, memoryGB: gpu.memoryGB)))
        }
        for image in images {
            let payload = CatalogEntry.Payload.image(
                CatalogImage(
                    architecture: image.architecture, minDiskGB: image.minDiskGB, gpuDrivers: image.gpuDrivers))
            guard let regions = image.regions else {
                add(.global, image.name, payload)
                continue
            }
            for region in regions { add(.region(region), image.name, payload) }
        }
        for disk in diskTypes {
            for price in disk.prices {
                let scope: CatalogEntry.Scope = price.region == Self.everywhere ? .global : .region(price.region)
                add(
                    scope, disk.name, .diskType(DiskOffer(type: disk.type, perGBHour: price.price, limits: disk.limits))
                )
            }
            if disk.prices.isEmpty {
                add(.global, disk.name, .diskType(DiskOffer(type: disk.type, limits: disk.limits)))
            }
        }
        for machine in machineTypes {
            for offer in machine.offers {
                let payload = CatalogEntry.Payload.machineType(machine.machineType(offer))
                if let zones = offer.zones {
                    for zone in zones { add(.zone(zone), machine.name, payload) }
                } else {
                    add(offer.region.map { .region($0) } ?? .global, machine.name, payload)
                }
            }
        }
        return out.sorted(by: CatalogEntry.inCatalogOrder)
    }
}
