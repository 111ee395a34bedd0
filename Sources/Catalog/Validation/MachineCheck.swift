import Diagnostics
import Hosts

/// A machine type by name: known, and offered where the host is put.
struct MachineCheck {
    let context: CheckContext
    let catalog: ValidationCatalog
    private var subject: Subject { context.subject }
    private var index: CatalogIndex { catalog.index }

    /// What the type has, as far as that is known, and what is wrong with it.
    /// - Parameter place: where the host is put; nil if that is not known: then only the name is checked.
    func run(_ name: String, at place: CheckContext.Place?) -> (machine: MachineType?, faults: [Fault]) {
        if let custom = CustomType(name, sizes: context.limits.customSizes) { return check(custom, name) }
        guard let machine = index.machine(name) else {
            return (nil, subject.keepsMachineType ? [] : [unknown(name, at: place)])
        }
        guard let place else { return (machine.machineType, []) }
        if let here = machine.offer(in: place.region), here.serves(place.zone) {
            return (machine.machineType(here), [])
        }
        // Without a region any will do.
        let isSomewhere = place.region == nil && !index.regions.isEmpty && !machine.offers.isEmpty
        if subject.keepsMachineType || isSomewhere { return (machine.machineType, []) }
        return (nil, [notOffered(name, machine.machineType, at: place)])
    }

    private func check(_ custom: CustomType, _ name: String) -> (machine: MachineType?, faults: [Fault]) {
        if custom.isSound { return (custom.machine, []) }
        let fault = Fault(
            .machineTypeCustom, "machine_type",
            "\(custom.family) has no custom size of \(custom.cpu) vCPU and \(custom.memoryMB) MB",
            candidates: [custom.mended.name], hint: custom.rule,
            proof: [context.fact("custom machine types \(context.limits.customFamilies.joined(separator: ", "))")])
        return (nil, [fault])
    }

    private func unknown(_ name: String, at place: CheckContext.Place?) -> Fault {
        let here = place.map { index.machines(inRegion: $0.region, zone: $0.zone) } ?? []
        let penalties = Dictionary(
            here.map { ($0.name, unlikely($0.machine)) }, uniquingKeysWith: { first, _ in first })
        var near = Suggestions.near(name, among: here.map(\.name)) { penalties[$0] ?? 0 }
        var hint: String?
        if near.isEmpty {
            near = Suggestions.near(name, among: index.table.machineTypes.map(\.name))
            if place != nil, let first = near.first {
                hint = "`\(first.name)` is the nearest name, but it is not offered in \(place.map(context.name) ?? "")"
                near = []
            }
        }
        let isTypo = near.first.map { Novelty.isSlip(name, of: $0.name, knowsFamily: knowsFamily) } ?? (hint != nil)
        let isOld = catalog.origin == .shipped && !isTypo
        if isOld {
            hint = "a type newer than the catalog is passed on as it is; berth catalog update fetches a newer one"
        }
        let age = catalog.ageDays.map { $0 == 1 ? ", 1 day old" : ", \($0) days old" } ?? ""
        return Fault(
            .machineTypeUnknown, "machine_type", "\(context.cloud) has no machine type `\(name)`",
            candidates: near.map(\.name), hint: hint,
            proof: [context.row("\(index.table.machineTypes.count) machine types\(age), none of that name")],
            severity: isOld ? .warning : .error)
    }

    private func knowsFamily(_ family: String) -> Bool {
        index.table.machineTypes.contains { Novelty.family($0.name) == family }
    }

    /// A few points against a type that the rest of the spec does not go with.
    private func unlikely(_ machine: MachineType) -> Int {
        var points = 0
        if let gpu = subject.gpu, machine.gpu != gpu { points += machine.gpu?.type == gpu.type ? 1 : 3 }
        if !machine.isSold(by: subject.pricing) { points += 1 }
        if let needed = subject.image.flatMap({ index.images[$0]?.architecture }), needed != machine.architecture {
            points += 1
        }
        return points
    }

    private func notOffered(_ name: String, _ known: MachineType, at place: CheckContext.Place) -> Fault {
        let isThis = { (machine: CatalogTable.Machine) in machine.name == name }
        let message = "\(name) is not offered in \(context.name(of: place))"
        let what = "machine_type \(name)"
        if let fault = context.otherZones(message, of: what, at: place, in: index, where: isThis) { return fault }
        let regions = CheckContext.nearby(index.regions(where: isThis), to: place.region ?? "")
        let proof = [context.row("\(what) is in regions \(CheckContext.list(regions))")]
        let closest = Suggestions.closest(
            to: known,
            among: index.machines(inRegion: place.region, zone: place.zone).filter {
                $0.machine.isSold(by: subject.pricing)
            })
        if closest.isEmpty, subject.zone == nil, subject.region != nil {
            return Fault(.regionOffer, "region", message, candidates: regions, proof: proof)
        }
        return Fault(
            .machineTypeOffer, "machine_type", message, candidates: closest,
            hint: closest.isEmpty ? "it is in \(CheckContext.list(regions))" : nil,
            proof: proof + proofOf(closest.first, at: place))
    }

    private func proofOf(_ name: String?, at place: CheckContext.Place) -> [String] {
        guard let name, let machine = index.machineType(name) else { return [] }
        return [context.row("\(context.describe(name, machine)) in \(place.zone ?? place.region ?? context.cloud)")]
    }
}
