public import Applying
import Planning

/// The progress of an apply as plain lines, for logs and pipes: what begins, what ends, and every ten seconds what
/// still runs.
///
/// A state machine without a clock: `now` is the time since the apply began, and the caller ticks at least once a
/// second.
public struct ProgressLines: Sendable {
    private var clock = StepClock()

    /// Nothing runs yet.
    public init() {}

    /// The lines an event is worth, without line feeds.
    public mutating func lines(for event: ApplyEvent, at now: Duration) -> [String] {
        clock.note(event, at: now)
        // The only call of a step was announced by the step itself.
        if case .calling(let step, _) = event, step.calls.count < 2 { return [] }
        return [ProgressWords.sentence(event)]
    }

    /// The heartbeats that are due, without line feeds.
    public mutating func tick(at now: Duration) -> [String] {
        clock.beats(at: now).map { ProgressWords.heartbeat($0.running, elapsed: $0.elapsed) }
    }
}
