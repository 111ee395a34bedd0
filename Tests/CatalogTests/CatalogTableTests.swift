import Catalog
import Hosts
import Providers
import Testing

@Suite struct CatalogTableTests {
    static func entry(
        _ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload
    ) -> CatalogEntry { CatalogEntry(provider: .gcp, scope: scope, name: name, payload: payload) }

    static let machine = MachineType(cpu: Quantity(2), ramGB: Quantity(8), price: Money("0.10"), spot: true)

    static let regions = [
        entry(.global, "r1", .region(zones: ["r1-b", "r1-a"])), entry(.region("r2"), "r2-a", .zone(region: "r2")),
    ]

    static func table(_ more: [CatalogEntry]) -> CatalogTable {
        CatalogTable(provider: .gcp, entries: regions + more)
    }

    @Test func localGoesThereAndBack() {
        let table = CatalogTable(provider: .local, entries: LocalCatalog.entries)
        let again = CatalogTable(provider: .local, entries: table.entries)
        #expect(again == table)
        #expect(again.entries == table.entries)
        #expect(
            table.machineTypes.count == Set(LocalCatalog.entries.filter { $0.kind == .machineType }.map(\.name)).count)
        // What Local says of GPU types is implied by its machine types; all else is as it was.
        let given = LocalCatalog.entries.filter { $0.kind != .gpuType && $0.kind != .diskType }
        #expect(table.entries.filter { $0.kind != .gpuType && $0.kind != .diskType } == given)
    }

    @Test func sortsRegionsAndZones() {
        #expect(
            Self.table([]).regions == [
                .init(name: "r1", zones: ["r1-a", "r1-b"]), .init(name: "r2", zones: ["r2-a"]),
            ])
    }

    @Test func zonesMakeOneOffer() {
        let some = Self.table([Self.entry(.zone("r1-b"), "m", .machineType(Self.machine))])
        #expect(
            some.machineTypes.first?.offers == [
                .init(region: "r1", zones: ["r1-b"], price: Money("0.10"))
            ])
        var dear = Self.machine
        dear.price = Money("0.12")
        let all = Self.table([
            Self.entry(.zone("r1-b"), "m", .machineType(Self.machine)),
            Self.entry(.zone("r1-a"), "m", .machineType(dear)),
        ])
        // Every zone of the region, so none is named, and the dearer zone's price stands for all.
        #expect(all.machineTypes.first?.offers == [.init(region: "r1", price: Money("0.12"))])
    }

    @Test func whatIsEverywhereIsInEachRegion() {
        let table = Self.table([Self.entry(.global, "m", .machineType(Self.machine))])
        #expect(table.machineTypes.first?.offers.map(\.region) == ["r1", "r2"])
        let without = CatalogTable(provider: .gcp, entries: [Self.entry(.global, "m", .machineType(Self.machine))])
        #expect(without.machineTypes.first?.offers.map(\.region) == [nil])
    }

    @Test func pricesAndStockAreJoinedByNameAndPlace() throws {
        var bare = Self.machine
        bare.price = nil
        let table = Self.table([
            Self.entry(.region("r1"), "m", .machineType(bare)), Self.entry(.region("r2"), "m", .machineType(bare)),
            Self.entry(.region("r1"), "m", .price(MachinePrice(onDemand: Money("0.3"), spot: Money("0.1")))),
            Self.entry(.zone("r2-a"), "m", .stock(.atLeast(7))), Self.entry(.global, "m", .stock(.none)),
            Self.entry(.region("r1"), "nobody", .price(MachinePrice(onDemand: Money("9")))),
        ])
        let machine = try #require(table.machineTypes.first)
        #expect(table.machineTypes.count == 1)
        #expect(
            machine.offers == [
                .init(region: "r1", price: Money("0.3"), spotPrice: Money("0.1"), stock: Stock.none),
                .init(region: "r2", stock: .atLeast(7)),
            ])
    }

    @Test func dropsPricesThatAreNone() {
        var free = Self.machine
        free.price = Money(nanos: 0)
        free.spotPrice = Money(nanos: 5, currency: "EUR")
        var euro = Self.machine
        euro.price = Money("0.2")
        let table = Self.table([
            Self.entry(.region("r1"), "free", .machineType(free)), Self.entry(.region("r1"), "m", .machineType(euro)),
        ])
        #expect(table.machineTypes.first?.offers == [.init(region: "r1")])
        #expect(table.currency == "USD")
    }

    @Test func doesNotDependOnTheOrderOfEntries() {
        var dear = Self.machine
        dear.price = Money("0.12")
        let entries =
            Self.regions + [
                Self.entry(.zone("r1-b"), "m", .machineType(Self.machine)),
                Self.entry(.zone("r1-a"), "m", .machineType(dear)),
                Self.entry(.region("r2"), "m", .machineType(Self.machine)),
                Self.entry(.region("r2"), "m", .stock(.some)),
                Self.entry(.region("r2"), "i", .image(CatalogImage(architecture: "arm64", minDiskGB: 8))),
                Self.entry(.region("r1"), "i", .image(CatalogImage(architecture: "arm64", minDiskGB: 8))),
                Self.entry(.global, "d", .diskType(DiskOffer(type: .ssd, perGBHour: Money("0.1")))),
                Self.entry(.region("r1"), "d", .diskType(DiskOffer(type: .ssd, perGBHour: Money("0.2")))),
                Self.entry(.global, "h100", .gpuType(GPUType(vendorName: "NVIDIA H100", memoryGB: 80))),
            ]
        let table = CatalogTable(provider: .gcp, entries: entries)
        for seed in UInt64(1)...20 {
            var random = Seeded(state: seed)
            #expect(CatalogTable(provider: .gcp, entries: entries.shuffled(using: &random)) == table)
        }
        #expect(table.images == [.init(name: "i", architecture: "arm64", minDiskGB: 8, regions: ["r1", "r2"])])
        #expect(table.diskTypes.first?.price(in: "r1") == Money("0.2"))
        #expect(table.diskTypes.first?.price(in: "r2") == Money("0.1"))
        #expect(table.count == 2 + 3 + 1 + 1 + 1 + 2)
        #expect(
            table.kinds == [
                "disk_types", "gpu_types", "images", "machine_types", "prices", "regions", "stock", "zones",
            ])
    }
}
