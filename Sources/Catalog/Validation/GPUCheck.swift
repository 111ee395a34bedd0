import Hosts

/// GPUs: a type that the cloud has, offered at the place, in a number that machines have, and those of the machine type
/// that stands beside them.
struct GPUCheck {
    let context: CheckContext
    let catalog: ValidationCatalog
    private var subject: Subject { context.subject }
    private var index: CatalogIndex { catalog.index }

    /// What is wrong with the type itself; nil if the cloud has it.
    func unknown(_ gpu: GPURequest, at place: CheckContext.Place?) -> Fault? {
        guard context.capabilities.gpu else {
            return Fault(
                .gpuUnsupported, "gpu", "\(context.cloud) has no GPUs", fix: .note, proof: [context.fact("gpu no")])
        }
        let known = index.gpuNames
        guard !known.contains(gpu.type) else { return nil }
        let canonical = GPUName.canonical(gpu.type)
        // The same model with its memory in the name, where only that is sold.
        let sized = known.filter { $0.hasPrefix(canonical + "-") || canonical.hasPrefix($0 + "-") }
        let here = place.map { index.machines(inRegion: $0.region, zone: $0.zone) } ?? []
        let near = Suggestions.near(gpu.type, among: known) { name in
            let fits = here.contains { $0.machine.gpu.map { $0.type == name && $0.count == gpu.count } ?? false }
            return here.isEmpty || fits ? 0 : 5
        }.map(\.name)
        let first = known.contains(canonical) ? [canonical] : sized
        let candidates = first + near.filter { !first.contains($0) }
        let isPut = context.capabilities.optionKeys.contains("accelerator")
        return Fault(
            .gpuUnknown, "gpu.type", "\(context.cloud) has no GPUs of type `\(gpu.type)`", candidates: candidates,
            hint: candidates.isEmpty
                ? known.isEmpty
                    ? "it lists none"
                    : "machine types have \(CheckContext.list(known, most: 16))"
                        + (isPut ? "; others are put on an n1 type by `options: {accelerator: nvidia-tesla-t4:1}`" : "")
                : nil,
            proof: [context.row("\(known.count) GPU types, none of that name")])
    }

    /// What is wrong with a request for GPUs at a place.
    func offered(_ gpu: GPURequest, at place: CheckContext.Place) -> Fault? {
        let counts = Set(
            index.machines(inRegion: place.region, zone: place.zone).compactMap { $0.machine.gpu }
                .filter { $0.type == gpu.type }.map(\.count)
        ).sorted()
        if counts.isEmpty { return elsewhere(gpu, place) }
        guard !counts.contains(gpu.count) else { return nil }
        // The nearest that is not smaller first.
        let order = counts.filter { $0 > gpu.count } + counts.filter { $0 < gpu.count }.reversed()
        return Fault(
            .gpuCount, "gpu.count", "no machine type in \(context.name(of: place)) has \(gpu.count) × \(gpu.type)",
            fix: order.first.map { .gpuCount(type: gpu.type, $0) },
            hint: order.count > 1
                ? "there are \(counts.map { "\($0) ×" }.joined(separator: ", "))" : nil,
            proof: [
                context.row(
                    "machine types with \(gpu.type) in \(place.zone ?? place.region ?? context.cloud) have "
                        + counts.map(String.init).joined(separator: ", "))
            ])
    }

    private func elsewhere(_ gpu: GPURequest, _ place: CheckContext.Place) -> Fault {
        let hasIt = { (machine: CatalogTable.Machine) in
            machine.gpu.map { $0.type == gpu.type && $0.count >= gpu.count } ?? false
        }
        let message = "no machine type in \(context.name(of: place)) has GPUs of type `\(gpu.type)`"
        if let fault = context.otherZones(message, of: gpu.type, at: place, in: index, where: hasIt) { return fault }
        let regions = CheckContext.nearby(index.regions(where: hasIt), to: place.region ?? "")
        let proof = [context.row("\(gpu.type) is in regions \(CheckContext.list(regions))")]
        if subject.region != nil, subject.zone == nil {
            return Fault(.regionOffer, "region", message, candidates: regions, proof: proof)
        }
        if subject.region == nil, subject.zone != nil {
            let zones = regions.flatMap { index.zones(in: $0, where: hasIt) }
            return Fault(.zoneOffer, "zone", message, candidates: zones, proof: proof)
        }
        return Fault(
            .gpuOffer, "gpu.type", message, fix: nil, hint: "it is in \(CheckContext.list(regions))", proof: proof)
    }

    /// What is wrong with GPUs beside a machine type that is known; nil if it has them.
    func mismatch(_ gpu: GPURequest, _ name: String, _ machine: MachineType, at place: CheckContext.Place?) -> Fault? {
        if let has = machine.gpu, has.type == gpu.type, has.count >= gpu.count { return nil }
        let has = machine.gpu.map { "\($0.count) × \($0.type)" } ?? "no GPU"
        let here = place.map { " in \($0.zone ?? $0.region ?? context.cloud)" } ?? ""
        let proof = [context.row(context.describe(name, machine) + here)]
        let message = "\(name) has \(has), not \(gpu.count) × \(gpu.type)"
        var wanted = machine
        wanted.gpu = gpu
        let pool = place.map { index.machines(inRegion: $0.region, zone: $0.zone) } ?? []
        let closest = Suggestions.closest(
            to: wanted,
            among: pool.filter {
                $0.machine.gpu.map { $0.count >= gpu.count } ?? false && $0.machine.isSold(by: subject.pricing)
            })
        if !closest.isEmpty { return Fault(.gpuMismatch, "machine_type", message, candidates: closest, proof: proof) }
        if let own = machine.gpu, own.type == gpu.type {
            return Fault(
                .gpuMismatch, "gpu.count", message, fix: .gpuCount(type: gpu.type, own.count), proof: proof)
        }
        return Fault(
            .gpuMismatch, "gpu.type", message,
            hint: machine.gpu.map { "this machine type has \($0.type)" } ?? "name a machine type with GPUs",
            proof: proof)
    }
}
