import Hosts
import Planning
import Records

/// Carries a whole plan: which step may begin, which call may be made, what a failure or an interrupt means for the
/// rest. Without I/O, clocks or tasks; the runner performs the actions it returns and tells it what came of them.
///
/// Intents are made durable ahead of need: while the calls of one wave are in flight, those of the next are already
/// written, so the disk's latency is never between two calls. An intent whose call was never made is harmless: the look
/// that settles it finds nothing.
struct ApplyMachine {
    /// What happened.
    enum Event {
        /// Begin.
        case begin
        /// Intents are durable; each step named may make its call.
        case intended([Int])
        /// A call came back.
        case answered(Int, CallAnswer)
        /// The records cannot be written any more.
        case recordsFailed(String)
        /// The user asked to stop.
        case interrupted
    }

    /// What to do.
    enum Action {
        /// Make these intents durable together.
        case intend([(step: Int, intent: Intent)])
        /// Write down the outcome of a step's call, then make its next intent durable.
        case goOn(Int, after: [Outcome], Intent)
        /// Make a call.
        case call(Int, CloudCall, ProviderID)
        /// Write an outcome down.
        case conclude(Outcome)
        /// Write down records that no call changes.
        case note(String, [HostChange], LedgerEvent?)
        /// Tell the user.
        case tell(Telling)
    }

    /// What the user is told.
    enum Telling {
        case started(Int)
        case calling(Int, CloudVerb)
        case outOfStock(Int, candidate: Int, ProviderError)
        case finished(Int, StepResult.Outcome, candidate: Int)
        case interrupted(inFlight: Int)
    }

    /// How many calls may be in flight.
    struct Limits {
        /// Over all accounts.
        var total: Int
        /// By account.
        var byProvider: [ProviderID: Int]
    }

    private enum Phase { case waiting, intending, ready, running, finished }

    private var machines: [StepMachine]
    private var phases: [Phase]
    private var calls: [CloudCall?]
    private let limits: Limits
    /// Steps not begun yet by account, so that a slow account does not hold up the others; each in plan order.
    private var queues: [ProviderID: ArraySlice<Int>] = [:]
    private var ready: [Int] = []
    private var readyHead = 0
    private var prepared = 0
    private var preparedBy: [ProviderID: Int] = [:]
    private var running = 0
    private var runningBy: [ProviderID: Int] = [:]
    /// The account each running step's slot was taken from: a ladder may lead it to another one since.
    private var slots: [Int: ProviderID] = [:]
    private var unfinished: Int
    private var deleteFailed = false
    private var stopping: String?
    /// Why the records cannot be written, if so.
    private(set) var recordFault: String?
    /// Whether the user asked to stop.
    private(set) var interrupted = false

    init(_ machines: [StepMachine], limits: Limits) {
        self.machines = machines
        self.limits = limits
        phases = Array(repeating: .waiting, count: machines.count)
        calls = Array(repeating: nil, count: machines.count)
        unfinished = machines.count
        queues = Dictionary(grouping: machines.indices) { machines[$0].step.provider }.mapValues { $0[...] }
    }

    /// Whether every step has ended.
    var isFinished: Bool { unfinished == 0 }

    /// Takes in what happened and says what to do.
    mutating func handle(_ event: Event) -> [Action] {
        var out: [Action] = []
        switch event {
        case .begin: break
        case .intended(let steps): for step in steps { intended(step, &out) }
        case .answered(let step, let answer): take(step, machines[step].answered(answer), &out)
        case .recordsFailed(let why): recordsFailed(why, &out)
        case .interrupted: interrupt(&out)
        }
        prepare(&out)
        start(&out)
        return out
    }

    // MARK: Preparing and starting

    /// Begins steps until enough intents are on their way to be durable.
    private mutating func prepare(_ out: inout [Action]) {
        var batch: [(step: Int, intent: Intent)] = []
        while stopping == nil, prepared < limits.total, let step = nextWaiting() {
            if deleteFailed, machines[step].step.action == .delete {
                end(step, .skipped("an earlier delete failed"), candidate: 0, &out)
                continue
            }
            phases[step] = .intending
            count(step, prepared: 1)
            for action in machines[step].begin() {
                if case .intend(let intent) = action {
                    batch.append((step, intent))
                } else {
                    perform(step, action, &out)
                }
            }
        }
        if !batch.isEmpty { out.append(.intend(batch)) }
        guard let why = stopping, !queues.isEmpty else { return }
        for step in queues.values.joined().sorted() { end(step, .skipped(why), candidate: 0, &out) }
        queues = [:]
    }

    /// Takes the first step in plan order whose account has not enough ahead already.
    private mutating func nextWaiting() -> Int? {
        var best: (step: Int, provider: ProviderID)?
        for (provider, queue) in queues where preparedBy[provider, default: 0] < limit(provider) {
            if let step = queue.first, step < best?.step ?? .max { best = (step, provider) }
        }
        guard let best else { return nil }
        _ = queues[best.provider]?.popFirst()
        if queues[best.provider]?.isEmpty == true { queues[best.provider] = nil }
        return best.step
    }

    private func limit(_ provider: ProviderID) -> Int { max(1, limits.byProvider[provider] ?? limits.total) }

    private mutating func count(_ step: Int, prepared change: Int) {
        prepared += change
        preparedBy[machines[step].step.provider, default: 0] += change
    }

    /// Makes the calls of ready steps while there is room.
    private mutating func start(_ out: inout [Action]) {
        guard readyHead < ready.count, running < limits.total else { return }
        var passed: [Int] = []
        while readyHead < ready.count, running < limits.total {
            let step = ready[readyHead]
            readyHead += 1
            guard phases[step] == .ready, let call = calls[step] else { continue }
            if deleteFailed, machines[step].step.action == .delete {
                abandon(step, "an earlier delete failed", &out)
                continue
            }
            let provider = machines[step].record.provider
            guard runningBy[provider, default: 0] < limit(provider) else {
                passed.append(step)
                continue
            }
            phases[step] = .running
            count(step, prepared: -1)
            running += 1
            runningBy[provider, default: 0] += 1
            slots[step] = provider
            out.append(.tell(.started(step)))
            make(step, call, &out)
        }
        ready = passed + ready[readyHead...]
        readyHead = 0
        if prepared < limits.total, stopping == nil, !queues.isEmpty { prepare(&out) }
    }

    private mutating func intended(_ step: Int, _ out: inout [Action]) {
        guard let call = machines[step].intended() else { return }
        switch phases[step] {
        case .intending:
            if let why = stopping { return abandon(step, why, &out) }
            phases[step] = .ready
            calls[step] = call
            ready.append(step)
        case .running: make(step, call, &out)
        case .waiting, .ready, .finished: break
        }
    }

    private func make(_ step: Int, _ call: CloudCall, _ out: inout [Action]) {
        out.append(.tell(.calling(step, call.verb)))
        out.append(.call(step, call, machines[step].record.provider))
    }

    // MARK: Taking in what steps say

    private mutating func take(_ step: Int, _ actions: [StepMachine.Action], _ out: inout [Action]) {
        var outcomes: [Outcome] = []
        for action in actions {
            switch action {
            case .conclude(let outcome): outcomes.append(outcome)
            case .intend(let intent):
                // Without records nothing new may be called; what was done stays done and is told.
                if let recordFault {
                    end(step, .skipped("cut off: \(recordFault)"), candidate: 0, &out)
                } else {
                    out.append(.goOn(step, after: outcomes, intent))
                    outcomes = []
                }
            default: perform(step, action, &out)
            }
        }
        out.append(contentsOf: outcomes.map { .conclude($0) })
    }

    private mutating func perform(_ step: Int, _ action: StepMachine.Action, _ out: inout [Action]) {
        switch action {
        case .intend, .call: break
        case .conclude(let outcome): out.append(.conclude(outcome))
        case .note(let text, let changes, let ledger): out.append(.note(text, changes, ledger))
        case .outOfStock(let candidate, let error): out.append(.tell(.outOfStock(step, candidate: candidate, error)))
        case .finish(let outcome, let candidate): end(step, outcome, candidate: candidate, &out)
        }
    }

    private mutating func end(_ step: Int, _ outcome: StepResult.Outcome, candidate: Int, _ out: inout [Action]) {
        switch phases[step] {
        case .finished: return
        case .running:
            running -= 1
            if let provider = slots.removeValue(forKey: step) { runningBy[provider, default: 1] -= 1 }
        case .intending, .ready: count(step, prepared: -1)
        case .waiting: break
        }
        phases[step] = .finished
        unfinished -= 1
        switch outcome {
        case .failed, .unknown: if machines[step].step.action == .delete { deleteFailed = true }
        case .done, .skipped: break
        }
        out.append(.tell(.finished(step, outcome, candidate: candidate)))
    }

    // MARK: Stopping

    private mutating func abandon(_ step: Int, _ why: String, _ out: inout [Action]) {
        take(step, machines[step].abandon(why), &out)
    }

    private mutating func interrupt(_ out: inout [Action]) {
        guard stopping == nil else { return }
        interrupted = true
        stopping = "interrupted before it began"
        out.append(.tell(.interrupted(inFlight: running)))
        for step in ready[readyHead...] where phases[step] == .ready {
            abandon(step, "interrupted before it began", &out)
        }
    }

    private mutating func recordsFailed(_ why: String, _ out: inout [Action]) {
        guard recordFault == nil else { return }
        recordFault = why
        stopping = "not begun: the records cannot be written"
        for step in machines.indices where phases[step] == .intending || phases[step] == .ready {
            end(step, .skipped("not begun: the records cannot be written"), candidate: 0, &out)
        }
    }

    /// A running step whose next intent could not be written ends here.
    mutating func cutOff(_ steps: [Int], _ why: String) -> [Action] {
        var out: [Action] = []
        recordsFailed(why, &out)
        for step in steps where phases[step] == .running {
            end(step, .skipped("cut off: \(why)"), candidate: 0, &out)
        }
        prepare(&out)
        return out
    }

    /// The step of an index.
    func step(_ index: Int) -> Step { machines[index].step }
}
