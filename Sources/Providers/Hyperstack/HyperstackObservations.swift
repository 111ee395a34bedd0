import Hosts

/// What Hyperstack says of VMs and volumes, in the words all clouds share. Pure.
enum HyperstackObservations {
    /// A VM as an observation.
    /// - Parameter volumes: all volumes, if they were listed; a VM's own answer tells less of them.
    static func host(_ vm: HyperstackVM, volumes: [HyperstackVolume]? = nil) -> HostObservation {
        let labels = HyperstackLabels(reading: vm.labels)
        let disk = dataVolume(vm, labels, volumes)
        var extra: [String: String] = [:]
        extra[ExtraKey.environment] = vm.environment
        extra[ExtraKey.fleet] = labels.mark?.fleet
        let runtime = HostRuntime(
            instanceID: String(vm.id), cloudName: vm.name, region: vm.region, dataDiskID: disk.id.map { String($0) },
            publicIP: vm.floatingIP, extra: extra)
        let ephemeral = labels.own[HyperstackLabels.Key.storage] == StorageMode.ephemeral.rawValue
        let tells = !ephemeral && disk.isTold
        var mark = labels.mark
        // Cut off before its volume was attached, it is not the host yet: it is shown as nobody's generation, so that it
        // is not taken for done, and the create that is made again finds it by its labels and goes on.
        if disk.isMissing, vm.status != "ERROR" { mark?.generation = 0 }
        return HostObservation(
            runtime: runtime, mark: mark, status: HyperstackStatus.map(vm.status), rawStatus: vm.status,
            machineType: vm.flavor, image: labels.own[HyperstackLabels.Key.image] ?? vm.image,
            dataDisk: tells ? disk.attachedGB.map { DataDisk(sizeGB: $0, type: diskType(labels)) } : nil,
            tellsDataDisk: tells, pricing: vm.flavor.map { HyperstackFlavor.isSpot($0) ? .spot : .onDemand },
            labels: labels.user)
    }

    /// What a data disk was asked for as: the cloud has one kind for all.
    private static func diskType(_ labels: HyperstackLabels) -> DiskType {
        labels.own[HyperstackLabels.Key.diskType].flatMap(DiskType.init(rawValue:)) ?? .balanced
    }

    /// Keys of a runtime's further ids.
    enum ExtraKey {
        /// The environment the VM is in.
        static let environment = "environment"
        /// The fleet of its mark, which says whether the environment is ours.
        static let fleet = "fleet"
    }

    private struct Disk {
        var id: Int?
        /// Its size, if it is attached.
        var attachedGB: Int?
        /// Whether the answers say all there is to know.
        var isTold: Bool
        /// Whether there is one that belongs to the VM and is not attached.
        var isMissing = false
    }

    /// The data volume: the one our label names. Of a VM that we did not make it is the first attached that is not
    /// bootable; to one of ours somebody may attach what he likes, and it stays his.
    private static func dataVolume(
        _ vm: HyperstackVM, _ labels: HyperstackLabels, _ volumes: [HyperstackVolume]?
    ) -> Disk {
        let named = labels.own[HyperstackLabels.Key.data].flatMap { Int($0) }
        let attached = attachments(vm, volumes)
        let isMade = labels.own[HyperstackLabels.Key.request] != nil
        let data = attached?.first { $0.volume == named } ?? (isMade ? nil : attached?.first { !$0.bootable })
        if let data {
            let size = data.size ?? volumes?.first { $0.id == data.volume }?.size
            return Disk(id: data.volume, attachedGB: size, isTold: size != nil)
        }
        // A volume of ours that is not attached still belongs to the VM, unless it is known to be gone.
        let exists = volumes.map { all in all.contains { $0.id == named && !$0.isDeleted } } ?? true
        return Disk(
            id: exists ? named : nil, attachedGB: nil, isTold: attached != nil,
            isMissing: exists && named != nil && attached != nil)
    }

    private static func attachments(_ vm: HyperstackVM, _ volumes: [HyperstackVolume]?) -> [HyperstackAttachment]? {
        if let told = vm.attachments, !told.isEmpty { return told.sorted { $0.volume < $1.volume } }
        guard let volumes else { return vm.attachments }
        return volumes.filter { $0.instance == vm.id }.map {
            HyperstackAttachment(
                volume: $0.id, name: $0.name, size: $0.size, bootable: $0.bootable, status: $0.attachmentStatus)
        }
    }

    /// A fleet's listing.
    static func listing(
        fleet: String, vms: [HyperstackVM], volumes: [HyperstackVolume], settings: HyperstackSettings
    ) -> FleetListing {
        let hosts = vms.map { host($0, volumes: volumes) }.filter { $0.mark?.fleet == fleet && $0.status != .absent }
        var owners: [String: HostObservation] = [:]
        for seen in hosts {
            if let disk = seen.runtime.dataDiskID { owners[disk] = seen }
        }
        let disks = volumes.compactMap { volume -> DiskObservation? in
            guard !volume.isDeleted, !volume.bootable else { return nil }
            let id = String(volume.id)
            let mark =
                HyperstackLabels.mark(inLine: volume.description) ?? owners[id]?.mark
                ?? markByName(volume, fleet: fleet, settings: settings)
            guard let mark, mark.fleet == fleet else { return nil }
            let holder =
                volume.instance
                ?? vms.first { $0.attachments?.contains { $0.volume == volume.id } ?? false }?.id
            return DiskObservation(
                id: id, mark: mark, sizeGB: volume.size ?? 0, type: .balanced,
                attachedTo: holder.map { String($0) })
        }
        return FleetListing(
            hosts: hosts.sorted {
                ($0.runtime.cloudName, $0.runtime.instanceID) < ($1.runtime.cloudName, $1.runtime.instanceID)
            },
            disks: disks.sorted { $0.id < $1.id })
    }

    /// The mark of a volume whose description was lost, from its name and environment; without a lineage.
    private static func markByName(
        _ volume: HyperstackVolume, fleet: String, settings: HyperstackSettings
    ) -> HostMark? {
        guard let region = volume.region,
            volume.environment
                == HyperstackNames.environment(prefix: settings.environmentPrefix, fleet: fleet, region: region)
        else { return nil }
        var parts = volume.name.split(separator: "-", omittingEmptySubsequences: false)
        var generation = 1
        if let last = parts.last.flatMap({ Int($0) }), last > 1, parts.dropLast().last == "data" {
            generation = last
            parts.removeLast()
        }
        guard parts.count >= 3, parts.removeLast() == "data" else { return nil }
        let uid = parts.removeLast()
        guard uid.utf8.count == 8 else { return nil }
        return HostMark(
            fleet: fleet, lineage: "", host: parts.joined(separator: "-"), uid: String(uid), generation: generation)
    }
}
