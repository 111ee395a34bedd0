import Hosts

/// What a create call is checked for.
extension LocalEngine {
    /// The answer to a token that was used before.
    static func replay(
        _ used: LocalToken, _ request: CreateRequest, _ fingerprint: String, in state: LocalState
    ) throws(ProviderError) -> LocalHost {
        guard used.request == fingerprint else {
            throw refusal(
                .conflict, "IdempotencyMismatch", "the token `\(request.token)` was used for another request")
        }
        guard let host = state.hosts[used.host] else {
            throw refusal(
                .conflict, "TokenOfDeletedHost",
                "the token `\(request.token)` made \(LocalID.host(used.host)), which was deleted")
        }
        if let failure = host.failure { throw refusal(.operationFailed, "OperationFailed", failure) }
        return host
    }

    static func existingDisk(_ request: CreateRequest, in state: LocalState) throws(ProviderError) -> LocalDisk? {
        guard let id = request.existingDataDiskID else { return nil }
        guard let number = LocalID.number(id, prefix: "disk-"), let disk = state.disks[number] else {
            throw refusal(.notFound, "DiskNotFound", "there is no disk `\(id)`")
        }
        if let host = disk.attachedTo {
            throw refusal(.conflict, "DiskInUse", "\(id) is attached to \(LocalID.host(host))")
        }
        guard request.configuration.storage == .persistent else {
            throw refusal(.invalid, "BadStorage", "\(id) cannot be the ephemeral disk of a machine")
        }
        return disk
    }

    static func machine(_ name: String) throws(ProviderError) -> LocalMachines.Row {
        guard let row = LocalCatalog.machines[name] else {
            throw refusal(.invalid, "UnknownMachineType", "there is no machine type `\(name)`")
        }
        return row
    }

    /// The zone: the one asked for, else the disk's, else the first of the region that offers the type and has it left.
    static func place(
        _ wanted: HostConfiguration, _ machine: LocalMachines.Row, disk: LocalDisk?, in state: LocalState
    ) throws(ProviderError) -> String {
        let asked = wanted.zone
        let home = asked.flatMap { zone in LocalMachines.regions.first { $0.zones.contains(zone) } }
        if let asked {
            guard let home else { throw refusal(.invalid, "UnknownZone", "there is no zone `\(asked)`") }
            guard wanted.region == nil || wanted.region == home.name else {
                throw refusal(.invalid, "ZoneNotInRegion", "`\(asked)` is in region `\(home.name)`")
            }
        }
        let regionName = wanted.region ?? home?.name ?? LocalMachines.regions.first?.name
        guard let region = home ?? LocalMachines.regions.first(where: { $0.name == regionName }) else {
            throw refusal(.invalid, "UnknownRegion", "there is no region `\(regionName ?? "")`")
        }
        if let disk, disk.zone != asked ?? disk.zone || !region.zones.contains(disk.zone) {
            throw refusal(.invalid, "DiskElsewhere", "\(disk.id) is in \(disk.zone)")
        }
        let offered = region.zones.filter { machine.zones?.contains($0) ?? true }
        if let fixed = asked ?? disk?.zone {
            guard offered.contains(fixed) else {
                throw refusal(.invalid, "NotOfferedThere", "\(machine.name) is not offered in \(fixed)")
            }
            return fixed
        }
        guard let first = offered.first else {
            throw refusal(.invalid, "NotOfferedThere", "\(machine.name) is not offered in \(region.name)")
        }
        return offered.first { hasStock(machine.name, zone: $0, in: state) } ?? first
    }

    /// Refuses what no zone could make.
    static func check(_ wanted: HostConfiguration, _ machine: LocalMachines.Row) throws(ProviderError) {
        guard let image = LocalMachines.images.first(where: { $0.name == wanted.image }) else {
            throw refusal(.invalid, "UnknownImage", "there is no image `\(wanted.image)`")
        }
        guard image.architecture == machine.machine.architecture else {
            throw refusal(
                .invalid, "ArchitectureMismatch",
                "\(image.name) runs on \(image.architecture), \(machine.name) is \(machine.machine.architecture)")
        }
        guard wanted.bootDiskGB >= image.minDiskGB, wanted.bootDiskGB <= LocalProvider.table.dataDiskGB.max else {
            throw refusal(
                .invalid, "BadBootDisk", "\(image.name) needs a boot disk of \(image.minDiskGB) GiB or more")
        }
        guard wanted.pricing == .onDemand || machine.machine.spot != nil else {
            throw refusal(.invalid, "SpotNotOffered", "\(machine.name) is not offered as spot")
        }
        guard let disk = wanted.dataDisk else { return }
        try check(diskGB: disk.sizeGB)
        guard LocalMachines.disks.contains(where: { $0.type == disk.type }) else {
            throw refusal(.invalid, "UnknownDiskType", "there is no disk type `\(disk.type.rawValue)`")
        }
    }

    static func check(diskGB: Int) throws(ProviderError) {
        let limits = LocalProvider.table.dataDiskGB
        guard (limits.min...limits.max).contains(diskGB) else {
            throw refusal(.invalid, "BadDiskSize", "a data disk has \(limits.min) to \(limits.max) GiB, not \(diskGB)")
        }
    }

    /// Refuses what is sold out.
    static func takeStock(_ machineType: String, zone: String, in state: LocalState) throws(ProviderError) {
        guard hasStock(machineType, zone: zone, in: state) else {
            throw refusal(.capacity, "STOCKOUT", "no \(machineType) left in \(zone)")
        }
    }

    private static func hasStock(_ machineType: String, zone: String, in state: LocalState) -> Bool {
        guard let draw = LocalCatalog.draws(machineType, zone: zone) else { return true }
        return state.left(draw.key) >= draw.count
    }
}
