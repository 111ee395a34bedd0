public import Hosts
public import Planning

/// What happens during an apply, told as it happens; renderers make lines of it.
public enum ApplyEvent: Sendable {
    /// An open intent of an earlier run was settled; a sentence.
    case settled(String)
    /// A step begins.
    case started(Step)
    /// A step makes one of its calls.
    case calling(Step, PlannedCall)
    /// A step waits before it tries a call again.
    case waiting(Step, Duration, ProviderError)
    /// A place had no stock; the step goes on to the next one.
    case outOfStock(Step, candidate: Int, ProviderError)
    /// A step ended.
    case finished(StepResult)
    /// The user asked to stop: nothing new is begun.
    case interrupted(inFlight: Int)
}

/// How an apply went, as a whole.
public struct ApplyReport: Sendable {
    /// One result a step, in plan order.
    public var results: [StepResult]
    /// Whether the user asked to stop.
    public var interrupted: Bool
    /// Why nothing new was begun, if the records could not be written; nil if all was recorded.
    public var recordFault: String?

    /// Clouds that could not be asked, as sentences: what there was to do on them is not known, and was not done.
    public var unasked: [String] = []

    /// Makes a report.
    public init(results: [StepResult], interrupted: Bool = false, recordFault: String? = nil) {
        self.results = results
        self.interrupted = interrupted
        self.recordFault = recordFault
    }

    /// Whether every step was done and recorded.
    public var isComplete: Bool { recordFault == nil && unasked.isEmpty && results.allSatisfy(\.isDone) }
}
