import Catalog
import Diagnostics
import Hosts

/// Making and removing hosts, and what all steps share.
extension FleetPlanning {
    /// A new VM, for a new host or one whose VM is gone.
    mutating func create(_ spec: HostSpec, record: HostRecord?, recordName: String? = nil, reason: Reason) {
        let recordName = recordName ?? spec.name
        let view = record == nil ? .absent : view(recordName)
        let candidates = mayCreate(spec) ? candidates(spec, record: record) : []
        guard let first = candidates.first else {
            if let record { totals.unchanged(record, view, gpus: gpus(record)) }
            return
        }
        var step = Step(host: spec.name, action: .create, provider: first.provider, precondition: view.digest)
        step.reasons = [reason]
        step.source = place(spec.name)
        step.candidates = candidates
        step.calls = [.create]
        step.endsRunning = endsRunning(spec, first.provider)
        if let record {
            clear(record, for: first, &step)
            if record.protect, step.calls.first == .delete(keepData: false) {
                return keep(
                    spec.name, .create, "it is protected, and its data disk cannot come along", record,
                    recordName: recordName)
            }
        }
        if recordName != spec.name {
            step.renamedFrom = recordName
            step.changes = [FieldChange("name", before: recordName, after: spec.name, source: place(spec.name))]
        }
        step.protect = spec.protect
        step.onDeleteDataDisk = spec.onDeleteDataDisk
        step.priceBefore = record.map { view.price(of: $0) } ?? .none
        step.priceAfter = .hourly(step.endsRunning ? first.price : first.stoppedPrice)
        step.gpusAfter = step.endsRunning ? first.gpus : 0
        add(step)
    }

    /// Whether there is nothing in the way of making a host.
    private mutating func mayCreate(_ spec: HostSpec) -> Bool {
        // An account that cannot be asked may have the host already; the plan tells of the account.
        if input.observations.failures[spec.provider] != nil { return false }
        if spec.bootstrap != nil {
            plan.problems.append(
                Diagnostic(
                    rule: "bootstrap-pending",
                    "\(spec.name): scripts are not generated from `bootstrap` yet, so it would be ignored",
                    at: input.fleet.sources.span(host: spec.name, key: "bootstrap"),
                    label: "write the script under `startup_script`"))
            return false
        }
        if let expires = spec.expires, let today = input.today, today >= expires {
            ask(
                spec.name, .expired, "it expired on \(expires), and is not made",
                answers: ["give it a later day", "remove it from the specs"])
            return false
        }
        return true
    }

    /// What is left of the VM before: its ids are cleared away, and its data disk comes along if it is there and fits.
    private func clear(_ record: HostRecord, for new: Step.Candidate, _ step: inout Step) {
        if record.unfinished != nil {
            // It is completed by the very request that began it. Asked for otherwise by now, it makes room first.
            let isSame = new.configuration == record.applied && step.endsRunning == record.leftRunning
            if !isSame { step.calls = [.delete(keepData: record.former != nil), .create] }
            return
        }
        guard let old = record.runtime ?? record.former else { return }
        let reused = old.dataDiskID.map { reuses($0, of: record, old, new) } ?? false
        // A kept disk that comes along needs no call: it waits for the create.
        if record.runtime == nil, reused || old.dataDiskID == nil { return grow(record, &step) }
        step.calls = [.delete(keepData: reused), .create]
        if reused { grow(record, &step) }
        guard let disk = old.dataDiskID, !reused else { return }
        let isThere = input.observations.disks[record.provider]?.contains(disk) ?? true
        if isThere || record.phase != .deleting { step.impact.append(.dataLoss) }
        step.changes.append(
            FieldChange(
                "data_disk", before: disk, after: new.configuration.dataDisk == nil ? nil : "a new, empty one",
                note: isThere ? "it cannot come along" : "the cloud does not show it"))
    }

    /// A kept disk comes back as large as it is: the create asks for that, and the growth follows.
    private func grow(_ record: HostRecord, _ step: inout Step) {
        guard let had = record.applied?.dataDisk?.sizeGB, let want = step.candidates[0].configuration.dataDisk?.sizeGB,
            had < want
        else { return }
        step.candidates[0].configuration.dataDisk?.sizeGB = had
        if capabilities(record.provider).dataDiskGrowth == .inPlace { step.calls.append(.resizeDisk(sizeGB: want)) }
    }

    private func reuses(_ disk: String, of record: HostRecord, _ old: HostRuntime, _ new: Step.Candidate) -> Bool {
        let want = new.configuration
        guard record.provider == new.provider, want.storage == .persistent, let wanted = want.dataDisk,
            input.observations.disks[record.provider]?.contains(disk) ?? true
        else { return false }
        let region = old.region ?? record.applied?.region
        let zone = old.zone ?? record.applied?.zone
        if let region, let asked = want.region, region != asked { return false }
        if let zone, let asked = want.zone, zone != asked { return false }
        guard let had = record.applied?.dataDisk else { return true }
        return had.type == wanted.type && had.sizeGB <= wanted.sizeGB
    }

    /// The host's own place, then the rungs of its ladder; a rung that cannot be is a warning, unless none is left.
    /// A host whose data disk waits for it, or that was begun, has one place only: where that is.
    private mutating func candidates(_ spec: HostSpec, record: HostRecord?) -> [Step.Candidate] {
        let bound = record.map { $0.former?.dataDiskID != nil || $0.runtime != nil || $0.unfinished != nil } ?? false
        let rungs: [PlacementRung?] =
            bound || record?.hasRun == true
            ? [record.flatMap { DesiredHost.rung(of: spec, record: $0) }] : [nil] + spec.placement.map { $0 }
        var out: [Step.Candidate] = []
        var failures: [Sizing.NoOffering] = []
        for rung in rungs {
            // An account that cannot be asked is no place to turn to.
            if let provider = rung?.provider, input.observations.failures[provider] != nil { continue }
            do throws(Sizing.NoOffering) {
                out.append(try DesiredHost(spec, rung: rung, record: bound ? record : nil, input: input).candidate)
            } catch {
                failures.append(error)
            }
        }
        if out.isEmpty, let failure = failures.first { noOffering(spec, failure) }
        if !out.isEmpty {
            for failure in failures { noOffering(spec, failure, severity: .warning) }
        }
        return out
    }

    /// Takes a host away: its VM, its disk as the record says, and its record.
    mutating func remove(_ name: String, _ record: HostRecord, _ reason: Reason) {
        let seen = view(name, record)
        switch seen {
        case .unobserved, .doubled:
            totals.unchanged(record, seen, gpus: gpus(record))
            if case .doubled(let all) = seen {
                ask(
                    name, .doubled, "\(all.count) VMs carry its mark; none is deleted on a guess",
                    answers: ["delete the one that is not wanted in the cloud's console, then plan again"])
            }
            return
        case .present, .absent: break
        }
        if record.protect || spec(name)?.protect == true {
            let remedy = "set `protect: false` in its spec and run `berth apply --only \(name)` first"
            keep(name, .delete, "it is protected; \(remedy)", record)
            return
        }
        let hasObjects = record.runtime != nil || record.former != nil || record.unfinished != nil
        var step = Step(
            host: name, action: hasObjects ? .delete : .forget, provider: record.provider, precondition: seen.digest)
        step.reasons = [reason]
        let keepsDisk = (spec(name)?.onDeleteDataDisk ?? record.onDeleteDataDisk) == .keep
        if hasObjects { step.calls = [.delete(keepData: keepsDisk)] }
        step.changes = removalChanges(record, keepsDisk: keepsDisk)
        let disk = record.runtime?.dataDiskID ?? record.former?.dataDiskID ?? record.unfinished?.dataDiskID
        if disk != nil, !keepsDisk { step.impact = [.dataLoss] }
        if case .absent = seen, record.runtime != nil {
            step.reasons.append(Reason(.cloudChanged, "its VM is gone already; its disks and record go"))
        }
        step.priceBefore = seen.price(of: record)
        step.gpusBefore = Totals.isOn(seen) ? gpus(record) : 0
        add(step)
    }

    private func removalChanges(_ record: HostRecord, keepsDisk: Bool) -> [FieldChange] {
        var out: [FieldChange] = []
        let id = record.runtime?.instanceID ?? record.unfinished?.instanceID ?? ""
        if !id.isEmpty { out.append(FieldChange("id", before: id, after: nil)) }
        if let type = record.applied?.machineType { out.append(FieldChange("machine_type", before: type, after: nil)) }
        if let disk = record.applied?.dataDisk {
            let size = "\(disk.sizeGB) \(disk.type.rawValue)"
            out.append(FieldChange("data_disk", before: size, after: keepsDisk ? "kept, and bills" : nil))
        }
        if record.runtime != nil, !capabilities(record.provider).persistentDisk {
            out.append(FieldChange("disk", before: "the machine's own", after: nil, note: "its data goes with it"))
        }
        return out
    }

    /// Adds a finished step.
    mutating func add(_ step: Step) {
        var step = step
        step.source = step.source ?? place(step.host)
        step.impact.sort()
        totals.changed(step)
        plan.steps.append(step)
    }

    mutating func ask(_ host: String, _ code: Question.Code, _ text: String, answers: [String]) {
        plan.questions.append(Question(host: host, code, text, answers: answers))
    }

    mutating func keep(
        _ host: String, _ action: Step.Action, _ text: String, _ record: HostRecord, recordName: String? = nil
    ) {
        plan.kept.append(KeptHost(host: host, instead: action, text))
        if input.request.scope.names(host) || input.request.replace.contains(host) {
            plan.refusals.append(Refusal(.protected, host: host, "\(host) is protected"))
        }
        totals.unchanged(record, view(recordName ?? host), gpus: gpus(record))
    }

    mutating func noOffering(
        _ spec: HostSpec, _ failure: Sizing.NoOffering, severity: Diagnostic.Severity = .error
    ) {
        let sources = input.fleet.sources
        plan.problems.append(
            Diagnostic(
                severity, rule: "no-offering", "\(spec.name): \(failure.message)",
                at: sources.span(host: spec.name, key: failure.key) ?? place(spec.name),
                label: failure.suggestion.map { "did you mean `\($0)`?" }, fix: failure.suggestion))
    }

    /// Whether a new VM shall run when it is made.
    func endsRunning(_ spec: HostSpec, _ provider: ProviderID) -> Bool {
        guard capabilities(provider).stop else { return true }
        if let expires = spec.expires, let today = input.today, today >= expires { return false }
        return spec.power != .stopped
    }

    /// Prices and GPUs of a step on a VM that is there.
    func price(_ step: inout Step, _ record: HostRecord, _ seen: HostObservation, _ desired: DesiredHost) {
        step.priceBefore = HostView.present(seen).price(of: record)
        step.priceAfter = .hourly(step.endsRunning ? desired.offering.price : desired.offering.stoppedPrice)
        step.gpusBefore = Totals.isOn(.present(seen)) ? gpus(record) : 0
        step.gpusAfter = step.endsRunning ? desired.gpus : 0
    }
}
