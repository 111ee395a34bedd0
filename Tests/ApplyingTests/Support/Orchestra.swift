import Hosts
import Planning
import Records

@testable import Applying

/// Plays a whole plan's machine with events in any order, and notes every promise that is broken.
struct Orchestra {
    var machine: ApplyMachine
    /// What may happen next.
    var pending: [ApplyMachine.Event] = []
    var broken: [String] = []
    /// Ends by step, in the order told.
    var ends: [Int: [StepResult.Outcome]] = [:]
    var inFlight: [Int: ProviderID] = [:]
    var started: [Int] = []
    var mostInFlight = 0
    var open: Set<String> = []
    private var durable: [Int: Int] = [:]
    private var writing: [Int: [Intent]] = [:]
    private var closedToNew = false
    private var startedAfterClose: [Int] = []
    private let limits: ApplyMachine.Limits
    private let providers: [ProviderID]

    init(_ steps: [Step], _ records: [String: HostRecord] = [:], total: Int, byProvider: [ProviderID: Int] = [:]) {
        let count = Shared(0)
        let context = StepContext(
            fleet: "test", lineage: lineage, planDigest: "sha256:00",
            intentID: {
                count.change {
                    $0 += 1; return "i-\($0)"
                }
            })
        limits = ApplyMachine.Limits(total: total, byProvider: byProvider)
        providers = steps.map(\.provider)
        machine = ApplyMachine(
            steps.map { step in
                StepMachine(
                    step, record: records[step.host] ?? (step.calls.first == .create ? nil : readyRecord()),
                    uid: { "uid\(step.host)" }, context: context)
            }, limits: limits)
        take(machine.handle(.begin))
    }

    /// Something happens.
    mutating func happen(_ event: ApplyMachine.Event) {
        switch event {
        case .intended(let steps):
            for step in steps {
                durable[step, default: 0] += 1
                writing[step] = nil
            }
        case .answered(let step, _): inFlight[step] = nil
        case .interrupted, .recordsFailed: closedToNew = true
        case .begin: break
        }
        let isWrite = if case .intended = event { true } else { false }
        take(machine.handle(event))
        if case .recordsFailed = event {
            // Writes under way fail too; the runner tells the steps that were waiting for them.
            let cut = pending.compactMap { if case .intended(let steps) = $0 { steps } else { nil } }.flatMap { $0 }
            pending.removeAll { if case .intended = $0 { true } else { false } }
            take(machine.cutOff(cut, "disk full"))
        }
        if isWrite, closedToNew { checkNothingNew() }
    }

    private mutating func checkNothingNew() {
        if !startedAfterClose.isEmpty { broken.append("steps \(startedAfterClose) began after the end was called") }
    }

    private mutating func take(_ actions: [ApplyMachine.Action]) {
        for action in actions {
            switch action {
            case .intend(let batch):
                pending.append(.intended(batch.map(\.step)))
                for (step, intent) in batch { intend(step, intent) }
            case .goOn(let step, let outcomes, let intent):
                for outcome in outcomes { conclude(outcome) }
                pending.append(.intended([step]))
                intend(step, intent)
            case .call(let step, _, let provider): call(step, provider)
            case .conclude(let outcome): conclude(outcome)
            case .note: break
            case .tell(.started(let step)):
                started.append(step)
                if closedToNew { startedAfterClose.append(step) }
            case .tell(.finished(let step, let outcome, _)): ends[step, default: []].append(outcome)
            case .tell: break
            }
        }
        let waiting = writing.keys.filter { inFlight[$0] == nil && !started.contains($0) }.count
        let ready = durable.filter { $0.value > 0 && !started.contains($0.key) && ends[$0.key] == nil }.count
        if waiting + ready > limits.total { broken.append("\(waiting + ready) intents ahead of \(limits.total)") }
    }

    private mutating func intend(_ step: Int, _ intent: Intent) {
        open.insert(intent.id)
        writing[step, default: []].append(intent)
    }

    private mutating func conclude(_ outcome: Outcome) {
        if outcome.verdict != .unknown, open.remove(outcome.intent) == nil {
            broken.append("\(outcome.intent) was closed twice, or never opened")
        }
    }

    private mutating func call(_ step: Int, _ provider: ProviderID) {
        if durable[step, default: 0] < 1 { broken.append("step \(step) called without an intent") }
        durable[step, default: 0] -= 1
        if inFlight.updateValue(provider, forKey: step) != nil { broken.append("step \(step) called twice at once") }
        mostInFlight = max(mostInFlight, inFlight.count)
        if inFlight.count > limits.total { broken.append("\(inFlight.count) calls in flight") }
        // A ladder may have led a running step to another account; only first calls are held to its limit.
        let here = inFlight.filter { $0.value == provider && providers[$0.key] == provider }.count
        if here > limits.byProvider[provider] ?? limits.total { broken.append("\(here) calls at \(provider)") }
    }

    /// What must hold at the end, in words.
    func faults(of count: Int) -> [String] {
        var out = broken
        if !machine.isFinished { out.append("not finished") }
        for step in 0..<count where ends[step]?.count != 1 { out.append("step \(step) ended \(ends[step] ?? [])") }
        if !inFlight.isEmpty { out.append("calls are still in flight") }
        return out
    }
}
