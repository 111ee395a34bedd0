import Catalog
import Hosts
import Testing

@Suite struct CatalogQueryTests {
    typealias Edit = @Sendable (inout CatalogQuery) -> Void

    struct Case: Sendable, CustomTestStringConvertible {
        var what: String
        var found: [String]
        var edit: Edit
        var testDescription: String { what }
    }

    /// A second cloud: one region without zones, another currency, and stock.
    private static let other: CatalogTable = {
        func entry(_ name: String, _ machine: MachineType) -> CatalogEntry {
            CatalogEntry(provider: .lambda, scope: .region("us-1"), name: name, payload: .machineType(machine))
        }
        func h100(_ count: Int, _ price: String?, _ stock: Stock?) -> MachineType {
            MachineType(
                cpu: Quantity(26 * count), ramGB: Quantity(225 * count), gpu: GPURequest(type: "h100", count: count),
                price: price.flatMap { Money($0) }, stock: stock)
        }
        return CatalogTable(
            provider: .lambda,
            entries: [
                CatalogEntry(provider: .lambda, scope: .global, name: "us-1", payload: .region(zones: [])),
                CatalogEntry(
                    provider: .lambda, scope: .global, name: "h100",
                    payload: .gpuType(GPUType(vendorName: "H100 (80 GB PCIe)"))),
                entry("gpu_1x", h100(1, "2.49", .atLeast(3))), entry("gpu_8x", h100(8, "23.92", Stock.none)),
                entry("gpu_2x", h100(2, nil, .some)),
                entry(
                    "spot-only",
                    MachineType(
                        cpu: Quantity(1), ramGB: Quantity(1), spotPrice: Money("0.001"), spot: true, onDemand: false)),
            ])
    }()

    private static func names(_ query: CatalogQuery) -> [String] {
        query.find(in: [SizingTests.catalog.table, other]).offers.map { "\($0.region ?? "-")/\($0.machineType)" }
    }

    @Test(arguments: [
        Case(
            what: "by the canonical name", found: ["r1/gpu-1", "us-1/gpu_1x", "r1/gpu-2", "us-1/gpu_8x", "us-1/gpu_2x"]
        ) {
            $0.gpu = "H100"
        },
        Case(
            what: "by any vendor's name for it",
            found: ["r1/gpu-1", "us-1/gpu_1x", "r1/gpu-2", "us-1/gpu_8x", "us-1/gpu_2x"]
        ) {
            $0.gpu = "H100-80G-PCIe"
        },
        Case(what: "by a pattern of this vendor's name", found: ["us-1/gpu_1x", "us-1/gpu_8x", "us-1/gpu_2x"]) {
            $0.gpu = "h100 (80*"
        },
        Case(what: "any GPU by pattern", found: ["r1/gpu-1", "us-1/gpu_1x"]) {
            ($0.gpu, $0.gpuCount) = ("*", CountRange("1"))
        },
        Case(what: "several GPUs", found: ["r1/gpu-2", "us-1/gpu_8x", "us-1/gpu_2x"]) {
            $0.gpuCount = CountRange("2..")
        },
        Case(what: "at most two GPUs", found: ["r1/gpu-1", "us-1/gpu_1x", "r1/gpu-2", "us-1/gpu_2x"]) {
            ($0.gpu, $0.gpuCount) = ("h100", CountRange("..2"))
        },
        Case(what: "a price leaves the unknown out", found: ["r1/gpu-1", "us-1/gpu_1x"]) {
            ($0.gpu, $0.maxPrice) = ("h100", Money("2.49"))
        },
        Case(what: "or in, if asked", found: ["r1/gpu-1", "us-1/gpu_1x", "us-1/gpu_2x"]) {
            ($0.gpu, $0.maxPrice, $0.admitsUnknownPrices) = ("h100", Money("2.49"), true)
        },
        Case(what: "another currency is not comparable", found: ["r2/small"]) {
            ($0.maxPrice, $0.architecture) = (Money("0.08"), "x86_64")
        },
        Case(what: "an architecture", found: ["r1/arm"]) { $0.architecture = "arm64" },
        Case(what: "a region's pattern", found: ["r2/small"]) { $0.regions = ["?2"] },
        Case(what: "one of two patterns", found: ["r2/small", "us-1/gpu_1x"]) {
            ($0.regions, $0.maxPrice) = (["r2", "us*"], Money("3"))
        },
        Case(what: "a zone", found: ["r1/gpu-1", "r1/gpu-2"]) { ($0.zones, $0.gpu) = (["r1-b"], "h100") },
        Case(what: "a zone that has none", found: []) { ($0.zones, $0.gpu) = (["r1-a"], "h100") },
        Case(what: "spot by the spot price", found: ["us-1/spot-only", "r1/small", "r1/big", "r2/small"]) {
            $0.pricing = .spot
        },
        Case(what: "what is in stock", found: ["us-1/gpu_1x", "us-1/gpu_2x"]) {
            ($0.inStock, $0.gpu, $0.providers) = (true, "h100", [.lambda])
        },
        Case(what: "a type by pattern", found: ["r2/small", "r1/small", "r1/small-too"]) { $0.machineType = "small*" },
        Case(what: "a size", found: ["r1/big", "r1/gpu-1", "r1/gpu-2"]) {
            ($0.cpu, $0.ramGB, $0.architecture, $0.providers) = (Quantity(8), Quantity(32), "x86_64", [.local])
        },
        Case(what: "one cloud", found: ["us-1/gpu_1x", "us-1/gpu_8x", "us-1/gpu_2x"]) {
            $0.providers = [.lambda]
        },
    ])
    func finds(example: Case) {
        var query = CatalogQuery()
        example.edit(&query)
        #expect(Self.names(query) == example.found)
    }

    @Test func zonesOfOneOfferStandTogether() throws {
        var query = CatalogQuery()
        query.machineType = "zonal"
        let offers = query.find(in: [SizingTests.catalog.table]).offers
        #expect(offers.map(\.zones) == [["r1-a", "r1-b"]])
        #expect(offers.map(\.isEverywhere) == [true])
        query.machineType = "gpu-1"
        let partial = try #require(query.find(in: [SizingTests.catalog.table]).offers.first)
        #expect(partial.zones == ["r1-b"])
        #expect(!partial.isEverywhere)
    }

    @Test func countsWhatItDoesNotGive() {
        let tables = [Self.other, SizingTests.catalog.table]
        let all = CatalogQuery().find(in: tables)
        let some = CatalogQuery().find(in: tables, limit: 3)
        #expect(all.total == all.offers.count)
        #expect(some.total == all.total)
        #expect(some.offers == Array(all.offers.prefix(3)))
        #expect(CatalogQuery().find(in: tables.reversed()).offers == all.offers)
    }

    @Test func pricesAGPU() throws {
        var query = CatalogQuery()
        query.machineType = "gpu_8x"
        let offer = try #require(query.find(in: [Self.other]).offers.first)
        #expect(offer.pricePerGPU(.onDemand) == Money("2.99"))
        #expect(offer.pricePerGPU(.spot) == nil)
        var third = offer
        third.machine.gpu = GPURequest(type: "h100", count: 3)
        third.machine.price = Money(nanos: 5)
        #expect(third.pricePerGPU(.onDemand) == Money(nanos: 2))
        third.machine.gpu = GPURequest(type: "h100", count: 0)
        #expect(third.pricePerGPU(.onDemand) == nil)
    }

    @Test func knowsTheRowOfAnOffering() throws {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        spec.gpu = GPURequest(type: "h100", count: 1)
        let offering = try Sizing.choose(
            for: spec, rung: nil, in: SizingTests.catalog, capabilities: SizingTests.capabilities)
        let rows = CatalogQuery().find(in: [SizingTests.catalog.table, Self.other]).offers
        #expect(rows.filter { $0.holds(offering) }.map(\.machineType) == ["gpu-1"])
    }

    @Test(arguments: [
        ("1", "1", [1], [0, 2]), ("1..", "1..", [1, 900], [0]), ("..4", "0..4", [0, 4], [5]),
        ("2..8", "2..8", [2, 8], [1, 9]),
        ("0", "0", [0], [1]),
    ])
    func counts(text: String, shown: String, inside: [Int], outside: [Int]) throws {
        let range = try #require(CountRange(text))
        #expect(range.description == shown)
        #expect(inside.allSatisfy(range.contains))
        #expect(!outside.contains(where: range.contains))
    }

    @Test(arguments: ["", "..", "a", "-1", "1..0", "1...3", "1 ..", "9999999999", "1..9999999999", "１"])
    func refusesOtherCounts(text: String) { #expect(CountRange(text) == nil) }
}
