import Catalog
import Diagnostics
import Hosts

/// Bringing one recorded host to what its spec says.
extension FleetPlanning {
    mutating func converge(_ spec: HostSpec, _ record: HostRecord, recordName: String) {
        let view = view(recordName, record)
        switch view {
        case .unobserved:
            totals.unchanged(record, view, gpus: gpus(record))
        case .doubled(let all):
            ask(
                spec.name, .doubled,
                "\(all.count) VMs carry its mark: \(all.map(\.runtime.instanceID).sorted().joined(separator: ", "))",
                answers: ["delete the one that is not wanted in the cloud's console, then plan again"])
            totals.unchanged(record, view, gpus: gpus(record))
        case .absent where record.runtime == nil:
            create(
                spec, record: record, recordName: recordName,
                reason: Reason(.interrupted, "finishes an interrupted create", at: place(spec.name)))
        case .absent where record.phase == .deleting || record.phase == .replacing:
            create(
                spec, record: record, recordName: recordName,
                reason: Reason(.interrupted, "its delete had begun before it was wanted again", at: place(spec.name)))
        case .absent: vanished(spec, record, recordName: recordName)
        case .present(let seen): converge(spec, record, seen, recordName: recordName)
        }
    }

    private mutating func vanished(_ spec: HostSpec, _ record: HostRecord, recordName: String) {
        if input.request.recreate.contains(spec.name) {
            create(
                spec, record: record, recordName: recordName, reason: Reason(.recreateAsked, "asked for by --recreate"))
            return
        }
        totals.unchanged(record, .absent, gpus: gpus(record))
        let provider = record.provider.rawValue
        ask(
            spec.name, .vanished,
            "\(provider) says \(record.runtime?.instanceID ?? "its VM") is gone, and Berth did not delete it",
            answers: [
                "--recreate \(spec.name)    makes it anew",
                "remove it from the specs    drops the record and its disks",
            ])
    }

    private mutating func converge(
        _ spec: HostSpec, _ record: HostRecord, _ seen: HostObservation, recordName: String
    ) {
        let view = HostView.present(seen)
        let desired: DesiredHost
        do throws(Sizing.NoOffering) {
            let rung = DesiredHost.rung(of: spec, record: record)
            desired = try DesiredHost(spec, rung: rung, record: record, input: input)
        } catch {
            noOffering(spec, error)
            totals.unchanged(record, view, gpus: gpus(record))
            return
        }
        var diff = HostDiff(
            spec: spec, desired: desired, record: record, seen: seen, capabilities: capabilities(record.provider),
            sources: input.fleet.sources, replaceAsked: input.request.replace.contains(spec.name))
        plan.drift.append(contentsOf: diff.drift)
        plan.pending.append(contentsOf: diff.pending)
        plan.problems.append(contentsOf: diff.problems)
        if recordName != spec.name {
            diff.changes.insert(
                FieldChange("name", before: recordName, after: spec.name, source: place(spec.name)), at: 0)
            if capabilities(record.provider).labels { diff.updatesMarks = true }
        } else if capabilities(record.provider).labels, let mark = seen.mark, mark.host != spec.name {
            // The VM was renamed in the record, and the call that should have told the cloud did not get there.
            diff.changes.insert(
                FieldChange("name", before: mark.host, after: spec.name, source: place(spec.name)), at: 0)
            diff.updatesMarks = true
        }
        if seen.status == .error, !input.request.replace.contains(spec.name) {
            ask(
                spec.name, .unhealthy,
                "\(record.provider.rawValue) says \(seen.runtime.instanceID) failed (\(seen.rawStatus)); it is kept",
                answers: ["--replace \(spec.name)    makes it anew", "remove it from the specs    deletes it"])
            totals.unchanged(record, view, gpus: gpus(record))
            return
        }
        if diff.problems.contains(where: { $0.severity == .error }) {
            totals.unchanged(record, view, gpus: gpus(record))
        } else if diff.mustReplace || input.request.replace.contains(spec.name) {
            replace(spec, record, seen, desired, diff, recordName: recordName)
        } else {
            change(spec, record, seen, desired, diff, recordName: recordName)
        }
    }

    /// Everything that keeps the VM: marks, machine type, disk, power.
    private mutating func change(
        _ spec: HostSpec, _ record: HostRecord, _ seen: HostObservation, _ desired: DesiredHost, _ diff: HostDiff,
        recordName: String
    ) {
        let power = PowerChange(
            spec: spec, record: record, seen: seen, capabilities: capabilities(record.provider), today: input.today)
        if power.cannotStop {
            ask(
                spec.name, .expired, "it expired on \(spec.expires?.description ?? "its day"), and cannot be stopped",
                answers: ["remove it from the specs    deletes it"])
        }
        // Most hosts of most plans end here, before anything is worked out for a step.
        guard !diff.changes.isEmpty || diff.updatesMarks || power.changes else {
            totals.unchanged(record, .present(seen), gpus: desired.gpus)
            return
        }
        var step = Step(
            host: spec.name, action: .update, provider: record.provider, precondition: HostView.present(seen).digest)
        step.changes = diff.changes
        step.reasons = reasons(diff.changes, spec.name)
        if diff.updatesMarks { step.calls.append(.updateMarks) }
        addSizeAndPowerCalls(to: &step, diff, power)
        if power.changes {
            let source = power.source(input.fleet.sources)
            if step.changes.isEmpty { step.action = power.endsRunning ? .start : .stop }
            step.reasons.append(power.reason(at: source))
            step.changes.append(power.change(at: source))
        }
        if recordName != spec.name {
            step.renamedFrom = recordName
            step.reasons.insert(Reason(.renamed, "renamed from \(recordName)", at: place(spec.name)), at: 0)
        }
        step.target = diff.target
        step.foreign = diff.foreign
        step.protect = spec.protect
        step.onDeleteDataDisk = spec.onDeleteDataDisk
        step.endsRunning = power.endsRunning
        price(&step, record, seen, desired)
        add(step)
    }

    /// Machine type, disk and power, with the stop and start they need.
    private func addSizeAndPowerCalls(to step: inout Step, _ diff: HostDiff, _ power: PowerChange) {
        let can = capabilities(step.provider)
        let needsStop =
            (diff.resizeTo != nil && can.machineTypeChange == .stopStart)
            || (diff.growTo != nil && can.dataDiskGrowth == .stopStart)
        var isOn = power.isOn
        if needsStop, isOn {
            step.calls.append(.stop)
            isOn = false
        }
        if let type = diff.resizeTo {
            step.action = .resize
            step.calls.append(.resize(machineType: type))
        }
        if let size = diff.growTo { step.calls.append(.resizeDisk(sizeGB: size)) }
        if isOn != power.endsRunning { step.calls.append(power.endsRunning ? .start : .stop) }
        guard step.calls.contains(.stop) else { return }
        step.impact.append(power.endsRunning ? .reboot : .stopStart)
        if !can.stopKeepsAddress, diff.applied.publicIP { step.impact.append(.newAddress) }
        if diff.applied.storage == .ephemeral { step.impact.append(.ephemeralLoss) }
    }

    private mutating func replace(
        _ spec: HostSpec, _ record: HostRecord, _ seen: HostObservation, _ desired: DesiredHost, _ diff: HostDiff,
        recordName: String
    ) {
        if record.protect || spec.protect { return keepInstead(spec, record, seen, diff, recordName: recordName) }
        let hadDisk = seen.runtime.dataDiskID != nil || record.runtime?.dataDiskID != nil
        let persistent = diff.applied.storage == .persistent
        let keepData =
            hadDisk && persistent && !diff.losesDataDisk && capabilities(record.provider).persistentDisk
            && desired.configuration.dataDisk != nil
        if hadDisk, persistent, !keepData, spec.onDeleteDataDisk == .keep || record.onDeleteDataDisk == .keep {
            plan.problems.append(
                Diagnostic(
                    rule: "kept-disk-lost",
                    "\(spec.name): replacing it would delete its data disk, which `on_delete: {data_disk: keep}` keeps",
                    at: input.fleet.sources.span(host: spec.name, key: "on_delete") ?? place(spec.name),
                    label: "apply `on_delete: {data_disk: delete}` first, if that is what you want"))
            totals.unchanged(record, .present(seen), gpus: gpus(record))
            return
        }
        var step = Step(
            host: spec.name, action: .replace, provider: record.provider, precondition: HostView.present(seen).digest)
        step.changes = diff.changes
        step.reasons = reasons(diff.changes.filter(\.forcesReplacement), spec.name)
        if step.reasons.isEmpty { step.reasons = [Reason(.replaceAsked, "asked for by --replace")] }
        // The kept disk is grown while its old VM is there: if that is refused, nothing is lost yet.
        if keepData, let size = diff.growTo {
            let isOn = Totals.isOn(.present(seen))
            if isOn, capabilities(record.provider).dataDiskGrowth == .stopStart { step.calls = [.stop] }
            step.calls.append(.resizeDisk(sizeGB: size))
        }
        step.calls += [.delete(keepData: keepData), .create]
        step.candidates = [desired.candidate]
        step.impact = [.newAddress]
        if !keepData { step.impact.append(persistent || !hadDisk ? .dataLoss : .ephemeralLoss) }
        if recordName != spec.name { step.renamedFrom = recordName }
        step.protect = spec.protect
        step.onDeleteDataDisk = spec.onDeleteDataDisk
        step.endsRunning =
            spec.power == .ignore ? Totals.isOn(.present(seen)) : endsRunning(spec, desired.provider)
        price(&step, record, seen, desired)
        add(step)
    }

    /// A protected host is not replaced. What of the change is about the record alone is done all the same: the lifting
    /// of the protection must not wait for what it lifts.
    private mutating func keepInstead(
        _ spec: HostSpec, _ record: HostRecord, _ seen: HostObservation, _ diff: HostDiff, recordName: String
    ) {
        keep(
            spec.name, .replace, "it is protected; the change waits until `protect: false` was applied", record,
            recordName: recordName)
        let changes = diff.changes.filter { ["protect", "on_delete.data_disk"].contains($0.field) }
        guard !changes.isEmpty else { return }
        var step = Step(
            host: spec.name, action: .update, provider: record.provider, precondition: HostView.present(seen).digest)
        step.changes = changes
        step.reasons = reasons(changes, spec.name)
        step.protect = spec.protect
        step.onDeleteDataDisk = spec.onDeleteDataDisk
        step.priceBefore = HostView.present(seen).price(of: record)
        step.priceAfter = step.priceBefore
        step.gpusBefore = Totals.isOn(.present(seen)) ? gpus(record) : 0
        step.gpusAfter = step.gpusBefore
        step.endsRunning = record.leftRunning
        step.source = place(spec.name)
        if recordName != spec.name { step.renamedFrom = recordName }
        // Its cost was counted with the kept host's.
        plan.steps.append(step)
    }

    private func reasons(_ changes: [FieldChange], _ host: String) -> [Reason] {
        changes.map { change in
            switch change.author {
            case .you:
                Reason(
                    change.note == nil ? .specChanged : .noLongerFits, change.note ?? "`\(change.field)` changed",
                    at: change.source)
            case .cloud: Reason(.cloudChanged, "`\(change.field)` was changed in the cloud", at: change.source)
            case .both: Reason(.bothChanged, "`\(change.field)` was changed here and in the cloud", at: change.source)
            }
        }
    }
}
