import Catalog
import Hosts

/// Two small clouds whose rows are all in sight.
enum TestClouds {
    static let tables: [ProviderID: CatalogTable] = [.gcp: gcp, .lambda: lambda]

    private static func machine(
        _ name: String, _ cpu: Int, _ ram: Int, gpu: GPURequest? = nil, arm: Bool = false, types: [DiskType]? = nil,
        onDemand: Bool = true, spot: Bool = true, in offers: [(String, [String]?, String)]
    ) -> CatalogTable.Machine {
        CatalogTable.Machine(
            name: name, cpu: Quantity(cpu), ramGB: Quantity(ram), gpu: gpu, architecture: arm ? "arm64" : "x86_64",
            diskTypes: types, onDemand: onDemand, spot: spot,
            offers: offers.map { CatalogTable.Offer(region: $0.0, zones: $0.1, price: Money($0.2)) })
    }

    private static func gpu(_ type: String, _ count: Int) -> GPURequest { GPURequest(type: type, count: count) }

    private static let gcp = CatalogTable(
        provider: .gcp,
        regions: [
            .init(name: "us-east1", zones: ["us-east1-b", "us-east1-c"]),
            .init(name: "us-west1", zones: ["us-west1-a", "us-west1-b"]),
        ],
        diskTypes: [
            .init(name: "pd-balanced", type: .balanced, limits: .init(min: 10, max: 65_536, step: 1)),
            .init(name: "pd-ssd", type: .ssd, limits: .init(min: 10, max: 8000, step: 1)),
            .init(name: "pd-standard", type: .standard, limits: .init(min: 50, max: 1000, step: 50)),
        ],
        images: [
            .init(name: "big-image", minDiskGB: 30), .init(name: "debian-12", minDiskGB: 10),
            .init(name: "debian-12-arm64", architecture: "arm64", minDiskGB: 10),
            .init(name: "debian-west", minDiskGB: 10, regions: ["us-west1"]),
        ],
        machineTypes: [
            machine("a2-highgpu-1g", 12, 85, gpu: gpu("a100", 1), in: [("us-west1", ["us-west1-a"], "3.0")]),
            machine("c4-standard-4", 4, 15, types: [.balanced], in: [("us-west1", nil, "0.3")]),
            machine("fixed-8", 8, 32, spot: false, in: [("us-west1", nil, "0.5")]),
            machine(
                "g2-standard-24", 24, 96, gpu: gpu("l4", 2), in: [("us-east1", nil, "2.0"), ("us-west1", nil, "2.0")]),
            machine("g2-standard-4", 4, 16, gpu: gpu("l4", 1), in: [("us-west1", nil, "0.7")]),
            machine("g2-standard-48", 48, 192, gpu: gpu("l4", 4), in: [("us-west1", nil, "4.0")]),
            machine("gb-highgpu-1g", 32, 128, gpu: gpu("g-arm", 1), arm: true, in: [("us-west1", nil, "5.0")]),
            machine("n2-standard-16", 16, 64, in: [("us-west1", nil, "0.8")]),
            machine("n2-standard-4", 4, 16, in: [("us-east1", nil, "0.19"), ("us-west1", nil, "0.2")]),
            machine("n2-standard-8", 8, 32, in: [("us-west1", nil, "0.4")]),
            machine("only-spot", 4, 16, onDemand: false, in: [("us-west1", nil, "0.1")]),
            machine("t2a-standard-4", 4, 16, arm: true, in: [("us-west1", nil, "0.15")]),
        ])

    private static let lambda = CatalogTable(
        provider: .lambda, regions: [.init(name: "us-east-1")],
        machineTypes: [
            machine("gpu_1x_a10", 30, 200, gpu: gpu("a10", 1), spot: false, in: [("us-east-1", nil, "0.75")]),
            machine("gpu_1x_a80_pro", 30, 200, gpu: gpu("a80-pro", 1), spot: false, in: [("us-east-1", nil, "0.8")]),
            machine("cpu_4x", 4, 16, spot: false, in: [("us-east-1", nil, "0.2")]),
        ].sorted { $0.name < $1.name })
}
