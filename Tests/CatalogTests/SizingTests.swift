import Catalog
import Hosts
import JSON
import Testing

@Suite struct SizingTests {
    /// A small cloud: two regions, GPUs in one zone only, and a price that is not known.
    static let catalog = CatalogIndex(provider: .local, entries: entries)

    static let capabilities: Capabilities = {
        var table = Capabilities()
        table.region = .optional
        table.spot = true
        return table
    }()

    private static let entries: [CatalogEntry] = {
        func entry(_ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload) -> CatalogEntry {
            CatalogEntry(provider: .local, scope: scope, name: name, payload: payload)
        }
        func type(
            _ cpu: Int, _ ram: Int, gpu: GPURequest? = nil, _ price: String?, spot: String? = nil,
            architecture: String = "x86_64"
        ) -> CatalogEntry.Payload {
            .machineType(
                MachineType(
                    cpu: Quantity(cpu), ramGB: Quantity(ram), gpu: gpu, architecture: architecture,
                    price: price.flatMap { Money($0) }, spotPrice: spot.flatMap { Money($0) }, spot: spot != nil))
        }
        let h100 = GPURequest(type: "h100", count: 1)
        return [
            entry(.global, "r1", .region(zones: ["r1-a", "r1-b"])),
            entry(.global, "r2", .region(zones: ["r2-a"])),
            entry(.region("r1"), "small", type(2, 8, "0.10", spot: "0.03")),
            entry(.region("r1"), "small-too", type(2, 8, "0.10")),
            entry(.region("r1"), "big", type(8, 32, "0.40", spot: "0.05")),
            entry(.region("r1"), "unpriced", type(4, 16, nil)),
            entry(.region("r1"), "arm", type(8, 32, "0.01", architecture: "arm64")),
            entry(.zone("r1-b"), "gpu-1", type(16, 64, gpu: h100, "2.00")),
            entry(.zone("r1-b"), "gpu-2", type(16, 64, gpu: GPURequest(type: "h100", count: 2), "4.00")),
            entry(.zone("r1-a"), "zonal", type(3, 8, "0.20")),
            entry(.zone("r1-b"), "zonal", type(3, 8, "0.20")),
            entry(.region("r2"), "small", type(2, 8, "0.08")),
            entry(.global, "img", .image(CatalogImage(architecture: "x86_64", minDiskGB: 10))),
            entry(.global, "img-arm", .image(CatalogImage(architecture: "arm64", minDiskGB: 10))),
            entry(.region("r1"), "balanced", .diskType(DiskOffer(type: .balanced, perGBHour: Money("0.0001")))),
            entry(.region("r1"), "ssd", .diskType(DiskOffer(type: .ssd, perGBHour: Money("0.0002")))),
        ]
    }()

    typealias Edit = @Sendable (inout HostSpec) -> Void

    struct Case: Sendable, CustomTestStringConvertible {
        var what: String
        var ask: @Sendable (inout HostSpec) -> Void
        var rung: PlacementRung?
        var machine: String
        var region: String? = "r1"
        var zone: String?
        var testDescription: String { what }
    }

    @Test(arguments: [
        Case(what: "nothing asked: the smallest", ask: { $0.region = "r1" }, machine: "small"),
        Case(what: "cpu", ask: { ($0.region, $0.cpu) = ("r1", Quantity(3)) }, machine: "zonal"),
        Case(
            what: "cpu in a zone", ask: { ($0.zone, $0.cpu) = ("r1-b", Quantity(3)) }, machine: "zonal", zone: "r1-b"),
        Case(what: "ram", ask: { ($0.region, $0.ramGB) = ("r1", Quantity(9)) }, machine: "big"),
        Case(what: "the boundary fits", ask: { ($0.region, $0.cpu) = ("r1", Quantity(8)) }, machine: "big"),
        Case(
            what: "gpu only where it is", ask: { ($0.region, $0.gpu) = ("r1", GPURequest(type: "h100", count: 1)) },
            machine: "gpu-1", zone: "r1-b"),
        Case(
            what: "gpus", ask: { ($0.region, $0.gpu) = ("r1", GPURequest(type: "h100", count: 2)) },
            machine: "gpu-2", zone: "r1-b"),
        Case(
            what: "spot by spot price", ask: { ($0.region, $0.cpu, $0.pricing) = ("r1", Quantity(3), .spot) },
            machine: "big"),
        Case(what: "the image's architecture", ask: { ($0.region, $0.image) = ("r1", "img-arm") }, machine: "arm"),
        Case(what: "any region: the cheapest", ask: { $0.cpu = Quantity(2) }, machine: "small", region: "r2"),
        Case(
            what: "a rung to another region drops the zone", ask: { ($0.zone, $0.region) = ("r1-a", "r1") },
            rung: PlacementRung(region: "r2"), machine: "small", region: "r2"),
        Case(
            what: "a rung to another zone", ask: { ($0.zone, $0.cpu) = ("r1-a", Quantity(3)) },
            rung: PlacementRung(zone: "r1-b"), machine: "zonal", zone: "r1-b"),
        Case(
            what: "a named type", ask: { ($0.region, $0.machineType) = ("r1", "small-too") }, machine: "small-too"),
    ])
    func chooses(example: Case) throws {
        var spec = HostSpec(name: "h", provider: .local)
        example.ask(&spec)
        let offering = try Sizing.choose(
            for: spec, rung: example.rung, in: Self.catalog, capabilities: Self.capabilities)
        #expect(offering.machineType == example.machine)
        #expect(offering.region == example.region)
        #expect(offering.zone == example.zone)
    }

    @Test func doesNotDependOnTheOrderOfEntries() throws {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        spec.cpu = Quantity(2)
        for seed in UInt64(1)...20 {
            var random = Seeded(state: seed)
            let shuffled = CatalogIndex(provider: .local, entries: Self.entries.shuffled(using: &random))
            let offering = try Sizing.choose(for: spec, rung: nil, in: shuffled, capabilities: Self.capabilities)
            #expect(offering.machineType == "small")
        }
    }

    @Test func pricesMachineAndDisks() throws {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        spec.diskGB = 100
        spec.diskType = .ssd
        func offer() throws -> Offering {
            try Sizing.choose(for: spec, rung: nil, in: Self.catalog, capabilities: Self.capabilities)
        }
        // 0.10 + 20 GiB boot × 0.0001 + 100 GiB × 0.0002
        #expect(try offer().price == Money("0.122"))
        #expect(try offer().stoppedPrice == Money("0.022"))
        spec.pricing = .spot
        #expect(try offer().price == Money("0.052"))
        spec.storage = .ephemeral
        #expect(try offer().stoppedPrice == Money("0.002"))
        spec.storage = .persistent
        spec.diskType = .standard
        #expect(try offer().price == nil)
        #expect(try offer().stoppedPrice == nil)
        spec.diskType = .ssd
        spec.diskGB = .max
        #expect(try offer().price == nil)
        spec.diskGB = nil
        spec.machineType = "unpriced"
        spec.pricing = .onDemand
        #expect(try offer().price == nil)
        #expect(try offer().stoppedPrice == Money("0.002"))
    }

    @Test func passesOnATypeTheCatalogDoesNotKnow() throws {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        spec.machineType = "brand-new-8"
        let offering = try Sizing.choose(for: spec, rung: nil, in: Self.catalog, capabilities: Self.capabilities)
        #expect(offering.machineType == "brand-new-8")
        #expect(offering.machine == nil)
        #expect(offering.price == nil)
    }

    /// What an option puts on a machine is in no catalog: the price of the machine alone would pass a budget.
    @Test func gpusPutOnAMachineLeaveItsPriceUnknown() throws {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        spec.machineType = "small"
        var capabilities = Self.capabilities
        capabilities.optionKeys = ["accelerator"]
        let plain = try Sizing.choose(for: spec, rung: nil, in: Self.catalog, capabilities: capabilities)
        #expect(plain.machine?.price == Money("0.10"))
        spec.options = ["accelerator": .string("nvidia-tesla-t4:4")]
        let offering = try Sizing.choose(for: spec, rung: nil, in: Self.catalog, capabilities: capabilities)
        #expect(offering.machineType == "small" && offering.price == nil)
        let parts = Sizing.priceParts(
            of: plain, for: spec, rung: nil, in: Self.catalog, capabilities: capabilities)
        let compute = try #require(parts.first)
        #expect(compute.kind == .compute && compute.running == nil && compute.stopped == Money(nanos: 0))
    }

    static let missing: [(String, String, String, Edit)] = [
        ("region", "local has no region `mars`", "one of r1, r2", { $0.region = "mars" }),
        ("region", "local has no region `rr1`", "r1", { $0.region = "rr1" }),
        (
            "zone", "the zone `r2-a` is in region `r2`, not in `r1`", "one of r1-a, r1-b",
            {
                ($0.region, $0.zone) = ("r1", "r2-a")
            }
        ),
        ("zone", "local has no zone `r1-x`", "r1-a", { $0.zone = "r1-x" }),
        (
            "gpu", "local has no GPUs of type `h10`", "h100",
            {
                ($0.region, $0.gpu) = ("r1", GPURequest(type: "h10", count: 1))
            }
        ),
        (
            "gpu", "no machine type in zone `r1-a` has GPUs of type `h100`", "r1-b",
            {
                ($0.zone, $0.gpu) = ("r1-a", GPURequest(type: "h100", count: 1))
            }
        ),
        (
            "gpu", "no machine type in region `r1` has 9 × h100", "count: 2",
            {
                ($0.region, $0.gpu) = ("r1", GPURequest(type: "h100", count: 9))
            }
        ),
        (
            "cpu", "no machine type in region `r1` satisfies cpu 99", "big (8 vCPU, 32 GiB) comes closest",
            {
                ($0.region, $0.cpu) = ("r1", Quantity(99))
            }
        ),
        (
            "ram_gb", "no machine type in region `r1` satisfies cpu 2, ram_gb 99", "big (8 vCPU, 32 GiB) comes closest",
            {
                ($0.region, $0.cpu, $0.ramGB) = ("r1", Quantity(2), Quantity(99))
            }
        ),
        (
            "pricing", "gpu-1 is not offered as spot", "pricing: on_demand",
            {
                ($0.region, $0.machineType, $0.pricing) = ("r1", "gpu-1", .spot)
            }
        ),
        (
            "pricing", "nothing that satisfies 1 × h100 is offered as spot in region `r1`",
            "pricing: on_demand (gpu-1)",
            {
                ($0.region, $0.gpu, $0.pricing) = ("r1", GPURequest(type: "h100", count: 1), .spot)
            }
        ),
        ("zone", "gpu-1 is not offered in zone `r1-a`", "r1-b", { ($0.zone, $0.machineType) = ("r1-a", "gpu-1") }),
    ]

    @Test(arguments: missing)
    func explainsWhatIsMissing(key: String, message: String, suggestion: String, ask: Edit) {
        var spec = HostSpec(name: "h", provider: .local)
        ask(&spec)
        #expect(throws: Sizing.NoOffering(key: key, message: message, suggestion: suggestion)) {
            try Sizing.choose(for: spec, rung: nil, in: Self.catalog, capabilities: Self.capabilities)
        }
    }

    @Test func refusesARungThatLosesTheSize() {
        var spec = HostSpec(name: "h", provider: .gcp)
        spec.machineType = "e2-standard-8"
        let rung = PlacementRung(provider: .local)
        #expect {
            try Sizing.choose(for: spec, rung: rung, in: Self.catalog, capabilities: Self.capabilities)
        } throws: {
            ($0 as? Sizing.NoOffering)?.key == "machine_type"
        }
    }

    static let pinned: [(String, String?, Edit)] = [
        ("big", nil, { $0.cpu = Quantity(8) }),
        ("small", "cpu: 3 does not fit small (2 vCPU)", { $0.cpu = Quantity(3) }),
        ("small", "ram_gb: 8.5 does not fit small (8 GiB)", { $0.ramGB = Quantity(thousandths: 8500) }),
        ("gpu-1", "gpu: 2 × h100 does not fit gpu-1 (1 × h100)", { $0.gpu = GPURequest(type: "h100", count: 2) }),
        ("gpu-1", "gpu: none is asked for, and gpu-1 has 1 × h100", { $0.cpu = Quantity(2) }),
        ("big", "gpu: 1 × h100 does not fit big (no GPU)", { $0.gpu = GPURequest(type: "h100", count: 1) }),
        ("arm", "image: the default needs x86_64, and arm is arm64", { $0.cpu = Quantity(2) }),
        ("arm", nil, { $0.image = "img-arm" }),
        ("small", "machine_type: big is asked for, not small", { $0.machineType = "big" }),
        ("big", nil, { $0.machineType = "big" }),
        ("vanished", nil, { $0.cpu = Quantity(2) }),
        ("small", nil, { $0.region = "nowhere" }),
    ]

    @Test(arguments: pinned)
    func saysWhetherAPinnedTypeStillFits(pinned: String, reason: String?, ask: Edit) {
        var spec = HostSpec(name: "h", provider: .local)
        spec.region = "r1"
        ask(&spec)
        #expect(Sizing.misfit(machineType: pinned, for: spec, rung: nil, in: Self.catalog) == reason)
    }
}
