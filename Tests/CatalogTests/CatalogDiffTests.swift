import Catalog
import Hosts
import Testing

@Suite struct CatalogDiffTests {
    static func machines(_ count: Int, price: String = "0.1") -> [CatalogTable.Machine] {
        (0..<count).map { number in
            CatalogTable.Machine(
                name: "m\(100 + number)", cpu: Quantity(2), ramGB: Quantity(8),
                offers: [.init(region: "r1", price: Money(price))])
        }
    }

    static func table(_ edit: (inout CatalogTable) -> Void = { _ in }) -> CatalogTable {
        var table = CatalogTable(
            provider: .aws, regions: [.init(name: "r1", zones: ["r1-a"])],
            diskTypes: [.init(name: "gp3", type: .balanced, prices: [.init(region: "r1", price: Money(nanos: 5))])],
            gpuTypes: [.init(name: "h100", vendorName: "H100", memoryGB: 80)],
            images: [.init(name: "ubuntu")], machineTypes: machines(3))
        edit(&table)
        return table
    }

    @Test func sameTablesDoNotDiffer() {
        #expect(CatalogDiff(from: Self.table(), to: Self.table()).isEmpty)
        let redated = Self.table { $0.date = CalendarDate("2026-01-01") }
        #expect(CatalogDiff(from: Self.table(), to: redated).isEmpty)
    }

    @Test func namesRowsAndFields() {
        let new = Self.table { table in
            table.machineTypes.removeFirst()
            table.machineTypes[0].offers[0].price = Money("0.2")
            table.machineTypes[0].offers[0].zones = ["r1-a"]
            table.machineTypes[1].offers = [.init(region: "r2", stock: .some)]
            table.machineTypes[1].gpu = GPURequest(type: "h100", count: 1)
            table.images = [.init(name: "debian"), .init(name: "ubuntu", architecture: "arm64", gpuDrivers: true)]
            table.regions[0].zones = ["r1-a", "r1-b"]
            table.gpuTypes[0].memoryGB = nil
            table.diskTypes[0].limits = .init(min: 1, max: 2, step: 1)
        }
        typealias Field = CatalogDiff.Field
        func changed(_ fields: [(String, String?, String?)]) -> CatalogDiff.Change {
            .changed(fields.map { Field(name: $0.0, before: $0.1, after: $0.2) })
        }
        let rows = CatalogDiff(from: Self.table(), to: new).rows
        #expect(
            rows.map { "\($0.kind.rawValue) \($0.name)" } == [
                "disk_type gp3", "gpu_type h100", "image debian", "image ubuntu", "machine_type m100",
                "machine_type m101",
                "machine_type m102", "region r1",
            ])
        #expect(
            rows.map(\.change) == [
                changed([("min_gb", nil, "1"), ("max_gb", nil, "2"), ("step_gb", nil, "1")]),
                changed([("memory_gb", "80", nil)]), .added,
                changed([("architecture", "x86_64", "arm64"), ("gpu_drivers", nil, "true")]), .removed,
                changed([("in r1", "all zones", "r1-a"), ("price in r1", "$0.10", "$0.20")]),
                changed([
                    ("gpu", nil, "1 × h100"), ("in r2", nil, "all zones"), ("stock in r2", nil, "some"),
                    ("in r1", "all zones", nil), ("price in r1", "$0.10", nil),
                ]),
                changed([("zones", "r1-a", "r1-a r1-b")]),
            ])
    }

    @Test(arguments: [(10, 8, false), (10, 7, true), (100, 80, false), (100, 79, true), (9, 0, false), (5, 5, false)])
    func aFifthMayVanish(before: Int, after: Int, isTooMuch: Bool) {
        let old = Self.table { $0.machineTypes = Self.machines(before) }
        let new = Self.table { $0.machineTypes = Self.machines(after) }
        let losses = CatalogLosses(from: old, to: new).excessive
        #expect(losses.map(\.kind) == (isTooMuch ? ["machine_types", "prices"] : []))
        #expect(losses.map(\.lost) == (isTooMuch ? [before - after, before - after] : []))
        #expect(CatalogLosses(from: new, to: old).excessive.isEmpty)
    }

    @Test func otherRowsDoNotMakeUpForLostOnes() {
        let old = Self.table { $0.machineTypes = Self.machines(20) }
        let new = Self.table { table in
            table.machineTypes = Self.machines(20).map { machine in
                var machine = machine
                machine.name = "x" + machine.name
                return machine
            }
        }
        #expect(
            CatalogLosses(from: old, to: new).excessive.map(\.description) == [
                "20 of 20 machine_types", "20 of 20 prices",
            ])
    }
}
