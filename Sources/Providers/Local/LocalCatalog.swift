public import Catalog
import Hosts

/// What the Local cloud offers, as entries, and its own look-ups by name.
public enum LocalCatalog {
    /// All entries, in catalog order.
    public static let entries: [CatalogEntry] = {
        var out: [CatalogEntry] = []
        for region in LocalMachines.regions {
            out.append(entry(.global, region.name, .region(zones: region.zones)))
            for zone in region.zones { out.append(entry(.region(region.name), zone, .zone(region: region.name))) }
            for row in LocalMachines.rows {
                let payload = CatalogEntry.Payload.machineType(machineType(row, region: region.name))
                let zones = row.zones?.filter { region.zones.contains($0) }
                if let zones {
                    for zone in zones { out.append(entry(.zone(zone), row.name, payload)) }
                } else {
                    out.append(entry(.region(region.name), row.name, payload))
                }
            }
            for disk in LocalMachines.disks {
                let payload = CatalogEntry.Payload.diskType(
                    DiskOffer(type: disk.type, perGBHour: price(disk.price, region: region.name)))
                out.append(entry(.region(region.name), disk.type.rawValue, payload))
            }
        }
        for image in LocalMachines.images {
            let payload = CatalogEntry.Payload.image(
                CatalogImage(architecture: image.architecture, minDiskGB: image.minDiskGB))
            out.append(entry(.global, image.name, payload))
        }
        return out.sorted(by: CatalogEntry.inCatalogOrder)
    }()

    /// The entries, indexed once.
    public static let index = CatalogIndex(provider: .local, entries: entries)

    /// Rows by the machine type's name.
    static let machines = Dictionary(LocalMachines.rows.map { ($0.name, $0) }) { first, _ in first }

    /// GPUs in stock where there is a limit.
    static let stock = Dictionary(
        LocalMachines.stock.map { (StockKey(zone: $0.zone, gpu: $0.gpu), $0.count) }
    ) { first, _ in first }

    /// The stock that a machine type takes from in a zone; nil where there is no limit.
    static func draws(_ machineType: String, zone: String) -> (key: StockKey, count: Int)? {
        guard let gpu = machines[machineType]?.machine.gpu else { return nil }
        let key = StockKey(zone: zone, gpu: gpu.type)
        return stock[key] == nil ? nil : (key, gpu.count)
    }

    private static func entry(_ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload)
        -> CatalogEntry
    {
        CatalogEntry(provider: .local, scope: scope, name: name, payload: payload)
    }

    private static func machineType(_ row: LocalMachines.Row, region: String) -> MachineType {
        MachineType(
            cpu: Quantity(row.machine.cpu), ramGB: Quantity(row.machine.ramGB), gpu: row.machine.gpu,
            architecture: row.machine.architecture, price: price(row.machine.price, region: region),
            spotPrice: row.machine.spot.flatMap { price($0, region: region) }, spot: row.machine.spot != nil)
    }

    private static func price(_ text: String, region: String) -> Money? {
        guard let money = Money(text) else { return nil }
        if region == LocalMachines.regions.first?.name { return money }
        return Money(nanos: money.nanos / 100 * LocalMachines.percentInSecondRegion)
    }
}

/// One stock: GPUs of a type in a zone.
struct StockKey: Hashable, Sendable {
    var zone: String
    var gpu: String
}
