import Catalog
import Hosts
import Testing

@Suite struct CandidateTests {
    typealias Edit = @Sendable (inout HostSpec) -> Void

    private static func candidates(
        _ rung: PlacementRung? = nil, _ edit: Edit
    ) throws -> (spec: HostSpec, all: [Sizing.Candidate]) {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        edit(&spec)
        let all = try Sizing.candidates(
            for: spec, rung: rung, in: SizingTests.catalog, capabilities: SizingTests.capabilities)
        return (spec, all)
    }

    @Test func saysWhyEachLost() throws {
        let (_, all) = try Self.candidates { ($0.cpu, $0.ramGB) = (Quantity(3), Quantity(9)) }
        #expect(
            all.map { "\($0.offer.machineType): \($0.reasons.joined(separator: ", "))" } == [
                "big: the cheapest that fits",
                "unpriced: its price is unknown",
                "arm: arm64, image needs x86_64",
                "zonal: needs 1 GiB more",
                "gpu-1: has 1 × h100, none is asked for",
                "gpu-2: has 2 × h100, none is asked for",
                "small: needs 1 vCPU more, needs 1 GiB more",
                "small-too: needs 1 vCPU more, needs 1 GiB more",
            ])
        #expect(all.map(\.fits) == [true, true] + Array(repeating: false, count: 6))
        #expect(all.map(\.isChosen) == [true] + Array(repeating: false, count: 7))
    }

    @Test func saysHowMuchPricier() throws {
        let (_, all) = try Self.candidates { ($0.zone, $0.gpu) = ("r1-b", GPURequest(type: "h100", count: 1)) }
        #expect(all.prefix(3).map(\.offer.machineType) == ["gpu-1", "gpu-2", "small"])
        #expect(all.prefix(2).map(\.reasons) == [["the cheapest that fits"], ["pricier by $2.00/h"]])
        #expect(all.prefix(2).map(\.price) == [Money("2.004"), Money("4.004")])
        #expect(all.prefix(2).map(\.stoppedPrice) == [Money("0.004"), Money("0.004")])
    }

    @Test func breaksTies() throws {
        let (_, all) = try Self.candidates { $0.cpu = Quantity(2) }
        #expect(all.prefix(2).map(\.offer.machineType) == ["small", "small-too"])
        #expect(all[1].reasons == ["same price, and its name comes later"])
        let smallest = try Self.candidates { _ in }.all
        #expect(smallest.first?.reasons == ["the smallest, as no size is asked for"])
        #expect(smallest.first { $0.offer.machineType == "zonal" }?.reasons == ["larger: 3 vCPU"])
    }

    @Test func knowsPlaceAndPricing() throws {
        let spot = try Self.candidates { ($0.cpu, $0.pricing) = (Quantity(3), .spot) }.all
        #expect(spot.first?.offer.machineType == "big")
        #expect(spot.first { $0.offer.machineType == "zonal" }?.reasons == ["not sold as spot here"])
        let zone = try Self.candidates { ($0.zone, $0.gpu) = ("r1-a", GPURequest(type: "h100", count: 1)) }.all
        #expect(zone.allSatisfy { !$0.fits && !$0.isChosen })
        #expect(zone.first { $0.offer.machineType == "gpu-1" }?.reasons == ["not in zone r1-a"])
        #expect(zone.first { $0.offer.machineType == "big" }?.reasons == ["no GPU"])
        let named = try Self.candidates { $0.machineType = "zonal" }.all
        #expect(named.map(\.reasons) == [["named in the spec"]])
        let rung = try Self.candidates(PlacementRung(region: "r2")) { $0.cpu = Quantity(1) }.all
        #expect(rung.map(\.offer.region) == ["r2"])
        #expect(throws: Sizing.NoOffering.self) { try Self.candidates { $0.region = "mars" } }
    }

    static let edits: [Edit] = [
        { _ in }, { $0.region = nil }, { ($0.region, $0.cpu) = (nil, Quantity(2)) }, { $0.cpu = Quantity(3) },
        { $0.ramGB = Quantity(20) }, { $0.gpu = GPURequest(type: "h100", count: 2) }, { $0.pricing = .spot },
        { ($0.pricing, $0.cpu) = (.spot, Quantity(3)) }, { $0.image = "img-arm" }, { $0.zone = "r1-b" },
        { $0.machineType = "small" }, { ($0.machineType, $0.region) = ("small", nil) }, { $0.cpu = Quantity(99) },
        { ($0.diskGB, $0.diskType) = (100, .ssd) }, { ($0.diskGB, $0.storage) = (100, .ephemeral) },
    ]

    /// The first candidate is what sizing takes, at its price, and nothing that fits is called unfit.
    @Test(arguments: edits.indices)
    func agreesWithTheChoice(index: Int) throws {
        let (spec, all) = try Self.candidates(nil, Self.edits[index])
        let chosen = try? Sizing.choose(
            for: spec, rung: nil, in: SizingTests.catalog, capabilities: SizingTests.capabilities)
        #expect(all.count(where: \.isChosen) == (chosen == nil ? 0 : 1))
        #expect(all.contains(where: \.fits) == (chosen != nil))
        guard let chosen else { return }
        let first = try #require(all.first)
        #expect(first.isChosen)
        #expect(first.offer.holds(chosen))
        #expect(first.price == chosen.price)
        #expect(first.stoppedPrice == chosen.stoppedPrice)
        #expect(all.allSatisfy { !$0.reasons.isEmpty })
        let parts = Sizing.priceParts(
            of: chosen, for: spec, rung: nil, in: SizingTests.catalog, capabilities: SizingTests.capabilities)
        #expect(parts.map(\.kind.rawValue).first == "compute")
        #expect(parts.last?.kind == .address)
    }
}
