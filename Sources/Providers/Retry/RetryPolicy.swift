public import Hosts

/// When a failed call is made again: a pure function of what failed and how often.
///
/// Passing faults wait a random time below a limit that doubles with each attempt ("full jitter"), so that many hosts
/// that failed together do not return together. A rate limit waits what the cloud said, and a little more at random.
/// Nothing else is retried: stock, quota, credentials and bad requests do not mend by asking again.
public struct RetryPolicy: Hashable, Sendable {
    /// Calls in all, the first one included.
    public var attempts = 8
    /// Limit of the first wait.
    public var base: Duration = .milliseconds(500)
    /// No wait of ours has a greater limit.
    public var cap: Duration = .seconds(30)
    /// Longest `Retry-After` that is waited for; a longer one ends the call.
    public var longestRetryAfter: Duration = .seconds(120)
    /// Waits in all; one that would pass this ends the call.
    public var budget: Duration = .seconds(300)

    /// The defaults above.
    public init() {}

    /// No retries at all.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = 1
        return policy
    }

    /// What to do after a failure.
    public enum Decision: Hashable, Sendable {
        /// Wait this long and call again.
        case retry(after: Duration)
        /// The failure stands.
        case giveUp
    }

    /// Decides.
    /// - Parameters:
    ///   - kind: the failure's class.
    ///   - attempt: which call failed, from 1.
    ///   - waited: waits of this call so far.
    ///   - idempotent: whether the call may be made twice.
    ///   - random: 64 random bits.
    public func decide(
        after kind: ProviderError.Kind, attempt: Int, waited: Duration = .zero, idempotent: Bool, random: UInt64
    ) -> Decision {
        guard attempt < attempts else { return .giveUp }
        let wait: Duration
        switch kind {
        case .transient:
            // Its outcome is unknown, so only a call that may be made twice is made twice.
            guard idempotent else { return .giveUp }
            wait = share(random, of: limit(attempt))
        case .rateLimited(let retryAfter?):
            guard retryAfter <= longestRetryAfter else { return .giveUp }
            wait = max(.zero, retryAfter) + share(random, of: base)
        case .rateLimited(nil):
            wait = share(random, of: limit(attempt))
        case .capacity, .quota, .auth, .notFound, .conflict, .invalid, .operationFailed:
            return .giveUp
        }
        return waited + wait > budget ? .giveUp : .retry(after: wait)
    }

    /// The limit of the wait after an attempt.
    private func limit(_ attempt: Int) -> Duration {
        var limit = base
        for _ in 1..<max(1, min(attempt, 64)) where limit < cap { limit *= 2 }
        return min(limit, cap)
    }

    /// A part of a duration: all of it for the largest random number, nothing for 0.
    private func share(_ random: UInt64, of duration: Duration) -> Duration {
        duration * (Double(random >> 11) / Double(1 << 53))
    }
}
