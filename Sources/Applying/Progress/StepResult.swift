public import Hosts
public import Planning

/// What became of one step.
public struct StepResult: Hashable, Sendable {
    /// The ways a step ends.
    public enum Outcome: Hashable, Sendable {
        /// Done and recorded; the ids of the VM, unless it is gone.
        case done(HostRuntime?)
        /// Definitely refused or failed; what was done before it is recorded.
        case failed(ProviderError)
        /// The answer was lost; the intent stays open and the next run settles it.
        case unknown(ProviderError)
        /// Not begun, with the reason.
        case skipped(String)
    }

    /// The step.
    public var step: Step
    /// How it ended.
    public var outcome: Outcome
    /// Time from its first call to its last answer.
    public var elapsed: Duration
    /// Which candidate was used, for a create; 0 is the host's own place.
    public var candidate: Int

    /// Makes a result.
    public init(step: Step, outcome: Outcome, elapsed: Duration = .zero, candidate: Int = 0) {
        self.step = step
        self.outcome = outcome
        self.elapsed = elapsed
        self.candidate = candidate
    }

    /// Whether it was done.
    public var isDone: Bool {
        if case .done = outcome { true } else { false }
    }
}
