import Catalog
import Hosts

/// A small catalog: two regions, machines in a row of sizes, one GPU type that only one zone has.
enum TestCatalog {
    static let index = CatalogIndex(provider: .local, entries: entries(.local))
    static let other = CatalogIndex(provider: .gcp, entries: entries(.gcp))

    /// Names of the machine types by cpu, cheapest first.
    static let sizes = [2: "s2", 4: "s4", 8: "s8", 16: "s16"]

    private static func entries(_ provider: ProviderID) -> [CatalogEntry] {
        func entry(_ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload) -> CatalogEntry {
            CatalogEntry(provider: provider, scope: scope, name: name, payload: payload)
        }
        var out: [CatalogEntry] = []
        for region in ["r1", "r2"] {
            let zones = ["\(region)-a", "\(region)-b"]
            out.append(entry(.global, region, .region(zones: zones)))
            for zone in zones { out.append(entry(.region(region), zone, .zone(region: region))) }
            for (cpu, name) in sizes {
                let machine = MachineType(
                    cpu: Quantity(cpu), ramGB: Quantity(cpu * 4), price: Money(nanos: cpu * 100_000_000),
                    spotPrice: Money(nanos: cpu * 30_000_000), spot: true)
                out.append(entry(.region(region), name, .machineType(machine)))
            }
            let unpriced = MachineType(cpu: Quantity(3), ramGB: Quantity(12))
            out.append(entry(.region(region), "unpriced", .machineType(unpriced)))
            for type in [DiskType.ssd, .balanced, .standard] {
                out.append(
                    entry(
                        .region(region), type.rawValue,
                        .diskType(DiskOffer(type: type, perGBHour: Money(nanos: 100_000)))))
            }
        }
        for count in [1, 2] {
            let machine = MachineType(
                cpu: Quantity(8 * count), ramGB: Quantity(64 * count), gpu: GPURequest(type: "l4", count: count),
                price: Money(nanos: count * 700_000_000))
            out.append(entry(.zone("r1-b"), "g\(count)", .machineType(machine)))
        }
        for image in ["ubuntu-24.04-lts", "debian-12"] {
            out.append(entry(.global, image, .image(CatalogImage(architecture: "x86_64", minDiskGB: 10))))
        }
        return out
    }
}
