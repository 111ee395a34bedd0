import Catalog
import Hosts
import Testing

/// What a cloud sells in one way only, and disks that only some machines take.
@Suite struct SizingLimitsTests {
    static let catalog: CatalogIndex = {
        func machine(
            _ name: String, _ cpu: Int, price: String? = nil, spotPrice: String? = nil, disks: [DiskType]? = nil
        ) -> CatalogTable.Machine {
            .init(
                name: name, cpu: Quantity(cpu), ramGB: Quantity(cpu * 4), diskTypes: disks, onDemand: price != nil,
                spot: spotPrice != nil,
                offers: [
                    .init(region: "r1", price: price.flatMap { Money($0) }, spotPrice: spotPrice.flatMap { Money($0) })
                ])
        }
        return CatalogIndex(
            CatalogTable(
                provider: .gcp, regions: [.init(name: "r1", zones: ["r1-a"])],
                machineTypes: [
                    machine("any", 8, price: "0.8", spotPrice: "0.3"),
                    machine("leftover", 16, spotPrice: "0.1"),
                    machine("new", 4, price: "0.2", spotPrice: "0.2", disks: [.balanced]),
                ]))
    }()

    static func spec(_ edit: (inout HostSpec) -> Void) -> HostSpec {
        var spec = HostSpec(name: "h", provider: .gcp)
        spec.region = "r1"
        edit(&spec)
        return spec
    }

    static func choose(_ spec: HostSpec) throws(Sizing.NoOffering) -> String {
        try Sizing.choose(for: spec, rung: nil, in: catalog, capabilities: Capabilities()).machineType
    }

    typealias Edit = @Sendable (inout HostSpec) -> Void

    static let choices: [(machine: String, ask: Edit)] = [
        ("new", { $0.cpu = Quantity(2) }),
        ("leftover", { ($0.cpu, $0.pricing) = (Quantity(2), .spot) }),
        ("new", { ($0.cpu, $0.diskGB, $0.diskType) = (Quantity(2), 10, .balanced) }),
        ("any", { ($0.cpu, $0.diskGB, $0.diskType) = (Quantity(2), 10, .ssd) }),
        // A disk inside the machine, or none at all, has no type to take.
        ("new", { ($0.cpu, $0.diskGB, $0.diskType, $0.storage) = (Quantity(2), 10, .ssd, .ephemeral) }),
        ("new", { ($0.cpu, $0.diskType) = (Quantity(2), .ssd) }),
        ("any", { ($0.machineType, $0.diskGB, $0.diskType) = ("any", 10, .ssd) }),
        ("leftover", { ($0.machineType, $0.pricing) = ("leftover", .spot) }),
    ]

    @Test(arguments: choices)
    func takesWhatIsSold(choice: (machine: String, ask: Edit)) throws {
        #expect(try Self.choose(Self.spec(choice.ask)) == choice.machine)
    }

    static let refusals: [(refusal: Sizing.NoOffering, ask: Edit)] = [
        (
            .init(key: "pricing", message: "leftover is not sold on demand", suggestion: "pricing: spot"),
            { $0.machineType = "leftover" }
        ),
        (
            .init(
                key: "pricing", message: "nothing that satisfies cpu 16 is sold on demand in region `r1`",
                suggestion: "pricing: spot (leftover)"), { $0.cpu = Quantity(16) }
        ),
        (
            .init(key: "disk_type", message: "new takes no ssd disks", suggestion: "balanced"),
            { ($0.machineType, $0.diskGB, $0.diskType) = ("new", 10, .ssd) }
        ),
    ]

    @Test(arguments: refusals)
    func saysWhyNot(refusal: (refusal: Sizing.NoOffering, ask: Edit)) {
        #expect(throws: refusal.refusal) { try Self.choose(Self.spec(refusal.ask)) }
    }

    @Test func saysThatTheDiskIsInTheWay() throws {
        let only = CatalogIndex(
            CatalogTable(
                provider: .gcp, regions: Self.catalog.table.regions,
                machineTypes: Self.catalog.table.machineTypes.filter { $0.name == "new" }))
        let spec = Self.spec { ($0.cpu, $0.diskGB, $0.diskType) = (Quantity(2), 10, .ssd) }
        #expect(
            throws: Sizing.NoOffering(
                key: "disk_type", message: "nothing that satisfies cpu 2 in region `r1` takes ssd disks",
                suggestion: "balanced")
        ) { try Sizing.choose(for: spec, rung: nil, in: only, capabilities: Capabilities()) }
    }

    @Test func aDiskThatRunsIsNoMisfit() {
        let spec = Self.spec { ($0.cpu, $0.diskGB, $0.diskType) = (Quantity(2), 10, .ssd) }
        func misfit(_ has: DiskType?) -> String? {
            Sizing.misfit(machineType: "new", for: spec, rung: nil, in: Self.catalog, diskType: has)
        }
        #expect(misfit(nil) == nil)
        #expect(misfit(.ssd) == nil)
        #expect(misfit(.balanced) == "disk_type: ssd disks do not fit new")
    }
}
