import Catalog
import Hosts
import Testing

@Suite struct CatalogDiffCountTests {
    private static func table(_ edit: (inout CatalogTable) -> Void) -> CatalogTable {
        func machine(_ name: String, _ prices: [(String, String?)]) -> CatalogTable.Machine {
            CatalogTable.Machine(
                name: name, cpu: Quantity(2), ramGB: Quantity(8),
                offers: prices.map { .init(region: $0.0, price: $0.1.flatMap { Money($0) }) })
        }
        var table = CatalogTable(provider: .aws)
        table.regions = [.init(name: "r1"), .init(name: "r2")]
        table.images = [.init(name: "img")]
        table.machineTypes = [
            machine("a", [("r1", "1"), ("r2", "2")]), machine("b", [("r1", "3")]), machine("c", [("r1", nil)]),
        ]
        edit(&table)
        return table
    }

    private static let diff = CatalogDiff(
        from: table { _ in },
        to: table { table in
            table.machineTypes[0].offers[0].price = Money("0.9")
            table.machineTypes[0].offers[1].price = Money("2.5")
            table.machineTypes[2].offers[0].price = Money("7")
            table.machineTypes.remove(at: 1)
            table.images.append(.init(name: "new"))
        })

    @Test func countsRowsAndMovesOfPrices() {
        let counts = Self.diff.counts
        #expect([counts.added, counts.removed, counts.changed] == [1, 1, 2])
        #expect([counts.pricesUp, counts.pricesDown] == [1, 1], "a price that became known has not moved")
    }

    @Test func showsWhatIsUsed() {
        var uses = CatalogUses()
        #expect(Self.diff.limited(to: uses).isEmpty)
        uses.insert(.machineType, "a")
        uses.insert(.machineType, "b")
        uses.regions = ["r2"]
        let shown = Self.diff.limited(to: uses)
        #expect(shown.rows.map(\.name) == ["a", "b"])
        guard case .changed(let fields) = shown.rows[0].change else {
            Issue.record("a is changed")
            return
        }
        #expect(fields.map(\.name) == ["price in r2"])
        uses.regions = []
        #expect(Self.diff.limited(to: uses).rows.map(\.name) == ["b"], "a changed in regions that nobody uses")
    }

    @Test func gathersWhatAnOfferingNeeds() throws {
        var spec = HostSpec(name: "h", provider: .local)
        (spec.region, spec.diskGB, spec.diskType) = ("r1", 10, .ssd)
        spec.gpu = GPURequest(type: "h100", count: 1)
        let offering = try Sizing.choose(
            for: spec, rung: nil, in: SizingTests.catalog, capabilities: SizingTests.capabilities)
        var uses = CatalogUses()
        uses.insert(offering, for: spec, image: "img", catalog: SizingTests.catalog)
        #expect(uses.regions == ["r1"])
        #expect(uses.names[.machineType] == ["gpu-1"])
        #expect(uses.names[.gpuType] == ["h100"])
        #expect(uses.names[.diskType] == ["balanced", "ssd"])
        #expect(uses.names[.image] == ["img"])
    }
}
