import Hosts
import Planning

/// The bookkeeping of one run: when steps began, how they ended, and what the user is told.
struct Run {
    let steps: [Step]
    var machine: ApplyMachine
    /// A write that failed after the last step had ended.
    var lateFault: String?
    private let now: () -> Duration
    private var began: [Int: Duration] = [:]
    private var results: [StepResult?]

    init(steps: [Step], machine: ApplyMachine, clock: any Clock<Duration>) {
        self.steps = steps
        self.machine = machine
        results = Array(repeating: nil, count: steps.count)
        now = Self.stopwatch(clock)
    }

    /// A function that tells the time since now.
    private static func stopwatch<C: Clock>(_ clock: C) -> () -> Duration where C.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// What became of each step.
    var report: ApplyReport {
        ApplyReport(
            results: zip(steps, results).map { $1 ?? StepResult(step: $0, outcome: .skipped("not begun")) },
            interrupted: machine.interrupted, recordFault: machine.recordFault ?? lateFault)
    }

    mutating func tell(_ telling: ApplyMachine.Telling, _ sink: (ApplyEvent) -> Void) {
        switch telling {
        case .started(let index):
            began[index] = now()
            sink(.started(steps[index]))
        case .calling(let index, let verb):
            guard let call = steps[index].calls.first(where: { $0.verb == verb }) else { return }
            sink(.calling(steps[index], call))
        case .outOfStock(let index, let candidate, let error):
            sink(.outOfStock(steps[index], candidate: candidate, error))
        case .finished(let index, let outcome, let candidate):
            let elapsed = began[index].map { now() - $0 } ?? .zero
            let result = StepResult(step: steps[index], outcome: outcome, elapsed: elapsed, candidate: candidate)
            results[index] = result
            sink(.finished(result))
        case .interrupted(let inFlight): sink(.interrupted(inFlight: inFlight))
        }
    }
}
