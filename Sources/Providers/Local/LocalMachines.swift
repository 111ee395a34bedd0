import Hosts

/// The Local cloud's price list: all that it offers, in one table.
enum LocalMachines {
    struct Row: Sendable {
        var name: String
        var machine: MachineShape
        /// Nil: every zone.
        var zones: [String]?
    }

    /// Sizes of a machine with prices per hour in `local`.
    struct MachineShape: Sendable {
        var cpu: Int
        var ramGB: Int
        var gpu: GPURequest?
        var architecture: String
        var price: String
        var spot: String?
    }

    /// Regions with their zones.
    static let regions: [(name: String, zones: [String])] = [
        ("local", ["local-a", "local-b", "local-c"]),
        ("local-2", ["local-2-a", "local-2-b"]),
    ]

    /// Prices in `local-2` are this many percent of those in `local`.
    static let percentInSecondRegion = 110

    /// Machine types. Where one is offered in some zones only, they are named.
    static let rows: [Row] = [
        plain("standard-1", cpu: 1, ramGB: 4, "0.034", spot: "0.011"),
        plain("standard-2", cpu: 2, ramGB: 8, "0.067", spot: "0.021"),
        plain("standard-4", cpu: 4, ramGB: 16, "0.134", spot: "0.042"),
        plain("standard-8", cpu: 8, ramGB: 32, "0.268", spot: "0.084"),
        plain("standard-16", cpu: 16, ramGB: 64, "0.536", spot: "0.168"),
        plain("standard-32", cpu: 32, ramGB: 128, "1.072", spot: "0.336"),
        plain("standard-64", cpu: 64, ramGB: 256, "2.144", spot: nil),
        plain("highmem-2", cpu: 2, ramGB: 16, "0.09", spot: "0.028"),
        plain("highmem-4", cpu: 4, ramGB: 32, "0.181", spot: "0.056"),
        plain("highmem-8", cpu: 8, ramGB: 64, "0.362", spot: "0.113"),
        plain("highmem-16", cpu: 16, ramGB: 128, "0.723", spot: "0.226"),
        plain("highmem-32", cpu: 32, ramGB: 256, "1.447", spot: nil),
        arm("arm-2", cpu: 2, ramGB: 8, "0.054", spot: "0.017"),
        arm("arm-4", cpu: 4, ramGB: 16, "0.108", spot: "0.034"),
        arm("arm-8", cpu: 8, ramGB: 32, "0.216", spot: "0.068"),
        arm("arm-16", cpu: 16, ramGB: 64, "0.432", spot: "0.136"),
        gpu("l4", 1, cpu: 8, ramGB: 32, "0.71", spot: "0.28"),
        gpu("l4", 2, cpu: 16, ramGB: 64, "1.42", spot: "0.56"),
        gpu("l4", 4, cpu: 32, ramGB: 128, "2.84", spot: "1.12"),
        gpu("a100", 1, cpu: 12, ramGB: 85, "2.93", spot: "1.15", zones: ["local-a", "local-b"]),
        gpu("a100", 2, cpu: 24, ramGB: 170, "5.86", spot: "2.3", zones: ["local-a", "local-b"]),
        gpu("a100", 4, cpu: 48, ramGB: 340, "11.72", spot: "4.6", zones: ["local-a", "local-b"]),
        gpu("a100", 8, cpu: 96, ramGB: 680, "23.44", spot: nil, zones: ["local-a", "local-b"]),
        gpu("h100", 1, cpu: 26, ramGB: 225, "2.49", spot: "1.49", zones: ["local-b", "local-2-a"]),
        gpu("h100", 2, cpu: 52, ramGB: 450, "4.98", spot: "2.98", zones: ["local-b", "local-2-a"]),
        gpu("h100", 4, cpu: 104, ramGB: 900, "9.96", spot: nil, zones: ["local-b", "local-2-a"]),
        gpu("h100", 8, cpu: 208, ramGB: 1800, "19.92", spot: nil, zones: ["local-b"]),
    ]

    /// GPUs a zone has in all; a type and zone not named here never run out.
    static let stock: [(zone: String, gpu: String, count: Int)] = [
        ("local-a", "a100", 16),
        ("local-b", "a100", 8),
        ("local-b", "h100", 16),
        ("local-2-a", "h100", 64),
    ]

    /// Disk types with their price per GiB and hour in `local`.
    static let disks: [(type: DiskType, price: String)] = [
        (.ssd, "0.000233"),
        (.balanced, "0.000137"),
        (.standard, "0.000055"),
    ]

    /// Images with the architecture they run on and the smallest boot disk in GiB.
    static let images: [(name: String, architecture: String, minDiskGB: Int)] = [
        ("debian-12", "x86_64", 10),
        ("debian-12-arm64", "arm64", 10),
        ("ubuntu-24.04-lts", "x86_64", 10),
        ("ubuntu-24.04-lts-arm64", "arm64", 10),
        ("ubuntu-24.04-lts-gpu", "x86_64", 30),
    ]

    private static func plain(_ name: String, cpu: Int, ramGB: Int, _ price: String, spot: String?) -> Row {
        let shape = MachineShape(cpu: cpu, ramGB: ramGB, gpu: nil, architecture: "x86_64", price: price, spot: spot)
        return Row(name: name, machine: shape, zones: nil)
    }

    private static func arm(_ name: String, cpu: Int, ramGB: Int, _ price: String, spot: String?) -> Row {
        let shape = MachineShape(cpu: cpu, ramGB: ramGB, gpu: nil, architecture: "arm64", price: price, spot: spot)
        return Row(name: name, machine: shape, zones: nil)
    }

    private static func gpu(
        _ type: String, _ count: Int, cpu: Int, ramGB: Int, _ price: String, spot: String?, zones: [String]? = nil
    ) -> Row {
        let gpus = GPURequest(type: type, count: count)
        let shape = MachineShape(cpu: cpu, ramGB: ramGB, gpu: gpus, architecture: "x86_64", price: price, spot: spot)
        return Row(name: "gpu-\(type)-\(count)", machine: shape, zones: zones)
    }
}
