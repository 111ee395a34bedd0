import Diagnostics
import Hosts

/// Says why sizing found nothing, and what comes closest. Built only once something has failed, so it may search.
struct Explanation {
    var request: PlaceRequest
    var catalog: CatalogIndex

    func badRegion(_ region: String) -> Sizing.NoOffering {
        .init(
            key: "region", message: "\(catalog.provider.rawValue) has no region `\(region)`",
            suggestion: Spelling.nearest(to: region, among: catalog.regions) ?? Self.list(catalog.regions))
    }

    func badZone(_ zone: String) -> Sizing.NoOffering {
        if let home = catalog.region(ofZone: zone), let region = request.region {
            return .init(
                key: "zone", message: "the zone `\(zone)` is in region `\(home)`, not in `\(region)`",
                suggestion: Self.list(catalog.zones(in: region)))
        }
        let near = request.region.map { catalog.zones(in: $0) } ?? catalog.zones
        return .init(
            key: "zone", message: "\(catalog.provider.rawValue) has no zone `\(zone)`",
            suggestion: Spelling.nearest(to: zone, among: near) ?? Self.list(near))
    }

    /// A type the catalog has, but not at the place asked for.
    func whyNotThere(_ name: String) -> Sizing.NoOffering {
        let zones = zones { $0 == name }
        return .init(
            key: request.zone == nil ? "region" : "zone",
            message: "\(name) is not offered in \(place)",
            suggestion: zones.first)
    }

    /// Why no machine type satisfies the request: the first of zone, pricing, GPU, cpu and ram that alone rules all out.
    func whyNothingFits() -> Sizing.NoOffering {
        if let gpu = request.gpu, let answer = gpuFault(gpu) { return answer }
        if let zone = request.zone {
            var anywhere = self
            anywhere.request.zone = nil
            if let name = anywhere.fitting().first {
                return .init(
                    key: "zone", message: "no machine type in `\(zone)` satisfies \(wish)",
                    suggestion: anywhere.zones { $0 == name }.first)
            }
        }
        if let answer = diskFault() ?? pricingFault() { return answer }
        return sizeFault()
    }

    /// Whether something would fit if the data disk were of another type.
    private func diskFault() -> Sizing.NoOffering? {
        guard let type = request.diskType else { return nil }
        var other = self
        other.request.diskType = nil
        guard let name = other.fitting().first else { return nil }
        return .init(
            key: "disk_type", message: "nothing that satisfies \(wish) in \(place) takes \(type.rawValue) disks",
            suggestion: catalog.machine(name)?.diskTypes?.first?.rawValue)
    }

    /// Whether something would fit under the other pricing model.
    private func pricingFault() -> Sizing.NoOffering? {
        if request.pricing == .onDemand {
            var spot = self
            spot.request.pricing = .spot
            return spot.fitting().first.map { name in
                .init(
                    key: "pricing", message: "nothing that satisfies \(wish) is sold on demand in \(place)",
                    suggestion: "pricing: spot (\(name))")
            }
        } else {
            var onDemand = self
            onDemand.request.pricing = .onDemand
            if let name = onDemand.fitting().first {
                return .init(
                    key: "pricing", message: "nothing that satisfies \(wish) is offered as spot in \(place)",
                    suggestion: "pricing: on_demand (\(name))")
            }
        }
        return nil
    }

    /// Why a machine does not satisfy the request.
    func misfit(_ name: String, _ machine: MachineType) -> String {
        if request.gpu?.type != machine.gpu?.type || (request.gpu?.count ?? 0) > (machine.gpu?.count ?? 0) {
            let has = machine.gpu.map { "\($0.count) × \($0.type)" } ?? "no GPU"
            guard let gpu = request.gpu else { return "gpu: none is asked for, and \(name) has \(has)" }
            return "gpu: \(gpu.count) × \(gpu.type) does not fit \(name) (\(has))"
        }
        if let cpu = request.cpu, machine.cpu < cpu { return "cpu: \(cpu) does not fit \(name) (\(machine.cpu) vCPU)" }
        if let ram = request.ramGB, machine.ramGB < ram {
            return "ram_gb: \(ram) does not fit \(name) (\(machine.ramGB) GiB)"
        }
        if let type = request.diskType, !request.takesDisk(machine) {
            return "disk_type: \(type.rawValue) disks do not fit \(name)"
        }
        let needed = request.architecture(in: catalog)
        return "image: \(request.image ?? "the default") needs \(needed), and \(name) is \(machine.architecture)"
    }

    private func gpuFault(_ gpu: GPURequest) -> Sizing.NoOffering? {
        let counts = rows.compactMap { $0.machine.gpu }.filter { $0.type == gpu.type }.map(\.count)
        guard let most = counts.max() else {
            let here = Set(rows.compactMap { $0.machine.gpu?.type })
            let known = Set(catalog.table.machineTypes.compactMap { $0.gpu?.type })
            if known.contains(gpu.type) {
                return .init(
                    key: "gpu", message: "no machine type in \(place) has GPUs of type `\(gpu.type)`",
                    suggestion: zones { catalog.machine($0)?.gpu?.type == gpu.type }.first)
            }
            return .init(
                key: "gpu", message: "\(catalog.provider.rawValue) has no GPUs of type `\(gpu.type)`",
                suggestion: Spelling.nearest(to: gpu.type, among: known)
                    ?? Self.list((here.isEmpty ? known : here).sorted(by: CatalogEntry.precedes)))
        }
        guard gpu.count > most else { return nil }
        return .init(
            key: "gpu", message: "no machine type in \(place) has \(gpu.count) × \(gpu.type)",
            suggestion: "count: \(most)")
    }

    private func sizeFault() -> Sizing.NoOffering {
        let architecture = request.architecture(in: catalog)
        let close = rows.filter { $0.machine.gpu?.type == request.gpu?.type && $0.machine.architecture == architecture }
        let largest = close.max {
            ($0.machine.cpu, $0.machine.ramGB, $1.name) < ($1.machine.cpu, $1.machine.ramGB, $0.name)
        }
        let mostCPU = close.map(\.machine.cpu).max()
        let key =
            (request.cpu ?? Quantity(0)) > (mostCPU ?? Quantity(0)) ? "cpu" : request.ramGB == nil ? "cpu" : "ram_gb"
        return .init(
            key: close.isEmpty && request.image != nil ? "image" : key,
            message: "no machine type in \(place) satisfies \(wish)",
            suggestion: largest.map { "\($0.name) (\($0.machine.cpu) vCPU, \($0.machine.ramGB) GiB) comes closest" })
    }

    /// `region local`, `zone local-a`, or the cloud's name.
    private var place: String {
        if let zone = request.zone { return "zone `\(zone)`" }
        if let region = request.region { return "region `\(region)`" }
        return catalog.provider.rawValue
    }

    /// `cpu 8, ram_gb 32, 1 × h100`.
    private var wish: String {
        var parts: [String] = []
        if let cpu = request.cpu { parts.append("cpu \(cpu)") }
        if let ram = request.ramGB { parts.append("ram_gb \(ram)") }
        if let gpu = request.gpu { parts.append("\(gpu.count) × \(gpu.type)") }
        let architecture = request.architecture(in: catalog)
        if architecture != "x86_64" { parts.append(architecture) }
        return parts.isEmpty ? "the request" : parts.joined(separator: ", ")
    }

    /// The offers of the place asked for.
    private var rows: [Market.Row] {
        let markets = request.region == nil ? catalog.markets : catalog.market(request.region).map { [$0] } ?? []
        return markets.flatMap { $0.rows(.price) }.filter { $0.serves(request.zone) }
    }

    private func fitting() -> [String] {
        let architecture = request.architecture(in: catalog)
        return rows.filter {
            request.isSold($0.machine) && request.fits($0.machine, architecture: architecture)
        }.map(\.name)
    }

    /// Zones (or regions, where a type is not bound to a zone) that have a type, those of the region asked for first.
    private func zones(where suits: (String) -> Bool) -> [String] {
        var out: [String] = []
        let others = catalog.regions.filter { $0 != request.region }
        for region in [request.region].compactMap({ $0 }) + others {
            guard let market = catalog.market(region) else { continue }
            for row in market.rows(.price) where suits(row.name) {
                out.append(contentsOf: row.zones ?? (region == request.region ? [] : [region]))
            }
        }
        return out
    }

    private static func list(_ names: [String]) -> String? {
        names.isEmpty ? nil : "one of " + names.prefix(12).joined(separator: ", ")
    }
}
