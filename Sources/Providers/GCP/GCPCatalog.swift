import Catalog
import Hosts
import JSON

/// Gathers what the cloud offers and makes entries of it: nothing deprecated, names short, GPU names canonical, prices
/// where they are known.
struct GCPCatalog {
    private struct Machine {
        var name: String
        var zone: String
        var machine: MachineType
        var localDiskGB: Int
    }

    private struct Image {
        var image: CatalogImage
        var created: String
    }

    private var regions: [String: [String]] = [:]
    private var zones: [String: String] = [:]
    private var machines: [Machine] = []
    private var gpus: [String: (vendor: String, zones: Set<String>)] = [:]
    private var disks: [String: (limits: Capabilities.DiskLimits?, zones: Set<String>)] = [:]
    private var images: [String: Image] = [:]

    mutating func add(region node: JSONNode) {
        guard Self.isCurrent(node), let name = node["name"]?.string else { return }
        regions[name] = (node["zones"]?.elements.compactMap(\.string) ?? []).map(GCPNames.last).sorted()
    }

    mutating func add(zone node: JSONNode) {
        guard Self.isCurrent(node), let name = node["name"]?.string,
            let region = node["region"]?.string.map(GCPNames.last) ?? GCPNames.region(ofZone: name)
        else { return }
        zones[name] = region
    }

    mutating func add(machineType node: JSONNode, in place: String? = nil) {
        guard Self.isCurrent(node), let name = node["name"]?.string,
            let zone = node["zone"]?.string.map(GCPNames.last) ?? place,
            let cpu = node["guestCpus"]?.int, let mib = node["memoryMb"]?.int, (1...100_000).contains(cpu),
            (1...1_000_000_000).contains(mib)
        else { return }
        let parsed = GCPMachineName(name)
        var gpu: GPURequest?
        if let first = node["accelerators"]?.elements.first {
            // What is no GPU has no place here, and a part of one is none that could be asked for.
            guard let type = first["guestAcceleratorType"]?.string, let known = Self.gpuName(type),
                let count = first["guestAcceleratorCount"]?.int, count > 0, !(parsed.family == "g4" && cpu < 48)
            else { return }
            gpu = GPURequest(type: known, count: count)
        }
        let architecture = node["architecture"]?.string.map { $0 == "ARM64" ? "arm64" : "x86_64" }
        let partitions = node["bundledLocalSsds"]?["partitionCount"]?.int ?? 0
        let local = max(0, min(partitions, 1000)) * (parsed.family == "z3" ? 3000 : 375)
        var machine = MachineType(
            cpu: Quantity(cpu), ramGB: Quantity(thousandths: (mib * 1000 + 512) / 1024), gpu: gpu,
            architecture: architecture ?? parsed.architecture, spot: !Self.reservedOnly.contains(parsed.family),
            onDemand: !Self.reservedOnly.contains(parsed.family) && !Self.spotOnly.contains(name),
            localDiskGB: local == 0 ? nil : local, diskTypes: Self.diskTypes(of: parsed))
        if parsed.family == "a4x" { machine.spot = false }
        machines.append(Machine(name: name, zone: zone, machine: machine, localDiskGB: local))
    }

    mutating func add(acceleratorType node: JSONNode, in place: String? = nil) {
        guard Self.isCurrent(node), let vendor = node["name"]?.string,
            let zone = node["zone"]?.string.map(GCPNames.last) ?? place,
            let name = Self.gpuName(vendor)
        else { return }
        // Of several names for one GPU the shortest is the plain one.
        let known = gpus[name]
        let shorter = known.map { vendor.utf8.count < $0.vendor.utf8.count ? vendor : $0.vendor } ?? vendor
        gpus[name] = (shorter, (known?.zones ?? []).union([zone]))
    }

    mutating func add(diskType node: JSONNode, in place: String? = nil) {
        guard Self.isCurrent(node), let name = node["name"]?.string,
            let zone = node["zone"]?.string.map(GCPNames.last) ?? place,
            ["pd-balanced", "pd-ssd", "pd-standard", "hyperdisk-balanced"].contains(name)
        else { return }
        let limits = node["validDiskSize"]?.string.flatMap(Self.limits)
        disks[name] = (disks[name]?.limits ?? limits, (disks[name]?.zones ?? []).union([zone]))
    }

    /// Keeps the newest image of each family.
    mutating func add(image node: JSONNode, of project: String) {
        guard Self.isCurrent(node), node["status"]?.string ?? "READY" == "READY", let family = node["family"]?.string
        else { return }
        let created = node["creationTimestamp"]?.string ?? node["name"]?.string ?? ""
        // The plain project's families come first; the drivers' project has some of the same names.
        if let known = images[family], known.created >= created { return }
        let isArm = node["architecture"]?.string == "ARM64" || family.hasSuffix("-arm64")
        let size = GCPWire.number(node["diskSizeGb"]) ?? 10
        images[family] = Image(
            image: CatalogImage(
                architecture: isArm ? "arm64" : "x86_64", minDiskGB: (1...10_000).contains(size) ? size : 10,
                gpuDrivers: project == GCPClient.acceleratorProject),
            created: created)
    }

    /// Everything, in catalog order.
    func entries(prices: GCPPrices) -> [CatalogEntry] {
        var out: [CatalogEntry] = []
        func add(_ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload) {
            out.append(CatalogEntry(provider: .gcp, scope: scope, name: name, payload: payload))
        }
        for (name, zones) in regions { add(.global, name, .region(zones: zones)) }
        for (name, region) in zones { add(.region(region), name, .zone(region: region)) }
        for row in machines {
            let region = zones[row.zone] ?? GCPNames.region(ofZone: row.zone) ?? ""
            add(.zone(row.zone), row.name, .machineType(Self.priced(row.machine, row.name, region, prices)))
        }
        for (name, gpu) in gpus {
            add(.global, name, .gpuType(GPUType(vendorName: gpu.vendor, memoryGB: Self.memory[name])))
        }
        for (name, image) in images { add(.global, name, .image(image.image)) }
        for (name, disk) in disks {
            guard let type = GCPMachineName.diskType(name) else { continue }
            for region in Set(disk.zones.compactMap { zones[$0] ?? GCPNames.region(ofZone: $0) }) {
                let price = prices.nanos(.disk(name), region: region, spot: false).map { Money(nanos: $0) }
                add(.region(region), name, .diskType(DiskOffer(type: type, perGBHour: price, limits: disk.limits)))
            }
        }
        return out.sorted(by: CatalogEntry.inCatalogOrder)
    }

    // MARK: Prices

    private static func priced(
        _ machine: MachineType, _ name: String, _ region: String, _ prices: GCPPrices
    ) -> MachineType {
        var machine = machine
        if machine.onDemand { machine.price = price(machine, name, region, prices, spot: false) }
        if machine.spot { machine.spotPrice = price(machine, name, region, prices, spot: true) }
        return machine
    }

    /// vCPUs × their price + GiB × theirs + GPUs + local disks; nil if any part is unknown.
    static func price(
        _ machine: MachineType, _ name: String, _ region: String, _ prices: GCPPrices, spot: Bool
    ) -> Money? {
        if let whole = prices.nanos(.machine(name), region: region, spot: spot) { return Money(nanos: whole) }
        let family = priceFamily(name)
        let shares = ["e2-micro": 250, "e2-small": 500, "e2-medium": 1000][name]
        guard let core = prices.nanos(.core(family: family), region: region, spot: spot),
            let ram = prices.nanos(.ram(family: family), region: region, spot: spot),
            var total = sum(core, shares ?? machine.cpu.thousandths, ram, machine.ramGB.thousandths)
        else { return nil }
        if let gpu = machine.gpu {
            let name = family == "a3-megagpu" ? "h100-mega" : gpu.type
            guard let one = prices.nanos(.gpu(name), region: region, spot: spot) else { return nil }
            let (all, overflow) = one.multipliedReportingOverflow(by: gpu.count)
            let (more, tooMuch) = total.addingReportingOverflow(all)
            guard !overflow, !tooMuch else { return nil }
            total = more
        }
        if let local = machine.localDiskGB {
            guard let one = prices.nanos(.localSSD, region: region, spot: spot) else { return nil }
            let (all, overflow) = one.multipliedReportingOverflow(by: local)
            let (more, tooMuch) = total.addingReportingOverflow(all)
            guard !overflow, !tooMuch else { return nil }
            total = more
        }
        return Money(nanos: total)
    }

    /// Two products of a price and thousandths, added; nil if they do not fit.
    private static func sum(_ core: Int, _ cpus: Int, _ ram: Int, _ gibibytes: Int) -> Int? {
        let (first, one) = core.multipliedReportingOverflow(by: cpus)
        let (second, two) = ram.multipliedReportingOverflow(by: gibibytes)
        let (both, three) = first.addingReportingOverflow(second)
        return one || two || three ? nil : (both + 500) / 1000
    }

    private static func priceFamily(_ name: String) -> String {
        for special in ["a3-megagpu", "a3-ultragpu"] where name.hasPrefix(special) { return special }
        return GCPMachineName(name).family
    }

    // MARK: Tables

    private static func isCurrent(_ node: JSONNode) -> Bool {
        guard let state = node["deprecated"]?["state"]?.string else { return true }
        return state == "ACTIVE"
    }

    /// `10GB-65536GB`.
    private static func limits(_ text: String) -> Capabilities.DiskLimits? {
        let parts = text.split(separator: "-").map { $0.filter(\.isNumber) }
        guard parts.count == 2, let least = Int(parts[0]), let most = Int(parts[1]), least >= 1, least <= most else {
            return nil
        }
        return Capabilities.DiskLimits(min: least, max: most, step: 1)
    }

    private static func diskTypes(of name: GCPMachineName) -> [DiskType]? {
        if name.isHyperdiskOnly { return [.balanced] }
        return name.takesStandardDisk ? nil : [.balanced, .ssd]
    }

    /// Sold only to who has a reservation.
    private static let reservedOnly: Set<String> = ["a4x"]
    /// Sold only as spot, or by flexible start.
    private static let spotOnly: Set<String> = ["a3-highgpu-1g", "a3-highgpu-2g", "a3-highgpu-4g"]

    /// The canonical name of a GPU; nil for workstation variants and for what is no GPU.
    static func gpuName(_ vendor: String) -> String? {
        guard vendor.hasPrefix("nvidia-"), !vendor.hasSuffix("-vws") else { return nil }
        return GPUName.canonical(vendor)
    }

    /// GiB of memory of one GPU, which no answer of the cloud tells.
    private static let memory = [
        "a100": 40, "a100-80gb": 80, "b200": 180, "gb200": 186, "h100": 80, "h200": 141, "k80": 12, "l4": 24,
        "p100": 16, "p4": 8, "rtx-pro-6000": 96, "t4": 16, "v100": 16,
    ]
}
