import Catalog
import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// The catalog, from the parts to the entries.
@Suite struct GCPCatalogTests {
    @Test(
        arguments: [
            ("E2 Instance Core running in Americas", GCPPrices.Part.core(family: "e2")),
            ("Spot Preemptible E2 Instance Ram running in Iowa", .ram(family: "e2")),
            ("N2D AMD Instance Core running in Iowa", .core(family: "n2d")),
            ("T2A Arm Instance Ram running in Iowa", .ram(family: "t2a")),
            ("N1 Predefined Instance Core running in Iowa", .core(family: "n1")),
            ("Compute optimized Core running in Iowa", .core(family: "c2")),
            ("Memory-optimized Instance Core running in Iowa", .core(family: "m1")),
            ("M3 Memory-optimized Instance Ram running in Iowa", .ram(family: "m3")),
            ("A3Plus Instance Core running in Iowa", .core(family: "a3-megagpu")),
            ("Nvidia L4 GPU running in Iowa", .gpu("l4")),
            ("Nvidia L4 GPU attached to Spot Preemptible VMs", .gpu("l4")),
            ("Nvidia Tesla A100 GPU running in Iowa", .gpu("a100")),
            ("Nvidia Tesla A100 80GB GPU running in Iowa", .gpu("a100-80gb")),
            ("Nvidia H100 80GB GPU running in Iowa", .gpu("h100")),
            ("Nvidia H100 80GB Plus GPU running in Iowa", .gpu("h100-mega")),
            ("A4 Nvidia B200 (1 gpu slice) running in Iowa", .gpu("b200")),
            ("Micro Instance with burstable CPU running in Iowa", .machine("f1-micro")),
            ("N2 Custom Instance Core running in Iowa", nil), ("N2 Sole Tenancy Instance Core running in Iowa", nil),
            ("Reserved N2 Instance Core in Iowa", nil), ("N2 Instance Core Premium running", nil),
            ("Suspended N2 Instance State", nil), ("Network Egress via Carrier Peering", nil), ("", nil),
            ("Licensing Fee for Windows", nil),
        ] as [(String, GCPPrices.Part?)])
    func descriptionsNameParts(_ text: String, part: GCPPrices.Part?) { #expect(GCPPrices.compute(text) == part) }

    @Test(
        arguments: [
            ("Balanced PD Capacity in Iowa", GCPPrices.Part.disk("pd-balanced")),
            ("SSD backed PD Capacity", .disk("pd-ssd")), ("Storage PD Capacity in Iowa", .disk("pd-standard")),
            ("Hyperdisk Balanced Capacity in Iowa", .disk("hyperdisk-balanced")),
            ("SSD backed Local Storage", .localSSD), ("Regional Balanced PD Capacity in Iowa", nil),
            ("Storage PD Snapshot in Iowa", nil),
        ] as [(String, GCPPrices.Part?)])
    func storageDescriptionsNameParts(_ text: String, part: GCPPrices.Part?) {
        #expect(GCPPrices.storage(text) == part)
    }

    @Test(
        arguments: [
            (
                #"{"usageUnit":"h","tieredRates":[{"unitPrice":{"currencyCode":"USD","units":"1","nanos":500000000}}]}"#,
                1_500_000_000
            ),
            (#"{"usageUnit":"GiBy.mo","tieredRates":[{"unitPrice":{"units":"0","nanos":100000000}}]}"#, 136_986),
            (#"{"usageUnit":"h","tieredRates":[{"unitPrice":{"units":"0","nanos":0}}]}"#, nil),
            (#"{"usageUnit":"count","tieredRates":[{"unitPrice":{"units":"1","nanos":0}}]}"#, nil),
            (#"{"usageUnit":"h","tieredRates":[{"unitPrice":{"currencyCode":"EUR","units":"1","nanos":0}}]}"#, nil),
            (#"{"usageUnit":"h","tieredRates":[{"unitPrice":{"units":"9223372036854775807","nanos":9}}]}"#, nil),
            (#"{"usageUnit":"h","tieredRates":[]}"#, nil), ("null", nil),
        ] as [(String, Int?)])
    func pricesAreHourly(_ expression: String, nanos: Int?) throws {
        let text = #"{"pricingInfo":[{"pricingExpression":\#(expression)}]}"#
        #expect(GCPPrices.hourly(try JSONDocument(parsing: Array(text.utf8)).root) == nanos)
    }

    @Test(
        arguments: [
            ("nvidia-tesla-t4", "t4"), ("nvidia-l4", "l4"), ("nvidia-tesla-a100", "a100"),
            ("nvidia-a100-80gb", "a100-80gb"), ("nvidia-h100-80gb", "h100"), ("nvidia-h100-mega-80gb", "h100"),
            ("nvidia-h200-141gb", "h200"), ("nvidia-b200", "b200"), ("nvidia-gb200", "gb200"),
            ("nvidia-rtx-pro-6000", "rtx-pro-6000"), ("nvidia-rtx-pro-6000-vws", nil), ("nvidia-tesla-v100", "v100"),
            ("nvidia-tesla-p100", "p100"), ("nvidia-tesla-p4", "p4"), ("nvidia-tesla-k80", "k80"),
            ("nvidia-l4-vws", nil), ("ct5lp", nil),
        ] as [(String, String?)])
    func gpuNamesAreCanonical(_ vendor: String, name: String?) { #expect(GCPCatalog.gpuName(vendor) == name) }

    /// Pages of three, the first one empty: what is offered is the same.
    @Test(arguments: [[:], ["page": .int(3), "empty_page": .bool(true)]] as [[String: JSONValue]])
    func entries(options: [String: JSONValue]) async throws {
        let bench = try await GCPBench.make(options)
        let entries = try await bench.provider.fetchCatalog()
        #expect(try await bench.world.refusals() == [])
        #expect(bench.meter.writes == 0)
        #expect(entries == entries.sorted(by: CatalogEntry.inCatalogOrder))
        #expect(Set(entries.map { "\($0.kind) \($0.scope.text) \($0.name)" }).count == entries.count)
        func names(_ kind: CatalogEntry.Kind) -> Set<String> { Set(entries.filter { $0.kind == kind }.map(\.name)) }
        #expect(names(.region) == ["europe-west1", "us-central1", "us-west1"])
        #expect(names(.zone).count == 7)
        // Neither what is deprecated, nor a part of a GPU, nor what is none.
        #expect(names(.machineType).isDisjoint(with: ["f1-micro", "g4-standard-6", "ct5lp-hightpu-1t"]))
        #expect(names(.gpuType) == ["a100", "h100", "l4", "t4"])
        #expect(names(.diskType) == ["hyperdisk-balanced", "pd-balanced", "pd-ssd", "pd-standard"])
        #expect(names(.image).isSuperset(of: ["debian-12", "ubuntu-2404-lts-arm64", "ubuntu-2604-lts-amd64"]))

        func machine(_ name: String, _ zone: String) throws -> MachineType {
            let entry = try #require(entries.first { $0.name == name && $0.scope == .zone(zone) })
            guard case .machineType(let machine) = entry.payload else { throw WrongKind() }
            return machine
        }
        let plain = try machine("e2-standard-2", "us-central1-a")
        // 2 × 0.02181159 + 8 × 0.00292353, the newer of the two prices.
        #expect(plain.price == Money(nanos: 67_011_420))
        #expect(plain.spotPrice == Money(nanos: 20_103_440) && plain.spot && plain.architecture == "x86_64")
        #expect(try machine("e2-standard-2", "us-west1-a").price == nil)
        #expect(try machine("n2-standard-2", "us-central1-a").price == nil)
        // A quarter of a vCPU each, and a GiB.
        #expect(try machine("e2-micro", "us-central1-a").price == Money(nanos: 8_376_428))
        let l4 = try machine("g2-standard-4", "us-central1-a")
        #expect(l4.gpu == GPURequest(type: "l4", count: 1) && l4.price == Money(nanos: 706_827_240))
        // No price of its parts as spot: unknown, which is not the same as not sold.
        #expect(l4.spot && l4.spotPrice == nil)
        #expect(try machine("t2a-standard-2", "us-central1-a").architecture == "arm64")
        #expect(try machine("c4-standard-4", "us-central1-a").diskTypes == [.balanced])
        #expect(try machine("a3-highgpu-8g", "us-central1-a").localDiskGB == 6000)
        let disk = try #require(entries.first { $0.name == "pd-balanced" && $0.scope == .region("us-central1") })
        #expect(
            disk.payload
                == .diskType(
                    DiskOffer(
                        type: .balanced, perGBHour: Money(nanos: 136_986),
                        limits: Capabilities.DiskLimits(min: 10, max: 65_536, step: 1))))
        let index = CatalogIndex(provider: .gcp, entries: entries)
        #expect(index.images["ubuntu-2404-lts-arm64"]?.architecture == "arm64")
    }

    struct WrongKind: Error {}

    /// The items of such a list are a map from place to list, in which a mask without a star finds nothing.
    @Test func onlyWhatIsReadOfMachineTypesIsAskedFor() async throws {
        let bench = try await GCPBench.make()
        _ = try await bench.provider.fetchCatalog()
        let asked = try await bench.world.log().filter { $0.path.hasSuffix("/aggregated/machineTypes") }
        #expect(asked.count == 1)
        #expect(asked.first?.query["fields"]?.stringValue?.contains("items/*/machineTypes(name,") == true)
    }

    @Test(arguments: [(400, "invalidParameter"), (400, "invalid")])
    func serverThatTakesNoMaskIsAskedForEverything(status: Int, reason: String) async throws {
        let plain = try await GCPBench.make().provider.fetchCatalog()
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, path: "*/aggregated/machineTypes", status: status, body: GCPBench.envelope(status, reason)))
        #expect(try await bench.provider.fetchCatalog() == plain)
    }

    /// A day-old catalog is better than one in which a zone sells nothing.
    @Test func catalogThatLacksAZoneIsNone() async throws {
        let bench = try await GCPBench.make(["partial": .array([.string("us-central1-b")])])
        do {
            _ = try await bench.provider.fetchCatalog()
            Issue.record("it was taken for a catalog")
        } catch {
            #expect(error.kind == .transient && error.message.contains("us-central1-b"))
        }
    }

    @Test(arguments: ["regions", "zones", "global/images"])
    func plainListThatLacksSomethingIsNone(path: String) async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, path: "*/\(path)", status: 200,
                body: .object([
                    "items": .array([]), "warning": .object(["code": .string("LIST_OVERHEAD_QUOTA_EXCEED")]),
                ])))
        do {
            _ = try await bench.provider.fetchCatalog()
            Issue.record("it was taken for a catalog")
        } catch {
            #expect(error.code == "Unreachable")
        }
    }

    @Test func goesWithoutPricesWhereTheyMayNotBeRead() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, path: "/v1/services/*", status: 403,
                body: GCPBench.envelope(403, "accessNotConfigured")))
        let entries = try await bench.provider.fetchCatalog()
        #expect(entries.contains { $0.kind == .machineType })
        let priced = entries.filter {
            if case .machineType(let machine) = $0.payload { machine.price != nil } else { false }
        }
        #expect(priced == [])
    }
}
