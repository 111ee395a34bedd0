import Hosts
import Planning
import Records

@testable import Applying

/// Drives one step through scripted answers and folds what it writes, as the journal would.
struct Drive {
    var machine: StepMachine
    var records: [String: HostRecord]
    var open: [String: Intent] = [:]
    var calls: [CloudCall] = []
    var outcomes: [Outcome] = []
    var ledger: [LedgerEvent] = []
    var passed: [Int] = []
    var results: [StepResult.Outcome] = []
    var candidate = -1

    init(_ step: Step, _ records: [String: HostRecord] = [:]) {
        self.records = records
        let count = Shared(0)
        let context = StepContext(
            fleet: "test", lineage: lineage, planDigest: "sha256:00",
            intentID: {
                count.change {
                    $0 += 1; return "i-\($0)"
                }
            })
        machine = StepMachine(
            step, record: records[step.renamedFrom ?? step.host], uid: { "k3f9q2ab" }, context: context)
    }

    /// Answers calls until the answers are used up: then the run is cut off between the call and its answer.
    func run(_ answers: CallAnswer...) -> Drive {
        var copy = self
        var left = answers[...]
        var actions = copy.machine.begin()
        while !actions.isEmpty {
            let action = actions.removeFirst()
            if case .intend(let intent) = action {
                copy.open[intent.id] = intent
                copy.fold(intent.changes)
                guard let call = copy.machine.intended() else { return copy }
                copy.calls.append(call)
                guard let answer = left.popFirst() else { return copy }
                actions += copy.machine.answered(answer)
            } else {
                copy.take(action)
            }
        }
        return copy
    }

    mutating func take(_ action: StepMachine.Action) {
        switch action {
        case .intend, .call: break
        case .conclude(let outcome):
            outcomes.append(outcome)
            if outcome.verdict != .unknown { open[outcome.intent] = nil }
            fold(outcome.changes)
            if let event = outcome.ledger { ledger.append(event) }
        case .note(_, let changes, let event):
            fold(changes)
            if let event { ledger.append(event) }
        case .outOfStock(let candidate, _): passed.append(candidate)
        case .finish(let outcome, let candidate):
            results.append(outcome)
            self.candidate = candidate
        }
    }

    private mutating func fold(_ changes: [HostChange]) {
        for change in changes { records[change.host] = change.record }
    }

    var verbs: [CloudVerb] { calls.map(\.verb) }
    var record: HostRecord? { records["hub"] }
    var created: [CreateRequest] {
        calls.compactMap { if case .create(let request) = $0 { request } else { nil } }
    }
}

let lineage = "acd23ec3-1704-4f26-a518-4909cb708b9d"

func error(_ kind: ProviderError.Kind, _ provider: ProviderID = .local) -> ProviderError {
    ProviderError(kind, provider: provider, code: "NO", message: "no")
}

func runtime(_ id: String = "vm-1", disk: String? = "disk-1") -> HostRuntime {
    HostRuntime(instanceID: id, cloudName: "hub-k3f9q2ab", region: "r1", zone: "r1-a", dataDiskID: disk)
}

func configuration(_ type: String = "s4") -> HostConfiguration {
    var out = HostConfiguration(region: "r1", zone: nil, machineType: type, image: "ubuntu", bootDiskGB: 20)
    out.dataDisk = DataDisk(sizeGB: 100, type: .balanced)
    out.labels = ["team": "math"]
    return out
}

/// A record of a host that is made and runs.
func readyRecord(_ edit: (inout HostRecord) -> Void = { _ in }) -> HostRecord {
    var record = HostRecord(uid: "k3f9q2ab", provider: .local)
    record.phase = .ready
    record.runtime = runtime()
    record.applied = configuration()
    record.price = Money("0.40 USD")
    record.hasRun = true
    edit(&record)
    return record
}

func makeStep(
    _ action: Step.Action, _ calls: [PlannedCall], host: String = "hub", _ edit: (inout Step) -> Void = { _ in }
) -> Step {
    var step = Step(host: host, action: action, provider: .local, precondition: Digest(of: "seen"))
    step.calls = calls
    if calls.contains(.create) { step.candidates = [candidate()] }
    step.priceAfter = .hourly(Money("0.40 USD"))
    edit(&step)
    return step
}

func candidate(_ provider: ProviderID = .local, _ type: String = "s4") -> Step.Candidate {
    Step.Candidate(
        provider: provider, configuration: configuration(type), price: Money("0.40 USD"),
        stoppedPrice: Money("0.01 USD"), gpus: 0)
}

func observation(_ runtime: HostRuntime, status: HostStatus = .running, generation: Int = 1) -> HostObservation {
    HostObservation(
        runtime: runtime,
        mark: HostMark(
            fleet: "test", lineage: HostMark.short(lineage), host: "hub", uid: "k3f9q2ab", generation: generation),
        status: status, rawStatus: status.rawValue, machineType: "s4")
}
