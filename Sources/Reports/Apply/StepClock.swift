import Applying
import Hosts
import Planning

/// Which steps run, since when, and when each is next heard of. Time is told, never asked.
struct StepClock {
    /// A step that runs.
    struct Running {
        var step: Step
        /// When it began.
        var began: Duration
        /// The call it is making.
        var call: PlannedCall?
        /// What holds it up, for a live display.
        var note: String?
        /// When its next heartbeat is due.
        fileprivate var nextBeat: Duration
    }

    /// How often a running step is heard of, in seconds.
    static let interval: Int64 = 10

    /// In the order they began. As many as run at once, which is few.
    private(set) var running: [Running] = []

    /// Takes note of an event.
    mutating func note(_ event: ApplyEvent, at now: Duration) {
        switch event {
        case .started(let step): update(step, at: now) { _ in }
        case .calling(let step, let call):
            update(step, at: now) { running in
                running.call = call
                running.note = nil
            }
        case .waiting(let step, let pause, let error):
            update(step, at: now) {
                $0.note = "waits \(ProgressWords.pauseText(pause)): \(ProgressWords.words(error))"
            }
        case .outOfStock(let step, _, let error):
            update(step, at: now) { $0.note = "no stock: \(ProgressWords.words(error))" }
        case .finished(let result): running.removeAll { $0.step.host == result.step.host }
        case .settled, .interrupted: break
        }
    }

    /// The steps that are due to be heard of, with the time they have run in whole intervals.
    mutating func beats(at now: Duration) -> [(running: Running, elapsed: Duration)] {
        var out: [(running: Running, elapsed: Duration)] = []
        for index in running.indices where now >= running[index].nextBeat {
            let began = running[index].began
            let intervals = (now - began).components.seconds / Self.interval
            running[index].nextBeat = began + .seconds((intervals + 1) * Self.interval)
            out.append((running[index], .seconds(intervals * Self.interval)))
        }
        return out
    }

    private mutating func update(_ step: Step, at now: Duration, _ change: (inout Running) -> Void) {
        if let index = running.firstIndex(where: { $0.step.host == step.host }) {
            change(&running[index])
            return
        }
        var new = Running(step: step, began: now, nextBeat: now + .seconds(Self.interval))
        change(&new)
        running.append(new)
    }
}
