public import Hosts
public import Planning
public import Records

/// What became of a call whose answer was never recorded, as far as the clouds tell.
public struct Settlement: Sendable {
    /// The verdict and the records it leads to, ready for the journal; nil while it cannot be told.
    public var outcome: Outcome?
    /// A sentence for the user.
    public var sentence: String

    /// Tells from what is seen what became of an open intent. Pure; the caller writes it down.
    ///
    /// A call that was never carried out leaves the host's uid, generation and attempt as they are, so that the planner's
    /// next create has the same token, and a cloud that did carry it out late answers with the first VM.
    /// - Parameter unfinished: what the cloud shows of a create that was cut off before its VM was complete.
    public static func of(
        _ intent: Intent, record: HostRecord?, view: HostView, unfinished: HostRuntime? = nil
    ) -> Settlement {
        let who = "\(intent.host): the interrupted \(intent.verb.rawValue)"
        if case .unobserved(let error) = view {
            return Settlement(outcome: nil, sentence: "\(who) is still open: \(error)")
        }
        if case .doubled(let all) = view {
            return Settlement(outcome: nil, sentence: "\(who) is still open: \(all.count) VMs carry its mark")
        }
        guard var record else {
            return Settlement(
                outcome: Outcome(intent: intent.id, verdict: .refused),
                sentence: "\(who) is settled: its record is gone")
        }
        let seen: HostObservation? = if case .present(let host) = view { host } else { nil }
        let happened = apply(intent, seen, unfinished, to: &record)
        return Settlement(
            outcome: Outcome(
                intent: intent.id, verdict: happened.done ? .ok : .refused, runtime: seen?.runtime,
                changes: [.put(intent.host, record)],
                ledger: happened.done ? ledger(intent, record, seen) : nil),
            sentence: "\(who) \(happened.words)")
    }

    /// The line of history of a step that the interrupted run finished without coming to write it down. Nil for a call
    /// that others of its step follow: those are planned again, and then that step tells.
    private static func ledger(_ intent: Intent, _ record: HostRecord, _ seen: HostObservation?) -> LedgerEvent? {
        let action = intent.step?.split(separator: "/").first.map(String.init) ?? intent.verb.rawValue
        let isLast =
            switch intent.verb {
            case .create, .start: true
            case .stop: action == Step.Action.stop.rawValue
            case .resize: !record.restorePower
            case .resizeDisk: action == Step.Action.update.rawValue
            case .delete, .restart, .hardRestart, .updateMarks: false
            }
        guard isLast else { return nil }
        return LedgerEvent(
            host: intent.host, uid: record.uid, action: action, outcome: "ok",
            price: seen?.status == .stopped ? record.stoppedPrice : record.price, detail: "settled by a later run")
    }

    /// Brings the record to what the cloud shows, and says whether the call was carried out.
    private static func apply(
        _ intent: Intent, _ seen: HostObservation?, _ unfinished: HostRuntime?, to record: inout HostRecord
    ) -> (done: Bool, words: String) {
        switch intent.verb {
        case .create: return created(intent, seen, unfinished, &record)
        case .delete: return deleted(intent, seen, &record)
        case .resize:
            let done = seen?.machineType != nil && seen?.machineType == intent.machineType
            if done, let type = intent.machineType { record.applied?.machineType = type }
            return (done, done ? "had been carried out" : "had not been carried out; it is planned again")
        case .resizeDisk:
            let done = seen?.dataDisk != nil && seen?.dataDisk?.sizeGB == intent.sizeGB
            if done, let size = intent.sizeGB { record.applied?.dataDisk?.sizeGB = size }
            return (done, done ? "had been carried out" : "had not been carried out; it is planned again")
        case .start:
            let done = seen?.status == .running || seen?.status == .starting
            if done {
                record.restorePower = false
                record.hasRun = true
            }
            return (done, done ? "had been carried out" : "had not been carried out; it is planned again")
        case .stop:
            let done = seen?.status == .stopped || seen?.status == .stopping
            if !done { record.restorePower = false }
            return (done, done ? "had been carried out" : "had not been carried out; it is planned again")
        case .restart, .hardRestart: return (false, "cannot be told from not having been; ask again if it is needed")
        case .updateMarks: return (false, "is compared with the cloud again")
        }
    }

    private static func created(
        _ intent: Intent, _ seen: HostObservation?, _ unfinished: HostRuntime?, _ record: inout HostRecord
    ) -> (done: Bool, words: String) {
        guard let seen else {
            record.phase = .creating
            record.unfinished = unfinished
            guard let unfinished else { return (false, "had made nothing; it is planned again") }
            if let request = intent.request {
                record.applied = request.configuration
                record.leftRunning = request.startRunning
            }
            let part = [unfinished.instanceID, unfinished.dataDiskID ?? ""].first { !$0.isEmpty } ?? ""
            return (false, "had made \(part), which is not complete; it is taken up")
        }
        record.unfinished = nil
        let disk = record.former?.dataDiskID
        record.runtime = seen.runtime
        if seen.runtime.dataDiskID == nil { record.runtime?.dataDiskID = disk }
        record.phase = .ready
        record.provider = intent.provider
        record.former = nil
        if let request = intent.request {
            record.applied = request.configuration
            record.applied?.zone = seen.runtime.zone ?? request.configuration.zone
            record.leftRunning = request.startRunning
            if request.startRunning, seen.status != .error { record.hasRun = true }
        }
        return (true, "had made \(seen.runtime.instanceID); it is recorded")
    }

    private static func deleted(
        _ intent: Intent, _ seen: HostObservation?, _ record: inout HostRecord
    ) -> (done: Bool, words: String) {
        guard seen == nil else {
            record.phase = .ready
            return (false, "had not been carried out; it is planned again if it is still wanted")
        }
        if intent.keepData {
            record.nextGeneration(keeping: intent.runtime)
            return (true, "had been carried out, its data disk kept")
        }
        // The VM is gone, its disk perhaps not: the planner's delete runs again and takes care of both.
        record.phase = .deleting
        return (false, "had removed the VM; it is planned again for its disks")
    }
}
