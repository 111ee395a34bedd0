import Hosts
import Planning
import Records

/// Carries one step through its calls: intent, call, outcome, next call. A state machine without I/O: it is told what
/// happened and says what to do next, so that every path, lost answers included, is a table test.
struct StepMachine {
    /// What to do next.
    enum Action {
        /// Make an intent durable, then say `intended`.
        case intend(Intent)
        /// Make the call, then say `answered`.
        case call(CloudCall)
        /// Write an outcome down; goes on by itself.
        case conclude(Outcome)
        /// Write down records that no call changes; goes on by itself.
        case note(String, [HostChange], LedgerEvent?)
        /// Tell of a place without stock.
        case outOfStock(candidate: Int, ProviderError)
        /// The step has ended.
        case finish(StepResult.Outcome, candidate: Int)
    }

    let step: Step
    let context: StepContext
    /// The record as it reads now.
    private(set) var record: HostRecord
    private var calls: ArraySlice<PlannedCall>
    private var candidate = 0
    private var intent: Intent?
    /// Whether the record stood in the state before this step.
    private let existed: Bool
    private var renameTold = false

    init(_ step: Step, record: HostRecord?, uid: () -> String, context: StepContext) {
        self.step = step
        self.context = context
        existed = record != nil
        self.record = record ?? HostRecord(uid: uid(), provider: step.provider)
        calls = step.calls[...]
    }

    /// The first thing to do.
    mutating func begin() -> [Action] { advance() }

    /// The intent is durable: make the call.
    func intended() -> CloudCall? { intent.flatMap(call) }

    /// The step will not be begun after all: closes an intent whose call was never made.
    mutating func abandon(_ why: String) -> [Action] {
        guard let open = intent else { return [.finish(.skipped(why), candidate: candidate)] }
        intent = nil
        return [
            .conclude(Outcome(intent: open.id, verdict: .refused, changes: undone())),
            .finish(.skipped(why), candidate: candidate),
        ]
    }

    /// The call came back.
    mutating func answered(_ answer: CallAnswer) -> [Action] {
        guard let open = intent, let planned = calls.first else { return [] }
        intent = nil
        switch answer {
        case .done(let runtime):
            calls = calls.dropFirst()
            return done(open, planned, runtime) + (calls.isEmpty ? [finished()] : advance())
        case .unknown(let error):
            return [
                .conclude(Outcome(intent: open.id, verdict: .unknown, failure: .init(error))),
                .finish(.unknown(error), candidate: candidate),
            ]
        case .refused(let error, let leftover): return refused(open, error, leftover)
        }
    }

    // MARK: Going on

    private mutating func advance() -> [Action] {
        guard let planned = calls.first else {
            var changes = renamed()
            applyTarget()
            changes += step.action == .forget ? [.remove(recordName)] : [.put(step.host, record)]
            return [.note(step.id, changes, ledger(.ok)), finished()]
        }
        let next = makeIntent(planned)
        intent = next
        return [.intend(next)]
    }

    private func finished() -> Action {
        .finish(.done(step.action == .delete ? nil : record.runtime), candidate: candidate)
    }

    /// Takes in a call that was done.
    private mutating func done(_ open: Intent, _ planned: PlannedCall, _ runtime: HostRuntime?) -> [Action] {
        switch planned {
        case .create: created(runtime)
        case .delete(let keepData):
            if step.action == .delete {
                return [.conclude(outcome(open, runtime: nil, changes: [.remove(recordName)]))]
            }
            record.nextGeneration(keeping: keepData ? record.runtime ?? record.former : nil)
        case .start, .restart, .hardRestart:
            record.restorePower = false
            record.hasRun = true
        case .stop: break
        case .resize(let type): record.applied?.machineType = type
        case .resizeDisk(let size): record.applied?.dataDisk?.sizeGB = size
        case .updateMarks:
            if let target = step.target {
                record.applied?.labels = target.labels
                record.applied?.tags = target.tags
                record.applied?.metadata = target.metadata
            }
        }
        if calls.isEmpty { applyTarget() }
        return [.conclude(outcome(open, runtime: runtime, changes: [.put(step.host, record)]))]
    }

    private mutating func created(_ runtime: HostRuntime?) {
        guard let runtime, step.candidates.indices.contains(candidate) else { return }
        let place = step.candidates[candidate]
        record.runtime = runtime
        record.former = nil
        record.provider = place.provider
        record.phase = .ready
        record.applied = place.configuration
        record.applied?.zone = runtime.zone ?? place.configuration.zone
        record.price = place.price
        record.stoppedPrice = place.stoppedPrice
        record.leftRunning = step.endsRunning
        if step.endsRunning { record.hasRun = true }
    }

    /// What the record says when all calls are done.
    private mutating func applyTarget() {
        record.protect = step.protect
        record.onDeleteDataDisk = step.onDeleteDataDisk
        record.leftRunning = step.endsRunning
        guard let target = step.target else { return }
        record.applied = target
        let after = step.priceAfter
        if step.action != .restart, case .hourly(let price) = after {
            if step.endsRunning { record.price = price } else { record.stoppedPrice = price }
        }
    }

    // MARK: Refusals

    private mutating func refused(_ open: Intent, _ error: ProviderError, _ leftover: HostRuntime?) -> [Action] {
        guard case .create? = calls.first else {
            if open.verb == .delete { record.phase = record.runtime == nil ? .creating : .ready }
            let keep = Outcome(
                intent: open.id, verdict: .refused, failure: .init(error), changes: [.put(step.host, record)],
                ledger: ledger(.failed, error.description))
            return [.conclude(keep), .finish(.failed(error), candidate: candidate)]
        }
        let more = error.kind == .capacity && candidate + 1 < step.candidates.count
        if let leftover, more { return cleared(open, error, leftover) }
        if let leftover { return adopted(open, error, leftover) }
        if more {
            candidate += 1
            return [
                .conclude(Outcome(intent: open.id, verdict: .refused, failure: .init(error), changes: undone())),
                .outOfStock(candidate: candidate - 1, error),
            ] + advance()
        }
        return [
            .conclude(
                Outcome(
                    intent: open.id, verdict: .refused, failure: .init(error), changes: undone(),
                    ledger: ledger(.failed, error.description))),
            .finish(.failed(error), candidate: candidate),
        ]
    }

    /// The place had no stock, and said so only after it had begun: what it began never ran, so it is removed before
    /// the next place is tried.
    private mutating func cleared(_ open: Intent, _ error: ProviderError, _ leftover: HostRuntime) -> [Action] {
        created(leftover)
        record.hasRun = false
        candidate += 1
        calls = [.delete(keepData: false)] + calls
        return [
            .conclude(
                Outcome(
                    intent: open.id, verdict: .ok, runtime: leftover, failure: .init(error),
                    changes: [.put(step.host, record)])),
            .outOfStock(candidate: candidate - 1, error),
        ] + advance()
    }

    /// The cloud says the create failed, but something of it is there and may bill: it is recorded, never dropped, and
    /// the next plan asks what to do with it.
    private mutating func adopted(_ open: Intent, _ error: ProviderError, _ leftover: HostRuntime) -> [Action] {
        created(leftover)
        record.hasRun = false
        record.protect = step.protect
        record.onDeleteDataDisk = step.onDeleteDataDisk
        return [
            .conclude(
                Outcome(
                    intent: open.id, verdict: .ok, runtime: leftover, failure: .init(error),
                    changes: [.put(step.host, record)], ledger: ledger(.failed, error.description))),
            .finish(.failed(error), candidate: candidate),
        ]
    }

    /// The record as it read before an intent that came to nothing.
    private func undone() -> [HostChange] {
        if !existed, record.runtime == nil, record.former == nil, record.generation == 1 { return [.remove(step.host)] }
        var before = record
        if before.runtime != nil { before.phase = .ready }
        return [.put(step.host, before)]
    }

    // MARK: Intents

    private var recordName: String { renameTold ? step.host : step.renamedFrom ?? step.host }

    private mutating func renamed() -> [HostChange] {
        guard let old = step.renamedFrom, !renameTold else { return [] }
        renameTold = true
        return [.remove(old)]
    }

    private mutating func makeIntent(_ planned: PlannedCall) -> Intent {
        let provider = if case .create = planned { step.candidates[candidate].provider } else { record.provider }
        var made = Intent(
            id: context.intentID(), verb: planned.verb, host: step.host, uid: record.uid,
            generation: record.generation, attempt: record.attempt, provider: provider)
        made.step = step.id
        made.plan = context.planDigest
        made.runtime = record.runtime ?? record.former
        switch planned {
        case .create:
            let request = request()
            made.request = request
            made.token = request.token
            made.runtime = nil
            record.phase = .creating
            record.provider = provider
            record.protect = step.protect
            record.onDeleteDataDisk = step.onDeleteDataDisk
        case .delete(let keepData):
            made.keepData = keepData
            record.phase = step.action == .delete ? .deleting : .replacing
        case .stop:
            // A stop with a start behind it is part of something; if that is cut off, the host must come back.
            record.restorePower = calls.contains(.start)
        case .resize(let type): made.machineType = type
        case .resizeDisk(let size): made.sizeGB = size
        case .start, .restart, .hardRestart, .updateMarks: break
        }
        made.restorePower = record.restorePower
        let rename = step.action == .delete ? [] : renamed()
        made.changes = rename + [.put(recordName, record)]
        return made
    }

    private func request() -> CreateRequest {
        let place = step.candidates[candidate]
        let mark = context.mark(step.host, record)
        let disk = record.former?.dataDiskID
        return CreateRequest(
            token: IdempotencyToken.make(
                mark: mark, provider: place.provider, attempt: record.attempt, configuration: place.configuration,
                existingDataDiskID: disk),
            mark: mark, configuration: place.configuration, existingDataDiskID: disk, startRunning: step.endsRunning)
    }

    private func call(_ open: Intent) -> CloudCall? {
        if let request = open.request { return .create(request) }
        guard let runtime = open.runtime else { return nil }
        switch open.verb {
        case .create: return nil
        case .delete: return .delete(runtime, keepData: open.keepData)
        case .start: return .start(runtime)
        case .stop: return .stop(runtime)
        case .restart: return .restart(runtime)
        case .hardRestart: return .hardRestart(runtime)
        case .resize: return open.machineType.map { .resize(runtime, machineType: $0) }
        case .resizeDisk: return open.sizeGB.map { .resizeDisk(runtime, sizeGB: $0) }
        case .updateMarks:
            guard let target = step.target ?? record.applied else { return nil }
            return .updateMarks(runtime, mark: context.mark(step.host, record), target)
        }
    }

    // MARK: Outcomes

    private enum Ending: String { case ok, failed }

    private func outcome(_ open: Intent, runtime: HostRuntime?, changes: [HostChange]) -> Outcome {
        Outcome(
            intent: open.id, verdict: .ok, runtime: runtime, changes: changes,
            ledger: calls.isEmpty ? ledger(.ok) : nil)
    }

    /// The line of history for the whole step.
    private func ledger(_ ending: Ending, _ detail: String? = nil) -> LedgerEvent {
        let price: Money? = if case .hourly(let money) = step.priceAfter { money } else { nil }
        return LedgerEvent(
            host: step.host, uid: record.uid, action: step.action.rawValue, outcome: ending.rawValue,
            price: ending == .ok ? price : nil, detail: detail)
    }
}
