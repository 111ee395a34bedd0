public import Hosts

/// What became of an intent.
public struct Outcome: Hashable, Sendable {
    /// The verdicts. Only the first two close the intent.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The call was carried out.
        case ok
        /// The cloud definitely refused: nothing was changed.
        case refused
        /// Nobody knows: the intent stays open until a later look settles it.
        case unknown
    }

    /// The error a cloud answered, as kept.
    public struct Failure: Hashable, Sendable {
        /// The stable word for its class, see `ProviderError.kindName`.
        public var kind: String
        /// The cloud's own code.
        public var code: String
        /// The cloud's own words, secrets cut.
        public var message: String

        /// Makes one.
        public init(kind: String, code: String, message: String) {
            self.kind = kind
            self.code = code
            self.message = message
        }

        /// From the error an adapter threw.
        public init(_ error: ProviderError) {
            self.init(kind: error.kindName, code: error.code, message: error.message)
        }
    }

    /// The intent's id.
    public var intent: String
    /// What became of it.
    public var verdict: Verdict
    /// The VM's ids, where the call told them.
    public var runtime: HostRuntime?
    /// Why it did not work.
    public var failure: Failure?
    /// Host records as they read now.
    public var changes: [HostChange]
    /// What the ledger shall say, when this call was the last of its step.
    public var ledger: LedgerEvent?

    /// Makes an outcome.
    public init(
        intent: String, verdict: Verdict, runtime: HostRuntime? = nil, failure: Failure? = nil,
        changes: [HostChange] = [], ledger: LedgerEvent? = nil
    ) {
        self.intent = intent
        self.verdict = verdict
        self.runtime = runtime
        self.failure = failure
        self.changes = changes
        self.ledger = ledger
    }
}
