/// What an account may do, as far as one read-only call tells: a line of `berth doctor`.
public struct AccessCheck: Hashable, Sendable {
    /// What a check is about.
    public enum Subject: Hashable, Sendable {
        /// Whether there are credentials, and whether the cloud takes them.
        case credentials
        /// A call that runs make, in words such as `list instances`.
        case call(String)

        /// In words.
        public var words: String {
            switch self {
            case .credentials: "credentials"
            case .call(let words): words
            }
        }
    }

    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// The cloud answered. The text says where the credentials are from, or what was seen; never a secret.
        case allowed(String)
        /// The cloud, or nobody to ask it, said no.
        case refused(ProviderError)
        /// No answer that says either.
        case unreachable(ProviderError)

        /// The outcome of a failure: what may pass or never arrived says nothing of rights.
        public init(_ error: ProviderError) {
            switch error.kind {
            case .transient, .rateLimited: self = .unreachable(error)
            case .invalid where ["BadURL", "NotTrusted", "ProxyRefused", "Redirected"].contains(error.code):
                self = .unreachable(error)
            case .capacity, .quota, .auth, .notFound, .conflict, .invalid, .operationFailed: self = .refused(error)
            }
        }
    }

    /// What it is about.
    public var subject: Subject
    /// What came of it.
    public var outcome: Outcome
    /// What to do about a refusal, such as a role to grant.
    public var remedy: String?

    /// Makes a check.
    public init(_ subject: Subject, _ outcome: Outcome, remedy: String? = nil) {
        self.subject = subject
        self.outcome = outcome
        self.remedy = remedy
    }
}
