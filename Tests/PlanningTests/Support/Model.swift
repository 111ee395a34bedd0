import Hosts
import Planning

/// A cloud and its records as plain values: carries out steps as the applier and a cloud would, and is strict about what
/// a cloud would refuse.
struct Model {
    static let lineage = "acd23ec3-1704-4f26-a518-4909cb708b9d"

    struct VM {
        var provider: ProviderID
        var seen: HostObservation
    }

    struct Disk {
        var provider: ProviderID
        var zone: String?
        var sizeGB: Int
        var type: DiskType
    }

    var records: [String: HostRecord] = [:]
    var vms: [String: VM] = [:]
    var disks: [String: Disk] = [:]
    /// What a cloud would have refused, in words.
    var refusals: [String] = []
    private var last = 0

    func observations() -> Observations {
        var out = Observations()
        for (name, record) in records {
            let seen = record.runtime.flatMap { vms[$0.instanceID] }
            out.views[name] = seen.map { .present($0.seen) } ?? .absent
        }
        for provider in ProviderID.allCases { out.disks[provider] = [] }
        for (id, disk) in disks { out.disks[disk.provider]?.insert(id) }
        out.hostsSeen = vms.count
        return out
    }

    mutating func carryOut(_ step: Step) {
        let name = step.renamedFrom ?? step.host
        last += 1
        var record = records.removeValue(forKey: name) ?? HostRecord(uid: "uid\(last)", provider: step.provider)
        for call in step.calls {
            carryOut(call, of: step, &record)
            if case .delete = call, step.action == .delete { return }
        }
        if step.action == .forget { return }
        record.protect = step.protect
        record.onDeleteDataDisk = step.onDeleteDataDisk
        record.leftRunning = step.endsRunning
        if let target = step.target { record.applied = target }
        if case .hourly(let price) = step.priceAfter, step.endsRunning { record.price = price }
        records[step.host] = record
    }

    private mutating func carryOut(_ call: PlannedCall, of step: Step, _ record: inout HostRecord) {
        if case .create = call { return create(step, &record) }
        if case .delete(let keepData) = call { return delete(keepData, &record) }
        guard let id = record.runtime?.instanceID, var vm = vms[id] else {
            refusals.append("\(step.id): \(call.text) of a VM that is not there")
            return
        }
        switch call {
        case .create, .delete: break
        case .start, .restart, .hardRestart: vm.seen.status = .running
        case .stop: vm.seen.status = .stopped
        case .resize(let type): vm.seen.machineType = type
        case .resizeDisk(let size):
            guard let disk = vm.seen.runtime.dataDiskID, let old = disks[disk]?.sizeGB, old < size else {
                refusals.append("\(step.id): a disk that cannot grow to \(size)")
                return
            }
            disks[disk]?.sizeGB = size
            vm.seen.dataDisk?.sizeGB = size
            record.applied?.dataDisk?.sizeGB = size
        case .updateMarks:
            guard let target = step.target else { return }
            vm.seen.labels = target.labels.merging(step.foreign.labels) { _, theirs in theirs }
            vm.seen.metadata = target.metadata.merging(step.foreign.metadata) { _, theirs in theirs }
            vm.seen.tags = Set(target.tags).union(step.foreign.tags).sorted()
            vm.seen.mark?.host = step.host
        }
        vms[id] = vm
    }

    private mutating func create(_ step: Step, _ record: inout HostRecord) {
        guard let place = step.candidates.first else {
            refusals.append("\(step.id): a create without a candidate")
            return
        }
        let want = place.configuration
        last += 1
        let id = "vm-\(last)"
        let zone = want.zone ?? "\(want.region ?? "r1")-a"
        var runtime = HostRuntime(
            instanceID: id, cloudName: "\(step.host)-\(record.uid)", region: want.region, zone: zone)
        var disk = want.dataDisk
        if let old = record.former?.dataDiskID {
            if let there = disks[old], there.provider == place.provider, there.zone == zone {
                disk = DataDisk(sizeGB: there.sizeGB, type: there.type)
            } else {
                refusals.append("\(step.id): \(old) cannot be attached in \(zone)")
            }
            runtime.dataDiskID = old
        } else if let disk, want.storage == .persistent {
            runtime.dataDiskID = "disk-\(last)"
            disks["disk-\(last)"] = Disk(
                provider: place.provider, zone: zone, sizeGB: disk.sizeGB, type: disk.type)
        }
        vms[id] = VM(
            provider: place.provider,
            seen: HostObservation(
                runtime: runtime,
                mark: HostMark(
                    fleet: "test", lineage: Self.lineage, host: step.host, uid: record.uid,
                    generation: record.generation),
                status: step.endsRunning ? .running : .stopped, rawStatus: "?", machineType: want.machineType,
                image: want.image, bootDiskGB: want.bootDiskGB, dataDisk: disk, tellsDataDisk: true,
                pricing: want.pricing, labels: want.labels, tags: want.tags, metadata: want.metadata))
        record.provider = place.provider
        record.runtime = runtime
        record.former = nil
        record.phase = .ready
        record.applied = want
        record.applied?.zone = zone
        record.price = place.price
        record.stoppedPrice = place.stoppedPrice
        if step.endsRunning { record.hasRun = true }
    }

    private mutating func delete(_ keepData: Bool, _ record: inout HostRecord) {
        guard let old = record.runtime ?? record.former else {
            refusals.append("a delete without ids")
            return
        }
        vms[old.instanceID] = nil
        if let disk = old.dataDiskID, !keepData { disks[disk] = nil }
        record.former = keepData && old.dataDiskID != nil ? old : nil
        record.runtime = nil
        record.generation += 1
        record.phase = .creating
    }
}
