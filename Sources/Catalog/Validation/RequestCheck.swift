import Hosts

/// A request for cpu, memory and GPUs: some machine type at the place must satisfy it, together with the image's
/// architecture, the pricing and the disk type. Where none does, the one thing to blame is found by leaving one out at a
/// time.
struct RequestCheck {
    let context: CheckContext
    let catalog: ValidationCatalog
    private var subject: Subject { context.subject }
    private var index: CatalogIndex { catalog.index }

    /// The machine type that would be chosen, and what is wrong if there is none.
    func run(at place: CheckContext.Place) -> (name: String, machine: MachineType?, faults: [Fault]) {
        if let found = choose() { return (found.name, found.machine, []) }
        return ("", nil, [blame(place)])
    }

    private func choose(_ change: (inout HostSpec) -> Void = { _ in }) -> Sizing.Match? {
        Sizing.match(for: subject.spec(change), in: index, capabilities: context.capabilities)
    }

    private func blame(_ place: CheckContext.Place) -> Fault {
        zoneFault(place) ?? imageFault(place) ?? pricingFault(place) ?? diskFault(place)
            ?? localDiskFault(place) ?? sizeFault(place)
            ?? regionFault(place)
            ?? Fault(
                .cpuUnavailable, sizeKey, "no machine type in \(context.name(of: place)) satisfies \(wish)",
                hint: onlyGPUs(place)
                    ? "the ones it lists all have GPUs: ask for `gpu`, or name a `machine_type`" : nil,
                proof: [context.row("no row has all of it")])
    }

    private func onlyGPUs(_ place: CheckContext.Place) -> Bool {
        guard subject.gpu == nil else { return false }
        return index.machines(inRegion: place.region, zone: place.zone).allSatisfy { $0.machine.gpu != nil }
    }

    private func zoneFault(_ place: CheckContext.Place) -> Fault? {
        guard subject.zone != nil, let region = place.region else { return nil }
        let zones = index.zones(in: region).filter { zone in
            choose {
                $0.region = region
                $0.zone = zone
            } != nil
        }
        guard !zones.isEmpty else { return nil }
        return Fault(
            .zoneOffer, "zone", "no machine type in \(context.name(of: place)) satisfies \(wish)", candidates: zones,
            proof: [context.row("it can be had in zones \(CheckContext.list(zones))")])
    }

    private func imageFault(_ place: CheckContext.Place) -> Fault? {
        guard let name = subject.image, let image = index.images[name], let found = choose({ $0.image = nil }),
            let machine = found.machine
        else { return nil }
        return ImageCheck.wrongArchitecture(context, name, image, found.name, machine)
    }

    private func pricingFault(_ place: CheckContext.Place) -> Fault? {
        let other: PricingModel = subject.pricing == .spot ? .onDemand : .spot
        guard other == .onDemand || context.capabilities.spot, let found = choose({ $0.pricing = other }) else {
            return nil
        }
        let how = subject.pricing == .spot ? "as spot" : "on demand"
        return Fault(
            .pricingUnsupported, "pricing",
            "nothing that satisfies \(wish) is sold \(how) in \(context.name(of: place))",
            candidates: [other.rawValue], proof: proof(found))
    }

    private func diskFault(_ place: CheckContext.Place) -> Fault? {
        guard subject.diskGB != nil, subject.storage == .persistent else { return nil }
        let others = context.capabilities.diskTypes.filter { type in
            type != subject.diskType && choose({ $0.diskType = type }) != nil
        }
        guard !others.isEmpty else { return nil }
        return Fault(
            .diskTypeMachine, "disk_type",
            "nothing that satisfies \(wish) in \(context.name(of: place)) takes \(subject.diskType.rawValue) disks",
            candidates: others.map(\.rawValue), proof: proof(choose { $0.diskType = others[0] }))
    }

    /// A disk inside the machine that is larger than any has, or that none has.
    private func localDiskFault(_ place: CheckContext.Place) -> Fault? {
        guard subject.storage == .ephemeral, let size = subject.diskGB, context.limits.localDiskIsListed,
            choose({ ($0.storage, $0.diskGB) = (.persistent, nil) }) != nil
        else { return nil }
        let message = "nothing that satisfies \(wish) in \(context.name(of: place)) has a local disk of \(size) GiB"
        let sizes = Set(
            index.machines(inRegion: place.region, zone: place.zone).compactMap(\.machine.localDiskGB))
        let most = sizes.sorted(by: >).first { most in most < size && choose { $0.diskGB = most } != nil }
        guard let most else {
            return Fault(
                .storageUnsupported, "storage", message,
                candidates: context.capabilities.persistentDisk ? ["persistent"] : [],
                proof: [context.row("none of them has local_disk_gb")])
        }
        return Fault(
            .diskSize, "disk_gb", message, fix: Fault.number(most), proof: proof(choose { $0.diskGB = most }))
    }

    /// cpu and memory: the larger of the two slips against what there is.
    private func sizeFault(_ place: CheckContext.Place) -> Fault? {
        let fewer = subject.cpu.flatMap { _ in most(\.cpu, place) { $0.cpu = nil } }
        let less = subject.ramGB.flatMap { _ in most(\.ramGB, place) { $0.ramGB = nil } }
        func share(_ asked: Quantity?, _ most: Quantity?) -> Double {
            guard let asked, let most, asked.thousandths > 0 else { return 0 }
            return Double(most.thousandths) / Double(asked.thousandths)
        }
        let cpuShare = share(subject.cpu, fewer?.amount)
        let ramShare = share(subject.ramGB, less?.amount)
        // The one that has to give way less.
        if let fewer, cpuShare >= ramShare {
            return tooLarge(.cpuUnavailable, "cpu", "vCPUs", subject.cpu, fewer, place)
        }
        if let less { return tooLarge(.ramUnavailable, "ram_gb", "GiB of memory", subject.ramGB, less, place) }
        return nil
    }

    private struct Most {
        var amount: Quantity
        var name: String
        var machine: MachineType
    }

    /// The most there is of one thing among the machines that satisfy all else.
    private func most(
        _ amount: KeyPath<MachineType, Quantity>, _ place: CheckContext.Place, without: (inout HostSpec) -> Void
    ) -> Most? {
        let request = PlaceRequest(subject.spec(without), nil)
        let architecture = request.architecture(in: index)
        let fitting = index.machines(inRegion: place.region, zone: place.zone).filter {
            request.isSold($0.machine) && request.fits($0.machine, architecture: architecture)
        }
        guard let best = fitting.max(by: { $0.machine[keyPath: amount] < $1.machine[keyPath: amount] }) else {
            return nil
        }
        return Most(amount: best.machine[keyPath: amount], name: best.name, machine: best.machine)
    }

    private func tooLarge(
        _ rule: CatalogRule, _ key: String, _ unit: String, _ asked: Quantity?, _ most: Most,
        _ place: CheckContext.Place
    ) -> Fault {
        Fault(
            rule, key, "no machine type in \(context.name(of: place)) satisfies \(wish)",
            fix: .value(most.amount.description),
            hint: "\(most.amount) \(unit) is the most there is (\(most.name))",
            proof: [context.row(context.describe(most.name, most.machine))])
    }

    private func regionFault(_ place: CheckContext.Place) -> Fault? {
        guard subject.region != nil, subject.zone == nil, let region = place.region else { return nil }
        let others = CheckContext.nearby(index.regions.filter { $0 != region }, to: region)
        let found = others.filter { other in choose { $0.region = other } != nil }
        guard !found.isEmpty else { return nil }
        return Fault(
            .regionOffer, "region", "no machine type in \(context.name(of: place)) satisfies \(wish)",
            candidates: found,
            proof: [context.row("it can be had in regions \(CheckContext.list(found))")])
    }

    private func proof(_ found: Sizing.Match?) -> [String] {
        guard let found, let machine = found.machine else { return [] }
        let place = found.region.map { " in \($0)" } ?? ""
        return [context.row(context.describe(found.name, machine) + place)]
    }

    private var sizeKey: String {
        subject.cpu != nil ? "cpu" : subject.ramGB != nil ? "ram_gb" : subject.gpu != nil ? "gpu.type" : "provider"
    }

    /// `cpu 8, ram_gb 32, 1 × h100`.
    private var wish: String {
        var parts: [String] = []
        if let cpu = subject.cpu { parts.append("cpu \(cpu)") }
        if let ram = subject.ramGB { parts.append("ram_gb \(ram)") }
        if let gpu = subject.gpu { parts.append("\(gpu.count) × \(gpu.type)") }
        return parts.isEmpty ? "the request" : parts.joined(separator: ", ")
    }
}
