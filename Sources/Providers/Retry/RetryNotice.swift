public import Hosts

/// A wait before a call, for progress: "waiting 8s for local's rate limit".
public struct RetryNotice: Hashable, Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// The call.
    public var call: CallKind
    /// The host it is about, if one.
    public var host: String?
    /// Which call failed, from 1.
    public var attempt: Int
    /// How long is waited.
    public var wait: Duration
    /// What failed.
    public var error: ProviderError

    /// Makes a notice.
    public init(
        provider: ProviderID, call: CallKind, host: String?, attempt: Int, wait: Duration, error: ProviderError
    ) {
        self.provider = provider
        self.call = call
        self.host = host
        self.attempt = attempt
        self.wait = wait
        self.error = error
    }

    /// `waiting 8s for local's rate limit` or `waiting 1s after UNAVAILABLE from local (attempt 2)`.
    public var text: String {
        let time = wait < .seconds(1) ? "\(Int(wait / .milliseconds(1)))ms" : wait.spoken
        if case .rateLimited = error.kind { return "waiting \(time) for \(provider.rawValue)'s rate limit" }
        return "waiting \(time) after \(error.code) from \(provider.rawValue) (attempt \(attempt))"
    }
}
