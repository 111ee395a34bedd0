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
    /// The record as it read before the open intent.
    private var before: HostRecord
    /// Why the step has failed, while it still brings back the power state it found.
    private var failure: ProviderError?
    /// Whether the record stood in the state before this step.
    private let existed: Bool
    private var renameTold = false

    init(_ step: Step, record: HostRecord?, uid: () -> String, context: StepContext) {
        self.step = step
        self.context = context
        existed = record != nil
        let record = record ?? HostRecord(uid: uid(), provider: step.provider)
        self.record = record
        before = record
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
        guard call(next) != nil else {
            record = before
            let error = ProviderError(
                .invalid, provider: record.provider, code: "NO_VM",
                message: "the record of \(step.host) knows no VM to \(planned.word)")
            return [.finish(.failed(error), candidate: candidate)]
        }
        intent = next
        return [.intend(next)]
    }

    private func finished() -> Action {
        if let failure { return .finish(.failed(failure), candidate: candidate) }
        return .finish(.done(step.action == .delete ? nil : record.runtime), candidate: candidate)
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
            if let runtime { record.runtime?.publicIP = runtime.publicIP }
        case .stop:
            if let runtime { record.runtime?.publicIP = runtime.publicIP }
        case .resize(let type): record.applied?.machineType = type
        case .resizeDisk(let size): record.applied?.dataDisk?.sizeGB = size
        case .updateMarks:
            if let target = step.target {
                record.applied?.labels = target.labels
                record.applied?.tags = target.tags
                record.applied?.metadata = target.metadata
            }
        }
        if calls.isEmpty, failure == nil { applyTarget() }
        return [.conclude(outcome(open, runtime: runtime, changes: [.put(step.host, record)]))]
    }

    private mutating func created(_ runtime: HostRuntime?) {
        guard let runtime, step.candidates.indices.contains(candidate) else { return }
        let place = step.candidates[candidate]
        let disk = record.former?.dataDiskID
        record.runtime = runtime
        // A disk that was to be attached belongs to the host, whether or not the cloud got that far.
        if runtime.dataDiskID == nil { record.runtime?.dataDiskID = disk }
        record.former = nil
        record.unfinished = nil
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
        if !step.endsRunning { record.restorePower = false }
        guard let target = step.target else { return }
        record.applied = target
        let after = step.priceAfter
        if step.action != .restart, case .hourly(let price) = after {
            if step.endsRunning { record.price = price } else { record.stoppedPrice = price }
        }
    }

    // MARK: Refusals

    private mutating func refused(_ open: Intent, _ error: ProviderError, _ leftover: HostRuntime?) -> [Action] {
        guard case .create? = calls.first else { return refused(open, error) }
        let more = error.kind == .capacity && candidate + 1 < step.candidates.count
        if let leftover, more { return cleared(open, error, leftover) }
        if let leftover { return adopted(open, error, leftover) }
        if more {
            candidate += 1
            return [
                .conclude(
                    Outcome(
                        intent: open.id, verdict: .refused, failure: .init(error), changes: undone(refused: true))),
                .outOfStock(candidate: candidate - 1, error),
            ] + advance()
        }
        return [
            .conclude(
                Outcome(
                    intent: open.id, verdict: .refused, failure: .init(error), changes: undone(refused: true),
                    ledger: ledger(.failed, error.description))),
            .finish(.failed(error), candidate: candidate),
        ]
    }

    /// A call on a VM that is there was refused. A host that the step has stopped is started again: a failed resize must
    /// not leave it off.
    private mutating func refused(_ open: Intent, _ error: ProviderError) -> [Action] {
        let changes = undone()
        let mayStart = step.endsRunning && step.action != .delete && open.verb != .start && open.verb != .stop
        if failure == nil, record.restorePower, mayStart {
            failure = error
            calls = [.start]
            return [
                .conclude(Outcome(intent: open.id, verdict: .refused, failure: .init(error), changes: changes))
            ] + advance()
        }
        return [
            .conclude(
                Outcome(
                    intent: open.id, verdict: .refused, failure: .init(error), changes: changes,
                    ledger: ledger(.failed, (failure ?? error).description))),
            .finish(.failed(failure ?? error), candidate: candidate),
        ]
    }

    /// The place had no stock, and said so only after it had begun: what it began never ran, so it is removed before
    /// the next place is tried; but never a data disk that was there before.
    private mutating func cleared(_ open: Intent, _ error: ProviderError, _ leftover: HostRuntime) -> [Action] {
        created(leftover)
        record.hasRun = false
        candidate += 1
        calls = [.delete(keepData: open.request?.existingDataDiskID != nil)] + calls
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
    /// - Parameter refused: whether the cloud refused a create: the next one is another attempt, with another token.
    private mutating func undone(refused: Bool = false) -> [HostChange] {
        record = before
        if refused { record.attempt += 1 }
        if !existed, record.runtime == nil, record.former == nil { return [.remove(step.host)] }
        return [.put(step.host, record)]
    }

    // MARK: Intents

    private var recordName: String { renameTold ? step.host : step.renamedFrom ?? step.host }

    private mutating func renamed() -> [HostChange] {
        guard let old = step.renamedFrom, !renameTold else { return [] }
        renameTold = true
        return [.remove(old)]
    }

    private mutating func makeIntent(_ planned: PlannedCall) -> Intent {
        before = record
        let provider = if case .create = planned { step.candidates[candidate].provider } else { record.provider }
        var made = Intent(
            id: context.intentID(), verb: planned.verb, host: step.host, uid: record.uid,
            generation: record.generation, attempt: record.attempt, provider: provider)
        made.step = step.id
        made.plan = context.planDigest
        made.runtime = record.runtime ?? record.unfinished ?? record.former
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
            record.price = step.candidates[candidate].price
            record.stoppedPrice = step.candidates[candidate].stoppedPrice
        case .delete(let keepData):
            made.keepData = keepData
            record.phase = step.action == .delete ? .deleting : .replacing
        case .stop:
            // A stop with a start behind it is part of something; if that is cut off, the host must come back.
            record.restorePower = step.endsRunning && (calls.contains(.start) || calls.contains(.create))
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
        var request = CreateRequest(
            token: "", mark: context.mark(step.host, record), configuration: place.configuration,
            existingDataDiskID: record.former?.dataDiskID, startRunning: step.endsRunning)
        request.token = IdempotencyToken.make(request, provider: place.provider, attempt: record.attempt)
        return request
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
            guard var target = step.target ?? record.applied else { return nil }
            target.labels.merge(step.foreign.labels) { _, theirs in theirs }
            target.metadata.merge(step.foreign.metadata) { _, theirs in theirs }
            target.tags += step.foreign.tags.filter { !target.tags.contains($0) }
            return .updateMarks(runtime, mark: context.mark(step.host, record), target)
        }
    }

    // MARK: Outcomes

    private enum Ending: String { case ok, failed }

    private func outcome(_ open: Intent, runtime: HostRuntime?, changes: [HostChange]) -> Outcome {
        Outcome(
            intent: open.id, verdict: .ok, runtime: runtime, changes: changes,
            ledger: calls.isEmpty ? failure.map { ledger(.failed, $0.description) } ?? ledger(.ok) : nil)
    }

    /// The line of history for the whole step.
    private func ledger(_ ending: Ending, _ detail: String? = nil) -> LedgerEvent {
        let price: Money? = if case .hourly(let money) = step.priceAfter { money } else { nil }
        return LedgerEvent(
            host: step.host, uid: record.uid, action: step.action.rawValue, outcome: ending.rawValue,
            price: ending == .ok ? price : nil, detail: detail)
    }
}
