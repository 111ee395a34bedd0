import Hosts

/// Disks: the boot disk's limits, and the data disk's storage mode, type, size and step.
struct DiskCheck {
    let context: CheckContext
    private var subject: Subject { context.subject }
    private var capabilities: Capabilities { context.capabilities }
    /// The type as the catalog lists it.
    private var listedType: DiskType { listed(subject.diskType) }

    /// What the cloud's table says against the boot disk.
    func bootDisk(_ size: Int) -> Fault? {
        guard let limits = context.limits.bootDiskGB else {
            return Fault(
                .bootDiskUnsupported, "boot_disk_gb", "\(context.cloud) sizes the boot disk by the machine type",
                fix: .value("null"), hint: "leave it out", proof: [context.fact("boot disk size fixed")])
        }
        guard size < limits.min || size > limits.max else { return nil }
        return Fault(
            .bootDiskSize, "boot_disk_gb",
            "a boot disk on \(context.cloud) has \(limits.min) to \(limits.max) GiB, not \(size)",
            fix: Fault.number(size < limits.min ? limits.min : limits.max),
            proof: [context.fact("boot disk \(limits.min) to \(limits.max) GiB")])
    }

    /// What is wrong with the data disk.
    /// - Parameters:
    ///   - name: the machine type, named or chosen; nil if there is none to check with.
    ///   - machine: what it has.
    func dataDisk(on name: String?, _ machine: MachineType?) -> Fault? {
        if let fault = mode(on: name, machine) { return fault }
        if subject.storage == .ephemeral { return localDisk(on: name, machine) }
        return type(on: name, machine) ?? subject.diskGB.flatMap { size($0) }
    }

    private func mode(on name: String?, _ machine: MachineType?) -> Fault? {
        switch subject.storage {
        case .persistent:
            guard subject.diskGB != nil, !capabilities.persistentDisk else { return nil }
            guard capabilities.ephemeralDisk else { return noDisks }
            return Fault(
                .diskUnsupported, "storage", "\(context.cloud) has no data disks that outlive their VM",
                fix: .value("ephemeral"), proof: [context.fact("persistent_disk no")])
        case .ephemeral:
            if !capabilities.ephemeralDisk, !capabilities.persistentDisk {
                // Without a size it says what is so: what the machine brings ends with it.
                return subject.diskGB == nil ? nil : noDisks
            }
            guard capabilities.ephemeralDisk else {
                return Fault(
                    .storageUnsupported, "storage", "\(context.cloud) has no disks inside its machines",
                    candidates: ["persistent"], proof: [context.fact("ephemeral_disk no")])
            }
            guard context.limits.localDiskIsListed, let name, let machine, machine.localDiskGB == nil,
                context.catalog?.index.machineType(name) != nil
            else { return nil }
            return Fault(
                .storageUnsupported, "storage", "\(name) has no local disk",
                candidates: capabilities.persistentDisk ? ["persistent"] : [],
                proof: [context.row("machine_type \(name) has no local_disk_gb")])
        }
    }

    /// A size on a cloud whose machines have the disk they come with, and no other.
    private var noDisks: Fault {
        Fault(
            .diskUnsupported, "disk_gb", "\(context.cloud) has no data disks: a machine has the disk of its type",
            fix: .value("null"), hint: "leave it out",
            proof: [context.fact("persistent_disk no, ephemeral_disk no")])
    }

    private func localDisk(on name: String?, _ machine: MachineType?) -> Fault? {
        guard let size = subject.diskGB, let name, let most = machine?.localDiskGB, size > most else { return nil }
        return Fault(
            .diskSize, "disk_gb", "\(name) has a local disk of \(most) GiB, not \(size)", fix: Fault.number(most),
            proof: [context.row("machine_type \(name) has local_disk_gb \(most)")])
    }

    private func type(on name: String?, _ machine: MachineType?) -> Fault? {
        if let fault = unknownType { return fault }
        guard subject.diskGB != nil, subject.machineType != nil, let name, let takes = machine?.diskTypes,
            !takes.contains(listedType)
        else { return nil }
        let names = takes.map(\.rawValue)
        return Fault(
            .diskTypeMachine, "disk_type", "\(name) takes no \(subject.diskType.rawValue) disks", candidates: names,
            proof: [context.row("machine_type \(name) takes disk_types \(names.joined(separator: ", "))")])
    }

    private func listed(_ type: DiskType) -> DiskType { context.limits.diskTypeMeaning[type] ?? type }

    /// What is wrong with the disk type itself; nil if the cloud has it.
    private var unknownType: Fault? {
        let inCatalog = context.catalog?.diskTypes ?? []
        // Where table and catalog share no word, the table holds: it is what the adapter goes by.
        let isListed =
            inCatalog.contains(listed(subject.diskType))
            || !capabilities.diskTypes.contains { inCatalog.contains(listed($0)) }
        if isListed, capabilities.diskTypes.contains(subject.diskType) { return nil }
        let shared = capabilities.diskTypes.filter { inCatalog.contains(listed($0)) }
        let types = shared.isEmpty ? capabilities.diskTypes : shared
        let names = types.map(\.rawValue).joined(separator: ", ")
        return Fault(
            .diskTypeUnsupported, "disk_type",
            types.isEmpty
                ? "\(context.cloud) has no disk types to choose"
                : "\(context.cloud) has no \(subject.diskType.rawValue) disks",
            candidates: types.map(\.rawValue), fix: types.isEmpty ? .note : nil,
            proof: [
                shared.isEmpty
                    ? context.fact("disk_types \(names.isEmpty ? "-" : names)") : context.row("disk_types \(names)")
            ])
    }

    private func size(_ size: Int) -> Fault? {
        let type = subject.diskType
        let row = context.catalog?.diskLimits[listedType]
        let limits = row ?? context.limits.diskGB[listedType] ?? capabilities.dataDiskGB
        let step = max(1, limits.step)
        if limits.min <= size, size <= limits.max, size % step == 0 { return nil }
        let words = "\(limits.min) to \(limits.max) GiB" + (step > 1 ? " in steps of \(step)" : "")
        let proof =
            row != nil
            ? context.row("disk_type \(listedType.rawValue) has \(words)")
            : context.fact("\(type.rawValue) disk \(words)")
        guard limits.min <= size, size <= limits.max else {
            let low = (max(1, limits.min) + step - 1) / step * step
            let high = limits.max / step * step
            return Fault(
                .diskSize, "disk_gb",
                "a \(type.rawValue) disk on \(context.cloud) has \(words), not \(size)",
                fix: Fault.number(size < limits.min ? low : high), proof: [proof])
        }
        guard size % step != 0 else { return nil }
        let below = size / step * step
        let sizes = [below + step, below].filter { $0 >= limits.min && $0 <= limits.max }
        return Fault(
            .diskStep, "disk_gb",
            "a \(type.rawValue) disk on \(context.cloud) comes in steps of \(step) GiB, not \(size)",
            fix: sizes.first.map(Fault.number),
            hint: sizes.count > 1 ? "or `\(sizes[1])`" : nil, proof: [proof])
    }
}
